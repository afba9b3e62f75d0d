#include "agent/cli/completion/words.h"

#include "shared/plain_text.h"

namespace traypulse::cli::completion {
namespace {

std::string kind_word(const Value& value) {
    switch (value.kind) {
        case Value::Kind::none:
            return "";
        case Value::Kind::free:
            return "free";
        case Value::Kind::file:
            return "file";
        case Value::Kind::directory:
            return "directory";
        case Value::Kind::host:
            return "host";
        case Value::Kind::target:
            return value.choices.empty() ? "target" : "target " + joined(value.choices);
        case Value::Kind::choice:
            return "choice " + joined(value.choices);
    }
    return "";
}

std::string all_names(const Command& command) {
    std::string out;
    for (const auto& option : command.options)
        out += (out.empty() ? "" : " ") + joined(option.names);
    return out;
}

std::string all_commands(const Command& command) {
    std::string out;
    for (const auto& below : command.commands) out += (out.empty() ? "" : " ") + below.name;
    return out;
}

/// _traypulse_value COMMAND OPTION: what kind of value it takes.
void add_values(const Command& program, std::string& out) {
    out += "_traypulse_value() {\n    case $1:$2 in\n";
    for (const auto* command : flat(program))
        for (const auto& option : command->options) {
            if (option.value.kind == Value::Kind::none) continue;
            std::string patterns;
            for (const auto& name : option.names)
                patterns += (patterns.empty() ? "" : " | ") + quoted(command->path + ":" + name);
            out += "        " + patterns + ") REPLY=" + quoted(kind_word(option.value)) + " ;;\n";
        }
    out += "        *) REPLY= ;;\n    esac\n}\n\n";
}

/// _traypulse_command COMMAND WORD: the command that the word makes of it, if it does.
void add_commands(const Command& program, std::string& out) {
    out += "_traypulse_command() {\n    case $1:$2 in\n";
    for (const auto* command : flat(program))
        for (const auto& below : command->commands)
            out += "        " + quoted(command->path + ":" + below.name) +
                   ") REPLY=" + quoted(below.path) + " ;;\n";
    out += "        *) REPLY=$1 ;;\n    esac\n}\n\n";
}

void add_words(const Command& program, std::string& out) {
    out += "    case $command in\n";
    for (const auto* command : flat(program))
        out += "        " + quoted(command->path) +
               ")\n            options=" + quoted(all_names(*command)) +
               "\n            commands=" + quoted(all_commands(*command)) +
               " operand=" + quoted(kind_word(command->operand)) + " ;;\n";
    out += "    esac\n";
}

constexpr const char* kFill = R"sh(
# _traypulse_fill KIND: what begins like $cur and is of that kind.
_traypulse_fill() {
    local IFS=$' \t\n' name plain
    case $1 in
        file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
        directory) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
        host) mapfile -t COMPREPLY < <(compgen -A hostname -- "$cur") ;;
        choice*) mapfile -t COMPREPLY < <(compgen -W "${1#choice }" -- "$cur") ;;
        target*)
            plain=${cur//[\'\"\\]/}
            mapfile -t COMPREPLY < <(compgen -W "${1#target}" -- "$cur")
            while IFS= read -r name; do
                [[ $name == "$plain"* ]] && COMPREPLY+=("$(printf %q "$name")")
            done < <(_traypulse_targets)
            ;;
    esac
}

_traypulse() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local command= options commands operand REPLY word before= i
    COMPREPLY=()
    # --option=value comes as three words.
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        _traypulse_value "$command" "$before"
        if [[ -z $REPLY ]]; then
            _traypulse_command "$command" "$word"
            command=$REPLY
        fi
        before=$word
    done
    _traypulse_value "$command" "$prev"
    if [[ -n $REPLY ]]; then
        _traypulse_fill "$REPLY"
        return
    fi
)sh";

constexpr const char* kEnd = R"sh(    if [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
    elif [[ -n $commands ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
    else
        _traypulse_fill "$operand"
    fi
}

complete -F _traypulse traypulse
)sh";

}  // namespace

std::string bash_script(const Command& program) {
    std::string out =
        "# bash completion for traypulse; made from its own options when it was built.\n\n";
    out += std::string("_traypulse_targets() {\n    ") + kPrintTargets + "\n}\n\n";
    add_values(program, out);
    add_commands(program, out);
    out += kFill + 1;
    add_words(program, out);
    return out + kEnd;
}

}  // namespace traypulse::cli::completion
