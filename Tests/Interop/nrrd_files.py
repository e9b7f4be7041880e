"""NRRD as pynrrd and SimpleITK see it: nrrd_files.py PROGRAM WORKFOLDER

A line for each check; exit status 1 where one fails.
"""
import json
import os
import subprocess
import sys

import nibabel
import nrrd
import numpy as np
import SimpleITK as sitk

PROGRAM, WORK = sys.argv[1], sys.argv[2]
TURN = np.array([[0.8, -0.6, 0], [0.48, 0.64, -0.6], [0.36, 0.48, 0.8]])
failed = 0


def at(name):
    return os.path.join(WORK, name)


def run(*words):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"FAILED {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def check(what, good, more=""):
    global failed
    print("ok    " if good else "FAILED", what, more)
    failed += not good


def info(name, *words):
    return json.loads(run("info", at(name), "--json", *words))


def affine(image):
    """Voxel to RAS millimetres."""
    matrix = np.eye(4)
    matrix[:3, :3] = np.array(image.GetDirection()).reshape(3, 3) * image.GetSpacing()
    matrix[:3, 3] = image.GetOrigin()
    return np.diag([-1, -1, 1, 1]) @ matrix


def distance(one, other):
    return float(np.abs(np.asarray(one)[:3] - np.asarray(other)[:3]).max())


def images():
    """An image that lies obliquely, as SimpleITK writes it, and all types as pynrrd does."""
    run("phantom", "--output", at("made"), "--seed", "3", "--size", "48x40x6", "--force")
    image = sitk.ReadImage(at("made/image.nii.gz"))
    image.SetDirection(TURN.ravel())
    image.SetOrigin((12.345678, -98.7654321, 33.3))
    sitk.WriteImage(image, at("heart.nii.gz"))
    known = info("heart.nii.gz")
    for name, packed in (("heart.nrrd", True), ("raw.nrrd", False)):
        sitk.WriteImage(image, at(name), packed)
        found = info(name)
        check(f"{name} of SimpleITK lies where it should", distance(found["affine"], affine(image)) < 1e-5)
        check(f"{name} has the voxels of the NIfTI file", found["intensities"] == known["intensities"])
    for name in ("label", "scribble"):
        labels = sitk.ReadImage(at(f"made/{name}.nii.gz"))
        labels.CopyInformation(image)
        sitk.WriteImage(labels, at(f"{name}.nrrd"), True)
    random = np.random.default_rng(1)
    for kind in "int8 uint8 int16 uint16 int32 uint32 int64 uint64 float32 float64".split():
        good = True
        for encoding in ("raw", "gzip", "ascii"):
            for order, endian in (("<", "little"), (">", "big")):
                voxels = random.integers(0, 100, (5, 4, 3)).astype(np.dtype(kind).newbyteorder(order))
                nrrd.write(at("t.nrrd"), voxels, {
                    "encoding": encoding, "endian": endian, "space": "RAS",
                    "space directions": np.diag([1.5, -2, 8.0]), "space origin": [1, 2, 3.0]})
                found = info("t.nrrd")
                good &= abs(found["intensities"]["mean"] - voxels.mean()) < 1e-3
                good &= found["data_type"] == kind and found["affine"][1] == [0, -2, 0, 2]
        check(f"{kind} of pynrrd in all encodings", good)


def labels():
    """What the program writes of one project, in each format."""
    for name in ("p.inkling", "q.inkling"):
        subprocess.run(["rm", "-rf", at(name)], check=True)
    run("init", at("p.inkling"), "--volume", at("heart.nrrd"), "--scribbles", at("scribble.nrrd"),
        "--scribble-encoding", "inkling", "--classes", "RV,Myo,LV")
    run("import", at("p.inkling"), at("label.nrrd"))
    for content in ("labels", "scribbles"):
        for ending in ("nii.gz", "nrrd", "seg.nrrd"):
            run("export", content, at("p.inkling"), "--output", at(f"{content}.{ending}"), "--force")
        known = nibabel.load(at(f"{content}.nii.gz"))
        voxels = np.asarray(known.dataobj)
        for ending in ("nrrd", "seg.nrrd"):
            name = f"{content}.{ending}"
            found, header = nrrd.read(at(name))
            check(f"{name} has the voxels of the NIfTI file (pynrrd)", np.array_equal(found, voxels))
            image = sitk.ReadImage(at(name))
            check(f"{name} has the voxels of the NIfTI file (SimpleITK)",
                  np.array_equal(sitk.GetArrayFromImage(image).T, voxels))
            check(f"{name} lies where the NIfTI file lies", distance(affine(image), known.affine) < 1e-5)
            run("check", at("heart.nrrd"), at(name))
    _, header = nrrd.read(at("labels.seg.nrrd"))
    check("labels.seg.nrrd names its segments",
          [header[f"Segment{i}_Name"] for i in range(3)] == ["RV", "Myo", "LV"])
    run("init", at("q.inkling"), "--volume", at("heart.nrrd"), "--scribbles", at("scribbles.seg.nrrd"),
        "--classes", "RV,Myo,LV")
    one, two = (np.asarray(nibabel.load(at(f"{p}.inkling/scribbles/heart.nii.gz")).dataobj) for p in "pq")
    check("scribbles come back from scribbles.seg.nrrd", np.array_equal(one, two))


def segmentation():
    """As 3D Slicer writes one: the box of the segments, in two layers."""
    image = sitk.ReadImage(at("heart.nrrd"))
    voxels = np.zeros((2, 10, 9, 4), "uint8")
    voxels[0, 2:6, 2:6, 1:3] = voxels[1, 4:8, 4:8, 1:3] = 1
    steps = (TURN * np.array(image.GetSpacing())).T
    header = {"space": "left-posterior-superior", "kinds": ["list"] + ["domain"] * 3,
              "space directions": np.vstack([[np.nan] * 3, steps]),
              "space origin": np.array(image.GetOrigin()) + np.array([5, 7, 1]) @ steps,
              "Segmentation_ReferenceImageExtentOffset": "5 7 1"}
    for index, name in enumerate(["LV", "RV"]):
        header.update({f"Segment{index}_ID": f"Segment_{index}", f"Segment{index}_Name": name,
                       f"Segment{index}_LabelValue": "1", f"Segment{index}_Layer": str(index)})
    nrrd.write(at("slicer.seg.nrrd"), voxels, header)
    run("import", at("q.inkling"), at("slicer.seg.nrrd"))
    found = np.asarray(nibabel.load(at("q.inkling/imported/heart.nii.gz")).dataobj)
    expected = np.zeros_like(found)
    expected[5:15, 7:16, 1:5] = np.where(voxels[1], 1, voxels[0] * 3)
    check("a part in layers is placed on the image, by names", np.array_equal(found, expected))


os.makedirs(WORK, exist_ok=True)
images()
labels()
segmentation()
sys.exit(failed > 0)
