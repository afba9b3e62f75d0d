// The fields of one element of a list, for a dialog about it.
#pragma once

#include <functional>

#include "agent/ui/settings/element_draft.h"
#include "agent/ui/settings/fields_panel.h"

namespace traypulse::ui {

/// `element` outlives the store; `judge` is called after anything was set or taken back.
FieldStore fields_of(ElementDraft& element, std::function<void()> judge);

}  // namespace traypulse::ui
