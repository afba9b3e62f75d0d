#include "helper/output_queue.h"

#include <algorithm>

#include "shared/bytes.h"
#include "shared/codec.h"

namespace traypulse::helper {

using protocol::HelperMessage;
using protocol::Missed;
using protocol::ProbeResult;

bool OutputQueue::push(const HelperMessage& message) {
    encode(message, bytes_);
    if (size() <= limit_) return true;
    drop_results();
    return size() <= limit_;
}

void OutputQueue::wrote(std::size_t bytes) {
    begin_ = std::min(begin_ + bytes, bytes_.size());
    while (whole_ < begin_) whole_ += bytes::read_le<std::uint16_t>(bytes_, whole_);
    if (begin_ != bytes_.size()) return;
    bytes_.clear();
    begin_ = whole_ = 0;
    // A backlog was the exception: most clients need a few hundred bytes.
    if (bytes_.capacity() > limit_ / 4) bytes_.shrink_to_fit();
}

// Half of the limit at once, so that the cost of it is spread over hundreds of results.
void OutputQueue::drop_results() {
    std::vector<std::uint8_t> kept(bytes_.begin() + static_cast<std::ptrdiff_t>(begin_),
                                   bytes_.begin() + static_cast<std::ptrdiff_t>(whole_));
    const auto partial = kept.size();
    std::vector<std::uint8_t> others;
    Missed missed;
    std::size_t freed = 0;
    std::size_t at = whole_;
    while (at < bytes_.size() && freed < limit_ / 2) {
        const auto frame = std::span<const std::uint8_t>(bytes_).subspan(
            at, bytes::read_le<std::uint16_t>(bytes_, at));
        const auto decoded = protocol::decode_helper(frame);
        const auto* known = std::get_if<HelperMessage>(&decoded);
        const auto* earlier = known != nullptr ? std::get_if<Missed>(known) : nullptr;
        if (known != nullptr && std::holds_alternative<ProbeResult>(*known)) {
            ++missed.results;
            freed += frame.size();
        } else if (known != nullptr && std::holds_alternative<protocol::Extensions>(*known)) {
            freed += frame.size();  // worth nothing without the result behind it
        } else if (earlier != nullptr) {
            missed.results += earlier->results;
        } else {
            others.insert(others.end(), frame.begin(), frame.end());
        }
        at += frame.size();
    }
    if (missed.results > 0) protocol::encode(HelperMessage{missed}, kept);
    kept.insert(kept.end(), others.begin(), others.end());
    kept.insert(kept.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at), bytes_.end());
    bytes_ = std::move(kept);
    begin_ = 0;
    whole_ = partial;
}

}  // namespace traypulse::helper
