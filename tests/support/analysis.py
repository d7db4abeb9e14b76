"""A small policy in which one condition is looked at, with what the check says about it."""

from ombud.intake import normalise
from ombud.policy import Problem, check
from ombud.signals import fingerprint
from tests.support.policies import Detectors, document, matcher

EXAMPLES = "```examples\nviolates: x\nallows: y\n```\n"
HEAD = """\
attributes:
  author.karma: int?
  author.labels: list<string>?
requires: [author.created_at]
lists:
  a: a.txt
"""
USED = '```rule\nid: used\nwhen: has(author.karma) && in_list(item.text, "a")\nthen: suspend\nqueue: other\n```\n'


def warnings(text: str, **others: str) -> list[Problem]:
    files = {"policy.md": text, "a.txt": "one\ntwo three\n", **others}
    found = check(
        files, catalogue=Detectors().catalogue, matcher=matcher(), fingerprint=fingerprint, normalise=normalise
    )
    assert [problem for problem in found if problem.severity == "error"] == []
    return found


def codes(condition: str, after: str = "") -> list[str]:
    """What is found about one condition."""
    return [problem.code for problem in warnings(document(condition, head=HEAD, after=f"{USED}{after}{EXAMPLES}"))]


def rule(name: str, condition: str, more: str = "then: hold") -> str:
    return f"```rule\nid: {name}\nwhen: {condition}\n{more}\n```\n"
