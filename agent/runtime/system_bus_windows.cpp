// Sleep, battery and the cost of the connection, from the power manager and the IP helper's
// library.
#include <windows.h>

#include <deque>
#include <mutex>
#include <utility>

#include "agent/runtime/system_bus.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {
namespace {

// powrprof.h and netioapi.h of newer systems; asked for by name, so that an older one says less.
constexpr DWORD kByCallback = 2;  // DEVICE_NOTIFY_CALLBACK
constexpr GUID kPowerSource{
    0x5d3e9a59, 0xe9d5, 0x4b00, {0xa6, 0xbd, 0xff, 0x34, 0xff, 0x51, 0x65, 0x48}};
constexpr DWORD kOnBattery = 1;  // SYSTEM_POWER_CONDITION: PoDc
/// Windows waits two seconds for us.
constexpr DWORD kLastWord = 1'500;

struct Subscription {  // DEVICE_NOTIFY_SUBSCRIBE_PARAMETERS
    ULONG(CALLBACK* call)(void* context, ULONG type, void* setting);
    void* context;
};
struct ConnectivityHint {  // NL_NETWORK_CONNECTIVITY_HINT
    int level;
    int cost;  // 0 unknown, 1 unrestricted, 2 fixed, 3 by the byte
    BOOLEAN approaching_limit;
    BOOLEAN over_limit;
    BOOLEAN roaming;
};
constexpr int kFixedCost = 2;

using RegisterSleep = DWORD(WINAPI*)(DWORD flags, HANDLE recipient, void** registration);
using UnregisterSleep = DWORD(WINAPI*)(void* registration);
using RegisterSetting = DWORD(WINAPI*)(const GUID* setting, DWORD flags, HANDLE recipient,
                                       void** registration);
using OnHint = void(WINAPI*)(void* context, ConnectivityHint hint);
using NotifyHint = DWORD(WINAPI*)(OnHint call, void* context, BOOLEAN initial, HANDLE* handle);
using CancelNotify = DWORD(WINAPI*)(HANDLE handle);

/// A function of a library of the system's own; null where this Windows has none of that name.
template <class Function>
Function find(const wchar_t* library, const char* name) {
    HMODULE module = LoadLibraryExW(library, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
    if (module == nullptr) return nullptr;
    return reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(module, name)));
}

}  // namespace

// The callbacks come on threads of the system; what they say waits in a queue.
struct SystemBus::Impl {
    enum class What { about_to_sleep, woke, battery, metered };
    struct News {
        What what;
        bool on;
    };

    Impl(uv_loop_t* loop, SystemBusEvents told)
        : events(std::move(told)),
          said(CreateEventW(nullptr, FALSE, FALSE, nullptr)),
          arrived(loop, [this] { drain(); }) {
        if (const auto call =
                find<RegisterSleep>(L"powrprof.dll", "PowerRegisterSuspendResumeNotification"))
            call(kByCallback, &sleep_subscription, &sleep);
        if (const auto call =
                find<RegisterSetting>(L"powrprof.dll", "PowerSettingRegisterNotification"))
            call(&kPowerSource, kByCallback, &power_subscription, &power);
        if (const auto call =
                find<NotifyHint>(L"iphlpapi.dll", "NotifyNetworkConnectivityHintChange"))
            call(&on_hint, this, TRUE, &hint);
        else if (events.remark)
            events.remark(LogLevel::info,
                          "this Windows does not say whether the connection is metered");
    }
    ~Impl() {
        if (const auto call =
                find<UnregisterSleep>(L"powrprof.dll", "PowerUnregisterSuspendResumeNotification");
            call != nullptr && sleep != nullptr)
            call(sleep);
        if (const auto call =
                find<UnregisterSleep>(L"powrprof.dll", "PowerSettingUnregisterNotification");
            call != nullptr && power != nullptr)
            call(power);
        if (const auto call = find<CancelNotify>(L"iphlpapi.dll", "CancelMibChangeNotify2");
            call != nullptr && hint != nullptr)
            call(hint);
        if (said != nullptr) CloseHandle(said);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void put(News news) {
        const std::lock_guard held(mutex);
        queue.push_back(news);
        arrived.send();
    }

    static ULONG CALLBACK on_sleep(void* context, ULONG type, void* /*setting*/) {
        auto* self = static_cast<Impl*>(context);
        if (type == PBT_APMSUSPEND) {
            self->put({What::about_to_sleep, true});
            WaitForSingleObject(self->said, kLastWord);
        } else if (type == PBT_APMRESUMEAUTOMATIC) {
            self->put({What::woke, true});
        }
        return ERROR_SUCCESS;
    }

    static ULONG CALLBACK on_power(void* context, ULONG type, void* setting) {
        const auto* broadcast = static_cast<const POWERBROADCAST_SETTING*>(setting);
        if (type == PBT_POWERSETTINGCHANGE && broadcast != nullptr &&
            broadcast->DataLength >= sizeof(DWORD))
            static_cast<Impl*>(context)->put(
                {What::battery,
                 *reinterpret_cast<const DWORD*>(&broadcast->Data[0]) == kOnBattery});
        return ERROR_SUCCESS;
    }

    static void WINAPI on_hint(void* context, ConnectivityHint told) {
        static_cast<Impl*>(context)->put(
            {What::metered, told.cost >= kFixedCost || told.roaming != 0});
    }

    void drain() {
        std::deque<News> news;
        {
            const std::lock_guard held(mutex);
            news.swap(queue);
        }
        for (const auto& n : news) pass_on(n);
    }

    void pass_on(const News& n) {
        switch (n.what) {
            case What::about_to_sleep:
                if (events.about_to_sleep) events.about_to_sleep();
                SetEvent(said);  // from our side it may sleep
                break;
            case What::woke:
                if (events.woke) events.woke();
                break;
            case What::battery:
                if (std::exchange(battery, n.on) != n.on && events.battery) events.battery(n.on);
                break;
            case What::metered:
                if (std::exchange(metered, n.on) != n.on && events.metered) events.metered(n.on);
                break;
        }
    }

    SystemBusEvents events;
    std::mutex mutex;  ///< guards queue
    std::deque<News> queue;
    HANDLE said;
    bool battery = false;
    bool metered = false;
    uv::Async arrived;
    Subscription sleep_subscription{&on_sleep, this};
    Subscription power_subscription{&on_power, this};
    void* sleep = nullptr;
    void* power = nullptr;
    HANDLE hint = nullptr;
};

SystemBus::SystemBus(uv_loop_t* loop, SystemBusEvents events)
    : impl_(std::make_unique<Impl>(loop, std::move(events))) {}
SystemBus::~SystemBus() = default;

}  // namespace traypulse::runtime
