// Uptime Kuma's monitors: the backup of version 1, the lists that version 2's tools write.
#include <map>
#include <set>

#include "agent/config/host.h"
#include "agent/moving/entry.h"
#include "agent/moving/json_places.h"
#include "agent/moving/readers.h"
#include "agent/moving/text.h"
#include "agent/moving/uptime_kuma_monitor.h"
#include "agent/translations/translate.h"

namespace traypulse::moving {
namespace {

using kuma::Json;

constexpr const char* kList = "monitorList";
/// A monitor has some sixty; each takes memory.
constexpr std::size_t kMostValues = 1'000'000;

Result<Json> parse_json(const Input& input, const JsonPlaces& places) {
    if (places.deepest > kDeepest)
        return Error{ErrorCode::limit, tr("{0} has brackets {1} deep", input.name, places.deepest),
                     tr("a backup has a few; at most {0} are read", kDeepest)};
    if (places.elements.size() > kMostEntries || places.values > kMostValues)
        return Error{
            ErrorCode::limit,
            tr("{0} has more than {1} monitors or a million values", input.name, kMostEntries),
            tr("is it the right file?")};
    try {
        return Json::parse(input.text);
    } catch (const Json::parse_error& error) {
        return place_error(input, line_at(input.text, error.byte == 0 ? 0 : error.byte - 1),
                           tr("this is no JSON"));
    }
}

struct Monitor {
    const Json* json = nullptr;
    std::size_t line = 1;
};

/// The monitors in a list, or in an object by their numbers.
std::vector<Monitor> monitors_of(const Json& root, const JsonPlaces& places) {
    std::vector<Monitor> out;
    const auto* list = &root;
    if (root.is_object()) {
        const auto found = root.find(kList);
        if (found == root.end()) return out;
        list = &*found;
    }
    if (list->is_array()) {
        for (const auto& one : *list) {
            if (!one.is_object()) continue;
            const auto n = out.size();
            out.push_back({&one, n < places.elements.size() ? places.elements[n].line : 1});
        }
    } else if (list->is_object()) {
        std::map<std::string_view, std::size_t> lines;
        for (const auto& element : places.elements) lines[element.key] = element.line;
        for (const auto& [key, one] : list->items())
            if (one.is_object()) out.push_back({&one, lines.contains(key) ? lines.at(key) : 1});
    }
    return out;
}

/// The groups by their numbers.
class Groups {
 public:
    explicit Groups(const std::vector<Monitor>& monitors) {
        for (const auto& [json, line] : monitors)
            if (kuma::text_of(*json, "type") == "group")
                groups_[kuma::text_of(*json, "id")] = {clean_name(kuma::text_of(*json, "name")),
                                                       kuma::text_of(*json, "parent"),
                                                       kuma::flag_of(*json, "active", true)};
    }

    /// "Home / Servers", and whether all of them are active.
    struct Place {
        std::string path;
        bool active = true;
    };
    /// Groups may go in circles in a file that somebody has changed.
    [[nodiscard]] Place place_of(const Json& monitor) const {
        Place out;
        std::set<std::string> seen;
        for (auto id = kuma::text_of(monitor, "parent"); !id.empty() && seen.insert(id).second;) {
            const auto found = groups_.find(id);
            if (found == groups_.end() || seen.size() > kDeepest) break;
            const auto& [name, parent, active] = found->second;
            out.path.insert(0, out.path.empty() ? name : name + " / ");
            out.active = out.active && active;
            id = parent;
        }
        out.path = clean_name(out.path);
        return out;
    }

 private:
    struct Group {
        std::string name;
        std::string parent;
        bool active = true;
    };
    std::map<std::string, Group> groups_;
};

void tell_rest(const Json& root, std::size_t file, Entries& out) {
    if (!root.is_object()) return;
    for (const auto& [key, what] :
         {std::pair{"notificationList",
                    for_translation("the ways of notification are not kept ({0})")},
          std::pair{"proxyList", for_translation("the proxies are not kept ({0})")}})
        if (const auto list = root.find(key); list != root.end() && !list->empty())
            out.push_back(remark(file, 1, tr(what, list->size())));
}

}  // namespace

Result<Entries> read_uptime_kuma(std::span<const Input> inputs) {
    Entries out;
    for (std::size_t file = 0; file < inputs.size(); ++file) {
        const auto& input = inputs[file];
        const auto places = json_places(input.text, kList, kMostEntries);
        const auto parsed = parse_json(input, places);
        if (!parsed) return parsed.error();
        const auto monitors = monitors_of(parsed.value(), places);
        if (monitors.empty())
            return Error{
                ErrorCode::invalid_argument, tr("{0} has no list of monitors", input.name),
                tr("name a backup of Uptime Kuma, which has a {0}", config::in_quotes(kList))};
        tell_rest(parsed.value(), file, out);
        const Groups groups(monitors);
        for (const auto& [json, line] : monitors) {
            if (kuma::text_of(*json, "type") == "group") continue;
            Entry entry;
            entry.file = file;
            entry.line = line;
            const auto name = clean_name(kuma::text_of(*json, "name"));
            entry.keys["name"] = name.empty() ? std::string("Monitor") : name;
            auto place = groups.place_of(*json);
            if (!place.path.empty()) entry.keys["group"] = std::move(place.path);
            kuma::take_monitor(entry, *json);
            if (!place.active) entry.keys["enabled"] = false;
            out.push_back(std::move(entry));
        }
    }
    return out;
}

}  // namespace traypulse::moving
