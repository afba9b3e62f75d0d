#include "agent/ui/xembed_tray.h"

#include <algorithm>
#include <utility>

#include <wx/bitmap.h>
#include <wx/icon.h>
#include <wx/image.h>
#include <wx/menu.h>
#include <wx/taskbar.h>

#include "agent/ui/wx_menu.h"

namespace traypulse::ui {
namespace {

/// XEmbed trays of today are 22 to 32 px high and scale what they get.
constexpr int kPixels = 24;

wxIcon to_icon(const desktop::Pixmap& pixmap) {
    wxImage image(pixmap.width, pixmap.height);
    image.InitAlpha();
    for (int y = 0; y < pixmap.height; ++y) {
        for (int x = 0; x < pixmap.width; ++x) {
            const auto* p = &pixmap.rgba[static_cast<std::size_t>(y * pixmap.width + x) * 4];
            image.SetRGB(x, y, p[0], p[1], p[2]);
            image.SetAlpha(x, y, p[3]);
        }
    }
    wxIcon icon;
    icon.CopyFromBitmap(wxBitmap(image));
    return icon;
}

}  // namespace

class XembedTray::Icon final : public wxTaskBarIcon {
 public:
    explicit Icon(TrayEvents events) : events_(std::move(events)) {
        // One click sends LEFT_DOWN and LEFT_DCLICK both; the first is enough.
        Bind(wxEVT_TASKBAR_LEFT_DOWN, [this](wxTaskBarIconEvent&) { events_.activated(); });
        Bind(wxEVT_MENU, [this](wxCommandEvent& e) {
            if (const auto id = open_->item_id(e.GetId())) events_.clicked(*id);
        });
    }
    void show(const desktop::TrayFace& face) {
        if (face == face_ || face.icons.empty()) return;
        face_ = face;
        const auto& icons = face.icons;
        const auto fit = std::find_if(icons.begin(), icons.end(),
                                      [](const auto& i) { return i.width >= kPixels; });
        const std::string tip =
            face.tip_details.empty() ? face.tip : face.tip + "\n" + face.tip_details;
        SetIcon(to_icon(fit == icons.end() ? icons.back() : *fit), wxString::FromUTF8(tip));
    }
    void set_menu(const desktop::MenuItem& root) {
        root_ = root;
        if (open_) open_->update(root_);
    }
    wxMenu* CreatePopupMenu() override {
        open_ = ShownMenu::open(root_);
        return open_->menu();
    }

 private:
    TrayEvents events_;
    desktop::TrayFace face_;
    desktop::MenuItem root_;
    std::shared_ptr<ShownMenu> open_;  // the last one
};

XembedTray::XembedTray(TrayEvents events) : icon_(new Icon(std::move(events))) {}

XembedTray::~XembedTray() {
    icon_->RemoveIcon();
    icon_->Destroy();
}

void XembedTray::show(const desktop::TrayFace& face) { icon_->show(face); }

void XembedTray::set_menu(const desktop::MenuItem& root) { icon_->set_menu(root); }

bool XembedTray::available() { return wxTaskBarIcon::IsAvailable(); }

}  // namespace traypulse::ui
