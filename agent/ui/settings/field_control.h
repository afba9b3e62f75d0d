// What stands in the control of a field, whatever kind of control it is.
#pragma once

#include <string>
#include <vector>

#include "agent/ui/settings/fields.h"

class wxWindow;

namespace traypulse::ui {

/// `choices` are those in the control, of a field that has some. A flag says "true" or "false".
std::string control_text(const wxWindow& control, const Field& field,
                         const std::vector<FieldChoice>& choices);
/// Tells nobody. A text that is no choice becomes one, so that it can be seen and kept.
void set_control_text(wxWindow& control, const Field& field,
                      const std::vector<FieldChoice>& choices, const std::string& text);

}  // namespace traypulse::ui
