// As c-ares has it there.
#pragma once

#include <cstddef>

struct iovec {
    void* iov_base;
    std::size_t iov_len;
};
