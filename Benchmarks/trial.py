"""What benchmarks do with a project: train it, predict it in another way with the same weights, draw on it, score it."""
import json
import shutil
import signal
import struct
import subprocess
import time
import zlib

import numpy as np
import SimpleITK as sitk


class Program:
    """The program, run on one thread: any number of threads gives the same bits."""

    def __init__(self, binary):
        self.binary = binary

    def __call__(self, *words):
        result = subprocess.run([str(x) for x in (self.binary, *words)], capture_output=True, text=True)
        if result.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, words))} failed:\n{result.stderr[-2000:]}")

    def train(self, project, words, done):
        """Starts a training and waits until `done` holds of its status."""
        command = [str(x) for x in (self.binary, "train", project, "--threads", 1, *words)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        wait(project, process, done)
        return process


def wait(project, process, done):
    while not done(status(project)):
        if process.poll() is not None and not done(status(project)):
            raise SystemExit(f"training {project} ended:\n{process.stderr.read()[-2000:]}")
        time.sleep(0.1)


def stop(process):
    process.send_signal(signal.SIGTERM)
    process.wait()


def status(project):
    file = project / "run" / "status.json"
    return json.loads(file.read_text()) if file.exists() else {"phase": "none", "step": -1}


def checkpoint(project):
    return project / "run" / "checkpoint-latest.safetensors"


def changed_copy(project, option):
    """A copy of a trained project with one option changed and nothing measured or predicted.

    `train --resume` finds all steps taken and the predictions missing: it measures raise and field anew, saves the
    checkpoint with them, and predicts.
    """
    copy = project.with_name("changed-" + project.name)
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns("lock", "previous", "*.nii.gz"))
    for map_of_strokes in project.glob("scribbles/*.nii.gz"):
        shutil.copy(map_of_strokes, copy / "scribbles")
    data = checkpoint(project).read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    texts = header["__metadata__"]
    settings = json.loads(texts["settings"])
    name, value = option.split("=")
    assert name in settings["options"], name
    settings["options"][name] = value
    header["__metadata__"] = {key: text for key, text in texts.items() if key not in ("background_raise", "field")}
    header["__metadata__"]["settings"] = json.dumps(settings)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    checkpoint(copy).write_bytes(struct.pack("<Q", len(text)) + text + data[8 + length:])
    volumes = len(list(copy.glob("scribbles/*.journal")))
    (copy / "run" / "status.json").write_text(
        json.dumps(status(copy) | {"phase": "incomplete", "predicted": 0, "volumes": volumes}))
    return copy


def session(program, project, words, person, marks):
    """Trains while a person draws; yields the number of strokes when it is one of `marks` and the trainer waits."""
    process = program.train(project, words, lambda s: s["phase"] == "idle")
    try:
        while True:
            if person.strokes in marks:
                yield person.strokes
            step = status(project)["step"]
            if person.strokes == marks[-1] or not person.draw(read(project / "predictions" / person.labels)):
                return
            wait(project, process, lambda s: s["phase"] == "idle" and s["step"] > step)
    finally:
        stop(process)


def read(file):
    """Slices, rows, columns: in this order a voxel's place is its offset in the file."""
    return sitk.GetArrayFromImage(sitk.ReadImage(str(file))).astype(np.uint8)


def dice(prediction, truth, slices):
    """Pooled over slices, mean over the classes that the truth has there."""
    found, wanted = prediction[slices], truth[slices]
    both = [(found == c, wanted == c) for c in np.unique(wanted) if c > 0]
    return float(np.mean([2 * (x & y).sum() / (x.sum() + y.sum()) for x, y in both]))


class Person:
    """Draws along the middle of the largest error anywhere; on no slice twice while others have errors."""

    def __init__(self, project, truth):
        self.journal = next((project / "scribbles").glob("*.journal"))
        self.labels = f"{self.journal.stem}.nii.gz"
        self.truth, self.seen, self.strokes = truth, set(), 0
        self.drawn = read(self.journal.with_suffix(".nii.gz"))
        self.unscribbled = ~self.drawn.any((1, 2))

    def draw(self, prediction):
        """Returns whether there was anything to draw."""
        size, k, label, part = self.largest_error(prediction)
        if size == 0:
            self.seen = set()
            size, k, label, part = self.largest_error(prediction)
        if size == 0:
            return False
        self.seen.add(k)
        rows, columns = np.nonzero(sitk.GetArrayFromImage(sitk.BinaryThinning(part)))
        label = label or 255  # background
        starts = (k * self.truth[k].size + rows * self.truth.shape[2] + columns)[self.drawn[k, rows, columns] != label]
        old = self.drawn.ravel()[starts]
        self.append("paint", [self.strokes + 1] + [f"{start}+1:{before}>{label}" for start, before in zip(starts, old)])
        self.append("end", [self.strokes + 1, "2026-01-01T00:00:00Z", "simulated", "0"])
        self.drawn[k, rows, columns] = label
        self.strokes += 1
        return True

    def largest_error(self, prediction):
        """Pixels, slice, true label and mask of the largest connected part of one true label, predicted otherwise."""
        best = (0, None, None, None)
        for k in set(range(len(self.truth))) - self.seen:
            for label in np.unique(self.truth[k]):
                wrong = (self.truth[k] == label) & (prediction[k] != label)
                if wrong.sum() <= best[0]:
                    continue
                components = sitk.ConnectedComponent(sitk.GetImageFromArray(wrong.astype(np.uint8)), True)
                largest = sitk.RelabelComponent(components) == 1
                size = sitk.GetArrayFromImage(largest).sum()
                if size > best[0]:
                    best = (size, k, label, largest)
        return best

    def append(self, kind, words):
        """Adds a record to the project's journal, as the viewer does."""
        number = int(self.journal.read_text().splitlines()[-1].split()[0]) + 1
        body = " ".join(map(str, [number, kind, *words]))
        with self.journal.open("a") as file:
            file.write(f"{body} #{zlib.crc32(body.encode()):08x}\n")
