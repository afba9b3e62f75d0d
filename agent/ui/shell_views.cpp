// The windows that the tray opens, each made when first wanted.
#include <cstdlib>
#include <utility>

#include "agent/ui/local_clock.h"
#include "agent/ui/menu_model.h"
#include "agent/ui/open_file.h"
#include "agent/ui/settings/settings_window.h"
#include "agent/ui/shell.h"
#include "agent/ui/status_model.h"

namespace traypulse::ui {

void Shell::toggled(TargetId id) {
    const auto* t = snapshot_ ? snapshot_->find(id) : nullptr;
    if (t) bridge_.send(toggle(*t, *snapshot_));
}

// A second click on the icon closes it.
void Shell::show_popover() {
    if (!popover_)
        popover_ = new Popover(history_, {[this](const UiAction& action) { act(action); },
                                          [this](TargetId id) { toggled(id); },
                                          [this](TargetId id) {
                                              show_window(false);
                                              window_->show_target(id);
                                          }});
    popover_->show_snapshot(snapshot_);
    if (popover_->IsShown())
        popover_->Close();
    else if (!popover_->just_closed())
        popover_->open();
}

void Shell::show_window(bool with_why) {
    if (!window_) {
        window_ = new MainWindow(history_, {[this](const UiAction& action) { act(action); },
                                            [this](TargetId id) { toggled(id); }});
        window_->set_has_tray(way_ == desktop::TrayWay::xembed ||
                              way_ == desktop::TrayWay::status_notifier);
    }
    window_->show_model(status_model(snapshot_.get(), &clock_text));
    if (with_why) window_->show_why(true);
    window_->bring_forward();
}

void Shell::show_settings() {
    if (!settings_) {
        SettingsWindow::Files files{options_.config_path, {}, {}, {}};
        if (!options_.state_dir.empty()) {
            files.history = history_file();
            files.log = options_.state_dir + "/traypulse.log";
        }
        const auto variable = [](const char* name) -> std::optional<std::string> {
            const char* value = std::getenv(name);
            return value ? std::optional<std::string>(value) : std::nullopt;
        };
        files.autostart = autostart_places(variable, options_.program);
        SettingsWindow::Events events;
        events.applied = [this] { bridge_.send(command::Reload{}); };
        events.test = [this](command::TestCheck test) { bridge_.send(std::move(test)); };
        events.open_file = [this] { act(OpenConfiguration{}); };
        events.closed = [this] { std::exchange(settings_, nullptr)->Destroy(); };
        settings_ = new SettingsWindow(std::move(files), std::move(events));
    }
    settings_->bring_forward();
}

void Shell::save_report() {
    if (!report_)
        report_ = new ReportDialog({history_file(), options_.config_path}, options_.version,
                                   {[](const std::string& path) { open_file(path); },
                                    [this] {
                                        if (report_) std::exchange(report_, nullptr)->Destroy();
                                    }});
    report_->Show();
    report_->Raise();
}

}  // namespace traypulse::ui
