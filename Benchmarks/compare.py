"""Inkling beside PyTorch on this machine: the same work in turn, several times; medians and ratios.

    make bench-torch                                     all rows, prints a table
    python3 Benchmarks/compare.py --isa avx2 --rows predict --json
    python3 Benchmarks/compare.py --rows busy            a step beside no, one and two busy processes

The rival of a row is the fastest of six forms of PyTorch: eager, channels-last and compiled, each in 32 bits and in
bfloat16. `--isa` lowers both programs to the same instructions. Every process is timed for a few seconds, ours and the
rivals in turn, and a row's ratio is the median of the rounds' ratios: the machine's speed may change from one minute to
the next, within a round it changes least. A form whose best run took more than twice the fastest form's in the first
round is not measured again; nor are those of a precision whose first form did not end within a minute, as
where oneDNN has no products of bfloat16.
"""
import argparse
import contextlib
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import typing

HERE = pathlib.Path(__file__).resolve().parent
FORMS = [(form, precision) for precision in ("float32", "bfloat16") for form in ("eager", "channels-last", "compiled")]
# What stands for a run that was not waited for.
UNENDED = {"medianMilliseconds": math.inf, "bestMilliseconds": math.inf, "peakResidentMegabytes": math.inf}


def limits(own, onednn, compiler, **more):
    """What keeps PyTorch's own kernels, oneDNN and the compiled forms within a level's instructions."""
    return {"ATEN_CPU_CAPABILITY": own, "ONEDNN_MAX_CPU_ISA": onednn, "TORCHINDUCTOR_CPP_MARCH": compiler, **more}


LIMITS = {
    "avx2": limits("avx2", "AVX2", "x86-64-v3", MKL_ENABLE_INSTRUCTIONS="AVX2"),
    "avx512": limits("avx512", "AVX512_CORE", "x86-64-v4", MKL_ENABLE_INSTRUCTIONS="AVX512"),
    "avx512-bf16": limits("avx512", "AVX512_CORE_BF16", "cooperlake"),
    "amx": limits("avx512", "AVX512_CORE_AMX", "sapphirerapids"),
}


class Row(typing.NamedTuple):
    name: str
    work: str
    channels: str
    batch: int
    size: int
    threads: int = 2
    busy: int = 0


ROWS = [
    Row("step 16…256, 4 of 256²", "step", "16,32,64,128,256", 4, 256),
    Row("step 16…256, 12 of 128²", "step", "16,32,64,128,256", 12, 128),
    Row("step 8…128, 4 of 128²", "step", "8,16,32,64,128", 4, 128),
    Row("predict one 256² slice", "predict", "16,32,64,128,256", 1, 256),
    Row("predict 256x256x10", "predict", "16,32,64,128,256", 10, 256),
]
# The first row while other programs compute: `--rows busy`.
BUSY = [ROWS[0]._replace(name=name, busy=count) for count, name in enumerate(
    ("step beside no busy process", "step beside one busy process", "step beside two busy processes"))]
# Ours alone, in the same run: the second thread's gain, and the cost of a pixel at other sizes.
SCALING = [("one thread", 4, 256, 1), ("two threads", 4, 256, 2), ("4 of 128²", 4, 128, 2), ("4 of 512²", 4, 512, 2)]


class Inkling:
    """Our program, at the level and precision that were asked for if it knows these options."""

    def __init__(self, a):
        self.binary = a.inkling
        known = run([a.inkling, "bench", "step", "--help"])
        asked = {"--isa": a.isa, "--precision": a.precision}
        self.options = [w for key, value in asked.items() if value and key in known for w in (key, value)]
        self.ignored = [key for key, value in asked.items() if value and key not in known]

    def __call__(self, work, options):
        return json.loads(run([self.binary, "bench", work, *options, *self.options, "--json"]))


class Torch:
    """PyTorch, within a level's instructions; the environment of these processes alone says so."""

    def __init__(self, a):
        self.environment = os.environ | LIMITS.get(a.isa, {})

    def __call__(self, work, options, form):
        words = [sys.executable, HERE / "torch_rival.py", work, *options, "--form", form[0], "--precision", form[1]]
        try:
            text = run(words, self.environment, patience=60 if form[0] == "eager" else 900)
        except subprocess.TimeoutExpired:
            return UNENDED
        return json.loads(text.strip().splitlines()[-1])


def run(command, environment=None, patience=None):
    words = [str(c) for c in command]
    result = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=patience)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{result.stderr}")
    return result.stdout


@contextlib.contextmanager
def busy(count):
    """Processes that compute beside everything inside, and end with it."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def timing(a):
    return ["--repeats", a.repeats, "--seconds", a.seconds]


def median(runs, key="medianMilliseconds"):
    return statistics.median(r[key] for r in runs)


def rounds(row, a, inkling, torch):
    """Our runs, and the runs of every form, in turn."""
    options = ["--channels", row.channels, "--batch", row.batch, "--size", row.size, "--threads", row.threads]
    options += timing(a)
    ours, rivals = [], {form: [] for form in FORMS}
    forms = FORMS
    with busy(row.busy + a.busy):
        for _ in range(a.rounds):
            ours.append(inkling(row.work, options))
            for form in forms:
                unended = form[0] != "eager" and rivals["eager", form[1]][:1] == [UNENDED]
                rivals[form].append(UNENDED if unended else torch(row.work, options, form))
            fastest = min(rivals[form][0]["bestMilliseconds"] for form in forms)
            forms = [form for form in forms if rivals[form][0]["bestMilliseconds"] <= 2 * fastest]
    return ours, rivals, forms


def measure(row, a, inkling, torch):
    ours, rivals, forms = rounds(row, a, inkling, torch)
    best = min(forms, key=lambda form: median(rivals[form]))
    ratios = [t["medianMilliseconds"] / o["medianMilliseconds"] for t, o in zip(rivals[best], ours)]
    used = rivals[best][0]
    return {
        "work": row.name, "busyProcesses": row.busy + a.busy, "processor": used["processor"], "threads": row.threads,
        "inklingMilliseconds": median(ours), "inklingLevel": ours[0].get("level"),
        "inklingPrecision": ours[0].get("precision"),
        "torchMilliseconds": median(rivals[best]), "torchForm": best[0], "torchPrecision": best[1],
        "torchInstructions": used["onednnInstructions"], "torchCapability": used["torchCapability"],
        "torchConvolutions": used["onednnConvolutions"], "torchLimits": used["limits"], "torchVersion": used["torch"],
        "timesFaster": statistics.median(ratios), "timesFasterByRound": ratios,
        "inklingPeakMegabytes": median(ours, "peakResidentMegabytes"),
        "torchPeakMegabytes": min(median(runs, "peakResidentMegabytes") for runs in rivals.values()),
        "inklingByRound": [o["medianMilliseconds"] for o in ours],
        "torchByRound": {
            " ".join(form): [r["medianMilliseconds"] for r in runs if r["medianMilliseconds"] < math.inf]
            for form, runs in rivals.items()}}


def scaling(a, inkling):
    times = {name: [] for name, *_ in SCALING}
    for _ in range(a.rounds):
        for name, batch, size, threads in SCALING:
            options = ["--batch", batch, "--size", size, "--threads", threads, *timing(a)]
            times[name].append(inkling("step", options)["medianMilliseconds"])

    def ratio(above, below):
        return statistics.median(x / y for x, y in zip(times[above], times[below]))

    return {"work": "scaling", "milliseconds": {name: statistics.median(values) for name, values in times.items()},
            "oneThreadToTwo": ratio("one thread", "two threads"),
            "pixelCost512To128": ratio("4 of 512²", "4 of 128²") / 16}


def line(result):
    if result["work"] == "scaling":
        return ("one thread to two {oneThreadToTwo:.2f} times; "
                "a pixel of 512² costs {pixelCost512To128:.3f} of one of 128²".format(**result))
    ratios = " ".join(f"{ratio:.2f}" for ratio in result["timesFasterByRound"])
    return ("{work:30} inkling {inklingMilliseconds:7.1f} ms   torch {torchMilliseconds:7.1f} ms "
            "({torchForm} {torchPrecision})   {timesFaster:.2f} times ({ratios})   "
            "memory {inklingPeakMegabytes:.0f} / {torchPeakMegabytes:.0f} MB".format(ratios=ratios, **result))


def machine(result):
    """What both programs really used for a row, in words."""
    if result["work"] == "scaling":
        return ""
    words = result | {
        "level": result["inklingLevel"] or "as built", "precision": result["inklingPrecision"] or "float32",
        "onednn": result["torchInstructions"] or "not used",
        "kernel": next(iter(result["torchConvolutions"]), "PyTorch's own kernels")}
    return ("  {processor}, {threads} threads; inkling: {level}, {precision}; torch {torchVersion}: {torchCapability}, "
            "oneDNN: {onednn}, convolutions by {kernel}").format(**words)


def slowdown(table):
    """How much slower both programs are beside busy processes."""
    quiet = next((r for r in table if r["work"] == BUSY[0].name), None)
    for r in table if quiet else []:
        if r["busyProcesses"] > quiet["busyProcesses"]:
            yield "{}: inkling {:.2f} times as long, torch {:.2f}".format(
                r["work"], *(r[key] / quiet[key] for key in ("inklingMilliseconds", "torchMilliseconds")))


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=5, help="at least, in each process")
    parser.add_argument("--seconds", type=float, default=4, help="at least, in each process")
    parser.add_argument("--rows", help="only rows with this text in their name; busy: beside other programs")
    parser.add_argument("--isa", choices=LIMITS, help="lowers both programs to these instructions")
    parser.add_argument("--precision", help="of inkling; PyTorch's rival is the fastest of both")
    parser.add_argument("--busy", type=int, default=0, help="busy processes beside both programs")
    parser.add_argument("--inkling", type=pathlib.Path, default=HERE.parent / ".build" / "release" / "inkling")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main():
    a = options()
    inkling, torch = Inkling(a), Torch(a)
    for key in inkling.ignored:
        print(f"{a.inkling} has no {key}: measured as it is built", file=sys.stderr)
    named = [[row for row in rows if (a.rows or "") in row.name] for rows in (ROWS, BUSY)]
    chosen = named[0] or named[1]
    if not chosen:
        raise SystemExit(f"no row has {a.rows} in its name: {'; '.join(row.name for row in ROWS + BUSY)}")
    table = []
    for row in chosen + ([] if a.rows else [None]):
        table.append(measure(row, a, inkling, torch) if row else scaling(a, inkling))
        if not a.json:
            print(line(table[-1]), machine(table[-1]), sep="\n", flush=True)
    for text in [json.dumps(table, indent=1)] if a.json else slowdown(table):
        print(text)


if __name__ == "__main__":
    main()
