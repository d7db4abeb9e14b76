"""A ``law`` block -> the legal ground of a clause: which law, and what is illegal by it.

People read it with every restriction under the clause, as the Digital Services Act asks for where something is
restricted as illegal (Art. 17(3)(d)). So it says both, in words that fit into a letter and a public register.
"""

from ombud.model import Law
from ombud.policy.document.blocks import Entry
from ombud.policy.document.source import Block, ClauseSource
from ombud.policy.problems import Report, did_you_mean

__all__ = ["LAW_KEYS", "law_of"]

LAW_KEYS = ("ground", "why")
"""The keys of a law, in the order in which they are best written."""

_LONGEST = {"ground": 500, "why": 2000}  # code points: as much as the DSA Transparency Database takes
_ASKS = {
    "ground": "Name the law and, where you can, its article: `ground: Directive 2011/93/EU, Art. 5`.",
    "why": "Say in plain words what is illegal by it: people read it with the decision.",
}


def law_of(clause: ClauseSource, report: Report) -> Law | None:
    """The law that a clause, or its translation, names; None without one. What is wrong with it is reported."""
    blocks = clause.of_kind("law")
    for block in blocks[1:]:
        report.error(
            block.place, f"the clause `{clause.id}` has a law already",
            f"The first one is at {blocks[0].place.file}:{blocks[0].place.line}. Name all laws in it, or write a "
            "clause for each.",
            code="second_law",
        )  # fmt: skip
    return _law(blocks[0], report) if blocks else None


def _law(block: Block, report: Report) -> Law | None:
    said: dict[str, Entry] = {}
    for entry in block.entries:
        if entry.key not in LAW_KEYS:
            advice = did_you_mean(entry.key, LAW_KEYS)
            report.error(entry.place, f"a law has no key `{entry.key}`", advice, code="unknown_key")
        elif entry.key in said:
            report.error(entry.place, f"`{entry.key}` is there twice", "Keep one of them.", code="duplicate_key")
        else:
            said[entry.key] = entry
    words = {key: " ".join(entry.text.split()) for key, entry in said.items()}
    for key in LAW_KEYS:
        if not words.get(key):
            report.error(block.place, f"the law lacks `{key}`", _ASKS[key], code="missing_key")
        elif len(words[key]) > _LONGEST[key]:
            report.error(
                said[key].value_place, f"this is longer than {_LONGEST[key]} characters",
                "Say less here: what else people should know, the clause can say.", code="law_too_long",
            )  # fmt: skip
    return Law(words["ground"], words["why"]) if all(words.get(key) for key in LAW_KEYS) else None
