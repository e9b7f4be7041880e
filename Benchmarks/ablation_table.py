"""The rules that `ablate.py` measures, its scores, and the table that they give."""
import csv

import numpy as np

SCORES = ["setting", "volume", "seed", "arm", "option", "dice"]
TABLE = ["rule", "setting", "volume", "seed", "dice_with", "dice_without"]
# An option that takes one of today's rules away, or adds one: the rule, and whether the presets have it.
PREDICTION = {"predict.background-thin=0.0": ("ClassWidths", True), "predict.field-cost=1.0": ("FieldCost", True),
              "predict.field=0.0": ("RandomField", True), "predict.surroundings=false": ("StrokeSurroundings", True),
              "predict.mirrored=true": ("Mirroring", False)}
# What changes training: words for `train`, the arm that it is compared with, and the rule.
TRAINING = {"base": ([], None, None), "affinity": (["--set", "contrast.form=affinity"], "base", "AffinityContrast"),
            "memory": (["--set", "contrast.memory=0.9"], "base", "contrast.memory"),
            "flip": (["--set", "augment.flip=0.5"], "base", "augment.flip"),
            "dmsps": (["--method", "dmsps"], None, None),
            "plain": (["--method", "dmsps", "--set", "extra.term=soft-mixed-plain"], "dmsps", "soft-mixed-plain")}


def options(arm, strokes=True):
    """Options of prediction that are tried with an arm's weights."""
    every = {"base": list(PREDICTION), "flip": ["predict.mirrored=true"]}.get(arm, [])
    return [option for option in every if strokes or option != "predict.surroundings=false"]


def rows(file):
    return list(csv.DictReader(file.open())) if file.exists() else []


def keep(file, setting, seed, arm, scores):
    """Adds scores in one write, so that another process may add its own."""
    text = "" if file.exists() else ",".join(SCORES) + "\n"
    for (volume, strokes, option), value in scores.items():
        text += f"{setting}{f'+{strokes}' if strokes else ''},{volume},{seed},{arm},{option or ''},{value:.4f}\n"
    with file.open("a") as out:
        out.write(text)


def pairs(scores):
    """Each rule with and without, where both have been scored."""
    known = {tuple(row[name] for name in SCORES[:5]): row["dice"] for row in scores}
    for (*place, arm, option), value in known.items():
        _, other, rule = TRAINING[arm]
        plain, base = known.get((*place, arm, "")), known.get((*place, other, ""))
        if option:
            name, is_today = PREDICTION[option]
            with_rule, without = (plain, value) if is_today else (value, plain)
            yield [name + (f" after {rule}" if rule else ""), *place, with_rule, without]
        if rule and base is not None:
            yield [f"{rule} and {PREDICTION[option][0]}" if option else rule, *place, value, base]


def summary(table):
    """Mean gain of each rule in each setting; the interval is over 5000 draws of pairs."""
    gains = {}
    for row in table:
        gains.setdefault((row["rule"], row["setting"]), []).append(float(row["dice_with"]) - float(row["dice_without"]))
    print(f"{'rule':32} {'setting':14} {'n':>3} {'gain':>7} {'low':>7} {'high':>7}")
    for (rule, setting), values in gains.items():
        means = np.random.default_rng(1).choice(values, (5000, len(values))).mean(1)
        low, high = np.percentile(means, [2.5, 97.5])
        stays = "  stays" if np.mean(values) >= 0.003 or high >= 0.006 else ""
        print(f"{rule:32} {setting:14} {len(values):3} {np.mean(values):7.4f} {low:7.4f} {high:7.4f}{stays}")
