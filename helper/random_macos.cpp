#include <cstdlib>

#include "helper/random.h"

namespace traypulse::helper {

// arc4random_buf(3) cannot fail.
std::uint64_t Random::next() {
    if (left_ == 0) {
        arc4random_buf(numbers_.data(), sizeof numbers_);
        left_ = numbers_.size();
    }
    return numbers_[--left_];
}

}  // namespace traypulse::helper
