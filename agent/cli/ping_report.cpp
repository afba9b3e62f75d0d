#include "agent/cli/ping_report.h"

#include <algorithm>

#include "agent/engine/failure_text.h"
#include "agent/translations/translate.h"
#include "shared/plain_text.h"

namespace traypulse::cli {

using protocol::Outcome;
using protocol::ProbeResult;

namespace {

/// ping's precision: three digits that mean something.
std::string milliseconds(Nanoseconds time) {
    const double ms = Rtt(time).milliseconds();
    return tr("{0} ms", decimal_text(ms, ms < 1 ? 3 : ms < 10 ? 2 : ms < 100 ? 1 : 0));
}

std::string loss_percent(double share) {
    return percent_text(decimal_text(share * 100, share == 0 || share == 1 ? 0 : 1));
}

std::string answer_text(const ProbeResult& r) {
    switch (r.outcome) {
        case Outcome::reply:
            return milliseconds(r.rtt.value) +
                   (r.ttl.value != 0 ? "  ttl " + std::to_string(r.ttl.value) : std::string());
        case Outcome::late:
            return tr("answered late, after {0}", milliseconds(r.rtt.value));
        case Outcome::duplicate:
            return tr("answered once more, after {0}", milliseconds(r.rtt.value));
        case Outcome::send_failed:
            return tr("not sent: {0}", failure_text(r));
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
    return tr("Pinging {0} with {1} bytes", target.title(), payload_size) + "\n";
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
    if (!target.error.empty() && t.sent == 0 && t.not_sent == 0)
        return tr("{0}: {1}", target.title(), target.error) + "\n";
    auto counts =
        t.sent == 0 ? tr("{0} sent, {1} received, {2} lost", t.sent, t.received, t.lost())
                    : tr("{0} sent, {1} received, {2} lost ({3})", t.sent, t.received, t.lost(),
                         loss_percent(static_cast<double>(t.lost()) / static_cast<double>(t.sent)));
    if (t.late != 0) counts = tr("{0}, {1} of them late", counts, t.late);
    if (t.duplicates != 0)
        counts = trn("{1}, {0} duplicate", "{1}, {0} duplicates", t.duplicates, counts);
    if (t.not_sent != 0) counts = tr("{0}, {1} not sent by this machine", counts, t.not_sent);
    auto out = tr("{0}: {1}", target.title(), counts) + "\n";
    if (t.received == 0) return out;
    const auto& r = t.rtt;
    return out + "  " +
           tr("min {0}  avg {1}  max {2}  stddev {3}", milliseconds(r.min()),
              milliseconds(r.mean()), milliseconds(r.max()), milliseconds(r.deviation())) +
           "\n  " +
           tr("p50 {0}  p95 {1}  p99 {2}  jitter {3}", milliseconds(r.percentile(0.50)),
              milliseconds(r.percentile(0.95)), milliseconds(r.percentile(0.99)),
              milliseconds(r.jitter())) +
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
