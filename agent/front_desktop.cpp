// Tray and windows on the main thread, the engine on its own.
#include <cstdio>
#include <thread>

#include "agent/install_layout.h"
#include "agent/start.h"
#include "agent/translations/translate.h"
#include "agent/ui/bridge.h"
#include "agent/ui/run.h"

namespace traypulse::front {
namespace {

ui::DisplayOptions display_options(const DisplaySettings& settings) {
    ui::DisplayOptions out;
    out.icon =
        settings.icon == IconStyle::symbolic ? ui::IconStyle::symbolic : ui::IconStyle::colour;
    out.number_in_icon = settings.number_in_icon;
    if (settings.theme == Theme::light) out.theme = ui::Theme::light;
    if (settings.theme == Theme::dark) out.theme = ui::Theme::dark;
    return out;
}

runtime::Outlets outlets_to(ui::Bridge& bridge) {
    runtime::Outlets o;
    o.publish = [&bridge](std::shared_ptr<const Snapshot> s) { bridge.publish(std::move(s)); };
    o.notify = [&bridge](Notice n) { bridge.notify(std::move(n)); };
    o.withdraw = [&bridge](OutageId outage) {
        Notice n;
        n.outage = outage;
        n.kind = NoticeKind::withdrawal;
        bridge.notify(std::move(n));
    };
    o.display = [&bridge](const DisplaySettings& d) { bridge.display(display_options(d)); };
    o.tested = [&bridge](TestedCheck t) { bridge.tested(std::move(t)); };
    o.show_window = [&bridge] { bridge.show_window(); };
    o.quit = [&bridge] { bridge.quit(); };
    return o;
}

}  // namespace

Availability available() {
    if (ui::display_available()) return {true, ""};
    return {false, tr("there is no display (neither DISPLAY nor WAYLAND_DISPLAY leads to one)")};
}

int run(Prepared& prepared) {
    ui::Bridge bridge;
    // Made here, so that a command of the windows never meets an engine that is not there yet.
    runtime::Runtime runtime(prepared.options, prepared.settings, *prepared.log,
                             outlets_to(bridge));
    bridge.connect([&runtime](const Command& command) { runtime.post(command); });
    int engine_status = 0;
    std::thread engine([&] {
        if (const auto ended = runtime.run(); !ended.ok()) {
            std::fprintf(stderr, "traypulse: %s\n", ended.error().text().c_str());
            engine_status = cli::kExitNotWell;
        }
        bridge.quit();
    });
    ui::Options options;
    options.display = display_options(prepared.settings.display);
    options.config_path = prepared.options.config_file;
    options.state_dir = prepared.options.state_dir;
    options.version = prepared.options.version;
    options.program = install_layout().program;
    const int ui_status = ui::run(bridge, options);
    runtime.post(command::Quit{});
    engine.join();
    bridge.connect({});
    return ui_status != 0 ? ui_status : engine_status;
}

}  // namespace traypulse::front
