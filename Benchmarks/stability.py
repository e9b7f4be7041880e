"""Trains every method from three seeds on phantoms and on ten ACDC volumes, and looks for numbers that are none.

    python3 Benchmarks/stability.py [--steps 150] [--methods pce,kd]

A run fails if training ends with another status than 0 (it does on a loss that is no number) or if metrics.csv holds a loss
that is not finite. Prints one line a method: failures of all its runs, and the largest loss of the last tenth of the steps.
ACDC is looked for in the folder of the data sets; without it, phantoms alone.
"""
import argparse
import csv
import math
import os
import pathlib
import shutil
import subprocess
import tempfile

from methods_table import DATA, INKLING, METHODS, inkling, link

SEEDS = (1, 2, 3)
SMALL = ["--set", "network.channels=8,16,32,64", "--set", "network.dropout=0,0,0.2,0.3", "--set", "batch=6", "--set", "crop=96"]


def folders(data, work):
    """Folders of cases with scribbles and, for `full`, the same with truth."""
    inkling("phantom", "--output", work / "phantoms", "--cases", 4, "--size", "96x96x6", "--seed", 5)
    sets = {"phantoms": [(c, c / "scribble.nii.gz", c / "label.nii.gz") for c in sorted((work / "phantoms").iterdir())]}
    acdc = data / "acdc"
    if acdc.is_dir():
        sets["ACDC"] = [(c, c / "scribble.nii.gz", acdc / "train_dense" / f"{c.name}.nii.gz")
                        for c in sorted((acdc / "train").iterdir())[:10]]
    for name, cases in sets.items():
        for kind in ("scribble", "label"):
            for case, scribble, truth in cases:
                link(work / f"{name}-{kind}" / case.name, image=case / "image.nii.gz",
                     **{kind: scribble if kind == "scribble" else truth})
    return list(sets)


def trains(project, method, seed, steps):
    """The largest loss of the last steps; None if a run failed. The second stage starts from what dmsps has left."""
    init = ["--init", project / "run" / "first.safetensors"] if method == "dmsps2" else ["--fresh"]
    command = [INKLING, "train", project, "--preset", "cohort", "--method", method, "--steps", steps, "--seed", seed, *SMALL, *init]
    if subprocess.run(list(map(str, command)), capture_output=True).returncode != 0:
        return None
    losses = [float(row["loss"]) for row in csv.DictReader((project / "run" / "metrics.csv").open())]
    return max(losses[-max(1, steps // 10):]) if losses and all(map(math.isfinite, losses)) else None


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default=DATA, help="folder of the data sets; INKLING_DATA names another")
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--methods", default=",".join(METHODS + ["dmsps2"]), help="dmsps2 needs dmsps before it")
    parser.add_argument("--work", default=os.path.join(tempfile.gettempdir(), "inkling-stability"))
    a = parser.parse_args()
    work = pathlib.Path(a.work)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    sets = folders(pathlib.Path(a.data).resolve(), work)
    failures = 0
    for method in a.methods.split(","):
        kind = "label" if method == "full" else "scribble"
        words = []
        for name in sets:
            largest = []
            for seed in SEEDS:
                project = work / f"{name}-{kind}-{seed}.inkling"
                if not project.exists():
                    inkling("init", project, "--from", work / f"{name}-{kind}", "--classes", "RV,Myo,LV")
                largest.append(trains(project, method, seed, a.steps))
                if method == "dmsps":
                    shutil.copy(project / "run" / "checkpoint-latest.safetensors", project / "run" / "first.safetensors")
            failed = largest.count(None)
            failures += failed
            words.append(f"{name}: {failed} of {len(SEEDS)} failed, last losses {' '.join('-' if x is None else f'{x:.2f}' for x in largest)}")
        print(f"{method:13} {'; '.join(words)}", flush=True)
    raise SystemExit(1 if failures else 0)
