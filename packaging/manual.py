#!/usr/bin/env python3
"""Writes the manual pages from what the program itself says of its commands.

  manual.py PROGRAM FOLDER      FOLDER/inkling.1, FOLDER/inkling-train.1, …: one page a command

What help hides is left out. `SOURCE_DATE_EPOCH`, where it is set, dates the pages.
"""
import datetime
import json
import os
import re
import subprocess
import sys

STATUSES = "0 for success, 1 for a failure, with a sentence on standard error, and 64 for wrong usage."


def escaped(text):
    """A text as roff prints it: no backslash, hyphen or first character has a meaning of its own."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq")
    text = text.replace("^", "\\(ha").replace("~", "\\(ti")
    return re.sub(r"(?m)^(?=\.)", r"\\&", text)


def prose(text):
    """A text with what stands between backquotes in bold."""
    parts = re.split(r"`([^`\n]+)`", text)
    return "".join(f"\\fB{escaped(part)}\\fR" if odd % 2 else escaped(part) for odd, part in enumerate(parts))


def discussion(text):
    """Paragraphs; lines set in by two spaces are a list of `term - meaning`, or stand as they are."""
    lines, waiting = [], False
    for line in text.split("\n"):
        item = re.match(r"\s\s+(\S.*?) +- (.*)", line)
        if not line.strip():
            waiting = True
            continue
        if item:
            lines += [".TP", f"\\fB{escaped(item.group(1))}\\fR", prose(item.group(2))]
        elif line.startswith("  "):
            lines += [".PP", ".nf", f"\\fB{escaped(line.strip())}\\fR", ".fi"]
        else:
            lines += [".PP"] if waiting or not lines or lines[-1] == ".fi" else []
            lines.append(prose(line.strip()))
        waiting = False
    return lines


def spelling(name):
    dashes = "--" if name["kind"] == "long" else "-"
    return f"\\fB{escaped(dashes + name['name'])}\\fR"


def value(argument):
    """What stands for the value of an option or an argument."""
    dots = "..." if argument["isRepeating"] else ""
    return f"\\fI{escaped(argument.get('valueName', 'value'))}\\fR{dots}"


def shown(argument):
    """An option or argument in the synopsis."""
    word = value(argument)
    if argument["kind"] != "positional":
        word = spelling(argument["preferredName"]) + ("" if argument["kind"] == "flag" else f" {word}")
    return f"[{word}]" if argument["isOptional"] else word


def described(argument):
    """The entry of an option or argument."""
    words = ", ".join(spelling(name) for name in argument.get("names", []))
    if argument["kind"] != "flag":
        words = f"{words} {value(argument)}".strip()
    text = prose(argument.get("abstract", "").replace("\n", " "))
    choices = [choice for choice in argument.get("allValues", []) if choice not in argument.get("abstract", "")]
    if choices:
        text += f" One of {escaped(', '.join(argument['allValues']))}."
    if argument["kind"] == "option" and argument.get("defaultValue"):
        text += f" Default: {escaped(argument['defaultValue'])}."
    return [".TP", words, text.strip() or "\\&"]


def page(command, words, around):
    """The lines of a command's page; `around` are the pages it names: the one above and those below."""
    name = "-".join(words)
    arguments = [a for a in command.get("arguments", []) if a.get("shouldDisplay", True)]
    below = [c for c in command.get("subcommands", []) if c.get("shouldDisplay", True) and c["commandName"] != "help"]
    lines = [f'.TH {escaped(name.upper())} 1 "{around["date"]}" "Inkling {around["version"]}" "Inkling"', ".SH NAME",
             f"{escaped(name)} \\- {prose(command['abstract'].rstrip('.'))}", ".SH SYNOPSIS", ".nh", ".ad l",
             f".B {escaped(' '.join(words))}"]
    lines += [shown(argument) for argument in arguments if argument["valueName"] not in ("version", "help")]
    lines += (["\\fIcommand\\fR [...]", ".br", f".B {escaped(' '.join(words))}", "[\\fIimage\\fR | \\fIproject\\fR]"]
              if command.get("defaultSubcommand") else ["\\fIcommand\\fR [...]"] if below else [])
    lines += [".ad b", ".hy"]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION"] + discussion(command["discussion"])
    if below:
        lines.append(".SH COMMANDS")
    for sub in below:
        lines += [".TP", f"\\fB{escaped('-'.join(words + [sub['commandName']]))}\\fR(1)", prose(sub["abstract"])]
    lines.append(".SH OPTIONS")
    for argument in arguments:
        lines += described(argument)
    if "Exit status" not in command.get("discussion", ""):
        lines += [".SH EXIT STATUS", STATUSES]
    pages = ["-".join(words[:-1])] if words[1:] else []
    pages += ["-".join(words + [sub["commandName"]]) for sub in below]
    return lines + [".SH SEE ALSO", ".nh", ",\n".join(f"\\fB{escaped(p)}\\fR(1)" for p in pages)]


def write(command, words, folder, around):
    with open(os.path.join(folder, "-".join(words) + ".1"), "w", encoding="utf-8") as file:
        file.write("\n".join(line for line in page(command, words, around) if line) + "\n")
    for sub in command.get("subcommands", []):
        if sub.get("shouldDisplay", True) and sub["commandName"] != "help":
            write(sub, words + [sub["commandName"]], folder, around)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, folder = sys.argv[1:]

    def told(*arguments):
        return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout.strip()
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    day = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc) if seconds else datetime.date.today()
    os.makedirs(folder, exist_ok=True)
    write(json.loads(told("--experimental-dump-help"))["command"], ["inkling"], folder,
          {"version": told("--version"), "date": day.strftime("%Y-%m-%d")})


main()
