"""NCE over a memory bank as the authors of InstDisc compute it: gather all rows, one batched product, autograd; and the exact softmax, plainly.

python softmax.py --n 50000
"""
import argparse
import math

import torch

from common import report, timed, unit_rows, versions

TAU = 0.07


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--n", type=int, default=50000)
    a.add_argument("--width", type=int, default=128)
    a.add_argument("--batch", type=int, default=128)
    a.add_argument("--negatives", type=int, default=4096)
    a.add_argument("--rounds", type=int, default=5)
    a.add_argument("--threads", type=int, default=0)
    a = a.parse_args()
    if a.threads:
        torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    bank = torch.from_numpy(unit_rows(a.n, a.width, 1))
    features = torch.from_numpy(unit_rows(a.batch, a.width, 2))
    own = torch.arange(a.batch) * a.n // a.batch
    candidates = torch.randint(a.n, (a.batch, a.negatives + 1))
    candidates[:, 0] = own
    z, noise, eps = a.n * math.exp(1 / (2 * a.width * TAU ** 2)), a.negatives / a.n, 1e-7  # Z: its expectation for random unit rows

    def nce():
        v = features.clone().requires_grad_()
        rows = bank.index_select(0, candidates.view(-1)).view(a.batch, a.negatives + 1, a.width)
        p = torch.bmm(rows, v.unsqueeze(2)).squeeze(2).div(TAU).exp().div(z)
        positive = p[:, 0].div(p[:, 0] + noise + eps).log().sum()
        negative = (noise / (p[:, 1:] + noise + eps)).log().sum()
        (-(positive + negative) / a.batch).backward()

    def exact():
        v = features.clone().requires_grad_()
        loss = torch.nn.functional.cross_entropy(v @ bank.T / TAU, own)
        loss.backward()
        return loss.item()

    loss = exact()
    report(f"gather and bmm, m = {a.negatives}", timed(nce, a.rounds), a.batch, what="nce", n=a.n, **versions())
    if a.n * a.batch <= 100_000_000:
        report("cross_entropy over all logits", timed(exact, a.rounds), a.batch, what="exact", n=a.n, loss=loss, **versions())


main()
