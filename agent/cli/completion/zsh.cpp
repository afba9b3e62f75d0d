#include "agent/cli/completion/words.h"

#include <algorithm>

#include "shared/plain_text.h"

namespace traypulse::cli::completion {
namespace {

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

/// ":LABEL:ACTION" of _arguments.
std::string action_of(const Value& value) {
    const auto label = ":" + escaped(value.label) + ":";
    switch (value.kind) {
        case Value::Kind::none:
            return "";
        case Value::Kind::free:
            return label + " ";
        case Value::Kind::file:
            return label + "_files";
        case Value::Kind::directory:
            return label + "_files -/";
        case Value::Kind::host:
            return label + "_hosts";
        case Value::Kind::target:
            // The blank keeps _arguments from adding words of its own.
            return label + " _traypulse_targets " + joined(value.choices);
        case Value::Kind::choice:
            return label + "(" + joined(value.choices) + ")";
    }
    return "";
}

std::string option_specs(const Command& command, const std::string& indent) {
    std::string out;
    for (const auto& option : command.options) {
        const bool lone = option.names.size() == 1;
        for (const auto& name : option.names) {
            const auto first = option.repeats ? "*" : lone ? "" : "(" + joined(option.names) + ")";
            const auto form = name.starts_with("--") && option.value.kind != Value::Kind::none
                                  ? name + "="
                                  : name;
            out += indent;
            out +=
                quoted(first + form + "[" + escaped(option.about) + "]" + action_of(option.value));
            out += " \\\n";
        }
    }
    return out;
}

std::string function_of(const Command& command) {
    std::string name = "_traypulse";
    if (!command.path.empty()) name += "_" + command.path;
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

void add_function(const Command& command, std::string& out) {
    out += function_of(command) + "() {\n";
    if (command.commands.empty()) {
        out += "    _arguments -s -S \\\n" + option_specs(command, "        ");
        if (command.operand.kind != Value::Kind::none)
            out += "        " +
                   quoted((command.many_operands ? "*" : "1") + action_of(command.operand)) + "\n";
        else
            out += "        && return\n";
        out += "}\n\n";
        return;
    }
    out +=
        "    local curcontext=$curcontext state line ret=1\n    typeset -A opt_args\n"
        "    local -a commands\n    commands=(\n";
    for (const auto& below : command.commands)
        out += "        " + quoted(below.name + ":" + escaped(below.about)) + "\n";
    out += "    )\n    _arguments -s -S -C \\\n" + option_specs(command, "        ") +
           "        '1: :->command' '*:: :->rest' && ret=0\n"
           "    case $state in\n"
           "        command) _describe -t commands 'command' commands && ret=0 ;;\n"
           "        rest)\n"
           "            case $line[1] in\n";
    for (const auto& below : command.commands)
        out += "                " + below.name + ") " + function_of(below) + " && ret=0 ;;\n";
    out += "            esac ;;\n    esac\n    return ret\n}\n\n";
}

}  // namespace

std::string zsh_script(const Command& program) {
    std::string out =
        "#compdef traypulse\n# Made from the program's own options when it was built.\n\n";
    out += std::string("_traypulse_targets() {\n    local -a names\n    names=(\"${(@f)$(") +
           kPrintTargets +
           ")}\")\n    names=(${names:#})\n    compadd -a names\n    (( $# )) && compadd -- "
           "\"$@\"\n}\n\n";
    for (const auto* command : flat(program)) add_function(*command, out);
    return out + "_traypulse \"$@\"\n";
}

}  // namespace traypulse::cli::completion
