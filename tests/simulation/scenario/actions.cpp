#include "tests/simulation/scenario/actions.h"

#include "tests/simulation/scenario/scenario.h"
#include "tests/simulation/scenario/world_settings.h"

namespace traypulse::scenario {
namespace {

std::optional<Nanoseconds> optional_duration(const std::vector<std::string>& words, std::size_t at,
                                             const std::string& file) {
    if (words.size() <= at) return std::nullopt;
    return duration(words[at], file);
}

Cause cause_of(const std::string& word, const std::string& file) {
    for (int i = 0; i <= static_cast<int>(Cause::unstable); ++i)
        if (to_string(static_cast<Cause>(i)) == word) return static_cast<Cause>(i);
    throw Wrong(file + ": \"" + word + "\" is no cause");
}

/// ["mute", "1h"], ["pause target", "Shop", "10m"], ["pause all"] …
Command command(const std::vector<std::string>& words, const std::string& file,
                model::World& world) {
    if (words.empty()) throw Wrong(file + ": do = [] says nothing");
    const auto& verb = words[0];
    if (verb == "pause all") return command::PauseAll{optional_duration(words, 1, file)};
    if (verb == "resume all") return command::ResumeAll{};
    if (verb == "mute") return command::Mute{optional_duration(words, 1, file)};
    if (verb == "unmute") return command::Unmute{};
    if (words.size() < 2) throw Wrong(file + ": \"" + verb + "\" of what?");
    if (verb == "mute cause" || verb == "unmute cause") {
        const auto cause = cause_of(words[1], file);
        if (verb == "unmute cause") return command::UnmuteCause{cause};
        return command::MuteCause{cause, optional_duration(words, 2, file)};
    }
    const auto snapshot = world.engine()->snapshot(world.now());
    const auto* target = snapshot.find(words[1]);
    if (target == nullptr) throw Wrong(file + ": no target \"" + words[1] + "\"");
    const auto id = target->id;
    if (verb == "pause target") return command::PauseTarget{id, optional_duration(words, 2, file)};
    if (verb == "resume target") return command::ResumeTarget{id};
    if (verb == "mute target") return command::MuteTarget{id, optional_duration(words, 2, file)};
    if (verb == "unmute target") return command::UnmuteTarget{id};
    if (verb == "enable") return command::SetEnabled{id, true};
    if (verb == "disable") return command::SetEnabled{id, false};
    throw Wrong(file + ": unknown command \"" + verb + "\"");
}

Nanoseconds signed_duration(const std::string& text, const std::string& file) {
    const bool back = !text.empty() && text[0] == '-';
    const bool sign = back || (!text.empty() && text[0] == '+');
    const auto out = duration(text.substr(sign ? 1 : 0), file);
    return back ? -out : out;
}

}  // namespace

void act(const toml::table& what, const std::string& file, model::World& world,
         toml::table& config) {
    Keys keys(what, file);
    std::string text;
    Nanoseconds wait{};
    std::size_t word = 0;
    if (const auto* set = keys.table("set"))
        world.change([&](model::Network& n) { set_world(*set, file, world.now().mono, n); });
    if (keys.word("helper", {"dies", "returns"}, word)) {
        if (word == 0)
            world.helper_dies();
        else
            world.helper_returns();
    }
    if (keys.read("sleep", wait)) world.sleep(wait);
    if (keys.read("clock", text)) world.step_clock(signed_duration(text, file));
    if (keys.read("restart", wait)) world.restart(wait);
    std::vector<std::string> words;
    if (keys.read("do", words)) world.apply(command(words, file, world));
    if (const auto* edit = keys.table("config")) {
        merge(config, *edit);
        world.configure(settings_of(config, file));
    }
    int factor = 1;
    if (keys.read("slower", factor))
        world.pace(static_cast<unsigned>(factor), factor > 1 ? "on battery" : "");
    keys.finish();
}

}  // namespace traypulse::scenario
