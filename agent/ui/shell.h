// What the program looks like at the moment, and the wiring between its parts on the windows'
// thread.
#pragma once

#include <memory>
#include <optional>

#include <wx/event.h>
#include <wx/timer.h>

#include "agent/desktop/notifier.h"
#include "agent/desktop/session_bus.h"
#include "agent/desktop/tray_chooser.h"
#include "agent/ui/bridge.h"
#include "agent/ui/history_reader.h"
#include "agent/ui/icon_set.h"
#include "agent/ui/menu_model.h"
#include "agent/ui/popover/popover.h"
#include "agent/ui/report/report_dialog.h"
#include "agent/ui/run.h"
#include "agent/ui/sni_tray.h"
#include "agent/ui/window/main_window.h"
#include "agent/ui/xembed_tray.h"

namespace traypulse::ui {

/// GUI thread, from after GTK's start to before its end.
class SettingsWindow;

class Shell final : public wxEvtHandler {
 public:
    Shell(Bridge& bridge, const Options& options, std::function<void()> leave);
    ~Shell() override;
    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;

    /// The bridge has something; looked at soon, and not more often than an eye can follow.
    void wake();

 private:
    void take();
    void leave();
    void refresh();
    void refresh_face();
    void refresh_window();
    void connected(GDBusConnection* bus);
    void choose_tray();
    void clicked(int id);
    void act(const UiAction& action);
    void show_popover();
    void show_window(bool with_why);
    void toggled(TargetId id);
    void show_settings();
    void save_report();
    void show_notice(const Notice& notice);
    [[nodiscard]] std::string history_file() const { return options_.state_dir + "/history.db"; }
    [[nodiscard]] TrayEvents tray_events();
    [[nodiscard]] IconLook icon_look() const;

    Bridge& bridge_;
    Options options_;
    std::function<void()> leave_;
    MenuModel menu_model_;
    std::shared_ptr<const Snapshot> snapshot_;
    desktop::TrayFace face_;
    desktop::MenuItem menu_;
    std::optional<IconLook> drawn_;
    std::uint64_t notices_ = 0;
    bool leaving_ = false;

    desktop::TrayChooser chooser_;
    desktop::TrayWay way_ = desktop::TrayWay::none;
    std::optional<bool> sni_host_;
    MonoTime last_refresh_;
    wxTimer refresh_timer_;
    wxTimer tray_timer_;

    std::unique_ptr<SniTray> sni_;
    std::unique_ptr<XembedTray> xembed_;
    std::unique_ptr<desktop::Notifier> notifier_;
    std::vector<desktop::Notification> early_;  ///< before the bus was there
    HistoryReader history_;                     ///< for all windows
    Popover* popover_ = nullptr;                ///< as the window
    MainWindow* window_ = nullptr;              ///< made when first wanted; wx owns it
    ReportDialog* report_ = nullptr;            ///< as settings_
    SettingsWindow* settings_ = nullptr;        ///< while it is open; wx owns it
    desktop::SessionBus bus_;  ///< last: its events may come once all else is there
};

}  // namespace traypulse::ui
