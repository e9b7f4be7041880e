"""Whether a part of a screenshot shows a reference picture: compare.py SHOT REFERENCE X Y WIDTH HEIGHT"""
import subprocess
import sys

# Every channel counts, in levels of 0 to 255. 64 greys are at most 2 levels off.
LEAST_CORRELATION, MOST_DIFFERENCE = 0.995, 3.0


def pixels(picture, *operations):
    """The channels of all pixels of a PNG, given as its bytes or its path."""
    given = {"input": picture} if isinstance(picture, bytes) else {}
    source = "png:-" if given else str(picture)
    return subprocess.run(["convert", source, *operations, "-depth", "8", "rgb:-"],
                          capture_output=True, check=True, **given).stdout


def likeness(shot, reference, part):
    """The correlation and the mean absolute difference of the part (x, y, width, height) and the scaled reference."""
    x, y, width, height = part
    seen = pixels(shot, "-crop", f"{width}x{height}+{x}+{y}", "+repage")
    wanted = pixels(reference, "-filter", "triangle", "-resize", f"{width}x{height}!")
    if len(seen) != len(wanted):
        raise ValueError(f"the screenshot does not hold the part {part}")
    count = len(seen)
    mean_seen, mean_wanted = sum(seen) / count, sum(wanted) / count
    both = sum((a - mean_seen) * (b - mean_wanted) for a, b in zip(seen, wanted))
    spread = sum((a - mean_seen) ** 2 for a in seen) * sum((b - mean_wanted) ** 2 for b in wanted)
    return both / spread ** 0.5 if spread else 0.0, sum(abs(a - b) for a, b in zip(seen, wanted)) / count


def shows(shot, reference, part):
    correlation, difference = likeness(shot, reference, part)
    return correlation >= LEAST_CORRELATION and difference <= MOST_DIFFERENCE


if __name__ == "__main__":
    correlation, difference = likeness(sys.argv[1], sys.argv[2], tuple(map(int, sys.argv[3:7])))
    print(f"correlation {correlation:.4f} (at least {LEAST_CORRELATION}), "
          f"mean difference {difference:.2f} (at most {MOST_DIFFERENCE})")
    sys.exit(correlation < LEAST_CORRELATION or difference > MOST_DIFFERENCE)
