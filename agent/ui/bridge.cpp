#include "agent/ui/bridge.h"

#include <utility>

namespace traypulse::ui {

void Bridge::on_dirty(std::function<void()> wake) {
    const std::lock_guard held(mutex_);
    wake_ = std::move(wake);
    if (waiting_ && wake_) wake_();
}

Bridge::Taken Bridge::take() {
    const std::lock_guard held(mutex_);
    waiting_ = false;
    Taken out = pending_;  // the snapshot stays for whoever asks next
    pending_.notices.clear();
    pending_.tested.clear();
    pending_.show_window = false;
    pending_.display.reset();
    return out;
}

// The receiver is called under the lock, which is what makes connect({}) a promise that no command
// is on its way any more; it must therefore only queue.
void Bridge::send(Command command) {
    const std::lock_guard held(mutex_);
    if (receiver_) receiver_(std::move(command));
}

void Bridge::publish(std::shared_ptr<const Snapshot> snapshot) {
    const std::lock_guard held(mutex_);
    pending_.snapshot = std::move(snapshot);
    wake_once();
}

void Bridge::notify(Notice notice) {
    const std::lock_guard held(mutex_);
    pending_.notices.push_back(std::move(notice));
    wake_once();
}

void Bridge::tested(TestedCheck what) {
    const std::lock_guard held(mutex_);
    pending_.tested.push_back(std::move(what));
    wake_once();
}

void Bridge::show_window() {
    const std::lock_guard held(mutex_);
    pending_.show_window = true;
    wake_once();
}

void Bridge::quit() {
    const std::lock_guard held(mutex_);
    pending_.quit = true;
    wake_once();
}

void Bridge::connect(std::function<void(Command)> receiver) {
    const std::lock_guard held(mutex_);
    receiver_ = std::move(receiver);
}

void Bridge::display(DisplayOptions options) {
    const std::lock_guard held(mutex_);
    pending_.display = options;
    wake_once();
}

void Bridge::wake_once() {
    if (std::exchange(waiting_, true) || !wake_) return;
    wake_();
}

}  // namespace traypulse::ui
