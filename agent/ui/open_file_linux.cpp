#include <gio/gio.h>

#include <memory>

#include <wx/msgdlg.h>

#include "agent/ui/open_file.h"

#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

void say_failed(const std::string& path, const std::string& reason) {
    wxMessageBox(
        wtr("Cannot open the configuration: {0}\n\nOpen it with a text editor:\n{1}", reason, path),
        "Traypulse", wxOK | wxICON_WARNING);
}

void on_launched(GObject*, GAsyncResult* result, gpointer data) {
    const std::unique_ptr<std::string> path(static_cast<std::string*>(data));
    GError* error = nullptr;
    if (g_app_info_launch_default_for_uri_finish(result, &error) != FALSE) return;
    const std::string reason = error->message;
    g_error_free(error);
    say_failed(*path, reason);
}

}  // namespace

void open_file(const std::string& path) {
    GError* error = nullptr;
    char* uri = g_filename_to_uri(path.c_str(), nullptr, &error);
    if (!uri) {
        const std::string reason = error->message;
        g_error_free(error);
        return say_failed(path, reason);
    }
    auto kept = std::make_unique<std::string>(path);
    g_app_info_launch_default_for_uri_async(uri, nullptr, nullptr, &on_launched, kept.release());
    g_free(uri);
}

}  // namespace traypulse::ui
