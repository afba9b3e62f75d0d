// Three texts made into one: the common beginning, a person's wishes, and what the file says now.
#include <algorithm>
#include <set>

#include "agent/config/difference.h"

#include "agent/translations/translate.h"

namespace traypulse::config {
namespace {

using Which = std::optional<std::size_t>;

struct KeysMerged {
    Keys keys;
    std::vector<std::string> conflicts;  ///< keys
};

KeysMerged merge_keys(const Keys& base, const Keys& mine, const Keys& theirs) {
    KeysMerged out;
    std::set<std::string> names;
    for (const auto* keys : {&base, &mine, &theirs})
        for (const auto& [key, value] : *keys) names.insert(key);
    const auto at = [](const Keys& keys, const std::string& key) -> const Value* {
        const auto it = keys.find(key);
        return it == keys.end() ? nullptr : &it->second;
    };
    const auto same = [](const Value* a, const Value* b) {
        return a == nullptr || b == nullptr ? a == b : *a == *b;
    };
    for (const auto& key : names) {
        const auto* b = at(base, key);
        const auto* m = at(mine, key);
        const auto* t = at(theirs, key);
        const bool i_changed = !same(b, m);
        if (i_changed && !same(b, t) && !same(m, t)) out.conflicts.push_back(key);
        const auto* taken = i_changed ? m : t;
        if (taken != nullptr) out.keys.emplace(key, *taken);
    }
    return out;
}

/// Which element of `theirs` each one of `base` has become.
std::vector<Which> matched(const std::vector<Keys>& base, const std::vector<Keys>& theirs) {
    std::vector<Which> out(base.size());
    std::set<std::size_t> taken;
    const auto match = [&](std::size_t i, const auto& alike) {
        for (std::size_t j = 0; j < theirs.size() && !out[i]; ++j)
            if (!taken.contains(j) && alike(theirs[j])) {
                out[i] = j;
                taken.insert(j);
            }
    };
    for (std::size_t i = 0; i < base.size(); ++i)
        match(i, [&](const Keys& t) { return t == base[i]; });
    for (std::size_t i = 0; i < base.size(); ++i)
        if (const auto name = name_of(base[i]); !name.empty())
            match(i, [&](const Keys& t) { return name_of(t) == name; });
    // Renamed: it still checks the same, and nothing else is called what it was.
    for (std::size_t i = 0; i < base.size(); ++i)
        if (const auto check = base[i].find("check"); check != base[i].end())
            match(i, [&](const Keys& t) {
                const auto it = t.find("check");
                return it != t.end() && it->second == check->second;
            });
    return out;
}

class ListMerge {
 public:
    ListMerge(const std::string& list, const std::vector<Keys>& base, const std::vector<Keys>& mine,
              const Origin& origin, const std::vector<Keys>& theirs)
        : list_(list),
          base_(base),
          mine_(mine),
          origin_(origin),
          theirs_(theirs),
          became_(matched(base, theirs)) {}

    void into(Merged& out) {
        const bool mine_moved = !rises(origin_);
        if (mine_moved && !rises(became_)) conflict(out, tr("the order of [[{0}]]", list_));
        take(out, mine_moved);
        if (wanted_.empty()) return;
        out.wanted.lists[list_] = std::move(wanted_);
        out.origins[list_] = std::move(from_);
    }

 private:
    static bool rises(const std::vector<Which>& order) {
        Which last;
        for (const auto& one : order) {
            if (one && last && *one < *last) return false;
            if (one) last = one;
        }
        return true;
    }
    static void conflict(Merged& out, std::string what) {
        out.conflicts.push_back(std::move(what));
    }

    [[nodiscard]] std::string title(const Keys& element) const {
        return "[[" + list_ + "]] \"" + name_of(element) + "\"";
    }

    /// Follows one side's order; what only the other side has goes behind what it stands behind
    /// there.
    void take(Merged& out, bool my_order) {
        if (my_order) {
            for (std::size_t m = 0; m < mine_.size(); ++m) add_mine(out, m, wanted_.size());
            for (std::size_t t = 0; t < theirs_.size(); ++t)
                if (!base_of(t)) add_theirs(t);
        } else {
            for (std::size_t t = 0; t < theirs_.size(); ++t) {
                const auto b = base_of(t);
                if (!b) {
                    put(theirs_[t], t, wanted_.size());
                } else if (const auto m = mine_of(*b)) {
                    add_mine(out, *m, wanted_.size());
                } else if (theirs_[t] != base_[*b]) {
                    conflict(out, title(base_[*b]));  // removed here, changed there
                }
            }
            for (std::size_t m = 0; m < mine_.size(); ++m) add_left_out(out, m);
        }
        if (!my_order) return;
        for (std::size_t b = 0; b < base_.size(); ++b)
            if (!mine_of(b) && became_[b] && theirs_[*became_[b]] != base_[b])
                conflict(out, title(base_[b]));
    }

    [[nodiscard]] Which base_of(std::size_t t) const {
        const auto it = std::find(became_.begin(), became_.end(), Which(t));
        return it == became_.end() ? Which() : Which(it - became_.begin());
    }
    [[nodiscard]] Which mine_of(std::size_t b) const {
        const auto it = std::find(origin_.begin(), origin_.end(), Which(b));
        return it == origin_.end() ? Which() : Which(it - origin_.begin());
    }

    void put(Keys keys, Which from, std::size_t at) {
        wanted_.insert(wanted_.begin() + static_cast<std::ptrdiff_t>(at), std::move(keys));
        from_.insert(from_.begin() + static_cast<std::ptrdiff_t>(at), from);
    }

    void add_mine(Merged& out, std::size_t m, std::size_t at) {
        const auto b = origin_[m];
        if (!b) return put(mine_[m], {}, at);
        if (!became_[*b]) {  // they removed it
            if (mine_[m] == base_[*b]) return;
            conflict(out, title(base_[*b]));
            return put(mine_[m], {}, at);
        }
        auto merged = merge_keys(base_[*b], mine_[m], theirs_[*became_[*b]]);
        for (const auto& key : merged.conflicts)
            conflict(out, tr("\"{0}\" of {1}", key, title(mine_[m])));
        put(std::move(merged.keys), became_[*b], at);
    }

    /// Behind the same neighbour as in mine: what is new, and what they removed and I changed.
    void add_left_out(Merged& out, std::size_t m) {
        const auto b = origin_[m];
        if (b && became_[*b]) return;
        std::size_t at = 0;
        if (m > 0) {
            const auto it = std::find_if(wanted_.begin(), wanted_.end(), [&](const Keys& keys) {
                return name_of(keys) == name_of(mine_[m - 1]);
            });
            at = it == wanted_.end() ? wanted_.size()
                                     : static_cast<std::size_t>(it - wanted_.begin()) + 1;
        }
        add_mine(out, m, at);
    }

    void add_theirs(std::size_t t) {
        std::size_t at = 0;
        if (t > 0) {
            const auto it = std::find(from_.begin(), from_.end(), Which(t - 1));
            at = it == from_.end() ? wanted_.size()
                                   : static_cast<std::size_t>(it - from_.begin()) + 1;
        }
        put(theirs_[t], t, at);
    }

    const std::string& list_;
    const std::vector<Keys>& base_;
    const std::vector<Keys>& mine_;
    const Origin& origin_;
    const std::vector<Keys>& theirs_;
    std::vector<Which> became_;
    std::vector<Keys> wanted_;
    Origin from_;
};

}  // namespace

Merged merge(const Written& base, const Written& mine, const Origins& origins,
             const Written& theirs) {
    Merged out;
    std::set<std::string> tables;
    std::set<std::string> lists;
    for (const auto* written : {&base, &mine, &theirs}) {
        for (const auto& [name, keys] : written->tables) tables.insert(name);
        for (const auto& [name, elements] : written->lists) lists.insert(name);
    }
    for (const auto& name : tables) {
        const auto keys = [&](const Written& written) {
            const auto it = written.tables.find(name);
            return it == written.tables.end() ? Keys{} : it->second;
        };
        auto merged = merge_keys(keys(base), keys(mine), keys(theirs));
        for (const auto& key : merged.conflicts)
            out.conflicts.push_back(tr("\"{0}\" of {1}", key, "[" + name + "]"));
        if (!merged.keys.empty()) out.wanted.tables[name] = std::move(merged.keys);
    }
    for (const auto& name : lists) {
        const auto list = [&](const Written& written) {
            const auto it = written.lists.find(name);
            return it == written.lists.end() ? std::vector<Keys>{} : it->second;
        };
        const auto own = list(mine);
        Origin origin;
        if (const auto it = origins.find(name); it != origins.end())
            origin = it->second;
        else
            for (std::size_t i = 0; i < own.size(); ++i) origin.emplace_back(i);
        const auto from = list(base);
        const auto now = list(theirs);
        ListMerge(name, from, own, origin, now).into(out);
    }
    return out;
}

}  // namespace traypulse::config
