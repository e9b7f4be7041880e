"""Folders of DICOM files through dcm2niix: dicom_folders.py PROGRAM WORKFOLDER

SimpleITK makes the files of a phantom. A line for each check; exit status 1 where one fails.
"""
import json
import os
import shutil
import subprocess
import sys

import numpy as np
import SimpleITK as sitk

PROGRAM, WORK = sys.argv[1], sys.argv[2]
failed = 0


def at(name):
    return os.path.join(WORK, name)


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True)


def check(what, good, more=""):
    global failed
    print("ok    " if good else "FAILED", what, "" if good else more)
    failed += not good


def write(image, folder, number, description):
    """The slices of an image as a series."""
    os.makedirs(folder, exist_ok=True)
    writer = sitk.ImageFileWriter()
    writer.KeepOriginalImageUIDOn()
    base, direction = "1.2.826.0.1.3680043.2.1125.7", image.GetDirection()
    for k in range(image.GetDepth()):
        one = image[:, :, k]
        position = image.TransformIndexToPhysicalPoint((0, 0, k))
        orientation = [direction[0], direction[3], direction[6], direction[1], direction[4], direction[7]]
        tags = {
            "0008|0060": "MR", "0008|0016": "1.2.840.10008.5.1.4.1.1.4", "0010|0010": "Phantom", "0010|0020": "1",
            "0008|0020": "20200101", "0008|0030": "101010", "0020|000d": f"{base}.1", "0020|000e": f"{base}.2.{number}",
            "0020|0052": f"{base}.3", "0008|0018": f"{base}.4.{number}.{k + 1}", "0020|0011": str(number),
            "0008|103e": description, "0020|0013": str(k + 1), "0018|0050": str(image.GetSpacing()[2]),
            "0020|0032": "\\".join(f"{x:.6f}" for x in position),
            "0020|0037": "\\".join(f"{x:.6f}" for x in orientation),
        }
        for tag, value in tags.items():
            one.SetMetaData(tag, value)
        writer.SetFileName(os.path.join(folder, f"{number}-{k:03d}.dcm"))
        writer.Execute(one)


if not shutil.which("dcm2niix"):
    print("skipped: dcm2niix is not installed")
    sys.exit(0)
shutil.rmtree(WORK, ignore_errors=True)
os.makedirs(WORK)
run("phantom", "--output", at("made"), "--seed", "3", "--size", "48x40x6")
image = sitk.Cast(sitk.ReadImage(at("made/image.nii.gz")), sitk.sitkInt16)
write(image, at("scans/one"), 3, "cine SAX")
write(image, at("scans/two"), 3, "cine SAX")
write(image + 1, at("scans/two"), 7, "T2w")

found = run("info", at("scans/one"), "--json")
check("info reads the folder of a series", found.returncode == 0, found.stderr)
known = json.loads(run("info", at("made/image.nii.gz"), "--json").stdout)
got = json.loads(found.stdout or "{}")
check("it has the phantom's intensities", got.get("intensities") == known["intensities"])
check("and its size and spacing", got.get("size") == known["size"]
      and np.allclose(got["spacing_mm"], known["spacing_mm"], atol=1e-4))
several = run("info", at("scans/two"))
check("several series are listed", several.returncode == 1 and "--series" in several.stderr and "7" in several.stderr)
one = run("info", at("scans/two"), "--series", "T2w", "--json")
check("--series chooses one", one.returncode == 0
      and json.loads(one.stdout)["intensities"]["min"] == known["intensities"]["min"] + 1, one.stderr)
made = run("init", at("p.inkling"), "--from", at("scans"), "--series", "3", "--classes", "A")
check("init --from takes every folder as a case", made.returncode == 0 and "2 volumes" in made.stderr, made.stderr)
check("doctor finds the images where they stay", run("doctor", at("p.inkling")).returncode == 0)
sys.exit(failed > 0)
