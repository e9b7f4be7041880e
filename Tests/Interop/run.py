#!/usr/bin/env python3
"""Opens what the program writes with the readers of others, and gives it what they write.

  run.py [PROGRAM]              make interop calls it; PROGRAM: .build/release/inkling

A virtual environment in .build/interop gets the packages below from PyPI. SKIP=nnunetv2 leaves packages out: this one
needs PyTorch, gigabytes of it, unless TORCH names a version or wheel for the processor. ONLY=nifti names the checks to
run. Each check is a file beside this one, called as `python FILE PROGRAM FOLDER`: it prints a line a check and ends
with 0 if all is well. A file is skipped if a package that it imports cannot be had; the summary says so. The exit
status is 1 if a check fails.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
ENVIRONMENT = HERE.parent.parent / ".build" / "interop"
PYTHON = ENVIRONMENT / "bin" / "python"
# What a package is called where it is imported.
PACKAGES = {"numpy": "numpy", "nibabel": "nibabel", "SimpleITK": "SimpleITK", "pynrrd": "nrrd", "nnunetv2": "nnunetv2"}
MINUTES = 30


def words(name):
    return os.environ.get(name, "").replace(",", " ").split()


def can_import(module):
    return subprocess.run([PYTHON, "-c", f"import {module}"], capture_output=True).returncode == 0


def install(package, module):
    """None if the package is there or could be had, else why not."""
    if package in words("SKIP"):
        return "left out by SKIP"
    if can_import(module):
        return None
    print(f"installing {package}", flush=True)
    names = [os.environ.get("TORCH", "torch"), package] if package == "nnunetv2" else [package]
    done = subprocess.run([PYTHON, "-m", "pip", "install", "-q", *names], capture_output=True, text=True)
    if done.returncode == 0 and can_import(module):
        return None
    return (done.stderr.strip().splitlines() or ["it is installed, but cannot be imported"])[-1]


def missing_packages():
    """The packages that can't be had, with reasons."""
    if not PYTHON.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    found = {package: install(package, module) for package, module in PACKAGES.items()}
    return {package: reason for package, reason in found.items() if reason}


def imports(file):
    """The packages that a check needs."""
    text = file.read_text(encoding="utf-8")
    return [package for package, module in PACKAGES.items()
            if re.search(rf"^\s*(import|from) {module}\b", text, re.MULTILINE)]


def run(file, program):
    """Whether a check is well; what it prints is printed."""
    began = time.monotonic()
    folder = tempfile.mkdtemp(prefix=f"inkling-{file.stem}-")
    try:
        status = subprocess.run([PYTHON, file, program, folder], timeout=60 * MINUTES).returncode
    except subprocess.TimeoutExpired:
        status = f"not ended after {MINUTES} minutes"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{file.name}: {'all well' if status == 0 else f'FAILED ({status})'}, {time.monotonic() - began:.0f} s",
          flush=True)
    return status == 0


def main():
    program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".build/release/inkling")
    if not os.access(program, os.X_OK):
        sys.exit(f"There is no program at {program}: make build, or name another.")
    missing = missing_packages()
    well, skipped = True, [f"{package}: {reason}" for package, reason in missing.items()]
    for file in sorted(HERE.glob("*.py")):
        if file.name == "run.py" or (words("ONLY") and file.stem not in words("ONLY")):
            continue
        lacking = [package for package in imports(file) if package in missing]
        if lacking:
            skipped.append(f"{file.name}: needs {', '.join(lacking)}")
        else:
            well = run(file, program) and well
    for line in skipped:
        print(f"skipped {line}")
    sys.exit(0 if well else 1)


main()
