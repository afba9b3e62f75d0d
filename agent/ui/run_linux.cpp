#include "agent/ui/run.h"

#include <gdk/gdk.h>
#include <gtk/gtk.h>

#include <cstdio>
#include <memory>

#include <wx/app.h>
#include <wx/dialog.h>
#include <wx/init.h>
#include <wx/log.h>
#include <wx/translation.h>

#include "agent/translations/translate.h"
#include "agent/ui/shell.h"

namespace traypulse::ui {
namespace {

class App final : public wxApp {
 public:
    App(Bridge& bridge, const Options& options) : bridge_(bridge), options_(options) {}

    bool OnInit() override {
        // The words of wx's own buttons.
        wxTranslations::Set(new wxTranslations);  // NOLINT(cppcoreguidelines-owning-memory): wx's
        wxTranslations::Get()->AddStdCatalog();
        // Which way a language runs is part of its translation, as with GTK's own.
        gtk_widget_set_default_direction(right_to_left() ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
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

    /// Debian's wx checks itself in released programs, too, and would ask the person in a dialog.
    void OnAssertFailure(const wxChar* file, int line, const wxChar* function,
                         const wxChar* condition, const wxChar* message) override {
        wxLogError("a fault in Traypulse, please report it: %s:%d %s: %s %s", file, line, function,
                   condition, message ? message : wxS(""));
    }

    /// wx asks before it makes a window.
    wxLayoutDirection GetLayoutDirection() const override {
        return right_to_left() ? wxLayout_RightToLeft : wxLayout_LeftToRight;
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
        CallAfter([this] {
            // A dialog with a loop of its own (the choice of a file) would go on without us.
            for (auto* node = wxTopLevelWindows.GetFirst(); node; node = node->GetNext())
                if (auto* dialog = dynamic_cast<wxDialog*>(node->GetData());
                    dialog && dialog->IsModal())
                    dialog->EndModal(wxID_CANCEL);
            ExitMainLoop();
        });
    }

    Bridge& bridge_;
    Options options_;
    std::unique_ptr<Shell> shell_;
};

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
    wxApp::SetInstance(new App(bridge, options));  // wx deletes it
    char name[] = "traypulse";
    char* arguments[] = {name, nullptr};
    int count = 1;
    return wxEntry(count, arguments) == 0 ? 0 : 1;
}

}  // namespace traypulse::ui
