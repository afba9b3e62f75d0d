// Writes a report on a thread of its own. No toolkit.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "agent/report/report.h"

namespace traypulse::ui {

/// GUI thread.
class ReportJob {
 public:
    /// Runs a function on the GUI thread, soon, in order. Called on the job's thread.
    using Post = std::function<void(std::function<void()>)>;
    /// Called on the GUI thread, and not any more once the job is destroyed.
    struct Events {
        std::function<void(double fraction, const std::string& doing)> progress;
        std::function<void(const Status&)> done;  ///< cancelled: that error
    };
    ReportJob(std::string history_file, report::ReportOptions options, std::string path, Post post,
              Events events);
    /// Stops it, and waits for that: what was begun is taken back.
    ~ReportJob();
    ReportJob(const ReportJob&) = delete;
    ReportJob& operator=(const ReportJob&) = delete;

    void cancel() { stop_ = true; }

 private:
    std::atomic<bool> stop_{false};
    std::shared_ptr<Events> events_;
    std::thread thread_;
};

}  // namespace traypulse::ui
