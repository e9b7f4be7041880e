#!/usr/bin/env python3
"""Datasets that inkling writes, looked at by nnU-Net itself, and datasets of nnU-Net's making, read by inkling.

  nnunet.py PROGRAM FOLDER      PROGRAM is inkling; FOLDER is made and filled

Needs nnunetv2 and nibabel. Prints a line for each check; the exit status is 1 where one fails.
"""
import json
import os
import shutil
import subprocess
import sys

CLASSES = "RV,Myo,LV"
failed = False


def check(name, good, why=""):
    global failed
    failed = failed or not good
    print(("ok   " if good else "FAIL ") + name + ("" if good else f": {why}"), flush=True)


def verify(folder):
    """What nnU-Net's own check says; run by itself, because it prints from processes of its own."""
    from nnunetv2.experiment_planning.verify_dataset_integrity import verify_dataset_integrity
    verify_dataset_integrity(folder, 2)


class Place:
    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), os.path.abspath(folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)

    def __call__(self, name):
        return os.path.join(self.folder, name)

    def run(self, *words):
        """Runs inkling; what it wrote on standard error, and whether it succeeded."""
        done = subprocess.run([self.program, *words], cwd=self.folder, capture_output=True, text=True)
        return done.returncode == 0, done.stderr

    def checked(self, name, *words):
        good, text = self.run(*words)
        check(name, good, text.strip())
        return text

    def verified(self, name, dataset):
        environment = dict(os.environ, nnUNet_raw=self("raw"), nnUNet_preprocessed=self("p"), nnUNet_results=self("r"))
        done = subprocess.run([sys.executable, __file__, "--verify", self(dataset)], env=environment,
                              capture_output=True, text=True)
        text = done.stdout + done.stderr
        doubts = [line for line in text.split("\n") if "rror" in line.split("If you didn")[0] or "arning:" in line]
        check(f"{name}: nnU-Net finds no fault", done.returncode == 0 and "integrity Done" in text and not doubts,
              text[-600:])


def exports(place):
    """Scribbles, accepted slices as they are drawn in full, and whole segmentations."""
    import nibabel
    import numpy
    place.checked("phantoms", "phantom", "--output", "cases", "--cases", "2", "--size", "48x48x5")
    place.checked("a project", "init", "heart.inkling", "--from", "cases", "--classes", CLASSES)
    for name, flag in [("Dataset001_Links", []), ("Dataset002_Copies", ["--copy"])]:
        place.checked(f"{name} is written", "export", "nnunet", "heart.inkling", "--output", f"raw/{name}", *flag)
        place.verified(name, f"raw/{name}")
    image = nibabel.load(place("raw/Dataset001_Links/imagesTr/phantom0001_0000.nii.gz"))
    label = nibabel.load(place("raw/Dataset001_Links/labelsTr/phantom0001.nii.gz"))
    check("label and image have one affine", numpy.array_equal(image.affine, label.affine))
    drawn = numpy.asarray(nibabel.load(place("cases/phantom0001/scribble.nii.gz")).dataobj)
    wanted = numpy.where(drawn == 0, 4, numpy.where(drawn == 255, 0, drawn))
    check("labels are the scribbles", numpy.array_equal(numpy.asarray(label.dataobj), wanted))
    place.checked("training", "train", "heart.inkling", "--steps", "5", "--set", "network.channels=8,8",
                  "--set", "network.dropout=0,0")
    place.checked("whole segmentations are written", "export", "nnunet", "heart.inkling", "--labels", "labels",
                  "--output", "raw/Dataset003_Whole")
    place.verified("Dataset003_Whole", "raw/Dataset003_Whole")
    check("without an ignore label", "ignore" not in json.load(open(place("raw/Dataset003_Whole/dataset.json")))["labels"])


def numbers_and_frames(place):
    """Label numbers with gaps, and a frame of a 4D image that is not compressed."""
    import nibabel
    import numpy
    image = nibabel.load(place("cases/phantom0001/image.nii.gz"))
    drawn = nibabel.load(place("cases/phantom0001/scribble.nii.gz"))
    data = numpy.asarray(image.dataobj)
    film = nibabel.Nifti1Image(numpy.stack([data, 2 * data], axis=-1), image.affine, image.header)
    nibabel.save(film, place("film.nii"))
    table = numpy.arange(256, dtype=numpy.uint8)
    table[[1, 2, 3]] = [5, 9, 20]
    nibabel.save(nibabel.Nifti1Image(table[numpy.asarray(drawn.dataobj)], drawn.affine, drawn.header),
                 place("gaps.nii.gz"))
    with open(place("gaps.txt"), "w") as file:
        file.write('5 255 0 0 1 1 1 "RV"\n9 0 255 0 1 1 1 "Myo"\n20 0 0 255 1 1 1 "LV"\n')
    place.checked("a project with gaps", "init", "gaps.inkling", "--volume", "film.nii", "--frame", "1",
                  "--scribbles", "gaps.nii.gz", "--scribble-encoding", "inkling", "--label-table", "gaps.txt")
    text = place.checked("numbers with gaps are written", "export", "nnunet", "gaps.inkling", "--output",
                         "raw/Dataset004_Gaps")
    check("the new numbers are said", "9 Myo is 2" in text, text)
    place.verified("Dataset004_Gaps", "raw/Dataset004_Gaps")
    frame = nibabel.load(place("raw/Dataset004_Gaps/imagesTr/film_0000.nii.gz"))
    check("the frame is that of the film", numpy.allclose(numpy.asarray(frame.dataobj), 2 * data))


def imports(place):
    """A dataset whose description nnU-Net has written."""
    from nnunetv2.dataset_conversion.generate_dataset_json import generate_dataset_json
    folder = place("raw/Dataset005_Theirs")
    for part in ["imagesTr", "labelsTr"]:
        os.makedirs(os.path.join(folder, part))
    for name in ["phantom0001", "phantom0002"]:
        for channel in ["0000", "0001"]:
            shutil.copy(place(f"cases/{name}/image.nii.gz"), f"{folder}/imagesTr/{name}_{channel}.nii.gz")
        shutil.copy(place(f"cases/{name}/label.nii.gz"), f"{folder}/labelsTr/{name}.nii.gz")
    generate_dataset_json(folder, {0: "T1", 1: "T2"}, {"background": 0, "RV": 1, "Myo": 2, "LV": 3}, 2, ".nii.gz")
    place.verified("Dataset005_Theirs", "raw/Dataset005_Theirs")
    text = place.checked("their dataset is read", "init", "theirs.inkling", "--from", folder, "--channel", "T2")
    check("with its classes", "1 RV, 2 Myo, 3 LV" in text, text)
    place.checked("their truth is paired", "evaluate", f"{folder}/labelsTr", "theirs.inkling")


def main():
    if sys.argv[1:2] == ["--verify"]:
        return verify(sys.argv[2])
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    place = Place(sys.argv[1], sys.argv[2])
    for part in [exports, numbers_and_frames, imports]:
        try:
            part(place)
        except Exception as error:  # a check that can't be made has failed
            check(part.__name__, False, repr(error))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
