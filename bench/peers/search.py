"""Search of single queries in FAISS: flat (exact) and HNSW, on the tables of ./likeness bench search.

python search.py --folder DIR --rows 20000
"""
import argparse
import json
import time
from pathlib import Path

import faiss
import numpy as np


def vectors(table):
    """The matrix of a safetensors file, mapped: 8 bytes of length, a header in JSON, the values."""
    file = table / "vectors.safetensors"
    with open(file, "rb") as f:
        length = int.from_bytes(f.read(8), "little")
        entry = json.loads(f.read(length))["vectors"]
    kind = {"F32": np.float32, "F16": np.float16}[entry["dtype"]]
    rows = np.memmap(file, kind, "r", 8 + length, tuple(entry["shape"])).astype(np.float32)
    faiss.normalize_L2(rows)
    return rows


def memory():
    for line in open("/proc/self/status"):
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024


def ask(name, index, rows, queries, k, truth):
    for q in queries[:200]:
        index.search(q[None], k)
    times, found = [], []
    for q in queries:
        start = time.perf_counter()
        _, ids = index.search(q[None], k)
        times.append(1000 * (time.perf_counter() - start))
        found.append(ids[0])
    similarities = np.array([rows[ids] @ q for ids, q in zip(found, queries)])
    truth = similarities.min(1) if truth is None else truth
    recall = (similarities >= truth[:, None] - 1e-6).mean()   # equal ones may stand for each other
    print(json.dumps({"answers": name, "ms_median": round(float(np.median(times)), 3), "ms_99": round(float(np.percentile(times, 99)), 3),
                      "recall_at_10": round(float(recall), 4)}), flush=True)
    return truth


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--folder", type=Path, required=True)
    a.add_argument("--rows", type=int, default=20000)
    a.add_argument("--links", type=int, default=16)
    a.add_argument("--construction", type=int, default=100)
    a.add_argument("--candidates", type=int, default=100)
    a.add_argument("-k", type=int, default=10)
    a.add_argument("--threads", type=int, default=0)
    a = a.parse_args()
    if a.threads:
        faiss.omp_set_num_threads(a.threads)
    rows, queries = vectors(a.folder / f"rows-{a.rows}.table"), vectors(a.folder / "queries.table")
    print(json.dumps({"faiss": faiss.__version__, "threads": faiss.omp_get_max_threads(), "rows": len(rows), "width": rows.shape[1],
                      "queries": len(queries)}))
    truth = None
    flat, half = faiss.IndexFlatIP(rows.shape[1]), faiss.IndexScalarQuantizer(rows.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    hnsw = faiss.IndexHNSWFlat(rows.shape[1], a.links, faiss.METRIC_INNER_PRODUCT)
    hnsw.hnsw.efConstruction, hnsw.hnsw.efSearch = a.construction, a.candidates
    for name, index in [("flat", flat), ("flat, half", half), ("HNSW", hnsw)]:
        before, start = memory(), time.perf_counter()
        index.train(rows)
        index.add(rows)
        print(json.dumps({"index": name, "build_s": round(time.perf_counter() - start, 2), "memory_bytes": memory() - before}))
        truth = ask(name, index, rows, queries, a.k, truth)


main()
