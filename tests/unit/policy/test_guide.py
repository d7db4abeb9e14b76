"""The guide for policy authors is true: its policy runs, its conditions are understood."""

import re
from pathlib import Path
from typing import Any

from ombud.model import Arrival
from ombud.policy import test as run_examples
from ombud.policy.formatting import format_policy
from ombud.signals import Windows
from tests.support.policies import Detectors, arrive, build, document, problems

GUIDE = (Path(__file__).parents[3] / "docs" / "policy-language.md").read_text(encoding="utf-8")
POLICY = GUIDE.partition("````markdown\n")[2].partition("````")[0]
LIST = GUIDE.partition("```text\n")[2].partition("```")[0]
LISTS = {"lists/shorteners.txt": LIST}


def test_the_whole_policy_has_no_problems_and_passes_its_examples() -> None:
    assert problems(POLICY, **LISTS) == []
    policy = build(POLICY, **LISTS)

    def arrival(event: dict[str, Any]) -> Arrival:
        return arrive(event, policy.schema)

    report = run_examples(policy, detectors=Detectors(), history=Windows, arrive=arrival)
    assert report.passed, report.as_text()
    assert report.covered == len(policy.rules)


def test_the_policy_of_the_guide_is_formatted() -> None:
    assert format_policy({"policy.md": POLICY}) == {"policy.md": POLICY}


def test_what_the_guide_says_about_formatting_is_so() -> None:
    before, after = re.findall(r"```rule\n(.*?)```", GUIDE.partition("## One form for all")[2], re.DOTALL)[:2]
    text = document().replace("id: r\nthen: hold\nwhen: true\n", before)
    assert format_policy({"policy.md": text}) == {"policy.md": text.replace(before, after)}


def conditions() -> list[str]:
    table = [found.replace("\\|", "|") for found in re.findall(r"^\| `([a-z_.]+\(.*?\))`", GUIDE, re.MULTILINE)]
    shown = re.findall(r"`((?:has\(|signal\.|item\.text\.)[^`]+)`", GUIDE)
    written = re.findall(r"^(has\(.*)$", GUIDE, re.MULTILINE)
    return [*table, *shown, *written]


def test_every_condition_of_the_guide_is_understood() -> None:
    head = "requires: [author.name]\nlists:\n  name: lists/name.txt\n"
    skip = ("exact(...)", "item.links.exists(link, ...)", "size(item.links)")
    found = [condition for condition in conditions() if condition not in skip]
    assert len(found) > 9
    for condition in found:
        test = f"{condition} > 1" if condition.startswith(("count", "distinct")) else condition
        errors = [p for p in problems(document(test, head=head), **{"lists/name.txt": "x"}) if p.severity == "error"]
        assert errors == [], condition
