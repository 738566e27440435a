"""The first losses of SimCLR, MoCo v3, BYOL, SimSiam, SwAV, DINO, Barlow Twins and VICReg in plain PyTorch, from the weights and inputs of Likeness.

./likeness bench step --recipe emoji --set method=byol --set lr=0.003 --steps 7 --export-state FILE --json > OUT
python family.py byol FILE OUT --lr 0.003

The inputs are FixedNumbers, the same batch in each step; the update is SGD. Options are those that --method brings for small runs.
"""
import argparse
import copy
import json
import math

import torch
import torch.nn.functional as F
from torch import nn

from common import ResNet, fixed


def mlp(state, prefix, activation):
    """A head by the names of its state: linear maps, norms where they are, the activation between."""
    layers, i = [], 0
    while f"{prefix}layers.{i}.fc.weight" in state:
        own = f"{prefix}layers.{i}."
        weight, bias = state[own + "fc.weight"], state.get(own + "fc.bias")
        linear = nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None)
        linear.weight.data.copy_(weight)
        if bias is not None:
            linear.bias.data.copy_(bias)
        layers += [activation()] * (i > 0) + [linear]
        if own + "norm.running_mean" in state:
            norm = nn.BatchNorm1d(len(weight), affine=own + "norm.weight" in state)
            if norm.affine and own + "norm.bias" not in state:
                norm.bias.requires_grad_(False)
            layers.append(norm)
        i += 1
    return nn.Sequential(*layers)


class Network(nn.Module):
    def __init__(self, a, state, prefix, activation):
        super().__init__()
        self.backbone = ResNet(18, a.width, "cifar", a.stem_stride, 1)
        weights = {name.removeprefix(prefix + "backbone."): value for name, value in state.items() if name.startswith(prefix + "backbone.")}
        missing, _ = self.backbone.load_state_dict(weights, strict=False)
        if [name for name in missing if not name.startswith("head.")]:
            raise SystemExit(f"{missing} are not in the state")
        self.backbone.head = nn.Identity()
        self.head = mlp(state, prefix + "head.", activation)

    def forward(self, *crops):
        """Crops of one size go through the backbone together, all through the head."""
        x, features = self.backbone, []
        for side in dict.fromkeys(crop.shape[-1] for crop in crops):
            y = torch.cat([crop for crop in crops if crop.shape[-1] == side])
            y = x.maxpool(x.relu(x.bn1(x.conv1(y))))
            features.append(x.layer4(x.layer3(x.layer2(x.layer1(y)))).mean((2, 3)))
        return self.head(torch.cat(features))


def rising(start, step, steps):
    return 1 - (1 - start) * (math.cos(math.pi * step / steps) + 1) / 2


@torch.no_grad()
def follow(slow, fast, momentum):
    for s, f in zip(slow.parameters(), fast.parameters()):
        s.mul_(momentum).add_(f, alpha=1 - momentum)


class Byol:
    def __init__(self, a, state):
        self.net, self.target = Network(a, state, "", nn.ReLU), Network(a, state, "target.", nn.ReLU)
        self.predictor, self.a = mlp(state, "predictor.", nn.ReLU), a
        self.parameters = [*self.net.parameters(), *self.predictor.parameters()]

    def loss(self, views):
        with torch.no_grad():
            t1, t2 = self.target(views[0]), self.target(views[1])
        p1, p2 = self.predictor(self.net(views[0])), self.predictor(self.net(views[1]))
        return 4 - 2 * F.cosine_similarity(p1, t2).mean() - 2 * F.cosine_similarity(p2, t1).mean()

    def after(self, step):
        follow(self.target, self.net, rising(self.a.momentum, step, self.a.steps))


class SimClr:
    """Norms see both views at once."""

    def __init__(self, a, state):
        self.net, self.tau = Network(a, state, "", nn.ReLU), a.tau
        self.parameters = [p for p in self.net.parameters() if p.requires_grad]

    def loss(self, views):
        z = F.normalize(self.net(*views))
        logits = z @ z.T / self.tau - torch.diag(torch.full((len(z),), torch.inf))
        return F.cross_entropy(logits, torch.arange(len(z)).roll(len(z) // 2))


class MoCoV3:
    """The key network follows before the loss."""

    def __init__(self, a, state):
        self.net, self.keys = Network(a, state, "", nn.ReLU), Network(a, state, "key.", nn.ReLU)
        self.predictor, self.a = mlp(state, "predictor.", nn.ReLU), a
        self.parameters = [*self.net.parameters(), *self.predictor.parameters()]

    def before(self, step):
        follow(self.keys, self.net, rising(self.a.momentum, step, self.a.steps))

    def loss(self, views):
        q1, q2 = (F.normalize(self.predictor(self.net(view))) for view in views)
        with torch.no_grad():
            k1, k2 = (F.normalize(self.keys(view)) for view in views)
        own = torch.arange(len(q1))
        return sum(2 * self.a.tau * F.cross_entropy(q @ k.T / self.a.tau, own) for q, k in ((q1, k2), (q2, k1)))


class BarlowTwins:
    def __init__(self, a, state):
        self.net, self.weight = Network(a, state, "", nn.ReLU), a.off_diagonal
        self.parameters = [*self.net.parameters()]

    def loss(self, views):
        z1, z2 = (F.batch_norm(self.net(view), None, None, training=True) for view in views)
        c = z1.T @ z2 / len(z1)
        on = torch.eye(len(c))
        return ((c - on) ** 2 * (on + self.weight * (1 - on))).sum()


class VicReg:
    def __init__(self, a, state):
        self.net = Network(a, state, "", nn.ReLU)
        self.parameters = [*self.net.parameters()]

    def loss(self, views):
        z = [self.net(view) for view in views]
        variance = sum(F.relu(1 - (each.var(0) + 1e-4).sqrt()).mean() / 2 for each in z)
        covariance = 0
        for each in z:
            c = torch.cov(each.T)
            covariance = covariance + (c - torch.diag(c.diagonal())).square().sum() / len(c)
        return 25 * F.mse_loss(*z) + 25 * variance + covariance


class SimSiam:
    def __init__(self, a, state):
        self.net, self.predictor = Network(a, state, "", nn.ReLU), mlp(state, "predictor.", nn.ReLU)
        self.parameters = [*self.net.parameters(), *self.predictor.parameters()]

    def loss(self, views):
        z1, z2 = self.net(views[0]), self.net(views[1])
        p1, p2 = self.predictor(z1), self.predictor(z2)
        return -0.5 * (F.cosine_similarity(p1, z2.detach()).mean() + F.cosine_similarity(p2, z1.detach()).mean())


class Swav:
    """In the first epoch the prototypes have no gradient."""

    def __init__(self, a, state):
        self.net = Network(a, state, "", nn.ReLU)
        self.prototypes = F.normalize(state["prototypes"])
        self.parameters = [*self.net.parameters()]

    def codes(self, scores):
        q = (scores / 0.05).exp().T
        q = q / q.sum()
        for _ in range(3):
            q = q / q.sum(1, keepdim=True) / len(q)
            q = q / q.sum(0) / q.shape[1]
        return (q * q.shape[1]).T

    def loss(self, views):
        scores = (F.normalize(self.net(*views)) @ self.prototypes.T).chunk(len(views))
        loss = 0
        for i in range(2):
            q = self.codes(scores[i].detach())
            others = [-(q * F.log_softmax(scores[v] / 0.1, 1)).sum(1).mean() for v in range(len(views)) if v != i]
            loss = loss + sum(others) / len(others) / 2
        return loss


class Dino:
    """In the first epoch the last layer has no gradient."""

    def __init__(self, a, state):
        self.net, self.teacher = Network(a, state, "", nn.GELU), Network(a, state, "teacher.", nn.GELU)
        self.last, self.centre = F.normalize(state["last.weight_v"]), state["centre"].clone()
        self.parameters, self.a = [*self.net.parameters()], a

    def loss(self, views):
        with torch.no_grad():
            targets = F.normalize(self.teacher(*views[:2])) @ self.last.T
        self.seen = targets.mean(0, keepdim=True)
        students = (F.normalize(self.net(*views)) @ self.last.T).chunk(len(views))
        terms = []
        for i, t in enumerate(targets.chunk(2)):
            q = F.softmax((t - self.centre) / 0.04, 1)
            terms += [-(q * F.log_softmax(s / 0.1, 1)).sum(1).mean() for v, s in enumerate(students) if v != i]
        return sum(terms) / len(terms)

    def gradients(self):
        for weight in self.parameters:
            torch.nn.utils.clip_grad_norm_([weight], 3.0)

    def after(self, step):
        self.centre = 0.9 * self.centre + 0.1 * self.seen
        follow(self.teacher, self.net, rising(self.a.momentum, step, self.a.steps))


def main():
    methods = {
        "simclr-v1": SimClr, "simclr-v2": SimClr, "moco-v3": MoCoV3, "byol": Byol, "simsiam": SimSiam, "swav": Swav, "dino": Dino,
        "barlow-twins": BarlowTwins, "vicreg": VicReg,
    }
    a = argparse.ArgumentParser()
    a.add_argument("method", choices=methods)
    a.add_argument("state")
    a.add_argument("json", help="what bench step --json printed")
    a.add_argument("--width", type=int, default=24)
    a.add_argument("--stem-stride", type=int, default=2)
    a.add_argument("--size", type=int, default=32)
    a.add_argument("--momentum", type=float, default=0.99)
    a.add_argument("--tau", type=float, help="0.5 for SimCLR, 0.2 for MoCo v3 where none is given")
    a.add_argument("--off-diagonal", type=float, default=0.02, help="options.lambda of Barlow Twins")
    a.add_argument("--lr", type=float, required=True, help="as given to bench step by --set lr=...")
    a.add_argument("--decay", type=float, default=5e-4)
    a.add_argument("--steps", type=int, default=10, help="those of bench step and its three of warm-up")
    a = a.parse_args()
    a.tau = a.tau or (0.2 if a.method == "moco-v3" else 0.5)
    from safetensors.torch import load_file
    state = load_file(a.state)
    with open(a.json) as file:
        theirs = json.load(file)
    batch = theirs["batch"]
    sides = [a.size] * 2 + ([a.size // 2] * 4 if a.method in ("swav", "dino") else [])
    views = [(3.4641016 * torch.from_numpy(fixed(batch * 3 * s * s, 10 + v))).view(batch, 3, s, s) for v, s in enumerate(sides)]
    method = methods[a.method](a, state)
    optimizer = torch.optim.SGD(method.parameters, a.lr, momentum=0.9, weight_decay=a.decay)
    worst = 0.0
    for step in range(a.steps):
        if a.method == "moco-v3":
            method.before(step)
        loss = method.loss(views)
        optimizer.zero_grad()
        loss.backward()
        if a.method == "dino":
            method.gradients()
        optimizer.step()
        if hasattr(method, "after"):
            method.after(step)
        off = abs(loss.item() - theirs["losses"][step])
        worst = max(worst, off)
        print(f"step {step}  PyTorch {loss.item():.6f}  Likeness {theirs['losses'][step]:.6f}  off by {off:.1e}")
    print(f"largest difference {worst:.1e}")


main()
