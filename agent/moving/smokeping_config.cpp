#include "agent/moving/smokeping_config.h"

#include "agent/moving/entry.h"
#include "agent/moving/text.h"
#include "agent/translations/translate.h"

namespace traypulse::moving::smokeping {
namespace {

/// A few in real files; each is looked for in every line behind it.
constexpr std::size_t kMostDefines = 64;

class Parser {
 public:
    Parser(const Input& input, std::size_t file, Config& out)
        : input_(input), file_(file), out_(out) {}

    Status run() {
        begin(out_.targets);
        for (const auto& line : joined_lines())
            if (auto done = take(line); !done) return done;
        return ok();
    }

 private:
    struct Whole {
        std::size_t number = 0;
        std::string text;
    };

    [[nodiscard]] std::vector<Whole> joined_lines() const {
        std::vector<Whole> out;
        bool goes_on = false;
        for (const auto& line : lines_of(input_.text)) {
            auto text = without_comment(line.text);
            const bool more = text.ends_with('\\');
            if (more) text = trimmed(text.substr(0, text.size() - 1));
            if (goes_on && out.back().text.size() < kLongestLine)
                out.back().text += " " + std::string(text);
            else
                out.push_back({line.number, std::string(text)});
            goes_on = more;
        }
        return out;
    }

    void begin(std::vector<Section>& sections) {
        sections_ = &sections;
        Section top;
        top.file = file_;
        sections.push_back(std::move(top));
        path_ = {sections.size() - 1};
    }

    Status take(const Whole& line) {
        auto text = line.text;
        if (auto done = define_into(text, line.number); !done) return done;
        if (text.empty()) return ok();
        if (text.starts_with("***")) return take_heading(text, line.number);
        if (text.starts_with('@')) return take_directive(text, line.number);
        if (sections_ == nullptr) return ok();
        if (text.starts_with('+')) return take_section(text, line.number);
        const auto equals = text.find('=');
        if (equals == std::string::npos)
            return place_error(input_, line.number,
                               tr("this is neither a section nor \"key = value\""));
        const auto key = std::string(trimmed(std::string_view(text).substr(0, equals)));
        const auto value = std::string(trimmed(std::string_view(text).substr(equals + 1)));
        (*sections_)[path_.back()].variables[key] = {value, line.number};
        return ok();
    }

    Status take_heading(const std::string& text, std::size_t number) {
        const auto name = trimmed(std::string_view(text).substr(3, text.find("***", 3) - 3));
        if (text.find("***", 3) == std::string::npos)
            return place_error(input_, number, tr("a heading ends with {0}", "***"));
        if (name == "Targets")
            begin(out_.targets);
        else if (name == "Probes")
            begin(out_.probes);
        else
            sections_ = nullptr;  // General, Alerts, Database, Presentation, Slaves
        return ok();
    }

    Status take_directive(const std::string& text, std::size_t number) {
        std::string_view rest(text);
        const auto word = take_word(rest);
        if (word == "@include") {
            out_.remarks.push_back(remark(
                file_, number,
                tr("what it includes is not read: name {0} beside this file", clean_name(rest))));
            return ok();
        }
        if (word != "@define") return ok();
        const auto name = take_word(rest);
        if (name.empty()) return place_error(input_, number, tr("{0} has no name", "@define"));
        if (defines_.size() == kMostDefines)
            return place_error(input_, number,
                               tr("there are more than {0} @defines", kMostDefines));
        defines_.emplace_back(name, rest);
        return ok();
    }

    /// Puts the definitions so far into a line.
    Status define_into(std::string& text, std::size_t number) {
        if (text.starts_with("@define")) return ok();
        for (const auto& [name, value] : defines_) {
            std::string out;
            std::size_t from = 0;
            for (auto at = text.find(name); at != std::string::npos; at = text.find(name, from)) {
                out += text.substr(from, at - from) + value;
                from = at + name.size();
                if (out.size() > kLongestLine) break;
            }
            out += text.substr(from);
            text = std::move(out);
            if (text.size() > kLongestLine)
                return place_error(
                    input_, number,
                    tr("with its @defines the line is longer than {0} bytes", kLongestLine));
        }
        expanded_ += text.size();
        if (expanded_ > kLargestList)
            return place_error(input_, number,
                               tr("with its @defines the text is larger than {0} MiB",
                                  kLargestList / 1024 / 1024));
        return ok();
    }

    Status take_section(const std::string& text, std::size_t number) {
        const auto depth = std::min(text.find_first_not_of('+'), text.size());
        const auto name = clean_name(std::string_view(text).substr(depth));
        if (name.empty()) return place_error(input_, number, tr("the section has no name"));
        if (depth > kDeepest)
            return place_error(input_, number, tr("sections are deeper than {0} levels", kDeepest));
        if (depth > path_.size())
            return place_error(input_, number,
                               tr("the section is {0} levels deep, the one above it only {1}",
                                  depth, path_.size() - 1));
        if (sections_->size() > kMostEntries)
            return place_error(input_, number,
                               tr("there are more than {0} sections", kMostEntries));
        path_.resize(depth);
        Section section;
        section.file = file_;
        section.line = number;
        section.depth = depth;
        section.name = name;
        section.parent = path_.back();
        sections_->push_back(std::move(section));
        path_.push_back(sections_->size() - 1);
        return ok();
    }

    const Input& input_;
    std::size_t file_;
    Config& out_;
    std::vector<Section>* sections_ = nullptr;
    std::vector<std::size_t> path_;  // from the top to where the variables go
    std::vector<std::pair<std::string, std::string>> defines_;
    std::size_t expanded_ = 0;  // bytes so far
};

}  // namespace

Result<Config> parse(std::span<const Input> inputs) {
    Config out;
    for (std::size_t file = 0; file < inputs.size(); ++file)
        if (auto done = Parser(inputs[file], file, out).run(); !done) return done.error();
    return out;
}

const Variable* inherited(const std::vector<Section>& sections, const Section& section,
                          const std::string& key) {
    const auto* at = &section;
    while (true) {
        if (const auto found = at->variables.find(key); found != at->variables.end())
            return &found->second;
        if (!at->parent) return nullptr;
        at = &sections[*at->parent];
    }
}

}  // namespace traypulse::moving::smokeping
