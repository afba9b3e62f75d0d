// The window: verdict, targets with a switch each, pause and mute, and the evidence.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <wx/frame.h>

#include "agent/ui/action.h"
#include "agent/ui/status_model.h"

class wxBoxSizer;
class wxButton;
class wxDataViewEvent;
class wxDataViewListCtrl;
class wxStaticBitmap;
class wxStaticText;
class wxTextCtrl;

namespace traypulse::ui {

/// GUI thread. Closing hides it while there is a tray to bring it back, and else only minimises it,
/// so that nobody is locked out.
class StatusWindow final : public wxFrame {
 public:
    struct Events {
        std::function<void(UiAction)> action;
        std::function<void(TargetId)> toggled;
    };
    explicit StatusWindow(Events events);

    /// Changes what differs and nothing else.
    void show_model(const StatusModel& model);
    void show_why(bool visible);
    void set_has_tray(bool has_tray) { has_tray_ = has_tray; }
    void bring_forward();

 private:
    void make_header(wxBoxSizer& into);
    void make_list(wxBoxSizer& into);
    void make_buttons(wxBoxSizer& into);
    void fill_list(const std::vector<StatusRow>& rows);
    void update_row(unsigned row, const StatusRow& before, const StatusRow& after);
    void on_toggle(const wxDataViewEvent& event);
    void popup_pause();
    void popup_mute();

    Events events_;
    StatusModel model_;
    bool has_tray_ = false;
    bool drawn_ = false;
    wxStaticBitmap* icon_ = nullptr;
    wxStaticText* headline_ = nullptr;
    wxStaticText* summary_ = nullptr;
    wxDataViewListCtrl* list_ = nullptr;
    wxTextCtrl* why_ = nullptr;
    wxButton* pause_ = nullptr;
    wxButton* mute_ = nullptr;
};

}  // namespace traypulse::ui
