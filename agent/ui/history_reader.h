// Asks the history on a thread of its own, so that no window ever waits for a disk.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "agent/store/history.h"

namespace traypulse::ui {

/// One connection and one thread for all windows, both made with the first question and given up
/// when nobody has asked for a while. GUI thread, but for what is said to run elsewhere.
class HistoryReader {
 public:
    /// Runs a function on the GUI thread, soon, in order. Called on the reader's thread until the
    /// reader is destroyed.
    using Post = std::function<void(std::function<void()>)>;
    /// Shows an answer; on the GUI thread. Empty: there is nothing to show.
    using Show = std::function<void()>;
    /// On the reader's thread: must touch nothing but the history and what it owns.
    using Job = std::function<Show(store::History&)>;

    /// `path`: of history.db, which need not be there yet.
    HistoryReader(std::string path, Post post);
    /// Waits for the question that is being answered; the others are dropped.
    ~HistoryReader();
    HistoryReader(const HistoryReader&) = delete;
    HistoryReader& operator=(const HistoryReader&) = delete;

    /// Who asks. A window has one as a member: once that is gone, no answer is shown any more.
    class Questions {
     public:
        explicit Questions(HistoryReader& reader) : reader_(reader) {}
        ~Questions() { forget(); }
        Questions(const Questions&) = delete;
        Questions& operator=(const Questions&) = delete;

        /// Questions are answered in the order in which they came. One that still waits is replaced
        /// by the next one of the same key, in its place.
        void ask(const std::string& key, Job job);
        /// Whether one of this key waits, is being answered, or has an answer that was not shown.
        [[nodiscard]] bool pending(const std::string& key) const;
        /// No answer of what was asked until now is shown.
        void forget();

     private:
        friend class HistoryReader;
        struct Open;  ///< how many questions of each key have no answer yet
        HistoryReader& reader_;
        std::shared_ptr<Open> open_;
    };

 private:
    struct Question {
        std::string key;
        std::weak_ptr<Questions::Open> of;
        Job job;
    };
    void put(Question question);
    void run();
    std::optional<Question> next();
    void answer(store::History& history, Question question);

    std::string path_;
    Post post_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Question> waiting_;
    bool running_ = false;  ///< the thread takes questions
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace traypulse::ui
