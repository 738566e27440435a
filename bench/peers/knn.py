"""Weighted kNN in FAISS (flat inner product), PyTorch or NumPy.

python knn.py --engine faiss
"""
import argparse

import numpy as np
import torch

from common import report, timed, unit_rows, versions

TAU, CLASSES = 0.07, 10


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--n", type=int, default=50000)
    a.add_argument("--queries", type=int, default=10000)
    a.add_argument("--width", type=int, default=128)
    a.add_argument("--neighbours", type=int, default=200)
    a.add_argument("--engine", choices=["faiss", "numpy", "torch"], default="faiss")
    a.add_argument("--rounds", type=int, default=5)
    a.add_argument("--threads", type=int, default=0)
    a = a.parse_args()
    bank, queries = unit_rows(a.n, a.width, 1), unit_rows(a.queries, a.width, 3)
    labels = np.arange(a.n) % CLASSES
    extra = versions()
    if a.engine == "faiss":
        import faiss
        extra["faiss"] = faiss.__version__
        if a.threads:
            faiss.omp_set_num_threads(a.threads)
    if a.threads:
        torch.set_num_threads(a.threads)

    def search():
        if a.engine == "faiss":
            index = faiss.IndexFlatIP(a.width)
            index.add(bank)
            return index.search(queries, a.neighbours)
        similarities, indices = [], []
        for q in range(0, a.queries, 1024):
            if a.engine == "torch":
                s, i = (torch.from_numpy(queries[q:q + 1024]) @ torch.from_numpy(bank).T).topk(a.neighbours)
                similarities.append(s.numpy()), indices.append(i.numpy())
                continue
            s = queries[q:q + 1024] @ bank.T
            i = np.argpartition(-s, a.neighbours, 1)[:, :a.neighbours]
            similarities.append(np.take_along_axis(s, i, 1)), indices.append(i)
        return np.concatenate(similarities), np.concatenate(indices)

    def run():
        similarities, indices = search()
        weights = np.exp(similarities.astype(np.float64) / TAU)
        rows = np.repeat(np.arange(a.queries), a.neighbours)
        places = rows * CLASSES + labels[indices].ravel()
        votes = np.bincount(places, weights.ravel(), a.queries * CLASSES).reshape(a.queries, CLASSES)
        return (votes.argmax(1) == np.arange(a.queries) % CLASSES).mean()

    accuracy = run()
    report(a.engine, timed(run, a.rounds), a.queries, accuracy=accuracy, **extra)


main()
