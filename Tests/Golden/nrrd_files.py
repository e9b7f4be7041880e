"""NRRD files of other programs: python3 Tests/Golden/nrrd_files.py > Tests/Golden/nrrd.json

pynrrd and SimpleITK write them, from numbers made here. Positions are those of SimpleITK's reader, in RAS millimetres.
"""
import base64
import json
import os
import tempfile

import nrrd
import numpy as np
import SimpleITK as sitk

FLIP = np.diag([-1.0, -1, 1, 1])
TURN = np.array([[0.8, -0.6, 0], [0.48, 0.64, -0.6], [0.36, 0.48, 0.8]])
SPACING, ORIGIN = np.array([1.5, 1.25, 8]), np.array([-20.5, 33.25, 7.125])


def numbers(shape, kind):
    values = (np.arange(int(np.prod(shape))) * 37 % 101).astype(kind)
    return values.reshape(shape, order="F")


def affine(image):
    matrix = np.eye(4)
    matrix[:3, :3] = np.array(image.GetDirection()).reshape(3, 3) * image.GetSpacing()
    matrix[:3, 3] = image.GetOrigin()
    return (FLIP @ matrix)[:3].round(9).tolist()


def entry(name, path, voxels, place):
    with open(path, "rb") as file:
        data = base64.b64encode(file.read()).decode()
    return {"name": name, "file": data, "size": list(voxels.shape[:3]), "affine": place,
            "voxels": [float(v) for v in voxels.flatten(order="F")]}


def main():
    cases = []
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "x.nrrd")
    header = {"space directions": (TURN * SPACING).T, "space origin": ORIGIN}
    for name, kind, more in [
        ("pynrrd int16 raw big", ">i2", {"encoding": "raw", "space": "left-posterior-superior"}),
        ("pynrrd float gzip little", "<f4", {"encoding": "gzip", "space": "right-anterior-superior"}),
        ("pynrrd uint16 ascii", "<u2", {"encoding": "ascii", "space": "LAS"}),
    ]:
        voxels = numbers((4, 3, 2), kind)
        nrrd.write(path, voxels, {**header, **more})
        cases.append(entry(name, path, voxels, affine(sitk.ReadImage(path))))
    image = sitk.GetImageFromArray(numbers((4, 3, 2), "uint8").transpose(2, 1, 0))
    image.SetDirection(TURN.ravel())
    image.SetSpacing(SPACING)
    image.SetOrigin(ORIGIN)
    for packed in (False, True):
        sitk.WriteImage(image, path, packed)
        cases.append(entry(f"SimpleITK uint8 packed {packed}", path, numbers((4, 3, 2), "uint8"), affine(image)))
    voxels = numbers((4, 3, 2, 3), "int16")
    series = [sitk.GetImageFromArray(voxels[..., t].transpose(2, 1, 0)) for t in range(3)]
    sitk.WriteImage(sitk.JoinSeries(series), path)
    cases.append(entry("SimpleITK four dimensions", path, voxels, affine(series[0])))
    print(json.dumps(cases, indent=1))


main()
