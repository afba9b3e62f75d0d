// History on disk: what is handed over here is written by a thread of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "agent/engine/outage_record.h"
#include "agent/store/item.h"
#include "agent/store/records.h"
#include "agent/store/retention_settings.h"
#include "agent/store/sample.h"
#include "shared/result.h"

namespace traypulse::store {

class Writer;
enum class Trouble : std::uint8_t;

/// Below a second with what a commit takes, so that kill -9 costs at most the last second.
inline constexpr auto kBatchEvery = std::chrono::milliseconds(750);
/// A disk that was full, a file that was locked: asked again so often. It costs one attempt.
inline constexpr auto kRetryEvery = std::chrono::seconds(1);
/// Samples that wait while nothing can be written: 15 MB, and twice that while the list grows; of
/// twenty targets each second nearly three hours.
inline constexpr std::size_t kMostSamplesWaiting = 200'000;
/// State changes, outages, events: days of them.
inline constexpr std::size_t kMostOthersWaiting = 20'000;

/// Something that a person should find in the log.
struct StoreNews {
    enum class Kind : std::uint8_t {
        failed,     ///< cannot be written at present; said once for each different reason
        recovered,  ///< all that had waited is written
        set_aside,  ///< the file was damaged; a new one was begun
        dropped,    ///< more waited than memory is given to (said once), or at the end
    };
    Kind kind = Kind::failed;
    std::string text;
};

struct StoreOptions {
    std::string path;  ///< …/history.db; its directory exists
    RetentionSettings retention;
    /// Both clocks. Called on the store's thread.
    std::function<Instant()> now;
    /// Called on the store's thread; may be empty.
    std::function<void(const StoreNews&)> news;
    std::size_t most_samples_waiting = kMostSamplesWaiting;
    std::chrono::nanoseconds batch_every = kBatchEvery;
    std::chrono::nanoseconds retry_every = kRetryEvery;
};

struct StoreStatus {
    std::size_t waiting = 0;       ///< handed over and not yet on disk
    std::uint64_t written = 0;     ///< samples, in this run
    std::uint64_t dropped = 0;     ///< samples and others that memory had no room for, in this run
    std::uint64_t strangers = 0;   ///< samples of targets that set_targets() never named
    std::uint64_t bytes = 0;       ///< of the file with its log, as of the last batch
    std::optional<Error> trouble;  ///< why nothing is written at present
    std::string set_aside;         ///< the last file that was; empty: none in this run
    /// What takes long at present and holds up the writing: "is being opened"; else empty.
    std::string doing;
};

/// Handing over never waits for the disk: any thread, about a microsecond. Construction never
/// fails; what is wrong is in the status, and everything waits until it is mended.
class Store {
 public:
    explicit Store(StoreOptions options);
    /// Writes what waits, if it can be written now, and ends every interval.
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// What is watched from now on, all of it. Samples and states are of these.
    void set_targets(std::vector<TargetIdentity> targets, WallTime at);
    void put(const Sample& sample);
    void put(const StateChange& change);
    /// The record of now of an outage, in the place of the one before.
    void put(const OutageRecord& record);
    void put(const Event& event);
    /// Holds from the next batch on.
    void set_retention(const RetentionSettings& settings);
    /// Somebody could not read the file: each page is looked at, and it is set aside if one is
    /// damaged.
    void check_file();

    /// Waits until all that was handed over before is on disk, and what was due with it is packed.
    /// Error: why it is not.
    Status flush(std::chrono::nanoseconds timeout);
    [[nodiscard]] StoreStatus status() const;

 private:
    /// What memory had no room for.
    struct Drops {
        std::uint64_t count = 0;
        WallTime from, until;
    };
    void put_rare(Rare rare);
    bool has_room(bool sample);
    void run();
    void wait_for_work(std::unique_lock<std::mutex>& held);
    void work(bool ending);
    void write_backlog();
    void failed(Trouble trouble, const Error& error);
    void set_aside_file(const Error& why);
    void tell(StoreNews::Kind kind, const std::string& text);
    void note_drops();
    void set_doing(std::string what);

    const StoreOptions options_;

    mutable std::mutex mutex_;  ///< guards what follows, up to the blank line
    std::condition_variable wake_, done_;
    std::vector<Item> incoming_;
    std::size_t samples_waiting_ = 0;  ///< also those of backlog_
    std::size_t others_waiting_ = 0;
    std::uint64_t handed_over_ = 0;
    std::uint64_t settled_ = 0;  ///< of those, written
    Drops drops_;
    StoreStatus status_;
    RetentionSettings retention_;
    bool other_retention_ = false;
    bool check_ = false;
    bool hurry_ = false;
    bool ending_ = false;
    bool working_ = false;  ///< a pass is under way: writing, then packing what is due

    // The store's thread only.
    std::unique_ptr<Writer> writer_;
    std::vector<Item> backlog_;  ///< in the order in which it came
    Standing standing_;
    std::string told_;  ///< the last failure that was told
    std::optional<std::chrono::steady_clock::time_point> retry_at_, set_aside_at_, upkeep_at_;

    std::thread thread_;
};

}  // namespace traypulse::store
