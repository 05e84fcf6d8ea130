#!/usr/bin/env python3
"""Fits the weights of [answered.weights] and [core.weights] in rules/asks.toml.

Logistic regression with a ridge on the traits that the engine itself prints (`cargo run -p
shida-engine --example traits`), on the development data only: pairs-dev and pairs-more with the
asks on whose status both annotators agree, and letters-dev, where an ask takes the letter's
`addresses` for its label (2: answered, 0: not) with a small weight. Prints cross-validated
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
ANSWERED = ["own", "vague", "single", "others", "ordered", "refused", "body"]
CORE = ["own", "titled", "refused", "definite", "room", "body", "best"]
LETTERS = 0.4  # weight of an ask of a letter beside an ask of a pair
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
    """Asks `(id, traits, clear, status, weight)` and replies `(id, traits of the core, off, weight)`."""
    asks, replies, unmatched = [], [], []
    for name in ("pairs-dev", "pairs-more"):
        cases, texts = traits(name)
        for key, label in labels(name).items():
            case = cases[key]
            title, text = texts[key]
            for ask in label["asks"]:
                if ask["status"][0] != ask["status"][1]:
                    continue
                match = found(case, ask["text"], title, text)
                if match is None:
                    unmatched.append(ask["status"][0])
                else:
                    asks.append((key, match, ask["status"][0], 1.0, spoilt(case)))
            replies.append((key, case, label["off_topic"][0], 1.0))
    cases, _ = traits("letters-dev")
    for key, label in labels("dev").items():
        case, addresses, off = cases[key], label["addresses"], label["off_topic"]
        if addresses[0] == addresses[1] and addresses[0] != 1:
            status = "answered" if addresses[0] == 2 else "missing"
            asks += [(key, ask, status, LETTERS, spoilt(case)) for ask in case["asks"]]
        if off[0] == off[1]:
            replies.append((key, case, off[0], LETTERS))
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
    open_ = [ask for ask in asks if not ask[4] and ask[1]["traits"]["said"]]
    values = np.array([[ask[1]["traits"][name] for name in ANSWERED] for ask in open_])
    wanted = np.array([ask[2] == "answered" for ask in open_], float)
    p, model = left_out(values, wanted, np.array([ask[3] for ask in open_]), [ask[0] for ask in open_])
    best = {}
    for ask, value in zip(open_, p):
        best[ask[0]] = max(best.get(ask[0], 0.0), value)
    return {id(ask[1]): value for ask, value in zip(open_, p)}, best, model


def fit_core(replies, best):
    """Probabilities by id that the core is missed, and the model."""
    open_ = [reply for reply in replies if reply[1]["core"] and not spoilt(reply[1])]
    for reply in open_:
        reply[1]["core"]["best"] = best.get(reply[0], reply[1]["core"]["best"])
    values = np.array([[reply[1]["core"][name] for name in CORE] for reply in open_])
    wanted = np.array([reply[2] for reply in open_], float)
    p, model = left_out(values, wanted, np.array([reply[3] for reply in open_]), [reply[0] for reply in open_])
    return {reply[0]: value for reply, value in zip(open_, p)}, model


def main():
    text = RULES.read_text(encoding="utf-8")
    cuts = settings(text)
    asks, replies, unmatched = data()
    likely, best, answered = fit_answered(asks)
    missed, core = fit_core(replies, best)

    def misses(key, case, at):
        """As the engine decides: the core is not touched, and the model says it is missed."""
        untouched = case["asks"] and case["asks"][0]["traits"]["vague"] < cuts["core touched"]
        return untouched and missed.get(key, 0.0) >= at

    cases = {reply[0]: reply[1] for reply in replies}
    right = right_of_three = n = 0
    for key, ask, status, weight, _ in asks:
        if weight < 1.0:
            continue
        says = likely.get(id(ask), 0.0) >= (cuts["cut"] if ask["clear"] else cuts["unclear"])
        first = ask is cases[key]["asks"][0]
        if says and not (first and misses(key, cases[key], cuts["missed"])):
            found_ = "answered"
        else:
            found_ = "touched" if ask["traits"]["vague"] >= cuts["touched"] else "missing"
        n += 1
        right += (found_ == "answered") == (status == "answered")
        right_of_three += found_ == status
    lost = sum(status != "answered" for status in unmatched)
    total = n + len(unmatched)
    print(f"asks {total}, not found {len(unmatched)}; answered or not {(right + lost) / total:.4f}, "
          f"of three {right_of_three / total:.4f} (cross-validated)")
    for name, sort in (("pairs", 1.0), ("letters", LETTERS)):
        of_sort = [reply for reply in replies if reply[3] == sort]
        for at in (0.35, 0.4, 0.45, 0.5, 0.6):
            said = [reply[1]["elsewhere"] or misses(reply[0], reply[1], at) for reply in of_sort]
            both = sum(bool(s and reply[2]) for s, reply in zip(said, of_sort))
            off = sum(reply[2] for reply in of_sort)
            found_ = sum(map(bool, said))
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
