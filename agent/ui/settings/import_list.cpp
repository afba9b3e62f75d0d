#include "agent/ui/settings/import_list.h"

#include "agent/moving/settle.h"
#include "agent/translations/translate.h"

namespace traypulse::ui {

std::vector<ImportLine> read_import(std::string_view text, const SettingsDraft& draft) {
    // What is typed so far is a list of hosts.
    const auto kind = moving::recognise(text).value_or(moving::Kind::fping);
    const moving::Input input{tr("The text"), std::string(text)};
    auto reading = moving::read(kind, std::span(&input, 1));
    if (!reading) return {{1, {}, {}, reading.error().text(), {}, {}}};
    moving::settle(reading.value(), draft.written());
    std::vector<ImportLine> out;
    for (auto& entry : reading.value().entries) {
        ImportLine line;
        line.number = entry.line;
        line.check = entry.text("check");
        line.name = entry.text("name");
        line.problem = std::move(entry.problem);
        for (const auto& note : entry.notes)
            line.note = line.note.empty() ? note : tr("{0}; {1}", line.note, note);
        line.keys = std::move(entry.keys);
        out.push_back(std::move(line));
    }
    return out;
}

std::vector<config::Keys> import_targets(const std::vector<ImportLine>& lines,
                                         const std::string& group) {
    std::vector<config::Keys> out;
    for (const auto& line : lines) {
        if (!line.taken()) continue;
        out.push_back(line.keys);
        if (!group.empty()) out.back()["group"] = group;
    }
    return out;
}

}  // namespace traypulse::ui
