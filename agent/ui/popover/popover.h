// The small window at the tray icon: verdict, targets with a switch each.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <wx/frame.h>
#include <wx/timer.h>

#include "agent/ui/action.h"
#include "agent/ui/history_reader.h"
#include "agent/ui/popover/popover_model.h"

class wxBoxSizer;
class wxChoice;
class wxFlexGridSizer;
class wxScrolledWindow;
class wxStaticBitmap;
class wxStaticText;

namespace traypulse::ui {

class PopoverLine;

/// GUI thread. Goes when something else is clicked, or with Escape; while it is hidden it asks the
/// history nothing.
class Popover final : public wxFrame {
 public:
    struct Events {
        std::function<void(UiAction)> action;
        std::function<void(TargetId)> toggled;
        std::function<void(TargetId)> show_target;  ///< its graph, in the full window
    };
    /// `reader` outlives it.
    Popover(HistoryReader& reader, Events events);
    ~Popover() override;
    Popover(const Popover&) = delete;
    Popover& operator=(const Popover&) = delete;

    void show_snapshot(std::shared_ptr<const Snapshot> snapshot);
    /// Beside the pointer, which is on the icon; on the screen as a whole.
    void open();
    /// A click on the icon that took the focus away has closed it already: it is not to open again.
    [[nodiscard]] bool just_closed() const;

 private:
    void make_header(wxBoxSizer& into);
    void make_rows(wxBoxSizer& into);
    void make_buttons(wxBoxSizer& into);
    void refresh();
    void redraw();
    void fill();
    void ask();
    void answered(PopoverFacts facts);
    void fit();
    void place();
    void dismiss();

    Events events_;
    HistoryReader::Questions questions_;
    wxTimer timer_;
    std::shared_ptr<const Snapshot> snapshot_;
    PopoverFacts facts_;
    PopoverModel model_;
    MonoTime closed_;
    bool drawn_ = false;
    wxStaticBitmap* icon_ = nullptr;
    wxStaticText* title_ = nullptr;
    wxStaticText* numbers_ = nullptr;
    wxStaticText* summary_ = nullptr;
    wxChoice* span_ = nullptr;
    wxScrolledWindow* scrolled_ = nullptr;
    wxFlexGridSizer* grid_ = nullptr;
    std::vector<std::unique_ptr<PopoverLine>> lines_;
};

}  // namespace traypulse::ui
