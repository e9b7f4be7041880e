#!/usr/bin/env python3
"""NIfTI, both ways, with nibabel and SimpleITK: nifti.py PROGRAM FOLDER

Label maps, scribbles, uncertainty and probabilities have to lie on the image, with its header, and to open in both
readers with the same voxels; what both write has to come in unchanged.
"""
import os
import subprocess
import sys

import nibabel
import numpy
import SimpleITK

PROGRAM, FOLDER = sys.argv[1:3]
CLASSES = ["RV", "Myo", "LV"]
SMALL = ["--set", "network.channels=8,8", "--set", "network.dropout=0,0"]
failed = False


def place(name):
    return os.path.join(FOLDER, name)


def inkling(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, cwd=FOLDER)
    if done.returncode != 0:
        sys.exit(f"inkling {' '.join(arguments)} ends with {done.returncode}: {done.stderr}")
    return done.stdout + done.stderr


def check(what, good, found=""):
    global failed
    failed = failed or not good
    print(f"{'ok    ' if good else 'FAILED'} {what}" + (f": {found}" if found and not good else ""), flush=True)


def kept(image, other):
    """Whether the fields of the header that tell where the voxels lie are the same, bit by bit."""
    one, two = nibabel.load(place(image)).header, nibabel.load(place(other)).header
    fields = ["xyzt_units", "qform_code", "sform_code", "quatern_b", "quatern_c", "quatern_d", "qoffset_x", "qoffset_y",
              "qoffset_z", "srow_x", "srow_y", "srow_z"]
    return all(numpy.array_equal(one[f], two[f]) for f in fields) and \
        numpy.array_equal(one["dim"][1:4], two["dim"][1:4]) and numpy.array_equal(one["pixdim"][:4], two["pixdim"][:4])


def itk(name):
    """Voxels, in nibabel's order of axes, and affine (RAS) as SimpleITK sees them."""
    image = SimpleITK.ReadImage(place(name))
    affine = numpy.eye(4)
    direction = numpy.array(image.GetDirection()).reshape(3, 3)
    affine[:3, :3] = direction @ numpy.diag(image.GetSpacing())
    affine[:3, 3] = image.GetOrigin()
    return SimpleITK.GetArrayFromImage(image).transpose(2, 1, 0), numpy.diag([-1, -1, 1, 1]) @ affine


def lies_on(name, image, kind, values):
    """Checks a map that the program wrote."""
    ours, base = nibabel.load(place(name)), nibabel.load(place(image))
    voxels, affine = itk(name)
    data = numpy.asanyarray(ours.dataobj)
    check(f"{name}: nibabel reads {kind} on the image's grid",
          ours.get_data_dtype() == kind and data.shape == base.shape[:3], f"{ours.get_data_dtype()}, {data.shape}")
    check(f"{name}: the affine is the image's, bit by bit", (ours.affine == base.affine).all())
    check(f"{name}: the header's geometry is the image's, field by field", kept(image, name))
    check(f"{name}: SimpleITK reads the same voxels", numpy.abs(voxels - data.astype(float)).max() < 1e-6)
    check(f"{name}: SimpleITK's affine agrees to 1e-4 mm", numpy.abs(affine - ours.affine).max() < 1e-4,
          f"{numpy.abs(affine - ours.affine).max()}")
    check(f"{name}: values are as they should be", values(data), f"{numpy.unique(data)[:20]}")
    return data


def unit(values):
    """Between 0 and 1, as far as the header's scale can say so."""
    return 0 <= values.min() and values.max() < 1 + 1e-6


def written_maps():
    """What the program writes for an image."""
    inkling("init", "heart.inkling", "--volume", "heart.nii.gz", "--scribbles", "heart-scribble.nii.gz",
            "--classes", ",".join(CLASSES))
    inkling("train", "heart.inkling", "--steps", "20", *SMALL)
    inkling("predict", "heart.inkling", "heart.nii.gz", "--output", "labels.nii.gz", "--uncertainty", "--probabilities")
    labels = lies_on("labels.nii.gz", "heart.nii.gz", numpy.uint8, lambda v: set(numpy.unique(v)) <= {0, 1, 2, 3})
    lies_on("labels-uncertainty.nii.gz", "heart.nii.gz", numpy.uint8, unit)
    names = sorted(n for n in os.listdir(place("labels-probabilities")) if n.endswith(".nii.gz"))
    check("probabilities: one map a class, background too", len(names) == 4, str(names))
    total = sum(lies_on(f"labels-probabilities/{name}", "heart.nii.gz", numpy.float32, unit)
                for name in names)
    check("probabilities: they add up to 1", numpy.abs(total - 1).max() < 1e-3, str(numpy.abs(total - 1).max()))
    inkling("export", "labels", "heart.inkling", "--output", "exported.nii")
    exported = lies_on("exported.nii", "heart.nii.gz", numpy.uint8, lambda v: set(numpy.unique(v)) <= {0, 1, 2, 3})
    same = (exported == labels).mean()
    check("exported.nii: the same labels as predicted", same > 0.95, str(same))
    drawn = numpy.asanyarray(nibabel.load(place("heart-scribble.nii.gz")).dataobj)
    for encoding, none, background in [("inkling", 0, 255), ("ignore-last", 4, 0), ("ignore-255", 255, 0)]:
        name = f"scribbles-{encoding}.nii.gz"
        inkling("export", "scribbles", "heart.inkling", "--output", name, "--encoding", encoding)
        data = lies_on(name, "heart.nii.gz", numpy.uint8, lambda v: set(numpy.unique(v)) == {none, background, 1, 2, 3})
        same = all(((data == k) == (drawn == k)).all() for k in (1, 2, 3)) and \
            ((data == background) == (drawn == 255)).all() and ((data == none) == (drawn == 0)).all()
        check(f"{name}: the strokes are those that came in", same)


def foreign_image(name, make, itk_reads=True):
    """An image of others, with scribbles on it, trained and exported."""
    make(place(name))
    stem = name.split(".")[0]
    base = nibabel.load(place(name))
    drawn = numpy.asanyarray(nibabel.load(place("heart-scribble.nii.gz")).dataobj)
    nibabel.save(nibabel.Nifti1Image(drawn, base.affine, dtype=numpy.uint8), place(f"{stem}-scribble.nii"))
    inkling("init", f"{stem}.inkling", "--volume", name, "--scribbles", f"{stem}-scribble.nii",
            "--classes", ",".join(CLASSES), "--scribble-encoding", "inkling")
    inkling("train", f"{stem}.inkling", "--steps", "4", *SMALL)
    inkling("export", "labels", f"{stem}.inkling", "--output", f"{stem}-labels.nii.gz")
    ours = nibabel.load(place(f"{stem}-labels.nii.gz"))
    check(f"{name}: comes in, and its labels lie on it",
          (ours.affine == base.affine).all() and ours.shape == base.shape)
    if itk_reads:
        check(f"{name}: SimpleITK agrees", numpy.abs(itk(f"{stem}-labels.nii.gz")[1] - ours.affine).max() < 1e-4)
    check(f"{name}: the header's geometry is kept", kept(name, f"{stem}-labels.nii.gz"))


def read_maps():
    """Images that nibabel and SimpleITK write: types, byte order, oblique and flipped axes."""
    heart = nibabel.load(place("heart.nii.gz"))
    voxels = numpy.asarray(heart.dataobj)
    turn = numpy.array([[0, -1, 0], [.8, 0, -.6], [.6, 0, .8]])
    oblique = numpy.eye(4)
    oblique[:3, :3] = turn @ numpy.diag([-1.4, 1.4, 8])
    oblique[:3, 3] = [12.5, -30, 7.25]
    for kind in (numpy.uint8, numpy.int16, numpy.uint16, numpy.int32, numpy.float32, numpy.float64):
        values = (voxels * (255 / voxels.max())).astype(kind)
        foreign_image(f"nibabel_{numpy.dtype(kind).name}.nii.gz",
                      lambda path: nibabel.save(nibabel.Nifti1Image(values, oblique, dtype=kind), path))

    def big(path):
        header = nibabel.Nifti1Header(endianness=">")
        header.set_data_dtype(numpy.int16)
        nibabel.save(nibabel.Nifti1Image(voxels.astype(numpy.int16), heart.affine, header), path)
    foreign_image("nibabel_big_endian.nii", big)

    def second(path):
        nibabel.save(nibabel.Nifti2Image(voxels.astype(numpy.int16), oblique), path)
    # ITK itself reads no NIfTI-2.
    foreign_image("nibabel_nifti2.nii.gz", second, itk_reads=False)

    def simple(path):
        image = SimpleITK.GetImageFromArray(voxels.astype(numpy.float32).transpose(2, 1, 0))
        image.SetSpacing((1.4, 1.4, 8.0))
        image.SetOrigin((3, 4, 5))
        image.SetDirection([float(x) for x in turn.flatten()])
        SimpleITK.WriteImage(image, path)
    foreign_image("itk_oblique.nii.gz", simple)


def main():
    inkling("phantom", "--output", "heart.nii.gz", "--size", "48x40x6", "--seed", "7")
    written_maps()
    read_maps()
    sys.exit(1 if failed else 0)


main()
