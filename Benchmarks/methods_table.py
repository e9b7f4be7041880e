"""Trains every method under equal conditions and scores it: one CSV row per method, seed and data set, resumable.

    python3 Benchmarks/methods_table.py --data ../shared/data/acdc --split dev   --steps 800
    python3 Benchmarks/methods_table.py --data ../shared/data/acdc --split valid --steps 25000 --methods scribsd+x

Split `dev` fits the training patients without the ten that are held out for choices, and scores those ten; `valid` fits all
and scores the validation patients. Every run is what a user would type: init --from, train --preset cohort, predict --model
(images alone: no scribbles, no region of interest, no component rule), evaluate with and without the largest component.
A row that is in the CSV already (same split, method, steps, seed, options) is not run again.
"""
import argparse
import csv
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
KEY = ["split", "method", "steps", "seed", "options"]
FIELDS = KEY + ["seconds"] + [f"{part}_{name}" for part in ("raw", "largest")
                              for name in ("dice", "dice_RV", "dice_Myo", "dice_LV", "hd95", "hd95_max", "assd")]


def inkling(*arguments, nice=0):
    command = ["nice", "-n", str(nice), str(INKLING), *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{result.stderr[-2000:]}")
    return result.stdout


def cases(folder, keep):
    return sorted(c for c in pathlib.Path(folder).iterdir() if c.is_dir() and keep(c.name[7:10]))


def prepare(a, work, dense):
    """Folders of links: what is fitted (with dense truth only for `full`), and what is scored with its truth."""
    data = pathlib.Path(a.data).resolve()
    held_out = DEV if a.split == "dev" else set()
    fit, score = work / "fit", work / "score"
    for folder in (fit, score):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def link(source, folder, case, name):
        (folder / case).mkdir(exist_ok=True)
        (folder / case / name).symlink_to(source)

    for case in cases(data / "train", lambda patient: patient not in held_out):
        link(case / "image.nii.gz", fit, case.name, "image.nii.gz")
        link(case / "scribble.nii.gz", fit, case.name, "scribble.nii.gz")
        if dense:
            link(data / "train_dense" / f"{case.name}.nii.gz", fit, case.name, "label.nii.gz")
    scored = cases(data / "train", lambda patient: patient in held_out) if held_out else cases(
        data / "valid", lambda patient: True)
    for case in scored:
        link(case / "image.nii.gz", score, case.name, "image.nii.gz")
        truth = data / "train_dense" / f"{case.name}.nii.gz" if held_out else case / "label.nii.gz"
        link(truth, score, case.name, "label.nii.gz")
    return fit, score


def scores(predictions, score):
    row = {}
    for part, options in (("raw", []), ("largest", ["--largest-component"])):
        report = json.loads(inkling("evaluate", predictions, score, "--classes", "RV,Myo,LV", "--json", *options))
        row |= {f"{part}_{key}": round(report["mean"][key], 4) for key in ("dice", "hd95", "hd95_max", "assd")}
        row |= {f"{part}_dice_{c['name']}": round(c["dice"], 4) for c in report["classes"]}
    return row


def run(a, method, seed, work):
    fit, score = prepare(a, work, dense=method == "full")
    project, predictions = work / "run.inkling", work / "predictions"
    shutil.rmtree(project, ignore_errors=True)
    shutil.rmtree(predictions, ignore_errors=True)
    inkling("init", project, "--from", fit, "--classes", "RV,Myo,LV")
    began = time.time()
    settings = [x for option in a.set for x in ("--set", option)]
    inkling("train", project, "--preset", "cohort", "--method", method, "--steps", a.steps, "--seed", seed, *settings,
            nice=a.nice)
    seconds = round(time.time() - began)
    predictions.mkdir()
    images = [case / "image.nii.gz" for case in sorted(score.iterdir())]
    inkling("predict", "--model", project / "run" / "checkpoint-latest.safetensors", *images, "--output", predictions)
    return {"seconds": seconds} | scores(predictions, score)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default=str(HERE.parent.parent / "shared" / "data" / "acdc"))
    parser.add_argument("--split", choices=["dev", "valid"], default="dev")
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--set", action="append", default=[], help="KEY=VALUE, for every method alike")
    parser.add_argument("--nice", type=int, default=0)
    parser.add_argument("--work", default="/tmp/inkling-table")
    parser.add_argument("--csv", default=str(HERE.parent / "docs" / "explanation" / "results.csv"))
    a = parser.parse_args()
    table = pathlib.Path(a.csv)
    done = list(csv.DictReader(table.open())) if table.exists() else []
    for seed in a.seeds.split(","):
        for method in a.methods.split(","):
            key = dict(zip(KEY, [a.split, method, str(a.steps), seed, " ".join(a.set)]))
            if any(all(row[k] == key[k] for k in KEY) for row in done):
                continue
            row = key | run(a, method, seed, pathlib.Path(a.work))
            done.append(row)
            with table.open("w", newline="") as file:
                writer = csv.DictWriter(file, FIELDS)
                writer.writeheader()
                writer.writerows(done)
            print("{method:13} seed {seed}: raw {raw_dice:.3f}, largest component {largest_dice:.3f}, {seconds} s".format(**row),
                  flush=True)
