// One target, maintenance or hook while it is edited: judged as part of the whole, written back at
// the end. Without wx.
#pragma once

#include <optional>
#include <string>

#include "agent/ui/settings/draft.h"
#include "agent/ui/settings/fields.h"

namespace traypulse::ui {

class ElementDraft {
 public:
    /// `element` empty: a new one behind all others, that begins as `keys`. The draft outlives this
    /// and stays as it is meanwhile.
    ElementDraft(const SettingsDraft& draft, std::string list, std::optional<std::size_t> element,
                 config::Keys keys);

    [[nodiscard]] const config::Value* get(const std::string& key) const;
    void set(const std::string& key, const std::optional<config::Value>& value);
    /// The same, but what holds anyway is written only where it was written before.
    void set_field(const Field& field, const std::optional<config::Value>& value);
    [[nodiscard]] bool changed(const std::string& key) const;
    void restore(const std::string& key);

    /// What is to be written: without the keys that its kind of check can't have. Those are kept
    /// here, so that trying another kind loses nothing.
    [[nodiscard]] config::Keys wanted() const;
    /// Something is said: an empty dialog is no mistake yet. A new target begins with its check.
    [[nodiscard]] bool begun() const;
    [[nodiscard]] std::string problem(const std::string& key) const;
    /// What is wrong with it that no key of it is to blame for; else with any key; empty: nothing.
    [[nodiscard]] std::string first_problem() const;
    /// Of a target without a problem.
    [[nodiscard]] std::optional<TargetSpec> target() const;
    [[nodiscard]] const SettingsDraft& draft() const { return draft_; }
    [[nodiscard]] std::optional<std::size_t> element() const { return element_; }

 private:
    [[nodiscard]] const config::Judged& judged() const;
    [[nodiscard]] std::size_t place() const;

    const SettingsDraft& draft_;
    std::string list_;
    std::optional<std::size_t> element_;
    config::Keys before_;
    config::Keys keys_;
    mutable std::optional<config::Judged> judged_;
};

}  // namespace traypulse::ui
