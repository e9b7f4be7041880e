"""The program itself in a terminal: do its slices and strokes stand on the screen where they should?"""
import os
import pathlib
import subprocess
import time

from compare import pixels
from slices import LEAST_SHOWN, View, expected, exported, shown
from terminal import Terminal

PROGRAM = pathlib.Path(__file__).parents[2] / ".build/release/inkling"
SIDE, SLICE = 128, 4  # voxels along a side of the phantom, and the slice that the program shows first
SIZE, PANEL = (120, 40), 40  # cells of the screen, and columns of the panel beside such a slice
# Most levels that a grey may be off: exported ones are rounded, sixels have 32 greys, 256 colours 24 and white.
MOST = {"kitty": 1, "sixel": 10, "blocks": 6, "quadrants": 6, "sextants": 6}
COLOUR = 48  # of 255: how far a label's colour may be from the nearest of 256 colours


class Sample:
    """A phantom and the pictures of its slices."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.image = folder / "heart/image.nii.gz"
        self.run("phantom", "--output", folder / "heart", "--seed", "7")
        project = self.project("plain")
        self.slices = {number: [[colour[0] for colour in row] for row in self.picture(project, number)]
                       for number in range(SLICE - 1, SLICE + 3)}

    def run(self, *words):
        subprocess.run([self.program, *words], check=True, capture_output=True)

    def project(self, name):
        """A new project without strokes."""
        path = self.folder / f"{name}.inkling"
        self.run("init", path, "--volume", self.image, "--label-table", self.folder / "heart/labels.txt")
        return path

    def picture(self, project, number):
        """The colours of a slice's voxels as the program exports them."""
        file = self.folder / "slice.png"
        self.run("export", "png", project, "--case", "heart", "--slice", str(number), "--output", file, "--force")
        return exported(file, SIDE)


class Screen:
    """The program in a terminal, with the views of its slices."""

    def __init__(self, display, kind, sample, words, keep=None):
        self.terminal = Terminal(display, kind, SIZE, [str(sample.program), "open", *map(str, words)])
        self.sample, self.keep = sample, keep
        self.whole = View(SIDE, *SIZE, PANEL)

    def __enter__(self):
        self.terminal.__enter__()
        return self

    def __exit__(self, *error):
        self.terminal.__exit__(*error)

    def slice_pixels(self, name):
        """The pixels of the cells that show the slice, with their width and height."""
        shot = self.terminal.screenshot()
        if self.keep:
            (self.keep / f"{self.terminal.kind}-{name}.png".replace(" ", "-")).write_bytes(shot)
        x, y, width, height = self.terminal.cells(2, 1, SIZE[1] - 3, SIZE[0] - PANEL)
        return pixels(shot, "-crop", f"{width}x{height}+{x}+{y}", "+repage"), width, height

    def likeness(self, name, mode, view, number, seconds=5):
        """The part of the slice that is shown, and the most of a picture that must not be: another slice, or moved."""
        end = time.monotonic() + seconds
        looks = expected(view, self.sample.slices[number], mode)
        while True:
            shot = self.slice_pixels(name)
            right = shown(shot, looks, MOST[mode])
            # A screen may be still before the picture has come.
            if right >= LEAST_SHOWN or time.monotonic() > end:
                break
        wrong = [expected(view, self.sample.slices[other], mode) for other in (number - 1, number + 1)]
        wrong += [expected(view.moved(*cells), self.sample.slices[number], mode) for cells in ((1, 0), (0, 1))]
        return right, max(shown(shot, looks, MOST[mode]) for looks in wrong)

    def check(self, name, mode, view, number):
        right, wrong = self.likeness(name, mode, view, number)
        kind = self.terminal.kind
        yield f"{kind} shows {name} ({mode}): {right:.1%} of it", right >= LEAST_SHOWN
        yield f"{kind} shows {name} and not another: at most {wrong:.1%}", wrong < LEAST_SHOWN - 0.1


def check_slices(display, kind, mode, sample, keep):
    """Automatic graphics: a whole slice, the next one, that one zoomed, the first one zoomed, and after the help."""
    with Screen(display, kind, sample, [sample.image, "--read-only"], keep) as screen:
        press, zoomed = screen.terminal.press, screen.whole.zoomed()
        yield from screen.check("a whole slice", mode, screen.whole, SLICE)
        press("n")
        yield from screen.check("the next slice", mode, screen.whole, SLICE + 1)
        press("z")
        yield from screen.check("it zoomed", mode, zoomed, SLICE + 1)
        press("p")
        yield from screen.check("the first zoomed", mode, zoomed, SLICE)
        press("question")
        looks = expected(zoomed, sample.slices[SLICE], mode)
        yield f"{kind} shows no slice below the help", shown(screen.slice_pixels("help"), looks, MOST[mode]) < 0.2
        press("Escape")
        yield from screen.check("it after the help", mode, zoomed, SLICE)


def check_mode(display, kind, mode, sample, keep):
    """A mode that is asked for: a whole slice and, after paging, another."""
    with Screen(display, kind, sample, [sample.image, "--read-only", "--graphics", mode], keep) as screen:
        yield from screen.check(f"a whole slice in {mode}", mode, screen.whole, SLICE)
        screen.terminal.press("n")
        yield from screen.check(f"the next slice in {mode}", mode, screen.whole, SLICE + 1)


def check_strokes(display, kind, mode, sample, keep):
    """A stroke by keys and one by the mouse: in colour on the screen is just what is in colour in the file."""
    project = sample.project(f"strokes-{kind}")
    middle = SIDE // 2
    wanted = {(middle + step, middle) for step in range(7)} | {(middle - 4 + step, middle + 6) for step in range(7)}
    with Screen(display, kind, sample, [project], keep) as screen:
        terminal, view = screen.terminal, screen.whole.zoomed()
        terminal.screenshot()
        terminal.press("z", "1", "space", *["Right"] * 6, "space", "2", *["Up"] * 6)
        terminal.screenshot()
        terminal.drag(view.cell(middle - 4, middle + 6), view.cell(middle + 2, middle + 6))
        terminal.press(*["Up"] * 12)  # the cursor's marks are no strokes
        shot = screen.slice_pixels("strokes")
    picture = sample.picture(project, SLICE)
    around = [(x, y) for x in range(middle - 12, middle + 14) for y in range(middle - 3, middle + 12)]
    in_file = {place for place in around if not is_grey(picture[place[1]][place[0]])}
    seen = {place: list(voxel(shot, view, *place)) for place in around}
    on_screen = {place for place in around if any(not is_grey(colour) for colour in seen[place])}
    off = max((abs(a - b) for x, y in on_screen & in_file for colour in seen[x, y]
               for a, b in zip(colour, picture[y][x])), default=255)
    yield f"{kind}: {len(in_file)} voxels drawn by keys and mouse are in the file", in_file == wanted
    yield f"{kind} shows the strokes there ({mode}), and nothing beside: {len(on_screen)} voxels", on_screen == wanted
    yield f"{kind} shows the strokes in their colours: at most {off} off", off <= COLOUR


def is_grey(colour):
    return max(colour) - min(colour) <= 20


def voxel(shot, view, column, row):
    """Colours at nine places of a voxel of the zoomed view."""
    data, width, height = shot
    x, y = view.left + 2 * column, view.top + 2 * row
    for across in (0.2, 1.0, 1.8):
        for down in (0.2, 1.0, 1.8):
            at = 3 * (int((y + down) * height / view.height) * width + int((x + across) * width / view.width))
            yield tuple(data[at:at + 3])


def absent(program):
    """Why the program cannot be tested, or nothing."""
    return None if os.access(program, os.X_OK) else f"{program} is not there (make build)"
