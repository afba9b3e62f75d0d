"""The report's figures computed again from the export, with nothing of the program's own code."""
import json
import math
import time
from collections import defaultdict
from datetime import datetime, timezone


def parse(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def duration(seconds):
    """As the program words it: the two largest units, cut."""
    seconds = max(0, int(seconds + 1e-6))
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    for i, (count, unit) in enumerate(parts[:-1]):
        if count:
            more = parts[i + 1]
            return f"{count} {unit}" + (f" {more[0]} {more[1]}" if more[0] else "")
    return f"{parts[-1][0]} s"


def percent_up(ratio):
    if ratio is None:
        return "–"
    cut = math.floor(ratio * 10000 + 1e-6) / 100
    return "100 %" if cut >= 100 else f"{cut:.2f} %"


def percent_lost(lost, sent):
    if sent == 0:
        return "–"
    if lost == 0:
        return "0 %"
    percent = 100 * lost / sent
    if percent < 0.01:
        return "under 0.01 %"
    return f"{percent:.2f} %" if percent < 10 else f"{percent:.1f} %"


def midnights(begin, end):
    """Local midnights cut [begin, end) into days."""
    days, at = [], begin
    while at < end:
        t = time.localtime(at)
        following = time.mktime((t.tm_year, t.tm_mon, t.tm_mday + 1, 0, 0, 0, 0, 0, -1))
        days.append((at, min(following, end)))
        at = min(following, end)
    return days


def union(spans):
    total, end = 0.0, -math.inf
    for begin, until in sorted(spans):
        begin = max(begin, end)
        if until > begin:
            total += until - begin
            end = until
    return total


class Figures:
    def __init__(self, export, since, until):
        rows = defaultdict(list)
        with open(export, encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                rows[row["type"]].append(row)
        self.targets = [t["target"] for t in rows["target"]]
        self.of = {kind: defaultdict(list) for kind in ("interval", "hour", "minute", "sample")}
        for kind, by_target in self.of.items():
            for row in rows[kind]:
                by_target[row["target"]].append(row)
        self.outages = rows["outage"]
        first = min([parse(r["from"]) for r in rows["interval"]] + [parse(r["time"]) for r in rows["hour"]])
        last = max(parse(r["until"]) for r in rows["interval"])
        self.since, self.until = max(since, first), min(until, last)
        self.days = midnights(self.since, self.until)

    def shares(self, target, begin, until):
        """Seconds of each state."""
        out = defaultdict(float)
        for i in self.of["interval"][target]:
            out[i["state"]] += max(0, min(parse(i["until"]), until) - max(parse(i["from"]), begin))
        out["unknown"] += max(0, until - begin - sum(out.values()))
        return out

    @staticmethod
    def ratio(shares):
        judged = shares["up"] + shares["degraded"] + shares["down"]
        return shares["up"] / judged if judged else None

    def totals(self, target):
        """Sent and lost: minutes as far back as there are any, hours before."""
        minutes = [(parse(r["time"]), r) for r in self.of["minute"][target]]
        hours = [(parse(r["time"]), r) for r in self.of["hour"][target]]
        inside = lambda t: self.since <= t < self.until
        minutes = [m for m in minutes if inside(m[0])]
        hours = [h for h in hours if inside(h[0])]
        border = math.inf
        if minutes:
            hour = math.ceil(minutes[0][0] / 3600) * 3600
            border = hour if hours and hours[0][0] < hour else minutes[0][0]
        used = [r for t, r in hours if t < border] + [r for t, r in minutes if t >= border]
        return sum(r["sent"] for r in used), sum(r["lost"] for r in used)

    def requests(self, target):
        """(time, lost, rtt in ms) of every sample that counts."""
        for s in self.of["sample"][target]:
            if s["outcome"] in ("late", "duplicate", "not_sent", "name_failed"):
                continue
            at = parse(s["time"])
            if self.since <= at < self.until:
                yield at, s["outcome"] != "answered", (s["rtt_us"] or 0) / 1000

    def percentile(self, target, share):
        times = sorted(rtt for _, lost, rtt in self.requests(target) if not lost)
        return times[max(1, math.ceil(share * len(times) - 1e-9)) - 1] if times else None

    def losses(self, target):
        """RFC 3357 over requests outside of the time that the target was down."""
        down = [(parse(i["from"]), parse(i["until"])) for i in self.of["interval"][target] if i["state"] == "down"]
        out = dict(sent=0, lost=0, sent_down=0, lost_down=0, periods=0, longest=0, distance=None)
        run, last, distances = 0, None, []
        for at, lost, _ in self.requests(target):
            if any(begin <= at < end for begin, end in down):
                out["sent_down"] += 1
                out["lost_down"] += lost
                continue
            out["sent"] += 1
            if not lost:
                run = 0
                continue
            out["lost"] += 1
            run += 1
            out["periods"] += run == 1
            out["longest"] = max(out["longest"], run)
            if last is not None:
                distances.append(out["sent"] - last)
            last = out["sent"]
        if distances:
            out["distance"] = sum(distances) / len(distances)
        return out

    def spans(self, cause=None):
        return [(max(parse(o["began"]), self.since), min(parse(o["ended"]), self.until)) for o in self.outages
                if cause is None or o["cause"] == cause]
