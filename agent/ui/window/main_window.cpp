#include "agent/ui/window/main_window.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <wx/button.h>
#include <wx/display.h>
#include <wx/panel.h>
#include <wx/sizer.h>
#include <wx/splitter.h>
#include <wx/statbmp.h>
#include <wx/stattext.h>
#include <wx/textctrl.h>

#include "agent/ui/accessible.h"
#include "agent/ui/clocks.h"
#include "agent/ui/density.h"
#include "agent/ui/icon_set.h"
#include "agent/ui/kept_window.h"
#include "agent/ui/layout.h"
#include "agent/ui/window/graph_pane.h"
#include "agent/ui/window/outage_pane.h"
#include "agent/ui/window/pictures.h"
#include "agent/ui/window/quiet_sash.h"
#include "agent/ui/window/target_list.h"
#include "agent/ui/window/text_padding.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr int kWidth = 1200;
constexpr int kHeight = 800;
/// Room for the window's frame and a panel.
constexpr int kBesideWindow = 48;
constexpr double kMostList = 0.435;  // of the width: the graphs get the rest
constexpr int kOutagesHeight = 168;
constexpr double kMostOutages = 0.25;  // of the height
constexpr int kLeastPane = 96;
/// The evidence gets room of its own, about eight lines, rather than the list's.
constexpr int kWhyHeight = 152;
constexpr int kTickMs = 1000;

/// As large as it should be, or as the screen has room for.
wxSize first_size() {
    const auto screen = wxDisplay(0U).GetClientArea().GetSize();
    return {std::min(by_text(kWidth), screen.x - kBesideWindow),
            std::min(by_text(kHeight), screen.y - kBesideWindow)};
}

}  // namespace

MainWindow::MainWindow(HistoryReader& reader, Events events)
    : wxFrame(nullptr, wxID_ANY, "Traypulse", wxDefaultPosition, first_size()),
      events_(std::move(events)),
      history_(reader, [this] { history_changed(); }),
      timer_(this) {
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
    make_panes(*inside);
    make_why(*inside);
    make_buttons(*inside);
    graphs_->view().SetFocus();
    Bind(wxEVT_TIMER, [this](wxTimerEvent&) { tick(); });
    follow_density(*this);
    when_look_changes(*this, [this] { redraw(); });
    Bind(wxEVT_DPI_CHANGED, [this](wxDPIChangedEvent& e) {
        e.Skip();
        if (e.GetOldDPI() != e.GetNewDPI()) fit_to_text();
    });
    Bind(wxEVT_SHOW, [this](wxShowEvent& e) {
        e.Skip();
        if (!e.IsShown()) return timer_.Stop();
        timer_.Start(kTickMs);
        tick();
    });
    Bind(wxEVT_ICONIZE, [this](wxIconizeEvent& e) {
        e.Skip();
        if (e.IsIconized())
            timer_.Stop();
        else if (IsShown())
            timer_.Start(kTickMs);
    });
    keep_when_closed(*this, [this] { close(); });
}

MainWindow::~MainWindow() = default;

void MainWindow::close() {
    if (has_tray_)
        Hide();
    else
        Iconize();
}

void MainWindow::make_header(wxBoxSizer& into) {
    auto* parent = into.GetContainingWindow();
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    icon_ = new wxStaticBitmap(parent, wxID_ANY, verdict_picture(Glance::unknown, *this));
    row->Add(icon_, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, kRhythm * 2);
    auto* texts = new wxBoxSizer(wxVERTICAL);
    headline_ = new wxStaticText(parent, wxID_ANY, "", wxDefaultPosition, wxDefaultSize,
                                 wxST_ELLIPSIZE_END);
    headline_->SetFont(headline_->GetFont().Bold().Scaled(1.5F));
    summary_ = new wxStaticText(parent, wxID_ANY, "", wxDefaultPosition, wxDefaultSize,
                                wxST_ELLIPSIZE_END);
    texts->Add(headline_, 0, wxEXPAND | wxBOTTOM, kRhythm / 2);
    texts->Add(summary_, 0, wxEXPAND);
    row->Add(texts, 1, wxALIGN_CENTRE_VERTICAL);
    into.Add(row, 0, wxEXPAND | wxALL, kRhythm * 2);
}

void MainWindow::make_panes(wxBoxSizer& into) {
    auto* parent = into.GetContainingWindow();
    constexpr long kStyle = wxSP_LIVE_UPDATE | wxSP_NOBORDER;
    draw_sashes_quietly();
    auto* upper_and_lower =
        new wxSplitterWindow(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize, kStyle);
    auto* left_and_right =
        new wxSplitterWindow(upper_and_lower, wxID_ANY, wxDefaultPosition, wxDefaultSize, kStyle);
    // Of its own it has the colour of a control, which would frame everything.
    targets_ = new TargetList(left_and_right, history_,
                              {[this](TargetId id) { events_.toggled(id); },
                               [this] { graphs_->view().show_targets(targets_->chosen()); }});
    graphs_ = new GraphPane(left_and_right, history_, wall_now());
    outages_ = new OutagePane(upper_and_lower, [this](const OutageRecord& o) { jump_to(o); });
    // The graphs take what room there is.
    left_and_right->SetMinimumPaneSize(kLeastPane);
    left_and_right->SplitVertically(targets_, graphs_, list_width());
    list_sash_ =
        std::make_unique<SteadySash>(*left_and_right, SteadySash::Pane::first, list_width());
    upper_and_lower->SetMinimumPaneSize(kLeastPane);
    upper_and_lower->SplitHorizontally(left_and_right, outages_, -outages_height());
    outages_sash_ =
        std::make_unique<SteadySash>(*upper_and_lower, SteadySash::Pane::second, outages_height());
    into.Add(upper_and_lower, 1, wxEXPAND | wxLEFT | wxRIGHT, kRhythm * 2);
}

int MainWindow::list_width() const {
    return std::min(targets_->wanted_width(), static_cast<int>(GetSize().x * kMostList));
}

int MainWindow::outages_height() const {
    return std::min(by_text(kOutagesHeight), static_cast<int>(GetSize().y * kMostOutages));
}

/// Text has become larger or smaller: all have as much room for it as they had at first.
void MainWindow::fit_to_text() {
    targets_->fit_to_text();
    outages_->fit_to_text();
    graphs_->fit_buttons();
    Layout();
    list_sash_->choose(list_width());
    outages_sash_->choose(outages_height());
}

void MainWindow::make_why(wxBoxSizer& into) {
    why_ = new wxTextCtrl(into.GetContainingWindow(), wxID_ANY, "", wxDefaultPosition,
                          wxDefaultSize, wxTE_MULTILINE | wxTE_READONLY);
    pad_text(*why_, kRhythm);
    set_accessible(*why_, tr("Why"));
    why_->Hide();
    why_->SetMinSize(wxSize(-1, by_text(kWhyHeight) - 2 * kRhythm));
    into.Add(why_, 0, wxEXPAND | wxLEFT | wxRIGHT | wxTOP, kRhythm * 2);
}

void MainWindow::make_buttons(wxBoxSizer& into) {
    auto* parent = into.GetContainingWindow();
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    const auto button = [&](const wxString& label, std::function<void()> pressed) {
        auto* made = new wxButton(parent, wxID_ANY, label);
        made->Bind(wxEVT_BUTTON, [pressed](wxCommandEvent&) { pressed(); });
        return made;
    };
    pause_ = button(wtr("Pause all"), [this] {
        if (model_.paused) return events_.action(Command{command::ResumeAll{}});
        popup_pause();
    });
    mute_ = button(wtr("Mute notifications"), [this] {
        if (model_.muted) return events_.action(Command{command::Unmute{}});
        popup_mute();
    });
    row->Add(pause_, 0, wxRIGHT, kRhythm);
    row->Add(mute_, 0, wxRIGHT, kRhythm);
    row->Add(button(wtr("Why?"), [this] { show_why(!why_->IsShown()); }), 0, wxRIGHT, kRhythm);
    row->AddStretchSpacer();
    row->Add(button(wtr("Save a report…"), [this] { events_.action(SaveReport{}); }), 0, wxRIGHT,
             kRhythm);
    row->Add(button(wtr("Settings…"), [this] { events_.action(ShowSettings{}); }), 0, wxRIGHT,
             kRhythm);
    row->Add(button(wtr("Quit"), [this] { events_.action(QuitAll{}); }));
    into.Add(row, 0, wxEXPAND | wxALL, kRhythm * 2);
}

void MainWindow::show_model(const StatusModel& model) {
    const StatusModel before = std::exchange(model_, model);
    const bool first = !std::exchange(drawn_, true);
    if (first || before.glance != model.glance)
        icon_->SetBitmap(verdict_picture(model.glance, *this));
    const auto set_label = [&](wxWindow* window, const std::string& value) {
        if (window->GetLabel() != wx_text(value)) window->SetLabel(wx_text(value));
    };
    set_label(headline_, model.headline);
    set_label(summary_, model.summary);
    set_label(pause_, model.pause_label);
    set_label(mute_, model.mute_label);
    if (before.pause_label != model.pause_label || before.mute_label != model.mute_label)
        pause_->GetParent()->Layout();
    if (first || before.why != model.why) why_->ChangeValue(wx_text(model.why));
    if (first || before.rows != model.rows) targets_->show_rows(model.rows);
    if (before.headline != model.headline) history_.outages_changed();
}

/// Colours or the density have changed.
void MainWindow::redraw() {
    if (!drawn_) return;
    icon_->SetBitmap(verdict_picture(model_.glance, *this));
    targets_->redraw();
}

void MainWindow::history_changed() {
    if (!IsShown()) return;
    targets_->show_last_hours();
    const bool damaged = history_.problem() && history_.problem()->code == ErrorCode::io;
    if (damaged && !std::exchange(told_damage_, true))
        events_.action(Command{command::CheckHistory{}});  // the one who writes sets it aside
    if (!damaged) told_damage_ = false;
    outages_->show_outages(history_.outages(), graphs_->view().axis().now());
    graphs_->view().set_remark(remark());
    graphs_->view().refresh(wall_now());
}

void MainWindow::tick() {
    const auto now = wall_now();
    history_.refresh(now);
    graphs_->view().set_remark(remark());
    graphs_->view().refresh(now);
    outages_->show_outages(history_.outages(), now);
}

std::string MainWindow::remark() const {
    if (const auto& problem = history_.problem(); problem && problem->code != ErrorCode::not_found)
        return sentences(tr("The history cannot be read."), problem->text());
    const bool none = history_.configured().empty();
    if (model_.history_off && none)
        return tr("The history is switched off in the settings, so there is nothing to show.");
    if (!history_.ready()) return tr("Reading the history…");
    if (none) return tr("There is no history yet. It begins with the first answers, in a moment.");
    if (targets_->chosen().empty()) return tr("Tick “Graph” beside a target to see it here.");
    return tr("There is no history of these targets yet.");
}

void MainWindow::jump_to(const OutageRecord& outage) {
    targets_->choose(outage.affected);
    graphs_->view().show_range({outage.began, outage.ended.value_or(wall_now())});
}

void MainWindow::show_target(TargetId id) { targets_->choose_only(id); }

void MainWindow::show_why(bool visible) {
    if (why_->IsShown() == visible) return;
    why_->Show(visible);
    if (!IsMaximized() && !IsFullScreen()) {
        const wxSize size = GetSize();
        const int most = wxDisplay(this).GetClientArea().GetHeight() - kBesideWindow;
        SetSize(size.x, visible ? std::max(size.y, std::min(size.y + by_text(kWhyHeight), most))
                                : size.y - std::exchange(grown_, 0));
        if (visible) grown_ = GetSize().y - size.y;
    }
    why_->GetParent()->Layout();
}

void MainWindow::bring_forward() {
    Show();
    if (IsIconized()) Iconize(false);
    Raise();
}

}  // namespace traypulse::ui
