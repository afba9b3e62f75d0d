// A target's check as a person chooses it: kind and address, and back to the URI. Without wx.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/check_spec.h"
#include "agent/ui/settings/fields.h"

namespace traypulse::ui {

/// What the kinds are called in the list, in the order of CheckKind.
std::vector<std::string> kind_labels();

/// The kind that a URI says, also one that is not complete yet; a bare host is a ping.
std::optional<CheckKind> kind_of(const std::string& check);

/// The same host asked in another way: what the new kind has no use for goes, what it needs comes.
std::string with_kind(const std::string& check, CheckKind kind);

/// Removes the keys that a target of this kind can't have.
void drop_foreign_keys(config::Keys& target, CheckKind kind);

}  // namespace traypulse::ui
