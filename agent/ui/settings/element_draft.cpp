#include "agent/ui/settings/element_draft.h"

#include "agent/ui/settings/target_fields.h"

namespace traypulse::ui {

using config::Keys;
using config::Value;

ElementDraft::ElementDraft(const SettingsDraft& draft, std::string list,
                           std::optional<std::size_t> element, Keys keys)
    : draft_(draft), list_(std::move(list)), element_(element), keys_(std::move(keys)) {
    if (element_) before_ = keys_ = draft_.keys({list_, *element_});
}

std::size_t ElementDraft::place() const { return element_.value_or(draft_.list(list_).size()); }

const Value* ElementDraft::get(const std::string& key) const {
    const auto it = keys_.find(key);
    return it == keys_.end() ? nullptr : &it->second;
}

void ElementDraft::set(const std::string& key, const std::optional<Value>& value) {
    if (value)
        keys_[key] = *value;
    else
        keys_.erase(key);
    judged_.reset();
}

void ElementDraft::set_field(const Field& field, const std::optional<Value>& value) {
    const bool usual = value && shown(&*value) == field.usual && !before_.contains(field.key) &&
                       always_says(field.kind);
    set(field.key, usual ? std::nullopt : value);
}

bool ElementDraft::changed(const std::string& key) const {
    const auto it = before_.find(key);
    const auto* now = get(key);
    return it == before_.end() ? now != nullptr : now == nullptr || *now != it->second;
}

void ElementDraft::restore(const std::string& key) {
    const auto it = before_.find(key);
    set(key, it == before_.end() ? std::nullopt : std::optional(it->second));
}

Keys ElementDraft::wanted() const {
    auto out = keys_;
    if (list_ == "target")
        drop_foreign_keys(out, kind_of(shown(get("check"))).value_or(CheckKind::icmp));
    return out;
}

bool ElementDraft::begun() const {
    if (element_) return true;
    return list_ == "target" ? !shown(get("check")).empty() : !keys_.empty();
}

const config::Judged& ElementDraft::judged() const {
    if (judged_) return *judged_;
    auto all = draft_.written();
    auto& elements = all.lists[list_];
    if (element_)
        elements[*element_] = wanted();
    else
        elements.push_back(wanted());
    judged_ = config::judge(all);
    return *judged_;
}

std::string ElementDraft::problem(const std::string& key) const {
    for (const auto& problem : judged().problems)
        if (problem.place == config::Place{list_, place()} && problem.key == key)
            return problem.reason;
    return {};
}

std::string ElementDraft::first_problem() const {
    if (auto whole = problem(""); !whole.empty()) return whole;
    for (const auto& problem : judged().problems)
        if (problem.place == config::Place{list_, place()}) return problem.reason;
    return {};
}

std::optional<TargetSpec> ElementDraft::target() const {
    if (list_ != "target" || !first_problem().empty()) return std::nullopt;
    const auto& targets = judged().settings.targets;
    return place() < targets.size() ? std::optional(targets[place()]) : std::nullopt;
}

}  // namespace traypulse::ui
