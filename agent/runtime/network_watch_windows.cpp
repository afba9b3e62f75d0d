// Windows says by itself when interfaces, addresses or routes change: on a thread of its own.
#include "agent/runtime/network_tables_windows.h"

#include <array>
#include <utility>

#include "agent/runtime/network_watch.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {
namespace {

/// Changes come in showers; what is read behind one is whole.
constexpr std::chrono::milliseconds kSettles{100};
/// What nobody announces: resolvers, and the routers' neighbour entries.
constexpr std::chrono::seconds kLookAgain{5};

}  // namespace

struct NetworkWatch::Impl {
    Impl(uv_loop_t* loop, std::function<void(const NetworkFacts&)> told)
        : changed(std::move(told)),
          arrived(loop, [this] { settle.start(kSettles, [this] { look(); }); }),
          settle(loop),
          again(loop) {
        NotifyIpInterfaceChange(AF_UNSPEC, &on_interface, this, FALSE, &notifications[0]);
        NotifyUnicastIpAddressChange(AF_UNSPEC, &on_address, this, FALSE, &notifications[1]);
        NotifyRouteChange2(AF_UNSPEC, &on_route, this, FALSE, &notifications[2]);
        again.start(
            kLookAgain, [this] { look(); }, kLookAgain);
    }
    ~Impl() {
        // Each waits until its callback has ended; after that nobody calls any more.
        for (auto* notification : notifications)
            if (notification != nullptr) CancelMibChangeNotify2(notification);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    static void NETIOAPI_API_ on_interface(void* context, MIB_IPINTERFACE_ROW* /*row*/,
                                           MIB_NOTIFICATION_TYPE /*type*/) {
        static_cast<Impl*>(context)->arrived.send();
    }
    static void NETIOAPI_API_ on_address(void* context, MIB_UNICASTIPADDRESS_ROW* /*row*/,
                                         MIB_NOTIFICATION_TYPE /*type*/) {
        static_cast<Impl*>(context)->arrived.send();
    }
    static void NETIOAPI_API_ on_route(void* context, MIB_IPFORWARD_ROW2* /*row*/,
                                       MIB_NOTIFICATION_TYPE /*type*/) {
        static_cast<Impl*>(context)->arrived.send();
    }

    void look() {
        auto facts = read_network_facts();
        if (facts == last) return;
        last = facts;
        changed(facts);
    }

    std::function<void(const NetworkFacts&)> changed;
    uv::Async arrived;
    uv::Timer settle, again;
    std::array<HANDLE, 3> notifications{};
    NetworkFacts last = read_network_facts();
};

NetworkWatch::NetworkWatch(uv_loop_t* loop, std::function<void(const NetworkFacts&)> changed)
    : impl_(std::make_unique<Impl>(loop, std::move(changed))) {}
NetworkWatch::~NetworkWatch() = default;

}  // namespace traypulse::runtime
