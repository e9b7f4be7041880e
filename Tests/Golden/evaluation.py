"""Golden values of Dice, HD95 and ASSD from other people's code, and a check of `inkling evaluate` on real masks.

    python3 Tests/Golden/evaluation.py                           writes evaluation.json
    python3 Tests/Golden/evaluation.py compare INKLING FOLDER    scores FOLDER/CASE/label.nii.gz, changed, with both

Dice, pooled HD95 and ASSD are medpy's (0.5.2; earlier ones took the mean of the two directed means for ASSD), the larger
directed HD95 is MONAI's (1.6.1; in single precision), and scipy alone, from the definitions, must agree with both. `compare`
needs nibabel too. Neither package defines scores of an empty side: there the penalties of Metrics.swift stand.

Masks are made by integer arithmetic alone, and EvaluationGoldenTests.swift makes them again from the recipes in the file:
a voxel (i, j, k) is in a mask if it lies in a ball, w_i (2 i - c_i)^2 + w_j (2 j - c_j)^2 + w_k (2 k - c_k)^2 <= r, of the
recipe; then every voxel, i fastest, draws x = (1103515245 x + 12345) mod 2^31 (x starts at the seed) and is flipped if
(x >> 16) mod 1000 is below the recipe's noise.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
from medpy.metric import binary
from monai.metrics import compute_hausdorff_distance
from scipy import ndimage

SCORES = ["dice", "hd95", "hd95_max", "assd"]


def mask(size, recipe):
    i, j, k = np.indices(size)
    result = np.zeros(size, bool)
    for ci, cj, ck, wi, wj, wk, r in recipe["balls"]:
        result |= wi * (2 * i - ci) ** 2 + wj * (2 * j - cj) ** 2 + wk * (2 * k - ck) ** 2 <= r
    x, flat = recipe["seed"], result.flatten(order="F")
    for voxel in range(flat.size if recipe["noise"] else 0):
        x = (1103515245 * x + 12345) % 2**31
        flat[voxel] ^= (x >> 16) % 1000 < recipe["noise"]
    return flat.reshape(size, order="F")


def scores(prediction, truth, spacing):
    """medpy's and MONAI's values; None where neither side has a voxel."""
    if not prediction.any() and not truth.any():
        return dict.fromkeys(SCORES)
    if not prediction.any() or not truth.any():
        return {"dice": 0.0, "hd95": 100.0, "hd95_max": 100.0, "assd": 20.0}
    dice = binary.dc(prediction, truth)
    # Along an axis of one voxel there is no neighbour to ask: there masks are compared in two dimensions.
    axes = tuple(a for a in range(3) if prediction.shape[a] == 1)
    prediction, truth = prediction.squeeze(axes), truth.squeeze(axes)
    spacing = [float(s) for a, s in enumerate(spacing) if a not in axes]
    # MONAI takes voxels outside as background only where there are some.
    pair = [torch.from_numpy(np.pad(m, 1))[None, None].float() for m in (prediction, truth)]
    options = {"include_background": True, "spacing": spacing}
    return {
        "dice": float(dice),
        "hd95": float(binary.hd95(prediction, truth, voxelspacing=spacing)),
        "hd95_max": compute_hausdorff_distance(*pair, percentile=95, **options).item(),
        "assd": float(binary.assd(prediction, truth, voxelspacing=spacing)),
    }


def defined(prediction, truth, spacing):
    """The same from the definitions, with scipy alone."""
    def surface(m):
        flat = m.squeeze()
        return m & ~ndimage.binary_erosion(flat, border_value=0).reshape(m.shape)
    p, t = surface(prediction), surface(truth)
    there = ndimage.distance_transform_edt(~t, sampling=spacing)[p]
    back = ndimage.distance_transform_edt(~p, sampling=spacing)[t]
    pooled = np.concatenate([there, back])
    return {"dice": 2 * (prediction & truth).sum() / (prediction.sum() + truth.sum()),
            "hd95": np.percentile(pooled, 95),
            "hd95_max": max(np.percentile(there, 95), np.percentile(back, 95)),
            "assd": pooled.mean()}


def ball(centre, radius, weights=(1, 1, 1)):
    """A ball around a voxel; radius in voxels along an axis of weight 1."""
    return [2 * c for c in centre] + list(weights) + [int(4 * radius * radius)]


def recipes():
    """Name, size, spacing, prediction's balls and noise, truth's balls and noise."""
    whole = [0, 0, 0, 0, 0, 0, 0]
    heart, moved = ball((9, 8, 4), 5, (1, 1, 4)), ball((10, 7, 4), 5, (1, 1, 4))
    yield "same", (18, 16, 9), (1, 1, 1), [heart], 0, [heart], 0
    yield "shifted, 1 mm", (18, 16, 9), (1, 1, 1), [moved], 0, [heart], 0
    yield "shifted, anisotropic", (18, 16, 9), (1.25, 1.5625, 10), [moved], 0, [heart], 0
    yield "smaller", (18, 16, 9), (0.7, 0.7, 8), [ball((9, 8, 4), 3, (1, 1, 4))], 0, [heart], 0
    yield "rough rims", (18, 16, 9), (1.4, 1.4, 7.5), [heart], 40, [moved], 25
    yield "specks far away", (20, 20, 8), (1.5, 1.5, 5), [heart, ball((18, 18, 7), 0)], 0, [heart], 0
    yield "prediction empty", (18, 16, 9), (1.25, 1.25, 10), [], 0, [heart], 0
    yield "truth empty", (18, 16, 9), (1.25, 1.25, 10), [heart], 0, [], 0
    yield "both empty", (18, 16, 9), (1.25, 1.25, 10), [], 0, [], 0
    yield "one voxel each", (12, 11, 7), (0.5, 2, 9), [ball((1, 2, 1), 0)], 0, [ball((10, 9, 6), 0)], 0
    yield "one voxel, the same", (12, 11, 7), (0.5, 2, 9), [ball((3, 3, 3), 0)], 0, [ball((3, 3, 3), 0)], 0
    yield "one voxel in a body", (12, 11, 7), (0.5, 2, 9), [ball((6, 5, 3), 0)], 0, [ball((6, 5, 3), 4)], 0
    yield "one voxel in a corner", (12, 11, 7), (1, 1, 3), [ball((0, 0, 0), 0)], 0, [ball((11, 10, 6), 2)], 0
    yield "touching the border", (14, 14, 6), (1.3, 1.1, 6), [ball((0, 6, 2), 5)], 0, [ball((1, 6, 1), 5)], 0
    yield "across the whole grid", (9, 9, 5), (1, 1, 8), [whole], 0, [ball((4, 4, 2), 4)], 0
    yield "the whole grid twice", (9, 9, 5), (1, 1, 8), [whole], 0, [whole], 0
    yield "two parts", (24, 12, 6), (1.2, 1.2, 8), [ball((5, 5, 2), 3), ball((18, 6, 3), 3)], 0, [ball((5, 5, 2), 3)], 0
    yield "a single slice", (20, 18, 1), (1.25, 1.4, 10), [ball((9, 8, 0), 5)], 0, [ball((11, 9, 0), 6)], 0
    yield "a single slice, rough", (20, 18, 1), (1.25, 1.4, 10), [ball((9, 8, 0), 5)], 60, [ball((10, 9, 0), 6)], 60
    yield "noise", (10, 10, 10), (1, 2, 3), [], 300, [], 300
    yield "thin plates", (16, 16, 8), (1, 1, 5), [[0, 0, 6, 0, 0, 1, 0]], 0, [[0, 0, 10, 0, 0, 1, 0]], 0


def write():
    cases, largest = [], dict.fromkeys(SCORES, 0.0)
    for number, (name, size, spacing, one, noise, other, rough) in enumerate(recipes()):
        prediction = {"balls": one, "noise": noise, "seed": 2 * number + 1}
        truth = {"balls": other, "noise": rough, "seed": 2 * number + 2}
        pair = mask(size, prediction), mask(size, truth)
        found = scores(*pair, spacing)
        if pair[0].any() and pair[1].any():
            again = defined(*pair, spacing)
            largest = {s: max(largest[s], abs(found[s] - again[s])) for s in SCORES}
            # MONAI counts in single precision: scipy agrees to that, and its double stands for it.
            assert abs(found["hd95_max"] - again["hd95_max"]) < 1e-5 * (1 + again["hd95_max"]), (name, found, again)
            found["hd95_max"] = again["hd95_max"]
        cases.append({"name": name, "size": size, "spacing": spacing, "prediction": prediction, "truth": truth,
                      "voxels": [int(m.sum()) for m in pair]} | found)
    text = ",\n".join(json.dumps(case, default=float) for case in cases)
    (pathlib.Path(__file__).parent / "evaluation.json").write_text('{"cases": [\n' + text + "\n]}\n")
    print(f"{len(cases)} cases, packages and scipy differ by at most", words(largest))


def words(largest):
    return ", ".join(f"{score} {value:.3g}" for score, value in largest.items())


def changed(truth, number):
    """A truth spoilt in one of six ways."""
    ways = [lambda m: np.roll(m, 3, 0), lambda m: np.roll(m, (2, -1, 1), (0, 1, 2)),
            lambda m: m * ndimage.binary_erosion(m > 0, iterations=2), lambda m: np.where(m == 1, 0, m),
            lambda m: np.where(m == 2, 3, m), lambda m: ndimage.grey_dilation(m, (5, 3, 1))]
    return ways[number % len(ways)](truth)


def compare(inkling, folder):
    import nibabel
    packages, scipy, count = dict.fromkeys(SCORES, 0.0), dict.fromkeys(SCORES, 0.0), 0
    for number, file in enumerate(sorted(pathlib.Path(folder).glob("*/label.nii.gz"))):
        image = nibabel.load(file)
        truth = np.asarray(image.dataobj).astype(np.uint8)
        spacing = [float(s) for s in image.header.get_zooms()[:3]]
        prediction = changed(truth, number).astype(np.uint8)
        with tempfile.TemporaryDirectory() as place:
            path = pathlib.Path(place) / "prediction.nii.gz"
            nibabel.save(nibabel.Nifti1Image(prediction, image.affine, image.header), path)
            answer = json.loads(subprocess.check_output([inkling, "evaluate", str(path), str(file), "--json"]))
        for entry in answer["cases"][0]["classes"]:
            pair = prediction == entry["id"], truth == entry["id"]
            expected = scores(*pair, spacing)
            count += 1
            again = defined(*pair, spacing) if pair[0].any() and pair[1].any() else expected
            for score in SCORES:
                assert (entry[score] is None) == (expected[score] is None), (file, entry, expected)
                if entry[score] is not None:
                    packages[score] = max(packages[score], abs(entry[score] - expected[score]))
                    scipy[score] = max(scipy[score], abs(entry[score] - again[score]))
    print(f"{count} masks, largest deviation from the packages:", words(packages))
    print("from scipy and the definitions:", words(scipy))


if __name__ == "__main__":
    compare(*sys.argv[2:4]) if sys.argv[1:2] == ["compare"] else write()
