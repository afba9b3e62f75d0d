#include <optional>
#include <utility>

#include "agent/cli/on_loop.h"
#include "agent/cli/path_access.h"
#include "agent/probes/path_mtu.h"

namespace traypulse::cli {
namespace {

using namespace std::chrono_literals;

/// One `traypulse mtu`. Everything on one loop.
class Mtu {
 public:
    Mtu(uv_loop_t* loop, const MtuOptions& options, const Wiring& wiring, int& status)
        : loop_(loop),
          options_(options),
          wiring_(wiring),
          status_(status),
          end_(loop),
          access_(std::in_place, loop, options.path, wiring, PathAccess::Need::whole_packets) {}

    void start() {
        access_->open([this](Result<PathSubject> subject) {
            if (!subject) return failed(subject.error());
            subject_ = std::move(subject).value();
            probe_ = subject_.method == TraceMethod::icmp
                         ? make_icmp_mtu_probe(loop_, access_->mux())
                         : make_udp_mtu_probe(loop_);
            probe_->start(subject_.address, [this](Result<PathMtu> mtu) {
                if (!mtu) return failed(mtu.error());
                report(mtu.value());
            });
        });
    }

 private:
    void report(const PathMtu& mtu) {
        const bool read =
            wiring_.out(options_.path.json ? mtu_json(subject_, mtu) : mtu_text(subject_, mtu));
        const bool well = mtu.finding == MtuFinding::whole || mtu.finding == MtuFinding::announced;
        status_ = mtu.finding == MtuFinding::unavailable ? kExitWrong
                  : well && read                         ? kExitWell
                                                         : kExitNotWell;
        finish();
    }

    void failed(const Error& error) {
        complain(wiring_, {error.code, options_.path.target + ": " + error.what, error.remedy});
        finish();
    }

    // We may be in a callback of what is let go of here.
    void finish() {
        end_.start(0ms, [this] {
            probe_.reset();
            access_.reset();
        });
    }

    uv_loop_t* loop_;
    const MtuOptions& options_;
    const Wiring& wiring_;
    int& status_;
    uv::Timer end_;
    std::optional<PathAccess> access_;
    std::unique_ptr<PathMtuProbe> probe_;
    PathSubject subject_;
};

}  // namespace

int run_mtu(const MtuOptions& options, const Wiring& wiring) {
    return run_on_loop(wiring, [&](uv_loop_t* loop, int& status) {
        auto mtu = std::make_shared<Mtu>(loop, options, wiring, status);
        mtu->start();
        return mtu;
    });
}

}  // namespace traypulse::cli
