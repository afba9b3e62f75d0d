#include "agent/runtime/system_bus.h"

#include <deque>
#include <mutex>
#include <utility>

#include "agent/runtime/bus_thread.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {

// uv_async_send() is the one call of libuv that is safe from another thread; what it stands for
// waits in a queue.
struct SystemBus::Impl {
    Impl(uv_loop_t* loop, SystemBusEvents told)
        : events(std::move(told)),
          arrived(loop, [this] { drain(); }),
          thread(std::make_unique<BusThread>(
              [this](BusNews news) {
                  const std::lock_guard held(mutex);
                  queue.push_back(std::move(news));
                  arrived.send();
              },
              lock)) {}

    void drain() {
        std::deque<BusNews> news;
        {
            const std::lock_guard held(mutex);
            news.swap(queue);
        }
        for (const auto& n : news) pass_on(n);
    }

    void pass_on(const BusNews& n) {
        switch (n.what) {
            case BusNews::What::about_to_sleep:
                if (events.about_to_sleep) events.about_to_sleep();
                lock.release();  // from our side it may sleep
                break;
            case BusNews::What::woke:
                if (events.woke) events.woke();
                break;
            case BusNews::What::battery:
                if (events.battery) events.battery(n.on);
                break;
            case BusNews::What::metered:
                if (events.metered) events.metered(n.on);
                break;
            case BusNews::What::remark:
                if (events.remark) events.remark(n.level, n.text);
                break;
        }
    }

    SystemBusEvents events;
    std::mutex mutex;  ///< guards queue
    std::deque<BusNews> queue;
    SleepLock lock;
    uv::Async arrived;
    std::unique_ptr<BusThread> thread;  ///< last: it uses everything above
};

SystemBus::SystemBus(uv_loop_t* loop, SystemBusEvents events)
    : impl_(std::make_unique<Impl>(loop, std::move(events))) {}
SystemBus::~SystemBus() = default;

}  // namespace traypulse::runtime
