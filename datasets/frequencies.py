#!/usr/bin/env python3
"""Counts in how many of the project's own texts each word and character pair occurs.

Writes rules/frequencies.tsv: a header line `#documents<TAB>N`, then `term<TAB>df`, sorted by
term. Reads datasets/demo and the dev half of datasets/gold only; the test half stays unseen.
Needs the Python package jieba (its tokens without HMM equal the engine's).

    python3 datasets/frequencies.py
"""

import csv
import logging
import re
from collections import Counter
from pathlib import Path

import jieba

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "rules" / "frequencies.tsv"
LEAST = 3
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇]+")
WORD = re.compile(r"^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇A-Za-z]{2,}$")


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def documents():
    """Every suggestion (title and text) and every reply, each one document."""
    for path in sorted((HERE / "demo").glob("replies-*.csv")):
        yield from (row["答复内容"] for row in rows(path))
    for row in rows(HERE / "demo" / "suggestions.csv"):
        yield row["建议标题"] + "\n" + row["建议内容"]
    for row in rows(HERE / "gold" / "letters-dev.csv"):
        yield row["建议标题"] + "\n" + row["建议内容"]
        yield row["答复内容"]


def fold(text):
    """Full-width letters and digits as ASCII; blanks between Han characters vanish."""
    narrow = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
    return re.sub(r"(?<=[\u4e00-\u9fff])[ \u3000\t]+(?=[\u4e00-\u9fff])", "", text.translate(narrow))


def terms(text):
    text = fold(text)
    found = {token for token in jieba.cut(text, HMM=False) if WORD.match(token)}
    for run in HAN.findall(text):
        found.update(run[at : at + 2] for at in range(len(run) - 1))
    return found


def main():
    jieba.setLogLevel(logging.WARNING)
    counts, total = Counter(), 0
    for text in documents():
        counts.update(terms(text))
        total += 1
    lines = [f"{term}\t{df}" for term, df in sorted(counts.items()) if df >= LEAST]
    OUT.write_text("\n".join([f"#documents\t{total}", *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
