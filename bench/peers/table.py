"""Makes the tables of docs/results/speed.md from docs/results/speed.csv and writes them between the page's markers.

python table.py            writes the page
python table.py --check    exits with 1 where the page differs from the CSV

A table has the median of each side over the values without a note; of several peers the fastest counts. Values with a note were measured
under other conditions and are kept for comparison only. Where the CSV has a ratio, it was computed before the values were rounded.
"""
import argparse
import csv
import os
import statistics
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VALUES = os.path.join(ROOT, "docs", "results", "speed.csv")
PAGE = os.path.join(ROOT, "docs", "results", "speed.md")

# By table: row, what was measured, the aim for the ratio (for the last two rows of the first table: for the time).
TABLES = {
    "cpu": [
        ("views32", "InstDisc's views at 32 px from memory, one core", "15"),
        ("views224", "two MoCo v2 views at 224 px from JPEG files, one core", "5"),
        ("views224-pil", "the same with Pillow's blur on both sides", ""),
        ("two-cores", "the same with two workers", "1.8"),
        ("step-first-run", "training step of the first run: ResNet-18 of width 24, 32 px, batch 128", "1.0"),
        ("step18", "training step, ResNet-18 with the CIFAR stem, 32 px, batch 64", "1.0"),
        ("step50", "training step, ResNet-50, 224 px, batch 16", "1.0"),
        ("epoch-files", "whole epochs on JPEG files, two MoCo v2 views at 112 px, ResNet-18 of half width, batch 64", "1.25"),
        ("epoch-first-run", "the first run's epoch, from memory", "1.25"),
        ("exact-beside-nce", "exact softmax, value and gradient, n = 50,000, d = 128, batch 128, beside NCE", "2"),
        ("nce", "NCE on both sides, m = 4096", "2, or half the memory"),
        ("exact-beside-step50", "share of the exact softmax at n = 1,280,000 in the step of ResNet-50 at 224 px, batch 128", "at most 0.1"),
        ("knn", "weighted kNN, 10,000 queries on 50,000 x 128, k = 200", "1.0"),
        ("embed-resnet50", "JPEG files to embeddings, ResNet-50 at 224 px, beside the network alone", "0.9"),
        ("embed", "the same, ResNet-18 of half width at 112 px", "0.9"),
        ("help", "`./likeness --help`", "0.5 s"),
        ("first-step", "`./likeness pretrain` until its first step is done", "3 s"),
    ],
    "gpu": [
        ("gpu-step-first-run", "training step of the first run, batch 128", ""),
        ("gpu-step18", "ResNet-18 with the CIFAR stem, 32 px, batch 256", ""),
        ("gpu-step18-bfloat16", "the same in bfloat16", ""),
        ("gpu-step50", "ResNet-50, 224 px, batch 128", ""),
        ("gpu-step50-bfloat16", "the same in bfloat16", ""),
    ],
}
# Less is better: the other side's rate is divided by ours.
SHARES = {"exact-beside-step50"}


def read():
    with open(VALUES, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def line(values, row, what, aim):
    mine = [v for v in values if v["row"] == row and (not v["note"] or v["side"] == "ratio")]
    ours = [float(v["value"]) for v in mine if v["side"] == "likeness"]
    if not ours:
        sys.exit(f"{VALUES} has no values of likeness for {row}")
    peers = {}
    for v in mine:
        if v["side"] == "peer":
            peers.setdefault(v["peer"], []).append(float(v["value"]))
    unit = next(v["unit"] for v in mine if v["side"] == "likeness")
    median = statistics.median(ours)
    if not peers:
        return f"| `{row}` | {what} | {number(median)} {unit} | | | {aim} | {len(ours)} |"
    time = unit == "s"
    name, best = (min if time else max)(((n, statistics.median(x)) for n, x in peers.items()), key=lambda pair: pair[1])
    recorded = [float(v["value"]) for v in mine if v["side"] == "ratio"]
    ratio = recorded[0] if recorded else best / median if row in SHARES else median / best
    shown = f"{ratio:.1f}" if ratio >= 3 else f"{ratio:.3f}" if ratio < 0.1 else f"{ratio:.2f}"
    return f"| `{row}` | {what} | {number(median)} {unit} | {number(best)} ({name}) | {shown} | {aim} | {len(ours)} |"


def table(values, rows):
    head = ["| row | work | Likeness | beside | ratio | aim | runs |", "| --- | --- | --- | --- | --- | --- | --- |"]
    return "\n".join(head + [line(values, *row) for row in rows])


def filled(page, values):
    for name, rows in TABLES.items():
        begin, end = f"<!-- table: {name} -->\n", f"<!-- end of table: {name} -->"
        if page.count(begin) != 1 or page.count(end) != 1:
            sys.exit(f"{PAGE} must have the markers of table {name} once each")
        before, rest = page.split(begin)
        page = before + begin + table(values, rows) + "\n" + end + rest.split(end)[1]
    return page


def main():
    p = argparse.ArgumentParser(description="Makes the tables of docs/results/speed.md from docs/results/speed.csv.")
    p.add_argument("--check", action="store_true", help="write nothing; exit with 1 where the page differs")
    a = p.parse_args()
    with open(PAGE, encoding="utf-8") as f:
        page = f.read()
    new = filled(page, read())
    if a.check and new != page:
        sys.exit(f"{PAGE} differs from {VALUES}: run python bench/peers/table.py")
    if not a.check:
        with open(PAGE, "w", encoding="utf-8") as f:
            f.write(new)


if __name__ == "__main__":
    main()
