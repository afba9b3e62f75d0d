#include "agent/config/difference.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace traypulse::config {
namespace {

/// Of each list, by name, in both; empty where one has none.
const std::vector<Keys>& list_of(const Written& written, const std::string& name) {
    static const std::vector<Keys> kNone;
    const auto it = written.lists.find(name);
    return it == written.lists.end() ? kNone : it->second;
}

Origin origin_of(const Origins& origins, const std::string& name, std::size_t count) {
    const auto it = origins.find(name);
    if (it != origins.end()) return it->second;
    Origin out;
    for (std::size_t i = 0; i < count; ++i) out.emplace_back(i);
    return out;
}

void add_key_edits(std::vector<Edit>& out, const Place& place, const Keys& before,
                   const Keys& after) {
    for (const auto& [key, value] : before)
        if (!after.contains(key)) out.emplace_back(edit::Remove{place, key});
    for (const auto& [key, value] : after) {
        const auto old = before.find(key);
        if (old == before.end() || old->second != value)
            out.emplace_back(edit::Set{place, key, value});
    }
}

/// The longest part of `order` that rises: those need not move.
std::set<std::size_t> longest_rise(const std::vector<std::size_t>& order) {
    std::vector<std::size_t> length(order.size(), 1);
    std::vector<std::optional<std::size_t>> previous(order.size());
    std::size_t last = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j)
            if (order[j] < order[i] && length[j] + 1 > length[i]) {
                length[i] = length[j] + 1;
                previous[i] = j;
            }
        if (length[i] > length[last]) last = i;
    }
    std::set<std::size_t> out;
    if (order.empty()) return out;
    for (std::optional<std::size_t> i = last; i; i = previous[*i]) out.insert(order[*i]);
    return out;
}

void add_moves(std::vector<Edit>& out, const std::string& list, std::vector<std::size_t> now,
               const std::vector<std::size_t>& wanted) {
    if (now == wanted) return;
    const auto staying = longest_rise(wanted);
    const auto place = [&](std::size_t which) {
        return static_cast<std::size_t>(std::find(now.begin(), now.end(), which) - now.begin());
    };
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (staying.contains(wanted[i])) continue;
        const auto from = place(wanted[i]);
        now.erase(now.begin() + static_cast<std::ptrdiff_t>(from));
        const auto to = i == 0 ? 0 : place(wanted[i - 1]) + 1;
        now.insert(now.begin() + static_cast<std::ptrdiff_t>(to), wanted[i]);
        if (from != to) out.emplace_back(edit::MoveElement{list, from, to});
    }
}

void add_list_edits(std::vector<Edit>& out, const std::string& list,
                    const std::vector<Keys>& before, const std::vector<Keys>& after,
                    const Origin& origin) {
    std::vector<std::size_t> wanted;
    for (const auto& from : origin)
        if (from) wanted.push_back(*from);
    std::vector<std::size_t> now;
    for (std::size_t i = 0; i < before.size(); ++i)
        if (std::find(wanted.begin(), wanted.end(), i) != wanted.end()) now.push_back(i);
    for (std::size_t i = before.size(); i-- > 0;)
        if (std::find(now.begin(), now.end(), i) == now.end())
            out.emplace_back(edit::RemoveElement{list, i});
    add_moves(out, list, now, wanted);
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (origin[i]) {
            add_key_edits(out, {list, i}, before[*origin[i]], after[i]);
            continue;
        }
        edit::AddElements added{list, i, {}};
        for (; i < after.size() && !origin[i]; ++i) added.elements.push_back(after[i]);
        --i;
        out.emplace_back(std::move(added));
    }
}

}  // namespace

std::vector<Edit> difference(const Written& before, const Written& after, const Origins& origins) {
    std::vector<Edit> out;
    std::set<std::string> tables;
    std::set<std::string> lists;
    for (const auto* written : {&before, &after}) {
        for (const auto& [name, keys] : written->tables) tables.insert(name);
        for (const auto& [name, elements] : written->lists) lists.insert(name);
    }
    for (const auto& name : tables) {
        const auto keys = [&](const Written& written) {
            const auto it = written.tables.find(name);
            return it == written.tables.end() ? Keys{} : it->second;
        };
        add_key_edits(out, {name, {}}, keys(before), keys(after));
    }
    for (const auto& name : lists) {
        const auto& after_list = list_of(after, name);
        add_list_edits(out, name, list_of(before, name), after_list,
                       origin_of(origins, name, after_list.size()));
    }
    return out;
}

std::string name_of(const Keys& element) {
    for (const char* key : {"name", "check"})
        if (const auto it = element.find(key); it != element.end())
            if (const auto* text = std::get_if<std::string>(&it->second)) return *text;
    return {};
}

}  // namespace traypulse::config
