"""The quick rival of the interactive mode: a random forest on filter responses, scored by the rule of
`inkling bench interactive`.

    python3 Benchmarks/forest.py --from data/acdc/valid --classes RV,Myo,LV

Wants numpy, scipy, nibabel and scikit-learn. Features of a voxel: intensity, and its slice's Gaussian smoothing, gradient
magnitude and Laplacian at four scales (filters as in ilastik's pixel classification), and the voxel's place. It learns from
the scribbled voxels and predicts inside their box plus a margin; outside counts as background. Dice is pooled over
the slices without scribbles, mean over the classes that the truth has there, then over volumes.
"""
import argparse
import json
import pathlib
import time

import nibabel
import numpy as np
from scipy import ndimage
from sklearn.ensemble import RandomForestClassifier

SCALES = [0.7, 1.6, 3.5, 7]


def features(image, spacing):
    """(i, j, k, features) of an image with intensities brought to 0…1 by its 1st and 99th percentile."""
    low, high = np.percentile(image, [1, 99])
    image = np.clip((image - low) / max(high - low, 1e-6), 0, 1).astype(np.float32)
    maps = [image]
    for scale in SCALES:
        smooth = ndimage.gaussian_filter(image, (scale, scale, 0))
        rows, columns = np.gradient(smooth, axis=(0, 1))
        maps += [smooth, np.hypot(rows, columns), ndimage.gaussian_laplace(image, (scale, scale, 0))]
    place = np.indices(image.shape, dtype=np.float32)
    maps += [axis * step for axis, step in zip(place, spacing)]
    return np.stack(maps, -1)


def box(drawn, margin, spacing):
    where = np.argwhere(drawn)
    low, high = where.min(0), where.max(0) + 1
    wide = [int(np.ceil(margin / s)) for s in spacing[:2]]
    return tuple(slice(max(0, low[a] - wide[a]), min(drawn.shape[a], high[a] + wide[a])) for a in (0, 1))


def trial(case, name, classes, margin, trees, seed):
    image = nibabel.load(case / "image.nii.gz")
    scribbles = np.asarray(nibabel.load(case / name).dataobj).astype(int)
    truth = np.asarray(nibabel.load(case / "label.nii.gz").dataobj).astype(int)
    spacing = image.header.get_zooms()[:3]
    began = time.perf_counter()
    region = box(scribbles != 255, margin, spacing)
    x = features(np.asarray(image.dataobj, dtype=np.float32), spacing)[region]
    known = scribbles[region] != 255
    forest = RandomForestClassifier(trees, n_jobs=2, random_state=seed, class_weight="balanced_subsample")
    forest.fit(x[known], scribbles[region][known])
    prediction = np.zeros_like(truth)
    prediction[region] = forest.predict(x.reshape(-1, x.shape[-1])).reshape(x.shape[:-1])
    seconds = time.perf_counter() - began
    free = ~(scribbles != 255).any((0, 1))
    p, t = prediction[:, :, free], truth[:, :, free]
    dice = [2 * ((p == c) & (t == c)).sum() / ((p == c).sum() + (t == c).sum())
            for c in range(1, classes + 1) if (t == c).any()]
    return float(np.mean(dice)), seconds


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--from", dest="folder", required=True)
    parser.add_argument("--classes", required=True)
    parser.add_argument("--scribble-name", default="scribble_few.nii.gz", help="encoding ignore-255")
    parser.add_argument("--margin", type=float, default=0, help="of the scribbles' box, in mm")
    parser.add_argument("--trees", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    a = parser.parse_args()
    rows = []
    for case in sorted(p for p in pathlib.Path(a.folder).iterdir() if (p / a.scribble_name).exists()):
        dice, seconds = trial(case, a.scribble_name, len(a.classes.split(",")), a.margin, a.trees, a.seed)
        rows.append({"case": case.name, "dice": dice, "seconds": seconds})
    mean = {"mean_dice": float(np.mean([r["dice"] for r in rows])), "median_seconds": float(np.median([r["seconds"] for r in rows]))}
    print(json.dumps({"cases": rows} | mean, indent=1) if a.json else "{mean_dice:.3f} after {median_seconds:.1f} s, {n} volumes".format(n=len(rows), **mean))
