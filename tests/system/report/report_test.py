#!/usr/bin/python3
"""The real export, import and report of a history that the real store wrote.

usage: report_test.py TRAYPULSE,MAKE_HISTORY ARTEFACTS
The report is opened in headless Chromium and printed; its figures are computed again from the export.
"""
import filecmp
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import figures  # noqa: E402

TRAYPULSE, MAKE_HISTORY = sys.argv[1].split(",")
ARTEFACTS = os.path.join(sys.argv[2], "report")
# Central Europe; its clocks go forward in the night to 31 March 2024.
ZONE = "CET-1CEST,M3.5.0,M10.5.0/3"
SINCE, UNTIL = "2024-03-26T23:00:00Z", "2024-04-03T12:00:00Z"
PATIENCE = 60
# The causes of the history, as the report calls them.
TITLES = {"provider_outage": "Provider outage", "router_unreachable": "Router does not answer",
          "target_down": "Target down", "dns_failing": "Names are not resolved"}


def environment():
    out = dict(os.environ, TZ=ZONE, LC_ALL="C.UTF-8")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        out.pop(name, None)
    return out


def traypulse(*arguments, status=0):
    done = subprocess.run([TRAYPULSE, *arguments], env=environment(), capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode != status:
        raise AssertionError(f"traypulse {' '.join(arguments)}: status {done.returncode}, not {status}: {done.stderr}")
    return done


def plain(text):
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


class Document:
    """The report as a tree: well-formed XML, so nothing of what is in it has become markup."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.source = file.read()
        self.tree = ElementTree.fromstring(self.source.split("\n", 1)[1])

    def section(self, name):
        return self.tree.find(f".//section[@id='{name}']")

    def text(self, element=None):
        return plain("".join((element if element is not None else self.tree).itertext()))

    @staticmethod
    def rows(table):
        """Cells as lists of their texts: what stands first, then what is smaller below it."""
        for row in table.iter("tr"):
            cells = row.findall("td")
            if cells:
                yield [[plain("".join(c.itertext()))] if not len(c) else
                       [plain((c.text or "") + "".join("".join(s.itertext()) for s in c if s.tag != "span"))] +
                       [plain("".join(s.itertext())) for s in c if s.tag == "span"] for c in cells]


class Pages:
    """The report as Chromium prints it."""

    def __init__(self, html, name):
        os.makedirs(ARTEFACTS, exist_ok=True)
        self.pdf = os.path.join(ARTEFACTS, name + ".pdf")
        if os.path.exists(self.pdf):
            os.remove(self.pdf)
        with tempfile.TemporaryDirectory() as home:
            # As root in a container it has no sandbox of its own; it opens only what the test has made.
            subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                            "--disable-dev-shm-usage", "--disable-background-networking", "--no-pdf-header-footer",
                            "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={home}/profile",
                            f"--print-to-pdf={self.pdf}", "file://" + html],
                           env=dict(environment(), HOME=home), check=True, capture_output=True, timeout=120)
        info = subprocess.run(["pdfinfo", self.pdf], check=True, capture_output=True, text=True).stdout
        self.count = int(re.search(r"Pages:\s+(\d+)", info).group(1))
        self.size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info).groups()
        for old in os.listdir(ARTEFACTS):
            if re.fullmatch(re.escape(name) + r"-\d+\.png", old):
                os.remove(os.path.join(ARTEFACTS, old))
        subprocess.run(["pdftoppm", "-r", "70", "-png", self.pdf, os.path.join(ARTEFACTS, name)], check=True)

    def page(self, number):
        return plain(subprocess.run(["pdftotext", "-layout", "-f", str(number), "-l", str(number), self.pdf, "-"],
                                    check=True, capture_output=True, text=True).stdout)


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.environ["TZ"] = ZONE
        time.tzset()
        cls.files = tempfile.mkdtemp(prefix="traypulse-report-")
        cls.addClassCleanup(shutil.rmtree, cls.files, ignore_errors=True)

    def history(self, case):
        state = os.path.join(self.files, case)
        if not os.path.exists(state):
            os.makedirs(state)
            subprocess.run([MAKE_HISTORY, case, os.path.join(state, "history.db")], check=True, timeout=PATIENCE)
        return state

    def place(self, case):
        return ["--state-dir", self.history(case), "--config", os.path.join(self.files, "none.toml")]

    def report(self, case, since=SINCE, until=UNTIL, name=None):
        path = os.path.join(self.files, (name or case) + ".html")
        done = traypulse("report", *self.place(case), "--since", since, "--until", until, "-o", path)
        self.assertEqual(done.stderr, "")
        return path, Document(path)

    def export(self, case, since=SINCE, until=UNTIL):
        path = os.path.join(self.files, case + ".jsonl")
        traypulse("export", *self.place(case), "--since", since, "--until", until, "-o", path)
        return path

    # ---- figures ----

    def check_availability(self, f, doc):
        *days, whole = doc.section("days").findall("table")
        rows = {r[0][0]: r[1:] for r in self.all_rows(days)}
        self.assertEqual(set(rows), set(f.targets))
        for target in f.targets:
            self.assertEqual(len(rows[target]), len(f.days))
            for cell, (begin, until) in zip(rows[target], f.days):
                shares = f.shares(target, begin, until)
                self.assertEqual(cell[0], figures.percent_up(f.ratio(shares)), (target, time.ctime(begin)))
                smaller = [f"{s} {figures.duration(shares[s])}" for s in ("down", "degraded") if shares[s] >= 1]
                self.assertEqual(cell[1:], smaller)
        self.assertEqual([r[0][0] for r in Document.rows(whole)], f.targets)
        for row in Document.rows(whole):
            shares = f.shares(row[0][0], f.since, f.until)
            self.assertEqual(row[1][0], figures.percent_up(f.ratio(shares)))
            for cell, state in zip(row[2:], ("up", "degraded", "down", "unknown", "paused")):
                self.assertEqual(cell[0], figures.duration(shares[state]))

    @staticmethod
    def all_rows(tables):
        """Rows of tables that go on, as if they were one."""
        out = {}
        for table in tables:
            for row in Document.rows(table):
                out.setdefault(row[0][0], [row[0]]).extend(row[1:])
        return out.values()

    def check_totals(self, f, doc, percentiles):
        table = doc.section("summary").findall("table")[-1]
        rows = list(Document.rows(table))
        self.assertEqual([r[0][0] for r in rows], f.targets)
        for name, up, down, degraded, sent, lost, median, p95 in rows:
            target = name[0]
            expected = f.totals(target)
            self.assertEqual(int(sent[0].replace(",", "")), expected[0])
            self.assertEqual(lost[0], figures.percent_lost(expected[1], expected[0]))
            shares = f.shares(target, f.since, f.until)
            self.assertEqual(up[0], figures.percent_up(f.ratio(shares)))
            self.assertEqual(down[0], figures.duration(shares["down"]))
            self.assertEqual(degraded[0], figures.duration(shares["degraded"]))
            if percentiles:
                requests = list(f.requests(target))
                self.assertEqual(len(requests), expected[0])
                self.assertEqual(sum(lost for _, lost, _ in requests), expected[1])
                for shown, share in ((median, 0.5), (p95, 0.95)):
                    # 0.8 % of the histogram, and what the rounding of the text adds.
                    exact = f.percentile(target, share)
                    value, digits = shown[0].split(" ")[0], shown[0].split(" ")[0].partition(".")[2]
                    self.assertAlmostEqual(float(value), exact, delta=exact * 0.008 + 0.51 * 10 ** -len(digits))

    def check_losses(self, f, doc):
        rows = list(Document.rows(doc.section("losses").find("table")))
        self.assertEqual([r[0][0] for r in rows], f.targets)
        self.assertGreater(sum(f.losses(t)["lost"] for t in f.targets), 100)
        for row in rows:
            expected = f.losses(row[0][0])
            number = lambda n: f"{n:,}"
            self.assertEqual(row[1][0], f"{number(expected['lost'])} of {number(expected['sent'])}")
            self.assertEqual(row[1][1], figures.percent_lost(expected["lost"], expected["sent"]))
            self.assertEqual(row[2][0], f"{number(expected['lost_down'])} of {number(expected['sent_down'])}")
            self.assertEqual(row[3][0], number(expected["periods"]))
            if expected["lost"]:
                self.assertIn(f"longest: {expected['longest']}, at", row[4][1])
                shown = row[5][0]
                self.assertEqual(shown, "–" if expected["distance"] is None else f"{expected['distance']:.1f}")

    def check_outages(self, f, doc):
        section = doc.section("outages")
        self.assertEqual([r[0][0] for r in Document.rows(section.find("table"))], [str(o["outage"]) for o in f.outages])
        boxes = section.findall("div")
        self.assertEqual(len(boxes), len(f.outages))
        for outage, box, span in zip(f.outages, boxes, f.spans()):
            text = doc.text(box)
            self.assertIn(f"Outage {outage['outage']}: {TITLES[outage['cause']]}", text)
            self.assertIn("Length" + figures.duration(span[1] - span[0]), text.replace("Length ", "Length"))
            self.assertIn(outage["confidence"], text)
            if outage["lasts"]:
                self.assertIn("had not ended by", text)
            for name in outage["affected"]:
                self.assertIn(name, text)
            for e in outage["evidence"]:
                self.assertIn(plain(e["what"]), text)
                self.assertIn(plain(e["value"]), text)
        causes = {r[0][0]: r for r in Document.rows(doc.section("summary").find("table"))}
        self.assertEqual(set(causes), {TITLES[o["cause"]] for o in f.outages})
        for cause in {o["cause"] for o in f.outages}:
            row, spans = causes[TITLES[cause]], f.spans(cause)
            self.assertEqual(row[2][0], str(len(spans)))
            self.assertEqual(row[3][0], figures.duration(figures.union(spans)))
            self.assertEqual(row[4][0], figures.duration(max(end - begin for begin, end in spans)))
        self.assertIn(f"There were {len(f.outages)} outages, which cover "
                      f"{figures.duration(figures.union(f.spans()))} in all.", doc.text(doc.section("summary")))

    def test_figures_are_those_of_the_export(self):
        _, doc = self.report("usual")
        f = figures.Figures(self.export("usual"), figures.parse(SINCE), figures.parse(UNTIL))
        self.assertEqual(len(f.targets), 5)
        self.assertIn(23 * 3600, [end - begin for begin, end in f.days])
        self.assertGreater(len(f.outages), 4)
        self.check_availability(f, doc)
        self.check_totals(f, doc, percentiles=False)
        self.check_losses(f, doc)
        self.check_outages(f, doc)
        self.assertIn("UTC+01:00, from 2024-03-31 03:00 on UTC+02:00", doc.text(doc.section("method")))

    def test_where_single_requests_are_kept_percentiles_are_exact_to_eight_thousandths(self):
        since = "2024-03-30T00:00:00Z"
        _, doc = self.report("usual", since=since, name="late")
        f = figures.Figures(self.export("usual", since=since), figures.parse(since), figures.parse(UNTIL))
        self.check_availability(f, doc)
        self.check_totals(f, doc, percentiles=True)
        self.check_losses(f, doc)

    # ---- what is seen ----

    def test_it_prints_on_a4_and_the_first_page_can_be_read_aloud(self):
        html, doc = self.report("usual")
        pages = Pages(html, "usual")
        self.assertAlmostEqual(float(pages.size[0]), 595, delta=1.5)
        self.assertAlmostEqual(float(pages.size[1]), 842, delta=1.5)
        self.assertTrue(5 <= pages.count <= 10, pages.count)
        first = pages.page(1)
        for words in ("Connection report", "2 outages lie at the provider (Provider outage): the router of this network",
                      "so what is lost is lost beyond the router", "Cloudflare DNS", "Outages by cause",
                      f"Page 1 of {pages.count}"):
            self.assertIn(words, first)
        everything = " ".join(pages.page(n + 1) for n in range(pages.count))
        for words in ("Availability by day", "Latency and loss", "Loss patterns", "The path at the time",
                      "Method and definitions", "RFC 6673", "hop 3 was 203.0.113.77 and is 203.0.113.90"):
            self.assertIn(words, everything)
        self.assertEqual(len(doc.section("graphs").findall("figure")), 5)

    def test_it_reads_well_with_much_little_and_nothing(self):
        for case, words in (("calm", "There was no outage in this time."),
                            ("many", "The targets with the lowest availability"),
                            ("odd", "<b>Shop & \"Sons\"</b> 'n' more"),
                            ("bare", "Nothing was recorded between")):
            with self.subTest(case):
                html, doc = self.report(case, since="all")
                self.assertIn(words, doc.text())
                pages = Pages(html, case)
                self.assertIn("Connection report", pages.page(1))
                self.assertTrue(all(pages.page(n + 1) for n in range(pages.count)), "an empty page")

    def test_it_is_alone_and_runs_nothing(self):
        for case in ("usual", "odd"):
            _, doc = self.report(case, since="all")
            self.assertEqual(list(doc.tree.iter("script")), [])
            for element in doc.tree.iter():
                for name, value in element.attrib.items():
                    self.assertFalse(name == "src" or name.startswith("on"), (element.tag, name))
                    if name == "href":
                        self.assertTrue(value.startswith("#"), value)
                    if "url(" in value:
                        self.assertIn("url(#", value)
            self.assertNotIn("@import", doc.source)

    # ---- files, Ctrl-C ----

    def test_an_export_that_is_imported_is_the_same_export(self):
        first = self.export("usual")
        again = os.path.join(self.files, "again.jsonl")
        place = ["--state-dir", os.path.join(self.files, "imported")]
        said = traypulse("import", *place, first).stdout
        self.assertRegex(said, r"new: 5 targets, 6 outages, .* samples; known already: 0; refused: 0\n")
        traypulse("export", *place, "--since", SINCE, "--until", UNTIL, "-o", again)
        self.assertTrue(filecmp.cmp(first, again, shallow=False))
        self.assertRegex(traypulse("import", *place, first).stdout, r"new: nothing; known already: \d+; refused: 0\n")
        folders = [os.path.join(self.files, "csv"), os.path.join(self.files, "csv-again")]
        place2 = ["--state-dir", os.path.join(self.files, "imported2")]
        what = ["--format", "csv", "--since", SINCE, "--until", UNTIL]
        traypulse("export", *place, *what, "-o", folders[0])
        traypulse("import", *place2, folders[0])
        traypulse("export", *place2, *what, "-o", folders[1])
        self.assertEqual(sorted(os.listdir(folders[0])), sorted(os.listdir(folders[1])))
        for name in os.listdir(folders[0]):
            self.assertTrue(filecmp.cmp(*(os.path.join(f, name) for f in folders), shallow=False), name)

    def test_what_is_wrong_is_told_with_its_line(self):
        path = os.path.join(self.files, "wrong.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.write('{"type":"event","time":"2024-06-01T12:00:00Z","kind":"network","text":"x"}\nrubbish\n')
        place = ["--state-dir", os.path.join(self.files, "wrong")]
        done = traypulse("import", *place, path, status=1)
        self.assertEqual(done.stderr, f"traypulse: {path}:2: this is no JSON object\n")
        self.assertEqual(done.stdout, "new: 1 event; known already: 0; refused: 1\n")
        self.assertIn("knows no target \"Ruter\" (did you mean \"Router\"?)",
                      traypulse("report", *self.place("usual"), "--since", "all", "--target", "Ruter", status=2).stderr)
        self.assertIn("there is no history at", traypulse("export", "--state-dir", self.files, status=2).stderr)
        self.assertIn("no moment", traypulse("export", *self.place("usual"), "--since", "noon", status=2).stderr)

    def test_ctrl_c_leaves_nothing_half_done(self):
        folder = os.path.join(self.files, "interrupted")
        os.makedirs(folder)
        fifo = os.path.join(folder, "samples.csv")
        os.mkfifo(fifo)
        process = subprocess.Popen(
            [TRAYPULSE, "export", *self.place("usual"), "--format", "csv", "--since", "all", "-o", folder],
            env=environment(), stderr=subprocess.PIPE, text=True)
        # It waits for a reader of the last and largest file; the others are finished only with that.
        with open(fifo, "rb", buffering=0) as reader:
            self.assertTrue(reader.read(20).startswith(b"type,target"))
            self.assertTrue(any(name.endswith(".part") for name in os.listdir(folder)))
            process.send_signal(signal.SIGINT)
            while reader.read(65536):
                pass
        self.assertEqual(process.wait(PATIENCE), 130)
        self.assertIn("stopped before it was done", process.stderr.read())
        process.stderr.close()
        self.assertEqual(os.listdir(folder), ["samples.csv"])

    def test_an_import_from_a_pipe_shows_how_far_it_is_and_hears_ctrl_c(self):
        state = os.path.join(self.files, "pipe")
        terminal, error = pty.openpty()
        process = subprocess.Popen([TRAYPULSE, "import", "--state-dir", state, "-"], env=environment(),
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=error)
        os.close(error)
        shown, count = b"", 0
        began = time.monotonic()
        # A row now and then, until the line of progress is there: it comes after a second of work.
        while b"reading standard input" not in shown and time.monotonic() - began < PATIENCE:
            row = ('{"type":"event","time":"2024-06-01T12:%02d:%02dZ","kind":"network","text":"x"}\n'
                   % (count // 60, count % 60))
            process.stdin.write(row.encode())
            process.stdin.flush()
            count += 1
            if select.select([terminal], [], [], 0.05)[0]:
                shown += os.read(terminal, 4096)
        self.assertIn(b"\r\033[K   0 %  reading standard input", shown)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(PATIENCE), 130)
        self.assertGreater(time.monotonic() - began, 0.9)
        said = process.stdout.read().decode()
        process.stdin.close()
        process.stdout.close()
        os.close(terminal)
        taken = int(re.match(r"new: (\d+) events?;", said).group(1))
        self.assertTrue(0 < taken <= count)
        rows = traypulse("export", "--state-dir", state, "--since", "all", "--what", "events", "--until",
                         "2025-01-01", "--format", "csv").stdout
        self.assertEqual(rows.count("\n") - 1, taken)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
