#include "agent/ui/wx_menu.h"

#include <algorithm>
#include <utility>

namespace traypulse::ui {
namespace {

using desktop::MenuItem;

/// wx keeps 4999 to 5999 (wxID_LOWEST, wxID_HIGHEST) for its stock items, and takes none above
/// 32767.
constexpr int kFirstWxId = 6000;

wxString label_of(const MenuItem& item) {
    wxString label = wxString::FromUTF8(item.label);
    label.Replace("&", "&&");
    return label;
}

}  // namespace

/// Tells when wx has deleted it.
class ShownMenu::Noted final : public wxMenu {
 public:
    explicit Noted(std::shared_ptr<ShownMenu> owner) : owner_(std::move(owner)) {}
    ~Noted() override { owner_->menu_ = nullptr; }
    Noted(const Noted&) = delete;
    Noted& operator=(const Noted&) = delete;

 private:
    std::shared_ptr<ShownMenu> owner_;
};

std::shared_ptr<ShownMenu> ShownMenu::open(const MenuItem& root) {
    auto out = std::make_shared<ShownMenu>();
    out->menu_ = new Noted(out);
    out->fill(*out->menu_, root);
    return out;
}

int ShownMenu::next_wx_id(int id) {
    ids_.push_back(id);
    return kFirstWxId + static_cast<int>(ids_.size()) - 1;
}

void ShownMenu::fill(wxMenu& menu, const MenuItem& parent) {
    for (const auto& item : parent.children) {
        if (!item.visible) continue;
        if (item.kind == MenuItem::Kind::separator) {
            menu.AppendSeparator();
            continue;
        }
        const int wx_id = next_wx_id(item.id);
        if (!item.children.empty()) {
            auto* sub = new wxMenu;
            fill(*sub, item);
            menu.Append(wx_id, label_of(item), sub);
            continue;
        }
        const bool check = item.kind == MenuItem::Kind::check;
        auto* made = menu.Append(wx_id, label_of(item), "", check ? wxITEM_CHECK : wxITEM_NORMAL);
        if (check) made->Check(item.checked);
        made->Enable(item.enabled);
    }
}

void ShownMenu::update(const MenuItem& parent) {
    if (!menu_) return;
    for (const auto& item : parent.children) {
        const auto known = std::find(ids_.begin(), ids_.end(), item.id);
        auto* shown = known == ids_.end()
                          ? nullptr
                          : menu_->FindItem(kFirstWxId + static_cast<int>(known - ids_.begin()));
        if (shown) {
            if (shown->GetItemLabel() != label_of(item)) shown->SetItemLabel(label_of(item));
            if (shown->IsCheckable() && shown->IsChecked() != item.checked)
                shown->Check(item.checked);
            if (shown->IsEnabled() != item.enabled) shown->Enable(item.enabled);
        }
        update(item);
    }
}

std::optional<int> ShownMenu::item_id(int wx_id) const {
    const auto index = wx_id - kFirstWxId;
    if (index < 0 || static_cast<std::size_t>(index) >= ids_.size()) return std::nullopt;
    return ids_[static_cast<std::size_t>(index)];
}

}  // namespace traypulse::ui
