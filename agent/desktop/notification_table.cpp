#include "agent/desktop/notification_table.h"

#include <algorithm>
#include <utility>

namespace traypulse::desktop {

NotificationTable::Send NotificationTable::start(Entry& entry) const {
    entry.waiting = false;
    entry.sending = true;
    return Send{entry.notification, entry.id, generation_};
}

NotificationTable::Steps NotificationTable::send_waiting() {
    std::vector<Entry*> due;
    for (auto& [key, entry] : entries_) {
        if (entry.waiting && !entry.sending) due.push_back(&entry);
    }
    std::sort(due.begin(), due.end(),
              [](const Entry* a, const Entry* b) { return a->age < b->age; });
    Steps steps;
    for (auto* entry : due) steps.emplace_back(start(*entry));
    return steps;
}

void NotificationTable::bound() {
    while (entries_.size() > kMaxEntries) {
        entries_.erase(std::min_element(
            entries_.begin(), entries_.end(),
            [](const auto& a, const auto& b) { return a.second.age < b.second.age; }));
    }
}

NotificationTable::Steps NotificationTable::show(Notification notification) {
    auto& entry = entries_[notification.key];
    entry.notification = std::move(notification);
    entry.waiting = true;
    entry.withdrawn = false;
    entry.age = ++ages_;
    bound();
    switch (server_) {
        case Server::ready:
            return send_waiting();
        case Server::asking:
            return {};
        case Server::unknown:
        case Server::absent:
            break;
    }
    // Asking lets the bus start a daemon where one is installed.
    server_ = Server::asking;
    return {AskAbilities{}};
}

NotificationTable::Steps NotificationTable::withdraw(const std::string& key) {
    const auto it = entries_.find(key);
    if (it == entries_.end()) return {};
    if (it->second.sending) {  // its number is not known yet
        it->second.withdrawn = true;
        it->second.waiting = false;
        return {};
    }
    const auto id = it->second.id;
    entries_.erase(it);
    if (id == 0) return {};
    return {Withdraw{id}};
}

NotificationTable::Steps NotificationTable::withdraw_ongoing() {
    std::vector<std::string> keys;
    for (const auto& [key, entry] : entries_)
        if (entry.notification.ongoing) keys.push_back(key);
    Steps out;
    for (const auto& key : keys)
        for (auto& step : withdraw(key)) out.push_back(std::move(step));
    return out;
}

NotificationTable::Steps NotificationTable::server_appeared() {
    // Asking may have started this very daemon: its answer is on the way.
    if (server_ == Server::asking) return {};
    server_ = Server::asking;
    return {AskAbilities{}};
}

void NotificationTable::server_vanished() {
    server_ = Server::absent;
    ++generation_;
    // The next daemon counts anew: an old number could be someone else's notification there.
    for (auto it = entries_.begin(); it != entries_.end();) {
        auto& entry = it->second;
        const bool untold = entry.waiting || entry.sending;
        entry.id = 0;
        entry.sending = false;
        entry.waiting = untold || entry.notification.ongoing;
        it = entry.withdrawn || !entry.waiting ? entries_.erase(it) : std::next(it);
    }
}

NotificationTable::Steps NotificationTable::abilities(ServerAbilities abilities) {
    abilities_ = abilities;
    server_ = Server::ready;
    return send_waiting();
}

void NotificationTable::no_server() {
    if (server_ == Server::asking) server_ = Server::absent;
}

NotificationTable::Steps NotificationTable::sent(const std::string& key, std::uint32_t id,
                                                 std::uint64_t generation) {
    const auto it = entries_.find(key);
    if (it == entries_.end() || generation != generation_) return {};
    auto& entry = it->second;
    entry.sending = false;
    entry.id = id;
    if (entry.withdrawn) {
        entries_.erase(it);
        return {Withdraw{id}};
    }
    if (!entry.waiting) return {};
    return {start(entry)};
}

void NotificationTable::failed(const std::string& key, std::uint64_t generation) {
    const auto it = entries_.find(key);
    if (it == entries_.end() || generation != generation_) return;
    it->second.sending = false;
    it->second.waiting = true;  // for the next daemon, or the next word about it
    if (it->second.withdrawn) entries_.erase(it);
}

std::optional<std::string> NotificationTable::key_of(std::uint32_t id) const {
    const auto it = std::find_if(entries_.begin(), entries_.end(),
                                 [id](const auto& e) { return e.second.id == id && id != 0; });
    if (it == entries_.end()) return std::nullopt;
    return it->first;
}

std::optional<std::string> NotificationTable::closed(std::uint32_t id) {
    auto key = key_of(id);
    if (!key) return std::nullopt;
    auto& entry = entries_[*key];
    // An update on its way stands: the daemon shows it as a new one.
    if (entry.sending || entry.waiting)
        entry.id = 0;
    else
        entries_.erase(*key);
    return key;
}

}  // namespace traypulse::desktop
