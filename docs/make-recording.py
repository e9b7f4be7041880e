#!/usr/bin/env python3
"""Makes docs/demo.cast, a short session on a phantom, and docs/pictures/demo.png, its end in a real terminal.

    docs/make-recording.py [INKLING]

The session is written as a person would draw it, from the phantom's truth, and run by `inkling replay`. The picture
needs what `make terminals` needs. Long pauses are cut.
"""
import gzip
import json
import math
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Tests/Terminals"))
from slices import View  # noqa: E402

# So few rows that the panel has no room for small views, which need many bytes.
SIZE, PANEL, SIDE = (90, 27), 32, 128
RV, MYO, LV, BACKGROUND = 1, 2, 3, 0
LONGEST_PAUSE = 1.0
# What asks the terminal something, or has it send mouse and paste: whoever plays the recording must not be answered.
QUESTIONS = re.compile(r"\x1b(\[>q|_G[^\x1b]*a=q[^\x1b]*\x1b\\|\[16t|\[\?2026\$p|\[\?u|\[c|\[\?(100[0-6]|2004)[hl])")


def truth(file):
    """The labels of the phantom: slices of rows."""
    data = gzip.decompress(file.read_bytes())
    kind, start = struct.unpack_from("<h", data, 70)[0], int(struct.unpack_from("<f", data, 108)[0])
    values = struct.unpack_from(f"<{SIDE * SIDE * 8}{ {2: 'B', 4: 'h', 512: 'H'}[kind] }", data, start)
    return [[values[(z * SIDE + y) * SIDE:(z * SIDE + y + 1) * SIDE] for y in range(SIDE)] for z in range(8)]


def strokes(labels):
    """Paths of (column, row) for a label each, as a person would draw them on a slice."""
    def places(*wanted):
        return [(x, y) for y, row in enumerate(labels) for x, label in enumerate(row) if label in wanted]

    def middle(points):
        return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)

    def around(centre, first, last, radius):
        for step in range(19):
            angle = math.radians(first + (last - first) * step / 18)
            length = radius(angle)
            yield centre[0] + length * math.cos(angle), centre[1] + length * math.sin(angle)

    def reach(centre, angle, wanted, furthest):
        hits = [r / 2 for r in range(150) if at(centre, angle, r / 2) in wanted]
        return (max(hits) if furthest else min(hits)) if hits else 0

    def at(centre, angle, radius):
        x, y = round(centre[0] + radius * math.cos(angle)), round(centre[1] + radius * math.sin(angle))
        return labels[y][x] if 0 <= x < SIDE and 0 <= y < SIDE else 0

    chamber, heart = middle(places(LV)), middle(places(RV, MYO, LV))
    wall = list(around(chamber, -150, 150, lambda angle: (reach(chamber, angle, (MYO,), False)
                                                          + reach(chamber, angle, (MYO,), True)) / 2))
    inside = list(around(chamber, 0, 300, lambda angle: reach(chamber, angle, (LV,), True) / 2))
    rows = sorted({y for _, y in places(RV)})
    right = [middle([place for place in places(RV) if place[1] == y]) for y in rows[len(rows) // 6:-len(rows) // 6:3]]
    ring = list(around(heart, -90, 270, lambda angle: reach(heart, angle, (RV, MYO, LV), True) + 8))
    return [(RV, right), (MYO, wall), (LV, inside), (BACKGROUND, ring)]


class Session:
    """A recording that is being written: events and when they come."""

    def __init__(self, project):
        self.time = 0.0
        self.lines = [{"inkling-session": 1, "columns": SIZE[0], "rows": SIZE[1], "path": str(project), "project": True,
                       "options": [], "environment": {"TERM": "xterm-256color", "LANG": "C.UTF-8"}}]
        self.view = View(SIDE, *SIZE, PANEL).zoomed(0.5)

    def type(self, text, pause):
        """Something typed, after a pause."""
        self.time += pause
        self.lines.append([round(self.time, 3), "i", text])

    def command(self, text, pause):
        for place, character in enumerate(f":{text}\r"):
            self.type(character, 0.12 if place else pause)

    def draw(self, label, path, pause):
        """A label and a stroke of it with the mouse."""
        self.type(str(label), pause)
        cells = [(1 + int(self.view.left + (x + 0.5) * self.view.scale),
                  2 + int((self.view.top + (y + 0.5) * self.view.scale) / 2)) for x, y in path]
        for place, (column, row) in enumerate(cells):
            self.type(f"\x1b[<{32 if place else 0};{column};{row}M", 0.06 if place else 0.3)
        self.type(f"\x1b[<0;{cells[-1][0]};{cells[-1][1]}m", 0.05)

    def write(self, file):
        file.write_text("".join(json.dumps(line) + "\n" for line in self.lines))


def session(project, labels):
    session = Session(project)
    session.type("+", 1)
    for number in (4, 2):
        if number != 4:
            session.command(str(number), 0.6)
        for label, path in strokes(labels[number]):
            session.draw(label, path, 0.4)
    session.type("t", 0.8)
    session.type("n", 8)  # the slices drawn on have been answered by now
    session.type("A", 2)
    session.type("n", 2)
    session.type("q", 2)
    return session


def trim(file):
    """Takes long pauses out of a recording, questions to the terminal, and what comes after the end."""
    header, *lines = map(json.loads, file.read_text().splitlines())
    header.pop("timestamp", None)
    now, before, kept = 0.0, lines[0][0] if lines else 0, []
    for time, kind, text in lines:
        now, before = now + min(time - before, LONGEST_PAUSE), time
        shown = QUESTIONS.sub("", text).split("\x1b[?1049l")[0]  # the screen of the shell again
        kept += [[round(now, 3), kind, shown]] if shown else []
        if "\x1b[?1049l" in text:
            break
    file.write_text("".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
                            for line in [header, *kept]))
    return now


def main():
    program = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / ".build/release/inkling").resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        project, recording, cast = folder / "heart.inkling", folder / "session", folder / "demo.cast"

        def inkling(*words):
            subprocess.run([program, *words], check=True)
        inkling("phantom", "--output", folder / "heart", "--seed", "7")
        inkling("init", project, "--volume", folder / "heart/image.nii.gz",
                "--label-table", folder / "heart/labels.txt")
        session(project, truth(folder / "heart/label.nii.gz")).write(recording)
        try:
            inkling("replay", recording, "--in-place", "--cast", cast)
        finally:
            subprocess.run([program, "stop", project, "--wait", "60"], check=False)
        inkling("train", project, "--resume", "--steps", "600")
        seconds = trim(cast)
        (HERE / "demo.cast").write_bytes(cast.read_bytes())
        print(f"docs/demo.cast: {seconds:.0f} s, {(HERE / 'demo.cast').stat().st_size / 1000:.0f} kB")
        picture(program, project, folder)


def picture(program, project, folder):
    """The project as the session has left it and training has ended, in kitty."""
    time.sleep(60)  # ages in seconds change each second, and a screen is photographed when it is still
    shot = folder / "demo.png"
    subprocess.run([sys.executable, HERE.parent / "Tests/Terminals/show.py", "kitty", "120x40", shot,
                    "--keys", "Escape", "--", program, "open", project], check=True)
    subprocess.run(["convert", shot, "-dither", "None", "-colors", "256", "-strip",
                    "-define", "png:compression-level=9", f"PNG8:{HERE / 'pictures/demo.png'}"], check=True)


if __name__ == "__main__":
    main()
