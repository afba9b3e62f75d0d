#include "agent/ui/status_window.h"

#include <utility>

#include <wx/button.h>
#include <wx/dataview.h>
#include <wx/menu.h>
#include <wx/panel.h>
#include <wx/settings.h>
#include <wx/sizer.h>
#include <wx/statbmp.h>
#include <wx/stattext.h>
#include <wx/textctrl.h>

#include "agent/ui/icon_set.h"

namespace traypulse::ui {
namespace {

using namespace std::chrono_literals;

constexpr int kGap = 8;  // LOOK: 8 px rhythm
constexpr int kVerdictPixels = 48;
constexpr int kRowPixels = 16;
constexpr int kColumns = 5;
/// The evidence gets room of its own, about eight lines, rather than the list's.
constexpr int kWhyHeight = 152;

wxString text(const std::string& s) { return wxString::FromUTF8(s); }

Glance glance_of(TargetState state) {
    switch (state) {
        case TargetState::up:
            return Glance::up;
        case TargetState::degraded:
            return Glance::degraded;
        case TargetState::down:
            return Glance::down;
        case TargetState::paused:
            return Glance::paused;
        case TargetState::unknown:
            break;
    }
    return Glance::unknown;
}

wxBitmap icon_bitmap(Glance glance, int pixels) {
    const bool dark = wxSystemSettings::GetAppearance().IsDark();
    return wxBitmap(draw_icon(
        {glance, IconStyle::colour, dark ? Background::dark : Background::light, ""}, pixels));
}

wxVariant name_cell(const StatusRow& row) {
    wxIcon icon;
    icon.CopyFromBitmap(icon_bitmap(glance_of(row.state), kRowPixels));
    wxVariant out;
    out << wxDataViewIconText(text(row.name), icon);
    return out;
}

}  // namespace

StatusWindow::StatusWindow(Events events)
    : wxFrame(nullptr, wxID_ANY, "Traypulse", wxDefaultPosition, wxSize(560, 460)),
      events_(std::move(events)) {
    wxIcon icon;
    icon.CopyFromBitmap(wxBitmap(draw_application_icon(kVerdictPixels)));
    SetIcon(icon);
    auto* outer = new wxBoxSizer(wxVERTICAL);
    auto* panel = new wxPanel(this);
    outer->Add(panel, 1, wxEXPAND);
    SetSizer(outer);
    auto* inside = new wxBoxSizer(wxVERTICAL);
    panel->SetSizer(inside);
    make_header(*inside);
    make_list(*inside);
    make_buttons(*inside);
    pause_->SetFocus();  // the list would mark its first row, as if that meant something
    Bind(wxEVT_CLOSE_WINDOW, [this](wxCloseEvent& e) {
        if (!e.CanVeto()) return e.Skip();
        e.Veto();
        if (has_tray_)
            Hide();
        else
            Iconize();
    });
}

void StatusWindow::make_header(wxBoxSizer& into) {
    auto* parent = into.GetContainingWindow();
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    icon_ = new wxStaticBitmap(parent, wxID_ANY, icon_bitmap(Glance::unknown, kVerdictPixels));
    row->Add(icon_, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, kGap * 2);
    auto* texts = new wxBoxSizer(wxVERTICAL);
    headline_ = new wxStaticText(parent, wxID_ANY, "", wxDefaultPosition, wxDefaultSize,
                                 wxST_ELLIPSIZE_END);
    headline_->SetFont(headline_->GetFont().Bold().Scaled(1.5F));
    summary_ = new wxStaticText(parent, wxID_ANY, "", wxDefaultPosition, wxDefaultSize,
                                wxST_ELLIPSIZE_END);
    texts->Add(headline_, 0, wxEXPAND | wxBOTTOM, kGap / 2);
    texts->Add(summary_, 0, wxEXPAND);
    row->Add(texts, 1, wxALIGN_CENTRE_VERTICAL);
    into.Add(row, 0, wxEXPAND | wxALL, kGap * 2);
}

void StatusWindow::make_list(wxBoxSizer& into) {
    auto* parent = into.GetContainingWindow();
    // Cells of a wxDataViewListCtrl are seen by assistive technology, rows of a wxListCtrl are not.
    list_ =
        new wxDataViewListCtrl(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxDV_ROW_LINES);
    list_->SetName("Targets");
    list_->AppendToggleColumn("Watch", wxDATAVIEW_CELL_ACTIVATABLE, 64);
    list_->AppendIconTextColumn("Target", wxDATAVIEW_CELL_INERT, 196);
    list_->AppendTextColumn("State", wxDATAVIEW_CELL_INERT, 112);
    list_->AppendTextColumn("Latency", wxDATAVIEW_CELL_INERT, 80, wxALIGN_RIGHT);
    list_->AppendTextColumn("Loss", wxDATAVIEW_CELL_INERT, 64, wxALIGN_RIGHT);
    list_->Bind(wxEVT_DATAVIEW_ITEM_VALUE_CHANGED, [this](wxDataViewEvent& e) { on_toggle(e); });
    into.Add(list_, 1, wxEXPAND | wxLEFT | wxRIGHT, kGap * 2);
    why_ = new wxTextCtrl(parent, wxID_ANY, "", wxDefaultPosition, wxDefaultSize,
                          wxTE_MULTILINE | wxTE_READONLY);
    why_->SetName("Why");
    why_->Hide();
    why_->SetMinSize(wxSize(-1, kWhyHeight - 2 * kGap));
    into.Add(why_, 0, wxEXPAND | wxLEFT | wxRIGHT | wxTOP, kGap * 2);
}

void StatusWindow::make_buttons(wxBoxSizer& into) {
    auto* parent = into.GetContainingWindow();
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    const auto button = [&](const wxString& label, std::function<void()> pressed) {
        auto* made = new wxButton(parent, wxID_ANY, label);
        made->Bind(wxEVT_BUTTON, [pressed](wxCommandEvent&) { pressed(); });
        return made;
    };
    pause_ = button("Pause all", [this] {
        if (model_.paused) return events_.action(Command{command::ResumeAll{}});
        popup_pause();
    });
    mute_ = button("Mute notifications", [this] {
        if (model_.muted) return events_.action(Command{command::Unmute{}});
        popup_mute();
    });
    row->Add(pause_, 0, wxRIGHT, kGap);
    row->Add(mute_, 0, wxRIGHT, kGap);
    row->Add(button("Why?", [this] { show_why(!why_->IsShown()); }), 0, wxRIGHT, kGap);
    row->AddStretchSpacer();
    row->Add(button("Configuration", [this] { events_.action(OpenConfiguration{}); }), 0, wxRIGHT,
             kGap);
    row->Add(button("Quit", [this] { events_.action(QuitAll{}); }));
    into.Add(row, 0, wxEXPAND | wxALL, kGap * 2);
}

void StatusWindow::show_model(const StatusModel& model) {
    const StatusModel before = std::exchange(model_, model);
    const bool first = !std::exchange(drawn_, true);
    if (first || before.glance != model.glance)
        icon_->SetBitmap(icon_bitmap(model.glance, kVerdictPixels));
    const auto set_label = [&](wxWindow* window, const std::string& value) {
        if (window->GetLabel() != text(value)) window->SetLabel(text(value));
    };
    set_label(headline_, model.headline);
    set_label(summary_, model.summary);
    set_label(pause_, model.pause_label);
    set_label(mute_, model.mute_label);
    if (before.pause_label != model.pause_label || before.mute_label != model.mute_label)
        pause_->GetParent()->Layout();
    if (first || before.why != model.why) why_->ChangeValue(text(model.why));
    if (before.rows.size() != model.rows.size()) return fill_list(model.rows);
    for (unsigned i = 0; i < model.rows.size(); ++i) update_row(i, before.rows[i], model.rows[i]);
}

void StatusWindow::fill_list(const std::vector<StatusRow>& rows) {
    list_->DeleteAllItems();
    for (const auto& row : rows) {
        wxVector<wxVariant> cells;
        cells.reserve(kColumns);
        cells.push_back(wxVariant(row.ticked));
        cells.push_back(name_cell(row));
        cells.push_back(wxVariant(text(row.state_text)));
        cells.push_back(wxVariant(text(row.latency)));
        cells.push_back(wxVariant(text(row.loss)));
        list_->AppendItem(cells);
    }
}

void StatusWindow::update_row(unsigned row, const StatusRow& before, const StatusRow& after) {
    if (before == after) return;
    if (before.ticked != after.ticked) list_->SetToggleValue(after.ticked, row, 0);
    if (before.name != after.name || before.state != after.state)
        list_->SetValue(name_cell(after), row, 1);
    if (before.state_text != after.state_text) list_->SetTextValue(text(after.state_text), row, 2);
    if (before.latency != after.latency) list_->SetTextValue(text(after.latency), row, 3);
    if (before.loss != after.loss) list_->SetTextValue(text(after.loss), row, 4);
}

void StatusWindow::on_toggle(const wxDataViewEvent& event) {
    const int row = list_->ItemToRow(event.GetItem());
    if (event.GetColumn() != 0 || row == wxNOT_FOUND) return;
    auto& known = model_.rows[static_cast<std::size_t>(row)];
    const bool ticked = list_->GetToggleValue(static_cast<unsigned>(row), 0);
    if (ticked == known.ticked) return;  // our own change, which sends the event too
    known.ticked = ticked;               // the next snapshot puts it right if it did not come so
    events_.toggled(known.id);
}

void StatusWindow::popup_pause() {
    wxMenu menu;
    const int quarter = menu.Append(wxID_ANY, "15 minutes")->GetId();
    const int hour = menu.Append(wxID_ANY, "1 hour")->GetId();
    const int open_end = menu.Append(wxID_ANY, "Until resumed")->GetId();
    const int chosen = GetPopupMenuSelectionFromUser(menu);
    if (chosen == quarter) events_.action(Command{command::PauseAll{15min}});
    if (chosen == hour) events_.action(Command{command::PauseAll{1h}});
    if (chosen == open_end) events_.action(Command{command::PauseAll{}});
}

void StatusWindow::popup_mute() {
    wxMenu menu;
    const int hour = menu.Append(wxID_ANY, "1 hour")->GetId();
    const int tomorrow = menu.Append(wxID_ANY, "Until tomorrow")->GetId();
    const int recovered = menu.Append(wxID_ANY, "Until recovered")->GetId();
    const int chosen = GetPopupMenuSelectionFromUser(menu);
    if (chosen == hour) events_.action(Command{command::Mute{1h}});
    if (chosen == tomorrow) events_.action(MuteUntilTomorrow{});
    if (chosen == recovered) events_.action(Command{command::Mute{}});
}

void StatusWindow::show_why(bool visible) {
    if (why_->IsShown() == visible) return;
    why_->Show(visible);
    if (!IsMaximized() && !IsFullScreen()) {
        const wxSize now = GetSize();
        SetSize(now.x, now.y + (visible ? kWhyHeight : -kWhyHeight));
    }
    why_->GetParent()->Layout();
}

void StatusWindow::bring_forward() {
    Show();
    if (IsIconized()) Iconize(false);
    Raise();
}

}  // namespace traypulse::ui
