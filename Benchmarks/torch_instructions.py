"""The instructions that PyTorch used for some work: those of its own kernels, those of oneDNN, and the convolutions."""
import collections
import contextlib
import ctypes
import os
import pathlib
import re
import sys
import tempfile

import torch

# What lowers the instructions of PyTorch's own kernels, of oneDNN, of compiled forms and of MKL, if it is set.
LIMITS = ["ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "TORCHINDUCTOR_CPP_MARCH", "MKL_ENABLE_INSTRUCTIONS"]


def processor():
    """The processor's name, and its family and model: a virtual machine often hides the former."""
    text = pathlib.Path("/proc/cpuinfo").read_text() if os.path.exists("/proc/cpuinfo") else ""
    found = {key: re.search(rf"^{key}\s*: (.*)$", text, re.M) for key in ("model name", "cpu family", "model")}
    if not all(found.values()):
        return os.uname().machine
    return "{} (family {}, model {})".format(*(match[1] for match in found.values()))


@contextlib.contextmanager
def standard_output():
    """Collects what is written to standard output below Python, in the list that it gives."""
    lines = []
    sys.stdout.flush()
    before = os.dup(1)
    with tempfile.TemporaryFile("w+") as file:
        os.dup2(file.fileno(), 1)
        try:
            yield lines
        finally:
            ctypes.CDLL(None).fflush(None)
            os.dup2(before, 1)
            os.close(before)
            file.seek(0)
            lines += file.read().splitlines()


def instructions(body):
    """Runs `body` once more with oneDNN's log: its instruction set and the kernels of the convolutions, by time.

    Convolutions that are missing there ran in PyTorch's own kernels.
    """
    with standard_output() as lines, torch.backends.mkldnn.verbose(torch.backends.mkldnn.VERBOSE_ON):
        body()
    names = [line.split("isa:")[1] for line in lines if ",info,cpu,isa:" in line]
    kernels = collections.Counter()
    for words in (line.split(",") for line in lines):
        if words[2:4] == ["primitive", "exec"] and words[5] == "convolution":
            kernels[words[6]] += float(words[-1])
    return {
        "processor": processor(), "torch": torch.__version__,
        "torchCapability": torch.backends.cpu.get_cpu_capability(), "onednnInstructions": names[0] if names else None,
        "onednnConvolutions": {kernel: round(time, 2) for kernel, time in kernels.most_common()},
        "limits": {name: os.environ[name] for name in LIMITS if name in os.environ}}
