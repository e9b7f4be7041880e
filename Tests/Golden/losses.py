"""Golden values of the losses from PyTorch, in float64: python3 Tests/Golden/losses.py > Tests/Golden/losses.json

Written from the formulas in docs with PyTorch's own functions (cross_entropy, kl_div, avg_pool2d, normalize, autograd),
independently of the Swift code. Inputs are closed formulas, so the fixture holds results only.
"""
import json
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
N, C, H, W, HEADS = 2, 3, 8, 8, 3


def setting(x):
    """Settings are Float in Swift: the same rounded numbers here."""
    return torch.tensor(x, dtype=torch.float32).double().item()


def wave(shape, phase, amplitude=2.0):
    i = torch.arange(int(torch.tensor(shape).prod()), dtype=torch.float64)
    return (amplitude * torch.sin(1.7 * (i + 1) + 0.013 * i * i + phase)).reshape(shape)


def heads(phase, amplitude=2.0):
    return [wave((N, C, H >> s, W >> s), phase + s, amplitude) for s in range(HEADS)]


i = torch.arange(N * H * W)
k = (7 * i + 3 * (i // 5)) % 11
LABELS = torch.where(k < C, k, -1).reshape(N, H, W)
WEIGHTS = (0.25 + 0.5 * (i % 3).double()).reshape(N, H, W)


def class_weights(labels, weights, balance):
    mass = torch.stack([(weights * (labels == c)).sum() for c in range(C)])
    if balance == "pixels":
        return torch.full((C,), 1.0) / mass.sum()
    present = (mass > 0).sum()
    return torch.where(mass > 0, 1 / (present * mass), torch.zeros(C))


def partial_ce(z, labels, weights, balance):
    scale = labels.shape[-1] // z.shape[-1]
    z = F.interpolate(z, scale_factor=scale, mode="nearest")
    ce = F.cross_entropy(z, labels, ignore_index=-1, reduction="none")
    k = class_weights(labels, weights, balance)[labels.clamp(min=0)]
    return (k * weights * ce).sum()


def partial_dice(z, labels, weights, squared, background):
    p = z.softmax(1)
    mask = (labels >= 0).double() * weights
    loss, taken = 0.0, 0
    for c in range(0 if background else 1, C):
        t = (labels == c).double()
        if t.sum() == 0:
            continue
        d = (mask * (p[:, c] ** 2 if squared else p[:, c])).sum() + (mask * t).sum()
        loss = loss + 1 - (2 * (mask * p[:, c] * t).sum() + 1e-5) / (d + 1e-5)
        taken += 1
    return loss / taken


def teacher_maps(teacher, tau, target):
    if target == "sameScale":
        return [(z / tau).softmax(1) for z in teacher]
    q = (teacher[0] / tau).softmax(1)
    return [F.avg_pool2d(q, 1 << s) for s in range(HEADS)]


def distillation(student, teacher, loss="kl", tau=1.0, target="pooled", skip=False, confidence=False,
                 weights=tuple(map(setting, (0.4, 0.2, 0.2, 0.2)))):
    unlabelled = (LABELS < 0).double()[:, None]
    total = 0.0
    for s, (z, q) in enumerate(zip(student, teacher_maps(teacher, tau, target))):
        p = (z / tau).softmax(1)
        if loss == "kl":
            each = F.kl_div((z / tau).log_softmax(1), q, reduction="none").sum(1)
        elif loss == "mse":
            each = ((p - q) ** 2).mean(1)
        else:
            each = -(q * p.log_softmax(1)).sum(1)
        v = torch.ones_like(each)
        if skip:
            v = v * F.avg_pool2d(unlabelled, 1 << s)[:, 0]
        if confidence:
            entropy = -(q * q.log()).sum(1)
            v = v * (1 - entropy / torch.log(torch.tensor(float(C))))
        total = total + weights[s] * tau**2 * (v * each).mean()
    return total


def describe(value, gradients):
    out = {"value": value.item(), "gradients": []}
    for g in gradients:
        g = torch.zeros(1) if g is None else g.flatten()
        out["gradients"].append({
            "probe": (g * wave((g.numel(),), 0.3, 1.0)).sum().item(),
            "squares": (g * g).sum().item(),
            "first": g[:5].tolist()})
    return out


def case(function, amplitude=2.0):
    student = [z.requires_grad_() for z in heads(1.0, amplitude)]
    teacher = heads(11.0, amplitude)
    value = function(student, teacher)
    gradients = torch.autograd.grad(value, student, allow_unused=True)
    gradients = [torch.zeros_like(z) if g is None else g for z, g in zip(student, gradients)]
    return describe(value, gradients)


ONES = torch.ones_like(WEIGHTS)


def coarse(s, t):
    v = [1.0, 0.5, 0.25]
    return sum(w * partial_ce(z, LABELS, WEIGHTS, "pixels") for w, z in zip(v, s)) / sum(v)


def project(x, w1, b1, w2, b2):
    return F.normalize(F.linear(F.relu(F.linear(x, w1, b1)), w2, b2), dim=1)


def prototype():
    """Four groups (image, class) of 3, 2, 3, 2 samples; 5 features -> 6 -> 4; temperature 0.1."""
    groups = [(0, 0, 3), (0, 2, 2), (1, 0, 3), (1, 1, 2)]
    m, inputs, hidden, outputs, tau = 10, 5, 6, 4, setting(0.1)
    shapes = [(hidden, inputs), (hidden,), (outputs, hidden), (outputs,)]
    rows = wave((m, inputs), 2.0, 1.0).requires_grad_()
    head = [wave(s, 3.0 + j, 0.7).requires_grad_() for j, s in enumerate(shapes)]
    teacher_rows = wave((m, inputs), 7.0, 1.0)
    teacher_head = [wave(s, 8.0 + j, 0.7) for j, s in enumerate(shapes)]
    t, a = project(teacher_rows, *teacher_head), project(rows, *head)
    keys, key_labels, first = [], [], 0
    anchors = []
    for _, label, count in groups:
        keys.append(F.normalize(t[first:first + count].mean(0), dim=0))
        key_labels.append(label)
        anchors += [label] * count
        first += count
    keys, key_labels, anchors = torch.stack(keys), torch.tensor(key_labels), torch.tensor(anchors)
    log_w = (a @ keys.T / tau).log_softmax(1)
    positive = (anchors[:, None] == key_labels[None]).double()
    each = -(log_w * positive).sum(1) / positive.sum(1)
    value = torch.stack([each[anchors == c].mean() for c in anchors.unique()]).mean()
    gradients = torch.autograd.grad(value, [rows] + head)
    return describe(value, gradients)


CASES = {
    "partialCrossEntropy": case(lambda s, t: partial_ce(s[0], LABELS, ONES, "pixels")),
    "partialCrossEntropy.weights": case(lambda s, t: partial_ce(s[0], LABELS, WEIGHTS, "pixels")),
    "partialCrossEntropy.classes": case(lambda s, t: partial_ce(s[0], LABELS, WEIGHTS, "classes")),
    "partialCrossEntropy.coarse": case(coarse),
    "partialDice.squared": case(lambda s, t: partial_dice(s[0], LABELS, WEIGHTS, True, True)),
    "partialDice.plain": case(lambda s, t: partial_dice(s[0], LABELS, WEIGHTS, False, False)),
    "distillation.kl": case(lambda s, t: distillation(s, t)),
    "distillation.kl.temperature": case(lambda s, t: distillation(s, t, tau=2.5)),
    "distillation.kl.sameScale": case(lambda s, t: distillation(s, t, target="sameScale")),
    "distillation.kl.skip": case(lambda s, t: distillation(s, t, skip=True)),
    "distillation.kl.confidence": case(lambda s, t: distillation(s, t, tau=1.5, confidence=True)),
    "distillation.mse": case(lambda s, t: distillation(s, t, loss="mse", tau=2.0)),
    "distillation.robust": case(lambda s, t: distillation(s, t, loss="robust", skip=True, confidence=True)),
    "prototype": prototype(),
}
print(json.dumps({"torch": torch.__version__, "cases": CASES}, indent=1))
