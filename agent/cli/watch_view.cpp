#include "agent/cli/watch_view.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "agent/runtime/log.h"
#include "agent/translations/translate.h"
#include "shared/plain_text.h"

namespace traypulse::cli {
namespace {

using WatchJson = nlohmann::json;

Error strange() {
    return {ErrorCode::protocol, tr("the running Traypulse says what this one does not know"),
            tr("it is of another version; restart it")};
}

template <class Word, std::size_t N>
Word word_among(const std::array<Word, N>& all, const std::string& text, Word otherwise) {
    for (const auto each : all)
        if (to_string(each) == text) return each;
    return otherwise;
}

constexpr std::array kStates{TargetState::up, TargetState::degraded, TargetState::down,
                             TargetState::unknown, TargetState::paused};
constexpr std::array kGlances{Glance::up,      Glance::degraded, Glance::down,
                              Glance::unknown, Glance::paused,   Glance::no_link};

WatchTarget target_of(const WatchJson& line, WallTime taken) {
    WatchTarget out;
    out.name = plain(line.at("name").get<std::string>());
    out.check = line.at("check").get<std::string>();
    out.state = word_among(kStates, line.at("state").get<std::string>(), TargetState::unknown);
    if (const auto since = parse_rfc3339(line.at("since").get<std::string>()))
        out.lasted = std::max(Nanoseconds(taken - *since), Nanoseconds::zero());
    if (const auto& rtt = line.at("rtt_us"); rtt.is_number())
        out.latency = Rtt(std::chrono::duration_cast<Nanoseconds>(
            std::chrono::duration<double, std::micro>(rtt.get<double>())));
    out.loss = std::clamp(line.at("loss").get<double>(), 0.0, 1.0);
    return out;
}

}  // namespace

Result<WatchView> watch_view(std::string_view status_json) {
    WatchView out;
    bool verdict = false;
    try {
        while (!status_json.empty()) {
            const auto end = std::min(status_json.find('\n'), status_json.size());
            const auto line = WatchJson::parse(status_json.substr(0, end));
            status_json.remove_prefix(std::min(end + 1, status_json.size()));
            const auto type = line.at("type").get<std::string>();
            if (type == "verdict") {
                verdict = true;
                const auto taken = parse_rfc3339(line.at("time").get<std::string>());
                if (!taken) return strange();
                out.taken = *taken;
                out.glance =
                    word_among(kGlances, line.at("glance").get<std::string>(), Glance::unknown);
                out.sentence = plain(line.at("summary").get<std::string>());
                out.detail = plain(line.at("reason").get<std::string>());
            } else if (type == "target") {
                out.targets.push_back(target_of(line, out.taken));
            }
        }
    } catch (const WatchJson::exception&) {
        return strange();
    }
    if (!verdict) return strange();
    return out;
}

}  // namespace traypulse::cli
