// A store in a directory of its own, with a clock that the test sets.
#pragma once

#include <sqlite3.h>

#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "agent/store/history.h"
#include "agent/store/store.h"
#include "tests/support/temp_dir.h"

namespace traypulse::test {

using namespace std::chrono_literals;

/// 2024-06-01 12:00:00 UTC.
inline constexpr WallTime kNoon{std::chrono::seconds(1'717'243'200)};

/// Both clocks go together unless the wall clock is set.
class SetClock {
 public:
    [[nodiscard]] Instant now() const {
        const std::lock_guard held(mutex_);
        return now_;
    }
    void pass(Nanoseconds time) {
        const std::lock_guard held(mutex_);
        now_ = now_ + time;
    }
    void set_wall(WallTime time) {
        const std::lock_guard held(mutex_);
        now_.wall = time;
    }

 private:
    mutable std::mutex mutex_;
    Instant now_{MonoTime(1h), kNoon};
};

/// What the store told, for another thread.
class NewsList {
 public:
    void add(const store::StoreNews& news) {
        const std::lock_guard held(mutex_);
        all_.push_back(news);
    }
    [[nodiscard]] std::size_t count(store::StoreNews::Kind kind) const {
        const std::lock_guard held(mutex_);
        std::size_t n = 0;
        for (const auto& news : all_) n += news.kind == kind ? 1U : 0U;
        return n;
    }

 private:
    mutable std::mutex mutex_;
    std::vector<store::StoreNews> all_;
};

struct StoreRig {
    explicit StoreRig(std::string where = {})
        : path(where.empty() ? files / "history.db" : std::move(where)) {}

    [[nodiscard]] store::StoreOptions options() {
        store::StoreOptions out;
        out.path = path;
        out.now = [this] { return clock.now(); };
        out.news = [this](const store::StoreNews& n) { news.add(n); };
        out.batch_every = 5ms;
        out.retry_every = 10ms;
        return out;
    }

    TempDir files;
    std::string path;
    SetClock clock;
    NewsList news;
};

inline const TargetId kRouter{1};
inline const TargetId kShop{2};
inline std::vector<store::TargetIdentity> two_targets() {
    return {{kRouter, "Router", "icmp://192.0.2.1"}, {kShop, "Shop", "https://shop.example/"}};
}

inline store::Sample answered(TargetId target, WallTime at, Nanoseconds rtt) {
    return {target,  at,       store::Outcome::answered,
            Ttl{64}, Rtt(rtt), *IpAddress::parse("192.0.2.1")};
}
inline store::Sample timed_out(TargetId target, WallTime at) {
    return {target, at, store::Outcome::timeout, {}, {}, {}};
}

/// Asks as sqlite3 does: rows of text, columns joined by '|'. Throws where SQLite refuses.
inline std::vector<std::string> sql(const std::string& path, const std::string& statement) {
    sqlite3* db = nullptr;
    std::vector<std::string> out;
    char* error = nullptr;
    int rc = sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr);
    sqlite3_busy_timeout(db, 5000);
    const auto each = [](void* rows, int n, char** values, char** /*names*/) {
        std::string line;
        for (int i = 0; i < n; ++i)
            line += std::string(i > 0 ? "|" : "") + (values[i] != nullptr ? values[i] : "NULL");
        static_cast<std::vector<std::string>*>(rows)->push_back(line);
        return 0;
    };
    if (rc == SQLITE_OK) rc = sqlite3_exec(db, statement.c_str(), each, &out, &error);
    const std::string why = error != nullptr ? error : sqlite3_errmsg(db);
    sqlite3_free(error);
    sqlite3_close(db);
    if (rc != SQLITE_OK) throw std::runtime_error(statement + ": " + why);
    return out;
}

}  // namespace traypulse::test
