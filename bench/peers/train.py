"""Whole trainings in PyTorch, to compare what is learned: InstDisc and InvaSpread written plainly, and lightly's own losses, heads and memory bank.

python train.py simclr FOLDER --epochs 10 --seed 0          # FOLDER/train/CLASS/*, FOLDER/test/CLASS/*
python train.py invaspread FOLDER --lists LISTS --epochs 25 # LISTS/train.csv, LISTS/test.csv: id,label of the images of a Likeness run

Network, views, batch, optimizer and schedule are those of the recipes small and emoji of Likeness: ResNet-18 of width 24 with the small stem, one linear
warm-up, half a cosine. Prints one line of JSON: weighted kNN of the test images among the training images (tau 0.1) before and after training,
images/s of whole epochs and of the steps alone, peak memory of all processes.
"""
import argparse
import copy
import csv
import glob
import json
import math
import os
import threading
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torchvision.transforms import v2

from common import ResNet, spreading, versions

IMAGENET = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
PLAIN = ["invaspread", "instdisc"]
LIGHTLY = ["moco-v2", "simclr-v1", "byol", "swav", "simsiam", "dino", "barlow-twins", "vicreg"]


def rgb(file):
    with Image.open(file) as image:
        if image.mode in ("RGBA", "P", "LA"):
            image = image.convert("RGBA")
            return Image.alpha_composite(Image.new("RGBA", image.size, "WHITE"), image).convert("RGB")
        return image.convert("RGB")


def listed(a, part):
    if a.lists:
        with open(os.path.join(a.lists, part + ".csv"), newline="") as file:
            rows = [(os.path.join(a.folder, row["id"]), row["label"]) for row in csv.DictReader(file)]
    else:
        files = sorted(glob.glob(os.path.join(a.folder, part, "*", "*.*")))
        rows = [(file, os.path.basename(os.path.dirname(file))) for file in files]
    return [rgb(file) for file, _ in rows], [label for _, label in rows]


class Views(torch.utils.data.Dataset):
    """The recipe's view so many times, and local crops behind it."""

    def __init__(self, images, a):
        self.images, self.count, self.local = images, 1 if a.method == "instdisc" else 2, 4 if a.method in ("swav", "dino") else 0
        colours = [v2.RandomHorizontalFlip(), v2.ColorJitter(0.4, 0.4, 0.4, 0.1), v2.RandomGrayscale(0.1), v2.PILToTensor(),
                   v2.ToDtype(torch.float32, scale=True), v2.Normalize(*IMAGENET, inplace=True)]
        self.view = v2.Compose([v2.RandomResizedCrop(a.size, scale=(0.3, 1.0))] + colours)
        self.small = v2.Compose([v2.RandomResizedCrop(a.size // 2, scale=(0.1, 0.3))] + colours)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = self.images[i]
        return i, [self.view(image) for _ in range(self.count)] + [self.small(image) for _ in range(self.local)]


class Features(ResNet):
    """The network without a head."""

    def __init__(self, a):
        super().__init__(18, a.width, "cifar", a.stem_stride, 1)
        self.size = self.head.in_features
        self.head = nn.Identity()
        for module in self.modules():
            if isinstance(module, nn.Conv2d):  # as torchvision's ResNet and Likeness begin
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        return self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3))


class Plain(nn.Module):
    def __init__(self, backbone, a, n):
        super().__init__()
        self.backbone, self.head, self.method = backbone, nn.Linear(backbone.size, 128), a.method
        self.register_buffer("bank", F.normalize(torch.randn(n, 128)) if a.method == "instdisc" else torch.empty(0))
        self.negatives, self.z = a.negatives, 0.0

    def forward(self, indices, views, position):
        z = F.normalize(self.head(self.backbone(torch.cat(views))))
        if self.method == "invaspread":
            return spreading(z)
        self.rows = indices, z.detach()
        if self.negatives:
            return self.nce(z, indices)
        return F.cross_entropy(z @ self.bank.T / 0.1, indices)

    def nce(self, z, indices):
        """InstDisc's equation 7; the denominator is that of the first batch."""
        n, m = len(self.bank), self.negatives
        candidates = torch.cat([indices[:, None], torch.randint(n, (len(z), m))], 1)
        scores = torch.einsum("bd,bmd->bm", z, self.bank[candidates]).div(0.1).exp()
        self.z = self.z or n * scores.mean().item()
        p, noise = scores / self.z, m / n
        return -((p[:, :1] / (p[:, :1] + noise + 1e-7)).log().sum(1) + (noise / (p[:, 1:] + noise + 1e-7)).log().sum(1)).mean()

    def after(self, position):
        if self.method == "instdisc":
            indices, z = self.rows
            self.bank[indices] = F.normalize(0.5 * self.bank[indices] + 0.5 * z)


class Lightly(nn.Module):
    def __init__(self, backbone, a, n):
        super().__init__()
        from lightly import loss
        from lightly.models.modules import heads
        self.backbone, self.method, f, hidden = backbone, a.method, backbone.size, a.hidden
        self.average = a.momentum
        if a.method == "moco-v2":
            self.head, self.loss = heads.MoCoProjectionHead(f, hidden, 128), loss.NTXentLoss(a.tau or 0.2, memory_bank_size=(a.queue, 128))
        elif a.method == "simclr-v1":
            self.head, self.loss = heads.SimCLRProjectionHead(f, hidden, 128), loss.NTXentLoss(a.tau or 0.5)
        elif a.method == "byol":
            self.head, self.predictor, self.loss = heads.BYOLProjectionHead(f, hidden, 256), heads.BYOLPredictionHead(256, hidden, 256), loss.NegativeCosineSimilarity()
        elif a.method == "simsiam":
            self.head, self.predictor = heads.SimSiamProjectionHead(f, hidden, hidden), heads.SimSiamPredictionHead(hidden, hidden // 4, hidden)
            self.loss = loss.NegativeCosineSimilarity()
        elif a.method == "swav":
            self.head, self.prototypes, self.loss = heads.SwaVProjectionHead(f, hidden, 128), heads.SwaVPrototypes(128, a.prototypes), loss.SwaVLoss(a.tau or 0.1)
        elif a.method == "dino":
            self.head, self.loss = heads.DINOProjectionHead(f, hidden, 256, a.outputs, a.head_norms, freeze_last_layer=1), loss.DINOLoss(a.outputs)
        elif a.method == "barlow-twins":
            self.head, self.loss = heads.BarlowTwinsProjectionHead(f, hidden, hidden), loss.BarlowTwinsLoss()
        else:
            self.head, self.loss = heads.VICRegProjectionHead(f, hidden, hidden), loss.VICRegLoss()
        if a.method in ("moco-v2", "byol", "dino"):
            self.slow = copy.deepcopy(self.backbone)
            self.slow_head = heads.DINOProjectionHead(f, hidden, 256, a.outputs, a.head_norms) if a.method == "dino" else copy.deepcopy(self.head)
            self.slow_head.load_state_dict(self.head.state_dict())
            for weight in [*self.slow.parameters(), *self.slow_head.parameters()]:
                weight.requires_grad = False

    def follow(self, momentum):
        with torch.no_grad():
            for slow, fast in [(self.slow, self.backbone), (self.slow_head, self.head)]:
                for s, q in zip(slow.parameters(), fast.parameters()):
                    s.lerp_(q, 1 - momentum)

    def forward(self, indices, views, position):
        b = len(indices)
        if self.method == "moco-v2":
            self.follow(self.average)
            with torch.no_grad():
                k = self.slow_head(self.slow(views[1]))
            return self.loss(self.head(self.backbone(views[0])), k)
        if self.method in ("byol", "simsiam"):  # each view in a pass of its own, as in lightly's examples: norms see one view
            return self.regression(views)
        pair = self.backbone(torch.cat(views[:2]))
        if self.method == "dino":
            with torch.no_grad():
                teacher = self.slow_head(self.slow(torch.cat(views[:2]))).chunk(2)
            student = self.head(torch.cat([pair, self.backbone(torch.cat(views[2:]))])).split(b)
            return self.loss(list(teacher), list(student), epoch=int(position))
        z = self.head(pair)
        if self.method == "swav":
            self.prototypes.normalize()
            local = self.head(self.backbone(torch.cat(views[2:])))
            high = [self.prototypes(x, 0) for x in F.normalize(z).split(b)]
            low = [self.prototypes(x, 0) for x in F.normalize(local).split(b)]
            return self.loss(high, low)
        z1, z2 = z.split(b)
        return self.loss(z1, z2)

    def regression(self, views):
        z1, z2 = (self.head(self.backbone(view)) for view in views)
        if self.method == "byol":
            with torch.no_grad():
                k1, k2 = (self.slow_head(self.slow(view)) for view in views)
        else:
            k1, k2 = z1.detach(), z2.detach()
        return 0.5 * (self.loss(self.predictor(z1), k2) + self.loss(self.predictor(z2), k1))

    def gradients(self, position):
        if self.method == "dino":
            for weight in self.parameters():
                if weight.grad is not None:
                    torch.nn.utils.clip_grad_norm_([weight], 3.0)
            self.head.cancel_last_layer_gradients(int(position))

    def after(self, position):
        """The momentum rises to 1 by half a cosine, as in the papers; position is the part of the run that is done."""
        if self.method in ("byol", "dino"):
            self.follow(1 - (1 - self.average) * (math.cos(math.pi * position) + 1) / 2)


@torch.no_grad()
def embed(backbone, images, size):
    backbone.eval()
    whole = v2.Compose([v2.Resize(size), v2.CenterCrop(size), v2.PILToTensor(), v2.ToDtype(torch.float32, scale=True), v2.Normalize(*IMAGENET)])
    rows = [backbone(torch.stack([whole(image) for image in images[i:i + 256]])) for i in range(0, len(images), 256)]
    backbone.train()
    return F.normalize(torch.cat(rows))


def knn(backbone, train, test, size):
    """Weighted kNN, tau 0.1: the accuracy of k = 20 and of k = 200."""
    classes = {label: c for c, label in enumerate(sorted(set(train[1]) | set(test[1])))}
    bank, queries = embed(backbone, train[0], size), embed(backbone, test[0], size)
    labels, truth = (torch.tensor([classes[label] for label in part[1]]) for part in (train, test))
    result = {}
    for k in (20, 200):
        similarity, nearest = (queries @ bank.T).topk(min(k, len(bank)))
        votes = torch.zeros(len(queries), len(classes)).scatter_add_(1, labels[nearest], (similarity / 0.1).exp())
        result[f"knn{k}"] = round((votes.argmax(1) == truth).float().mean().item(), 4)
    return result


class Memory(threading.Thread):
    """The largest resident memory of this process and its children together, in MiB."""

    def __init__(self):
        super().__init__(daemon=True)
        self.peak = 0

    def run(self):
        while True:
            total = 0
            for process in [os.getpid(), *self.children()]:
                try:
                    with open(f"/proc/{process}/smaps_rollup") as file:
                        total += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
                except OSError:
                    pass
            self.peak = max(self.peak, total // 1024)
            time.sleep(1)

    @staticmethod
    def children():
        with open(f"/proc/{os.getpid()}/task/{os.getpid()}/children") as file:
            return [int(child) for child in file.read().split()]


def calibrated(backbone, images, a):
    """A copy with batch norm statistics of training images, as Likeness measures an untrained network."""
    fresh = copy.deepcopy(backbone)
    for module in fresh.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None
    whole = v2.Compose([v2.Resize(a.size), v2.CenterCrop(a.size), v2.PILToTensor(), v2.ToDtype(torch.float32, scale=True), v2.Normalize(*IMAGENET)])
    with torch.no_grad():
        for i in range(0, min(1024, len(images)), 256):
            fresh(torch.stack([whole(image) for image in images[i:i + 256]]))
    return fresh


def main():
    a = argparse.ArgumentParser()
    a.add_argument("method", choices=PLAIN + LIGHTLY)
    a.add_argument("folder")
    a.add_argument("--lists")
    a.add_argument("--epochs", type=int, default=10)
    a.add_argument("--warmup", type=float, default=2)
    a.add_argument("--batch", type=int, default=128)
    a.add_argument("--lr", type=float, default=0.06)
    a.add_argument("--decay", type=float, default=5e-4)
    a.add_argument("--size", type=int, default=32)
    a.add_argument("--width", type=int, default=24)
    a.add_argument("--stem-stride", type=int, default=2)
    a.add_argument("--hidden", type=int, default=256, help="hidden width of heads")
    a.add_argument("--tau", type=float, help="temperature; default: the method's")
    a.add_argument("--negatives", type=int, default=0, help="InstDisc by NCE with so many negatives; 0 for the exact softmax")
    a.add_argument("--queue", type=int, default=1024)
    a.add_argument("--prototypes", type=int, default=128)
    a.add_argument("--outputs", type=int, default=1024)
    a.add_argument("--momentum", type=float, default=0.99, help="of the slow network")
    a.add_argument("--head-norms", action="store_true", help="batch norm in DINO's head")
    a.add_argument("--workers", type=int, default=2)
    a.add_argument("--threads", type=int, default=torch.get_num_threads())
    a.add_argument("--seed", type=int, default=0)
    a = a.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    memory = Memory()
    memory.start()
    train, test = listed(a, "train"), listed(a, "test")
    backbone = Features(a)
    untrained = knn(calibrated(backbone, train[0], a), train, test, a.size)
    model = (Plain if a.method in PLAIN else Lightly)(backbone, a, len(train[0])).to(memory_format=torch.channels_last)
    constant = set(model.predictor.parameters()) if a.method == "simsiam" else set()  # its predictor keeps the rate (appendix A)
    groups = [{"params": [p for p in model.parameters() if p.requires_grad and p not in constant]}, {"params": list(constant), "constant": True}]
    optimizer = torch.optim.SGD([group for group in groups if group["params"]], a.lr, momentum=0.9, weight_decay=a.decay)
    loader = torch.utils.data.DataLoader(Views(train[0], a), a.batch, shuffle=True, num_workers=a.workers, drop_last=True, persistent_workers=a.workers > 0)
    per_epoch = len(loader)
    total, warmup = a.epochs * per_epoch, round(min(a.warmup, a.epochs / 2) * per_epoch)
    step, losses, epochs, steps = 0, [], [], 0.0
    for epoch in range(a.epochs):
        start, sum_of_losses = time.perf_counter(), 0.0
        for indices, views in loader:
            begun = time.perf_counter()
            rate = a.lr * step / warmup if step < warmup else a.lr * (1 + math.cos(math.pi * (step - warmup) / (total - warmup))) / 2
            for group in optimizer.param_groups:
                group["lr"] = a.lr if group.get("constant") else rate
            loss = model(indices, [view.contiguous(memory_format=torch.channels_last) for view in views], epoch)
            optimizer.zero_grad()
            loss.backward()
            if a.method in LIGHTLY:
                model.gradients(epoch)
            optimizer.step()
            with torch.no_grad():
                model.after(step / total)
            sum_of_losses += loss.item()
            step += 1
            steps += time.perf_counter() - begun
        losses.append(round(sum_of_losses / per_epoch, 4))
        epochs.append(time.perf_counter() - start)
    images = per_epoch * a.batch
    result = {"method": a.method, "seed": a.seed, "epochs": a.epochs, "images": len(train[0]), "untrained": untrained, **knn(backbone, train, test, a.size),
              "images_per_s": round(images / float(np.median(epochs)), 1), "steps_images_per_s": round(images * a.epochs / steps, 1), "peak_mib": memory.peak,
              "losses": losses, **versions()}
    print(json.dumps(result), flush=True)


main()
