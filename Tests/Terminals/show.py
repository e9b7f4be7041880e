"""Photographs a program in a terminal: show.py TERMINAL COLUMNSxROWS SHOT.png [--keys "i Up ctrl+s"] -- COMMAND..."""
import argparse
import pathlib

from display import Display
from terminal import KINDS, Terminal


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("terminal", choices=KINDS)
    parser.add_argument("size", type=lambda text: tuple(map(int, text.split("x"))))
    parser.add_argument("shot", type=pathlib.Path)
    parser.add_argument("--keys", default="", help="X names of keys, sent when the first screen is still")
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    with Display() as display, Terminal(display, given.terminal, given.size, given.command) as terminal:
        shot = terminal.screenshot()
        if given.keys:
            terminal.press(*given.keys.split())
            shot = terminal.screenshot()
        given.shot.write_bytes(shot)


if __name__ == "__main__":
    main()
