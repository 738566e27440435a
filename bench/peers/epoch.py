"""Whole epochs in a plain PyTorch loop: lightly's or torchvision's views, its DataLoader, InvaSpread's loss, SGD.

python epoch.py FOLDER --views lightly --size 112 --stem imagenet --width 32 --from files --workers 2
"""
import argparse
import glob
import os
import time

import torch
from PIL import Image
from torchvision.transforms import v2

from common import ResNet, report, spreading, versions


def views(a):
    if a.views == "lightly":
        from lightly.transforms import MoCoV2Transform
        return MoCoV2Transform(input_size=a.size)
    crop = v2.Compose([v2.RandomResizedCrop(a.size, scale=(0.3, 1.0)), v2.RandomHorizontalFlip(), v2.ColorJitter(0.4, 0.4, 0.4, 0.1), v2.RandomGrayscale(0.1),
                       v2.PILToTensor(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225], inplace=True)])
    return lambda image: [crop(image), crop(image)]


def rgb(file):
    with Image.open(file) as image:
        if image.mode in ("RGBA", "P", "LA"):
            image = image.convert("RGBA")
            white = Image.new("RGBA", image.size, "WHITE")
            return Image.alpha_composite(white, image).convert("RGB")
        return image.convert("RGB")


class Images(torch.utils.data.Dataset):
    def __init__(self, a):
        files = sorted(glob.glob(os.path.join(a.folder, "**", "*.*"), recursive=True))
        self.files = [f for f in files if f.lower().endswith((".jpg", ".jpeg", ".png"))][: a.images or None]
        self.memory = [rgb(f) for f in self.files] if a.source == "memory" else None
        self.views = views(a)

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        first, second = self.views(self.memory[i] if self.memory else rgb(self.files[i]))
        return first, second


def main():
    a = argparse.ArgumentParser()
    a.add_argument("folder")
    a.add_argument("--views", choices=["lightly", "torchvision"], default="lightly")
    a.add_argument("--size", type=int, default=112)
    a.add_argument("--width", type=int, default=32)
    a.add_argument("--stem", choices=["cifar", "imagenet"], default="imagenet")
    a.add_argument("--stem-stride", type=int, default=1)
    a.add_argument("--batch", type=int, default=128)
    a.add_argument("--images", type=int, default=0)
    a.add_argument("--from", dest="source", choices=["files", "memory"], default="files")
    a.add_argument("--workers", type=int, default=2)
    a.add_argument("--nice", type=int, default=0, help="of the workers, as the launcher of Likeness gives its own")
    a.add_argument("--rounds", type=int, default=3)
    a.add_argument("--threads", type=int, default=torch.get_num_threads())
    a = a.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    data = Images(a)
    loader = torch.utils.data.DataLoader(data, a.batch, shuffle=True, num_workers=a.workers, drop_last=True, persistent_workers=a.workers > 0,
                                         worker_init_fn=lambda worker: os.nice(a.nice))
    net = ResNet(18, a.width, a.stem, a.stem_stride, 128).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(net.parameters(), 0.06, momentum=0.9, weight_decay=5e-4)
    milliseconds, losses = [], []
    for epoch in range(a.rounds + 1):
        start = time.perf_counter()
        total, steps = 0.0, 0
        for first, second in loader:
            loss = spreading(net(torch.cat([first, second]).contiguous(memory_format=torch.channels_last)))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
            steps += 1
        losses.append(total / steps)
        if epoch:
            milliseconds.append(1000 * (time.perf_counter() - start))
    images = len(data) // a.batch * a.batch
    workers = f"{a.workers} workers" + (f", niceness + {a.nice}" if a.workers else "")
    report(f"PyTorch, {a.views}, {workers}", milliseconds, images, losses=losses, **versions())


main()
