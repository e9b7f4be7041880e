"""Measures what single rules are worth: Dice with and without each, everything else equal, paired by volume and seed.

    python3 Benchmarks/ablate.py --binary .build/release/inkling --data DIR --output Benchmarks/ablation.csv
    python3 Benchmarks/ablate.py --output Benchmarks/ablation.csv --summary

Wants numpy and SimpleITK. DIR holds acdc/train, acdc/train_dense, msd_hippocampus and fetal_atlas. Nothing learns
from dense truth: it scores, and a simulated person draws corrections from it. Settings:

  cohort       cohort preset (8 to 128 channels), 1200 steps on 60 patients; the images of 20 held-out hearts alone
  hippocampi   the same with 27 hippocampi; the images of 13 others
  nothing      interactive preset on one held-out heart each, 600 steps from random weights
  warm         interactive preset on one held-out heart each, 100 steps from the weights of `cohort`
  hippocampus  as `nothing`, hippocampi
  fetal        as `nothing`, fetal brains of eight tissues, 1200 steps

`+4` and `+10`: after as many strokes along the middle of the largest error, and 60 steps after each (`warm`: 30). But for
the two cohorts, Dice is over the slices that had no strokes at the start, as a project shows them. A rule of prediction
is changed with the same weights and strokes, and what it measures is measured anew. What changes training is trained for
itself, with strokes on its own errors. What --work holds is not run again. A rule that has gone wants the program that
still had it as --binary: for those in ablation.csv commit d96ead6.
"""
import argparse
import csv
import functools
import itertools
import pathlib
import shutil

from ablation_table import TABLE, TRAINING, keep, options, pairs, rows, summary
from trial import Person, Program, changed_copy, checkpoint, dice, read, session, stop

HERE = pathlib.Path(__file__).resolve().parent
DEV = {"003", "016", "023", "035", "042", "057", "063", "070", "089", "098"}
HEARTS = ["003_frame01", "016_frame12", "023_frame01", "035_frame11",
          "057_frame01", "063_frame16", "070_frame01", "098_frame09"]
# Where a setting's volumes lie, its classes, and every how many-th volume is scored (of hearts those of DEV).
DATA = {"cohort": ("acdc/train", "RV,Myo,LV", None), "hippocampi": ("msd_hippocampus", "anterior,posterior", 3),
        "nothing": ("acdc/train", "RV,Myo,LV", None), "warm": ("acdc/train", "RV,Myo,LV", None),
        "hippocampus": ("msd_hippocampus", "anterior,posterior", 4),
        "fetal": ("fetal_atlas", "WM,ventricles,cerebellum,CSF,GM,deepGM,brainstem,CC", 4)}
# Planned steps, steps after a stroke, strokes after which it is scored.
PLANS = {"nothing": (600, 60, [0, 4, 10]), "warm": (100, 30, [0, 4, 10]),
         "hippocampus": (600, 60, [0, 4]), "fetal": (1200, 60, [0, 4])}


def interactive(setting, case, arm, seed):
    """Scores of one volume, {(volume, strokes, option or none): Dice}."""
    steps, after, marks = PLANS[setting]
    project = a.work / f"{setting}-{case.name}-{arm}-{seed}.inkling"
    inkling("init", project, "--volume", case / "image.nii.gz", "--scribbles", case / "scribble_few.nii.gz",
            "--classes", DATA[setting][1], "--force")
    person, scores = Person(project, truth(case)), {}
    # Nobody looks while it trains.
    rarely = [x for key in ("first", "every", "answer") for x in ("--set", f"publish.{key}=3600")]
    origin = ["--init", checkpoint(cohort("cohort", arm, seed))] if setting == "warm" else ["--fresh"]
    words = ["--preset", "interactive", "--live", "--seed", seed, "--set", f"steps={steps}",
             "--set", f"steps.after-scribbles={after}", *rarely, *origin, *TRAINING[arm][0]]
    for strokes in session(inkling, project, words, person, marks if arm == "base" else marks[:2]):
        for option in [None, *options(arm)]:
            copy = changed_copy(project, option) if option else project
            if option:
                inkling.train(copy, ["--resume"], lambda s: s["phase"] == "done").wait()
            shown = read(copy / "predictions" / person.labels)
            scores[case.name, strokes, option] = dice(shown, person.truth, person.unscribbled)
            if option:
                shutil.rmtree(copy)
    shutil.rmtree(project)
    return scores


def volumes(setting):
    """All volumes of a setting's data, and those that score it."""
    folder, _, nth = DATA[setting]
    cases = sorted((a.data / folder).iterdir())
    if nth:
        return cases, cases[2::nth]
    return cases, [case for case in cases if case.name[7:10] in DEV and (setting == "cohort" or case.name[7:] in HEARTS)]


def truth(case):
    dense = case.parents[1] / "train_dense" / f"{case.name}.nii.gz"
    return read(dense if dense.exists() else case / "label.nii.gz")


def cohort(setting, arm, seed):
    """The project of a cohort that has been trained; it is kept."""
    project = a.work / f"{setting}-{arm}-{seed}.inkling"
    if (project / "trained").exists():
        return project
    fit = a.work / f"fit-{setting}"
    every, scored = volumes(setting)
    for case in [case for case in every if case not in scored]:
        (fit / case.name).mkdir(parents=True, exist_ok=True)
        for name in ("image.nii.gz", "scribble.nii.gz"):
            if not (fit / case.name / name).exists():
                (fit / case.name / name).symlink_to((case / name).resolve())
    inkling("init", project, "--from", fit, "--classes", DATA[setting][1], "--force")
    words = ["--preset", "cohort", "--set", "network.channels=8,16,32,64,128", "--steps", 1200, "--seed", seed]
    # What it says of the patients that it has learnt from is not wanted.
    stop(inkling.train(project, words + TRAINING[arm][0], lambda s: s["phase"] in ("predicting", "done")))
    (project / "trained").touch()
    return project


def cohort_scores(setting, arm, seed):
    """Scores of a cohort's held-out images alone, as `interactive`."""
    project, scores = cohort(setting, arm, seed), {}
    scored = volumes(setting)[1]
    # Images alone have no strokes.
    for option in [None, *options(arm, strokes=False)]:
        copy = changed_copy(project, option) if option else project
        if option:
            before = checkpoint(copy).stat().st_mtime_ns
            stop(inkling.train(copy, ["--resume"], lambda s: checkpoint(copy).stat().st_mtime_ns != before))
        images, place = [case / "image.nii.gz" for case in scored], copy / "held-out"
        inkling("predict", "--model", checkpoint(copy), *images, "--output", place, "--threads", 1, "--force")
        for case in scored:
            scores[case.name, 0, option] = dice(read(place / f"{case.name}.nii.gz"), truth(case), slice(None))
        if option:
            shutil.rmtree(copy)
    return scores


def units(setting, arm, seed):
    """What is run at once: its first volume, and what gives the scores."""
    scored = volumes(setting)[1]
    if setting in ("cohort", "hippocampi"):
        return [(scored[0].name, functools.partial(cohort_scores, setting, arm, seed))]
    return [(case.name, functools.partial(interactive, setting, case, arm, seed)) for case in scored[:a.volumes]]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", type=pathlib.Path, default=HERE.parent / ".build" / "release" / "inkling")
    parser.add_argument("--data", type=pathlib.Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--output", type=pathlib.Path, default=HERE / "ablation.csv")
    parser.add_argument("--work", type=pathlib.Path, default="/tmp/inkling-ablation", help="keeps cohorts and scores")
    parser.add_argument("--settings", default="cohort,hippocampi,nothing,warm,hippocampus,fetal")
    parser.add_argument("--arms", default=",".join(TRAINING))
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--volumes", type=int, default=6, help="of a setting at most; cohorts have more")
    parser.add_argument("--summary", action="store_true", help="say what the table holds, and run nothing")
    a = parser.parse_args()
    inkling = Program(a.binary)
    if not a.summary:
        a.work.mkdir(parents=True, exist_ok=True)
        file = a.work / "scores.csv"
        for setting, arm, seed in itertools.product(a.settings.split(","), a.arms.split(","), a.seeds.split(",")):
            for volume, scores in units(setting, arm, seed):
                done = [(row["setting"], row["volume"], row["seed"], row["arm"]) for row in rows(file)]
                if (setting, volume, seed, arm) not in done:
                    keep(file, setting, seed, arm, scores())
                    print(f"{setting} {volume} {arm}, seed {seed}: scored", flush=True)
        with a.output.open("w", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([TABLE] + sorted(pairs(rows(file))))
    summary(rows(a.output))
