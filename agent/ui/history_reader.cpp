#include "agent/ui/history_reader.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

namespace traypulse::ui {
namespace {

/// An open connection holds some megabytes of pages; opening it anew takes less than a frame.
constexpr auto kIdle = std::chrono::seconds(20);

}  // namespace

/// GUI thread only.
struct HistoryReader::Questions::Open {
    std::map<std::string, int> count;
    void settle(const std::string& key) {
        const auto found = count.find(key);
        if (found != count.end() && --found->second == 0) count.erase(found);
    }
};

void HistoryReader::Questions::ask(const std::string& key, Job job) {
    if (!open_) open_ = std::make_shared<Open>();
    ++open_->count[key];
    reader_.put({key, open_, std::move(job)});
}

bool HistoryReader::Questions::pending(const std::string& key) const {
    return open_ && open_->count.contains(key);
}

void HistoryReader::Questions::forget() { open_.reset(); }

HistoryReader::HistoryReader(std::string path, Post post)
    : path_(std::move(path)), post_(std::move(post)) {}

HistoryReader::~HistoryReader() {
    {
        const std::lock_guard held(mutex_);
        stop_ = true;
        waiting_.clear();
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void HistoryReader::put(Question question) {
    std::unique_lock held(mutex_);
    const auto asker = question.of.lock();
    const auto same = std::find_if(waiting_.begin(), waiting_.end(), [&](const Question& q) {
        return q.key == question.key && q.of.lock() == asker;
    });
    if (same != waiting_.end()) {
        *same = std::move(question);
        asker->settle(same->key);  // the one that was replaced
        return;
    }
    waiting_.push_back(std::move(question));
    if (!running_) {
        if (thread_.joinable()) thread_.join();  // it has left its loop: no wait
        running_ = true;
        thread_ = std::thread([this] { run(); });
        return;
    }
    held.unlock();
    wake_.notify_one();
}

void HistoryReader::run() {
    store::History history(path_);
    while (auto question = next()) answer(history, std::move(*question));
}

std::optional<HistoryReader::Question> HistoryReader::next() {
    std::unique_lock held(mutex_);
    wake_.wait_for(held, kIdle, [this] { return stop_ || !waiting_.empty(); });
    if (stop_ || waiting_.empty()) {
        running_ = false;
        return {};
    }
    auto out = std::move(waiting_.front());
    waiting_.pop_front();
    return out;
}

void HistoryReader::answer(store::History& history, Question question) {
    if (question.of.expired()) return;
    auto show = question.job(history);
    // Whether anybody still wants to know is looked at on the thread where they go away.
    post_([show = std::move(show), of = std::move(question.of), key = std::move(question.key)] {
        const auto open = of.lock();
        if (!open) return;
        open->settle(key);
        if (show) show();
    });
}

}  // namespace traypulse::ui
