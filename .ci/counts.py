#!/usr/bin/env python3
"""Counts what the house rules bound, and fails where a count is above its limit in .ci/counts.json.

  counts.py [--list]      --list names every place that is counted

Run it from the project's folder. Who brings a count down lowers the limit with the same commit.
"""
import collections
import json
import os
import re
import sys

MODIFIERS = r"(?:@\w+(?:\([^)]*\))? |package |public |private |fileprivate |internal |static |class |final |mutating " \
            r"|override |nonisolated |convenience |required |indirect )*"
FUNCTION = re.compile(rf"^(\s*){MODIFIERS}(func \S+|init\b\??|subscript\b)")
TYPE = re.compile(rf"^(\s*){MODIFIERS}(?:struct|class|enum|protocol|actor|typealias) (\w+)")


def sources():
    for folder, _, names in sorted(os.walk("Sources")):
        for name in sorted(names):
            if name.endswith(".swift"):
                yield os.path.join(folder, name)


def without_text(line):
    return re.sub(r'"(\\.|[^"\\])*"', '""', line.split("//")[0])


def parameters(lines, start):
    """How many parameters the function has that is declared from a line on."""
    text = " ".join(without_text(line) for line in lines[start:start + 20])
    text = text[FUNCTION.match(text).end():] if FUNCTION.match(text) else text
    opening = text.find("(")
    text = text[opening + 1:] if "func" not in lines[start] or opening >= 0 else text
    depth, commas, content = 0, 0, False
    for before, character in zip(" " + text, text):
        if character in "([{<":
            depth += 1
        elif character in ")]}" or (character == ">" and before != "-"):
            if depth == 0:
                break
            depth -= 1
        elif character == "," and depth == 0:
            commas += 1
        content = content or not character.isspace()
    return commas + 1 if content else 0


def functions(path):
    """(lines, parameters, place) of every function of a file."""
    lines = open(path).read().split("\n")
    for number, line in enumerate(lines):
        found = FUNCTION.match(line)
        if not found:
            continue
        end = next((i for i in range(number + 1, len(lines))
                    if re.match(found.group(1) + r"\}", lines[i])
                    or (lines[i].strip() and not lines[i].startswith(found.group(1)))), number)
        name = found.group(2)
        start = list(lines)
        if "(" in name:
            start[number] = line.replace(name, name.split("(")[0] + " (" + name.split("(", 1)[1], 1)
        yield end - number + 1, parameters(start, number), f"{path}:{number + 1} {name}"


def main():
    places = collections.defaultdict(list)
    declared = collections.defaultdict(list)
    folders = collections.Counter()
    for path in sources():
        folders[os.path.dirname(path)] += 1
        for length, count, place in functions(path):
            if length > 40 and "/Kernels/" not in path:
                places["functions over 40 lines"].append(f"{place}: {length}")
            if count > 6:
                places["functions of more than six parameters"].append(f"{place}: {count}")
        for number, line in enumerate(open(path), 1):
            if re.match(r"\s*(?:@\w+ )*public ", line):
                places["public"].append(f"{path}:{number}")
            found = TYPE.match(line)
            if found:
                declared[found.group(2)].append((f"{path}:{number}", not found.group(1)))
    for name, uses in sorted(declared.items()):
        if len(uses) > 1 and any(top for _, top in uses):
            places["names declared twice"].append(f"{name}: " + ", ".join(place for place, _ in uses))
    places["folders of more than 25 files"] = [f"{f}: {n}" for f, n in folders.items() if n > 25]
    limits = json.load(open(os.path.join(os.path.dirname(__file__), "counts.json")))
    worse = False
    for name, limit in limits.items():
        count = len(places[name])
        worse = worse or count > limit
        print(f"{count:4} {name} (at most {limit})" + ("  <- has risen" if count > limit else ""))
        if "--list" in sys.argv or count > limit:
            print("\n".join("       " + place for place in places[name]))
    sys.exit(1 if worse else 0)


main()
