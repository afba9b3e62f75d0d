// The connection that writes, with all tables. Internal to agent/store.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "agent/store/database.h"
#include "agent/store/file_identity.h"
#include "agent/store/heartbeat.h"
#include "agent/store/item.h"
#include "agent/store/journal.h"
#include "agent/store/ledger.h"
#include "agent/store/outage_table.h"
#include "agent/store/retention.h"
#include "agent/store/target_table.h"

namespace traypulse::store {

/// One thread. All throw Failure; it must not be used after that: open another one.
class Writer {
 public:
    /// Opens the file, or makes it. `standing`: of this run until now. What was open when a run
    /// before this one was killed, ends at that one's last heartbeat.
    Writer(const std::string& path, const RetentionSettings& settings, const Standing& standing,
           Instant now);

    /// All of them or, where it throws, none; it does also where the file was moved or deleted.
    /// Returns how many samples were of a target that it knows nothing of; they are left out.
    std::size_t write(std::span<const Item> items, Standing& standing, Instant now);
    /// Packs and forgets where it is time to. True: there is more to do at once.
    bool upkeep(Instant now);
    void set_retention(const RetentionSettings& settings) { retention_.set(settings); }
    /// Reads every page. Throws where one is damaged.
    void check();
    /// Whatever lasts, ends now: the program ends.
    void close(Instant now);
    [[nodiscard]] std::uint64_t bytes() const { return retention_.bytes(); }

 private:
    bool put(const Item& item, Standing& standing);
    void put_rare(const Rare& rare, Standing& standing);
    void begin(const Standing& standing, Instant now);
    void beat(Standing& standing, Instant now, bool samples);
    void add_event(const Event& event);

    const std::string path_;
    Database db_;
    const std::optional<FileIdentity> file_;  ///< that db_ has open
    TargetTable targets_;
    Journal journal_;
    Ledger ledger_;
    OutageTable outages_;
    Heartbeat heartbeat_;
    Retention retention_;
    Statement event_;
    std::optional<MonoTime> beaten_, expired_;
};

}  // namespace traypulse::store
