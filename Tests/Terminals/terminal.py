"""A named terminal in a Display: opened at a given size, sent keys, photographed."""
import os
import re
import shlex
import shutil
import subprocess
import time

import kitty_shaders
from display import HEIGHT, WIDTH, wait_for

FONT = "DejaVu Sans Mono"
# The Debian packages, and the command without what is to be run; {size} is COLUMNSxROWS.
KINDS = {
    "xterm": ("xterm", ["xterm", "-ti", "vt340", "-geometry", "{size}+0+0", "-fa", FONT, "-fs", "12", "-b", "0",
                        "-bw", "0", "-tn", "xterm-256color", "-xrm", "XTerm*maxGraphicSize: 4000x4000", "-e"]),
    "mlterm": ("mlterm", ["mlterm", "-g", "{size}+0+0", "--term", "xterm-256color", "-e"]),
    "kitty": ("kitty libgl1-mesa-dri", [
        "kitty", "--config", "NONE", "-o", f"font_family={FONT}", "-o", "font_size=12", "-o", "remember_window_size=no",
        "-o", "initial_window_width={columns}c", "-o", "initial_window_height={rows}c", "-o", "window_padding_width=0",
        "-o", "cursor_blink_interval=0", "-o", "update_check_interval=0", "-o", "confirm_os_window_close=0"]),
    "foot": ("foot weston", ["foot", "-c", "/dev/null", "-W", "{size}", "-f", f"{FONT}:pixelsize=16",
                             "-o", "pad=0x0", "-o", "csd.preferred=none"]),
}
# Shows where the cells lie before the program runs: the whole window in one colour that nothing else has.
OPENING = r"""printf '\033[?25l\033[48;2;255;0;255m\033[H\033[2J'; until [ -e {go} ]; do sleep 0.05; done
printf '\033[?25h\033[m\033[H\033[2J'; exec {command}"""


def missing(kind):
    """Why the terminal cannot be tested here, or nothing."""
    packages = KINDS[kind][0]
    needed = [KINDS[kind][1][0]] + (["weston"] if "weston" in packages else [])
    absent = [name for name in needed if not shutil.which(name)]
    return f"no {' and no '.join(absent)} (Debian: apt-get install {packages})" if absent else None


class Terminal:
    """Use it in a `with`. `area` is the grid of cells on the screen: x, y, width, height in pixels."""

    def __init__(self, display, kind, size, command):
        self.display, self.kind, self.command = display, kind, command
        self.columns, self.rows = size

    def __enter__(self):
        environment = dict(self.display.environment)
        self.compositor = self.display.wayland() if self.kind == "foot" else None
        if self.compositor:
            environment["WAYLAND_DISPLAY"] = "inkling"
            del environment["DISPLAY"]
        if self.kind == "kitty":
            environment |= kitty_shaders.environment(self.display)
        sizes = {"columns": self.columns, "rows": self.rows, "size": f"{self.columns}x{self.rows}"}
        go = self.display.folder / "go"
        go.unlink(missing_ok=True)
        script = OPENING.format(go=shlex.quote(str(go)), command=shlex.join(self.command))
        self.process = self.display.start(
            [part.format(**sizes) for part in KINDS[self.kind][1]] + ["sh", "-c", script], environment)
        self.area = wait_for(self.find_grid, f"the window of {self.kind}")
        # X gives the keyboard to the window under the pointer; Weston to its only window, but it paints a pointer.
        self.aside = [str(number) for number in ((WIDTH - 1, HEIGHT - 1) if self.compositor else self.area[:2])]
        if self.compositor:  # counts steps from wherever it thinks the pointer is: from corner to corner they agree
            self.display.tool("xdotool", "mousemove", "0", "0")
            time.sleep(0.2)
        self.display.tool("xdotool", "mousemove", *self.aside)
        go.touch()
        wait_for(lambda: self.find_grid() is None, "the program's first output")
        return self

    def __exit__(self, *_):
        self.display.end(self.process)
        if self.compositor:
            self.display.end(self.compositor)

    def find_grid(self):
        shown = subprocess.run(["convert", "png:-", "-fill", "black", "+opaque", "#ff00ff", "-trim", "info:-"],
                               input=self.display.screenshot(), capture_output=True).stdout.decode()
        found = re.search(r" (\d+)x(\d+) \d+x\d+\+(\d+)\+(\d+)", shown)  # none where nothing has the colour
        if not found:
            return None
        width, height, x, y = map(int, found.groups())
        whole = width >= 4 * self.columns and width % self.columns == 0 and height % self.rows == 0
        return (x, y, width, height) if whole else None

    def cells(self, row, column, rows, columns):
        """The pixels, within the screenshot, of cells counted from 1."""
        width, height = self.area[2] // self.columns, self.area[3] // self.rows
        return ((column - 1) * width, (row - 1) * height, columns * width, rows * height)

    def press(self, *keys):
        """Keys by their X names, such as q, Up, ctrl+s."""
        self.display.tool("xdotool", "key", "--delay", "60", *keys)

    def drag(self, start, end):
        """The left button from one cell (row, column, counted from 1) to another; then the pointer goes away."""
        def pointer(row, column):
            x, y, width, height = self.cells(row, column, 1, 1)
            return [str(self.area[0] + x + width // 2), str(self.area[1] + y + height // 2)]
        for step in (["mousemove", *pointer(*start)], ["mousedown", "1"], ["mousemove", *pointer(*end)],
                     ["mouseup", "1"], ["mousemove", *self.aside]):
            self.display.tool("xdotool", *step)
            time.sleep(0.2)

    def screenshot(self, seconds=30):
        """The cells as a PNG, once there is more than a cursor and nothing has moved for half a second."""
        def still():
            before, _ = self.display.screenshot(self.area), time.sleep(0.5)
            colours = subprocess.run(["identify", "-format", "%k", "png:-"], input=before, capture_output=True).stdout
            return before if int(colours) > 2 and self.display.screenshot(self.area) == before else None
        return wait_for(still, "a screen that is still", seconds)
