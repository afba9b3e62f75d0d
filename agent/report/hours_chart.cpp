// Loss over the hours of the day, small enough for a cell of a table.
#include <algorithm>

#include "agent/report/html.h"
#include "agent/report/sections.h"
#include "agent/report/svg.h"
#include "agent/translations/translate.h"

namespace traypulse::report {

std::string hours_chart(const LossStudy& study) {
    constexpr double kBar = 5, kTall = 24;
    double most = 0;
    const auto share = [](const LossStudy::Hour& h) {
        return h.sent == 0 ? 0 : static_cast<double>(h.lost) / static_cast<double>(h.sent);
    };
    for (const auto& h : study.hours) most = std::max(most, share(h));
    auto out =
        std::string("<svg class=\"hours\" viewBox=\"0 0 124 36\" role=\"img\" aria-label=\"") +
        escaped(tr("Loss by hour of the day")) + "\">";
    out += line(2, kTall + 1, 122, kTall + 1, kFrame);
    for (std::size_t h = 0; h < study.hours.size() && most > 0; ++h) {
        const double tall = share(study.hours[h]) / most * kTall;
        if (tall > 0)
            out += bar(2 + kBar * static_cast<double>(h) + 0.5, kTall + 1 - tall, kBar - 1, tall,
                       "#000");
    }
    for (const int h : {0, 6, 12, 18})
        out += label(2 + kBar * h, kTall + 9, "start", std::to_string(h));
    return out + "</svg>";
}

}  // namespace traypulse::report
