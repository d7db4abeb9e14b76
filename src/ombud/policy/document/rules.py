"""A ``rule`` block -> a rule: its condition, and what happens when the condition holds."""

import re
from collections.abc import Iterable

import msgspec

from ombud.model import Ground, Measure
from ombud.policy.document.blocks import Entry
from ombud.policy.document.counting import HEAVIEST
from ombud.policy.document.lasting import read_countries, read_length
from ombud.policy.document.source import Block, ClauseSource
from ombud.policy.problems import Place, Report, did_you_mean, nearest

__all__ = ["CHOICES", "RULE_KEYS", "Rule", "read_rules"]

_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
RULE_KEYS = (
    "id", "when", "then", "label", "for", "where", "strikes", "queue", "severity", "automation", "min_precision",
    "mode", "detail", "untold", "note",
)  # fmt: skip
"""The keys of a rule, in the order in which they are best written."""
_MEASURES = tuple(str(measure) for measure in Measure if measure not in (Measure.ALLOW, Measure.RESTORE))
CHOICES = {
    "then": _MEASURES,
    "severity": ("low", "medium", "high", "critical"),
    "automation": ("propose", "decide"),
    "mode": ("live", "shadow"),
    "detail": ("withheld",),
    "untold": (Ground.BULK_DECEPTION, Ground.CHILD_ABUSE),
}
"""What may stand behind a key that leaves a choice."""


_MEANT = {
    "delete": "remove", "block": "remove", "hide": "hold", "review": "hold", "flag": "hold", "quarantine": "hold",
    "ban": "suspend", "mute": "suspend", "tag": "label", "warning": "warn", "throttle": "limit", "reject": "remove",
}  # fmt: skip
"""What other systems call the measures."""


class Rule(msgspec.Struct, frozen=True):
    """One rule. `clause` is ``section/clause``; `when` the condition as it was written, `condition` where it stands.

    The measure holds for `lasts` seconds (None: without an end), in the countries of `where`, and counts `strikes`.
    `untold` is the ground on which its author is not told.
    `shadow` rules run without effect. `min_precision` (0 to 1) is what must be measured before `decide` acts alone.
    """

    id: str
    clause: str
    when: str
    then: Measure
    condition: Entry
    severity: str = "medium"
    automation: str = "propose"
    min_precision: float | None = None
    queue: str | None = None
    label: str | None = None
    shadow: bool = False
    withheld: bool = False
    note: str = ""
    lasts: int | None = None
    where: tuple[str, ...] = ()
    strikes: int = 0
    untold: Ground | None = None


def read_rules(clauses: Iterable[ClauseSource], report: Report, *, incomplete: bool = False) -> list[Rule]:
    """All rules of a policy in order; what is wrong is reported.

    A rule that lacks something is left out. With `incomplete`, only one without a condition is: something stands in
    for what else is missing, so that the faults of the condition can be found too.
    """
    rules: list[Rule] = []
    first: dict[str, Place] = {}
    for clause in clauses:
        for block in clause.of_kind("rule"):
            rule, whole = _read_rule(clause, block, report)
            if rule is None or not (whole or incomplete):
                continue
            place = next((entry.value_place for entry in block.entries if entry.key == "id"), block.place)
            if first.setdefault(rule.id, place) != place:
                report.error(
                    place,
                    f"a rule `{rule.id}` exists already",
                    f"The first one is at {first[rule.id].file}:{first[rule.id].line}. "
                    "Every rule has an id of its own.",
                    code="duplicate_rule",
                )
            rules.append(rule)
    return rules


def _read_rule(clause: ClauseSource, block: Block, report: Report) -> tuple[Rule | None, bool]:
    """The rule, and whether it is what its author wrote; None when it has no condition."""
    values = _values(block, report)
    _words(block, values, report)
    precision = _precision(block, values, report)
    lasts = _lasts(block, values, report)
    where = _where(block, values, report)
    strikes = _strikes(block, values, report)
    _contradictions(block, values, report)
    if not values.get("when"):
        return None, False
    whole = all(values.get(key) for key in ("id", "then")) and all(
        values.get(key) in (None, "", *allowed) for key, allowed in CHOICES.items()
    )
    then = Measure(values["then"]) if values.get("then") in _MEASURES else Measure.HOLD
    name = values.get("id") or f"{block.place.file}:{block.place.line}"
    rule = Rule(
        id=name,
        clause=clause.id,
        when=values["when"],
        then=then,
        condition=_entry(block, "when"),
        severity=values.get("severity") or "medium",
        automation=values.get("automation") or "propose",
        min_precision=precision,
        queue=values.get("queue") or None,
        label=(values.get("label") or name) if then is Measure.LABEL else None,
        shadow=values.get("mode") == "shadow",
        withheld=values.get("detail") == "withheld",
        note=values.get("note", ""),
        lasts=lasts,
        where=where,
        strikes=strikes,
        untold=Ground(values["untold"]) if values.get("untold") in CHOICES["untold"] else None,
    )
    return rule, whole


def _words(block: Block, values: dict[str, str], report: Report) -> None:
    """What a rule has to say is there, what leaves a choice is one of them, and names can be names."""
    for key in ("id", "when", "then"):
        if not values.get(key):
            report.error(block.place, f"the rule lacks `{key}`", f"Add a line `{key}: ...`.", code="missing_key")
    for key, allowed in CHOICES.items():
        if values.get(key) and values[key] not in allowed:
            report.error(
                _entry(block, key).value_place,
                f"`{values[key][:40]}` is not a value of `{key}`",
                _choice_advice(values[key], key, allowed),
                code="unknown_value",
                expected=", ".join(allowed[:-1]) + f" or {allowed[-1]}" if len(allowed) > 1 else allowed[0],
            )
    for key in ("id", "queue", "label"):
        if values.get(key) and not _ID.fullmatch(values[key]):
            report.error(
                _entry(block, key).value_place,
                f"`{values[key][:40]}` cannot be the {key} of a rule",
                _name_advice(values[key]),
                code="bad_name",
                expected="small letters, digits, `-` and `_`",
            )


def _values(block: Block, report: Report) -> dict[str, str]:
    values: dict[str, str] = {}
    for entry in block.entries:
        if entry.key not in RULE_KEYS:
            report.error(
                entry.place, f"a rule has no key `{entry.key}`", did_you_mean(entry.key, RULE_KEYS), code="unknown_key"
            )
        elif entry.key in values:
            advice = "Join conditions with `&&` or `||`." if entry.key == "when" else "Keep one of them."
            report.error(entry.place, f"`{entry.key}` is there twice", advice, code="duplicate_key")
        else:
            values[entry.key] = entry.text
    return values


def _entry(block: Block, key: str) -> Entry:
    return next(entry for entry in block.entries if entry.key == key)


def _name_advice(value: str) -> str:
    name = "-".join(re.findall(r"[a-z0-9_]+", value.casefold())).strip("-_")
    return f"Write `{name[:60]}`." if _ID.fullmatch(name) else "Write a name such as `link-flood`."


def _choice_advice(value: str, key: str, allowed: tuple[str, ...]) -> str:
    bare = value.strip("\"'").casefold()
    if bare in allowed:
        return f"Write it plainly, without quotation marks and in small letters: `{bare}`."
    if key == "then" and (meant := _MEANT.get(bare)):
        return f"Did you mean `{meant}`?"
    if key == "then" and value in (Measure.ALLOW, Measure.RESTORE):
        return "A rule says what to do about a post. What no rule is about is allowed."
    close = nearest(bare, allowed)
    return f"Did you mean `{close}`?" if close else ""


def _precision(block: Block, values: dict[str, str], report: Report) -> float | None:
    text = values.get("min_precision")
    if not text:
        if values.get("automation") == "decide":
            report.error(
                _entry(block, "automation").place,
                "a rule that decides alone must say how precise it has to be",
                "Add a line `min_precision: 0.95`. Until that is measured, people confirm what it proposes.",
                code="missing_key",
            )
        return None
    if re.fullmatch(r"[01](?:\.[0-9]{1,6})?|\.[0-9]{1,6}", text) and 0 < float(text) <= 1:
        return float(text)
    report.error(
        _entry(block, "min_precision").value_place,
        f"`{text[:40]}` is not a precision",
        "Write a number above 0 and up to 1: `0.95`.",
        code="bad_precision",
    )
    return None


def _lasts(block: Block, values: dict[str, str], report: Report) -> int | None:
    if "for" not in values:
        return None
    return read_length(values["for"], _entry(block, "for").value_place, report)


def _where(block: Block, values: dict[str, str], report: Report) -> tuple[str, ...]:
    there = values.get("then") == Measure.GEO_RESTRICT
    if "where" not in values:
        if there:
            report.unfit(
                _entry(block, "then").value_place,
                "the rule does not say in which countries",
                "Add a line `where: [DE, FR]`. To hide a post everywhere, write `then: hold` or `then: remove`.",
                code="no_countries",
            )
        return ()
    entry = _entry(block, "where")
    if not there:
        report.error(
            entry.place,
            "only `then: geo_restrict` holds in some countries",
            "Remove `where`, or write `then: geo_restrict`.",
            code="useless_key",
        )
        return ()
    found = read_countries(entry, report)
    if not found and not values["where"].strip("[], "):
        report.error(entry.value_place, "`where` names no country", "Write it like `[DE, FR]`.", code="unknown_country")
    return found


def _strikes(block: Block, values: dict[str, str], report: Report) -> int:
    if "strikes" not in values:
        return 0
    entry, text = _entry(block, "strikes"), values["strikes"]
    if values.get("then") == Measure.LABEL:
        report.error(
            entry.place,
            "a label counts nothing against anybody",
            "Remove `strikes`: a label gives context or offers help.",
            code="useless_key",
        )
        return 0
    if re.fullmatch(r"[0-9]{1,3}", text) and 1 <= int(text) <= HEAVIEST:
        return int(text)
    report.error(
        entry.value_place,
        f"`{text[:40]}` is not a number of strikes",
        "Write a whole number from 1 on, or remove the line: without it nothing is counted.",
        code="bad_strikes",
        expected=f"a whole number from 1 to {HEAVIEST}",
    )
    return 0


def _contradictions(block: Block, values: dict[str, str], report: Report) -> None:
    if values.get("label") and values.get("then") not in (Measure.LABEL, None):
        report.error(
            _entry(block, "label").place,
            f"a rule that says `then: {values['then'][:40]}` puts no label on anything",
            "Remove `label`, or write `then: label`.",
            code="useless_key",
        )
    if values.get("untold") and values.get("then") in (Measure.LABEL, Measure.WARN):
        report.error(
            _entry(block, "untold").place,
            f"whoever is not told learns nothing from `then: {values['then']}`",
            "Remove `untold`: it is for what is taken down, on one of the grounds that the law makes.",
            code="useless_key",
        )
    if values.get("min_precision") and values.get("automation") != "decide":
        report.warning(
            _entry(block, "min_precision").place,
            "`min_precision` has no effect on a rule that only proposes",
            "Add `automation: decide`, or remove it.",
            code="useless_key",
        )
