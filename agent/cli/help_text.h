// What `--help` says beside the list of options. The first lines are marked for translation here
// and translated where the command is made; the texts behind the options come translated.
#pragma once

#include <string>

#include "agent/translations/translate.h"

namespace traypulse::cli::help {

inline constexpr const char* kPingAbout = for_translation("Ping any number of targets at once");
inline constexpr const char* kCheckAbout = for_translation("Check services once, of any kind");
inline constexpr const char* kStatusAbout =
    for_translation("The verdict of the running agent, and its targets");
inline constexpr const char* kWatchAbout =
    for_translation("The running agent's targets, drawn live in a terminal");
inline constexpr const char* kWhyAbout = for_translation("The evidence behind the verdict");
inline constexpr const char* kPauseAbout =
    for_translation("Check nothing, or not these targets, for a while");
inline constexpr const char* kResumeAbout = for_translation("Check again what was paused");
inline constexpr const char* kMuteAbout = for_translation("Go on checking, but announce nothing");
inline constexpr const char* kUnmuteAbout = for_translation("Announce outages again");
inline constexpr const char* kConfigAbout = for_translation("Work with the configuration");
inline constexpr const char* kConfigCheckAbout =
    for_translation("Say everything that is wrong with a configuration");
inline constexpr const char* kDoctorAbout =
    for_translation("What works on this machine, and how to mend what does not");
inline constexpr const char* kTraceAbout = for_translation("The way to a host, hop by hop");
inline constexpr const char* kMtuAbout =
    for_translation("The largest packet that reaches a host whole");
inline constexpr const char* kExportAbout =
    for_translation("Write the history as JSON Lines or CSV");
inline constexpr const char* kImportAbout = for_translation(
    "Take an export back into the history, or other programs' targets into the configuration");
inline constexpr const char* kReportAbout =
    for_translation("Write a report that a provider's support can read");

/// What --help says behind the options.
using Footer = std::string (*)();

std::string main_about();
std::string main_footer();
std::string ping_footer();
std::string check_footer();
std::string status_footer();
std::string watch_footer();
std::string why_footer();
std::string pause_footer();
std::string mute_footer();
std::string config_check_footer();
std::string doctor_footer();

// help_path.cpp
std::string trace_footer();
std::string mtu_footer();

// help_history.cpp
std::string export_footer();
std::string import_footer();
std::string report_footer();

}  // namespace traypulse::cli::help
