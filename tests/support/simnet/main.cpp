// traypulse-simnet: a simulated network behind a TUN device. README.md tells its control language.
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "shared/system_error.h"
#include "tests/support/simnet/control.h"
#include "tests/support/simnet/control_server.h"
#include "tests/support/simnet/options.h"
#include "tests/support/simnet/recorder.h"
#include "tests/support/simnet/tun.h"

namespace traypulse::simnet {
namespace {

// So many packets are read before replies are written: large enough to share the loop's cost, small
// enough that a reply that is due at once waits for less than about 0.1 ms.
constexpr int kReadBatch = 32;
constexpr std::size_t kWriteBatch = 64;
constexpr std::size_t kLargestPacket = 65'535;

volatile std::sig_atomic_t stop_asked = 0;

std::int64_t clock_ns(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
}
MonoTime mono_now() { return MonoTime(Nanoseconds(clock_ns(CLOCK_MONOTONIC))); }

int send_lines(const Options& o) {
    const auto answer = ControlServer::ask(o.control, o.send);
    if (!answer) {
        std::cerr << "traypulse-simnet: " << answer.error().text() << '\n';
        return 1;
    }
    std::cout << answer.value();
    return answer.value().find("error: ") == std::string::npos ? 0 : 1;
}

Error script_error(const std::string& path, int line, const std::string& answer) {
    return {ErrorCode::invalid_argument, path + ":" + std::to_string(line) + ": " + answer, {}};
}

// The device, the model and the control socket under one ppoll(2).
class Simnet {
 public:
    Simnet(const Options& o, Tun tun)
        : tun_(std::move(tun)),
          world_(o.seed),
          control_(world_, dns_, shell()),
          server_(o.control,
                  [this](std::string_view line) { return control_.execute(line, mono_now()); }),
          spin_(o.spin),
          listens_(!o.control.empty()),
          buffer_(kLargestPacket) {
        for (const auto& router : o.tun.routers) world_.set_router(router);
        for (const auto& [address, length] : o.tun.addresses)
            world_.add_on_link(*Prefix::parse(address.text() + '/' + std::to_string(length)));
    }

    // The script's lines; an error names the line.
    Status run_script(const std::string& path) {
        std::ifstream in(path);
        if (!in)
            return Error{ErrorCode::not_found, "cannot read the script " + path,
                         "name a file that exists"};
        std::string line;
        for (int number = 1; std::getline(in, line); ++number) {
            if (line.empty() || line[0] == '#') continue;
            const auto answer = control_.execute(line, mono_now());
            if (answer.starts_with("error")) return script_error(path, number, answer);
        }
        return ok();
    }
    Status listen() { return listens_ ? server_.listen() : ok(); }

    void run() {
        while (!quit_ && stop_asked == 0) {
            const bool more = read_packets();
            write_packets();
            wait(more);
        }
    }

 private:
    Control::Shell shell() {
        const auto text = [](const Status& s) { return s.ok() ? std::string() : s.error().text(); };
        return {.link = [this, text](bool up) { return text(tun_.set_link(up)); },
                .carrier =
                    [this, text](bool on) {
                        cable_ = on;
                        return text(tun_.set_carrier(on));
                    },
                .record =
                    [this](std::size_t n) {
                        recorder_.resize(n);
                        return std::string();
                    },
                .dump = [this](const std::string& path) { return recorder_.dump(path); },
                .quit =
                    [this] {
                        quit_ = true;
                        return std::string();
                    }};
    }

    bool read_packets() {
        for (int i = 0; i < kReadBatch; ++i) {
            const auto n = read(tun_.descriptor(), buffer_.data(), buffer_.size());
            if (n <= 0) return false;
            if (!cable_) continue;
            world_.receive({buffer_.data(), static_cast<std::size_t>(n)}, mono_now());
        }
        return true;
    }

    void write_packets() {
        world_.deliver(mono_now(), kWriteBatch,
                       [this](Bytes packet, const std::optional<EchoNote>& note) {
                           if (note && recorder_.on()) {
                               const auto mono = clock_ns(CLOCK_MONOTONIC);
                               recorder_.add({*note, mono, clock_ns(CLOCK_REALTIME) - mono});
                           }
                           if (!cable_) return;
                           // A device that is down takes nothing: on a real network that reply is
                           // lost as well.
                           [[maybe_unused]] const auto written =
                               write(tun_.descriptor(), packet.data(), packet.size());
                       });
    }

    void wait(bool more) {
        polls_.clear();
        polls_.push_back({tun_.descriptor(), POLLIN, 0});
        if (listens_) server_.add_polls(polls_);
        timespec left{};
        const timespec* timeout = nullptr;
        if (more || spin_) {
            // While busy the control socket is looked at now and then only.
            constexpr unsigned kControlEvery = 256;
            if (++busy_ % kControlEvery != 0) return;
            timeout = &left;
        } else if (const auto next = world_.next_deadline()) {
            const auto ns = std::max<std::int64_t>((*next - mono_now()).count(), 0);
            left = {ns / 1'000'000'000, ns % 1'000'000'000};
            timeout = &left;
        }
        if (ppoll(polls_.data(), polls_.size(), timeout, &wait_mask_) > 0)
            server_.handle(polls_.data() + 1, polls_.size() - 1);
    }

    Tun tun_;
    World world_;
    NameServer dns_;
    Recorder recorder_;
    Control control_;
    ControlServer server_;
    bool spin_;
    // The kernel stops sending up to a second after the carrier is lost; a pulled cable does not
    // wait.
    bool cable_ = true;
    bool listens_;
    bool quit_ = false;
    unsigned busy_ = 0;
    std::vector<std::uint8_t> buffer_;
    std::vector<pollfd> polls_;
    sigset_t wait_mask_{};  // empty: the signals blocked elsewhere arrive while waiting, so none is
                            // missed
};

void prepare_process(const Options& o) {
    // A test that is killed leaves no network behind.
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    // The default slack of 50 µs would be an error of the simulated delay.
    prctl(PR_SET_TIMERSLACK, 1UL);
    if (o.realtime) {
        sched_param priority{};
        priority.sched_priority = 10;
        if (sched_setscheduler(0, SCHED_FIFO, &priority) != 0)
            std::cerr << "traypulse-simnet: no real-time priority: " << std::strerror(errno)
                      << '\n';
    }
    struct sigaction action {};
    action.sa_handler = [](int) { stop_asked = 1; };
    sigset_t blocked;
    sigemptyset(&blocked);
    for (int number : {SIGTERM, SIGINT, SIGHUP}) {
        sigaction(number, &action, nullptr);
        sigaddset(&blocked, number);
    }
    // Delivered inside ppoll(2) only, except in the busy loop, which looks at the pending ones
    // itself there too.
    sigprocmask(SIG_BLOCK, &blocked, nullptr);
    signal(SIGPIPE, SIG_IGN);
}

Status bind_file(const std::string& own, const std::string& path) {
    if (mount(own.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) == 0) return ok();
    return system_error("cannot put " + own + " over " + path, ErrorCode::permission,
                        "run it in a mount namespace of its own, e.g. unshare -rnm");
}

int run(const Options& o) {
    prepare_process(o);
    Status state = ok();
    for (const auto& [own, path] : o.binds)
        if (state) state = bind_file(own, path);
    auto tun = state ? Tun::open(o.tun) : Result<Tun>(state.error());
    if (state && !tun) state = tun.error();
    if (state) {
        Simnet net(o, std::move(tun).value());
        if (!o.script.empty()) state = net.run_script(o.script);
        if (state) state = net.listen();
        if (state) {
            std::cout << "ready" << std::endl;
            net.run();
            return 0;
        }
    }
    std::cerr << "traypulse-simnet: " << state.error().text() << '\n';
    return 1;
}

}  // namespace
}  // namespace traypulse::simnet

int main(int argc, char** argv) {
    using namespace traypulse::simnet;
    const auto options = parse_options(std::vector<std::string>(argv + 1, argv + argc));
    if (!options.wrong.empty()) {
        std::cerr << "traypulse-simnet: " << options.wrong << '\n' << usage();
        return 2;
    }
    return options.send.empty() ? run(options) : send_lines(options);
}
