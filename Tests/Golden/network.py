"""The network and the training step of Inkling in PyTorch, and the golden values of NetworkGoldenTests.

    python3 Tests/Golden/network.py > Tests/Golden/network.json

`Network` loads the tensors of a checkpoint whose names start with "student." or "teacher.", prefix removed.
Everything runs in float64. Starting weights, images and scribbles are formulas, so that both sides make the same.
"""
import json
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, inputs, outputs, dropout=0.0):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.dropout = nn.Dropout(dropout)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        x = self.dropout(F.leaky_relu(self.norm1(self.conv1(x)), 0.01))
        return F.leaky_relu(self.norm2(self.conv2(x)), 0.01)


class Network(nn.Module):
    def __init__(self, inputs, classes, channels, dropout=None):
        super().__init__()
        c, top = channels, len(channels) - 1
        p = dropout or [0.0] * len(c)
        self.heads = min(4, top)
        self.encoder = nn.ModuleList(
            Block(inputs if i == 0 else c[i - 1], c[i], p[i]) for i in range(len(c)))
        self.up = nn.ModuleList(nn.Conv2d(c[i + 1], c[i], 1) for i in range(top))
        self.decoder = nn.ModuleList(Block(2 * c[i], c[i], p[i]) for i in range(top))
        self.head = nn.ModuleList(nn.Conv2d(c[i], classes, 1) for i in range(self.heads))

    def forward(self, x):
        skips = []
        for level, block in enumerate(self.encoder):
            x = block(x if level == 0 else F.max_pool2d(x, 2))
            skips.append(x)
        logits = [None] * self.heads
        for level in reversed(range(len(self.decoder))):
            up = F.interpolate(self.up[level](x), scale_factor=2, mode="bilinear", align_corners=False)
            x = self.decoder[level](torch.cat([skips[level], up], 1))
            if level < self.heads:
                logits[level] = self.head[level](x)
        return logits


def wave(count, phase):
    """Numbers in -1…1 that both sides compute alike."""
    return torch.tensor([math.sin(0.37 * i * i % 97 + phase + 1.7 * i) for i in range(count)], dtype=torch.float64)


def start(network):
    """Weights like PyTorch's defaults in size; running statistics as PyTorch starts them."""
    for number, (name, p) in enumerate(sorted(network.named_parameters())):
        values = wave(p.numel(), number).reshape(p.shape)
        if ".norm" in name:
            p.data = 1 + 0.1 * values if name.endswith("weight") else 0.1 * values
        else:
            fan = network.state_dict()[name.replace("bias", "weight")][0].numel()
            p.data = values / math.sqrt(fan)


def losses(student, teacher, targets):
    """pCE + pooled four-scale KD (docs/explanation/method.md)."""
    pce = F.cross_entropy(student[0], targets, ignore_index=-1)
    weights = [0.4, 0.2, 0.2, 0.2]
    kd = 0
    q = torch.softmax(teacher[0], 1)
    for s in range(len(student)):
        qs = F.avg_pool2d(q, 2**s)
        n = qs.shape[0] * qs.shape[2] * qs.shape[3]
        kd = kd + weights[s] * (qs * (qs.log() - torch.log_softmax(student[s], 1))).sum() / n
    return pce, kd


def batch(step, inputs, classes, count, height, width):
    """The student's images, the teacher's, and scribbles, of a step."""
    x = wave(count * inputs * height * width, step).reshape(count, inputs, height, width)
    noisy = x + 0.1 * wave(x.numel(), step + 0.5).reshape(x.shape)
    y = torch.full((count * height * width,), -1, dtype=torch.long)
    for i in range(0, len(y), 7):
        y[i] = (i // 7 + step) % classes
    return x, noisy, y.reshape(count, height, width)


def train(channels, inputs, classes, count, height, width, optimizer, steps=10, dtype=torch.float64, forward=None):
    """Both networks after some steps, and a row of losses a step; `forward` may run a network in another way."""
    forward = forward or (lambda network, x: network(x))
    student, teacher = Network(inputs, classes, channels), Network(inputs, classes, channels)
    start(student)
    student.to(dtype), teacher.to(dtype)
    teacher.load_state_dict(student.state_dict())
    teacher.eval()
    if optimizer == "adam":
        update = torch.optim.Adam(student.parameters(), lr=1e-3, weight_decay=1e-5)
    else:
        update = torch.optim.SGD(student.parameters(), lr=1e-2, momentum=0.9, weight_decay=1e-5)
    rows = []
    for step in range(steps):
        x, noisy, y = batch(step, inputs, classes, count, height, width)
        with torch.no_grad():
            taught = forward(teacher, noisy.to(dtype))
        pce, kd = losses(forward(student, x.to(dtype)), taught, y)
        total = pce + 1.0 * kd
        update.zero_grad()
        total.backward()
        update.step()
        decay = min(1 - 1 / (step + 1), 0.99)
        with torch.no_grad():
            for t, s in zip(teacher.state_dict().values(), student.state_dict().values()):
                if t.is_floating_point():
                    t.mul_(decay).add_(s, alpha=1 - decay)
        rows.append([float(total.detach()), float(pce.detach()), float(kd.detach())])
    return student, teacher, rows


def tensors(student, teacher):
    """Every tensor of numbers, named as in a checkpoint."""
    return {f"{prefix}.{name}": value for prefix, net in (("student", student), ("teacher", teacher))
            for name, value in net.state_dict().items() if value.is_floating_point()}


def described(channels, inputs, classes, count, height, width, optimizer):
    """What a run was made of."""
    return {"channels": channels, "inputs": inputs, "classes": classes, "count": count, "height": height,
            "width": width, "optimizer": optimizer}


def run(*settings):
    student, teacher, rows = train(*settings)
    values = {name: [float(value.sum()), float((value * value).sum())]
              for name, value in tensors(student, teacher).items()}
    return described(*settings) | {"losses": rows, "tensors": values}


RUNS = [
    ([8, 16, 24], 1, 4, 2, 12, 20, "adam"),
    ([8, 16, 16, 24, 32], 3, 3, 3, 32, 48, "sgd"),
    ([16, 8], 2, 2, 3, 6, 10, "adam"),
]

if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    print(json.dumps([run(*settings) for settings in RUNS], indent=1))
