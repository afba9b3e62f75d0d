#include "agent/cli/completion/words.h"

#include <algorithm>

#include "agent/cli/option_parser.h"
#include "agent/engine/snapshot.h"

namespace traypulse::cli::completion {
namespace {

/// "FORMAT:{json,csv}" has both a label and what may be chosen.
std::string label_in(const std::string& type) { return type.substr(0, type.find(':')); }

std::vector<std::string> choices_in(const std::string& type) {
    const auto open = type.find('{');
    const auto close = type.find('}', open);
    std::vector<std::string> out;
    if (open == std::string::npos || close == std::string::npos) return out;
    for (auto at = open + 1; at < close;) {
        const auto end = std::min(type.find(',', at), close);
        out.push_back(type.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

std::vector<std::string> cause_words() {
    std::vector<std::string> out;
    for (const auto cause : all_causes()) out.emplace_back(to_string(cause));
    return out;
}

/// Targets of a command that asks the agent are the agent's; of others they are hosts of the
/// network.
bool asks_agent(const std::string& command) {
    return command == "pause" || command == "resume" || command == "mute" || command == "unmute";
}

Value value_of(const CLI::Option& option, const std::string& command) {
    Value out;
    if (option.get_items_expected_max() == 0) return out;
    const auto type = option.get_type_name();
    out.label = label_in(type);
    out.choices = choices_in(type);
    using Kind = Value::Kind;
    out.kind = Kind::free;
    if (!out.choices.empty()) {
        out.kind = Kind::choice;
    } else if (out.label == "FILE" || out.label == "PATH") {
        out.kind = Kind::file;
    } else if (out.label == "DIR") {
        out.kind = Kind::directory;
    } else if (out.label.starts_with("TARGET") && asks_agent(command)) {
        out.kind = Kind::target;
        if (out.label.ends_with("CAUSE")) out.choices = cause_words();
    } else if (out.label == "NAME") {
        out.kind = Kind::target;
    } else if (out.label == "TARGET" || out.label == "HOST" || out.label == "URI") {
        out.kind = Kind::host;
    }
    return out;
}

Option option_of(const CLI::Option& option, const std::string& command) {
    Option out;
    for (const auto& name : option.get_snames()) out.names.push_back("-" + name);
    for (const auto& name : option.get_lnames()) out.names.push_back("--" + name);
    out.about = option.get_description();
    out.value = value_of(option, command);
    using Policy = CLI::MultiOptionPolicy;
    const auto policy = option.get_multi_option_policy();
    out.repeats = policy == Policy::TakeAll;
    return out;
}

Command command_of(const CLI::App& app, const std::string& above) {
    Command out;
    const bool top = app.get_parent() == nullptr;
    out.name = app.get_name();
    out.path = top ? "" : above.empty() ? out.name : above + " " + out.name;
    out.about = app.get_description();
    out.notes = app.get_footer();
    for (const auto* option : app.get_options()) {
        if (option->get_positional()) {
            out.operand = value_of(*option, out.path);
            out.many_operands = option->get_items_expected_max() > 1;
        } else {
            out.options.push_back(option_of(*option, out.path));
        }
    }
    for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
        out.commands.push_back(command_of(*sub, out.path));
    return out;
}

void flatten(const Command& command, std::vector<const Command*>& out) {
    out.push_back(&command);
    for (const auto& below : command.commands) flatten(below, out);
}

}  // namespace

Command known_words() {
    const Parser parser;
    return command_of(parser.app, "");
}

std::vector<const Command*> flat(const Command& program) {
    std::vector<const Command*> out;
    flatten(program, out);
    return out;
}

std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + "'";
}

}  // namespace traypulse::cli::completion
