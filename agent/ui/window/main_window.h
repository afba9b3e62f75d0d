// The full window: verdict, targets with a switch each, graphs, outages, pause, mute and evidence.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <wx/frame.h>
#include <wx/timer.h>

#include "agent/engine/notice.h"
#include "agent/ui/action.h"
#include "agent/ui/history_reader.h"
#include "agent/ui/status_model.h"
#include "agent/ui/window/steady_sash.h"
#include "agent/ui/window/window_history.h"

class wxBoxSizer;
class wxButton;
class wxStaticBitmap;
class wxStaticText;
class wxTextCtrl;

namespace traypulse::ui {

class GraphPane;
class OutagePane;
class TargetList;

/// GUI thread. Closing hides it while there is a tray to bring it back, and else only minimises it,
/// so that nobody is locked out. While it is hidden it asks the history nothing.
class MainWindow final : public wxFrame {
 public:
    struct Events {
        std::function<void(UiAction)> action;
        std::function<void(TargetId)> toggled;
    };
    /// `reader` outlives the window.
    MainWindow(HistoryReader& reader, Events events);
    ~MainWindow() override;
    MainWindow(const MainWindow&) = delete;
    MainWindow& operator=(const MainWindow&) = delete;

    /// Changes what differs and nothing else.
    void show_model(const StatusModel& model);
    void show_why(bool visible);
    void set_has_tray(bool has_tray) { has_tray_ = has_tray; }
    void bring_forward();
    /// Its graph, and no other.
    void show_target(TargetId id);

 private:
    void make_header(wxBoxSizer& into);
    void make_panes(wxBoxSizer& into);
    void make_why(wxBoxSizer& into);
    void make_buttons(wxBoxSizer& into);
    void history_changed();
    void tick();
    void redraw();
    void fit_to_text();
    [[nodiscard]] int list_width() const;
    [[nodiscard]] int outages_height() const;
    void jump_to(const OutageRecord& outage);
    [[nodiscard]] std::string remark() const;
    void popup_pause();
    void popup_mute();
    void close();

    Events events_;
    StatusModel model_;
    WindowHistory history_;
    wxTimer timer_;
    bool has_tray_ = false;
    bool drawn_ = false;
    bool told_damage_ = false;
    int grown_ = 0;  ///< pixels of height that the evidence was given
    wxStaticBitmap* icon_ = nullptr;
    wxStaticText* headline_ = nullptr;
    wxStaticText* summary_ = nullptr;
    std::unique_ptr<SteadySash> list_sash_;
    std::unique_ptr<SteadySash> outages_sash_;
    TargetList* targets_ = nullptr;
    GraphPane* graphs_ = nullptr;
    OutagePane* outages_ = nullptr;
    wxTextCtrl* why_ = nullptr;
    wxButton* pause_ = nullptr;
    wxButton* mute_ = nullptr;
};

}  // namespace traypulse::ui
