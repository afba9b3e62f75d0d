#include "agent/cli/completion/words.h"

#include "shared/plain_text.h"

namespace traypulse::cli::completion {
namespace {

/// fish knows \' within single quotes, and reads \\ there as one.
std::string fish_quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

std::string value_words(const Value& value) {
    switch (value.kind) {
        case Value::Kind::none:
            return "";
        case Value::Kind::free:
            return " -x";
        case Value::Kind::file:
            return " -r -F";
        case Value::Kind::directory:
            return " -x -a '(__fish_complete_directories (commandline -ct))'";
        case Value::Kind::host:
            return " -x -a '(__fish_print_hostnames)'";
        case Value::Kind::target:
            return " -x -a '(__traypulse_targets) " + joined(value.choices) + "'";
        case Value::Kind::choice:
            return " -x -a '" + joined(value.choices) + "'";
    }
    return "";
}

/// An operand is no option's value, and needs no -r for that.
std::string operand_words(const Value& value) {
    if (value.kind == Value::Kind::file) return " -F";
    if (value.kind == Value::Kind::none || value.kind == Value::Kind::free) return "";
    const auto words = value_words(value);
    return words.substr(words.find(" -a"));
}

std::string begin_of(const Command& command) {
    return "complete -c traypulse -n " + fish_quoted("__traypulse_in " + command.path);
}

void add_command(const Command& command, std::string& out) {
    for (const auto& below : command.commands)
        out += begin_of(command) + " -a " + below.name + " -d " + fish_quoted(below.about) + "\n";
    for (const auto& option : command.options) {
        out += begin_of(command);
        for (const auto& name : option.names)
            out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
        out += value_words(option.value) + " -d " + fish_quoted(option.about) + "\n";
    }
    if (const auto words = operand_words(command.operand); !words.empty())
        out += begin_of(command) + words + "\n";
}

/// The state of the command line so far: which command it is, options' values left out.
void add_state(const Command& program, std::string& out) {
    out +=
        "function __traypulse_in\n"
        "    set -l command\n    set -l value no\n"
        "    for word in (commandline -opc)[2..-1]\n"
        "        if test $value = yes\n            set value no\n            continue\n        "
        "end\n"
        "        switch \"$command:$word\"\n";
    std::string takers;
    for (const auto* command : flat(program)) {
        for (const auto& below : command->commands)
            out += "            case " + fish_quoted(command->path + ":" + below.name) +
                   "\n                set command " + fish_quoted(below.path) + "\n";
        for (const auto& option : command->options)
            if (option.value.kind != Value::Kind::none)
                for (const auto& name : option.names)
                    takers += " " + fish_quoted(command->path + ":" + name);
    }
    out += "            case" + takers +
           "\n                set value yes\n        end\n    end\n"
           "    test \"$command\" = \"$argv\"\nend\n\n";
}

}  // namespace

std::string fish_script(const Command& program) {
    std::string out =
        "# fish completion for traypulse; made from its own options when it was built.\n\n";
    out += std::string("function __traypulse_targets\n    ") + kPrintTargets + "\nend\n\n";
    add_state(program, out);
    out += "complete -c traypulse -f\n";
    for (const auto* command : flat(program)) add_command(*command, out);
    return out;
}

}  // namespace traypulse::cli::completion
