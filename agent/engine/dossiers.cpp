#include "agent/engine/dossiers.h"

#include <algorithm>

namespace traypulse {
namespace {

template <class T>
bool contains(const std::vector<T>& all, const T& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

// A fact is read once: what is said of the same again takes its place.
void append(std::vector<Evidence>& to, const std::vector<Evidence>& lines) {
    for (const auto& line : lines) {
        const auto same = std::find_if(to.begin(), to.end(),
                                       [&](const Evidence& e) { return e.what == line.what; });
        if (same != to.end())
            *same = line;
        else if (to.size() < Dossiers::kMostLines)
            to.push_back(line);
    }
}

}  // namespace

bool Dossiers::wants(MonoTime now, TargetId target, const std::vector<Evidence>& lines) {
    prune(now);
    if (has(target)) return false;
    for (auto& d : all_)
        if (now - d.began <= kTogether) {
            d.targets.push_back(target);
            append(d.lines, lines);
            return false;
        }
    return all_.size() < kMost;
}

void Dossiers::open(MonoTime now, TargetId target, InquiryId inquiry, std::vector<Evidence> lines) {
    all_.push_back({{target}, inquiry, now, std::move(lines), {}, false});
}

std::vector<OutageId> Dossiers::add(InquiryId inquiry, const EvidenceAnswer& answer) {
    for (auto& d : all_) {
        if (d.inquiry != inquiry) continue;
        append(d.lines, answer.lines);
        d.complete = answer.last;
        return d.outages;
    }
    return {};
}

std::vector<Evidence> Dossiers::claim(OutageId outage, const std::vector<TargetId>& targets,
                                      bool wide) {
    for (auto& d : all_) {
        const bool about = wide || std::any_of(targets.begin(), targets.end(),
                                               [&](auto id) { return contains(d.targets, id); });
        if (!about) continue;
        if (!contains(d.outages, outage)) d.outages.push_back(outage);
        return d.lines;
    }
    return {};
}

std::vector<Evidence> Dossiers::of(OutageId outage) const {
    for (const auto& d : all_)
        if (contains(d.outages, outage)) return d.lines;
    return {};
}

void Dossiers::prune(MonoTime now) {
    std::erase_if(all_, [&](const Dossier& d) {
        const bool old = now - d.began >= kPatience;
        return old && (d.outages.empty() || d.complete || now - d.began >= 2 * kPatience);
    });
}

bool Dossiers::has(TargetId target) const {
    return std::any_of(all_.begin(), all_.end(),
                       [&](const auto& d) { return contains(d.targets, target); });
}

}  // namespace traypulse
