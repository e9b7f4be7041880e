"""Trains every method under equal conditions and scores it: one row of results.csv per method, seed and data set, resumable.

    python3 Benchmarks/methods_table.py --split dev   --steps 800
    python3 Benchmarks/methods_table.py --split valid --steps 25000 --methods scribsd+x
    python3 Benchmarks/methods_table.py --split hippocampus --steps 800
    python3 Benchmarks/methods_table.py --split dev --steps 600 --set background.margin=off --against pce

Split `dev` fits ACDC's training patients without the ten that are held out for choices, and scores those ten; `valid` fits
all and scores the validation patients; `hippocampus` and `fetal` fit two thirds of those cases and score every third.
Every run is what a user would type: init --from, train --preset cohort, predict --model (images alone: no scribbles, no
region of interest, no component rule), evaluate with and without the largest component.
A row that is in the CSV already (same split, method, steps, seed, options, and the same defaults of the program: a digest of
`train --list-options`) is not run again. `--against METHOD` compares with that method's predictions of the same seed and
fills `against` and the gains: mean difference of Dice and its 95 % interval over resampled patients.
New rows have the experiment `new` and a made-up id: give them names when a document speaks of them.
"""
import argparse
import functools
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from evidence import GAINS, HERE, RESULT_FIELDS, RESULTS, read, write

INKLING = pathlib.Path(os.environ.get("INKLING", HERE.parent / ".build" / "release" / "inkling"))
DATA = os.environ.get("INKLING_DATA", "data")
DEV = {"003", "016", "023", "035", "042", "057", "063", "070", "089", "098"}
METHODS = ["pce", "partial", "em", "tv", "mumford-shah", "gated-crf", "ustm", "s2l", "dmpls", "dmsps", "urpc",
           "scribble-vs", "scribsd", "scribsd+", "scribsd+x", "full"]
KEY = ["split", "method", "steps", "seed", "options", "defaults"]
ORGANS = {"dev": "heart", "valid": "heart", "hippocampus": "hippocampus", "fetal": "fetal brain"}
CLASSES = {"dev": "RV,Myo,LV", "valid": "RV,Myo,LV", "hippocampus": "anterior,posterior",
           "fetal": "WM,ventricles,cerebellum,CSF,GM,deepGM,brainstem,CC"}

# ACDC's patients have two volumes each, patient003_frame01 and another frame; elsewhere every volume is somebody else's.
PATIENTS = {"hippocampus": ["--patient-pattern", ".+"], "fetal": ["--patient-pattern", ".+"]}


def inkling(*arguments, nice=0):
    command = ["nice", "-n", str(nice), str(INKLING), *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{result.stderr[-2000:]}")
    return result.stdout


def cases(folder):
    return sorted(c for c in folder.iterdir() if c.is_dir())


def prepare(a, work, dense):
    """Folders of links: what is fitted (with dense truth only for `full`), and what is scored with its truth."""
    fit, score = work / "fit", work / "score"
    for folder in (fit, score):
        shutil.rmtree(folder, ignore_errors=True)
    fitted, scored = split(pathlib.Path(a.data).resolve(), a.split)
    for case, truth in fitted:
        files = {"label": truth} if dense else {"scribble": case / "scribble.nii.gz"}
        link(fit / case.name, image=case / "image.nii.gz", **files)
    for case, truth in scored:
        link(score / case.name, image=case / "image.nii.gz", label=truth)
    return fit, score


def link(case, **files):
    """A case's folder of links: image, scribble, label."""
    case.mkdir(parents=True)
    for name, source in files.items():
        (case / f"{name}.nii.gz").symlink_to(source)


def split(data, name):
    """(case, its dense truth) of the cases that are fitted, and of those that are scored."""
    if name in ("dev", "valid"):
        acdc = data / "acdc"
        held_out = DEV if name == "dev" else set()
        train = [(c, acdc / "train_dense" / f"{c.name}.nii.gz") for c in cases(acdc / "train")]
        valid = [(c, c / "label.nii.gz") for c in cases(acdc / "valid")]
        fitted = [x for x in train if x[0].name[7:10] not in held_out]
        scored = [x for x in train if x[0].name[7:10] in held_out] if held_out else valid
        return fitted, scored
    folder = {"hippocampus": "msd_hippocampus", "fetal": "fetal_atlas"}[name]
    every = [(c, c / "label.nii.gz") for c in cases(data / folder)]
    return [x for n, x in enumerate(every) if n % 3 != 2], every[2::3]


def scores(predictions, score, classes):
    row = {}
    for part, options in (("raw", []), ("largest", ["--largest-component"])):
        report = json.loads(inkling("evaluate", predictions, score, "--classes", classes, "--json", *options))
        row |= {f"{part}_{name}": round(report["mean"][key], 4)
                for name, key in (("dice", "dice"), ("hd95_mm", "hd95"), ("assd_mm", "assd"))}
        row[f"{part}_dice_by_class"] = " ".join(f"{c['name']}={c['dice']:.4f}" for c in report["classes"])
    return row


def options(a, method):
    """The settings of a method: KEY=VALUE for all of them, METHOD:KEY=VALUE for one, which comes later and wins."""
    own = [x.split(":", 1) for x in a.set if ":" in x]
    return [x for x in a.set if ":" not in x] + [x for name, x in own if name == method]


@functools.cache
def defaults(method):
    """A digest of what the program would train with where no option is named: rows of other defaults are other rows."""
    sample = HERE.parent / "Samples" / "heart.inkling"
    listed = inkling("train", sample, "--preset", "cohort", "--method", method, "--list-options")
    values = "\n".join(line for line in listed.splitlines() if not line.startswith(" "))
    return hashlib.sha256(values.encode()).hexdigest()[:8]


def name(key):
    """What a row is called until somebody gives it a better name, and its predictions."""
    digest = hashlib.sha256((key["options"] + key["defaults"]).encode()).hexdigest()[:8]
    return "-".join([key["split"], key["method"], key["steps"], key["seed"], digest])


def place(work, key):
    """Where the predictions of a row are kept."""
    return work / "predictions" / name(key)


def described(key, measured):
    """A row of the evidence."""
    commit = subprocess.run(["git", "-C", HERE, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    channels = dict(x.split("=", 1) for x in key["options"].split()).get("network.channels", "16,32,64,128,256")
    return dict.fromkeys(RESULT_FIELDS, "") | key | measured | {
        "id": name(key), "experiment": "new", "organ": ORGANS[key["split"]], "preset": "cohort", "program": "inkling",
        "network": channels.replace(",", "-"), "commit": commit}


def run(a, method, seed, work, predictions):
    fit, score = prepare(a, work, dense=method == "full")
    project = work / "run.inkling"
    shutil.rmtree(project, ignore_errors=True)
    shutil.rmtree(predictions, ignore_errors=True)
    inkling("init", project, "--from", fit, "--classes", CLASSES[a.split])
    began = time.time()
    settings = [x for option in options(a, method) for x in ("--set", option)]
    threads = ["--threads", a.threads] if a.threads else []
    inkling("train", project, "--preset", "cohort", "--method", method, "--steps", a.steps, "--seed", seed, *settings, *threads,
            nice=a.nice)
    seconds = round(time.time() - began)
    predictions.mkdir(parents=True)
    images = [case / "image.nii.gz" for case in sorted(score.iterdir())]
    # Kept beside the predictions: they can be made anew in another way without training again.
    checkpoint = predictions.with_suffix(".safetensors")
    shutil.copy(project / "run" / "checkpoint-latest.safetensors", checkpoint)
    inkling("predict", "--model", checkpoint, *images, "--output", predictions)
    return {"n": len(images), "seconds": seconds} | scores(predictions, score, CLASSES[a.split])


def compare(a, row, other, work):
    """Fills a row's gains over another one, from the predictions of both."""
    first, second = place(work, row), place(work, other)
    if not (first.is_dir() and second.is_dir()):
        print(f"{row['method']} and {other['method']}, seed {row['seed']}: predictions are no longer there")
        return
    _, score = prepare(a, work, dense=False)
    row["against"] = other["id"]
    for part, flags in (("raw", []), ("largest", ["--largest-component"])):
        report = json.loads(inkling("evaluate", first, score, "--against", second, "--json", *PATIENTS.get(a.split, []), *flags))
        entry = report["comparison"]["overall"]
        row |= {f"{part}_{gain}": f"{entry['difference'][key]:.4f}" for gain, key in zip(GAINS, ("mean", "low", "high"))}
        print("{}, seed {}, minus {}, {}: {} ({} to {}){}".format(
            row["method"], row["seed"], other["method"], part, *(row[f"{part}_{gain}"] for gain in GAINS),
            ": tie" if entry["tie"] else ""), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default=DATA, help="folder of the data sets; INKLING_DATA names another")
    parser.add_argument("--split", choices=list(CLASSES), default="dev")
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--set", action="append", default=[], help="KEY=VALUE for every method alike, METHOD:KEY=VALUE for one")
    parser.add_argument("--against", help="a method to compare the others with")
    parser.add_argument("--nice", type=int, default=0)
    parser.add_argument("--threads", type=int, help="of a training; two tables of one thread each, with a --work and a --csv of "
                        "their own, get more done on two cores than one of two")
    parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "inkling-table"))
    parser.add_argument("--csv", default=str(RESULTS))
    a = parser.parse_args()
    table = pathlib.Path(a.csv)
    done = list(read(table).values()) if table.exists() else []
    work = pathlib.Path(a.work)

    def key(method, seed):
        return dict(zip(KEY, [a.split, method, str(a.steps), seed, " ".join(options(a, method)), defaults(method)]))

    def row(wanted):
        return next((row for row in done if all(row[k] == wanted[k] for k in KEY)), None)

    for seed in a.seeds.split(","):
        for method in a.methods.split(","):
            wanted = key(method, seed)
            if row(wanted):
                continue
            done.append(described(wanted, run(a, method, seed, work, place(work, wanted))))
            write(table, done)
            print("{method:13} seed {seed}: raw {raw_dice:.3f}, largest component {largest_dice:.3f}, {seconds} s".format(**done[-1]),
                  flush=True)
        for method in a.methods.split(",") if a.against else []:
            other = row(key(a.against, seed))
            if method != a.against and other:
                compare(a, row(key(method, seed)), other, work)
                write(table, done)
