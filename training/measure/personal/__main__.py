"""Precision, recall and F1 of the personal-data detector, kind by kind, on a made-up development set.

    python -m training.measure.personal [--seed 1] [--rounds 60] [--misses] [--json] [--card]

With ``--card`` the measured part of the detector's card is written beside it. A place counts as found when one of the
same kind overlaps it by half of both together. Sentences, numbers and detector were written by the same people, so the
figures are an upper bound; the detector's card says what is known elsewhere.
"""

import argparse
import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from ombud.signals.cards import Measured, Mistake, Table
from ombud.signals.personal_data import PERSONAL, PersonalData, find
from training.measure.personal.independent import independent
from training.measure.personal.texts import Labelled, texts
from training.measure.personal.values import IDS

__all__ = ["card"]

Span = tuple[int, int, str]

_HARD = Path(__file__).parent / "hard.csv"
_GROUPS = {
    **dict.fromkeys(("phone", "email"), "how to reach somebody"),
    **dict.fromkeys(("address", "coordinates", "licence_plate"), "where somebody is"),
    **dict.fromkeys(("payment_card", "iban", "bank_account"), "money"),
    **dict.fromkeys(("national_id", "passport", "driving_licence", "birth_date"), "who somebody is to the state"),
    **dict.fromkeys(("ip_address", "mac_address", "web_address"), "devices and pages"),
}
_CARD = Path(__file__).parents[3] / "src" / "ombud" / "signals" / "personal_data" / "measured.json"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training.measure.personal",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--misses", action="store_true", help="print what was missed and what was found wrongly")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--card", action="store_true", help="write measured.json beside the detector's card")
    asked = parser.parse_args()
    if asked.card:
        _CARD.write_bytes(msgspec.json.format(msgspec.json.encode(card()), indent=1) + b"\n")
        return
    labelled = list(texts(asked.seed, asked.rounds))
    table = measured(labelled)
    if asked.json:
        print(json.dumps({"texts": len(labelled), "kinds": table}))
        return
    print("| kind | places | precision | recall | F1 |\n|---|--:|--:|--:|--:|")
    for kind, row in table.items():
        print(f"| {kind} | {row['places']:.0f} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} |")
    for one in labelled if asked.misses else ():
        missed, wrong = compared(one)
        if missed or wrong:
            print(
                repr(one.text),
                "missed:",
                missed,
                "wrong:",
                [one.text[start:end] + f" ({kind})" for start, end, kind in wrong],
            )


def card(seed: int = 1, rounds: int = 60) -> Measured:
    """What was measured, kind by kind, and what the detector makes of sentences that we wrote to be hard for it."""
    labelled = list(texts(seed, rounds))
    others = list(independent())
    hard = list(_hard())
    wrong = [Mistake(text, _named(found), _named(there)) for text, found, there in hard if found != there]
    return Measured(
        version=PersonalData().specs[0].version,
        command="python -m training.measure.personal",
        tables=(
            _table("Kinds", "kind", measured(labelled),
                   "Made-up data in sentences of ours, and as many that merely look like it: an upper bound."),
            _table("Groups of kinds", "group", measured(labelled, lambda _, kind: (_GROUPS[kind],)),
                   "The same, by what it is about."),
            _table("Telephone numbers and addresses", "language", measured(labelled, _by_language),
                   "As they are written where the language is spoken, and what else was found in the same texts."),
            _table("National numbers", "number", measured(labelled, _by_number),
                   "Country and name of each. Their check digits are right, as in real ones."),
            _table("Somebody else's test data, by kind", "kind", measured(others),
                   "Made by Faker (MIT) for 29 countries, in sentences of ours. It has IBANs for countries without any"
                   " and national numbers whose check digits are wrong: these count as missed. We had read misses of"
                   " an earlier draft and mended some, so these figures flatter too, if less."),
            _table("Somebody else's test data, by country", "country", measured(others, lambda one, _: (one.of,)),
                   "The same: telephone numbers, addresses and national numbers as they are there, cards, IBANs,"
                   " e-mail, IP and MAC addresses."),
            Table("Hard on purpose", ("what is there", "sentences", "right"), tuple(_by_kind(hard)),
                  "Names, streets without a postcode, numbers in words, tickets with the check digit of a card. What is"
                  " got wrong of them is shown below."),
        ),
        mistakes=tuple(wrong),
    )  # fmt: skip


def _hard() -> Iterator[tuple[str, set[str], set[str]]]:
    """Text, the kinds found in it, and those that are there."""
    with _HARD.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, strict=True):
            found = {one.kind for one in find(row["text"]) if one.kind in PERSONAL}
            yield row["text"], found, set(row["kinds"].split())


def _named(kinds: set[str]) -> str:
    return ", ".join(sorted(kinds)) or "nothing"


def _kind_and_all(_: Labelled, kind: str) -> tuple[str, ...]:
    return kind, "all"


def _by_language(one: Labelled, kind: str) -> tuple[str, ...]:
    return (f"{kind}: {one.of}",) if one.of and one.of not in IDS else ()


def _by_number(one: Labelled, kind: str) -> tuple[str, ...]:
    return (one.of,) if one.of in IDS and kind == "national_id" else ()


def _table(title: str, what: str, rows: Mapping[str, Mapping[str, float]], note: str) -> Table:
    columns = ("precision", "recall", "f1")
    return Table(
        title, (what, "places", "precision", "recall", "F1"),
        tuple((name, int(row["places"]), *(round(row[column], 3) for column in columns)) for name, row in rows.items()),
        note,
    )  # fmt: skip


def _by_kind(hard: Sequence[tuple[str, set[str], set[str]]]) -> Iterator[tuple[str, int, int]]:
    for kinds in sorted({_named(there) for _, _, there in hard}):
        right = [found == there for _, found, there in hard if _named(there) == kinds]
        yield kinds, len(right), sum(right)


def measured(
    labelled: Iterable[Labelled], names: Callable[[Labelled, str], tuple[str, ...]] = _kind_and_all
) -> dict[str, dict[str, float]]:
    """Places, precision, recall and F1, under each of the `names` of a text's places: by kind, and for ``all``."""
    there, missed, wrong = Counter[str](), Counter[str](), Counter[str]()
    for one in labelled:
        not_found, not_there = compared(one)
        for counter, spans in ((there, one.spans), (missed, not_found), (wrong, not_there)):
            for _, _, kind in spans:
                counter.update(names(one, kind))
    return {
        kind: _row(there[kind], missed[kind], wrong[kind])
        for kind in sorted(there, key=lambda kind: (kind == "all", kind))
    }


def compared(one: Labelled) -> tuple[list[Span], list[Span]]:
    """What was missed, and what was found though it is not there."""
    found = [(each.start, each.end, each.kind) for each in find(one.text)]
    missed = []
    for span in one.spans:
        same = next((each for each in found if _same(each, span)), None)
        if same is None:
            missed.append(span)
        else:
            found.remove(same)
    return missed, found


def _same(one: Span, other: Span) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return one[2] == other[2] and shared * 2 >= max(one[1], other[1]) - min(one[0], other[0])


def _row(there: int, missed: int, wrong: int) -> dict[str, float]:
    hits = there - missed
    precision = hits / (hits + wrong) if hits + wrong else 0.0
    recall = hits / there
    return {
        "places": there,
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall) if hits else 0.0,
    }


if __name__ == "__main__":
    main()
