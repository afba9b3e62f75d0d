// "Save a report…": of how long, where to, how far it is, and what came of it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <wx/dialog.h>

#include "agent/ui/report/report_job.h"

class wxButton;
class wxChoice;
class wxGauge;
class wxStaticText;
class wxTextCtrl;

namespace traypulse::ui {

/// GUI thread. Modeless: everything else goes on meanwhile.
class ReportDialog final : public wxDialog {
 public:
    struct Files {
        std::string history, config;
    };
    struct Events {
        std::function<void(const std::string&)> open;  ///< show this report
        std::function<void()> closed;                  ///< destroy it now
    };
    ReportDialog(Files files, std::string version, Events events);
    ~ReportDialog() override;
    ReportDialog(const ReportDialog&) = delete;
    ReportDialog& operator=(const ReportDialog&) = delete;

 private:
    void make_fields();
    void make_progress();
    void choose_file();
    void begin();
    void done(const Status& status);
    void say(const std::string& text);
    void close();
    [[nodiscard]] report::ReportOptions options() const;

    Files files_;
    std::string version_;
    Events events_;
    std::unique_ptr<ReportJob> job_;
    bool written_ = false;
    std::string path_;
    wxChoice* span_ = nullptr;
    wxTextCtrl* file_ = nullptr;
    wxButton* choose_ = nullptr;
    wxGauge* gauge_ = nullptr;
    wxStaticText* said_ = nullptr;
    wxButton* save_ = nullptr;
    wxButton* cancel_ = nullptr;
};

}  // namespace traypulse::ui
