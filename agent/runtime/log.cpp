#include "agent/runtime/log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <cstdio>
#include <exception>

#include "agent/runtime/log_privacy.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

// spdlog only carries our lines, so its own levels decide nothing but when to flush.
spdlog::level::level_enum carrier(LogLevel level) {
    return level >= LogLevel::warning ? spdlog::level::warn : spdlog::level::info;
}

void complain(const std::string& what, const std::string& remedy) {
    std::fprintf(stderr, "traypulse: %s: %s\n", what.c_str(), remedy.c_str());
}

std::shared_ptr<spdlog::logger> logger_for(spdlog::sink_ptr sink) {
    auto logger = std::make_shared<spdlog::logger>("traypulse", std::move(sink));
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::warn);
    logger->set_formatter(
        std::make_unique<spdlog::pattern_formatter>("%v", spdlog::pattern_time_type::utc, "\n"));
    return logger;
}

// Unbuffered, so that each line is one write(2): kill -9 loses none, and a full disk is noticed by
// the line that it hits (spdlog ignores what fflush says). Private, because names and addresses
// are; and not for the programs that we start.
spdlog::file_event_handlers handlers() {
    spdlog::file_event_handlers out;
    out.after_open = [](const spdlog::filename_t&, std::FILE* stream) {
        std::setvbuf(stream, nullptr, _IONBF, 0);
        make_private(stream);
    };
    return out;
}

}  // namespace

struct Log::Sinks {
    std::atomic<LogLevel> level{LogLevel::info};
    LogLevel console_level = LogLevel::info;
    std::function<WallTime()> now;
    std::atomic<bool> complained{false};
    std::atomic<bool> failing{false};
    std::shared_ptr<spdlog::logger> file;
    std::shared_ptr<spdlog::logger> console;
};

Log::Log(Options options) : sinks_(std::make_unique<Sinks>()) {
    auto& s = *sinks_;
    s.level = options.level;
    s.console_level = options.console_level;
    s.now = std::move(options.now);
    if (!s.now)
        s.now = [] {
            return std::chrono::time_point_cast<std::chrono::microseconds>(
                std::chrono::system_clock::now());
        };
    if (options.console) s.console = logger_for(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    if (options.file.empty()) return;
    try {
        s.file = logger_for(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            options.file, options.file_size, options.files > 0 ? options.files - 1 : 0, false,
            handlers()));
    } catch (const std::exception& error) {
        complain(tr("cannot write the log {0} ({1})", options.file, error.what()),
                 tr("the program goes on without it; make the place writable and start again"));
        return;
    }
    s.file->set_error_handler([&s, name = options.file](const std::string& reason) {
        s.failing = true;
        if (!s.complained.exchange(true))
            complain(tr("the log {0} can't be written ({1})", name, reason),
                     tr("lines are lost until there is room; nothing else is"));
    });
}

Log::~Log() { flush(); }

bool Log::enabled(LogLevel level) const {
    return (sinks_->file && level >= sinks_->level.load(std::memory_order_relaxed)) ||
           (sinks_->console && level >= sinks_->console_level);
}

void Log::set_level(LogLevel level) { sinks_->level = level; }

void Log::event(LogLevel level, std::string_view category, std::string_view event,
                LogFields fields) {
    if (!enabled(level)) return;
    auto& s = *sinks_;
    try {
        const auto time = s.now();
        if (s.file && level >= s.level.load(std::memory_order_relaxed)) {
            // Half a line may stand there from before the disk was full; it must not spoil this
            // one.
            const std::string start = s.failing.exchange(false) ? "\n" : "";
            const auto line = start + log_line_json(time, level, category, event, fields);
            s.file->log(carrier(level), spdlog::string_view_t(line));
            if (!s.failing) s.complained = false;  // the handler has said otherwise by now
        }
        if (s.console && level >= s.console_level) {
            const auto line = log_line_text(time, level, category, event, fields);
            s.console->log(carrier(level), spdlog::string_view_t(line));
        }
    } catch (const std::exception&) {  // out of memory: a lost line is the least of it
        s.failing = true;
    }
}

void Log::flush() {
    if (sinks_->file) sinks_->file->flush();
    if (sinks_->console) sinks_->console->flush();
}

bool Log::writing() const { return sinks_->file != nullptr && !sinks_->failing; }

}  // namespace traypulse
