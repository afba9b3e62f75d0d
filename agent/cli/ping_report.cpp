#include "agent/cli/ping_report.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "agent/engine/failure_text.h"

namespace traypulse::cli {

using protocol::Outcome;
using protocol::ProbeResult;

namespace {

// Targets come from files and command lines of anybody; a terminal obeys control characters.
std::string plain(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, '?');
    return text;
}

/// ping's precision: three digits that mean something.
std::string milliseconds(Nanoseconds time) {
    const double ms = Rtt(time).milliseconds();
    std::array<char, 48> out{};
    const int digits = ms < 1 ? 3 : ms < 10 ? 2 : ms < 100 ? 1 : 0;
    std::snprintf(out.data(), out.size(), "%.*f ms", digits, ms);
    return out.data();
}

std::string loss_percent(double share) {
    std::array<char, 48> out{};
    std::snprintf(out.data(), out.size(), "%.*f %%", share == 0 || share == 1 ? 0 : 1, share * 100);
    return out.data();
}

std::string answer_text(const ProbeResult& r) {
    switch (r.outcome) {
        case Outcome::reply:
            return milliseconds(r.rtt.value) +
                   (r.ttl.value != 0 ? "  ttl " + std::to_string(r.ttl.value) : std::string());
        case Outcome::late:
            return "answered late, after " + milliseconds(r.rtt.value);
        case Outcome::duplicate:
            return "answered once more, after " + milliseconds(r.rtt.value);
        case Outcome::send_failed:
            return "not sent: " + failure_text(r);
        case Outcome::timeout:
        case Outcome::unreachable:
        case Outcome::ttl_exceeded:
        case Outcome::too_big:
            break;
    }
    return failure_text(r);
}

}  // namespace

std::string PingReport::Target::title() const {
    return address.empty() || address == name ? name : name + " (" + address + ")";
}

std::size_t PingReport::add(std::string target) {
    targets_.push_back({plain(std::move(target)), {}, {}, {}});
    return targets_.size() - 1;
}

std::string PingReport::begin(std::size_t index, const IpAddress& address,
                              std::uint16_t payload_size) {
    auto& target = targets_.at(index);
    target.address = address.text();
    if (style_.json || style_.summary_only) return {};
    return "Pinging " + target.title() + " with " + std::to_string(payload_size) + " bytes\n";
}

std::string PingReport::result(std::size_t index, const ProbeResult& r) {
    auto& target = targets_.at(index);
    auto& tally = target.tally;
    switch (r.outcome) {
        case Outcome::reply:
            ++tally.sent;
            ++tally.received;
            tally.rtt.add(r.rtt);
            break;
        case Outcome::timeout:
        case Outcome::unreachable:
        case Outcome::ttl_exceeded:
        case Outcome::too_big:
            ++tally.sent;
            break;
        case Outcome::send_failed:
            ++tally.not_sent;
            break;
        case Outcome::late:
            ++tally.late;
            break;
        case Outcome::duplicate:
            ++tally.duplicates;
            break;
    }
    if (style_.summary_only) return {};
    if (style_.json) return result_json(target.name, target.address, r);
    return target.title() + "  seq " + std::to_string(r.sequence.value) + "  " + answer_text(r) +
           "\n";
}

std::string PingReport::failed(std::size_t index, const Error& error) {
    auto& target = targets_.at(index);
    target.error = plain(error.what);
    if (style_.json) return error_json(target.name, target.address, error);
    return {};  // on standard error, by the caller, as every error
}

std::string PingReport::summary_text(const Target& target) {
    const auto& t = target.tally;
    std::string out = target.title() + ": ";
    if (!target.error.empty() && t.sent == 0 && t.not_sent == 0) return out + target.error + "\n";
    out += std::to_string(t.sent) + " sent, " + std::to_string(t.received) + " received, " +
           std::to_string(t.lost()) + " lost";
    if (t.sent != 0)
        out +=
            " (" + loss_percent(static_cast<double>(t.lost()) / static_cast<double>(t.sent)) + ")";
    if (t.late != 0) out += ", " + std::to_string(t.late) + " of them late";
    if (t.duplicates != 0) out += ", " + std::to_string(t.duplicates) + " duplicates";
    if (t.not_sent != 0) out += ", " + std::to_string(t.not_sent) + " not sent by this machine";
    out += "\n";
    if (t.received == 0) return out;
    const auto& r = t.rtt;
    return out + "  min " + milliseconds(r.min()) + "  avg " + milliseconds(r.mean()) + "  max " +
           milliseconds(r.max()) + "  stddev " + milliseconds(r.deviation()) + "\n  p50 " +
           milliseconds(r.percentile(0.50)) + "  p95 " + milliseconds(r.percentile(0.95)) +
           "  p99 " + milliseconds(r.percentile(0.99)) + "  jitter " + milliseconds(r.jitter()) +
           "\n";
}

std::string PingReport::summaries() const {
    std::string out;
    if (!style_.json && !style_.summary_only) out += "\n";
    for (const auto& target : targets_)
        out += style_.json ? summary_json(target.name, target.address, target.error, target.tally)
                           : summary_text(target);
    return out;
}

bool PingReport::all_reachable() const {
    return std::all_of(targets_.begin(), targets_.end(),
                       [](const auto& target) { return target.tally.received != 0; });
}

}  // namespace traypulse::cli
