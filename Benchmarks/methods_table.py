"""Trains every method under equal conditions and scores it: one CSV row per method, seed and data set, resumable.

    python3 Benchmarks/methods_table.py --split dev   --steps 800
    python3 Benchmarks/methods_table.py --split valid --steps 25000 --methods scribsd+x
    python3 Benchmarks/methods_table.py --split hippocampus --steps 800
    python3 Benchmarks/methods_table.py --split dev --steps 600 --set background.margin=off --against pce

Split `dev` fits ACDC's training patients without the ten that are held out for choices, and scores those ten; `valid` fits
all and scores the validation patients; `hippocampus` and `fetal` fit two thirds of those cases and score every third.
Every run is what a user would type: init --from, train --preset cohort, predict --model (images alone: no scribbles, no
region of interest, no component rule), evaluate with and without the largest component.
A row that is in the CSV already (same split, method, steps, seed, options, and the same defaults of the program: a digest of
`train --list-options`) is not run again. `--against METHOD` compares
with that method's predictions of the same seed: mean difference of Dice, its 95 % interval over resampled patients, and
"tie" where that holds 0.
"""
import argparse
import csv
import functools
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
INKLING = pathlib.Path(os.environ.get("INKLING", HERE.parent / ".build" / "release" / "inkling"))
DEV = {"003", "016", "023", "035", "042", "057", "063", "070", "089", "098"}
METHODS = ["pce", "partial", "em", "tv", "mumford-shah", "gated-crf", "ustm", "s2l", "dmpls", "dmsps", "urpc",
           "scribble-vs", "scribsd", "scribsd+", "scribsd+x", "full"]
KEY = ["split", "method", "steps", "seed", "options", "defaults"]
FIELDS = KEY + ["seconds"] + [f"{part}_{name}" for part in ("raw", "largest")
                              for name in ("dice", "dice_by_class", "hd95", "hd95_max", "assd")]
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
        row |= {f"{part}_{key}": round(report["mean"][key], 4) for key in ("dice", "hd95", "hd95_max", "assd")}
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


def place(work, key):
    """Where the predictions of a row are kept."""
    digest = hashlib.sha256((key["options"] + key["defaults"]).encode()).hexdigest()[:8]
    return work / "predictions" / "-".join([key["split"], key["method"], key["steps"], key["seed"], digest])


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
    return {"seconds": seconds} | scores(predictions, score, CLASSES[a.split])


def compare(a, key, other, work):
    """One line for each of raw and largest component: the method of `key` minus the other."""
    first, second = place(work, key), place(work, other)
    if not (first.is_dir() and second.is_dir()):
        return [f"{key['method']} and {other['method']}, seed {key['seed']}: predictions are no longer there"]
    _, score = prepare(a, work, dense=False)
    lines = []
    for part, flags in (("raw", []), ("largest", ["--largest-component"])):
        report = json.loads(inkling("evaluate", first, score, "--against", second, "--json", *PATIENTS.get(a.split, []), *flags))
        entry = report["comparison"]["overall"]
        numbers = ",".join(f"{entry['difference'][name]:.4f}" for name in ("mean", "low", "high"))
        lines.append(f"{a.split},{key['method']},{other['method']},{key['steps']},{key['seed']},{part},"
                     f"{numbers},{'tie' if entry['tie'] else 'different'}")
    return lines


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default=str(HERE.parent.parent / "shared" / "data"))
    parser.add_argument("--split", choices=list(CLASSES), default="dev")
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--set", action="append", default=[], help="KEY=VALUE for every method alike, METHOD:KEY=VALUE for one")
    parser.add_argument("--against", help="a method to compare the others with")
    parser.add_argument("--nice", type=int, default=0)
    parser.add_argument("--threads", type=int, help="of a training; two tables of one thread each, with a --work and a --csv of "
                        "their own, get more done on two cores than one of two")
    parser.add_argument("--work", default="/tmp/inkling-table")
    parser.add_argument("--csv", default=str(HERE.parent / "docs" / "explanation" / "results.csv"))
    a = parser.parse_args()
    table = pathlib.Path(a.csv)
    done = list(csv.DictReader(table.open())) if table.exists() else []
    done = [{name: row.get(name, "") for name in FIELDS} for row in done]
    work = pathlib.Path(a.work)

    def key(method, seed):
        return dict(zip(KEY, [a.split, method, str(a.steps), seed, " ".join(options(a, method)), defaults(method)]))

    for seed in a.seeds.split(","):
        for method in a.methods.split(","):
            wanted = key(method, seed)
            if any(all(row[k] == wanted[k] for k in KEY) for row in done):
                continue
            row = wanted | run(a, method, seed, work, place(work, wanted))
            done.append(row)
            with table.open("w", newline="") as file:
                writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
                writer.writeheader()
                writer.writerows(done)
            print("{method:13} seed {seed}: raw {raw_dice:.3f}, largest component {largest_dice:.3f}, {seconds} s".format(**row),
                  flush=True)
        if a.against:
            for method in a.methods.split(","):
                if method != a.against:
                    print(*compare(a, key(method, seed), key(a.against, seed), work), sep="\n", flush=True)
