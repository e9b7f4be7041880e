"""The evidence: what has been measured, one row a run, as data.

results.csv       trained networks, scored volume by volume: `raw` is the network alone, `largest` keeps the largest part
                  of each class. Dice is a mean over classes, then volumes; low and high are the ends of a 95 % interval.
                  `against` names another row; the gains are this row minus that one, paired over patients.
interactive.csv   one volume at a time: mean Dice (`dice`) after so many seconds or strokes (`at`, in `unit`).
choices.csv       what was chosen, what was rejected, and the rows that say so.

`split` says who trains and who is scored (methods_table.py); `program` is inkling, or a twin of its trainer in PyTorch that served
to search. `options` are the settings that were named, `defaults` a digest of all others. `commit` is the commit that
recorded a figure. An empty cell means: not recorded.
"""
import csv
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
RESULTS, INTERACTIVE, CHOICES = (HERE / f"{name}.csv" for name in ("results", "interactive", "choices"))

PARTS = ("raw", "largest")
SCORES = ("dice", "dice_low", "dice_high", "dice_by_class", "hd95_mm", "assd_mm")
GAINS = ("gain", "gain_low", "gain_high")
RESULT_FIELDS = (["id", "experiment", "organ", "split", "n", "method", "preset", "network", "setting", "options", "defaults",
                  "program", "seed", "steps", "seconds"]
                 + [f"{part}_{name}" for part in PARTS for name in SCORES] + ["against"]
                 + [f"{part}_{name}" for part in PARTS for name in GAINS] + ["commit", "note"])


def read(path):
    """The rows of a file by their ids, in the file's order."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    by_id = {row["id"]: row for row in rows}
    if len(by_id) != len(rows):
        raise SystemExit(f"{path.name}: an id stands twice")
    return by_id


def write(path, rows):
    """Rows of results.csv."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, RESULT_FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
