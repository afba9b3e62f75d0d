// What assistive technology says of a control, and which key leads to it.
#pragma once

#include <string>

class wxStaticText;
class wxWindow;

namespace traypulse::ui {

/// More about it: what is wrong with what was entered.
void set_accessible_description(wxWindow& control, const std::string& text);
/// Both at once, for what has no text of its own; `description` may change, and an empty one leaves
/// it to the tooltip.
void set_accessible(wxWindow& control, const std::string& name,
                    const std::string& description = {});
/// The label's mnemonic leads to the control, and the label is known as its label.
void label_control(wxStaticText& label, wxWindow& control);

/// A scroll bar wherever there is more than fits, not only while the mouse moves.
void show_scroll_bar(wxWindow& scrolled);

}  // namespace traypulse::ui
