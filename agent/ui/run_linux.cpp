#include "agent/ui/run.h"

#include <gtk/gtk.h>

#include <clocale>
#include <cstdio>
#include <utility>

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
        delete wxLog::SetActiveTarget(new wxLogStderr);
        Bind(wxEVT_THREAD, [this](wxThreadEvent&) {
            if (shell_) shell_->wake();
        });
        shell_ = std::make_unique<Shell>(bridge_, options_, [this] { leave(); });
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
    void leave() { CallAfter([this] { ExitMainLoop(); }); }

    Bridge& bridge_;
    Options options_;
    std::unique_ptr<Shell> shell_;
};

/// GTK would take over every category of the locale, and numbers in JSON and logs would get the
/// locale's decimal comma. Characters and times are what a person should see in the own way.
void set_locale() {
    static bool done = false;  // GTK wants this before its start only
    if (std::exchange(done, true)) return;
    gtk_disable_setlocale();
    std::setlocale(LC_CTYPE, "");
    std::setlocale(LC_TIME, "");
    std::setlocale(LC_MESSAGES, "");
}

}  // namespace

bool display_available() {
    set_locale();
    return gtk_init_check(nullptr, nullptr) != FALSE;
}

int run(Bridge& bridge, const Options& options) {
    if (!display_available()) {
        std::fprintf(stderr,
                     "traypulse: cannot open a display: set DISPLAY or WAYLAND_DISPLAY, or start "
                     "with --headless\n");
        return 1;
    }
    wxApp::SetInstance(new App(bridge, options));  // wx deletes it
    char name[] = "traypulse";
    char* arguments[] = {name, nullptr};
    int count = 1;
    return wxEntry(count, arguments) == 0 ? 0 : 1;
}

}  // namespace traypulse::ui
