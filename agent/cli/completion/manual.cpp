#include "agent/cli/completion/words.h"

namespace traypulse::cli::completion {
namespace {

/// In code marks: a name stays what it is, and no dash of it becomes another sign.
std::string literal(const std::string& text) { return "`" + text + "`"; }

/// Outside of code marks these would be marks themselves.
std::string plain(const std::string& text) {
    std::string out;
    bool code = false;
    for (const char c : text) {
        if (c == '`') code = !code;
        if (!code &&
            (c == '*' || c == '_' || c == '<' || c == '[' || c == ']' || c == '\\' || c == '#'))
            out += '\\';
        out += c;
    }
    return out;
}

std::string value_text(const Value& value) {
    if (value.kind == Value::Kind::none) return "";
    return " *" + plain(value.label) + "*";
}

void add_manual_options(const Command& command, std::string& out) {
    for (const auto& option : command.options) {
        if (option.names.front() == "-h" && !command.path.empty()) continue;
        std::string names;
        for (const auto& name : option.names) names += (names.empty() ? "" : ", ") + literal(name);
        out += names + value_text(option.value) + "\n\n:   " + plain(option.about) + ".\n\n";
    }
}

/// The text behind --help's options: as it stands, for it is laid out already.
void add_notes(const Command& command, std::string& out) {
    if (!command.notes.empty()) out += "```\n" + command.notes + "```\n\n";
}

void add_manual_command(const Command& command, std::string& out) {
    if (!command.commands.empty()) return;
    out += "## traypulse " + command.path;
    if (command.operand.kind != Value::Kind::none)
        out += " \\[" + plain(command.operand.label) + "\\]" + (command.many_operands ? "…" : "");
    out += "\n\n" + plain(command.about) + ".\n\n";
    add_manual_options(command, out);
    add_notes(command, out);
}

}  // namespace

std::string manual_sections(const Command& program) {
    std::string out = "# OPTIONS\n\n";
    add_manual_options(program, out);
    out += "# COMMANDS\n\n";
    for (const auto* command : flat(program))
        if (!command->path.empty()) add_manual_command(*command, out);
    return out;
}

}  // namespace traypulse::cli::completion
