#include "agent/ui/run.h"

#include <gdk/gdk.h>

#include <clocale>
#include <cstdio>
#include <memory>

#include <wx/app.h>
#include <wx/init.h>
#include <wx/log.h>

#include "agent/ui/shell.h"

namespace traypulse::ui {
namespace {

class App final : public wxApp {
 public:
    App(Bridge& bridge, const Options& options) : bridge_(bridge), options_(options) {}

    bool OnInit() override {
        SetAppName("traypulse");
        SetAppDisplayName("Traypulse");
        SetExitOnFrameDelete(false);  // the window is not the program
        // wx's own complaints belong on stderr, not into dialogs.
        // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks): wx owns the new one
        delete wxLog::SetActiveTarget(new wxLogStderr);
        Bind(wxEVT_THREAD, [this](wxThreadEvent&) {
            if (shell_) shell_->wake();
        });
        shell_ = std::make_unique<Shell>(bridge_, options_, [this] { leave(); });
        // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks): the queue owns the event
        bridge_.on_dirty([this] { wxQueueEvent(this, new wxThreadEvent); });
        return true;
    }

    int OnExit() override {
        bridge_.on_dirty({});
        DeletePendingEvents();
        shell_.reset();
        return wxApp::OnExit();
    }

 private:
    /// Not from within a handler of what is to be ended.
    void leave() {
        CallAfter([this] { ExitMainLoop(); });
    }

    Bridge& bridge_;
    Options options_;
    std::unique_ptr<Shell> shell_;
};

/// Numbers in JSON and logs must not get the locale's decimal comma, so only these categories are
/// the person's own (wx keeps GTK from setting them all).
void set_locale() {
    for (const int category : {LC_CTYPE, LC_TIME, LC_MESSAGES}) std::setlocale(category, "");
}

}  // namespace

bool display_available() {
    // Not gtk_init_check: wx wants to prepare GTK before its start.
    GdkDisplay* display = gdk_display_open(nullptr);
    if (!display) return false;
    gdk_display_close(display);
    return true;
}

int run(Bridge& bridge, const Options& options) {
    if (!display_available()) {
        std::fprintf(stderr,
                     "traypulse: cannot open a display: set DISPLAY or WAYLAND_DISPLAY, or start "
                     "with --headless\n");
        return 1;
    }
    set_locale();
    wxApp::SetInstance(new App(bridge, options));  // wx deletes it
    char name[] = "traypulse";
    char* arguments[] = {name, nullptr};
    int count = 1;
    return wxEntry(count, arguments) == 0 ? 0 : 1;
}

}  // namespace traypulse::ui
