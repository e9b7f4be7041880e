"""Where the program shows a slice, and whether a screenshot shows it there.

The slice is known from `inkling export png`: an exact grey for each voxel. The screen shows it between the first row
and the last two, in true proportions, a cell being two squares on top of each other.
"""
import copy
import math

from compare import pixels

EXPORTED = 720  # longest side of the slice in an exported picture
LEAST_SHOWN = 0.97  # of the places looked at; the rest is under the cursor, letters and the scale bar


def rounded(value):
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def exported(picture, side):
    """The colours of a square slice, row after row, from an exported picture."""
    data = pixels(picture, "-crop", f"{EXPORTED}x{EXPORTED}+0+0", "+repage")
    middles = [int((voxel + 0.5) * EXPORTED / side) for voxel in range(side)]
    return [[tuple(data[3 * (y * EXPORTED + x):][:3]) for x in middles] for y in middles]


class View:
    """How a square slice lies on the cells of a screen, in squares; the panel takes columns on the right."""

    def __init__(self, side, columns, rows, panel):
        self.side, self.first_row = side, 1
        self.width, self.height = columns - panel, 2 * (rows - 3)
        self.scale = min(self.width, self.height) / side
        self.left, self.top = (rounded((room - side * self.scale) / 2) for room in (self.width, self.height))

    def zoomed(self, scale=2):
        """So many squares for a voxel; the voxel in the middle of the slice stays in the middle of its cell."""
        middle = self.side // 2

        def origin(room, before, cell, grain):
            first, after = (before + math.ceil((middle + step) * self.scale - 0.5) for step in (0, 1))
            held = (max(first, after - 1) + first) // 2 // cell * cell + cell / 2
            start = held - scale * (held - before) / self.scale
            extent = self.side * scale
            start = min(0, max(room - extent, start)) if extent > room else (room - extent) / 2
            return rounded(start / grain) * grain
        view = copy.copy(self)
        view.scale = scale
        view.left = origin(self.width, self.left, 1, 1)
        view.top = origin(self.height, self.top, 2, 2 if scale % 2 == 0 else 1)
        return view

    def moved(self, right, down):
        """The same some cells further, where it is not to be seen."""
        view = copy.copy(self)
        view.left, view.top = self.left + right, self.top + 2 * down
        return view

    def cell(self, column, row):
        """Row and column, counted from 1, of the first cell of a voxel of the zoomed view."""
        return self.first_row + 1 + (self.top + 2 * row) // 2, 1 + self.left + 2 * column

    def greys(self, slice, across, down):
        """What the places of the screen show, each square divided: means of voxels, None beside the slice."""
        def voxels(start, room, finer):
            scale = self.scale * finer
            for place in range(room * finer):
                at = place - start * finer
                first = int((at + 0.5) // scale) if scale >= 1 else rounded(at / scale)
                end = first + 1 if scale >= 1 else rounded((at + 1) / scale)
                yield range(max(first, 0), min(end, self.side))
        columns = list(voxels(self.left, self.width, across))
        return [[sum(slice[line][voxel] for line in lines for voxel in part) / (len(lines) * len(part))
                 if lines and part else None for part in columns] for lines in voxels(self.top, self.height, down)]

    def finest(self):
        """How often the program divides a square in its pictures: as many voxels as lie in it, at most four."""
        return max(1, min(4, math.ceil(1 / self.scale - 0.05)))


def shaped(greys, rows):
    """What characters of two greys show: two places across a cell and this many down, from twice as many rows."""
    means = [[None if None in pair else sum(pair) / 2 for pair in zip(*greys[row:row + 2])]
             for row in range(0, len(greys), 2)]
    for top in range(0, len(means), rows):
        for left in range(0, len(means[0]), 2):
            places = [(y, x) for y in range(top, top + rows) for x in (left, left + 1)]
            values = [means[y][x] for y, x in places]
            best = [None] * len(places)
            if None not in values:
                best = min(([mean([v for v in values if (v >= least) == (value >= least)]) for value in values]
                            for least in values),
                           key=lambda shown: sum((a - b) ** 2 for a, b in zip(shown, values)))
            for (y, x), value in zip(places, best):
                means[y][x] = value
    return means


def mean(values):
    return sum(values) / len(values)


def expected(view, slice, mode):
    """The greys of all places of the slice's cells, and how a place is looked at: the points in it."""
    if mode in ("kitty", "sixel"):
        return view.greys(slice, view.finest(), view.finest()), (0.25, 0.5, 0.75)
    if mode == "blocks" or view.scale >= 1:
        return view.greys(slice, 1, 1), (0.5,)
    rows = {"quadrants": 2, "sextants": 3}[mode]
    return shaped(view.greys(slice, 2, rows), rows), (0.5,)


def shown(shot, looks, most):
    """The part of all places whose grey the screenshot has, up to so many levels.

    - shot: its pixels, of the cells that show the slice
    - looks: what `expected` says
    """
    greys, points = looks
    data, width, height = shot
    step_x, step_y = width / len(greys[0]), height / len(greys)
    found = count = 0
    for y, row in enumerate(greys):
        lines = [int((y + point) * step_y) * width for point in points]
        for x, grey in enumerate(row):
            if grey is None:
                continue
            for line in lines:
                for point in points:
                    at = 3 * (line + int((x + point) * step_x))
                    count += 1
                    found += -most <= min(data[at:at + 3]) - grey and max(data[at:at + 3]) - grey <= most
    return found / count if count else 0.0
