// What a person wants the configuration to say, while the settings window is open. Without wx.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/difference.h"
#include "agent/config/judge.h"

namespace traypulse::ui {

/// Begins as what a file says; knows what differs, what is wrong, and which edits lead there.
/// Places are of the draft: the second target is the second that the person sees.
class SettingsDraft {
 public:
    SettingsDraft() = default;
    explicit SettingsDraft(config::Written base);

    [[nodiscard]] const config::Written& written() const { return written_; }
    [[nodiscard]] const std::vector<config::Keys>& list(const std::string& name) const;
    [[nodiscard]] const config::Keys& keys(const config::Place& place) const;
    /// Null where the key is not written.
    [[nodiscard]] const config::Value* get(const config::Place& place,
                                           const std::string& key) const;

    /// Empty: the key goes away.
    void set(const config::Place& place, const std::string& key,
             const std::optional<config::Value>& value);
    /// The same, but a value that holds anyway is written only where the file had the key already.
    void set_unless_usual(const config::Place& place, const std::string& key,
                          const config::Value& value, const config::Value& usual);

    /// Differs from the file in this key (of a new element: in any key that it has).
    [[nodiscard]] bool changed(const config::Place& place, const std::string& key) const;
    /// The key as the file has it.
    void restore(const config::Place& place, const std::string& key);
    [[nodiscard]] bool dirty() const;

    void add(const std::string& list, std::size_t before, std::vector<config::Keys> elements);
    /// Those that a target was the parent of have none then.
    void remove(const std::string& list, std::size_t element);
    void move(const std::string& list, std::size_t from, std::size_t to);
    /// Replaces all keys of an element; of a target also the words that name it elsewhere: parents,
    /// maintenance.
    void replace(const std::string& list, std::size_t element, config::Keys keys);

    /// What is wrong, in the file reader's words. Kept until something changes.
    [[nodiscard]] const config::Judged& judged() const;
    /// Of one key; empty: nothing.
    [[nodiscard]] std::string problem(const config::Place& place, const std::string& key) const;

    /// What leads from the file to the draft.
    [[nodiscard]] std::vector<config::Edit> edits() const;
    /// The file says this now. The person's own changes stay; what could not be carried over is
    /// named.
    [[nodiscard]] std::vector<std::string> rebase(const config::Written& theirs);

 private:
    config::Keys* find(const config::Place& place);
    /// As the file has it; null where it has no such table.
    [[nodiscard]] const config::Keys* base_keys(const config::Place& place) const;
    config::Origin& origin(const std::string& list);
    void rename_target(const std::string& before, const std::string& after);
    void change_parents(const std::string& before, const std::optional<config::Value>& after);
    void touched() { judged_.reset(); }

    config::Written base_;
    config::Written written_;
    config::Origins origins_;
    mutable std::optional<config::Judged> judged_;
};

/// What the groups are called, in the order in which they come, each once.
std::vector<std::string> groups_of(const SettingsDraft& draft);

/// A name that no target has: "Shop", else "Shop 2", …
std::string free_name(const SettingsDraft& draft, const std::string& wish);

}  // namespace traypulse::ui
