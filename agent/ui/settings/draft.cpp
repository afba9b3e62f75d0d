#include "agent/ui/settings/draft.h"

#include <algorithm>

namespace traypulse::ui {
namespace {

using config::Keys;
using config::Place;
using config::Value;

constexpr const char* kTargetList = "target";

config::Origins own_origins(const config::Written& written) {
    config::Origins out;
    for (const auto& [name, elements] : written.lists)
        for (std::size_t i = 0; i < elements.size(); ++i) out[name].emplace_back(i);
    return out;
}

std::ptrdiff_t offset(std::size_t at) { return static_cast<std::ptrdiff_t>(at); }

std::optional<Value> value_in(const Keys* keys, const std::string& key) {
    if (keys == nullptr) return std::nullopt;
    const auto it = keys->find(key);
    return it == keys->end() ? std::nullopt : std::optional(it->second);
}

}  // namespace

SettingsDraft::SettingsDraft(config::Written base)
    : base_(std::move(base)), written_(base_), origins_(own_origins(base_)) {}

const std::vector<Keys>& SettingsDraft::list(const std::string& name) const {
    static const std::vector<Keys> kNothing;
    const auto it = written_.lists.find(name);
    return it == written_.lists.end() ? kNothing : it->second;
}

const Keys& SettingsDraft::keys(const Place& place) const {
    static const Keys kNothing;
    if (place.element) {
        const auto& elements = list(place.table);
        return *place.element < elements.size() ? elements[*place.element] : kNothing;
    }
    const auto it = written_.tables.find(place.table);
    return it == written_.tables.end() ? kNothing : it->second;
}

const Value* SettingsDraft::get(const Place& place, const std::string& key) const {
    const auto& all = keys(place);
    const auto it = all.find(key);
    return it == all.end() ? nullptr : &it->second;
}

Keys* SettingsDraft::find(const Place& place) {
    if (!place.element) return &written_.tables[place.table];
    const auto it = written_.lists.find(place.table);
    if (it == written_.lists.end() || *place.element >= it->second.size()) return nullptr;
    return &it->second[*place.element];
}

const Keys* SettingsDraft::base_keys(const Place& place) const {
    if (!place.element) {
        const auto it = base_.tables.find(place.table);
        return it == base_.tables.end() ? nullptr : &it->second;
    }
    const auto from = origins_.find(place.table);
    if (from == origins_.end() || *place.element >= from->second.size()) return nullptr;
    const auto& which = from->second[*place.element];
    return which ? &base_.lists.at(place.table)[*which] : nullptr;
}

void SettingsDraft::set(const Place& place, const std::string& key,
                        const std::optional<Value>& value) {
    auto* all = find(place);
    if (all == nullptr) return;
    if (value)
        (*all)[key] = *value;
    else
        all->erase(key);
    if (!place.element && all->empty()) written_.tables.erase(place.table);
    touched();
}

void SettingsDraft::set_unless_usual(const Place& place, const std::string& key, const Value& value,
                                     const Value& usual) {
    if (value == usual && !value_in(base_keys(place), key)) return set(place, key, std::nullopt);
    set(place, key, value);
}

bool SettingsDraft::changed(const Place& place, const std::string& key) const {
    return value_in(base_keys(place), key) != value_in(&keys(place), key);
}

void SettingsDraft::restore(const Place& place, const std::string& key) {
    set(place, key, value_in(base_keys(place), key));
}

bool SettingsDraft::dirty() const { return !edits().empty(); }

config::Origin& SettingsDraft::origin(const std::string& list) { return origins_[list]; }

void SettingsDraft::add(const std::string& list, std::size_t before, std::vector<Keys> elements) {
    auto& into = written_.lists[list];
    auto& from = origin(list);
    const auto at = offset(std::min(before, into.size()));
    into.insert(into.begin() + at, elements.begin(), elements.end());
    from.insert(from.begin() + at, elements.size(), std::nullopt);
    if (into.empty()) written_.lists.erase(list);
    touched();
}

void SettingsDraft::remove(const std::string& list, std::size_t element) {
    auto& from = written_.lists[list];
    if (element >= from.size()) return;
    const auto name = config::name_of(from[element]);
    from.erase(from.begin() + offset(element));
    origin(list).erase(origin(list).begin() + offset(element));
    if (from.empty()) written_.lists.erase(list);
    if (list == kTargetList) change_parents(name, std::nullopt);
    touched();
}

void SettingsDraft::move(const std::string& list, std::size_t from, std::size_t to) {
    auto& elements = written_.lists[list];
    if (from >= elements.size() || to >= elements.size()) return;
    const auto shift = [&](auto& all) {
        auto one = std::move(all[from]);
        all.erase(all.begin() + offset(from));
        all.insert(all.begin() + offset(to), std::move(one));
    };
    shift(elements);
    shift(origin(list));
    touched();
}

void SettingsDraft::replace(const std::string& list, std::size_t element, Keys keys) {
    const auto before = config::name_of(this->keys({list, element}));
    const auto after = config::name_of(keys);
    if (auto* all = find({list, element})) *all = std::move(keys);
    if (list == kTargetList && before != after && !before.empty() && !after.empty())
        rename_target(before, after);
    touched();
}

void SettingsDraft::rename_target(const std::string& before, const std::string& after) {
    change_parents(before, after);
    for (std::size_t i = 0; i < list("maintenance").size(); ++i) {
        const auto* value = get({"maintenance", i}, "targets");
        const auto* names = value ? std::get_if<std::vector<std::string>>(value) : nullptr;
        if (names == nullptr) continue;
        auto changed = *names;
        std::replace(changed.begin(), changed.end(), before, after);
        set({"maintenance", i}, "targets", changed);
    }
}

void SettingsDraft::change_parents(const std::string& before, const std::optional<Value>& after) {
    for (std::size_t i = 0; i < list(kTargetList).size(); ++i)
        if (const auto* parent = get({kTargetList, i}, "parent");
            parent && *parent == Value(before))
            set({kTargetList, i}, "parent", after);
}

const config::Judged& SettingsDraft::judged() const {
    if (!judged_) judged_ = config::judge(written_);
    return *judged_;
}

std::string SettingsDraft::problem(const Place& place, const std::string& key) const {
    for (const auto& problem : judged().problems)
        if (problem.place == place && problem.key == key) return problem.reason;
    return {};
}

std::vector<config::Edit> SettingsDraft::edits() const {
    return config::difference(base_, written_, origins_);
}

std::vector<std::string> SettingsDraft::rebase(const config::Written& theirs) {
    auto merged = config::merge(base_, written_, origins_, theirs);
    base_ = theirs;
    written_ = std::move(merged.wanted);
    origins_ = std::move(merged.origins);
    touched();
    return std::move(merged.conflicts);
}

std::vector<std::string> groups_of(const SettingsDraft& draft) {
    std::vector<std::string> out;
    for (const auto& keys : draft.list("target")) {
        const auto it = keys.find("group");
        const auto* group = it == keys.end() ? nullptr : std::get_if<std::string>(&it->second);
        if (group && !group->empty() && std::find(out.begin(), out.end(), *group) == out.end())
            out.push_back(*group);
    }
    return out;
}

std::string free_name(const SettingsDraft& draft, const std::string& wish) {
    const auto& targets = draft.list("target");
    const auto taken = [&](const std::string& name) {
        return std::any_of(targets.begin(), targets.end(),
                           [&](const Keys& keys) { return config::name_of(keys) == name; });
    };
    auto out = wish;
    for (int number = 2; taken(out); ++number) out = wish + " " + std::to_string(number);
    return out;
}

}  // namespace traypulse::ui
