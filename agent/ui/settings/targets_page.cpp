#include "agent/ui/settings/targets_page.h"

#include <utility>

#include <wx/button.h>
#include <wx/sizer.h>
#include <wx/stattext.h>

#include "agent/ui/accessible.h"
#include "agent/ui/density.h"
#include "agent/ui/layout.h"
#include "agent/ui/settings/fields_panel.h"
#include "agent/ui/settings/labels.h"
#include "agent/ui/settings/test_text.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr int kResultWidth = 600;
/// Until the notebook has given it a place: GTK complains of scroll bars without room.
const wxSize kFirstSize(640, 400);

bool usually_enabled(const SettingsDraft& draft) {
    const auto* value = draft.get({"defaults", {}}, "enabled");
    const auto* flag = value ? std::get_if<bool>(value) : nullptr;
    return flag ? *flag : true;
}

std::string text_of_key(const config::Keys& target, const std::string& key) {
    const auto it = target.find(key);
    return it == target.end() ? std::string() : shown(&it->second);
}

}  // namespace

TargetsPage::TargetsPage(wxWindow* parent, SettingsDraft& draft, Events events)
    : wxPanel(parent, wxID_ANY, wxDefaultPosition, kFirstSize),
      draft_(draft),
      events_(std::move(events)) {
    SetSizer(new wxBoxSizer(wxVERTICAL));
    make_list();
    make_buttons();
    result_ = new wxStaticText(this, wxID_ANY, "");
    set_accessible(*result_, tr("Result of the test"));
    result_->Hide();
    GetSizer()->Add(result_, 0, wxEXPAND | wxLEFT | wxRIGHT | wxBOTTOM, 2 * kRhythm);
    Layout();
    list_->refresh();
    list_->mark(0);
}

void TargetsPage::make_list() {
    ElementsList::Kind kind;
    kind.table = "target";
    kind.name = tr("Targets");
    kind.add = tr("&Add…");
    kind.edit = tr("&Edit…");
    kind.remove = tr("&Remove");
    kind.gap = kRhythm;
    kind.columns = {
        {wtr("Watch"), 64}, {wtr("Name"), 168}, {wtr("Check"), 208}, {wtr("Group"), 88}};
    kind.cells = [](const config::Keys& target) {
        return std::vector{config::name_of(target), text_of_key(target, "check"),
                           text_of_key(target, "group")};
    };
    kind.usually_enabled = [this] { return usually_enabled(draft_); };
    list_ = new ElementsList(this, draft_, std::move(kind),
                             {events_.changed, events_.edit, [this] { enable_buttons(); }});
    GetSizer()->Add(list_, 1, wxEXPAND | wxALL, 2 * kRhythm);
}

void TargetsPage::make_buttons() {
    list_->add_gap();
    up_ = list_->add_button(tr("Move &up"), [this] { move(-1); });
    down_ = list_->add_button(tr("Move &down"), [this] { move(1); });
    list_->add_gap();
    test_button_ = list_->add_button(tr("&Test now"), [this] { test(); });
    list_->add_button(tr("&Import…"), [this] { events_.import(); });
}

void TargetsPage::enable_buttons() {
    const auto row = list_->marked();
    up_->Enable(row && *row > 0);
    down_->Enable(row && *row + 1 < draft_.list("target").size());
    test_button_->Enable(row.has_value());
}

void TargetsPage::move(int by) {
    const auto row = list_->marked();
    if (!row) return;
    const auto last = draft_.list("target").size() - 1;
    if (by < 0 ? *row == 0 : *row == last) return;
    const auto to = by < 0 ? *row - 1 : *row + 1;
    draft_.move("target", *row, to);
    list_->refresh();
    list_->mark(to);
    events_.changed();
}

void TargetsPage::test() {
    const auto row = list_->marked();
    if (!row) return;
    const auto& judged = draft_.judged();
    tested_name_ = config::name_of(draft_.keys({"target", *row}));
    for (const auto& problem : judged.problems)
        if (problem.place == config::Place{"target", *row})
            return say(tested_name_ + ": " + problem.reason);
    if (*row >= judged.settings.targets.size()) return;
    test_ = events_.test(judged.settings.targets[*row]);
    say(tr("{0}: testing…", tested_name_));
}

void TargetsPage::tested(const TestedCheck& answer) {
    if (answer.number != test_) return;
    say(tested_name_ + ": " + test_text(answer.outcome));
}

void TargetsPage::say(const std::string& what) {
    show_wrapped(*result_, what, by_text(kResultWidth));
    set_accessible(*result_, what);
    Layout();
}

}  // namespace traypulse::ui
