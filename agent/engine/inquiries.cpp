#include "agent/engine/inquiries.h"

#include <algorithm>

namespace traypulse {

std::optional<effect::Inquire> Inquiries::ask(MonoTime now, Question question, TargetId target,
                                              TargetId anchor, Nanoseconds pause) {
    give_up_old(now);
    if (under_way_.size() >= asking::kMostAtOnce || under_way(question, target))
        return std::nullopt;
    const auto last = last_.find({question, target});
    if (last != last_.end() && now - last->second < pause) return std::nullopt;
    last_[{question, target}] = now;
    const InquiryId id(next_++);
    under_way_[id] = {question, target, now};
    return effect::Inquire{id, question, target, anchor};
}

std::optional<Inquiries::Asked> Inquiries::answered(InquiryId id, bool last) {
    const auto it = under_way_.find(id);
    if (it == under_way_.end()) return std::nullopt;
    const auto asked = it->second;
    if (last) under_way_.erase(it);
    return asked;
}

void Inquiries::forget(TargetId target) {
    std::erase_if(under_way_, [&](const auto& i) { return i.second.target == target; });
    std::erase_if(last_, [&](const auto& l) { return l.first.second == target; });
}

void Inquiries::forget_all() {
    under_way_.clear();
    last_.clear();
}

bool Inquiries::under_way(Question question, TargetId target) const {
    return std::any_of(under_way_.begin(), under_way_.end(), [&](const auto& i) {
        return i.second.question == question && i.second.target == target;
    });
}

void Inquiries::give_up_old(MonoTime now) {
    std::erase_if(under_way_,
                  [&](const auto& i) { return now - i.second.at >= asking::kPatience; });
}

void PortalWatch::reset() { *this = PortalWatch{}; }

void PortalWatch::wish(MonoTime now) {
    const auto earliest = last_asked_ ? *last_asked_ + asking::kPortalPause : now;
    const auto at = std::max(now, earliest);
    if (!due_ || at < *due_) due_ = at;
}

void PortalWatch::asked(MonoTime now) {
    last_asked_ = now;
    // An answer that never comes must not end the asking.
    due_.reset();
    if (is_captive(believed_)) due_ = now + asking::kPatience;
}

void PortalWatch::answered(MonoTime now, const PortalAnswer& answer, bool trouble) {
    using State = PortalAnswer::State;
    const bool was_captive = is_captive(believed_);
    captive_in_a_row_ = answer.state == State::captive ? captive_in_a_row_ + 1 : 0;
    silent_in_a_row_ = answer.state == State::no_answer ? silent_in_a_row_ + 1 : 0;
    due_.reset();
    switch (answer.state) {
        case State::captive:
            if (was_captive || trouble || captive_in_a_row_ > 1) {
                believed_ = answer;
                due_ = now + asking::kPortalWhileCaptive;
            } else {
                due_ = now + asking::kPortalConfirm;
            }
            break;
        case State::open:
            believed_ = answer;
            break;
        case State::no_answer:
            // One lost request does not take a sign-in page away.
            if (!was_captive || silent_in_a_row_ > 1) believed_ = answer;
            if (silent_in_a_row_ <= asking::kPortalRetries)
                due_ = now + asking::kPortalWhileCaptive;
            break;
    }
}

}  // namespace traypulse
