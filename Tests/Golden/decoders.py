"""Golden values of the losses that compare two decoders: python3 Tests/Golden/decoders.py > Tests/Golden/decoders.json

Written from the formulas in docs with PyTorch's own functions and autograd, in float64. Inputs are closed formulas, so the
fixture holds results only. Soft labels go through `cross_entropy` as published: on probabilities, which it softens again.
"""
import json
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
N, C, H, W = 2, 4, 5, 7
SEED, STEP = 3, 5
MASK, GOLDEN = (1 << 64) - 1, 0x9E3779B97F4A7C15


def wave(shape, phase, amplitude=2.0):
    i = torch.arange(int(torch.tensor(shape).prod()), dtype=torch.float64)
    return (amplitude * torch.sin(1.7 * (i + 1) + 0.013 * i * i + phase)).reshape(shape)


def mix(z):
    """SplitMix64's finaliser."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def uniform(*key):
    """The first number in 0…1 of the generator that belongs to a key."""
    state = 0
    for part in key:
        state = mix((state + GOLDEN & MASK) ^ part)
    return (mix(state + GOLDEN & MASK) >> 11) * 2.0**-53


i = torch.arange(N * H * W)
LABELS = torch.where(i % 5 < C, i % 5, -1).reshape(N, H, W)
BETA = uniform(SEED, STEP, 0x6D69786564)


def dice(p, target):
    one_hot = F.one_hot(target, C).movedim(-1, 1).double()
    a = (p * one_hot).sum((0, 2, 3))
    d = (p * p).sum((0, 2, 3)) + one_hot.sum((0, 2, 3))
    return (1 - (2 * a + 1e-5) / (d + 1e-5)).mean()


def mixed_pseudo(z1, z2, q):
    target = q.argmax(1)
    return (dice(z1.softmax(1), target) + dice(z2.softmax(1), target)) / 2


def soft_mixed(z1, z2, q):
    return (F.cross_entropy(z1.softmax(1), q) + F.cross_entropy(z2.softmax(1), q)) / 2


def soft_mixed_plain(z1, z2, q):
    return (F.cross_entropy(z1, q) + F.cross_entropy(z2, q)) / 2


def case(term, weight):
    logits = [wave((N, C, H, W), phase).requires_grad_() for phase in (1.0, 4.0)]
    p1, p2 = (z.softmax(1).detach() for z in logits)
    mixture = BETA * p1 + (1 - BETA) * p2
    supervision = sum(F.cross_entropy(z, LABELS, ignore_index=-1) for z in logits) / 2
    value = supervision + weight * term(*logits, mixture)
    gradients = torch.autograd.grad(value, logits)
    return {"value": value.item(), "gradients": [{
        "probe": (g.flatten() * wave((g.numel(),), 0.3, 1.0)).sum().item(),
        "squares": (g * g).sum().item(), "first": g.flatten()[:5].tolist()} for g in gradients]}


CASES = {
    "mixed-pseudo": case(mixed_pseudo, 0.5),
    "soft-mixed": case(soft_mixed, 8.0),
    "soft-mixed-plain": case(soft_mixed_plain, 1.0),
}
print(json.dumps({"torch": torch.__version__, "cases": CASES}, indent=1))
