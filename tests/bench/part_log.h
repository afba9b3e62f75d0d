// What a long measurement has done so far, so that it can be stopped and taken up again.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace traypulse::bench {

/// Parts that are done, by their number; with a file also over the program's end. add() from any
/// thread.
class PartLog {
 public:
    using Numbers = std::vector<std::uint64_t>;

    /// `heading` says what is measured: a file with another one is of another measurement. Empty
    /// `path`: in memory only.
    PartLog(const std::string& path, const std::string& heading) {
        if (path.empty()) return;
        std::ifstream in(path);
        std::string line;
        const bool begun = static_cast<bool>(std::getline(in, line));
        if (begun && line != heading) {
            problem_ = path + " is of another measurement (" + line + ")";
            return;
        }
        while (std::getline(in, line)) read(line);
        in.close();
        out_.open(path, std::ios::app);
        if (!begun) out_ << heading << std::endl;
        if (!out_) problem_ = "cannot write to " + path;
    }
    /// Empty: none.
    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] const std::map<std::size_t, Numbers>& done() const { return done_; }

    void add(std::size_t part, Numbers numbers) {
        const std::lock_guard lock(mutex_);
        if (out_.is_open()) {
            out_ << part;
            for (const auto n : numbers) out_ << ' ' << n;
            out_ << " ." << std::endl;
        }
        done_[part] = std::move(numbers);
    }

 private:
    // A line without its end was being written when the program died.
    void read(const std::string& line) {
        if (line.size() < 2 || line.compare(line.size() - 2, 2, " .") != 0) return;
        Numbers numbers;
        for (const char* at = line.c_str(); *at != '.';) {
            char* next = nullptr;
            numbers.push_back(std::strtoull(at, &next, 10));
            if (next == at) return;
            at = next + 1;
        }
        const auto part = static_cast<std::size_t>(numbers.front());
        numbers.erase(numbers.begin());
        done_[part] = std::move(numbers);
    }

    std::map<std::size_t, Numbers> done_;
    std::ofstream out_;
    std::mutex mutex_;
    std::string problem_;
};

/// One line on stderr now and then: how far, and how long it will take. From any thread.
class Progress {
 public:
    explicit Progress(std::size_t all) : all_(all) {}
    void one_more() {
        using namespace std::chrono;
        const std::lock_guard lock(mutex_);
        ++done_;
        const auto now = steady_clock::now();
        if (done_ < all_ && now - said_ < kPause) return;
        said_ = now;
        const auto spent = duration<double>(now - began_).count();
        const auto left = spent / static_cast<double>(done_) * static_cast<double>(all_ - done_);
        std::fprintf(stderr, "%zu of %zu parts after %.1f min, %.1f min to go\n", done_, all_,
                     spent / 60, left / 60);
    }

 private:
    static constexpr std::chrono::seconds kPause{15};
    std::size_t all_;
    std::size_t done_ = 0;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point said_ = began_;
    std::mutex mutex_;
};

}  // namespace traypulse::bench
