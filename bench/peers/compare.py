"""Runs Likeness and its peers interleaved, several times, and prints a row for each piece of work: medians of medians and their ratio. Both
have the variables of docs/decisions/0006: Likeness from its launcher, the peers from the same file.

python compare.py --photos FOLDER --small FOLDER --emoji FOLDER --rounds 5 views32 views224 step18 ...
Results are appended to a file of JSON lines (--out), so that an interrupted run keeps its rows.
"""
import argparse
import difflib
import json
import os
import statistics
import subprocess
import sys
import time
from typing import Callable, NamedTuple, Optional

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
LIKENESS = os.path.join(ROOT, "likeness")
ENVIRONMENT = os.path.join(ROOT, "cli", "environment.sh")


class Work(NamedTuple):
    """A piece of work: what it is, what is measured here, what is measured there (several: the fastest counts); more is better. Without a
    list of peers one call gives both numbers. A share says which part of the peer's time ours is: less is better."""
    what: str
    ours: Callable
    peers: Optional[list]
    needs: tuple = ()
    share: bool = False


def run(command, pin=None):
    command = (["taskset", "-c", pin] if pin else []) + command
    done = subprocess.run(["bash", "-c", '. "$0"; exec "$@"', ENVIRONMENT, *command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(" ".join(command) + "\n" + done.stdout[-2000:] + done.stderr[-2000:])
    return done.stdout


def ours(*arguments, pin=None):
    return json.loads(run([LIKENESS, "bench", *arguments, "--json"], pin))


def peer(script, *arguments, pin=None):
    lines = run([sys.executable, os.path.join(HERE, script), *arguments], pin).splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def works(a):
    """All works by name."""
    r = ["--rounds", str(a.inner)]
    moco = ["--recipe", "photos", "--set", "view.size=224", "--data", a.photos, "--images", "300", *r]
    rate = lambda result: result["images_per_s"]
    per_s = lambda result: result["per_s"]

    def views224(blur):
        return lambda: rate(ours("views", *moco, "--set", "view.blur.kind=" + blur, pin="0"))

    def torchvision224(*options):
        return lambda: per_s(peer("views.py", a.photos, "--images", "100", *options, *r, pin="0")[0])

    def by_workers():
        one, two = ours("views", *moco, "--workers", "1,2")["by_workers"]
        return two["images_per_s"], one["images_per_s"]

    def embed(*settings):
        """Embedding, and the slower of decoding alone and the network alone, asked as embedding asks it."""
        whole, decoding, network = ours("embed", "--recipe", "photos", *settings, "--data", a.photos, *r)["timings"][:3]
        return whole["per_s"], min(decoding["per_s"], network["per_s"])

    def exact(*options):
        return lambda: 1000 * 128 / ours("softmax", *options, *r)["rows"][0]["exact_ms"]

    network50 = ["--set", "backbone.name=resnet50", "--set", "backbone.width=64", "--set", "view.size=224"]
    small = ["--set", "backbone.width=64", "--set", "backbone.stem-stride=1", "--set", "train.batch=64", "--steps", "5"]
    return {
        "views32": Work(
            "InstDisc's views at 32 px from memory, one core",
            lambda: rate(ours("views", "--recipe", "cifar10-instdisc", "--data", a.small, "--images", "2000", "--from", "memory", *r, pin="0")),
            [lambda b=b: per_s(peer("views.py", a.small, "--views", "instdisc", "--count", "1", "--size", "32", "--images", "2000",
                                    "--from", "memory", "--backend", b, *r, pin="0")[0]) for b in ("pil", "tensor")], ("small",)),
        "views224": Work(
            "two MoCo v2 views at 224 px, blurred by a Gaussian kernel, one core",
            views224("true"), [torchvision224("--backend", "pil", "--blur", "true"), torchvision224("--backend", "tensor")], ("photos",)),
        "views224-pil": Work(
            "the same, blurred as Pillow does and MoCo v2's code with it", views224("pil"), [torchvision224("--backend", "pil", "--blur", "pil")],
            ("photos",)),
        # Likeness beside itself: one run times both interleaved.
        "two-cores": Work("views by two workers beside one", by_workers, None, ("photos",)),
        "embed": Work("files to vectors beside the slower of decoding and network, ResNet-18 of half width", embed, None, ("photos",)),
        "embed-resnet50": Work("the same with ResNet-50 at 224 px", lambda: embed(*network50, "--images", "128"), None, ("photos",)),
        "step18": Work(
            "training step, ResNet-18 at 32 px, batch 64", lambda: rate(ours("step", *small)),
            [lambda: per_s(peer("step.py", "--width", "64", "--stem-stride", "1", "--batch", "64", "--steps", "5")[0])]),
        "step50": Work(
            "training step, ResNet-50 at 224 px, batch 16",
            lambda: rate(ours("step", "--recipe", "photos", *network50, "--set", "train.batch=16", "--steps", "5")),
            [lambda: per_s(peer("step.py", "--depth", "50", "--width", "64", "--stem", "imagenet", "--size", "224", "--batch", "16",
                                "--steps", "5")[0])]),
        "step-first-run": Work(
            "training step of the first run", lambda: rate(ours("step", "--steps", "10")), [lambda: per_s(peer("step.py", "--steps", "10")[0])]),
        "epoch-files": Work(
            "epochs on JPEG files, ResNet-18 of half width at 112 px, batch 64",
            lambda: rate(ours("epoch", "--recipe", "photos", "--data", a.photos, "--set", "train.batch=64", "--from", "files", "--rounds", "2")),
            [lambda w=w, t=t, n=n: per_s(peer("epoch.py", a.photos, "--batch", "64", "--workers", w, "--threads", t, "--nice", n, "--rounds", "2")[0])
             for w, t, n in (("2", "2", "0"), ("1", "2", "0"), ("2", "1", "0"), ("2", "2", "19"))], ("photos",)),
        "epoch-first-run": Work(
            "epochs of the first run from memory", lambda: rate(ours("epoch", "--rounds", "3")),
            [lambda w=w, n=n: per_s(peer("epoch.py", a.emoji, "--views", "torchvision", "--from", "memory", "--size", "32", "--width", "24", "--stem",
                                         "cifar", "--stem-stride", "2", "--workers", w, "--nice", n, "--rounds", "3")[0])
             for w, n in (("2", "0"), ("1", "0"), ("2", "19"))], ("emoji",)),
        "exact-beside-nce": Work("exact softmax, n = 50,000, beside NCE by gathering rows", exact(), [lambda: per_s(peer("softmax.py", *r)[0])]),
        "exact": Work("exact softmax, n = 50,000, on both sides", exact(), [lambda: per_s(peer("softmax.py", *r)[1])]),
        # The loss over ImageNet beside the step that it belongs to (InstDisc, one view), both here.
        # Four steps of 128 images: some minutes and 15 GB; --rounds 1 will do.
        "exact-beside-step50": Work(
            "exact softmax, n = 1,280,000, as a share of ResNet-50's step; less is better", exact("--n", "1280000"),
            [lambda: rate(ours("step", "--recipe", "photos-instdisc", *network50, "--set", "train.batch=128", "--steps", "1"))], share=True),
        "nce": Work(
            "NCE, m = 4096, n = 50,000", lambda: 1000 * 128 / ours("softmax", *r)["rows"][0]["nce_ms"], [lambda: per_s(peer("softmax.py", *r)[0])]),
        "knn": Work(
            "weighted kNN, 10,000 queries on 50,000 vectors", lambda: ours("knn", *r)["queries_per_s"],
            [lambda e=e: per_s(peer("knn.py", "--engine", e, *r)[0]) for e in ("faiss", "torch")]),
    }


def parser():
    p = argparse.ArgumentParser(description="Runs Likeness and its peers interleaved and prints a row for each piece of work.",
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("works", nargs="*", metavar="WORK", help="default: all of them")
    p.add_argument("--photos", default="photos", metavar="FOLDER", help="photographs, such as photos.py makes")
    p.add_argument("--small", default="small", metavar="FOLDER", help="images of 32 x 32 pixels")
    p.add_argument("--emoji", default="emoji", metavar="FOLDER", help="samples/emoji/*.tar, each unpacked into a folder of its own in this one")
    p.add_argument("--rounds", type=int, default=5, help="interleaved runs (default 5)")
    p.add_argument("--inner", type=int, default=3, help="rounds within one run of a program (default 3); epochs and steps have numbers of their own")
    p.add_argument("--out", default="compare.jsonl", metavar="FILE", help="rows are appended to it (default compare.jsonl)")
    known = works(p.parse_args([]))
    p.epilog = "works:\n" + "\n".join(f"  {name:20s} {work.what}" + (f" (--{', --'.join(work.needs)})" if work.needs else "") for name, work in known.items())
    return p


def chosen(p, a):
    """The works that were asked for, once it is sure that each exists and has its folders."""
    known = works(a)
    for name in a.works:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            p.error(f"there is no work '{name}'" + (f", did you mean {near[0]}?" if near else ": choose one of " + ", ".join(known)))
    if a.rounds < 1 or a.inner < 1:
        p.error("--rounds and --inner must be at least 1")
    names = a.works or list(known)
    for folder in ("photos", "small", "emoji"):
        needing = [name for name in names if folder in known[name].needs]
        if needing and not os.path.isdir(getattr(a, folder)):
            p.error(f"--{folder}: there is no folder {getattr(a, folder)}, which {', '.join(needing)} would read")
    return {name: known[name] for name in names}


def alternations(name, work, rounds):
    """All rates of ours, and of each peer."""
    here, there = [], [[] for _ in work.peers or [None]]
    for i in range(rounds):
        if work.peers is None:
            ours_now, theirs_now = work.ours()
            here.append(ours_now)
            there[0].append(theirs_now)
        else:
            here.append(work.ours())
            for values, each in zip(there, work.peers):
                values.append(each())
        print(f"{name} {i + 1}/{rounds}: {here[-1]:,.1f} beside {', '.join(f'{values[-1]:,.1f}' for values in there)} a second", file=sys.stderr, flush=True)
    return here, there


def main():
    p = parser()
    a = p.parse_args()
    for name, work in chosen(p, a).items():
        here, there = alternations(name, work, a.rounds)
        mine, best = statistics.median(here), max(statistics.median(values) for values in there)
        row = {"work": name, "ours": round(mine, 1), "peer": round(best, 1),
               "ratio": f"{100 * best / mine:.1f} %" if work.share else round(mine / best, 2),
               "ours_all": [round(v, 1) for v in here], "peers_all": [[round(v, 1) for v in values] for values in there],
               "time": time.strftime("%Y-%m-%d %H:%M")}
        print(json.dumps(row), flush=True)
        with open(a.out, "a") as f:
            f.write(json.dumps(row) + "\n")


main()
