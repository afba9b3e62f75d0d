// A list of hosts becomes targets: pasted or from a file, with what is wrong beside each line.
#pragma once

#include <functional>
#include <vector>

#include <wx/dialog.h>

#include "agent/ui/settings/import_list.h"

class wxButton;
class wxComboBox;
class wxDataViewListCtrl;
class wxStaticText;
class wxTextCtrl;

namespace traypulse::ui {

/// GUI thread. Ends with `accepted` or `closed`, and is to be destroyed then.
class ImportDialog final : public wxDialog {
 public:
    struct Events {
        std::function<void(std::vector<config::Keys>)> accepted;
        std::function<void()> closed;
    };
    ImportDialog(wxWindow* parent, const SettingsDraft& draft, Events events);

 private:
    void make_text();
    void make_lines();
    void make_buttons();
    void read();
    void open_file();
    void accept();

    const SettingsDraft& draft_;
    Events events_;
    std::vector<ImportLine> lines_;
    wxTextCtrl* text_ = nullptr;
    wxDataViewListCtrl* list_ = nullptr;
    wxStaticText* summary_ = nullptr;
    wxComboBox* group_ = nullptr;
    wxButton* take_ = nullptr;
};

}  // namespace traypulse::ui
