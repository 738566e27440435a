"""The training step of the first run in plain PyTorch: forward of two views, InvaSpread's loss, backward, SGD.

Prints one line of JSON: seconds of each timed step, images a second at the median, versions.
"""
import argparse
import json
import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = None
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.shortcut is None else self.shortcut(x)), inplace=True)


def resnet18(width, stride, dim):
    layers = [nn.Conv2d(3, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
    inputs = width
    for stage in range(4):
        outputs = width << stage
        layers += [Block(inputs, outputs, 1 if stage == 0 else 2), Block(outputs, outputs, 1)]
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, dim))


def spreading(x, tau):
    n = x.shape[0]
    other = torch.arange(n).roll(n // 2)
    own = torch.eye(n, dtype=torch.bool)
    p = torch.softmax((x @ x.detach().T / tau).masked_fill(own, float("-inf")), 1)
    positive = p.gather(1, other[:, None]).log().sum()
    negative = torch.log1p(-p).masked_fill(own | F.one_hot(other, n).bool(), 0).sum()
    return -(positive + negative) / n


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--width", type=int, default=24)
    a.add_argument("--size", type=int, default=32)
    a.add_argument("--stride", type=int, default=2)
    a.add_argument("--batch", type=int, default=128)
    a.add_argument("--steps", type=int, default=20)
    a.add_argument("--threads", type=int, default=torch.get_num_threads())
    a.add_argument("--channels-last", type=int, default=1)
    a = a.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    layout = torch.channels_last if a.channels_last else torch.contiguous_format
    net = resnet18(a.width, a.stride, 128).to(memory_format=layout)
    optimizer = torch.optim.SGD(net.parameters(), 0.06, momentum=0.9, weight_decay=5e-4)
    views = [torch.randn(a.batch, 3, a.size, a.size).contiguous(memory_format=layout) for _ in range(2)]
    seconds = []
    for step in range(a.steps + 3):
        start = time.perf_counter()
        loss = spreading(F.normalize(net(torch.cat(views))), 0.1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()
        if step >= 3:
            seconds.append(time.perf_counter() - start)
    median = statistics.median(seconds)
    print(json.dumps({
        "peer": "PyTorch " + torch.__version__, "threads": torch.get_num_threads(), "width": a.width, "size": a.size, "batch": a.batch,
        "channels_last": bool(a.channels_last), "blas": "MKL" if torch.backends.mkl.is_available() else "other",
        "ms_median": round(1000 * median, 2), "ms_min": round(1000 * min(seconds), 2), "ms_max": round(1000 * max(seconds), 2),
        "images_per_s": round(a.batch / median, 1)}))


if __name__ == "__main__":
    main()
