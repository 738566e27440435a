"""A recipe's views in torchvision's v2 transforms, on PIL images or on tensors: one core, from files or from memory.

python views.py FOLDER --views instdisc --size 32 --from memory --backend pil
"""
import argparse
import glob
import os
import random

import torch
from PIL import Image, ImageFilter
from torchvision.io import ImageReadMode, decode_image, read_file
from torchvision.transforms import v2

from common import report, timed, versions

STATISTICS = {"cifar": ([0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]), "imagenet": ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])}


class PillowBlur:
    """The blur of MoCo v2's code, in Pillow's own filter: box passes. Takes no tensors."""

    def __call__(self, image):
        return image.filter(ImageFilter.GaussianBlur(random.uniform(0.1, 2.0)))


def transform(kind, size, tensors, blur):
    mean, std = STATISTICS["cifar" if kind == "instdisc" else "imagenet"]
    end = [v2.ToDtype(torch.float32, scale=True), v2.Normalize(mean, std, inplace=True)]
    end = end if tensors else [v2.PILToTensor()] + end
    crop = v2.RandomResizedCrop(size, scale=(0.2, 1.0), antialias=True)
    if kind == "instdisc":
        return v2.Compose([crop, v2.ColorJitter(0.4, 0.4, 0.4, 0.4), v2.RandomGrayscale(0.2)] + end)
    if kind == "simclr":
        return v2.Compose([crop, v2.RandomHorizontalFlip(), v2.RandomApply([v2.ColorJitter(0.4, 0.4, 0.4, 0.1)], 0.8),
                           v2.RandomGrayscale(0.2)] + end)
    kernel = PillowBlur() if blur == "pil" else v2.GaussianBlur(size // 10 // 2 * 2 + 1, (0.1, 2.0))  # the latter as in SimCLR
    return v2.Compose([crop, v2.RandomApply([v2.ColorJitter(0.4, 0.4, 0.4, 0.1)], 0.8), v2.RandomGrayscale(0.2), v2.RandomApply([kernel], 0.5),
                       v2.RandomHorizontalFlip()] + end)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("folder")
    a.add_argument("--views", choices=["instdisc", "simclr", "moco"], default="moco")
    a.add_argument("--count", type=int, default=2, help="views an image")
    a.add_argument("--size", type=int, default=224)
    a.add_argument("--images", type=int, default=0)
    a.add_argument("--from", dest="source", choices=["files", "memory"], default="files")
    a.add_argument("--backend", choices=["pil", "tensor"], default="pil")
    a.add_argument("--blur", choices=["pil", "true"], help="of moco: Pillow's filter, or a Gaussian kernel; default: pil for pil, true for tensor")
    a.add_argument("--rounds", type=int, default=5)
    a = a.parse_args()
    a.blur = a.blur or ("pil" if a.backend == "pil" else "true")
    if a.blur == "pil" and a.backend == "tensor":
        raise SystemExit("Pillow's blur takes no tensors: --backend pil")
    torch.set_num_threads(1)
    files = sorted(glob.glob(os.path.join(a.folder, "**", "*.*"), recursive=True))
    files = [f for f in files if f.lower().endswith((".jpg", ".jpeg", ".png"))][: a.images or None]

    def decode(file):
        if a.backend == "pil":
            with open(file, "rb") as f:
                return Image.open(f).convert("RGB")
        return decode_image(read_file(file), mode=ImageReadMode.RGB)

    views = transform(a.views, a.size, a.backend == "tensor", a.blur)
    memory = [decode(f) for f in files] if a.source == "memory" else None
    batch = torch.empty(64 * a.count, 3, a.size, a.size)

    def run():
        place = 0
        for i, file in enumerate(files):
            image = memory[i] if memory else decode(file)
            for _ in range(a.count):
                batch[place] = views(image)
                place = (place + 1) % len(batch)

    milliseconds = timed(run, a.rounds)
    more = {"decoding_share": None}
    if a.source == "files":
        decoding = timed(lambda: [decode(f) for f in files], a.rounds)
        more["decoding_share"] = round(sorted(decoding)[len(decoding) // 2] / sorted(milliseconds)[len(milliseconds) // 2], 3)
    filled = batch[: len(files) * a.count]
    report(f"torchvision, {a.backend}" + (f", blur {a.blur}" if a.views == "moco" else ""), milliseconds, len(files), mean=round(filled.mean().item(), 3), deviation=round(filled.std().item(), 3),
           **more, **versions())


main()
