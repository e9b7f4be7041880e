"""Stands in for a program that draws: standin.py kitty|sixel draws a known picture and coloured cells.

The key i inverts the picture, q ends.
"""
import base64
import fcntl
import math
import os
import struct
import sys
import termios
import tty
import zlib

ROW, COLUMN, ROWS, COLUMNS = 3, 5, 10, 20  # where the picture lies, in cells
COLOURS = [(200, 10, 20), (10, 120, 60), (240, 200, 0), (0, 60, 220)]  # one cell each, below the picture


def levels(width, height, inverted=False):
    """Rows of percent, 64 greys: rings, and a slope that no shift repeats."""
    def at(x, y):
        ring = math.cos(math.hypot(x - width * 0.4, y - height * 0.6) * 0.35) * 25
        step = round((50 + ring + 20 * x / width - 20 * y / height) * 0.63)
        return round((63 - step if inverted else step) * 100 / 63)
    return [[at(x, y) for x in range(width)] for y in range(height)]


def greys(rows):
    return [[(value * 255 // 100,) * 3 for value in row] for row in rows]


def cells(width, height):
    """The coloured cells as a picture."""
    return [[COLOURS[x * len(COLOURS) // width] for x in range(width)] for _ in range(height)]


def png(rows):
    """A PNG of rows of (red, green, blue)."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    pixels = zlib.compress(b"".join(b"\0" + bytes(channel for pixel in row for channel in pixel) for row in rows))
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def kitty(rows):
    text = base64.b64encode(png(greys(rows)))
    pieces = [text[start:start + 4096] for start in range(0, len(text), 4096)]
    more = [b"1"] * (len(pieces) - 1) + [b"0"]
    sent = [b"\x1b_G%sm=%s;%s\x1b\\" % (b"" if i else b"a=T,f=100,i=1,p=1,z=-1,C=1,q=2,", more[i], piece)
            for i, piece in enumerate(pieces)]
    return b"".join(sent)


def sixel(rows):
    used = sorted({value for row in rows for value in row})
    out = [b'\x1bP0;1;0q"1;1;%d;%d' % (len(rows[0]), len(rows))]
    out += [b"#%d;2;%d;%d;%d" % (number, value, value, value) for number, value in enumerate(used)]
    for top in range(0, len(rows), 6):
        band = rows[top:top + 6]
        for number, value in enumerate(used):
            bits = bytes(63 + sum(1 << i for i, row in enumerate(band) if row[x] == value)
                         for x in range(len(rows[0])))
            if any(bit > 63 for bit in bits):
                out.append(b"#%d%s$" % (number, bits))
        out.append(b"-" if top + 6 < len(rows) else b"")
    return b"".join(out) + b"\x1b\\"


def main():
    saved = termios.tcgetattr(0)
    tty.setraw(0)
    rows, columns, width, height = struct.unpack("HHHH", fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8)))
    inverted, key = False, b"first"
    while key not in (b"q", b""):
        inverted ^= key == b"i"
        picture = levels(COLUMNS * width // columns, ROWS * height // rows, inverted)
        drawn = {"kitty": kitty, "sixel": sixel}[sys.argv[1]](picture)
        os.write(1, b"\x1b[?25l\x1b[%d;%dH%s\x1b[%d;%dH" % (ROW, COLUMN, drawn, ROW + ROWS, COLUMN))
        os.write(1, b"".join(b"\x1b[48;2;%d;%d;%dm " % colour for colour in COLOURS) + b"\x1b[m\x1b[1;1Hi or q")
        key = os.read(0, 1)
    termios.tcsetattr(0, termios.TCSANOW, saved)


if __name__ == "__main__":
    main()
