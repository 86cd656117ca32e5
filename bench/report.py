"""What a run found: medians, range, ratio, growth; as a table, and added to docs/benchmarks.md."""

import datetime
import json
import math
import os
import pathlib
import platform
import statistics
import subprocess

ROOT = pathlib.Path(__file__).parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
DATA = ROOT / "docs" / "benchmarks.jsonl"


class Conditions:
    """Under which circumstances a run was measured."""

    def __init__(self, world, runs):
        self.date = datetime.date.today().isoformat()
        self.cores = len(os.sched_getaffinity(0))
        self.processor = next(
            (line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
            platform.machine())
        self.commit = self._git("rev-parse", "--short=10", "HEAD")
        if self._git("status", "--porcelain", "--untracked-files=no", "--", "Sources", "Package.swift", "bench"):
            self.commit += "+"
        self.postgres = world.postgres_version
        self.runs = runs

    @staticmethod
    def _git(*words):
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()


class Result:
    """One line at one size."""

    def __init__(self, module, scale, size, ours, reference, note):
        self.name, self.scale, self.size, self.unit = module.NAME, scale, size, module.UNIT
        self.what, self.reach, self.note = module.WHAT, module.REACH, note
        self.higher_is_better = module.HIGHER_IS_BETTER
        self.reference_name = module.REFERENCE
        # A limit of performance.md holds for the smallest size; growth is judged by the slope.
        self.limit = module.LIMIT if scale == module.SCALES[0] or module.REFERENCE else None
        self.ours, self.reference = ours, reference

    @property
    def ratio(self):
        """How fast ours is beside the reference: above 1 is faster, whatever the unit."""
        if not self.reference:
            return None
        ours, reference = statistics.median(self.ours), statistics.median(self.reference)
        return ours / reference if self.higher_is_better else reference / ours

    @property
    def is_reached(self):
        if self.ratio is not None:
            return self.ratio >= self.reach
        return self.limit is None or statistics.median(self.ours) <= self.limit

    @property
    def verdict(self):
        aim = f"{self.reach:g} of the reference" if self.reference else f"under {self.limit:g} {self.unit}"
        if not self.reference and self.limit is None:
            return ""
        return ("reached: " if self.is_reached else "FALLS SHORT: ") + aim


def figure(values):
    """A median with its range, in three digits."""

    def short(value):
        if value == 0 or not math.isfinite(value):
            return str(value)
        digits = max(0, 2 - math.floor(math.log10(abs(value))))
        return f"{value:,.{digits}f}"

    return f"{short(statistics.median(values))} [{short(min(values))}-{short(max(values))}]"


def slopes(results):
    """For lines at several sizes: by which power the cost of one unit of work grows with the size."""
    found = []
    for name in dict.fromkeys(result.name for result in results):
        sizes = [r for r in results if r.name == name]
        if len(sizes) < 2:
            continue
        xs = [math.log(r.size) for r in sizes]
        # Rates are turned into seconds for the whole size.
        ys = [
            math.log(r.size / statistics.median(r.ours) if r.higher_is_better else statistics.median(r.ours))
            for r in sizes]
        mean_x, mean_y = statistics.mean(xs), statistics.mean(ys)
        slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / sum((x - mean_x) ** 2 for x in xs)
        found.append((name, sizes[0].size, sizes[-1].size, slope))
    return found


def table(results, conditions):
    """The results as a Markdown table."""
    lines = [
        f"{conditions.date}, commit {conditions.commit}, {conditions.cores} cores ({conditions.processor}),"
        f" PostgreSQL {conditions.postgres}, {conditions.runs} runs of each side, median [range]", "",
        "| line | size | Hark | reference | ratio | verdict |", "|---|---|---|---|---|---|"]
    for r in results:
        ratio = "" if r.ratio is None else f"{r.ratio:.2f}"
        reference = f"{figure(r.reference)} ({r.reference_name})" if r.reference else ""
        note = f"; {r.note}" if r.note else ""
        lines.append(
            f"| {r.name} | {r.size:,} | {figure(r.ours)} {r.unit} | {reference} | {ratio} | {r.verdict}{note} |")
    for name, first, last, slope in slopes(results):
        lines += ["", f"{name}: from {first:,} to {last:,} the time grows with the size to the power of {slope:.2f}"
                  " (1 is in proportion)."]
    return "\n".join(lines)


def record(results, conditions):
    """Adds the run to the page that people read, and to the lines that programs read."""
    with open(PAGE, "a", encoding="utf-8") as page:
        page.write("\n### " + conditions.date + ", " + conditions.commit + "\n\n" + table(results, conditions) + "\n")
    with open(DATA, "a", encoding="utf-8") as data:
        for r in results:
            data.write(json.dumps({
                "date": conditions.date, "commit": conditions.commit, "cores": conditions.cores,
                "line": r.name, "size": r.size, "unit": r.unit, "ours": r.ours, "reference": r.reference,
                "ratio": r.ratio, "note": r.note}) + "\n")
