#include "agent/runtime/control_client.h"

#include <array>

#include "agent/runtime/control_link.h"
#include "agent/translations/translate.h"

namespace traypulse::control {
namespace {

using Clock = std::chrono::steady_clock;

// The verdict, 4,096 targets and their evidence are a few megabytes at most.
constexpr std::size_t kLargestAnswer = 64UL * 1024 * 1024;

Error garbled() {
    return {ErrorCode::protocol,
            tr("the running Traypulse answers in a way that this one does not know"),
            tr("it is of another version; restart it")};
}

/// One line without its end; an error when none comes.
Result<std::string> next_line(ControlLink& link, std::string& pending, Clock::time_point until) {
    std::array<char, 65536> block{};
    while (true) {
        if (const auto end = pending.find('\n'); end != std::string::npos) {
            auto line = pending.substr(0, end);
            pending.erase(0, end + 1);
            return line;
        }
        if (pending.size() > kLargestAnswer) return garbled();
        const auto got = link.receive(block, until);
        if (got == 0) return silent();
        pending.append(block.data(), got);
    }
}

}  // namespace

Result<Reply> ask(const std::string& socket_path, const Request& request,
                  std::chrono::milliseconds patience) {
    const auto until = Clock::now() + patience;
    auto link = ControlLink::open(socket_path, until);
    if (!link) return link.error();
    if (!link.value()->send(serialise(request), until)) return silent();
    Reply out;
    std::string pending;
    while (true) {
        const auto line = next_line(*link.value(), pending, until);
        if (!line) return line.error();
        auto answer = parse_answer(line.value());
        if (!answer) return garbled();
        switch (answer->kind) {
            case Answer::Kind::data:
                out.output += line.value() + "\n";
                break;
            case Answer::Kind::text:
                out.output += answer->text;
                break;
            case Answer::Kind::done:
                out.well = answer->well;
                out.version = answer->version;
                return out;
            case Answer::Kind::error:
                // What it does not understand was said by a newer program than it is.
                if (answer->error.code == ErrorCode::protocol && answer->error.remedy.empty())
                    answer->error.remedy =
                        tr("it is version {0}; restart it to have the new one", answer->version);
                return answer->error;
        }
    }
}

}  // namespace traypulse::control
