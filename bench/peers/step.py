"""A training step in PyTorch: forward of two views, InvaSpread's loss, backward, SGD. No image is read.

With --weights FILE the network begins with the weights that `./likeness bench step --export FILE` wrote, on the same numbers: the first
loss is then the same on both sides.
"""
import argparse
import time

import torch

from common import ResNet, fixed, report, spreading, versions


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--depth", type=int, default=18)
    a.add_argument("--width", type=int, default=24)
    a.add_argument("--stem", choices=["cifar", "imagenet"], default="cifar")
    a.add_argument("--stem-stride", type=int, default=2)
    a.add_argument("--size", type=int, default=32)
    a.add_argument("--batch", type=int, default=128)
    a.add_argument("--steps", type=int, default=20)
    a.add_argument("--threads", type=int, default=torch.get_num_threads())
    a.add_argument("--channels-last", type=int, default=1)
    a.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    a.add_argument("--bfloat16", action="store_true", help="convolutions and products by autocast, as train.precision=bfloat16")
    a.add_argument("--weights")
    a = a.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    layout = torch.channels_last if a.channels_last else torch.contiguous_format
    net = ResNet(a.depth, a.width, a.stem, a.stem_stride, 128)
    if a.weights:
        from safetensors.torch import load_file
        weights = {name.removeprefix("backbone."): value for name, value in load_file(a.weights).items()}
        rename = {name: name for name in net.state_dict()}
        rename["head.weight"], rename["head.bias"] = sorted((n for n in weights if n.startswith("head.")), key=lambda n: weights[n].dim())[::-1]
        missing, _ = net.load_state_dict({name: weights[other] for name, other in rename.items() if other in weights}, strict=False)
        if [name for name in missing if "num_batches" not in name]:
            raise SystemExit(f"{a.weights} lacks {missing}")
    net = net.to(a.device, memory_format=layout)
    optimizer = torch.optim.SGD(net.parameters(), 0.06, momentum=0.9, weight_decay=5e-4)
    pixels = a.batch * 3 * a.size * a.size
    views = [(3.4641016 * torch.from_numpy(fixed(pixels, 10 + v))).view(a.batch, 3, a.size, a.size).to(a.device).contiguous(memory_format=layout) for v in range(2)]
    milliseconds, losses = [], []
    for step in range(a.steps + 3):
        start = time.perf_counter()
        with torch.autocast(a.device, torch.bfloat16, enabled=a.bfloat16):
            embeddings = net(torch.cat(views))
        loss = spreading(embeddings.float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step >= 3:
            milliseconds.append(1000 * (time.perf_counter() - start))
    report("PyTorch " + torch.__version__, milliseconds, a.batch, first_loss=losses[0], **versions())


main()
