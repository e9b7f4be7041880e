"""Inkling beside PyTorch on this machine: the same work in turn, several times; medians and ratios.

    make bench-torch            all rows, prints a table
    python3 Benchmarks/compare.py --rounds 3 --json

The rival of a row is the best of PyTorch's eager, channels-last and compiled forms.
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


def scaling(rounds, repeats):
    times = {name: [] for name, *_ in SCALING}
    for _ in range(rounds):
        for name, batch, size, threads in SCALING:
            result = run([INKLING, "bench", "step", "--batch", batch, "--size", size, "--threads", threads,
                          "--repeats", repeats, "--json"])
            times[name].append(result["medianMilliseconds"])
    median = {name: statistics.median(values) for name, values in times.items()}
    return {"milliseconds": median, "oneThreadToTwo": median["one thread"] / median["two threads"],
            "pixelCost512To128": median["4 of 512²"] / median["4 of 128²"] / 16}


def run(command):
    result = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{result.stderr}")
    return json.loads(result.stdout.strip().splitlines()[-1] if command[0] == sys.executable else result.stdout)


def measure(row, rounds, repeats):
    name, work, channels, batch, size, threads = row
    options = ["--channels", channels, "--batch", batch, "--size", size, "--threads", threads, "--repeats", repeats]
    ours, rivals = [], {form: [] for form in FORMS}
    for _ in range(rounds):
        ours.append(run([INKLING, "bench", work, *options, "--json"]))
        for form in FORMS:
            rivals[form].append(run([sys.executable, HERE / "torch_rival.py", work, *options, "--form", form]))

    def median(runs, key):
        return statistics.median(r[key] for r in runs)

    best = min(FORMS, key=lambda form: median(rivals[form], "medianMilliseconds"))
    mine, theirs = median(ours, "medianMilliseconds"), median(rivals[best], "medianMilliseconds")
    return {
        "work": name, "inklingMilliseconds": mine, "torchMilliseconds": theirs, "torchForm": best,
        "timesFaster": theirs / mine, "inklingPeakMegabytes": median(ours, "peakResidentMegabytes"),
        "torchPeakMegabytes": median(rivals[best], "peakResidentMegabytes"),
        "allTorchMilliseconds": {form: median(runs, "medianMilliseconds") for form, runs in rivals.items()}}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--rows", help="numbers of the rows, from 1, separated by commas")
    parser.add_argument("--json", action="store_true")
    a = parser.parse_args()
    chosen = [ROWS[int(r) - 1] for r in a.rows.split(",")] if a.rows else ROWS
    table = []
    for row in chosen:
        result = measure(row, a.rounds, a.repeats)
        table.append(result)
        if not a.json:
            print("{work:26} inkling {inklingMilliseconds:8.1f} ms   torch {torchMilliseconds:8.1f} ms ({torchForm})   "
                  "{timesFaster:.2f} times   memory {inklingPeakMegabytes:.0f} / {torchPeakMegabytes:.0f} MB"
                  .format(**result), flush=True)
    if not a.rows:
        table.append(scaling(a.rounds, a.repeats))
        if not a.json:
            print(table[-1])
    if a.json:
        print(json.dumps(table, indent=1))
