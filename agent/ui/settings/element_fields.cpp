#include "agent/ui/settings/element_fields.h"

#include <utility>

namespace traypulse::ui {

FieldStore fields_of(ElementDraft& element, std::function<void()> judge) {
    FieldStore out;
    out.get = [&element](const std::string&, const std::string& key) { return element.get(key); };
    out.set = [&element, judge](const std::string&, const Field& field,
                                const std::optional<config::Value>& value) {
        element.set_field(field, value);
        judge();
    };
    out.problem = [&element](const std::string&, const std::string& key) {
        return element.problem(key);
    };
    out.changed = [&element](const std::string&, const std::string& key) {
        return element.changed(key);
    };
    out.restore = [&element, judge = std::move(judge)](const std::string&, const std::string& key) {
        element.restore(key);
        judge();
    };
    return out;
}

}  // namespace traypulse::ui
