"""The ten steps of network.py with convolutions in bfloat16, as `torch.autocast` does them on the CPU.

    python3 Tests/Golden/bfloat16.py > Tests/Golden/bfloat16.json

Weights, losses and optimiser are in 32 bits, the backward pass runs outside autocast. A run holds what network.json
holds, and beside the sum and the sum of squares of every tensor two more numbers: the norm of its difference from the
same ten steps in 32 bits, and the norm of its change in those. `lossesFloat32` are the losses of the latter. `spread` is
the largest difference of a step's losses between two storage orders of the same run (planes, channels last): adding in
another order already changes so much.
"""
import json

import torch

from network import RUNS, Network, described, start, tensors, train


def autocast(network, x):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = network(x)
    return [z.float() for z in logits]


def channels_last(network, x):
    network.to(memory_format=torch.channels_last)
    return autocast(network, x.contiguous(memory_format=torch.channels_last))


def short(number):
    """What 32 bits can hold."""
    return float(f"{float(number):.7g}")


def norm(values):
    return values.double().square().sum().sqrt()


def compared(taken, single, begun):
    """Sum and sum of squares of a tensor after ten steps in bfloat16; its distance from 32 bits; its way in 32 bits."""
    return [short(x) for x in (taken.double().sum(), norm(taken) ** 2, norm(taken - single), norm(single - begun))]


def before(channels, inputs, classes):
    """The tensors that every run starts with."""
    network = Network(inputs, classes, channels)
    start(network)
    network.float()
    return tensors(network, network)


def run(*settings):
    student, teacher, rows = train(*settings, dtype=torch.float32, forward=autocast)
    *single, single_rows = train(*settings, dtype=torch.float32)
    *_, other_rows = train(*settings, dtype=torch.float32, forward=channels_last)
    begun, single = before(*settings[:3]), tensors(*single)
    values = {name: compared(value, single[name], begun[name]) for name, value in tensors(student, teacher).items()}
    spread = max(abs(a - b) for row, other in zip(rows, other_rows) for a, b in zip(row, other))
    return described(*settings) | {
        "losses": [[short(x) for x in row] for row in rows],
        "lossesFloat32": [[short(x) for x in row] for row in single_rows], "spread": short(spread), "tensors": values}


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps([run(*settings) for settings in RUNS], indent=1))
