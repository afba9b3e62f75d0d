#include "tests/support/simnet/dns.h"

#include <algorithm>
#include <cctype>

namespace traypulse::simnet {
namespace {

constexpr std::size_t kHeader = 12;
constexpr std::size_t kQuestionTail = 4;  // type and class
constexpr std::uint16_t kTypeA = 1;
constexpr std::uint16_t kTypePtr = 12;
constexpr std::uint16_t kTypeAaaa = 28;
constexpr std::uint16_t kTypeAny = 255;
constexpr std::uint8_t kServFail = 2;
constexpr std::uint8_t kNxDomain = 3;
constexpr std::uint8_t kRefused = 5;
// Every answer points back to the question's name, which always stands right behind the header.
constexpr std::uint16_t kPointerToQuestion = 0xc000 | kHeader;

std::string canonical(std::string_view name) {
    if (!name.empty() && name.back() == '.') name.remove_suffix(1);
    std::string out(name);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    return out;
}

void put16(Buffer& out, std::uint32_t v) {
    out.push_back(static_cast<std::uint8_t>(v >> 8));
    out.push_back(static_cast<std::uint8_t>(v));
}

struct Question {
    std::string name;
    std::uint16_t type = 0;
    std::size_t end = 0;  // of the question within the message
};

std::optional<Question> parse(Bytes query) {
    if (query.size() < kHeader + 1 + kQuestionTail) return std::nullopt;
    const bool is_response = (query[2] & 0x80) != 0;
    if (is_response || query[4] != 0 || query[5] != 1) return std::nullopt;
    Question q;
    std::size_t at = kHeader;
    while (at < query.size() && query[at] != 0) {
        const std::size_t length = query[at];
        if (length > 63 || at + 1 + length >= query.size()) return std::nullopt;
        if (!q.name.empty()) q.name += '.';
        q.name.append(query.begin() + static_cast<std::ptrdiff_t>(at + 1),
                      query.begin() + static_cast<std::ptrdiff_t>(at + 1 + length));
        at += 1 + length;
    }
    if (at + 1 + kQuestionTail > query.size()) return std::nullopt;
    q.type = static_cast<std::uint16_t>(query[at + 1] << 8 | query[at + 2]);
    q.end = at + 1 + kQuestionTail;
    q.name = canonical(q.name);
    return q;
}

void put_reverse(Buffer& records, const std::string& name) {
    constexpr std::uint32_t kTtl = 60;
    Buffer encoded;
    for (std::size_t at = 0; at <= name.size();) {
        const auto end = std::min(name.find('.', at), name.size());
        encoded.push_back(static_cast<std::uint8_t>(end - at));
        encoded.insert(encoded.end(), name.begin() + static_cast<std::ptrdiff_t>(at),
                       name.begin() + static_cast<std::ptrdiff_t>(end));
        at = end + 1;
    }
    encoded.push_back(0);
    put16(records, kPointerToQuestion);
    put16(records, kTypePtr);
    put16(records, 1);
    put16(records, 0);
    put16(records, kTtl);
    put16(records, static_cast<std::uint32_t>(encoded.size()));
    records.insert(records.end(), encoded.begin(), encoded.end());
}

}  // namespace

void NameServer::add(std::string_view name, const IpAddress& address, std::uint32_t ttl_seconds) {
    names_[canonical(name)].push_back({address, ttl_seconds});
}

void NameServer::add_reverse(const IpAddress& address, std::string_view name) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string at;
    if (address.family == Family::ipv4) {
        for (std::size_t i = 4; i-- > 0;) at += std::to_string(address.bytes[i]) + '.';
        reverse_[at + "in-addr.arpa"] = name;
        return;
    }
    for (std::size_t i = 16; i-- > 0;) {
        at += {kDigits[address.bytes[i] & 15U], '.', kDigits[address.bytes[i] >> 4U], '.'};
    }
    reverse_[at + "ip6.arpa"] = name;
}

void NameServer::remove(std::string_view name) {
    if (const auto found = names_.find(canonical(name)); found != names_.end()) names_.erase(found);
}

std::uint64_t NameServer::queries(std::string_view name) const {
    const auto found = asked_.find(canonical(name));
    return found != asked_.end() ? found->second : 0;
}

std::optional<Buffer> NameServer::answer(Bytes query) {
    const auto question = parse(query);
    if (!question) return std::nullopt;
    ++total_;
    ++asked_[question->name];
    if (mode_ == Mode::silent) return std::nullopt;

    std::uint8_t code = 0;
    std::uint16_t answers = 0;
    Buffer records;
    if (mode_ == Mode::servfail) code = kServFail;
    if (mode_ == Mode::nxdomain) code = kNxDomain;
    if (mode_ == Mode::refused) code = kRefused;
    if (mode_ == Mode::answer) {
        auto found = names_.find(question->name);
        if (found == names_.end()) found = names_.find("*");
        const auto reverse = reverse_.find(question->name);
        if (reverse != reverse_.end() && question->type == kTypePtr) {
            put_reverse(records, reverse->second);
            ++answers;
        } else if (found == names_.end()) {
            code = kNxDomain;
        } else {
            for (const auto& record : found->second) {
                const bool v4 = record.address.family == Family::ipv4;
                const auto type = v4 ? kTypeA : kTypeAaaa;
                if (question->type != type && question->type != kTypeAny) continue;
                put16(records, kPointerToQuestion);
                put16(records, type);
                put16(records, 1);
                put16(records, record.ttl >> 16);
                put16(records, record.ttl & 0xffff);
                const std::size_t size = v4 ? 4 : 16;
                put16(records, static_cast<std::uint32_t>(size));
                records.insert(records.end(), record.address.bytes.begin(),
                               record.address.bytes.begin() + static_cast<std::ptrdiff_t>(size));
                ++answers;
            }
        }
    }
    Buffer out(query.begin(), query.begin() + static_cast<std::ptrdiff_t>(question->end));
    out[2] = static_cast<std::uint8_t>(
        0x80 | (query[2] & 0x79));  // response; opcode and "recursion desired" kept
    out[3] = static_cast<std::uint8_t>(0x80 | code);  // recursion available
    out[6] = static_cast<std::uint8_t>(answers >> 8);
    out[7] = static_cast<std::uint8_t>(answers);
    std::fill(out.begin() + 8, out.begin() + kHeader, std::uint8_t{0});
    out.insert(out.end(), records.begin(), records.end());
    return out;
}

}  // namespace traypulse::simnet
