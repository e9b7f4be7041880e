"""Writes the tables of the documents from the evidence beside this file.

    make results                          every table between <!-- table: NAME --> and <!-- end -->
    python3 Benchmarks/tables.py --check  fails where a document's table differs from the data

Also fails where `with`, `without` or `against` names a row that is not there.
"""
import csv
import decimal
import re
import statistics
import sys

from evidence import CHOICES, HERE, INTERACTIVE, PARTS, RESULTS, read

ROOT = HERE.parent
DOCUMENTS = ["README.md", "docs/explanation/results.md", "docs/explanation/choices.md",
             "docs/explanation/performance.md"]
BLOCK = re.compile(r"(<!-- table: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
results, interactive, choices = map(read, (RESULTS, INTERACTIVE, CHOICES))


def number(value, digits=3, sign=False):
    """.887 for 0.8871; empty for what is not recorded."""
    if value in ("", None):
        return ""
    rounded = decimal.Decimal(value).quantize(decimal.Decimal(1).scaleb(-digits), decimal.ROUND_HALF_UP)
    text = f"{abs(rounded)}"
    text = text[1:] if text.startswith("0.") and digits == 3 else text
    return ("-" if rounded < 0 else "+" if sign else "") + text


def of(name):
    with (HERE / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def mean(values):
    values = [decimal.Decimal(value) for value in values]
    return sum(values) / len(values)


def table(head, rows):
    return ["|" + "|".join(cells) + "|" for cells in [head, ["---"] * len(head), *rows]]


def interval(low, high):
    """(.873 to .904), where there is one."""
    return f" ({number(low)} to {number(high)})" if low else ""


def gain(row, part):
    """A row minus the one it was compared with, with its interval where there is one."""
    name = f"{part}_gain"
    return number(row[name], sign=True) + interval(row[f"{name}_low"], row[f"{name}_high"])


def turned(row):
    """The same comparison seen from the other row."""
    ends = {"gain": "gain", "gain_low": "gain_high", "gain_high": "gain_low"}
    return {f"{part}_{name}": str(-decimal.Decimal(row[f"{part}_{other}"])) if row[f"{part}_{other}"] else ""
            for part in PARTS for name, other in ends.items()}


def at(row, places):
    """Dice after so many seconds or strokes, empty where nothing was recorded."""
    values = dict(zip(row["at"].split(), row["dice"].split()))
    return [values.get(place, "") for place in places.split()]


def headline():
    row = results["headline"]

    def line(part, name):
        classes = [x.split("=")[1].replace("±", " ± ").replace("0.", ".") for x in row[f"{part}_dice_by_class"].split()]
        dice = f"**{number(row[f'{part}_dice'])}**{interval(row[f'{part}_dice_low'], row[f'{part}_dice_high'])}"
        return [name, *classes, dice, number(row[f"{part}_hd95_mm"], 1), number(row[f"{part}_assd_mm"], 1)]

    return table(["", "RV", "Myo", "LV", "mean (95 % interval)", "HD95 mm", "ASSD mm"],
                 [line("raw", "raw"), line("largest", "largest component")])


def methods():
    """3600 steps with one seed, and the mean of three seeds at 1200 steps where all three have been run."""
    lines = []
    for row in (row for row in results.values() if row["experiment"] == "methods-3600"):
        short = [r for r in (results.get(f"methods-1200-{row['method']}-s{seed}") for seed in "123") if r]
        means = [number(mean(r[f"{part}_dice"] for r in short)) if len(short) == 3 else "" for part in PARTS]
        lines.append([row["method"], *means, number(row["raw_dice"]), number(row["largest_dice"]), number(row["raw_hd95_mm"], 0), gain(row, "raw")])
    return table(["method", "1200 steps, raw", "largest", "3600 steps, raw", "largest", "raw HD95 mm",
                  "raw, minus scribsd+"], lines)


def organs():
    lines = []
    for organ, name in (("hippocampus", "hippocampus"), ("fetal", "fetal brain")):
        for method in ("pce", "scribsd+", "full"):
            row = results.get(f"{organ}-{method}")
            if row:
                lines.append([f"{name}, {row['steps']} steps", method, number(row["raw_dice"]), number(row["largest_dice"]),
                              number(row["raw_hd95_mm"], 1), gain(row, "raw")])
    return table(["", "method", "raw", "largest", "raw HD95 mm", "raw, minus the row above"], lines)


def seconds():
    places = "1 2 5 10 30 60"
    named = {"seconds-nothing": "20 hearts, from nothing", "seconds-nothing-another-day": "the same on another day",
             "seconds-forest": "a random forest in the box of the strokes",
             "seconds-cohort": "20 hearts, from the headline's weights", "elsewhere-hippocampus": "40 hippocampi",
             "elsewhere-sloppy-first": "5 sloppy slices, reader 1", "elsewhere-sloppy-second": "reader 2",
             "elsewhere-sloppy-third": "reader 3", "elsewhere-fetal": "a fetal brain, 8 tissues",
             "elsewhere-head": "a whole head, 4 classes"}
    # The forest has one answer, after 0.9 s.
    lines = [[name, interactive[id]["first_slice_s"],
              *at(interactive[id] | {"at": interactive[id]["at"].replace("0.9", "1")}, places)] for id, name in named.items()]
    return table(["", "first slice", *[f"{place} s" for place in places.split()]], lines)


def corrections():
    places = "0 1 2 3 4 6 8 10"
    row = interactive["strokes-cohort"]
    return table(["strokes", *places.split()], [["20 hearts, from the headline's weights", *at(row, places)]])


def reaches():
    """The short table of the README."""
    head, nothing, warm = results["headline"], interactive["seconds-nothing"], interactive["seconds-cohort"]
    strokes = [number(results[f"methods-3600-{m}-s1"]["raw_dice"]) for m in ("scribsd+", "pce", "full")]
    days = [sorted(pair) for pair in zip(at(nothing, "2 5 10"), at(interactive["seconds-nothing-another-day"], "2 5 10"))]
    return table(["", "Dice"], [
        ["trained for 72 minutes on the scribbles of 70 other patients",
         f"{number(head['raw_dice'])} raw, {number(head['largest_dice'])} with the largest component; HD95 "
         f"{number(head['raw_hd95_mm'], 1)} mm"],
        ["strokes alone, 3600 equal steps of a small network: ScribSD+, partial cross-entropy, dense truth",
         f"{strokes[0]}, {strokes[1]}, {strokes[2]} raw"],
        ["one volume, three to five scribbled slices, nothing else: after 2, 5, 10 s (slices without scribbles)",
         ", ".join(f"{low} to {high}" for low, high in days) + " on two days"],
        [f"the same from the weights of other patients: after 2 s (the first slice shows after {warm['first_slice_s']} s)",
         f"{at(warm, '2')[0]}; {at(interactive['strokes-cohort'], '10')[0]} after ten corrections"]])


def difference(choice):
    """What a choice has gained: the mean of its rows minus the mean of the rejected ones."""
    chosen, rejected = choice["with"].split(), choice["without"].split()
    if choice["at"]:
        pairs = zip(*[zip(*[at(interactive[id], choice["at"]) for id in ids]) for ids in (chosen, rejected)])
        unit = {"seconds": "s", "strokes": "strokes"}[interactive[chosen[0]]["unit"]]
        gains = " ".join(number(mean(with_) - mean(without), sign=True) for with_, without in pairs)
        return f"{gains} after {' '.join(choice['at'].split())} {unit}"
    # An interval was recorded with the row that is named after the other one, whichever of the two that is.
    first, second = results[chosen[0]], results[rejected[0]]
    alone = len(chosen) == len(rejected) == 1
    if alone and first["against"] == second["id"]:
        return ", ".join(f"{gain(first, part)} {part}" for part in PARTS if first[f"{part}_gain"])
    if alone and second["against"] == first["id"]:
        return ", ".join(f"{gain(turned(second), part)} {part}" for part in PARTS if second[f"{part}_gain"])
    parts = []
    for part in PARTS:
        if all(results[id][f"{part}_dice"] for id in chosen + rejected):
            with_, without = (mean(results[id][f"{part}_dice"] for id in ids) for ids in (chosen, rejected))
            parts.append(f"{number(with_ - without, sign=True)} {part}")
    return ", ".join(parts)


def choices_table():
    lines = []
    for row in choices.values():
        note = f" ({row['note']})" if row["note"] else ""
        rows = " ".join(f"`{id}`" for id in row["with"].split())
        lines.append([row["choice"], row["rejected"], difference(row) + note,
                      rows + " against " + " ".join(f"`{id}`" for id in row["without"].split())])
    return table(["choice", "what was rejected", "gain in Dice", "rows of evidence"], lines)


def ablation():
    """What single rules are worth: mean gain ± 1.96 standard errors (pairs) of each rule in each setting."""
    gains = {}
    for row in of("ablation.csv"):
        gain = decimal.Decimal(row["dice_with"]) - decimal.Decimal(row["dice_without"])
        gains.setdefault((row["rule"], row["setting"]), []).append(gain)
    settings = [name for name in ("cohort", "hippocampi", "nothing", "nothing+4", "nothing+10", "warm", "warm+4", "warm+10",
                                  "hippocampus", "hippocampus+4", "fetal", "fetal+4") if any(s == name for _, s in gains)]

    def cell(values):
        if not values:
            return ""
        error = statistics.stdev(values) / decimal.Decimal(len(values)).sqrt() if len(values) > 1 else 0
        return f"{number(mean(values), sign=True)} ± {number(decimal.Decimal('1.96') * error)} ({len(values)})"

    rules = list(dict.fromkeys(rule for rule, _ in gains))
    return table(["rule", *settings], [[rule, *(cell(gains.get((rule, name))) for name in settings)] for rule in rules])


def storage():
    """The same hearts, stored in other ways: Dice and HD95 of weights of both orders."""
    rows = {(row["variant"], row["weights"]): row for row in of("storage.csv")}
    names = {"stored": "as stored (LPS)", "rev-i": "left-right reversed", "rev-j": "front-back reversed",
             "rev-k": "slices reversed", "transposed": "rows and columns exchanged", "cyclic": "slices first in the file",
             "dicom": "by way of DICOM and dcm2niix", "crop-centre": "a third cut off, on all sides",
             "crop-side": "a third cut off, on one side", "pad-centre": "a third of zeros added, on all sides",
             "pad-side": "a third of zeros added, on one side"}
    return table(["", "0.10", "HD95 mm", "now", "HD95 mm"],
                 [[name, *(number(rows[variant, weights][key], digits) for weights in ("storage", "patient")
                           for key, digits in (("dice", 3), ("hd95_mm", 1)))] for variant, name in names.items()])


def precision():
    """The same training in 32 bits and in bfloat16: Dice / HD95 a seed, and their means."""
    rows = {(row["training"], row["seed"], row["precision"]): row for row in of("precision.csv")}
    lines = []
    for training in dict.fromkeys(training for training, *_ in rows):
        seeds = sorted({seed for name, seed, _ in rows if name == training})
        for precision in ("float32", "bfloat16"):
            runs = [rows[training, seed, precision] for seed in seeds]
            parts = [key for key in ("dice", "hd95_mm") if runs[0][key]]
            cells = [" / ".join(number(value(key), 3 if key == "dice" else 1) for key in parts)
                     for value in [*(run.get for run in runs), lambda key: mean(run[key] for run in runs)]]
            lines.append([training, precision, *cells])
    return table(["training", "precision", "seed 1", "seed 2", "seed 3", "mean"], lines)


def speed():
    """Beside PyTorch: medians, the ratios of the rounds, and peak memory, ours first."""
    lines = []
    for row in of("speed.csv"):
        lines.append([f"{row['processor']}, {row['level']}, {row['precision']}", row["work"], f"{row['inkling_ms']} ms",
                      f"{row['torch_ms']} ms ({row['form']})", f"{row['times']} ({row['rounds']})",
                      f"{row['inkling_mb']} / {row['torch_mb']} MB"])
    return table(["processor, level, precision", "work", "Inkling", "PyTorch (form)", "times faster (rounds)",
                  "peak memory"], lines)


def viewer():
    """Answers to keys and mouse: median and the slowest of a hundred, to the first and to the last byte."""
    lines = []
    for row in of("viewer.csv"):
        lines.append([f"{row['size']}, {row['graphics']}", row["event"], f"{row['first_ms']} / {row['first_p99_ms']}",
                      f"{row['last_ms']} / {row['last_p99_ms']}", f"{decimal.Decimal(row['bytes']) / 1000:.1f} kB"])
    return table(["screen", "event", "first byte: median / p99, ms", "last byte", "bytes"], lines)


def annotation():
    """What three slices of a heart cost a person, and what comes of them."""
    lines = []
    for row in of("annotation.csv"):
        mouse = f"{row['clicks']} / {row['drags']} / {row['wheel']}" if row["by"] == "mouse" else ""
        lines.append([row["version"], row["by"], row["keys"] if row["by"] == "keyboard" else "", mouse,
                      row["model_seconds"], number(row["mean"])])
    return table(["version", "by", "keys", "clicks / drags / wheel", "seconds by the keystroke-level model",
                  "Dice"], lines)


TABLES = {"headline": headline, "methods": methods, "organs": organs, "seconds": seconds, "corrections": corrections,
          "reaches": reaches, "choices": choices_table, "ablation": ablation,
          "storage": storage, "precision": precision, "speed": speed, "viewer": viewer, "annotation": annotation}


def dangling():
    """Names of rows that are not there."""
    named = [(row["id"], other) for row in results.values() for other in [row["against"]] if other and other not in results]
    for row in choices.values():
        known = interactive if row["at"] else results
        named += [(row["id"], other) for other in (row["with"] + " " + row["without"]).split() if other not in known]
    return [f"{id} names {other}, which is no row of the evidence" for id, other in named]


def written(text):
    return BLOCK.sub(lambda block: block[1] + "\n".join(TABLES[block[2]]()) + "\n" + block[3], text)


if __name__ == "__main__":
    faults = dangling()
    for name in ([] if faults else DOCUMENTS):
        path = ROOT / name
        before = path.read_text(encoding="utf-8")
        after = written(before)
        if "--check" not in sys.argv[1:]:
            path.write_text(after, encoding="utf-8")
        elif before != after:
            faults.append(f"{name}: a table differs from its data; `make results` writes it")
    if faults:
        raise SystemExit("\n".join(faults))
