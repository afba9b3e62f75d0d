"""Recomputes every figure of metrics-dump from the samples themselves, the plain way, and compares.

usage: metrics_reference.py METRICS_DUMP RECORDING...
No part of the program is used but its output: lists instead of histograms, all requests instead of
sums, fractions instead of logarithms. Seeded recordings are made up on top of those given.
"""
import cmath
import datetime
import json
import math
import random
import subprocess
import sys
from fractions import Fraction

TIMEOUT_S = 1
EVERY = 211
SHAPES = {"1m": (5, 12), "5m": (30, 10), "1h": (300, 12)}  # seconds a part, parts
HISTOGRAM = 1 / 128  # relative error of a percentile
FINAL = ("reply", "timeout", "unreachable", "ttl_exceeded", "too_big")


class Wrong(Exception):
    pass


def ns_of(text):
    t = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.timezone.utc)
    since = t - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return ((since.days * 86400 + since.seconds) * 10**6 + since.microseconds) * 1000


def nearest_rank(ordered, percent):
    return ordered[max(1, math.ceil(Fraction(percent, 100) * len(ordered))) - 1]


# ---- reading ----

class Request:
    def __init__(self, lost, rtt, known, counted):
        self.lost, self.rtt, self.known, self.counted = lost, rtt, known, counted


def replay(results):
    """All requests in order, with the moment when each and all before it were decided; and events."""
    now, decided, requests, events, expected = 0, {}, [], [], 0
    for r in results:
        rtt = None if r["rtt_us"] is None else round(r["rtt_us"] * 1000)
        lost = r["outcome"] in FINAL and r["outcome"] != "reply"
        took = TIMEOUT_S * 10**9 if lost else (rtt or 0)
        now = max(now, ns_of(r["time"]) + took)
        if r["outcome"] in ("late", "duplicate"):
            events.append((now, r["outcome"]))
            continue
        if r["outcome"] == "reply":
            if r["seq"] < expected:
                events.append((now, "reordered"))
            expected = max(expected, r["seq"] + 1)
        decided[r["seq"]] = (lost, rtt, now)
        while len(requests) in decided:
            lost_, rtt_, known = decided[len(requests)]
            requests.append(Request(lost_, rtt_, known, now))
    return now, requests, events


# ---- the E-model, ITU-T G.107 with default parameters, written once more ----

def g107(delay_ms, loss_percent, burst):
    slr, rlr, olr, t = 8, 2, 10, delay_ms
    nos = 35 - slr - 3 - 100 + .004 * (35 - olr - 3 - 14) ** 2
    pre = 35 + 10 * math.log10(1 + 10 ** ((10 - (15 + 3)) / 10))
    nor = rlr - 121 + pre + .008 * (pre - 35) ** 2
    no = 10 * math.log10(sum(10 ** (x / 10) for x in (-70, nos, nor, -64 + rlr)))
    ro = 15 - 1.5 * (slr + no)
    xolr = olr + .2 * (64 + no - rlr)
    iolr = 20 * ((1 + (xolr / 8) ** 8) ** .125 - xolr / 8)
    stmro = -10 * math.log10(10 ** -1.5 + math.exp(-t / 4) * 10 ** -6.5)
    ist = (12 * (1 + ((stmro - 13) / 6) ** 8) ** (1 / 8) - 28 * (1 + ((stmro + 1) / 19.4) ** 35) ** (1 / 35)
           - 13 * (1 + ((stmro - 3) / 33) ** 13) ** (1 / 13) + 29)
    q = 37
    g = 1.07 + .258 * q + .0602 * q * q
    iq = 15 * math.log10(1 + 10 ** ((ro - 100) / 15 + 46 / 8.4 - g / 9) + 10 ** (46 / 30 - g / 40))
    terv = 65 - 40 * math.log10((1 + t / 10) / (1 + t / 150)) + 6 * math.exp(-.3 * t * t)
    roe, re = -1.5 * (no - rlr), 80 + 2.5 * (terv - 14)
    idte = ((roe - re) / 2 + math.sqrt((roe - re) ** 2 / 4 + 100) - 1) * (1 - math.exp(-t))
    rle = 10.5 * (110 + 7) * (2 * t + 1) ** -.25
    idle = (ro - rle) / 2 + math.sqrt((ro - rle) ** 2 / 4 + 169)
    idd = 0
    if t > 100:
        x = math.log(t / 100) / math.log(2)
        idd = 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2)
    ie_eff = 95 * loss_percent / (loss_percent / min(max(burst, 1), 8) + 25.1)
    return max(0, ro - (iolr + ist + iq) - (idte + idle + idd) - ie_eff)


def mos(r):
    return 1 if r <= 0 else max(1, 1 + .035 * r + r * (r - 60) * (100 - r) * 7e-6)


def voice(rtts, loss, burst, edge):
    """The best rating, where an answer is too late `edge` times after the buffer's end."""
    least, best = rtts[0], None
    for percent in (95, 99, 100):
        buffer = min(nearest_rank(rtts, percent) - least, 200e6)
        late = sum(1 for x in rtts if x > edge * (least + buffer)) / len(rtts)
        r = g107((least / 2 + buffer) / 1e6 + 20, 100 * (loss + (1 - loss) * late), burst)
        best = r if best is None else max(best, r)
    return best


# ---- the pattern ----

def few_runs(n, losses, runs):
    if losses > 1000:  # the normal law
        ok = n - losses
        mean = losses * (ok + 1) / n
        deviation = math.sqrt(ok * (ok + 1) * losses * (losses - 1) / (n * n * (n - 1)))
        return math.erfc((mean - runs - .5) / deviation / math.sqrt(2)) / 2
    ways = sum(math.comb(losses - 1, k - 1) * math.comb(n - losses + 1, k) for k in range(1, runs + 1))
    return float(Fraction(ways, math.comb(n, losses)))


def rhythm(starts, between):
    if len(starts) < 9:
        return None
    t = [(s - starts[0]) / 1e9 for s in starts]
    span = t[-1]
    if span <= 0:
        return None
    most = min(250 / span, 1 / (4 * between))
    first, step = 4 / span, 1 / (4 * span)
    if most < first:
        return None
    tried = [first + i * step for i in range(int((most - first) / step) + 1)]
    power = [abs(sum(cmath.exp(2j * math.pi * f * x) for x in t)) ** 2 / len(t) ** 2 for f in tried]
    best = max(power)
    if best < .5:
        return None
    for i, f in enumerate(tried):
        if power[i] < .6 * best or (i + 1 < len(tried) and power[i + 1] > power[i]):
            continue
        angle = cmath.phase(sum(cmath.exp(2j * math.pi * f * x) for x in t))
        shift = .5 - angle / (2 * math.pi)
        cycles = {}
        for x in t:
            cycles.setdefault(math.floor(f * x + shift), x)
        n = len(cycles)
        resultant = abs(sum(cmath.exp(2j * math.pi * f * x) for x in cycles.values()))
        if resultant ** 2 / n ** 2 < .5 or n < .6 * (max(cycles) - min(cycles) + 1):
            continue
        chance = math.exp(math.sqrt(1 + 4 * n + 4 * (n * n - resultant ** 2)) - (1 + 2 * n))
        if chance * len(tried) <= .003:
            return 1 / f
    return None


def with_load(rtts, before):
    """Midranks of the RTTs before losses, among all."""
    n, m = len(rtts), len(before)
    if m < 6 or n <= m:
        return False
    rank = {}
    for i, x in enumerate(rtts):
        rank.setdefault(x, [i, i])[1] = i + 1
    middle = {x: (a + max(b, a + 1)) / 2 / n for x, (a, b) in rank.items()}
    variance = sum((middle[x] - .5) ** 2 for x in rtts) / n
    mean = sum(middle.get(x, sum(1 for y in rtts if y <= x) / n) for x in before) / m
    if mean < .7 or variance == 0 or nearest_rank(sorted(before), 50) < 1.25 * nearest_rank(rtts, 50):
        return False
    return math.erfc((mean - .5) / math.sqrt(variance / m) / math.sqrt(2)) / 2 <= .003


# ---- one window ----

def figures(requests, events, begin, span):
    inside = [i for i, r in enumerate(requests) if r.counted >= begin]
    answered = [i for i in inside if not requests[i].lost]
    lost = [i for i in inside if requests[i].lost]
    out = {"sent": len(inside), "lost": len(lost)}
    for name, key in (("late", "late"), ("duplicate", "duplicates"), ("reordered", "reordered")):
        out[key] = sum(1 for when, what in events if what == name and when >= begin)
    out["loss"] = len(lost) / len(inside) if inside else None

    rtts = sorted(requests[i].rtt for i in answered)
    out["rtts"] = rtts
    jitter, j, last = {}, 0.0, None
    for i, r in enumerate(requests):
        if r.lost:
            continue
        if last is not None:
            j += (abs(r.rtt - last) - j) / 16
            jitter[i] = j
        last = r.rtt
    mine = [jitter[i] for i in answered if i in jitter]
    out["jitter"] = sum(mine) / len(mine) if mine else None
    out["ipdv"] = sorted(abs(requests[i].rtt - requests[i - 1].rtt) for i in answered
                         if i > 0 and not requests[i - 1].lost)

    run, runs, previous_loss, distances, starts, before, last = 0, {}, None, {}, [], {}, None
    for i, r in enumerate(requests):
        run = run + 1 if r.lost else 0
        if r.lost:
            runs[i] = run
            if previous_loss is not None:
                distances[i] = i - previous_loss
            previous_loss = i
            if run == 1:
                starts.append(i)
                before[i] = last
        else:
            last = r.rtt
    begun = [i for i in starts if requests[i].counted >= begin]
    out["count"] = len(begun)
    out["longest"] = max([runs[i] for i in lost], default=0)
    out["mean_length"] = len(lost) / max(len(begun), 1) if lost else None
    apart = [distances[i] for i in lost if i in distances]
    out["mean_distance"] = sum(apart) / len(apart) if apart else None
    remembered = [i for i in starts[-128:] if requests[i].known >= begin]
    out["newest"] = []
    for i in remembered[-5:]:
        end = i
        while end < len(requests) and requests[end].lost:
            end += 1
        out["newest"].append(end - i)

    def times(*pattern):
        k = len(pattern)
        return sum(1 for i in inside if i >= k - 1 and
                   all(requests[i - k + 1 + x].lost == pattern[x] for x in range(k)))
    out["model"] = None
    good, bad = times(False, False) + times(False, True), times(True, False) + times(True, True)
    if len(lost) >= 30 and good and bad:
        a, b = len(lost) / len(inside), times(True, True) / bad
        out["model"] = {"p": times(False, True) / good, "r": 1 - b, "h": 0, "k": 1}
        triples = times(True, True, True) + times(True, False, True)
        if len(lost) >= 200 and triples:
            c = times(True, True, True) / triples
            below = 2 * a * c - b * (a + c)
            stay = (a * c - b * b) / below if below else 0
            if 0 < stay < 1:
                h = 1 - b / stay
                if 0 < h < 1 and 1 - h > a and 0 < a * (1 - stay) / (1 - h - a) < 1:
                    out["model"] = {"p": a * (1 - stay) / (1 - h - a), "r": 1 - stay, "h": h, "k": 1}

    out["r"] = None
    if len(answered) >= 10:
        share = len(lost) / len(inside)
        burst = len(lost) / max(len(begun), 1) * (1 - share) if lost else 1
        # The buffer comes from a histogram: what is within its bucket may be in time or late.
        out["r"] = [voice(rtts, share, burst, edge) for edge in (1 - 2 * HISTOGRAM, 1 + 2 * HISTOGRAM)]

    if not lost:
        out["pattern"] = "none"
    elif len(lost) < 10 or len(answered) < 10:
        out["pattern"] = "too_few"
    else:
        period = rhythm([requests[i].known for i in remembered], span / len(inside))
        out["period"] = period
        if period is not None:
            out["pattern"] = "periodic"
        elif with_load(rtts, [before[i] for i in begun if before[i] is not None]):
            out["pattern"] = "load"
        elif few_runs(len(inside), len(lost), max(len(begun), 1)) <= .003:
            out["pattern"] = "bursts"
        else:
            out["pattern"] = "random"
    return out


def compare(where, said, mine):
    def same(what, a, b, relative=1e-6, absolute=0.0):
        if a is None or b is None:
            agree = a is None and b is None
        elif isinstance(b, (str, list)):
            agree = a == b
        else:
            agree = abs(a - b) <= relative * abs(b) + absolute
        if not agree:
            raise Wrong(f"{where}: {what} is {a}, recomputed {b}")
        same.done += 1
    same.done = 0
    for key in ("sent", "lost", "late", "duplicates", "reordered", "loss", "pattern"):
        same(key, said[key], mine[key])
    rtts = mine["rtts"]
    if rtts:
        same("min", said["rtt_us"]["min"], rtts[0] / 1e3)
        same("avg", said["rtt_us"]["avg"], sum(rtts) / len(rtts) / 1e3, absolute=.001)
        same("max", said["rtt_us"]["max"], rtts[-1] / 1e3)
        for p in (50, 95, 99):
            true = nearest_rank(rtts, p)
            same(f"rtt p{p}", said["rtt_us"][f"p{p}"], true / 1e3, HISTOGRAM, .001)
            same(f"pdv p{p}", said["pdv_us"][f"p{p}"], (true - rtts[0]) / 1e3, 0,
                 HISTOGRAM * true / 1e3 + .001)
    else:
        same("rtt_us", said["rtt_us"], None)
        same("pdv_us", said["pdv_us"], None)
    same("jitter_us", said["jitter_us"], None if mine["jitter"] is None else mine["jitter"] / 1e3,
         absolute=.001)
    if mine["ipdv"]:
        for p in (50, 95, 99):
            same(f"ipdv p{p}", said["ipdv_us"][f"p{p}"], nearest_rank(mine["ipdv"], p) / 1e3, HISTOGRAM,
                 .001)
    else:
        same("ipdv_us", said["ipdv_us"], None)
    for key in ("count", "longest", "mean_length", "mean_distance"):
        same("loss_periods." + key, said["loss_periods"][key], mine[key])
    same("newest", [p["length"] for p in said["loss_periods"]["newest"]], mine["newest"])
    if mine["model"] is None or said["gilbert_elliott"] is None:
        same("gilbert_elliott", said["gilbert_elliott"], mine["model"])
    else:
        for key, value in mine["model"].items():
            same("gilbert_elliott." + key, said["gilbert_elliott"][key], value, absolute=1e-9)
    if mine["r"] is None or said["voice"] is None:
        same("voice", said["voice"], mine["r"])
    else:
        low, high = mine["r"]
        same("voice.r", min(max(said["voice"]["r"], low), high), said["voice"]["r"], 0, .2)
        same("voice.mos", said["voice"]["mos"], mos(said["voice"]["r"]), absolute=1e-6)
    if mine["pattern"] == "periodic":
        same("pattern_period_s", said["pattern_period_s"], mine["period"])
    return same.done


# ---- recordings that are made up ----

def made_up(kind, seed, count, step):
    """As `ping --json` would print it: in the order in which the outcomes became known."""
    rng = random.Random(seed)
    begin = datetime.datetime(2026, 1, 5, 12, 0, 0)
    known, bad, queue, busy = [], False, 0.0, False
    for n in range(count):
        sent = n * step
        if kind == "random":
            lost = rng.random() < .05
        elif kind == "bursts":
            bad = rng.random() < (.7 if bad else .02)
            lost = bad and rng.random() > .2
        elif kind == "periodic":
            lost = sent % 30 < step or rng.random() < .002
        elif kind == "load":
            busy = rng.random() < (.9 if busy else .02)
            queue = min(.2, queue + .05) if busy else max(0, queue - .06)
            lost = queue > .12 and rng.random() < .3
        elif kind == "outage":
            lost = .4 * count < n < .5 * count
        else:
            lost = False
        rtt = .02 + queue + abs(rng.gauss(0, .002)) + (.3 if rng.random() < .01 else 0)
        result = {"type": "result", "seq": n, "ttl": 57,
                  "time": (begin + datetime.timedelta(seconds=sent)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        if lost:
            known.append((sent + TIMEOUT_S, {**result, "outcome": "timeout", "rtt_us": None}))
            if rng.random() < .1:
                known.append((sent + 1.5, {**result, "outcome": "late", "rtt_us": 1.5e6}))
        else:
            known.append((sent + rtt, {**result, "outcome": "reply", "rtt_us": round(rtt * 1e6, 3)}))
            if rng.random() < .02:
                known.append((sent + rtt + .001,
                              {**result, "outcome": "duplicate", "rtt_us": round(rtt * 1e6 + 1000, 3)}))
    return [r for _, r in sorted(known, key=lambda k: k[0])]


def check(dump, name, results):
    text = "".join(json.dumps(r) + "\n" for r in results)
    ran = subprocess.run([dump, str(TIMEOUT_S), str(EVERY)], input=text, capture_output=True, text=True,
                         check=True)
    compared, patterns = 0, set()
    for line in ran.stdout.splitlines():
        said = json.loads(line)
        now, requests, events = replay(results[:said["lines"]])
        if now != said["now_ns"]:
            raise Wrong(f"{name}: the clock is {said['now_ns']}, recomputed {now}")
        first = ns_of(results[0]["time"]) + (
            TIMEOUT_S * 10**9 if results[0]["rtt_us"] is None else round(results[0]["rtt_us"] * 1000))
        for window, (width, keep) in SHAPES.items():
            begin = (now // (width * 10**9) - keep) * width * 10**9
            mine = figures(requests, events, begin, (now - max(begin, first)) / 1e9)
            compared += compare(f"{name}, after {said['lines']}, {window}", said["metrics"][window], mine)
            patterns.add(mine["pattern"])
    print(f"{name}: {len(results)} results, {compared} figures agree; {', '.join(sorted(patterns))}")
    return patterns


def main():
    dump, recordings = sys.argv[1], sys.argv[2:]
    seen = set()
    for path in recordings:
        with open(path, encoding="utf-8") as f:
            results = [r for r in map(json.loads, f) if r["type"] == "result"]
        seen |= check(dump, path.rsplit("/", 1)[-1], results)
    for seed, kind in enumerate(("random", "bursts", "periodic", "load", "outage", "none")):
        seen |= check(dump, f"made up: {kind}", made_up(kind, seed, 3000, 2.0 if seed % 2 else 0.4))
    missing = {"none", "too_few", "random", "bursts", "periodic", "load"} - seen
    if missing:
        raise Wrong(f"no recording has these patterns: {missing}")


if __name__ == "__main__":
    try:
        main()
    except Wrong as wrong:
        sys.exit(f"metrics_reference.py: {wrong}")
