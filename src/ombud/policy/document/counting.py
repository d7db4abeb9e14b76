"""The front matter's ``strikes``: after how long one expires, and what so many of them propose."""

import re
from collections.abc import Iterable

from ombud.model import Measure, StrikeTerms, Threshold
from ombud.policy.document.blocks import Entry, nested
from ombud.policy.document.lasting import read_length, written_length
from ombud.policy.document.source import ClauseSource
from ombud.policy.problems import Report, did_you_mean

__all__ = ["HEAVIEST", "PROPOSED", "STRIKE_KEYS", "check_strikes", "read_strikes", "terms_as_written"]

STRIKE_KEYS = ("expires", "threshold")
PROPOSED = (Measure.WARN, Measure.LIMIT, Measure.SUSPEND)
"""What strikes may propose for an account."""

HEAVIEST = 100
_THRESHOLD = re.compile(r"([0-9]{1,4})\s+([a-z_]+)(?:\s+for\s+(\S+))?")


def read_strikes(entry: Entry | None, report: Report) -> StrikeTerms | None:
    """What a policy says about strikes; None when it has none. What is wrong is reported."""
    if entry is None:
        return None
    expires: int | None = None
    thresholds: dict[int, Threshold] = {}
    said = nested(entry, report)
    for line in said:
        if line.key == "expires":
            if expires is not None:
                report.error(line.place, "`expires` is there twice", "Keep one of them.", code="duplicate_key")
            expires = read_length(line.text, line.value_place, report) or 0
        elif line.key == "threshold":
            found = _threshold(line, report)
            if found is not None and thresholds.setdefault(found.strikes, found) is not found:
                report.error(
                    line.value_place, f"there is a threshold of {found.strikes} already", "Keep one of them.",
                    code="duplicate_key",
                )  # fmt: skip
        else:
            advice = did_you_mean(line.key, STRIKE_KEYS)
            report.error(line.place, f"`strikes` has no key `{line.key}`", advice, code="unknown_key")
    if expires is None:
        report.error(
            entry.place,
            "`strikes` does not say when a strike expires",
            "Add a line `expires: 90d` under it: nobody is reproached for ever.",
            code="missing_key",
        )
    return StrikeTerms(expires or 1, tuple(thresholds[count] for count in sorted(thresholds)))


def _threshold(line: Entry, report: Report) -> Threshold | None:
    found = _THRESHOLD.fullmatch(line.text.strip())
    if found is None or not 1 <= int(found[1]) <= 1000:
        report.error(
            line.value_place,
            "a threshold is a number of strikes and what they propose",
            "Write `threshold: 3 suspend for 7d`.",
            code="bad_threshold",
            expected="a number, a measure and perhaps `for` and a length of time",
        )
        return None
    if found[2] not in PROPOSED:
        names = [str(measure) for measure in PROPOSED]
        report.error(
            line.value_place,
            f"strikes cannot propose `{found[2][:40]}` for an account",
            did_you_mean(found[2], names),
            code="unknown_value",
            expected=f"{', '.join(names[:-1])} or {names[-1]}",
        )
        return None
    lasts = read_length(found[3], line.value_place, report) if found[3] else None
    return Threshold(int(found[1]), Measure(found[2]), lasts)


def check_strikes(terms: StrikeTerms | None, clauses: Iterable[ClauseSource], report: Report) -> None:
    """Rules count strikes, and the front matter says what a strike is: the one means nothing without the other."""
    if terms is not None:
        return
    for clause in clauses:
        for block in clause.of_kind("rule"):
            for entry in block.entries:
                if entry.key == "strikes":
                    report.unfit(
                        entry.place,
                        "the policy does not say what a strike is",
                        "Add `strikes:` to the front matter, with a line `expires: 90d` under it.",
                        code="no_strikes",
                    )


def terms_as_written(terms: StrikeTerms | None) -> dict[str, str]:
    """What a policy says about strikes, line by line: for saying what differs between two versions."""
    if terms is None:
        return {}
    lines = {"strikes.expires": written_length(terms.expires)}
    for one in terms.thresholds:
        lasts = "" if one.lasts is None else f" for {written_length(one.lasts)}"
        lines[f"strikes.threshold {one.strikes}"] = f"{one.then}{lasts}"
    return lines
