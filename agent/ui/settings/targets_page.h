// The targets in their order, and what can be done with them that other lists' elements don't know.
#pragma once

#include <functional>

#include <wx/panel.h>

#include "agent/engine/command.h"
#include "agent/ui/settings/elements_list.h"

class wxStaticText;

namespace traypulse::ui {

/// GUI thread.
class TargetsPage final : public wxPanel {
 public:
    struct Events {
        std::function<void()> changed;  ///< as ElementsList has them
        std::function<void(std::optional<std::size_t>)> edit;
        std::function<void()> import;
        std::function<std::uint64_t(const TargetSpec&)> test;
    };
    TargetsPage(wxWindow* parent, SettingsDraft& draft, Events events);

    [[nodiscard]] ElementsList& list() { return *list_; }
    void tested(const TestedCheck& answer);

 private:
    void make_list();
    void make_buttons();
    void enable_buttons();
    void move(int by);
    void test();
    void say(const std::string& what);

    SettingsDraft& draft_;
    Events events_;
    std::uint64_t test_ = 0;
    std::string tested_name_;
    ElementsList* list_ = nullptr;
    wxButton* up_ = nullptr;
    wxButton* down_ = nullptr;
    wxButton* test_button_ = nullptr;
    wxStaticText* result_ = nullptr;
};

}  // namespace traypulse::ui
