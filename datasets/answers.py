#!/usr/bin/env python3
"""Fits the weights of [answered.weights] and [core.weights] in rules/asks.toml.

Logistic regression with a ridge on the traits that the engine itself prints (`cargo run -p
shida-engine --example traits`), on the development data only: pairs-dev, -more, -plain and, with a
small weight, -hard with the asks on whose status both annotators agree, and letters-dev, where an
ask takes the letter's `addresses` for its label (2: answered, 0: not) with a small weight. Prints cross-validated
figures (20 folds, whole pairs left out) and the sections to be put into asks.toml; with
`--write` puts them there. Needs numpy.

    python3 datasets/answers.py [--write]
"""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
GOLD = HERE / "gold"
RULES = HERE.parent / "rules" / "asks.toml"
ANSWERED = ["own", "vague", "claim", "single", "others", "ordered", "refused"]
CORE = ["own", "titled", "refused", "definite", "room", "body", "best"]
PAIRS = {"dev": 1.0, "more": 1.0, "plain": 1.0, "hard": 0.4}  # weight of an ask
WEIGHTS = PAIRS | {"letters": 0.4}
RIDGE = 1.0  # on standardised traits
FOLDS = 20


def lines(table):
    """The table as the example reads it: id, title, text, reply."""
    with open(table, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            fields = [row["建议编号"], row["建议标题"], row["建议内容"], row["答复内容"]]
            yield "\t".join(f.replace("\r\n", "\n").replace("\n", "\\n").replace("\t", " ") for f in fields)


def traits(name):
    """What the engine prints for a table, by id, with the rows' texts."""
    table = GOLD / f"{name}.csv"
    command = ["cargo", "run", "-q", "-p", "shida-engine", "--example", "traits"]
    printed = subprocess.run(
        command, input="\n".join(lines(table)) + "\n", capture_output=True, text=True, check=True, cwd=HERE.parent
    ).stdout
    with open(table, encoding="utf-8-sig", newline="") as file:
        texts = {row["建议编号"]: (row["建议标题"], row["建议内容"]) for row in csv.DictReader(file)}
    return {(case := json.loads(line))["id"]: case for line in printed.splitlines()}, texts


def labels(name):
    with open(GOLD / f"labels-{name}.jsonl", encoding="utf-8") as file:
        return {(label := json.loads(line))["id"]: label for line in file}


def found(case, wanted, title, text):
    """The ask of the engine that overlaps most with the annotators'."""
    def place(whole):
        at = whole.find(wanted)
        return None if at < 0 else (at, at + len(wanted))

    best, most = None, 0
    for ask in case["asks"]:
        own = place(title if ask["titled"] else text)
        if own is None:
            continue
        overlap = min(own[1], ask["end"]) - max(own[0], ask["start"])
        if overlap >= most and overlap > 0:
            best, most = ask, overlap
    return case["asks"][0] if best is None and len(case["asks"]) == 1 else best


def spoilt(case):
    return case["non_answer"] or case["deflection"]


def data():
    """Asks `(id, traits, status, spoilt, set)` and replies `(id, case, off topic, set)`, on which
    both annotators agree; and `(set, status)` of asks that the engine did not find."""
    asks, replies, unmatched = [], [], []
    for name in PAIRS:
        cases, texts = traits(f"pairs-{name}")
        for key, label in labels(f"pairs-{name}").items():
            case = cases[key]
            title, text = texts[key]
            for ask in label["asks"]:
                if ask["status"][0] != ask["status"][1]:
                    continue
                match = found(case, ask["text"], title, text)
                if match is None:
                    unmatched.append((name, ask["status"][0]))
                else:
                    asks.append((key, match, ask["status"][0], spoilt(case), name))
            replies.append((key, case, label["off_topic"][0], name))
    cases, _ = traits("letters-dev")
    for key, label in labels("dev").items():
        case, addresses, off = cases[key], label["addresses"], label["off_topic"]
        if addresses[0] == addresses[1] and addresses[0] != 1:
            status = "answered" if addresses[0] == 2 else "missing"
            asks += [(f"L{key}", ask, status, spoilt(case), "letters") for ask in case["asks"]]
        if off[0] == off[1]:
            replies.append((f"L{key}", case, off[0], "letters"))
    return asks, replies, unmatched


class Model:
    """A ridge logistic regression on raw traits; standardised inside."""

    def __init__(self, values, wanted, weights):
        self.mean, self.spread = values.mean(0), values.std(0) + 1e-9
        design = np.c_[np.ones(len(values)), (values - self.mean) / self.spread]
        ridge = RIDGE * np.diag([0.0] + [1.0] * values.shape[1])
        beta = np.zeros(design.shape[1])
        for _ in range(50):
            p = 1 / (1 + np.exp(-design @ beta))
            slope = design.T @ (weights * (p - wanted)) + ridge @ beta
            bend = design.T @ (design * (weights * p * (1 - p))[:, None]) + ridge
            step = np.linalg.solve(bend, slope)
            beta = beta - step
            if np.abs(step).max() < 1e-10:
                break
        self.slopes = beta[1:] / self.spread
        self.intercept = beta[0] - self.slopes @ self.mean

    def probability(self, values):
        return 1 / (1 + np.exp(-(self.intercept + values @ self.slopes)))


def left_out(values, wanted, weights, ids):
    """Probabilities, each from a model that has not seen its pair; and the model on everything."""
    p = np.zeros(len(values))
    keys = sorted(set(ids))
    for fold in range(FOLDS):
        out = np.isin(ids, keys[fold::FOLDS])
        if out.any():
            p[out] = Model(values[~out], wanted[~out], weights[~out]).probability(values[out])
    return p, Model(values, wanted, weights)


def section(name, names, model):
    rows = [f"[{name}.weights]", f"intercept = {model.intercept:.3f}"]
    return "\n".join(rows + [f"{trait} = {slope:.3f}" for trait, slope in zip(names, model.slopes)]) + "\n"


def settings(text):
    """The cuts of asks.toml."""
    def number(key, part):
        return float(re.search(rf"^{key} = ([0-9.]+)", text.split(part, 1)[1], re.M)[1])

    return {
        "cut": number("cut", "[answered]\n"),
        "unclear": number("unclear_cut", "[answered]\n"),
        "touched": number("touched", "[answered]\n"),
        "missed": number("cut", "[core]\n"),
        "core touched": number("touched", "[core]\n"),
    }


def fit_answered(asks):
    """Probabilities by ask, and the model. Where nothing definite is said there is nothing to
    learn: such an ask is not answered."""
    open_ = [ask for ask in asks if not ask[3] and ask[1]["traits"]["said"]]
    values = np.array([[ask[1]["traits"][name] for name in ANSWERED] for ask in open_])
    wanted = np.array([ask[2] == "answered" for ask in open_], float)
    weights = np.array([WEIGHTS[ask[4]] for ask in open_])
    p, model = left_out(values, wanted, weights, [ask[0] for ask in open_])
    return {id(ask[1]): value for ask, value in zip(open_, p)}, model


def fit_core(replies, likely):
    """Probabilities by id that the core is missed, and the model; it sees what the model of the
    asks says of pairs that it has not seen."""
    open_ = [reply for reply in replies if reply[1]["core"] and not spoilt(reply[1])]
    for _, case, _, _ in open_:
        of_asks = [likely.get(id(ask), ask["probability"]) for ask in case["asks"]]
        case["core"]["best"] = max(of_asks)
    values = np.array([[reply[1]["core"][name] for name in CORE] for reply in open_])
    wanted = np.array([reply[2] for reply in open_], float)
    weights = np.array([WEIGHTS[reply[3]] for reply in open_])
    p, model = left_out(values, wanted, weights, [reply[0] for reply in open_])
    return {reply[0]: value for reply, value in zip(open_, p)}, model


def main():
    text = RULES.read_text(encoding="utf-8")
    cuts = settings(text)
    asks, replies, unmatched = data()
    likely, answered = fit_answered(asks)
    missed, core = fit_core(replies, likely)
    cases = {reply[0]: reply[1] for reply in replies}

    def misses(key, at):
        """As the engine decides: the core is not touched, and the model says it is missed."""
        case = cases[key]
        untouched = case["asks"] and case["asks"][0]["traits"]["vague"] < cuts["core touched"]
        return untouched and missed.get(key, 0.0) >= at

    def said(key, ask):
        """What the engine says of an ask."""
        cut = cuts["cut"] if ask["clear"] else cuts["unclear"]
        core_missed = ask is cases[key]["asks"][0] and misses(key, cuts["missed"])
        if likely.get(id(ask), 0.0) >= cut and not core_missed:
            return "answered"
        return "touched" if ask["traits"]["vague"] >= cuts["touched"] else "missing"

    for name in PAIRS:
        own = [(status, said(key, ask)) for key, ask, status, _, of in asks if of == name]
        own += [(status, "missing") for of, status in unmatched if of == name]
        right = sum((wanted == "answered") == (says == "answered") for wanted, says in own)
        three = sum(wanted == says for wanted, says in own)
        print(f"{name}: asks {len(own)}, answered or not {right / len(own):.3f}, "
              f"of three {three / len(own):.3f} (cross-validated)")
    for name in WEIGHTS:
        of_set = [reply for reply in replies if reply[3] == name]
        for at in (0.4, 0.5, 0.6, 0.7, 0.75, 0.8):
            told = [reply[1]["elsewhere"] or misses(reply[0], at) for reply in of_set]
            both = sum(bool(says and reply[2]) for says, reply in zip(told, of_set))
            off, found_ = sum(reply[2] for reply in of_set), sum(map(bool, told))
            print(f"off topic, {name}, cut {at}: so {off}, found {found_}, both {both}, "
                  f"F1 {2 * both / max(1, off + found_):.3f} (cross-validated)")
    for name, names, model in (("answered", ANSWERED, answered), ("core", CORE, core)):
        weights = section(name, names, model)
        print(weights)
        text = re.sub(rf"\[{name}\.weights\]\n(?:\w+ = [-0-9.]+\n)+", weights, text)
    if "--write" in sys.argv:
        RULES.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
