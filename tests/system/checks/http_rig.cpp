#include "tests/system/checks/http_rig.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/support/eventually.h"

namespace traypulse::test {

using namespace std::chrono_literals;
namespace {

/// Ready when it says so.
Process python_server(const std::vector<std::string>& arguments) {
    std::vector<std::string> argv{"python3", "-B"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    Process server({.argv = argv});
    const bool ready = eventually(20s, [&] {
        return server.output().find("ready") != std::string::npos || !server.running();
    });
    if (!ready || !server.running())
        throw std::runtime_error(arguments.front() + " does not start: " + server.errors());
    return server;
}

}  // namespace

HttpRig::HttpRig(ProxyEnvironment proxies) {
    std::signal(SIGPIPE, SIG_IGN);  // as the agent does
    uv_loop_init(&loop_);
    client_.emplace(&loop_, std::move(proxies));
    resolver_.emplace(&loop_);
}

HttpRig::~HttpRig() {
    client_.reset();
    resolver_.reset();
    uv_run(&loop_, UV_RUN_DEFAULT);
    if (uv_loop_close(&loop_) != 0) std::terminate();  // a handle was left behind
}

CheckRequest request_of(const std::string& url, const CheckOptions& options,
                        std::chrono::milliseconds timeout) {
    const auto parsed = parse_http_url(url);
    if (!parsed) throw std::runtime_error("no URL: " + url);
    CheckRequest request;
    request.spec.kind = parsed->secure() ? CheckKind::https : CheckKind::http;
    request.spec.host = parsed->host;
    request.spec.port = parsed->port;
    const auto path = url.find('/', url.find("://") + 3);
    request.spec.path = path == std::string::npos ? "" : url.substr(path);
    request.options = options;
    request.timeout = timeout;
    return request;
}

CheckOutcome HttpRig::check(const std::string& url, const CheckOptions& options,
                            std::chrono::milliseconds timeout) {
    HttpCheck check(*client_, *resolver_, request_of(url, options, timeout));
    bool done = false;
    check.start([&] { done = true; });
    if (done) throw std::runtime_error("done was called from inside start()");
    while (!done) uv_run(&loop_, UV_RUN_ONCE);
    return check.outcome();
}

bool HttpRig::cancelled_after(const std::string& url, int turns, const CheckOptions& options) {
    bool done = false;
    {
        HttpCheck check(*client_, *resolver_, request_of(url, options, 20s));
        uv::Timer tick(&loop_);
        tick.start(
            2ms, [] {}, 2ms);
        check.start([&] { done = true; });
        for (int i = 0; i < turns && !done; ++i) uv_run(&loop_, UV_RUN_ONCE);
        check.cancel();
        for (int i = 0; i < 2; ++i) uv_run(&loop_, UV_RUN_NOWAIT);
    }
    return !done;
}

std::string fact(const CheckOutcome& outcome, const std::string& name) {
    for (const auto& f : outcome.facts)
        if (f.name == name) return f.value;
    return {};
}

Nanoseconds phase(const CheckOutcome& outcome, const std::string& name) {
    for (const auto& p : outcome.phases)
        if (p.name == name) return p.took;
    return Nanoseconds(-1);
}

Certificates::Certificates() {
    const auto script = dir_.write("make.sh", R"sh(set -e
cd "$(dirname "$0")"
q() { openssl "$@" 2>>log || { cat log >&2; exit 1; }; }
names='subjectAltName=DNS:*.test,DNS:shop.test,DNS:localhost,IP:127.0.0.1,IP:::1'
authority() {
    q req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" \
        -subj "/O=Traypulse tests/CN=$2" -days 3650
    mkdir "$1.d"; : >"$1.d/index"; echo 01 >"$1.d/serial"
    printf '[a]\ndatabase=%s/index\nserial=%s/serial\nnew_certs_dir=%s\ndefault_md=sha256\npolicy=p\nunique_subject=no\ncopy_extensions=copy\n[p]\ncommonName=supplied\n' \
        "$1.d" "$1.d" "$1.d" >"$1.cnf"
}
at() { date -u -d "$1" +%Y%m%d%H%M%SZ; }
# issue AUTHORITY NAME BEGIN END [NAMES]
issue() {
    q req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$2.key" -out "$2.csr" \
        -subj "/CN=$2.example" -addext "${5:-$names}"
    q ca -batch -notext -config "$1.cnf" -name a -cert "$1.pem" -keyfile "$1.key" -in "$2.csr" \
        -out "$2.pem" -startdate "$(at "$3")" -enddate "$(at "$4")"
}
authority ca 'Made-up CA'
authority strangers 'Unknown CA'
issue ca good yesterday '90 days'
issue ca soon yesterday '9 days 1 hour'
issue ca expired '30 days ago' '3 days ago 1 hour ago'
issue ca early '2 days' '90 days'
issue ca other yesterday '90 days' 'subjectAltName=DNS:elsewhere.example'
issue ca client yesterday '90 days'
issue strangers stranger yesterday '90 days'
q req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout self.key -out self.pem \
    -subj "/CN=self.example" -addext "$names" -days 90
)sh");
    const auto made = run({.argv = {"bash", script}}, 60s);
    if (made.status != 0) throw std::runtime_error("openssl: " + made.errors + made.output);
}

void await_port(int port) {
    const bool up = eventually(20s, [&] {
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const bool open = connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
        close(fd);
        return open;
    });
    if (!up) throw std::runtime_error("nothing listens on port " + std::to_string(port));
}

Process start_web(const std::string& listeners) {
    return python_server({TRAYPULSE_WEB_SERVER, "[" + listeners + "]"});
}

Process start_http2(const TempDir& pages, int port) {
    pages.write("index.html", "secure HTTP/2.0");
    pages.write("inner/index.html", "within");
    Process server({.argv = {"nghttpd", "--no-tls", "-a", "127.0.0.1", "-d", pages.path().string(),
                             std::to_string(port)}});
    await_port(port);
    return server;
}

Process start_hostile(const std::string& behaviour, int port, const std::string& certificate,
                      const std::string& key) {
    return python_server(
        {TRAYPULSE_HOSTILE_SERVER, behaviour, std::to_string(port), certificate, key});
}

}  // namespace traypulse::test
