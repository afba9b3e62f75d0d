#include "agent/ui/bridge.h"

#include <utility>

namespace traypulse::ui {

void Bridge::on_dirty(std::function<void()> wake) {
    const std::lock_guard held(mutex_);
    wake_ = std::move(wake);
}

Bridge::Taken Bridge::take() {
    const std::lock_guard held(mutex_);
    dirty_ = false;
    Taken out = pending_;  // the snapshot stays for whoever asks next
    pending_.notices.clear();
    pending_.show_window = false;
    return out;
}

// The receiver is called under the lock, which is what makes connect({}) a promise that no command
// is on its way any more; it must therefore only queue.
void Bridge::send(Command command) {
    const std::lock_guard held(mutex_);
    if (receiver_) receiver_(std::move(command));
}

void Bridge::publish(std::shared_ptr<const Snapshot> snapshot) {
    std::unique_lock held(mutex_);
    pending_.snapshot = std::move(snapshot);
    wake_once(held);
}

void Bridge::notify(Notice notice) {
    std::unique_lock held(mutex_);
    pending_.notices.push_back(std::move(notice));
    wake_once(held);
}

void Bridge::show_window() {
    std::unique_lock held(mutex_);
    pending_.show_window = true;
    wake_once(held);
}

void Bridge::quit() {
    std::unique_lock held(mutex_);
    pending_.quit = true;
    wake_once(held);
}

void Bridge::connect(std::function<void(Command)> receiver) {
    const std::lock_guard held(mutex_);
    receiver_ = std::move(receiver);
}

void Bridge::wake_once(std::unique_lock<std::mutex>& held) {
    if (dirty_ || !wake_) return;
    dirty_ = true;
    const auto wake = wake_;
    held.unlock();
    wake();
}

}  // namespace traypulse::ui
