// Outages across a restart: state_dir/outages.jsonl, a record a line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/engine/outage_record.h"
#include "shared/result.h"

namespace traypulse::runtime {

/// So many are kept; the oldest that has ended goes first.
inline constexpr std::size_t kMostOutages = 200;

/// One line, without its end. Times are RFC 3339 in UTC; "ended" is null while it lasts.
std::string outage_line(const OutageRecord& record);
/// Error: the line is not what outage_line() writes.
Result<OutageRecord> parse_outage(std::string_view line);

/// One thread. Disk and memory say the same after write().
class OutageStore {
 public:
    explicit OutageStore(std::string path) : path_(std::move(path)) {}

    /// What the file knows; nothing where there is none. An Error is for the log: the file was
    /// damaged or unreadable and is set aside; the lines that could be read are kept.
    std::optional<Error> load(WallTime now);
    /// By number, the newest last.
    [[nodiscard]] const std::vector<OutageRecord>& records() const { return records_; }
    [[nodiscard]] std::vector<OutageRecord> open() const;
    /// The highest number that was ever given; 0: none.
    [[nodiscard]] std::uint32_t last_id() const;
    /// In the place of the record with the same number.
    void keep(OutageRecord record);
    /// Replaces the file in one step where something was kept since the last time. Error: it could
    /// not; the next call tries again.
    Status write();

 private:
    void place(OutageRecord record);
    std::string path_;
    std::vector<OutageRecord> records_;
    bool changed_ = false;
};

}  // namespace traypulse::runtime
