#include "agent/ui/window/quiet_sash.h"

#include <wx/window.h>  // which the next one wants before it

#include <wx/renderer.h>

namespace traypulse::ui {
namespace {

constexpr int kSashWidth = 8;  // LOOK: 8 px rhythm

class QuietSashes final : public wxDelegateRendererNative {
 public:
    QuietSashes() : wxDelegateRendererNative(wxRendererNative::GetDefault()) {}
    void DrawSplitterSash(wxWindow* /*window*/, wxDC& /*dc*/, const wxSize& /*size*/,
                          wxCoord /*position*/, wxOrientation /*orientation*/,
                          int /*flags*/) override {}
    wxSplitterRenderParams GetSplitterParams(const wxWindow* /*window*/) override {
        return {kSashWidth, 0, true};
    }
};

}  // namespace

void draw_sashes_quietly() {
    static bool done = false;
    if (done) return;
    done = true;
    wxRendererNative::Get();  // the first call of it would undo what is set before
    // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks): wx owns it
    delete wxRendererNative::Set(new QuietSashes);
}

}  // namespace traypulse::ui
