#include "agent/ui/report/report_job.h"

#include <utility>

namespace traypulse::ui {

ReportJob::ReportJob(std::string history_file, report::ReportOptions options, std::string path,
                     Post post, Events events)
    : events_(std::make_shared<Events>(std::move(events))) {
    const std::weak_ptr<Events> to = events_;
    thread_ =
        std::thread([this, to, history_file = std::move(history_file), options = std::move(options),
                     path = std::move(path), post = std::move(post)] {
            const auto tell = [&](double fraction, std::string_view doing) {
                post([to, fraction, doing = std::string(doing)] {
                    if (const auto told = to.lock()) told->progress(fraction, doing);
                });
                return !stop_;
            };
            store::History history(history_file);
            const auto status = report::write_report(history, options, tell, path);
            post([to, status] {
                // The receiver may destroy the job, and with it what it was told by.
                if (const auto told = to.lock()) told->done(status);
            });
        });
}

ReportJob::~ReportJob() {
    stop_ = true;
    thread_.join();
}

}  // namespace traypulse::ui
