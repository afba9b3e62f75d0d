// The settings as fields: what each is called, how it is entered, and what holds where it is left
// empty. The pages and dialogs are made from these. Without wx.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/check_spec.h"
#include "agent/ui/settings/draft.h"

namespace traypulse::ui {

enum class FieldKind : std::uint8_t {
    flag,    ///< a tick
    choice,  ///< one of some words
    words,   ///< the same, where each stands for a list in the file: its lines
    text,    ///< also durations and times of day
    line,    ///< a long text; an example is what holds where it is empty
    number,
    list,    ///< several texts, one a line
    moment,  ///< a date and time
    group,   ///< a text that other targets' groups are offered for
    parent,  ///< the name of another target, or none
};

struct FieldChoice {
    std::string value;  ///< in the file
    std::string label;
};

struct Field {
    std::string key;
    FieldKind kind = FieldKind::text;
    std::string label;  ///< with its mnemonic, "&Interval"
    std::string note;   ///< behind or below it, in grey; may be empty
    std::string
        usual;  ///< what holds where the key is not written, as text; a flag: "true", "false"
    std::vector<FieldChoice> choices{};
    /// Of a target: the kinds of check that have it; empty: all.
    std::vector<CheckKind> kinds{};
};

struct FieldGroup {
    std::string title;
    std::string table;  ///< "alerts"; "target" where they are of one element
    std::vector<Field> fields;
};

std::vector<FieldGroup> alert_fields();
std::vector<FieldGroup> display_fields();
std::vector<FieldGroup> history_fields();
std::vector<FieldGroup> advanced_fields();
/// Of a target. What is usual is judged from the draft and what the target says so far.
std::vector<FieldGroup> target_fields(const SettingsDraft& draft, const config::Keys& target);
std::vector<FieldGroup> maintenance_fields();
std::vector<FieldGroup> hook_fields();

/// One of what it offers, and always one of them: what is usual where nothing is written.
inline bool is_choice(FieldKind kind) {
    return kind == FieldKind::choice || kind == FieldKind::words;
}

/// Its control says something whether or not the key is written: then it shows what is usual.
inline bool always_says(FieldKind kind) { return kind == FieldKind::flag || is_choice(kind); }

/// The label without its mnemonic and the word that assistive technology says: "Interval".
std::string plain_label(const std::string& label);
/// Whether a target of that kind has the field.
bool belongs(const Field& field, CheckKind kind);

/// What a person sees in the field for a value; "" for none.
std::string shown(const config::Value* value);
/// The value that what a person entered stands for; empty: the key is left out. What is no number
/// where one is wanted stays a text, so that the file's reader can say so.
std::optional<config::Value> entered(FieldKind kind, const std::string& text);

/// One line of a list: "Backups: sat, sun, 02:00 to 04:00".
std::string maintenance_text(const config::Keys& maintenance);

/// A hook in a list. Of an address only the host: the rest may be a secret, and others may look on.
struct HookRow {
    std::string name;  ///< as the agent calls it
    std::string kind;
    std::string where;
};
HookRow hook_row(const config::Keys& hook);

/// What an element of a list is called in a sentence about it; empty where it has no name.
std::string called(const config::Place& place, const config::Keys& element);

}  // namespace traypulse::ui
