#include "agent/runtime/control_metrics_json.h"

#include "agent/runtime/log.h"

namespace traypulse::control {
namespace {

using Json = nlohmann::ordered_json;
using metrics::WindowReport;

double us(Nanoseconds time) { return Rtt(time).microseconds(); }

Json percentiles(const metrics::Percentiles& p) {
    return {{"p50", us(p.p50)}, {"p95", us(p.p95)}, {"p99", us(p.p99)}};
}

template <class T, class Show>
Json or_null(const std::optional<T>& value, const Show& show) {
    return value ? Json(show(*value)) : Json(nullptr);
}

Json times(const WindowReport::Times& t) {
    Json out{{"min", us(t.min)}, {"avg", us(t.mean)}, {"max", us(t.max)}};
    out.update(percentiles(t.percentiles));
    return out;
}

Json loss_periods(const WindowReport& w) {
    const auto as_is = [](double x) { return x; };
    Json out{{"count", w.loss_periods}, {"longest", w.longest_loss}};
    out["mean_length"] = or_null(w.mean_loss_length, as_is);
    out["mean_distance"] = or_null(w.mean_loss_distance, as_is);
    out["newest"] = Json::array();
    for (const auto& p : w.newest_losses)
        out["newest"].push_back(Json{{"start", rfc3339(p.start.wall)}, {"length", p.length}});
    return out;
}

Json window(const WindowReport& w) {
    const auto seconds = [](Nanoseconds t) { return std::chrono::duration<double>(t).count(); };
    Json out{{"span_s", seconds(w.span)},
             {"sent", w.sent},
             {"lost", w.lost},
             {"late", w.late},
             {"duplicates", w.duplicates},
             {"reordered", w.reordered},
             {"loss", w.sent > 0 ? Json(w.loss) : Json(nullptr)}};
    out["rtt_us"] = or_null(w.rtt, times);
    out["jitter_us"] = or_null(w.jitter, us);
    out["ipdv_us"] = or_null(w.ipdv, percentiles);
    out["pdv_us"] = or_null(w.pdv, percentiles);
    out["loss_periods"] = loss_periods(w);
    out["gilbert_elliott"] = or_null(w.model, [](const metrics::GilbertElliott& m) {
        return Json{{"p", m.p}, {"r", m.r}, {"h", m.h}, {"k", m.k}};
    });
    out["voice"] = or_null(w.voice, [](const metrics::Voice& v) {
        return Json{{"mos", v.mos}, {"r", v.rating}, {"buffer_ms", Rtt(v.buffer).milliseconds()}};
    });
    out["pattern"] = std::string(to_string(w.pattern.kind));
    out["pattern_period_s"] = or_null(w.pattern.period, seconds);
    return out;
}

}  // namespace

Json metrics_json(const metrics::Report& report) {
    Json out;
    out["ttl"] = report.ttl ? Json(report.ttl->value) : Json(nullptr);
    out["ttl_changes"] = Json::array();
    for (const auto& c : report.ttl_changes)
        out["ttl_changes"].push_back(Json{
            {"time", rfc3339(c.at.wall)}, {"before", c.before.value}, {"after", c.after.value}});
    out["1m"] = window(report.of(metrics::Window::minute));
    out["5m"] = window(report.of(metrics::Window::five_minutes));
    out["1h"] = window(report.of(metrics::Window::hour));
    return out;
}

}  // namespace traypulse::control
