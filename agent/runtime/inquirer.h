// Carries out effect::Inquire: finds out what the engine asks beside its targets' streams.
#pragma once

#include <uv.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/engine/effect.h"
#include "agent/runtime/inquiry_task.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {

/// Loop thread only. Every question is answered: once, or in parts that end, within its time
/// (inquiry_task.h), counted from when its turn comes. Destroying this cancels all of them, and no
/// answer follows.
class Inquirer {
 public:
    using Answered = std::function<void(InquiryId, const Answer&)>;
    /// Who that is now; nullopt: nobody any more.
    using Subject = std::function<std::optional<InquirySubject>(TargetId)>;
    /// What `tools` names outlives this. Neither function is called from inside ask().
    Inquirer(InquiryTools tools, Subject subject, Answered answered);
    ~Inquirer();
    Inquirer(const Inquirer&) = delete;
    Inquirer& operator=(const Inquirer&) = delete;

    void set_network(const NetworkFacts& network) { network_ = network; }
    /// An http URL; empty: the question about portals cannot be asked.
    void set_portal(std::string url) { portal_ = std::move(url); }
    void set_canary(std::string name) { canary_ = std::move(name); }

    void ask(const effect::Inquire& question);

    /// So many at once, as many as the engine asks: each sends up to 60 packets, and a slow line
    /// must still carry the targets'.
    static constexpr std::size_t kMostAtOnce = 8;
    /// More than this are not worth waiting for: their turn would come when all is over.
    static constexpr std::size_t kMostWaiting = 32;

 private:
    struct Running {
        std::unique_ptr<InquiryTask> task;
        Question question = Question::portal;
        uv::Timer guard;  ///< a task that misses its own time still gets an answer
    };
    void begin_waiting();
    void begin(const effect::Inquire& question);
    [[nodiscard]] std::unique_ptr<InquiryTask> make(const effect::Inquire& question) const;
    void heard(InquiryId id, const Answer& answer);
    void end(InquiryId id);

    InquiryTools tools_;
    Subject subject_;
    Answered answered_;
    NetworkFacts network_;
    std::string portal_;
    std::string canary_;
    std::deque<effect::Inquire> waiting_;
    std::vector<effect::Inquire> refused_;  ///< too many; answered from the loop
    std::map<InquiryId, Running> running_;
    std::vector<std::unique_ptr<InquiryTask>> ended_;  ///< may still be on the stack
    uv::Timer turn_;
};

/// What is said where a question cannot be asked, or its time is up.
Answer no_answer(Question question, const std::string& why);

}  // namespace traypulse::runtime
