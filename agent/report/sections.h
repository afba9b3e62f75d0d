// The parts of the document, each as HTML. Internal to agent/report.
#pragma once

#include <string>

#include "agent/report/facts.h"

namespace traypulse::report {

std::string style_sheet();
/// Shapes of states and hatches, defined once for all graphics.
std::string symbols();
/// "● up": the state's shape and its word.
std::string state_mark(TargetState state);

std::string summary_section(const Facts& facts, const ReportOptions& options);
std::string days_section(const Facts& facts);
std::string outages_section(const Facts& facts);
std::string graphs_section(const Facts& facts);
std::string losses_section(const Facts& facts);
std::string path_section(const Facts& facts);
std::string method_section(const Facts& facts, const ReportOptions& options);

/// The three graphics of a target on one time axis, as <svg>.
std::string target_chart(const TargetFacts& target, store::TimeRange range);
/// Loss over the hours of the day, as <svg>.
std::string hours_chart(const LossStudy& study);

/// Of the summary: losses outside of outages, and where they lie; empty where nothing was sent.
std::string loss_sentence(const Facts& facts);

}  // namespace traypulse::report
