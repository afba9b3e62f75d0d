#include "agent/config/judge.h"

#include "agent/config/edit_parts.h"
#include "agent/config/parse.h"

namespace traypulse::config {
namespace {

/// Writes a key a line, and remembers whose line it is.
class Lines {
 public:
    void header(const Place& place) {
        const auto* brackets = place.element ? "[[" : "[";
        add(brackets + place.table + (place.element ? "]]" : "]"), place, "");
    }
    void keys(const Place& place, const Keys& keys) {
        for (const auto& [key, value] : ranked(place.table, keys))
            add(key + " = " + literal(value), place, key);
    }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] KeyProblem at(const Problem& problem) const {
        if (problem.line == 0 || problem.line > owners_.size()) return {{}, "", problem.reason};
        auto out = owners_[problem.line - 1];
        out.reason = problem.reason;
        return out;
    }

 private:
    void add(const std::string& line, const Place& place, std::string key) {
        text_ += line + "\n";
        owners_.push_back({place, std::move(key), {}});
    }
    std::string text_;
    std::vector<KeyProblem> owners_;
};

Lines lines_of(const Written& written) {
    Lines out;
    for (const auto& [name, keys] : written.tables) {
        out.header({name, {}});
        out.keys({name, {}}, keys);
    }
    for (const auto& [name, elements] : written.lists)
        for (std::size_t i = 0; i < elements.size(); ++i) {
            out.header({name, i});
            out.keys({name, i}, elements[i]);
        }
    return out;
}

}  // namespace

Judged judge(const Written& written) {
    const auto lines = lines_of(written);
    auto parsed = parse(lines.text(), "");
    Judged out;
    out.settings = std::move(parsed.settings);
    for (const auto& problem : parsed.problems) out.problems.push_back(lines.at(problem));
    return out;
}

std::string to_text(const Written& written) { return lines_of(written).text(); }

}  // namespace traypulse::config
