// The command line's words, as shells need them to complete it: taken from the parser itself, so
// that a new option is completed without anybody thinking of it. Only what is built for a package
// uses this; the program does not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace traypulse::cli::completion {

/// What an option or a command is followed by.
struct Value {
    enum class Kind : std::uint8_t {
        none,  ///< nothing
        free,  ///< what only the person knows
        file,
        directory,
        host,
        target,  ///< one that the running agent watches
        choice,  ///< one of `choices`
    };
    Kind kind = Kind::none;
    std::string label;                 ///< as in --help: "FILE"
    std::vector<std::string> choices;  ///< of a target: the words that do instead
};

struct Option {
    std::vector<std::string> names;  ///< "-c", "--count"
    std::string about;
    Value value;
    bool repeats = false;  ///< may be given several times
};

struct Command {
    std::string path;  ///< "config check"; empty: the program itself
    std::string name;  ///< the last word of it
    std::string about;
    std::string notes;  ///< what --help says behind the options
    std::vector<Option> options;
    Value operand;
    bool many_operands = false;
    std::vector<Command> commands;
};

/// All that there is to complete, in the order of --help.
Command known_words();

/// A whole script each: of bash (a function and `complete`), zsh (a file of fpath), fish
/// (`complete` commands).
std::string bash_script(const Command& program);
std::string zsh_script(const Command& program);
std::string fish_script(const Command& program);

/// The sections OPTIONS and COMMANDS of traypulse(1), in Markdown.
std::string manual_sections(const Command& program);

/// A shell command that prints the names of the running agent's targets, a line each; nothing where
/// there is no agent.
inline constexpr const char* kPrintTargets = R"sh(traypulse status --json 2>/dev/null |
        sed -n 's/^{"type":"target","name":"\([^"\\]*\)".*/\1/p')sh";

/// The program and all of its commands.
std::vector<const Command*> flat(const Command& program);
/// In single quotes, as all three shells read them.
std::string quoted(const std::string& text);

}  // namespace traypulse::cli::completion
