// What somebody sends to the endpoint of the figures instead of a request.
#include <string_view>

#include "agent/metrics/http_request.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto end = scrape::head_end(text);
    fuzz::require(end == std::string_view::npos || (end >= 2 && end <= size));
    for (const bool local : {true, false}) {
        const auto answer = scrape::judge(text.substr(0, end), local);
        fuzz::require(answer.status == 200 || !answer.words.empty());
        const auto head = scrape::answer_head(answer);
        fuzz::require(head.find("\r\n\r\n") == head.size() - 4);
    }
    return 0;
}
