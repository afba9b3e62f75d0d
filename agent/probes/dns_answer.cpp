#include "agent/probes/dns_answer.h"

#include <algorithm>
#include <sstream>

#include "agent/translations/translate.h"
#include "shared/ascii.h"

namespace traypulse {
namespace {

/// Answers that are kept as facts and named in a sentence: what a person reads.
constexpr std::size_t kMostShown = 32;
constexpr std::size_t kMostNamed = 4;
constexpr std::uint16_t kTxt = 16;
constexpr std::uint16_t kSpf = 99;

std::string rcode_words(unsigned rcode, const std::string& name) {
    const auto code = dns_rcode_name(rcode);
    switch (rcode) {
        case 1:
            return tr("the resolver does not understand the question ({0})", code);
        case 2:
            return tr("the resolver failed on {0} ({1})", name, code);
        case kDnsNxDomain:
            return tr("the name {0} does not exist ({1})", name, code);
        case 4:
            return tr("the resolver does not know this kind of question ({0})", code);
        case 5:
            return tr("the resolver refuses to answer ({0})", code);
        default:
            return tr("the resolver answers {0}", dns_rcode_name(rcode));
    }
}

// One form for all spellings of the same: lower case, one blank between words, no final dots.
std::string plain_form(std::string_view text) {
    std::istringstream words{std::string(text)};
    std::string out;
    for (std::string word; words >> word;) {
        if (word.size() > 1 && word.back() == '.') word.pop_back();
        out += (out.empty() ? "" : " ") + word;
    }
    return ascii::lower(out);
}

std::string named(const std::vector<DnsRecord>& answers) {
    std::string out;
    for (std::size_t i = 0; i < answers.size() && i < kMostNamed; ++i)
        out = listed(out, answers[i].text);
    if (answers.size() <= kMostNamed) return out;
    return trn("{1} and {0} more", "{1} and {0} more", answers.size() - kMostNamed, out);
}

}  // namespace

bool dns_record_is(const DnsRecord& record, std::string_view expected) {
    if (record.type == kTxt || record.type == kSpf)
        return record.plain == expected || record.text == expected;
    const auto a = IpAddress::parse(record.text);
    const auto b = IpAddress::parse(expected);
    if (a && b) return *a == *b;
    return plain_form(record.text) == plain_form(expected);
}

DnsVerdict judge_dns_answer(std::span<const std::uint8_t> message, const DnsAsked& asked) {
    DnsVerdict out;
    const auto bad = [&out](std::string reason) {
        out.status = CheckStatus::wrong_answer;
        out.reason = std::move(reason);
        return out;
    };
    auto records = read_dns_answers(message);
    if (message.size() >= kDnsHeader)
        out.facts.push_back({"rcode", dns_rcode_name(read_dns_header(message).rcode)});
    // A failure needs no well-formed records to be one.
    if (message.size() >= kDnsHeader && read_dns_header(message).response)
        if (const auto rcode = read_dns_header(message).rcode; rcode != kDnsNoError)
            return bad(rcode_words(rcode, asked.name));
    if (!records.ok()) return bad(records.error().what);

    auto& answers = records.value();
    // An alias on the way to the answer is not the answer.
    std::erase_if(answers, [&](const DnsRecord& r) {
        return asked.type != kDnsTypeAny && r.type != asked.type;
    });
    if (answers.empty())
        return bad(tr("the name {0} has no {1} record", asked.name, asked.type_name));
    std::uint32_t ttl = answers.front().ttl;
    for (const auto& answer : answers) {
        ttl = std::min(ttl, answer.ttl);
        if (out.facts.size() <= kMostShown) out.facts.push_back({"answer", answer.text});
    }
    out.facts.push_back({"ttl", std::to_string(ttl)});
    for (const auto& expected : asked.expect)
        if (std::none_of(answers.begin(), answers.end(),
                         [&](const DnsRecord& r) { return dns_record_is(r, expected); }))
            return bad(tr("answers {0} where {1} was expected", named(answers), expected));
    return out;
}

std::string reverse_name(const IpAddress& address) {
    std::string out;
    if (address.family == Family::ipv4) {
        for (std::size_t i = 4; i-- > 0;) out += std::to_string(address.bytes[i]) + ".";
        return out + "in-addr.arpa";
    }
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (std::size_t i = address.bytes.size(); i-- > 0;)
        for (const unsigned nibble : {address.bytes[i] & 0xfU, unsigned{address.bytes[i]} >> 4U})
            out += std::string(1, kDigits[nibble]) + ".";
    return out + "ip6.arpa";
}

}  // namespace traypulse
