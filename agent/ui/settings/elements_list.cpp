#include "agent/ui/settings/elements_list.h"

#include <algorithm>
#include <utility>

#include <wx/button.h>
#include <wx/dataview.h>
#include <wx/sizer.h>

#include "agent/ui/accessible.h"
#include "agent/ui/density.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr const char* kEnabled = "enabled";

bool is_enabled(const config::Keys& element, bool usually) {
    const auto it = element.find(kEnabled);
    const auto* flag = it == element.end() ? nullptr : std::get_if<bool>(&it->second);
    return flag ? *flag : usually;
}

}  // namespace

ElementsList::ElementsList(wxWindow* parent, SettingsDraft& draft, Kind kind, Events events)
    : wxPanel(parent), draft_(draft), kind_(std::move(kind)), events_(std::move(events)) {
    SetSizer(new wxBoxSizer(wxHORIZONTAL));
    make_list();
    // One that has a height keeps it beside a taller row of buttons.
    const int down = kind_.size.y > 0 ? 0 : wxEXPAND;
    GetSizer()->Add(list_, 1, down | wxRIGHT, 2 * kRhythm);
    buttons_ = new wxBoxSizer(wxVERTICAL);
    GetSizer()->Add(buttons_);
    make_buttons();
}

void ElementsList::make_list() {
    list_ = new wxDataViewListCtrl(this, wxID_ANY, wxDefaultPosition, by_text(kind_.size),
                                   wxDV_ROW_LINES | (kind_.columns.empty() ? wxDV_NO_HEADER : 0));
    set_accessible(*list_, kind_.name);
    for (const auto& column : kind_.columns) {
        if (kind_.usually_enabled && list_->GetColumnCount() == 0)
            list_->AppendToggleColumn(column.title, wxDATAVIEW_CELL_ACTIVATABLE,
                                      column_width(*list_, column.title, column.width));
        else
            append_text_column(*list_, column.title, column.width);
    }
    if (kind_.columns.empty()) list_->AppendTextColumn("");
    list_->Bind(wxEVT_DATAVIEW_SELECTION_CHANGED, [this](wxDataViewEvent&) { show_marked(); });
    list_->Bind(wxEVT_DATAVIEW_ITEM_ACTIVATED, [this](wxDataViewEvent&) { edit_marked(); });
    list_->Bind(wxEVT_DATAVIEW_ITEM_VALUE_CHANGED, [this](wxDataViewEvent& e) {
        const int row = list_->ItemToRow(e.GetItem());
        if (!filling_ && row != wxNOT_FOUND && e.GetColumn() == 0)
            toggled(static_cast<std::size_t>(row));
    });
    list_->Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& e) {
        if (e.GetKeyCode() == WXK_DELETE && marked()) return remove();
        e.Skip();
    });
}

void ElementsList::make_buttons() {
    add_button(kind_.add, [this] { events_.edit(std::nullopt); });
    edit_ = add_button(kind_.edit, [this] { edit_marked(); });
    remove_ = add_button(kind_.remove, [this] { remove(); });
}

wxButton* ElementsList::add_button(const std::string& label, std::function<void()> pressed) {
    auto* made = new wxButton(this, wxID_ANY, wx_text(label));
    made->Bind(wxEVT_BUTTON, [pressed = std::move(pressed)](wxCommandEvent&) { pressed(); });
    buttons_->Add(made, 0, wxEXPAND | wxBOTTOM, kind_.gap);
    return made;
}

void ElementsList::add_gap() { buttons_->AddSpacer(kind_.gap); }

std::optional<std::size_t> ElementsList::marked() const {
    const int row = list_->GetSelectedRow();
    return row == wxNOT_FOUND ? std::nullopt : std::optional(static_cast<std::size_t>(row));
}

void ElementsList::mark(std::size_t row) {
    if (row >= size()) return;
    list_->SelectRow(static_cast<unsigned>(row));
    list_->EnsureVisible(list_->RowToItem(static_cast<int>(row)));
    show_marked();
}

void ElementsList::lead_to(std::size_t row) {
    mark(row);
    list_->SetFocus();
}

void ElementsList::refresh() {
    const auto row = marked();
    filling_ = true;
    list_->DeleteAllItems();
    for (const auto& element : draft_.list(kind_.table)) {
        wxVector<wxVariant> cells;
        if (kind_.usually_enabled)
            cells.push_back(wxVariant(is_enabled(element, kind_.usually_enabled())));
        for (const auto& text : kind_.cells(element)) cells.push_back(wxVariant(wx_text(text)));
        list_->AppendItem(cells);
    }
    filling_ = false;
    if (row && size() > 0) mark(std::min(*row, size() - 1));
    show_marked();
}

void ElementsList::show_marked() {
    const bool any = marked().has_value();
    for (auto* button : {edit_, remove_}) button->Enable(any);
    events_.marked();
}

void ElementsList::edit_marked() {
    if (const auto row = marked()) events_.edit(row);
}

void ElementsList::toggled(std::size_t row) {
    const bool on = list_->GetToggleValue(static_cast<unsigned>(row), 0);
    draft_.set_unless_usual({kind_.table, row}, kEnabled, on, kind_.usually_enabled());
    events_.changed();
}

void ElementsList::remove() {
    const auto row = marked();
    if (!row) return;
    draft_.remove(kind_.table, *row);
    refresh();
    events_.changed();
}

}  // namespace traypulse::ui
