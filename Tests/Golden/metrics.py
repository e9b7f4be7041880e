"""Writes metrics.txt: random masks with Dice, HD95 (pooled and the larger directed one) and ASSD.

Independent of our code: scipy's erosion and distance transform and numpy's percentile, as medpy uses them.
Run: python3 Tests/Golden/metrics.py   (needs numpy and scipy)

One case a line: size i,j,k; spacing; prediction and truth as runs (first run of zeros, i fastest); dice; hd95;
hd95_max; assd. Slices in the fifth column are left out of Dice and of the surface points.
"""

import pathlib

import numpy as np
from scipy import ndimage


def blob(random, shape):
    """A few ellipsoids with rough rims; index order (i, j, k)."""
    grid = np.indices(shape).astype(float)
    mask = np.zeros(shape, bool)
    for _ in range(random.integers(1, 4)):
        centre = [random.uniform(0, n) for n in shape]
        radii = [random.uniform(0.15, 0.45) * n + 0.6 for n in shape]
        reach = sum(((grid[a] - centre[a]) / radii[a]) ** 2 for a in range(3))
        mask |= reach + random.normal(0, 0.1, shape) < 1
    return mask


def surface(mask):
    """The mask without its erosion; along an axis of one voxel there is no neighbour to ask."""
    flat = mask.squeeze()
    return mask & ~ndimage.binary_erosion(flat, border_value=0).reshape(mask.shape)


def scores(prediction, truth, spacing, skipped):
    counted = np.ones(prediction.shape, bool)
    counted[:, :, skipped] = False
    p, t = (prediction & counted).sum(), (truth & counted).sum()
    if p == 0 or t == 0:
        return None
    dice = 2 * (prediction & truth & counted).sum() / (p + t)
    sp, st = surface(prediction), surface(truth)
    there = ndimage.distance_transform_edt(~st, sampling=spacing)[sp & counted]
    back = ndimage.distance_transform_edt(~sp, sampling=spacing)[st & counted]
    pooled = np.concatenate([there, back])
    return (dice, np.percentile(pooled, 95), max(np.percentile(there, 95), np.percentile(back, 95)),
            pooled.sum() / pooled.size)


def runs(mask):
    flat = mask.flatten(order="F")
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flat.astype(int), [0]])))
    lengths = np.diff(np.concatenate([[0], edges, [flat.size]]))
    return " ".join(str(n) for n in lengths)


def main():
    random = np.random.default_rng(20240517)
    lines = []
    while len(lines) < 24:
        shape = tuple(int(random.integers(5, 15)) for _ in range(2))
        shape += (1 if len(lines) % 6 == 5 else int(random.integers(3, 8)),)
        spacing = [round(float(s), 3) for s in
                   (random.uniform(0.6, 2), random.uniform(0.6, 2), random.uniform(1, 10))]
        prediction, truth = blob(random, shape), blob(random, shape)
        if len(lines) % 3 == 0:
            truth = prediction ^ (random.uniform(size=shape) < 0.03)
        skipped = sorted(random.choice(shape[2], 1 + shape[2] // 4, replace=False).tolist()) \
            if len(lines) % 4 == 3 and shape[2] > 1 else []
        result = scores(prediction, truth, spacing, skipped)
        if result is None:
            continue
        lines.append("; ".join([
            ",".join(map(str, shape)), ",".join(map(str, spacing)), runs(prediction), runs(truth),
            ",".join(map(str, skipped)), *(f"{value:.10f}" for value in result)]))
    text = "# Made by metrics.py; see there for the columns.\n" + "\n".join(lines) + "\n"
    (pathlib.Path(__file__).parent / "metrics.txt").write_text(text)


if __name__ == "__main__":
    main()
