"""The same work as `inkling bench step` and `inkling bench predict` in PyTorch on the CPU: network, losses, teacher in
inference form (normalisation folded into the convolutions), dropout, SGD with momentum, EMA.

    python3 Benchmarks/torch_rival.py step --size 256 --batch 4 --form channels-last --precision bfloat16

`bfloat16` is what PyTorch advises: the forward pass under `torch.autocast`, which runs convolutions in bfloat16 and
keeps the weights in 32 bits; losses in 32 bits; the backward pass outside autocast. Prints one JSON document: median
milliseconds, peak memory, and the instructions that PyTorch used. The compiled forms store their maps channels last of
their own accord.
"""
import argparse
import contextlib
import copy
import json
import pathlib
import resource
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

from torch_instructions import instructions

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Golden"))
from network import Block, Network  # noqa: E402


class Teacher(nn.Module):
    """The network in inference form; `fold` takes over the average's weights and statistics."""

    def __init__(self, network):
        super().__init__()
        self.average = network.eval()
        self.network = copy.deepcopy(network).eval()
        self.fold()

    def fold(self):
        for source, target in zip(self.average.modules(), self.network.modules()):
            if isinstance(source, Block):
                for i in (1, 2):
                    fused = fuse_conv_bn_eval(getattr(source, f"conv{i}"), getattr(source, f"norm{i}"))
                    setattr(target, f"conv{i}", fused)
                    setattr(target, f"norm{i}", nn.Identity())

    def update(self):
        """Folds the present average into the convolutions that `fold` made, in place."""
        with torch.no_grad():
            for source, target in zip(
                [m for m in self.average.modules() if isinstance(m, Block)],
                [m for m in self.network.modules() if isinstance(m, Block)],
            ):
                for i in (1, 2):
                    norm, conv = getattr(source, f"norm{i}"), getattr(target, f"conv{i}")
                    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
                    conv.weight.copy_(getattr(source, f"conv{i}").weight * scale[:, None, None, None])
                    conv.bias.copy_(norm.bias - norm.running_mean * scale)
            for name in ("up", "head"):
                for s, t in zip(getattr(self.average, name).parameters(), getattr(self.network, name).parameters()):
                    t.copy_(s)

    def forward(self, x):
        return self.network(x)


def losses(student, taught, targets, features, taught_features, heads, classes):
    """pCE + pooled multi-scale KD + prototype contrast on 64 drawn pixels per class and image."""
    total = F.cross_entropy(student[0], targets, ignore_index=-1)
    q = torch.softmax(taught[0], 1)
    for s, weight in enumerate([0.4, 0.2, 0.2, 0.2][: len(student)]):
        qs = F.avg_pool2d(q, 2**s)
        n = qs.shape[0] * qs.shape[2] * qs.shape[3]
        total = total + weight * F.kl_div(torch.log_softmax(student[s], 1), qs, reduction="sum") / n
    head, teacher_head = heads
    confident, argmax = q.max(1)
    mask = torch.where(targets >= 0, targets, torch.where(confident >= 0.8, argmax, -1))
    anchors, keys, anchor_labels, key_labels = [], [], [], []
    for image in range(len(mask)):
        flat = mask[image].flatten()
        for c in range(classes):
            where = torch.nonzero(flat == c).flatten()
            if len(where) < 8:
                continue
            where = where[torch.randperm(len(where))[:64]]
            rows = features[image].flatten(1)[:, where].T.float()
            with torch.no_grad():
                taught_rows = teacher_head(taught_features[image].flatten(1)[:, where].T.float())
                keys.append(F.normalize(F.normalize(taught_rows, dim=1).mean(0), dim=0))
            anchors.append(F.normalize(head(rows), dim=1))
            anchor_labels += [c] * len(where)
            key_labels.append(c)
    if len(set(key_labels)) > 1:
        scores = torch.cat(anchors) @ torch.stack(keys).T / 0.1
        positive = (torch.tensor(anchor_labels)[:, None] == torch.tensor(key_labels)[None]).float()
        each = -(positive * torch.log_softmax(scores, 1)).sum(1) / positive.sum(1)
        labels = torch.tensor(anchor_labels)
        total = total + 0.1 * torch.stack([each[labels == c].mean() for c in sorted(set(anchor_labels))]).mean()
    return total


class WithFeatures(nn.Module):
    """A network that also returns its full-resolution decoder map."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        kept = []
        hook = self.network.head[0].register_forward_pre_hook(lambda module, args: kept.append(args[0]))
        logits = self.network(x)
        hook.remove()
        return logits, kept[0]


def prepared(module, a):
    if a.form == "channels-last":
        return module.to(memory_format=torch.channels_last)
    return torch.compile(module) if a.form == "compiled" else module


def mixed(a):
    """Where convolutions run in the precision that was asked for."""
    return torch.autocast("cpu", dtype=torch.bfloat16) if a.precision == "bfloat16" else contextlib.nullcontext()


def images(a):
    index = torch.arange(a.batch * a.size * a.size)
    x = ((index * 7919) % 1000).float() / 500 - 1
    x = x.reshape(a.batch, 1, a.size, a.size)
    return x.contiguous(memory_format=torch.channels_last) if a.form == "channels-last" else x


def scribbles(a):
    y = torch.full((a.batch * a.size * a.size,), -1)
    scribbled = torch.arange(0, len(y), 97)
    y[scribbled] = scribbled // 97 % 4
    return y.reshape(a.batch, a.size, a.size)


def follow(average, network):
    """The exponential moving average of one module's numbers in another."""
    with torch.no_grad():
        for t, s in zip(average.state_dict().values(), network.state_dict().values()):
            if t.is_floating_point():
                t.mul_(0.99).add_(s, alpha=0.01)


def step(a, channels):
    dropout = [0.05, 0.1, 0.2, 0.3, 0.5, 0.5][: len(channels)]
    network = Network(1, 4, channels, dropout)
    average = copy.deepcopy(network)
    head = nn.Sequential(nn.Linear(channels[0], 32), nn.ReLU(), nn.Linear(32, 32))
    teacher_head = copy.deepcopy(head)
    teacher = Teacher(average)
    student = prepared(WithFeatures(network), a)
    taught = prepared(WithFeatures(teacher.network), a)
    optimizer = torch.optim.SGD(
        [*network.parameters(), *head.parameters()], lr=0.01, momentum=0.9, weight_decay=1e-5)
    x, y = images(a), scribbles(a)

    def run():
        with torch.no_grad():
            teacher.update()
            with mixed(a):
                q, taught_features = taught(x)
        with mixed(a):
            logits, features = student(x)
        loss = losses([z.float() for z in logits], [z.float() for z in q], y, features, taught_features,
                      (head, teacher_head), 4)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        follow(average, network)
        follow(teacher_head, head)

    return run


def predict(a, channels):
    network = Network(1, 4, channels).eval()
    folded = prepared(Teacher(network).network, a)
    x = images(a)

    def run():
        with torch.inference_mode(), mixed(a):
            return torch.softmax(folded(x)[0].float(), 1)

    return run


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=["step", "predict"])
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--channels", default="16,32,64,128,256")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--form", choices=["eager", "channels-last", "compiled"], default="eager")
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    return parser.parse_args()


def times(body, a):
    """Seconds of every run, after two that do not count."""
    body(), body()
    found = []
    began = time.perf_counter()
    while len(found) < a.repeats or time.perf_counter() - began < a.seconds:
        start = time.perf_counter()
        body()
        found.append(time.perf_counter() - start)
    return found


if __name__ == "__main__":
    a = options()
    torch.manual_seed(0)
    torch.set_num_threads(a.threads)
    body = {"step": step, "predict": predict}[a.work](a, [int(c) for c in a.channels.split(",")])
    found = times(body, a)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({
        "work": a.work, "form": a.form, "precision": a.precision, "threads": torch.get_num_threads(),
        "medianMilliseconds": sorted(found)[len(found) // 2] * 1e3, "bestMilliseconds": min(found) * 1e3,
        "peakResidentMegabytes": peak,
        **instructions(body)}))
