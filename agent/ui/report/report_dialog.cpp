#include "agent/ui/report/report_dialog.h"

#include <array>
#include <chrono>
#include <utility>

#include <wx/app.h>
#include <wx/button.h>
#include <wx/choice.h>
#include <wx/filedlg.h>
#include <wx/gauge.h>
#include <wx/sizer.h>
#include <wx/stattext.h>
#include <wx/stdpaths.h>
#include <wx/textctrl.h>

#include "agent/config/file.h"
#include "agent/report/settings_method.h"
#include "agent/ui/accessible.h"
#include "agent/ui/clocks.h"
#include "agent/ui/density.h"
#include "agent/ui/layout.h"
#include "agent/ui/one_line.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr int kFileWidth = 440;
constexpr int kGaugeSteps = 1000;

struct ReportSpan {
    const char* words;
    std::chrono::hours length;
};
constexpr std::array kSpans{
    ReportSpan{for_translation("The last 24 hours"), std::chrono::hours(24)},
    ReportSpan{for_translation("The last 7 days"), std::chrono::hours(24 * 7)},
    ReportSpan{for_translation("The last 30 days"), std::chrono::hours(24 * 30)},
    ReportSpan{for_translation("The last 90 days"), std::chrono::hours(24 * 90)},
    ReportSpan{for_translation("The last year"), std::chrono::hours(24 * 365)}};
constexpr int kFirstSpan = 1;

}  // namespace

ReportDialog::ReportDialog(Files files, std::string version, Events events)
    : wxDialog(nullptr, wxID_ANY, wtr("Save a report"), wxDefaultPosition, wxDefaultSize,
               wxDEFAULT_DIALOG_STYLE | wxRESIZE_BORDER),
      files_(std::move(files)),
      version_(std::move(version)),
      events_(std::move(events)) {
    SetSizer(new wxBoxSizer(wxVERTICAL));
    make_fields();
    make_progress();
    GetSizer()->SetSizeHints(this);
    Bind(wxEVT_CLOSE_WINDOW, [this](wxCloseEvent&) { close(); });
    Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& e) {
        if (e.GetKeyCode() == WXK_ESCAPE && e.GetModifiers() == wxMOD_NONE) return close();
        e.Skip();
    });
}

ReportDialog::~ReportDialog() = default;

void ReportDialog::make_fields() {
    auto* grid = new wxFlexGridSizer(3, kRhythm, kRhythm);
    grid->AddGrowableCol(1, 1);
    const auto label = [&](const char* words) {
        auto* made = new wxStaticText(this, wxID_ANY, words);
        grid->Add(made, 0, wxALIGN_CENTRE_VERTICAL);
        return made;
    };
    auto* of = label(tr("&Of"));
    span_ = new wxChoice(this, wxID_ANY);
    for (const auto& span : kSpans) span_->Append(wtr(span.words));
    span_->SetSelection(kFirstSpan);
    label_control(*of, *span_);
    set_accessible(*span_, tr("Of"));
    grid->Add(span_, 0, wxEXPAND);
    grid->AddSpacer(0);
    auto* to = label(tr("&File"));
    const auto folder = wxStandardPaths::Get().GetDocumentsDir();
    file_ = one_line(this, by_text(kFileWidth),
                     folder + "/" + wx_text(report::default_report_name(wall_now())));
    label_control(*to, *file_);
    set_accessible(*file_, tr("File"));
    grid->Add(file_, 0, wxEXPAND);
    choose_ = new wxButton(this, wxID_ANY, wtr("&Choose…"));
    choose_->Bind(wxEVT_BUTTON, [this](wxCommandEvent&) { choose_file(); });
    grid->Add(choose_, 0, wxALIGN_CENTRE_VERTICAL);
    GetSizer()->Add(grid, 0, wxEXPAND | wxALL, kRhythm * 2);
}

void ReportDialog::make_progress() {
    auto* column = new wxBoxSizer(wxVERTICAL);
    gauge_ = new wxGauge(this, wxID_ANY, kGaugeSteps);
    set_accessible(*gauge_, tr("Progress"));
    said_ =
        new wxStaticText(this, wxID_ANY,
                         wtr("One HTML file, for the browser and for the printer: availability, "
                             "outages with evidence, graphs."),
                         wxDefaultPosition, wxDefaultSize, wxST_ELLIPSIZE_END);
    column->Add(gauge_, 0, wxEXPAND | wxBOTTOM, kRhythm);
    column->Add(said_, 0, wxEXPAND);
    GetSizer()->Add(column, 0, wxEXPAND | wxLEFT | wxRIGHT, kRhythm * 2);
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->AddStretchSpacer();
    cancel_ = new wxButton(this, wxID_ANY, wtr("Cancel"));
    cancel_->Bind(wxEVT_BUTTON, [this](wxCommandEvent&) { close(); });
    save_ = new wxButton(this, wxID_ANY, wtr("&Save"));
    save_->Bind(wxEVT_BUTTON, [this](wxCommandEvent&) { begin(); });
    save_->SetDefault();
    row->Add(cancel_, 0, wxRIGHT, kRhythm);
    row->Add(save_);
    GetSizer()->Add(row, 0, wxEXPAND | wxALL, kRhythm * 2);
}

void ReportDialog::choose_file() {
    wxFileDialog chooser(this, wtr("Save a report"), "", "", wtr("HTML (*.html)|*.html"),
                         wxFD_SAVE | wxFD_OVERWRITE_PROMPT);
    chooser.SetPath(file_->GetValue());
    if (chooser.ShowModal() == wxID_OK) file_->SetValue(chooser.GetPath());
}

report::ReportOptions ReportDialog::options() const {
    report::ReportOptions out;
    out.now = wall_now();
    const auto chosen = static_cast<std::size_t>(std::max(span_->GetSelection(), 0));
    out.range = {out.now - kSpans.at(chosen).length, out.now};
    out.version = version_;
    if (const auto parsed = config::load(files_.config); parsed.ok())
        report::add_method(out, parsed.settings);
    return out;
}

void ReportDialog::begin() {
    if (written_) {
        events_.open(path_);
        return close();
    }
    path_ = file_->GetValue().utf8_string();
    for (wxWindow* each : {static_cast<wxWindow*>(span_), static_cast<wxWindow*>(file_),
                           static_cast<wxWindow*>(choose_), static_cast<wxWindow*>(save_)})
        each->Disable();
    say(tr("Reading the history…"));
    job_ = std::make_unique<ReportJob>(
        files_.history, options(), path_,
        [](const std::function<void()>& what) { wxTheApp->CallAfter(what); },
        ReportJob::Events{[this](double fraction, const std::string& doing) {
                              gauge_->SetValue(static_cast<int>(fraction * kGaugeSteps));
                              say(doing);
                          },
                          [this](const Status& status) { done(status); }});
}

void ReportDialog::done(const Status& status) {
    job_.reset();
    written_ = status.ok();
    for (wxWindow* each : {static_cast<wxWindow*>(span_), static_cast<wxWindow*>(file_),
                           static_cast<wxWindow*>(choose_)})
        each->Enable(!written_);
    save_->Enable();
    gauge_->SetValue(written_ ? kGaugeSteps : 0);
    if (!written_) return say(status.error().text());
    say(tr("The report is saved."));
    save_->SetLabel(wtr("&Open"));
    cancel_->SetLabel(wtr("Close"));
    save_->SetFocus();
    Layout();
}

void ReportDialog::say(const std::string& words) {
    said_->SetLabel(wx_text(words));
    said_->SetToolTip(wx_text(words));
}

void ReportDialog::close() {
    job_.reset();
    Hide();
    // Not from within a handler of its own.
    CallAfter([this] { events_.closed(); });
}

}  // namespace traypulse::ui
