#include "agent/ui/popover/popover.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <wx/button.h>
#include <wx/choice.h>
#include <wx/display.h>
#include <wx/panel.h>
#include <wx/scrolwin.h>
#include <wx/sizer.h>
#include <wx/statbmp.h>
#include <wx/statline.h>
#include <wx/stattext.h>
#include <wx/utils.h>

#include "agent/ui/accessible.h"
#include "agent/ui/clocks.h"
#include "agent/ui/density.h"
#include "agent/ui/kept_window.h"
#include "agent/ui/layout.h"
#include "agent/ui/local_clock.h"
#include "agent/ui/popover/popover_line.h"
#include "agent/ui/window/pictures.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

using namespace std::chrono_literals;

constexpr int kPopoverWidth = 480;
/// More targets are scrolled to: a popover is no window.
constexpr int kMostHeight = 560;
/// Minutes are what the sparkline is made of; sooner nothing is new in it.
constexpr int kAskMs = 5000;
/// A press on the icon takes the focus first and activates it a moment later.
constexpr Nanoseconds kSameClick = 400ms;

}  // namespace

Popover::Popover(HistoryReader& reader, Events events)
    : wxFrame(nullptr, wxID_ANY, wtr("Traypulse at a glance"), wxDefaultPosition, wxDefaultSize,
              wxFRAME_NO_TASKBAR | wxSTAY_ON_TOP | wxBORDER_SIMPLE),
      events_(std::move(events)),
      questions_(reader),
      timer_(this) {
    auto* outer = new wxBoxSizer(wxVERTICAL);
    auto* panel = new wxPanel(this);
    outer->Add(panel, 1, wxEXPAND);
    SetSizer(outer);
    auto* inside = new wxBoxSizer(wxVERTICAL);
    panel->SetSizer(inside);
    make_header(*inside);
    inside->Add(new wxStaticLine(panel), 0, wxEXPAND);
    make_rows(*inside);
    inside->Add(new wxStaticLine(panel), 0, wxEXPAND);
    make_buttons(*inside);
    Bind(wxEVT_TIMER, [this](wxTimerEvent&) { ask(); });
    Bind(wxEVT_ACTIVATE, [this](wxActivateEvent& e) {
        e.Skip();
        // The list of the span is a window of its own, which takes the focus for a moment.
        if (!e.GetActive() && drawn_)
            CallAfter([this] {
                if (IsActive() || span_->HasFocus() || !IsShown()) return;
                closed_ = mono_now();
                dismiss();
            });
    });
    follow_density(*this);
    when_look_changes(*this, [this] {
        redraw();
        if (IsShown()) fit();
    });
    keep_when_closed(*this, [this] { dismiss(); });
}

Popover::~Popover() = default;

void Popover::make_header(wxBoxSizer& into) {
    auto* parent = into.GetContainingWindow();
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    icon_ = new wxStaticBitmap(parent, wxID_ANY, verdict_picture(Glance::unknown, *this));
    row->Add(icon_, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, kRhythm);
    auto* texts = new wxBoxSizer(wxVERTICAL);
    auto* first = new wxBoxSizer(wxHORIZONTAL);
    title_ = new wxStaticText(parent, wxID_ANY, "", wxDefaultPosition, wxDefaultSize,
                              wxST_ELLIPSIZE_END);
    title_->SetFont(title_->GetFont().Bold().Scaled(1.3F));
    numbers_ = new wxStaticText(parent, wxID_ANY, "");
    first->Add(title_, 1, wxALIGN_CENTRE_VERTICAL | wxRIGHT, kRhythm);
    first->Add(numbers_, 0, wxALIGN_CENTRE_VERTICAL);
    summary_ = new wxStaticText(parent, wxID_ANY, "", wxDefaultPosition, wxDefaultSize,
                                wxST_ELLIPSIZE_END);
    texts->Add(first, 0, wxEXPAND | wxBOTTOM, kRhythm / 2);
    texts->Add(summary_, 0, wxEXPAND);
    row->Add(texts, 1, wxALIGN_CENTRE_VERTICAL);
    into.Add(row, 0, wxEXPAND | wxALL, kRhythm * 2);
}

void Popover::make_rows(wxBoxSizer& into) {
    auto* parent = into.GetContainingWindow();
    scrolled_ = new wxScrolledWindow(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize,
                                     wxVSCROLL | wxTAB_TRAVERSAL);
    scrolled_->SetScrollRate(0, kRhythm);
    grid_ = new wxFlexGridSizer(PopoverLine::kColumns, kRhythm, kRhythm);
    grid_->AddGrowableCol(1, 1);
    auto* around = new wxBoxSizer(wxVERTICAL);
    around->Add(grid_, 1, wxEXPAND | wxALL, kRhythm * 2);
    scrolled_->SetSizer(around);
    into.Add(scrolled_, 1, wxEXPAND);
}

void Popover::make_buttons(wxBoxSizer& into) {
    auto* parent = into.GetContainingWindow();
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    const auto button = [&](const wxString& label, const UiAction& action) {
        auto* made = new wxButton(parent, wxID_ANY, label);
        made->Bind(wxEVT_BUTTON, [this, action](wxCommandEvent&) {
            dismiss();
            events_.action(action);
        });
        return made;
    };
    row->Add(button(wtr("&Open Traypulse"), OpenWindow{}), 0, wxRIGHT, kRhythm);
    row->Add(button(wtr("&Settings…"), ShowSettings{}), 0, wxRIGHT, kRhythm);
    row->AddStretchSpacer();
    row->Add(new wxStaticText(parent, wxID_ANY, wtr("Available over")), 0,
             wxALIGN_CENTRE_VERTICAL | wxRIGHT, kRhythm);
    span_ = new wxChoice(parent, wxID_ANY);
    for (const auto each : {PastSpan::hour, PastSpan::day, PastSpan::week})
        span_->Append(wx_text(words_of(each)));
    span_->SetSelection(0);
    set_accessible(*span_, tr("Availability over"),
                   tr("the time that the availability is said of"));
    span_->Bind(wxEVT_CHOICE, [this](wxCommandEvent&) { ask(); });
    row->Add(span_, 0, wxALIGN_CENTRE_VERTICAL);
    into.Add(row, 0, wxEXPAND | wxALL, kRhythm * 2);
}

void Popover::show_snapshot(std::shared_ptr<const Snapshot> snapshot) {
    snapshot_ = std::move(snapshot);
    if (IsShown()) refresh();
}

void Popover::refresh() {
    const auto now = wall_now();
    auto next = popover_model(snapshot_.get(), facts_, &clock_text,
                              [now](WallTime t) { return recent_moment_text(t, now); });
    const auto before = std::exchange(model_, std::move(next));
    const bool first = !std::exchange(drawn_, true);
    if (!first && before == model_) return;
    if (first || before.glance != model_.glance)
        icon_->SetBitmap(verdict_picture(model_.glance, *this));
    const auto set = [](wxStaticText& label, const std::string& value) {
        if (label.GetLabel() != wx_text(value)) label.SetLabel(wx_text(value));
    };
    set(*title_, model_.title);
    set(*numbers_, model_.numbers);
    set(*summary_, model_.summary);
    summary_->SetToolTip(wx_text(model_.summary));
    title_->GetParent()->Layout();
    if (first || before.rows != model_.rows) fill();
}

/// Colours or the density have changed.
void Popover::redraw() {
    if (!drawn_) return;
    drawn_ = false;
    for (auto& line : lines_) line->forget_drawn();
    answered(std::move(facts_));
}

void Popover::fill() {
    bool wider = lines_.size() != model_.rows.size();
    // Lines are taken for other targets rather than made anew: their values are set all the same.
    if (lines_.size() > model_.rows.size()) {
        grid_->Clear(true);
        lines_.clear();
    }
    while (lines_.size() < model_.rows.size())
        lines_.push_back(std::make_unique<PopoverLine>(
            *scrolled_, *grid_,
            PopoverLine::Events{[this](TargetId id) { events_.toggled(id); },
                                [this](TargetId id) {
                                    dismiss();
                                    events_.show_target(id);
                                }}));
    for (std::size_t i = 0; i < lines_.size(); ++i) wider |= lines_[i]->show(model_.rows[i]);
    if (wider) fit();
}

void Popover::ask() {
    const auto span = static_cast<PastSpan>(std::max(span_->GetSelection(), 0));
    questions_.ask("popover", [this, span, now = wall_now()](store::History& history) {
        auto facts = std::make_shared<PopoverFacts>(read_popover_facts(history, now, span));
        return [this, facts] { answered(std::move(*facts)); };
    });
}

void Popover::answered(PopoverFacts facts) {
    facts_ = std::move(facts);
    refresh();
    for (std::size_t i = 0; i < lines_.size() && i < model_.rows.size(); ++i) {
        const auto past = facts_.targets.find(model_.rows[i].name);
        lines_[i]->show_past(past == facts_.targets.end() ? nullptr : &past->second.last_hour,
                             wall_now());
    }
}

void Popover::fit() {
    grid_->Layout();
    const auto rows = scrolled_->GetSizer()->GetMinSize();
    const int most = by_text(kMostHeight);
    scrolled_->SetMinSize(wxSize(rows.GetWidth(), std::min(rows.GetHeight(), most / 2)));
    auto size = GetSizer()->GetMinSize();
    size.SetWidth(std::max(size.GetWidth(), by_text(kPopoverWidth)));
    size.SetHeight(std::min(size.GetHeight() + std::max(0, rows.GetHeight() - most / 2), most));
    SetClientSize(size);
    scrolled_->FitInside();
    Layout();
    if (IsShown()) place();
}

void Popover::place() {
    const auto pointer = wxGetMousePosition();
    const int screen = wxDisplay::GetFromPoint(pointer);
    const wxRect room =
        wxDisplay(screen == wxNOT_FOUND ? 0U : static_cast<unsigned>(screen)).GetClientArea();
    const auto size = GetSize();
    // Panels lie at an edge, outside of the room: it opens from that edge inwards.
    const int x =
        std::clamp(pointer.x - size.GetWidth() / 2, room.GetLeft() + kRhythm,
                   std::max(room.GetLeft() + kRhythm, room.GetRight() - size.GetWidth() - kRhythm));
    const bool below = pointer.y < room.GetTop() + room.GetHeight() / 2;
    const int y =
        below ? std::max(room.GetTop() + kRhythm, pointer.y + kRhythm)
              : std::min(room.GetBottom() - kRhythm, pointer.y - kRhythm) - size.GetHeight();
    Move(x, std::clamp(y, room.GetTop(),
                       std::max(room.GetTop(), room.GetBottom() - size.GetHeight())));
}

void Popover::open() {
    refresh();
    fit();
    place();
    Show();
    Raise();
    if (!lines_.empty()) lines_.front()->first_control()->SetFocus();
    ask();
    timer_.Start(kAskMs);
}

bool Popover::just_closed() const { return mono_now() - closed_ < kSameClick; }

void Popover::dismiss() {
    if (!IsShown()) return;
    timer_.Stop();
    questions_.forget();
    Hide();
}

}  // namespace traypulse::ui
