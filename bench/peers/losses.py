"""The first losses of InvaSpread and InstDisc in plain PyTorch, from the weights, memory bank and inputs of Likeness.

./likeness bench step --recipe emoji --set method=invaspread --set lr=0.003 --steps 7 --export-state FILE --json > OUT
python losses.py invaspread FILE OUT

With method=instdisc the rate is 0.001. The inputs are FixedNumbers, the same batch in each step; the update is SGD. With the rates of a training
(0.03, 0.06) the same noise in each step is learned in a few updates, and differences in the last bits grow tenfold with each. InstDisc learns it
fastest, so that its rate is the lowest.
"""
import argparse
import json

import torch
import torch.nn.functional as F

from common import ResNet, fixed, spreading


RATES = {"invaspread": 0.003, "instdisc": 0.001}


def load(net, state):
    weights = {name.removeprefix("backbone.").replace("head.fc.", "head."): value for name, value in state.items() if name != "bank"}
    missing, _ = net.load_state_dict(weights, strict=False)
    if missing:
        raise SystemExit(f"{missing} are not in the state")


def main():
    a = argparse.ArgumentParser()
    a.add_argument("method", choices=RATES)
    a.add_argument("state")
    a.add_argument("json", help="what bench step --json printed")
    a.add_argument("--width", type=int, default=24)
    a.add_argument("--stem-stride", type=int, default=2)
    a.add_argument("--size", type=int, default=32)
    a.add_argument("--lr", type=float, help="as given to bench step by --set lr=...; 0.003 for invaspread and 0.001 for instdisc if not given")
    a.add_argument("--decay", type=float, default=5e-4)
    a.add_argument("--steps", type=int, default=10)
    a = a.parse_args()
    rate = RATES[a.method] if a.lr is None else a.lr
    from safetensors.torch import load_file
    state = load_file(a.state)
    with open(a.json) as file:
        theirs = json.load(file)
    batch = theirs["batch"]
    net = ResNet(18, a.width, "cifar", a.stem_stride, 128)
    load(net, state)
    net.train()
    optimizer = torch.optim.SGD(net.parameters(), rate, momentum=0.9, weight_decay=a.decay)
    pixels = batch * 3 * a.size * a.size
    views = [(3.4641016 * torch.from_numpy(fixed(pixels, 10 + v))).view(batch, 3, a.size, a.size) for v in range(2)]
    bank = state.get("bank", torch.empty(0)).float().clone()
    worst = 0.0
    for step in range(a.steps):
        if a.method == "invaspread":
            loss = spreading(net(torch.cat(views)))
        else:
            v = net(views[0])
            loss = F.cross_entropy(v @ bank.T / 0.1, torch.arange(batch))
            bank = F.normalize(0.5 * bank + 0.5 * v.detach())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        off = abs(loss.item() - theirs["losses"][step])
        worst = max(worst, off)
        print(f"step {step}  PyTorch {loss.item():.6f}  Likeness {theirs['losses'][step]:.6f}  off by {off:.1e}")
    print(f"largest difference {worst:.1e}")


main()
