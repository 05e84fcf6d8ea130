#!/usr/bin/env python3
"""Makes rules/near.tsv: for each word 192 signs of its vector, as 48 hexadecimal digits.

The vectors come from the Python package cnsyn 1.2.0 (Apache-2.0): 129,691 words, 75 dimensions,
merged by its author from PaddleNLP's token embeddings. Kept are the words of two to four Han
characters that the segmenter knows (the dictionary of jieba, MIT) at least 100 times, or that
stand in rules/frequencies.tsv. A sign tells on which side of a plane the vector lies; the planes
are three random orthogonal bases with a fixed seed, so that the file is the same every time.

    pip download --no-deps cnsyn==1.2.0 && unzip cnsyn-1.2.0-py3-none-any.whl -d cnsyn
    python3 datasets/near.py cnsyn/cnsyn/query/words_tree_mini.m

Needs numpy, joblib and jieba. The vectors stand inside a pickle; only plain numpy data are let
out of it, every other class is refused or replaced by an empty one.
"""

import re
import sys
import tomllib
from pathlib import Path

import jieba
import numpy as np
from joblib import numpy_pickle

HERE = Path(__file__).resolve().parent
RULES = HERE.parent / "rules"
SEED, DIMENSIONS, BITS, LEAST = 20240501, 75, 192, 100
HAN = re.compile(r"^[\u4e00-\u9fff]{2,4}$")


class Empty:
    """In the place of any class of scikit-learn: takes its state and does nothing."""

    def __init__(self, *_):
        pass

    def __setstate__(self, state):
        self.state = state


class Plain(numpy_pickle.NumpyUnpickler):
    def find_class(self, module, name):
        if module.startswith("sklearn"):
            return (lambda *_: Empty()) if name == "newObj" else Empty
        if module.split(".")[0] in ("numpy", "joblib"):
            return super().find_class(module, name)
        raise ValueError(f"{module}.{name} has no place in this file")


def vectors(path):
    with open(path, "rb") as file:
        loaded = Plain(path, file, True).load()
    values = np.asarray(loaded["model"].state[0], np.float32)
    values = values - values.mean(0)
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    return [str(word) for word in loaded["words"]], values


def main():
    words, values = vectors(sys.argv[1])
    at = {word: index for index, word in enumerate(words)}
    with open(RULES / "frequencies.tsv", encoding="utf-8") as file:
        own = {line.split("\t")[0] for line in file}
    with open(RULES / "asks.toml", "rb") as file:
        stop = set(tomllib.load(file)["relevance"]["stop"])
    kept = set()
    with open(Path(jieba.__file__).with_name("dict.txt"), encoding="utf-8") as file:
        for line in file:
            word, count, _ = line.split(" ", 2)
            if word in at and HAN.match(word) and word not in stop and (int(count) >= LEAST or word in own):
                kept.add(word)
    random = np.random.default_rng(SEED)
    planes = [np.linalg.qr(random.normal(size=(DIMENSIONS, DIMENSIONS)))[0] for _ in range(3)]
    planes = np.concatenate(planes, axis=1)[:, :BITS]
    with open(RULES / "near.tsv", "w", encoding="utf-8", newline="\n") as out:
        for word in sorted(kept):
            signs = values[at[word]] @ planes > 0
            out.write(f"{word}\t{np.packbits(signs).tobytes().hex()}\n")


if __name__ == "__main__":
    main()
