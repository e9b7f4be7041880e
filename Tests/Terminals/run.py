"""Real terminals in a screen that nobody sees: each must show known pictures, and the checks must notice wrong ones.

    run.py [--keep FOLDER] [--program INKLING] [TERMINAL...]

A stand-in draws a known picture in every terminal; then the program shows slices of a phantom and is drawn on.
"""
import argparse
import pathlib
import sys
import tempfile

import program
import standin
from compare import likeness, shows
from display import Display
from terminal import KINDS, Terminal, missing

HERE = pathlib.Path(__file__).parent
GRAPHICS = {"xterm": "sixel", "mlterm": "sixel", "kitty": "kitty", "foot": "sixel"}
NO_SEXTANTS = ("xterm", "mlterm")  # they take them from the font, which has none


def check_the_check():
    """The same picture passes; one pixel aside, a shade brighter, or inverted it does not."""
    picture = standin.levels(200, 190)
    whole = (0, 0, 200, 190)
    wrong = {
        "one pixel to the right": [row[:1] + row[:-1] for row in picture],
        "one pixel down": picture[:1] + picture[:-1],
        "brighter": [[min(value + 3, 100) for value in row] for row in picture],
        "inverted": standin.levels(200, 190, inverted=True),
    }
    reference = standin.png(standin.greys(picture))
    yield "the check accepts the picture itself", shows(reference, reference, whole)
    for name, rows in wrong.items():
        yield f"the check refuses it {name}", not shows(standin.png(standin.greys(rows)), reference, whole)


def check_terminal(display, kind, keep):
    """The stand-in's picture is on the screen; a key that is pressed turns it into its inverse."""
    command = [sys.executable, str(HERE / "standin.py"), GRAPHICS[kind]]
    with Terminal(display, kind, (80, 24), command) as terminal:
        part = terminal.cells(standin.ROW, standin.COLUMN, standin.ROWS, standin.COLUMNS)
        reference, inverse = (standin.png(standin.greys(standin.levels(*part[2:], turned))) for turned in (False, True))
        beside = terminal.cells(standin.ROW + standin.ROWS, standin.COLUMN, 1, len(standin.COLOURS))
        shot = terminal.screenshot()
        terminal.press("i")
        after = terminal.screenshot()
    if keep:
        (keep / f"{kind}.png").write_bytes(shot)
    aside = (part[0] + 1, *part[1:])
    found = "correlation %.4f, difference %.2f" % likeness(shot, reference, part)
    yield f"{kind} shows the picture ({GRAPHICS[kind]}): {found}", shows(shot, reference, part)
    yield f"{kind} does not show it one pixel aside", not shows(shot, reference, aside)
    yield f"{kind} shows the colours of cells", shows(shot, standin.png(standin.cells(*beside[2:])), beside)
    yield f"{kind} shows the inverse after a key", shows(after, inverse, part) and not shows(after, reference, part)


def check_program(display, kind, sample, keep):
    yield from program.check_slices(display, kind, GRAPHICS[kind], sample, keep)
    yield from program.check_strokes(display, kind, GRAPHICS[kind], sample, keep)
    for mode in ("blocks", "quadrants", "sextants"):
        if mode != "sextants" or kind not in NO_SEXTANTS:
            yield from program.check_mode(display, kind, mode, sample, keep)


def check_all(given, kinds):
    """Every check of the terminals, as a name and whether it passed."""
    yield from check_the_check()
    with Display() as display, tempfile.TemporaryDirectory() as folder:
        sample = None if program.absent(given.program) else program.Sample(given.program, pathlib.Path(folder))
        for kind in kinds:
            yield from check_terminal(display, kind, given.keep)
            if sample:
                yield from check_program(display, kind, sample, given.keep)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for the screenshots")
    parser.add_argument("--program", type=pathlib.Path, default=program.PROGRAM, help="the program to test")
    parser.add_argument("terminals", nargs="*", metavar="TERMINAL", help=" ".join(KINDS))
    given = parser.parse_args()
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
    kinds = given.terminals or list(KINDS)
    skipped = {kind: reason for kind in kinds if (reason := missing(kind))}
    kinds = [kind for kind in kinds if kind not in skipped]
    skipped |= {f"sextants in {kind}": "its font has none" for kind in kinds if kind in NO_SEXTANTS}
    if reason := program.absent(given.program):
        skipped["the program in all terminals"] = reason
    count = failed = 0
    for name, passed in check_all(given, kinds):
        print("passed" if passed else "FAILED", name, flush=True)
        count += 1
        failed += not passed
    for name, reason in skipped.items():
        print("skipped", f"{name}: {reason}")
    print(f"{count - failed} passed, {failed} failed, {len(skipped)} skipped")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
