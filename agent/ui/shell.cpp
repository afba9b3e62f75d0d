#include "agent/ui/shell.h"

#include <cstdio>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include <wx/app.h>
#include <wx/dcscreen.h>
#include <wx/settings.h>

#include "agent/engine/words.h"
#include "agent/translations/translate.h"
#include "agent/ui/about.h"
#include "agent/ui/appearance.h"
#include "agent/ui/clocks.h"
#include "agent/ui/density.h"
#include "agent/ui/local_clock.h"
#include "agent/ui/notice_model.h"
#include "agent/ui/open_file.h"
#include "agent/ui/settings/settings_window.h"
#include "agent/ui/status_model.h"
#include "agent/ui/theme.h"

namespace traypulse::ui {
namespace {

using namespace std::chrono_literals;

/// Faster than this nobody reads, and each refresh costs the panel work too.
constexpr Nanoseconds kRefreshInterval = 200ms;
/// XEmbed trays come and go without a signal on the bus; asking the X server costs next to nothing.
constexpr auto kTrayPollMs = 2000;
constexpr int kWorstInTooltip = 3;
constexpr int kNotificationPixels = 48;

/// In the font that GTK menus use. The same few texts come again with every refresh.
class MenuTextWidth {
 public:
    int operator()(const std::string& text) {
        const wxFont font = wxSystemSettings::GetFont(wxSYS_DEFAULT_GUI_FONT);
        if (font != font_ || known_.size() > kMaxKnown) known_.clear();
        font_ = font;
        const auto [it, is_new] = known_.try_emplace(text, 0);
        if (is_new) {
            wxScreenDC dc;
            dc.SetFont(font);
            it->second = dc.GetTextExtent(wxString::FromUTF8(text)).GetWidth();
        }
        return it->second;
    }

 private:
    static constexpr std::size_t kMaxKnown = 2000;  // latencies vary; about 100 kB
    wxFont font_;
    std::unordered_map<std::string, int> known_;
};

}  // namespace

Shell::Shell(Bridge& bridge, const Options& options, std::function<void()> leave)
    : bridge_(bridge),
      options_(options),
      leave_(std::move(leave)),
      menu_model_(&clock_text, MenuTextWidth()),
      chooser_(mono_now()),
      history_(history_file(),
               [](const std::function<void()>& what) { wxTheApp->CallAfter(what); }),
      bus_({[this](GDBusConnection* bus) { connected(bus); },
            [this](const Error& error) {
                std::fprintf(stderr, "traypulse: %s\n", error.text().c_str());
                sni_.reset();
                notifier_.reset();
                sni_host_ = false;
                choose_tray();
            }}) {
    refresh_timer_.SetOwner(this);
    tray_timer_.SetOwner(this);
    Bind(wxEVT_TIMER, [this](wxTimerEvent& e) {
        if (&e.GetTimer() == &refresh_timer_) return take();
        choose_tray();
    });
    apply_theme(options_.display.theme);
    follow_theme([this] { refresh(); });
    follow_text_size();
    refresh();
    tray_timer_.Start(kTrayPollMs);
    if (options_.show_window) show_window(false);
}

Shell::~Shell() {
    follow_theme({});
    if (popover_) popover_->Destroy();
    if (settings_) settings_->Destroy();
    if (report_) report_->Destroy();
    if (window_) window_->Destroy();
}

void Shell::wake() {
    const auto due = last_refresh_ + kRefreshInterval - mono_now();
    if (due <= 0ns) return take();
    if (!refresh_timer_.IsRunning())
        refresh_timer_.StartOnce(
            1 +
            static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(due).count()));
}

void Shell::take() {
    last_refresh_ = mono_now();
    auto taken = bridge_.take();
    if (taken.quit) return leave();
    if (taken.display) options_.display = *taken.display;
    apply_theme(options_.display.theme);
    if (settings_)
        for (const auto& answer : taken.tested) settings_->tested(answer);
    snapshot_ = std::move(taken.snapshot);
    refresh();
    for (const auto& notice : taken.notices) show_notice(notice);
    if (taken.show_window) show_window(false);
}

// The panel has an answer to its click coming, and an outage on screen that nobody follows any
// more.
void Shell::leave() {
    if (std::exchange(leaving_, true)) return;
    if (notifier_) notifier_->withdraw_ongoing();
    bus_.flush(leave_);
}

void Shell::refresh() {
    menu_ = snapshot_ ? menu_model_.build(*snapshot_) : menu_model_.build_empty();
    refresh_face();
    for (TrayIcon* tray :
         {static_cast<TrayIcon*>(sni_.get()), static_cast<TrayIcon*>(xembed_.get())}) {
        if (!tray) continue;
        tray->show(face_);
        tray->set_menu(menu_);
    }
    refresh_window();
}

IconLook Shell::icon_look() const {
    IconLook look;
    look.style = options_.display.icon;
    look.background = panel_background();
    if (!snapshot_) return look;
    look.glance = snapshot_->verdict.glance;
    if (!options_.display.number_in_icon) return look;
    if (const auto rtt = words::typical_latency(*snapshot_))
        look.number = words::latency_short(*rtt);
    return look;
}

void Shell::refresh_face() {
    const auto look = icon_look();
    if (drawn_ != look) {
        face_.icons = draw_tray_icons(look);
        drawn_ = look;
    }
    face_.tip = snapshot_ ? words::sentence(*snapshot_, &clock_text) : tr("Traypulse is starting…");
    face_.tip_details = snapshot_ ? words::worst_targets(*snapshot_, kWorstInTooltip) : "";
}

void Shell::refresh_window() {
    if (popover_) popover_->show_snapshot(snapshot_);
    if (window_ && window_->IsShown())
        window_->show_model(status_model(snapshot_.get(), &clock_text));
}

TrayEvents Shell::tray_events() {
    return {[this] { act(OpenPopover{}); }, [this](int id) { clicked(id); }};
}

void Shell::connected(GDBusConnection* bus) {
    follow_appearance(bus);
    sni_ = std::make_unique<SniTray>(bus, tray_events(), [this](bool host) {
        sni_host_ = host;
        choose_tray();
    });
    notifier_ = std::make_unique<desktop::Notifier>(
        bus, "traypulse",
        desktop::Notifier::Events{[this](const std::string&, const std::string& action) {
                                      if (const auto what = notification_action(action)) act(*what);
                                  },
                                  {}});
    for (auto& notification : early_) notifier_->show(std::move(notification));
    early_.clear();
    refresh();
}

void Shell::choose_tray() {
    const auto before = way_;
    way_ = chooser_.decide(mono_now(), sni_host_, XembedTray::available());
    if (xembed_ && (way_ != desktop::TrayWay::xembed || xembed_->lost())) xembed_.reset();
    if (way_ == desktop::TrayWay::xembed && !xembed_) {
        xembed_ = std::make_unique<XembedTray>(tray_events());
        refresh();
    }
    const bool has_tray =
        way_ == desktop::TrayWay::xembed || way_ == desktop::TrayWay::status_notifier;
    if (window_) window_->set_has_tray(has_tray);
    if (way_ == desktop::TrayWay::window && before != way_) {
        if (!window_ || !window_->IsShown()) show_window(false);
    }
    // With a StatusNotifier host every change comes as a signal; without, the next look is timed.
    if (way_ == desktop::TrayWay::status_notifier)
        tray_timer_.Stop();
    else if (!tray_timer_.IsRunning())
        tray_timer_.Start(kTrayPollMs);
}

void Shell::clicked(int id) {
    if (const auto action = MenuModel::action(id, snapshot_.get())) act(*action);
}

void Shell::act(const UiAction& action) {
    std::visit(
        [this](const auto& what) {
            using What = std::decay_t<decltype(what)>;
            if constexpr (std::is_same_v<What, Command>) bridge_.send(what);
            if constexpr (std::is_same_v<What, ShowWhy>) show_window(true);
            if constexpr (std::is_same_v<What, OpenPopover>) show_popover();
            if constexpr (std::is_same_v<What, OpenWindow>) show_window(false);
            if constexpr (std::is_same_v<What, OpenConfiguration>) open_file(options_.config_path);
            if constexpr (std::is_same_v<What, ShowSettings>) show_settings();
            if constexpr (std::is_same_v<What, SaveReport>) save_report();
            if constexpr (std::is_same_v<What, ShowAbout>) show_about(options_.version);
            if constexpr (std::is_same_v<What, MuteUntilTomorrow>)
                bridge_.send(command::Mute{until_tomorrow(wall_now())});
            if constexpr (std::is_same_v<What, QuitAll>) {
                bridge_.send(command::Quit{});
                leave();
            }
        },
        action);
}

void Shell::show_notice(const Notice& notice) {
    auto notification = notification_of(notice, ++notices_);
    if (notice.kind == NoticeKind::withdrawal) {
        std::erase_if(early_, [&](const auto& n) { return n.key == notification.key; });
        if (notifier_) notifier_->withdraw(notification.key);
        return;
    }
    notification.image = to_pixmap(
        draw_icon({notice.glance, IconStyle::colour, panel_background(), ""}, kNotificationPixels));
    if (notifier_)
        notifier_->show(std::move(notification));
    else if (!sni_host_)  // the bus has not answered yet
        early_.push_back(std::move(notification));
}

}  // namespace traypulse::ui
