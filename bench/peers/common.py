"""What the peers share: timing, versions, the networks, the numbers that both sides can make."""
import json
import statistics
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


def timed(work, rounds, warm_up=1):
    """Milliseconds of each round, after some that are not counted."""
    for _ in range(warm_up):
        work()
    milliseconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        milliseconds.append(1000 * (time.perf_counter() - start))
    return milliseconds


def report(name, milliseconds, items, **more):
    median = statistics.median(milliseconds)
    print(json.dumps({"peer": name, "ms_median": round(median, 3), "ms_min": round(min(milliseconds), 3), "ms_max": round(max(milliseconds), 3),
                      "rounds": len(milliseconds), "per_s": round(1000 * items / median, 2), **more}), flush=True)


def fixed(count, series, start=0):
    """Likeness's FixedNumbers: the upper half of MurmurHash3's finalizer, in [-0.5, 0.5)."""
    with np.errstate(over="ignore"):
        x = np.arange(start, start + count, dtype=np.uint64) + (np.uint64(series) << np.uint64(32))
        x ^= x >> np.uint64(33)
        x *= np.uint64(0xFF51AFD7ED558CCD)
        x ^= x >> np.uint64(33)
        x *= np.uint64(0xC4CEB9FE1A85EC53)
        x ^= x >> np.uint64(33)
    return ((x >> np.uint64(32)).astype(np.float64) / 4294967296.0 - 0.5).astype(np.float32)


def unit_rows(n, d, series):
    rows = fixed(n * d, series).reshape(n, d).astype(np.float64)
    return (rows / np.sqrt((rows * rows).sum(1, keepdims=True))).astype(np.float32)


class Basic(nn.Module):
    expansion = 1

    def __init__(self, inputs, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or inputs != planes:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inputs, planes, stride):
        super().__init__()
        outputs = 4 * planes
        self.conv1 = nn.Conv2d(inputs, planes, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    """torchvision's ResNet with a width, and the stem for small images; a linear head on top."""

    def __init__(self, depth, width, stem, stem_stride, dim):
        super().__init__()
        block, counts = {18: (Basic, (2, 2, 2, 2)), 34: (Basic, (3, 4, 6, 3)), 50: (Bottleneck, (3, 4, 6, 3))}[depth]
        if stem == "cifar":
            self.conv1, self.maxpool = nn.Conv2d(3, width, 3, stem_stride, 1, bias=False), nn.Identity()
        else:
            self.conv1, self.maxpool = nn.Conv2d(3, width, 7, 2, 3, bias=False), nn.MaxPool2d(3, 2, 1)
        self.bn1, self.relu = nn.BatchNorm2d(width), nn.ReLU(inplace=True)
        inputs = width
        for stage, count in enumerate(counts):
            blocks = []
            for i in range(count):
                blocks.append(block(inputs, width << stage, 2 if stage and not i else 1))
                inputs = (width << stage) * block.expansion
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.head = nn.Linear(inputs, dim)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return F.normalize(self.head(x.mean((2, 3))))


def spreading(x, tau=0.1):
    """InvaSpread's loss as it was released; the rows of both views one after the other."""
    n = x.shape[0]
    other = torch.arange(n, device=x.device).roll(n // 2)
    own = torch.eye(n, dtype=torch.bool, device=x.device)
    p = torch.softmax((x @ x.detach().T / tau).masked_fill(own, float("-inf")), 1)
    positive = p.gather(1, other[:, None]).log().sum()
    negative = torch.log1p(-p).masked_fill(own | F.one_hot(other, n).bool(), 0).sum()
    return -(positive + negative) / n


def versions():
    import torchvision
    blas = "MKL" if torch.backends.mkl.is_available() else "OpenBLAS"
    return {"torch": torch.__version__, "torchvision": torchvision.__version__, "blas": blas, "threads": torch.get_num_threads()}
