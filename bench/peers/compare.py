"""Runs Likeness and its peers in turn, several times, and prints a row for each piece of work: medians of medians and their ratio. Both
have the variables of docs/decisions/0006: Likeness from its launcher, the peers from here.

python compare.py --photos FOLDER --small FOLDER --emoji FOLDER --rounds 5 views32 views224 step18 ...
Results are appended to a file of JSON lines (--out), so that a run that is cut off keeps its rows.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
QUIET = {"OMP_WAIT_POLICY": "passive",
         "GLIBC_TUNABLES": "glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=8589934592"
                           ":glibc.malloc.arena_max=1:glibc.malloc.hugetlb=1"}
LIKENESS = os.path.join(HERE, "..", "..", "likeness")


def run(command, pin=None):
    command = (["taskset", "-c", pin] if pin else []) + command
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **QUIET})
    if done.returncode:
        sys.exit(" ".join(command) + "\n" + done.stdout[-2000:] + done.stderr[-2000:])
    return done.stdout


def ours(*arguments, pin=None):
    return json.loads(run([LIKENESS, "bench", *arguments, "--json"], pin))


def peer(script, *arguments, pin=None):
    lines = run([sys.executable, os.path.join(HERE, script), *arguments], pin).splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def works(a):
    """Name, what is measured here, what is measured there (several: the fastest counts), and the number to compare (more is better).
    Without a list of peers one call gives both numbers."""
    r = ["--rounds", str(a.inner)]
    moco = ["--recipe", "photos", "--set", "view.size=224", "--data", a.photos, "--images", "300", *r]
    rate = lambda result: result["images_per_s"]
    per_s = lambda result: result["per_s"]

    def by_workers():
        one, two = ours("views", *moco, "--workers", "1,2")["by_workers"]
        return two["images_per_s"], one["images_per_s"]

    def embed(*settings):
        """Embedding, and the slower of decoding alone and the network alone."""
        whole, *halves = ours("embed", "--recipe", "photos", *settings, "--data", a.photos, *r)["timings"]
        return whole["per_s"], min(half["per_s"] for half in halves)

    step50 = ["--recipe", "photos", "--set", "backbone.name=resnet50", "--set", "backbone.width=64", "--set", "view.size=224",
              "--set", "train.batch=16", "--steps", "5"]
    small = ["--set", "backbone.width=64", "--set", "backbone.stem-stride=1", "--set", "train.batch=64", "--steps", "5"]
    return {
        "views32": (lambda: rate(ours("views", "--recipe", "cifar10-instdisc", "--data", a.small, "--images", "2000", "--from", "memory", *r, pin="0")),
                    [lambda b=b: per_s(peer("views.py", a.small, "--views", "instdisc", "--count", "1", "--size", "32", "--images", "2000",
                                            "--from", "memory", "--backend", b, *r, pin="0")[0]) for b in ("pil", "tensor")]),
        "views224": (lambda: rate(ours("views", *moco, pin="0")),
                     [lambda b=b: per_s(peer("views.py", a.photos, "--images", "100", "--backend", b, *r, pin="0")[0]) for b in ("pil", "tensor")]),
        # Likeness beside itself: one run times both by turns.
        "two-cores": (by_workers, None),
        "embed": (embed, None),
        "embed-resnet50": (lambda: embed(*step50[2:-4], "--images", "128"), None),
        "step18": (lambda: rate(ours("step", *small)),
                   [lambda: per_s(peer("step.py", "--width", "64", "--stem-stride", "1", "--batch", "64", "--steps", "5")[0])]),
        "step50": (lambda: rate(ours("step", *step50)),
                   [lambda: per_s(peer("step.py", "--depth", "50", "--width", "64", "--stem", "imagenet", "--size", "224", "--batch", "16",
                                       "--steps", "5")[0])]),
        "step-first-run": (lambda: rate(ours("step", "--steps", "10")), [lambda: per_s(peer("step.py", "--steps", "10")[0])]),
        "epoch-files": (lambda: rate(ours("epoch", "--recipe", "photos", "--data", a.photos, "--set", "train.batch=64", "--from", "files",
                                          "--rounds", "2")),
                        [lambda w=w, t=t: per_s(peer("epoch.py", a.photos, "--batch", "64", "--workers", w, "--threads", t, "--rounds", "2")[0])
                         for w, t in (("2", "2"), ("1", "2"), ("2", "1"))]),
        "epoch-first-run": (lambda: rate(ours("epoch", "--rounds", "3")),
                            [lambda w=w: per_s(peer("epoch.py", a.emoji, "--views", "torchvision", "--from", "memory", "--size", "32", "--width", "24",
                                                    "--stem", "cifar", "--stem-stride", "2", "--workers", w, "--rounds", "3")[0]) for w in ("2", "1")]),
        "exact-beside-nce": (lambda: 1000 * 128 / ours("softmax", *r)["rows"][0]["exact_ms"],
                    [lambda: per_s(peer("softmax.py", *r)[0])]),
        "exact": (lambda: 1000 * 128 / ours("softmax", *r)["rows"][0]["exact_ms"],
                  [lambda: per_s(peer("softmax.py", *r)[1])]),
        # The loss over ImageNet beside the step that it belongs to (InstDisc, one view), both here: ten times as fast is 10 % of it.
        # Four steps of 128 images: some minutes and 15 GB; --rounds 1 will do.
        "exact-beside-step50": (lambda: 1000 * 128 / ours("softmax", "--n", "1280000", "--rounds", "3")["rows"][0]["exact_ms"],
                                [lambda: rate(ours("step", "--recipe", "photos-instdisc", *step50[2:-4], "--set", "train.batch=128",
                                                   "--steps", "1"))]),
        "nce": (lambda: 1000 * 128 / ours("softmax", *r)["rows"][0]["nce_ms"],
                [lambda: per_s(peer("softmax.py", *r)[0])]),
        "knn": (lambda: ours("knn", "--rounds", "3")["queries_per_s"],
                [lambda e=e: per_s(peer("knn.py", "--engine", e, "--rounds", "3")[0]) for e in ("faiss", "torch")]),
    }


def main():
    p = argparse.ArgumentParser()
    p.add_argument("works", nargs="*")
    p.add_argument("--photos", default="photos")
    p.add_argument("--small", default="small")
    p.add_argument("--emoji", default="emoji")
    p.add_argument("--rounds", type=int, default=5, help="alternations")
    p.add_argument("--inner", type=int, default=3, help="rounds within one run of a program")
    p.add_argument("--out", default="compare.jsonl")
    a = p.parse_args()
    all_works = works(a)
    for name in a.works or all_works:
        mine, peers = all_works[name]
        here, there = [], [[] for _ in peers or [None]]
        for _ in range(a.rounds):
            if peers is None:
                ours_now, theirs_now = mine()
                here.append(ours_now)
                there[0].append(theirs_now)
                continue
            here.append(mine())
            for i, each in enumerate(peers):
                there[i].append(each())
        medians = [statistics.median(values) for values in there]
        best = max(medians)
        row = {"work": name, "ours": round(statistics.median(here), 1), "peer": round(best, 1), "ratio": round(statistics.median(here) / best, 2),
               "ours_all": [round(v, 1) for v in here], "peers_all": [[round(v, 1) for v in values] for values in there],
               "time": time.strftime("%Y-%m-%d %H:%M")}
        print(json.dumps(row), flush=True)
        with open(a.out, "a") as f:
            f.write(json.dumps(row) + "\n")


main()
