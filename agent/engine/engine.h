// The judge: results and events in, state, verdict and wishes out. Pure: no clock, no socket, no
// thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "agent/engine/alert_settings.h"
#include "agent/engine/alerting.h"
#include "agent/engine/clock_steps.h"
#include "agent/engine/command.h"
#include "agent/engine/dossiers.h"
#include "agent/engine/earliest.h"
#include "agent/engine/effect.h"
#include "agent/engine/facts.h"
#include "agent/engine/families.h"
#include "agent/engine/inquiries.h"
#include "agent/engine/local_time.h"
#include "agent/engine/maintenance.h"
#include "agent/engine/networks.h"
#include "agent/engine/notice_text.h"
#include "agent/engine/outages.h"
#include "agent/engine/pauses.h"
#include "agent/engine/records.h"
#include "agent/engine/resolver_health.h"
#include "agent/engine/snapshot.h"
#include "agent/engine/target_monitor.h"
#include "agent/engine/target_notes.h"
#include "agent/engine/words.h"
#include "shared/result.h"

namespace traypulse {

struct EngineSettings {
    std::vector<TargetSpec> targets;  ///< names are unique (the configuration has checked that)
    AlertRules alerts;
    bool portal_check = false;   ///< there is a URL to ask (the runtime knows it)
    bool both_families = false;  ///< a name with addresses of both is checked on both
};

/// One thread. Every input carries its moment; moments never go back on the monotonic side.
/// After any input: carry out take_effects(), and call tick() at next_deadline().
class Engine {
 public:
    Engine(Instant now, EngineSettings settings, words::ClockText clock,
           LocalMinute local = utc_minute);

    /// New settings while running: targets are added, changed and removed by name; those whose
    /// check is the same keep their state and history.
    void configure(Instant now, EngineSettings settings);
    /// The outages of the last run that had not ended, and the last number that was given. Before
    /// any other input.
    void restore_outages(Instant now, std::vector<OutageRecord> open, std::uint32_t last_id);
    /// What is known of the networks of before. Before on_network().
    void restore_networks(std::vector<NetworkMemory> networks);
    /// What was paused and muted when the program last ran.
    void restore(Instant now, const PauseState& pauses);

    void on_result(Instant now, TargetId id, ProbeSource source,
                   const protocol::ProbeResult& result);
    /// Of a check that is no echo request; it began `age` ago.
    void on_outcome(Instant now, TargetId id, ProbeSource source, const CheckOutcome& outcome,
                    Nanoseconds age);
    void on_recheck_ended(Instant now, TargetId id);
    /// The stream could not be started (name not found, request refused): tried again with
    /// back-off.
    void on_start_failed(Instant now, TargetId id, const Error& error);
    /// The address in use, as text; empty: none is known any more.
    void on_address(Instant now, TargetId id, const std::string& address);
    /// A look-up ended, of whatever name. Only what says something about the resolver counts.
    void on_lookup(Instant now, const std::string& host, bool resolver_answered);
    void on_channel_ready(Instant now, const std::string& description);
    void on_channel_lost(Instant now, const std::string& reason);
    void on_network(Instant now, const NetworkFacts& network);
    /// To an effect::Inquire.
    void on_answer(Instant now, InquiryId id, const Answer& answer);
    /// All addresses that the target's name has now; empty: none is known any more. on_address()
    /// says which is in use.
    void on_addresses(Instant now, TargetId id, const std::vector<IpAddress>& addresses);
    /// The first routers on the way out of the present network, as traced while all is well.
    void on_first_hops(Instant now, std::vector<std::string> hops);
    /// Everything is slower than configured by this factor, and why; 1: no longer.
    void on_pace(Instant now, unsigned factor, const std::string& why);
    /// The machine goes to sleep at any moment: nothing that is under way counts, until on_wake().
    void on_sleep(Instant now);
    /// The machine slept for so long, or the program was stopped: nothing that ran across it
    /// counts.
    void on_wake(Instant now, Nanoseconds slept);
    void set_config_problem(Instant now, std::string problem);
    void apply(Instant now, const Command& command);
    void tick(Instant now);

    [[nodiscard]] std::optional<MonoTime> next_deadline(Instant now) const;
    [[nodiscard]] std::vector<Effect> take_effects();
    /// Grows with every change that a snapshot would show, but for the passing of time.
    [[nodiscard]] std::uint64_t revision() const { return revision_; }
    [[nodiscard]] Snapshot snapshot(Instant now, SnapshotDetail detail = SnapshotDetail::glance);
    [[nodiscard]] const TargetSpec* spec(TargetId id) const;
    [[nodiscard]] PauseState pauses() const;
    /// Some target is neither switched off nor paused.
    [[nodiscard]] bool watching() const { return watching_; }

 private:
    struct Entry {
        TargetMonitor monitor;
        /// Start again then: after an internal failure, or at another pace.
        std::optional<MonoTime> retry_at;
        std::string maintenance{};  ///< "maintenance until 04:00", while it is worked on
        TargetNotes notes{};
        bool was_worked_on = false;  ///< … and since it was paused: judged with grace afterwards
    };
    // engine_entries.cpp: where they stand.
    Entry* find(TargetId id);
    const Entry* find(TargetId id) const;
    Entry& add(Entry entry);
    void remove(TargetId id);
    void note_place(const Entry& entry, std::size_t place);
    void note_parents();
    /// Takes all of them out.
    std::vector<Entry> take_entries();
    /// When the entry itself wants a tick.
    [[nodiscard]] static std::optional<MonoTime> due(const Entry& entry);
    void note_all_due();
    void start(Entry& entry);
    /// Only echo requests need the helper (or one of its stand-ins).
    [[nodiscard]] bool can_send(const TargetSpec& spec) const {
        return channel_ready_ || !is_icmp(spec.check.kind);
    }
    template <class Give>
    void judge(Instant now, Entry& entry, bool counts_without_link, const Give& give);
    void reconsider_pauses(Instant now);
    /// First in every input: the moment it carries, and what was done to the clock before it.
    void begin(Instant now, Nanoseconds slept = Nanoseconds::zero());
    void follow_clock(Instant now, Nanoseconds slept);
    void reconsider_maintenance(Instant now);
    [[nodiscard]] std::string pause_reason(const Entry& entry) const;
    [[nodiscard]] bool any_to_watch() const;
    [[nodiscard]] bool any_watched() const;
    /// True where this is another network than before.
    bool enter_network(Instant now);
    void recall_usual(Entry& entry);
    void gather_usual();
    void save_learnt(Instant now);
    void fresh_all(Instant now, const std::string& reason, Nanoseconds grace, bool loopback_too);
    void greet_link(Instant now);
    void forget_lookups(Instant now, Nanoseconds grace);
    /// Collects the monitors' wishes, judges, updates outages and verdict.
    void settle(Instant now);
    /// … by the next tick, which is due at once: thousands of addresses come together.
    void settle_soon();
    void collect(Entry& entry);
    void corroborate(Instant now, TargetId cause);
    void update_verdict(Instant now);
    [[nodiscard]] Facts facts() const;
    /// What the person wrote, or what this network makes of it: its router is one by address, too.
    [[nodiscard]] TargetRole role_of(const Entry& entry) const;
    void note_tunnel(Entry& entry) const;
    [[nodiscard]] Nanoseconds undecided_for() const;
    [[nodiscard]] bool may_share_a_cause(const Entry& suspect, const Entry& other) const;
    /// Until when it is open whether an outage that was told goes on: it is out of sight, and
    /// looked for.
    [[nodiscard]] std::optional<MonoTime> looked_for_until(Instant now) const;
    [[nodiscard]] bool online() const;
    [[nodiscard]] OutageFacts describe(const Outage& outage) const;
    [[nodiscard]] static std::string way_asked(const Entry& entry);
    // engine_families.cpp: both families of one name, and what a person sees of them.
    /// Hidden ones are judged by and never spoken of.
    [[nodiscard]] static bool spoken_of(const Entry& e) { return !e.monitor.spec().hidden; }
    [[nodiscard]] const Entry* companion_of(const Entry& main) const;
    void reconsider_companion(Instant now, TargetId id);
    void keep_companions(Instant now, std::vector<Entry>& old);
    [[nodiscard]] families::Whole seen(const Entry& entry) const;
    void see(Instant now, Entry& entry, Nanoseconds undecided);
    // engine_inquiries.cpp: what is asked beside the streams.
    void look_closer(Instant now, Entry& entry);
    [[nodiscard]] const Entry* answering_anchor() const;
    [[nodiscard]] bool anchors_answer() const;
    [[nodiscard]] bool page_in_the_way() const;
    void disbelieve_services(Instant now);
    void wonder_about_portal(Instant now, const std::vector<Finding>& findings);
    void ask_portal(Instant now);
    void heard(Instant now, TargetId target, const ServiceAnswer& answer);
    void swap_checks(Instant now);
    void swap_check(Instant now, Entry& entry);
    void ask_by_echo_again(Instant now, Entry& entry);
    void forget_inquiries(Instant now);
    // engine_evidence.cpp: what is known when something begins to fail.
    void open_dossier(Instant now, const Entry& entry);
    [[nodiscard]] std::vector<Evidence> frozen(Instant now, const Entry& entry) const;
    [[nodiscard]] static Evidence last_minute(Instant now, const Entry& entry);
    [[nodiscard]] Evidence lookups_line(Instant now) const;
    // engine_outages.cpp: what is remembered of outages.
    void follow_outages(Instant now);
    void drop_foreign_outages();
    void say_that_icmp_is_blocked(Instant now, Entry& entry);
    [[nodiscard]] std::vector<Evidence> evidence(Instant now) const;

    EngineSettings settings_;
    words::ClockText clock_;
    std::vector<Entry> entries_;  ///< in the person's order, companions behind all others
    std::unordered_map<TargetId, std::size_t> places_;  ///< of the entries; add() and remove() only
    std::vector<std::size_t> anchors_;                  ///< the places of those that are
    Earliest due_;  ///< of all entries, by place; right between inputs
    bool unsettled_ = false;
    bool watching_ = false;  ///< as any_watched(); right between inputs, and from settle() on
    std::uint32_t next_id_ = 1;
    Alerting alerting_;
    MaintenanceCalendar maintenance_;
    std::optional<WallTime> maintenance_look_;  ///< when to look at it again …
    MonoTime maintenance_look_by_;  ///< … and where clocks are set, then at the latest
    OutageBook book_;
    Instant now_;  ///< of the input being worked on, for the book's callbacks
    NetworkFacts network_;
    MonoTime network_since_;  ///< it is what it is
    bool channel_ready_ = false;
    std::string channel_ = "nothing yet";
    std::string channel_problem_ = "starting";
    ResolverHealth resolvers_;
    MonoTime lookups_count_from_;  ///< failed ones; before, a network was being set up
    Verdict verdict_;
    std::optional<MonoTime> look_again_at_;  ///< the verdict changes then by itself
    bool paused_all_ = false;
    std::optional<WallTime> paused_until_;
    std::map<TargetId, std::optional<WallTime>> paused_targets_;
    ClockSteps clock_steps_;
    Inquiries inquiries_;
    PortalWatch portal_;
    bool was_wide_ = false;  ///< something wide was suspected at the last look
    Dossiers dossiers_;
    OutageRecords records_;
    std::vector<Finding> findings_;
    Networks networks_;
    bool learnt_ = false;       ///< something about the present network that is not saved yet
    MonoTime save_network_at_;  ///< not before
    unsigned pace_ = 1;
    std::string slowed_;
    std::string config_problem_;
    std::vector<Effect> effects_;
    std::uint64_t revision_ = 1;
};

}  // namespace traypulse
