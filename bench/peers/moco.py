"""The first losses of MoCo v1 and v2 in plain PyTorch, from the weights, queue and inputs of Likeness.

./likeness bench step --recipe emoji --set method=moco-v2 --set options.shuffle=false --set lr=0.001 --steps 7 --export-state FILE --json > OUT
python moco.py FILE OUT --lr 0.001

The inputs are FixedNumbers, the same batch in each step; the update is SGD. Shuffling is off, since its order comes from Likeness's generator; norms
have the statistics of groups of the batch, as there.
"""
import argparse
import copy
import json

import torch
import torch.nn.functional as F
from torch import nn

from common import ResNet, fixed


class SplitNorm(nn.BatchNorm2d):
    """The statistics of consecutive groups of a batch."""
    groups = 8

    def forward(self, x):
        parts = [F.batch_norm(part, None, None, self.weight, self.bias, True, 0.1, self.eps) for part in x.chunk(self.groups)]
        return torch.cat(parts)


def split(module):
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            setattr(module, name, SplitNorm(child.num_features))
        else:
            split(child)


def head(state, prefix):
    """Of one linear map, or of two with a ReLU between, by the names of the state."""
    layers = []
    names = ["fc."] if prefix + "fc.weight" in state else ["layers.0.fc.", "layers.1.fc."]
    for name in names:
        weight = state[prefix + name + "weight"]
        linear = nn.Linear(weight.shape[1], weight.shape[0])
        linear.load_state_dict({"weight": weight, "bias": state[prefix + name + "bias"]})
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def main():
    a = argparse.ArgumentParser()
    a.add_argument("state")
    a.add_argument("json", help="what bench step --json printed")
    a.add_argument("--width", type=int, default=24)
    a.add_argument("--stem-stride", type=int, default=2)
    a.add_argument("--size", type=int, default=32)
    a.add_argument("--groups", type=int, default=8, help="of the norms; 1 for batch norm")
    a.add_argument("--tau", type=float, default=0.2)
    a.add_argument("--momentum", type=float, default=0.99)
    a.add_argument("--lr", type=float, required=True, help="as given to bench step by --set lr=...")
    a.add_argument("--decay", type=float, default=5e-4)
    a.add_argument("--steps", type=int, default=10)
    a = a.parse_args()
    from safetensors.torch import load_file
    state = load_file(a.state)
    with open(a.json) as file:
        theirs = json.load(file)
    batch = theirs["batch"]
    query = ResNet(18, a.width, "cifar", a.stem_stride, 128)
    SplitNorm.groups = a.groups
    split(query)
    query.head = head(state, "head.")
    weights = {name.removeprefix("backbone."): value for name, value in state.items() if name.startswith("backbone.")}
    missing, _ = query.load_state_dict(weights, strict=False)
    if [name for name in missing if not name.startswith("head.")]:
        raise SystemExit(f"{missing} are not in the state")
    key = copy.deepcopy(query)
    query.train()
    optimizer = torch.optim.SGD(query.parameters(), a.lr, momentum=0.9, weight_decay=a.decay)
    pixels = batch * 3 * a.size * a.size
    x1, x2 = [(3.4641016 * torch.from_numpy(fixed(pixels, 10 + v))).view(batch, 3, a.size, a.size) for v in range(2)]
    queue = state["queue"].clone()
    row = 0
    worst = 0.0
    for step in range(a.steps):
        q = query(x1)
        with torch.no_grad():
            for slow, fast in zip(key.parameters(), query.parameters()):
                slow.mul_(a.momentum).add_(fast, alpha=1 - a.momentum)
            k = key(x2)
        logits = torch.cat([(q * k).sum(1, keepdim=True), q @ queue.T], 1) / a.tau
        loss = F.cross_entropy(logits, torch.zeros(batch, dtype=torch.long))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        queue[(row + torch.arange(batch)) % len(queue)] = k
        row = (row + batch) % len(queue)
        off = abs(loss.item() - theirs["losses"][step])
        worst = max(worst, off)
        print(f"step {step}  PyTorch {loss.item():.6f}  Likeness {theirs['losses'][step]:.6f}  off by {off:.1e}")
    print(f"largest difference {worst:.1e}")


main()
