// traypulse-simnet: a simulated network behind a TUN device. README.md tells its control language.
#include <poll.h>
#include <sched.h>
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

#include "tests/support/simnet/control.h"
#include "tests/support/simnet/control_server.h"
#include "tests/support/simnet/recorder.h"
#include "tests/support/simnet/tun.h"

namespace traypulse::simnet {
namespace {

constexpr const char* kUsage =
    "usage: traypulse-simnet [--control SOCKET] [--script FILE] [--address A/N]… [--router A]…\n"
    "                        [--device sim0] [--mtu 1500] [--seed N] [--spin] [--realtime]\n"
    "       traypulse-simnet --control SOCKET --send LINE…\n"
    "Without --address: 10.99.0.2/24 and fd99::2/112 behind the routers 10.99.0.1 and fd99::1.\n";

// So many packets are read before replies are written: large enough to share the loop's cost, small
// enough that a reply that is due at once waits for less than about 0.1 ms.
constexpr int kReadBatch = 32;
constexpr std::size_t kWriteBatch = 64;
constexpr std::size_t kLargestPacket = 65'535;

volatile std::sig_atomic_t stop_asked = 0;

struct Options {
    std::string control;
    std::string script;
    std::vector<std::string> send;
    TunSpec tun;
    std::uint64_t seed = 1;
    bool spin = false;
    bool realtime = false;
    std::string wrong;
};

std::int64_t clock_ns(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
}
MonoTime mono_now() { return MonoTime(Nanoseconds(clock_ns(CLOCK_MONOTONIC))); }

Options parse_options(const std::vector<std::string>& words) {
    Options o;
    for (std::size_t i = 0; i < words.size() && o.wrong.empty(); ++i) {
        const auto& word = words[i];
        const auto value = [&]() -> std::string {
            if (i + 1 < words.size()) return words[++i];
            o.wrong = word + " needs a value";
            return {};
        };
        if (word == "--control")
            o.control = value();
        else if (word == "--script")
            o.script = value();
        else if (word == "--device")
            o.tun.name = value();
        else if (word == "--mtu")
            o.tun.mtu = static_cast<unsigned>(std::strtoul(value().c_str(), nullptr, 10));
        else if (word == "--seed")
            o.seed = std::strtoull(value().c_str(), nullptr, 10);
        else if (word == "--spin")
            o.spin = true;
        else if (word == "--realtime")
            o.realtime = true;
        else if (word == "--send") {
            while (i + 1 < words.size()) o.send.push_back(words[++i]);
        } else if (word == "--address") {
            const auto text = value();
            const auto address = IpAddress::parse(text.substr(0, text.find('/')));
            const auto block = Prefix::parse(text);
            if (!address || !block)
                o.wrong = "not an address with a length: " + text;
            else
                o.tun.addresses.emplace_back(*address, block->length);
        } else if (word == "--router") {
            const auto text = value();
            if (const auto address = IpAddress::parse(text))
                o.tun.routers.push_back(*address);
            else
                o.wrong = "not an address: " + text;
        } else {
            o.wrong = "unknown option " + word;
        }
    }
    if (o.tun.addresses.empty()) {
        o.tun.addresses = {{*IpAddress::parse("10.99.0.2"), 24},
                           {*IpAddress::parse("fd99::2"), 112}};
        if (o.tun.routers.empty())
            o.tun.routers = {*IpAddress::parse("10.99.0.1"), *IpAddress::parse("fd99::1")};
    }
    return o;
}

int send_lines(const Options& o) {
    const auto answer = ControlServer::ask(o.control, o.send);
    if (!answer) {
        std::cerr << "traypulse-simnet: " << answer.error().text() << '\n';
        return 1;
    }
    std::cout << answer.value();
    return answer.value().find("error: ") == std::string::npos ? 0 : 1;
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
            if (answer.starts_with("error"))
                return Error{ErrorCode::invalid_argument,
                             path + ":" + std::to_string(number) + ": " + answer,
                             {}};
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

int run(const Options& o) {
    prepare_process(o);
    auto tun = Tun::open(o.tun);
    Status state = tun ? ok() : tun.error();
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
        std::cerr << "traypulse-simnet: " << options.wrong << '\n' << kUsage;
        return 2;
    }
    return options.send.empty() ? run(options) : send_lines(options);
}
