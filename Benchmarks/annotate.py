"""Annotates one volume in a real terminal as a person would, by keyboard alone or by mouse alone, trains, and scores it.

    python3 Benchmarks/annotate.py --program .build/release/inkling --image IMAGE --truth LABELS --by keyboard
    python3 Benchmarks/annotate.py … --by mouse

Needs tmux, numpy and nibabel. Draws in three slices: a stroke of two or three straight pieces through each class, and one
background ring, copied to the other slices. Counts keys, or clicks, drags and turns of the wheel, and estimates a person's time by the
keystroke-level model (Card, Moran and Newell 1980: a key 0.28 s, pointing 1.1 s, pressing or releasing a button 0.1 s,
and 1.35 s of thought before each stroke). The truth tells where a class lies, as a person's eye does; training never
sees it. `--counts no` is for programs without counts and diagonals.
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

import nibabel
import numpy

WAYS = {"l": (1, 0), "h": (-1, 0), "j": (0, 1), "k": (0, -1), "\\": (1, 1), "|": (-1, -1), "/": (1, -1), "_": (-1, 1)}


class Terminal:
    """The program in a tmux session of its own."""

    def __init__(self, words, columns=160, rows=48):
        self.name = f"annotate-{time.time_ns()}"
        self.tmux("new-session", "-d", "-s", self.name, "-x", str(columns), "-y", str(rows), *words)
        self.keys, self.clicks, self.drags, self.turns, self.strokes = 0, 0, 0, 0, 0
        self.wait_for(r"axial|coronal|sagittal")

    def tmux(self, *words):
        return subprocess.run(["tmux", *words], check=True, capture_output=True, text=True).stdout

    def screen(self):
        return self.tmux("capture-pane", "-p", "-t", self.name)

    def wait_for(self, pattern, seconds=30):
        end = time.time() + seconds
        while time.time() < end:
            found = re.search(pattern, self.screen())
            if found:
                return found
            time.sleep(0.05)
        raise SystemExit(f"{pattern!r} did not appear within {seconds} s:\n{self.screen()}")

    def type(self, text, counted=True):
        """Keys, one character each. Not faster than a person's: what comes at once is taken for pasted text."""
        self.keys += len(text) if counted else 0
        for key in text:
            self.tmux("send-keys", "-t", self.name, "-l", key)
            time.sleep(0.03)

    def mouse(self, code, column, row, final="M"):
        report = f"\x1b[<{code};{column + 1};{row + 1}{final}"
        self.tmux("send-keys", "-t", self.name, "-H", *[f"{byte:02x}" for byte in report.encode()])

    def click(self, column, row):
        self.clicks += 1
        self.mouse(0, column, row)
        self.mouse(0, column, row, "m")

    def click_on(self, word, within=None):
        """Clicks on the first letter of a word on the screen."""
        for row, line in enumerate(self.screen().split("\n")):
            start = line.find(within or word)
            if start >= 0:
                return self.click(line.find(word, start), row)
        raise SystemExit(f"{within or word!r} is not on the screen:\n{self.screen()}")

    def drag(self, cells):
        self.drags += 1
        self.mouse(0, *cells[0])
        for cell in cells[1:]:
            self.mouse(32, *cell)
        self.mouse(0, *cells[-1], "m")

    def turn(self, code, column, row, times):
        self.turns += times
        for _ in range(times):
            self.mouse(code, column, row)

    def voxel(self):
        """The voxel under the cursor."""
        time.sleep(0.8)
        return tuple(int(n) for n in self.wait_for(r"\((\d+), ?(\d+), ?(\d+)\)").groups())

    def seconds(self):
        """A person's time by the keystroke-level model."""
        pointing = self.clicks + 2 * self.drags
        return (0.28 * (self.keys + self.turns) + 1.1 * pointing + 0.2 * (self.clicks + self.drags)
                + 1.35 * self.strokes)

    def close(self):
        subprocess.run(["tmux", "kill-session", "-t", self.name], capture_output=True)


def run_length(mask, at, way):
    """How many steps lead from a point in a direction within a mask."""
    steps, (x, y) = 0, at
    while True:
        x, y = x + way[0], y + way[1]
        if not (0 <= x < mask.shape[0] and 0 <= y < mask.shape[1] and mask[x, y]):
            return steps
        steps += 1


def stroke(mask, pieces):
    """Corners of a stroke of straight pieces within a class: the longest first, then on from its end."""
    inner = mask & numpy.roll(mask, 1, 0) & numpy.roll(mask, -1, 0) & numpy.roll(mask, 1, 1) & numpy.roll(mask, -1, 1)
    mask = inner if inner.sum() > 10 else mask
    best = max(((run_length(mask, tuple(at), way), tuple(at), way)
                for at in numpy.argwhere(mask) for way in WAYS.values()), default=None)
    if best is None:
        return []
    length, at, way = best
    corners = [at, (at[0] + way[0] * length, at[1] + way[1] * length)]
    while len(corners) <= pieces:
        at = corners[-1]
        turns = [(run_length(mask, at, turn), turn) for turn in WAYS.values() if turn not in (way, (-way[0], -way[1]))]
        length, way = max(turns)
        if length < 3:
            break
        corners.append((at[0] + way[0] * length, at[1] + way[1] * length))
    return corners


def keys_along(length, single, ten, counts):
    """The fewest keys for so many steps one way."""
    ways = [single * length] if ten is None else [ten * (length // 10) + single * (length % 10)]
    if ten is not None and length % 10 > 5:
        ways.append(ten * (length // 10 + 1) + {"l": "h", "h": "l", "j": "k", "k": "j"}[single] * (10 - length % 10))
    if counts and 0 < length < 100:
        ways.append(f"{length:02d}{single}")
    return min(ways, key=len)


def move(start, end, counts, straight=False):
    """Keys that lead from one point to another; with `straight`, along one line, or None where no key draws it."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    if straight and dx and dy:
        if not counts or abs(dx) != abs(dy):
            return None
        sign = next(key for key, way in WAYS.items() if way == (numpy.sign(dx), numpy.sign(dy)))
        return keys_along(abs(dx), sign, None, True)
    keys = ""
    for distance, (less, more) in ((dx, "hl"), (dy, "kj")):
        single = more if distance > 0 else less
        # Overshooting by ten would draw too far where the pen is down.
        ten = None if straight and abs(distance) < 10 else single.upper()
        part = keys_along(abs(distance), single, ten, counts)
        if straight and (set(part.lower()) - set("0123456789")) - {single}:
            part = single.upper() * (abs(distance) // 10) + single * (abs(distance) % 10)
        keys += part
    return keys


def draw_by_keyboard(terminal, here, label, corners, counts):
    """Draws a stroke; the cursor ends at its end. The label comes after the count that leads there: two digits are one."""
    terminal.strokes += 1
    keys = move(here, corners[0], counts) + str(label)
    pieces = [move(a, b, counts, straight=True) for a, b in zip(corners, corners[1:])]
    if all(piece is not None for piece in pieces):
        keys += " " + "".join(pieces) + " "
    else:
        for a, b in zip(corners, corners[1:]):
            keys += "v" + move(a, b, counts)
        keys += " "
    terminal.type(keys)
    return corners[-1]


def by_keyboard(terminal, plan, ring, counts):
    i, j, k = terminal.voxel()
    here, slice_now = (i, j), k
    for number, (k, strokes) in enumerate(plan):
        terminal.type(("n" if k > slice_now else "p") * abs(k - slice_now))
        slice_now = k
        if number == 0:
            here = draw_by_keyboard(terminal, here, 0, ring, counts)
            terminal.type("y")
        else:
            terminal.type("P")
        for label, corners in strokes:
            here = draw_by_keyboard(terminal, here, label, corners, counts)
        print(f"slice {k}: {terminal.keys} keys so far", flush=True)
    terminal.type("t")


def cells_of(terminal, middle):
    """How voxels lie on cells, found by putting the cursor on two of them; a person sees it. Zooms in first."""
    column, row = middle
    found = []
    for dx, dy in ((-12, -6), (12, 6)):
        terminal.mouse(16, column + dx, row + dy)
        terminal.mouse(16, column + dx, row + dy, "m")
        i, j, _ = terminal.voxel()
        found.append((column + dx, row + dy, i, j))
    (c0, r0, i0, j0), (c1, r1, i1, j1) = found
    scale_x, scale_y = (c1 - c0) / (i1 - i0), (r1 - r0) / (j1 - j0)

    def cell(point):
        return round(c0 + (point[0] - i0) * scale_x), round(r0 + (point[1] - j0) * scale_y)
    return cell


def by_mouse(terminal, plan, ring, names):
    middle = (60, 22)
    # The wheel zooms at the pointer: over the heart, which lies about the middle of these volumes.
    terminal.turn(80, *middle, 1)
    time.sleep(0.3)
    cell = cells_of(terminal, middle)
    _, _, slice_now = terminal.voxel()
    for k, strokes in plan:
        terminal.turn(65 if k > slice_now else 64, *middle, abs(k - slice_now))
        slice_now = k
        for label, corners in [(0, ring)] + strokes:
            # The list of labels has two blanks, the first row one.
            terminal.click_on(names[label], within=f"{label}  {names[label]}")
            terminal.drag([cell(corner) for corner in corners])
            terminal.strokes += 1
        print(f"slice {k}: {terminal.clicks} clicks, {terminal.drags} drags so far", flush=True)
    terminal.click_on("train", within="train  auto")


def dice(found, truth, label):
    a, b = found == label, truth == label
    return 2 * (a & b).sum() / max(1, a.sum() + b.sum())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=".build/release/inkling")
    parser.add_argument("--image", required=True)
    parser.add_argument("--truth", required=True)
    parser.add_argument("--by", choices=["keyboard", "mouse"], required=True)
    parser.add_argument("--counts", choices=["yes", "no"], default="yes")
    parser.add_argument("--train", type=float, default=20, help="seconds of training")
    words = parser.parse_args()
    truth = numpy.asarray(nibabel.load(words.truth).dataobj).astype(int)
    image = nibabel.load(words.image)
    if nibabel.aff2axcodes(image.affine) != ("L", "P", "S"):
        raise SystemExit("expected a volume in LPS order, which the screen shows as it is stored")
    names = {0: "background", 1: "RV", 2: "Myo", 3: "LV"}
    filled = [k for k in range(truth.shape[2]) if all((truth[..., k] == label).sum() > 20 for label in (1, 2, 3))]
    slices = [filled[len(filled) * n // 6] for n in (1, 3, 5)]
    plan = [(k, [(label, stroke(truth[..., k] == label, {1: 2, 2: 3, 3: 1}[label])) for label in (1, 2, 3)])
            for k in slices]
    heart = numpy.argwhere(truth[..., slices].max(-1) > 0)
    low, high = heart.min(0) - 6, heart.max(0) + 6
    width, height = (10 * (-(-(high - low) // 10))).tolist()
    x, y = low.tolist()
    ring = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]

    folder = pathlib.Path(tempfile.mkdtemp())
    terminal = None
    try:
        shutil.copy(words.image, folder / "heart.nii.gz")
        project = folder / "heart.inkling"
        program = str(pathlib.Path(words.program).resolve())
        subprocess.run([program, "init", project, "--volume", folder / "heart.nii.gz", "--classes", "RV,Myo,LV"],
                       check=True, capture_output=True)
        terminal = Terminal([program, "open", str(project)])
        began = time.time()
        if words.by == "keyboard":
            by_keyboard(terminal, plan, ring, words.counts == "yes")
        else:
            by_mouse(terminal, plan, ring, names)
        drawn = time.time() - began
        time.sleep(words.train)
        terminal.type("\x14", counted=False)
        terminal.wait_for("stopped", 60)
        keys, clicks, drags, turns = terminal.keys, terminal.clicks, terminal.drags, terminal.turns
        terminal.type("q", counted=False)
        time.sleep(1)
        terminal.close()
        subprocess.run([program, "export", "labels", project, "--output", folder / "out"], check=True)
        found = numpy.asarray(nibabel.load(next((folder / "out").glob("**/*.nii.gz"))).dataobj)
        print(json.dumps({
            "by": words.by, "keys": keys, "clicks": clicks, "drags": drags, "wheel": turns,
            "model_seconds": round(terminal.seconds(), 1), "replayed_in": round(drawn, 1), "trained": words.train,
            **{names[label]: round(float(dice(found, truth, label)), 3) for label in (1, 2, 3)},
            "mean": round(float(numpy.mean([dice(found, truth, label) for label in (1, 2, 3)])), 3)}))
    finally:
        if terminal:
            terminal.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
