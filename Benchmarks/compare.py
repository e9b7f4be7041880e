"""Inkling beside PyTorch on this machine: the same work in turn, several times; medians and ratios.

    make bench-torch            all rows, prints a table
    python3 Benchmarks/compare.py --rounds 3 --json

The rival of a row is the best of PyTorch's eager, channels-last and compiled forms. Every process is timed for a few
seconds, ours and the rivals in turn, and a row's ratio is the median of the rounds' ratios: the machine's speed may change
from one minute to the next, within a round it changes least.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
INKLING = HERE.parent / ".build" / "release" / "inkling"
FORMS = ["eager", "channels-last", "compiled"]
ROWS = [
    ("step 16…256, 4 of 256²", "step", "16,32,64,128,256", 4, 256, 2),
    ("step 16…256, 12 of 128²", "step", "16,32,64,128,256", 12, 128, 2),
    ("step 8…128, 4 of 128²", "step", "8,16,32,64,128", 4, 128, 2),
    ("predict one 256² slice", "predict", "16,32,64,128,256", 1, 256, 2),
    ("predict 256x256x10", "predict", "16,32,64,128,256", 10, 256, 2),
]
# Ours alone, in the same run: the second thread's gain, and the cost of a pixel at other sizes.
SCALING = [("one thread", 4, 256, 1), ("two threads", 4, 256, 2), ("4 of 128²", 4, 128, 2), ("4 of 512²", 4, 512, 2)]


def scaling(a):
    times = {name: [] for name, *_ in SCALING}
    for _ in range(a.rounds):
        for name, batch, size, threads in SCALING:
            options = ["--batch", batch, "--size", size, "--threads", threads, *timing(a)]
            times[name].append(run([INKLING, "bench", "step", *options, "--json"])["medianMilliseconds"])

    def ratio(above, below):
        return statistics.median(x / y for x, y in zip(times[above], times[below]))

    return {"work": "scaling", "milliseconds": {name: statistics.median(values) for name, values in times.items()},
            "oneThreadToTwo": ratio("one thread", "two threads"),
            "pixelCost512To128": ratio("4 of 512²", "4 of 128²") / 16}


def timing(a):
    return ["--repeats", a.repeats, "--seconds", a.seconds]


def run(command):
    result = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{result.stderr}")
    return json.loads(result.stdout.strip().splitlines()[-1] if command[0] == sys.executable else result.stdout)


def measure(row, a):
    name, work, channels, batch, size, threads = row
    options = ["--channels", channels, "--batch", batch, "--size", size, "--threads", threads, *timing(a)]
    ours, rivals = [], {form: [] for form in FORMS}
    for _ in range(a.rounds):
        ours.append(run([INKLING, "bench", work, *options, "--json"]))
        for form in FORMS:
            rivals[form].append(run([sys.executable, HERE / "torch_rival.py", work, *options, "--form", form]))

    def median(runs, key):
        return statistics.median(r[key] for r in runs)

    best = min(FORMS, key=lambda form: median(rivals[form], "medianMilliseconds"))
    ratios = [t["medianMilliseconds"] / o["medianMilliseconds"] for t, o in zip(rivals[best], ours)]
    return {
        "work": name, "inklingMilliseconds": median(ours, "medianMilliseconds"),
        "torchMilliseconds": median(rivals[best], "medianMilliseconds"), "torchForm": best,
        "timesFaster": statistics.median(ratios), "timesFasterByRound": ratios,
        "inklingPeakMegabytes": median(ours, "peakResidentMegabytes"),
        "torchPeakMegabytes": min(median(rivals[form], "peakResidentMegabytes") for form in FORMS),
        "allTorchMilliseconds": {form: median(runs, "medianMilliseconds") for form, runs in rivals.items()}}


def line(result):
    if result["work"] == "scaling":
        return ("one thread to two {oneThreadToTwo:.2f} times; a pixel of 512² costs {pixelCost512To128:.3f} of one of 128²"
                .format(**result))
    rounds = " ".join(f"{ratio:.2f}" for ratio in result["timesFasterByRound"])
    return ("{work:26} inkling {inklingMilliseconds:7.1f} ms   torch {torchMilliseconds:7.1f} ms ({torchForm})   "
            "{timesFaster:.2f} times ({rounds})   memory {inklingPeakMegabytes:.0f} / {torchPeakMegabytes:.0f} MB"
            .format(rounds=rounds, **result))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=5, help="at least, in each process")
    parser.add_argument("--seconds", type=float, default=4, help="at least, in each process")
    parser.add_argument("--rows", help="numbers of the rows, from 1, separated by commas")
    parser.add_argument("--json", action="store_true")
    a = parser.parse_args()
    chosen = [ROWS[int(r) - 1] for r in a.rows.split(",")] if a.rows else ROWS
    table = []
    for row in chosen + ([] if a.rows else [None]):
        table.append(measure(row, a) if row else scaling(a))
        if not a.json:
            print(line(table[-1]), flush=True)
    if a.json:
        print(json.dumps(table, indent=1))
