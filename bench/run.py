"""Measures each line against its reference, alternating, and prints medians with their range."""

import argparse
import importlib
import pathlib
import signal
import sys
import time

import report
from world import World

FOLDER = pathlib.Path(__file__).parent


def all_lines():
    """Every line by its name, in the order of the files' names."""
    names = sorted(path.stem for path in (FOLDER / "lines").glob("*.py") if path.stem != "__init__")
    modules = [importlib.import_module(f"lines.{name}") for name in names]
    return {module.NAME: module for module in modules}


def arguments(lines):
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("lines", nargs="*", metavar="LINE", help="what to measure; everything when left out")
    parser.add_argument("--runs", type=int, help="how often each side is measured (5; 3 with --quick)")
    parser.add_argument("--scale", type=int, action="append", help="only this size: 1, 10 or 100")
    parser.add_argument("--quick", action="store_true", help="short runs at the smallest size: a look, not a figure")
    parser.add_argument("--record", action="store_true", help="add the results to docs/benchmarks.md")
    parser.add_argument("--list", action="store_true", help="say what can be measured")
    chosen = parser.parse_args()
    for name in chosen.lines:
        if name not in lines:
            parser.error(f"there is no line '{name}'; there are {', '.join(lines)}")
    if chosen.record and chosen.quick:
        parser.error("--quick is a look, not a figure: leave it out to --record")
    return chosen


def measure(module, scale, world, runs):
    """One line at one size: ours, reference, ours, reference …; each side as often as the other."""
    print(f"==> {module.NAME} × {scale}: preparing", file=sys.stderr)
    line = module.Line(world, scale)
    try:
        ours, reference = [], []
        for run in range(runs):
            ours.append(line.ours())
            said = f"    run {run + 1} of {runs}: {ours[-1]:.4g}"
            if module.REFERENCE:
                reference.append(line.reference())
                said += f", reference {reference[-1]:.4g}"
            print(said + f" {module.UNIT}", file=sys.stderr)
        return report.Result(module, scale, line.size, ours, reference, getattr(line, "note", ""))
    finally:
        line.close()


def main():
    lines = all_lines()
    chosen = arguments(lines)
    if chosen.list:
        for name, module in lines.items():
            print(f"{name:16} {module.WHAT}")
        return 0
    # A stop ends what was started: it unwinds through every `finally`.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(143))
    runs = chosen.runs or (3 if chosen.quick else 5)
    results = []
    began = time.monotonic()
    with World(quick=chosen.quick) as world:
        for name in chosen.lines or list(lines):
            module = lines[name]
            scales = [s for s in module.SCALES if not chosen.scale or s in chosen.scale]
            for scale in scales[:1] if chosen.quick else scales:
                results.append(measure(module, scale, world, runs))
        conditions = report.Conditions(world, runs)
    if not results:
        print("nothing was measured: no chosen line has that size", file=sys.stderr)
        return 64
    print(report.table(results, conditions))
    if chosen.record:
        report.record(results, conditions)
    print(f"==> done in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return 0 if all(result.is_reached for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
