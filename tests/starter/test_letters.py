"""The letters of every clause of the starter policy, for every measure, in every language: golden, in a decent tone.

``letters/CODE.txt`` holds each letter once by its measure, with ``{clause}`` where the clause stands, and below them
how each clause stands there. After a change on purpose ``python -m tests.starter.test_letters`` writes them again: read
what changed.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ombud.languages import LANGUAGES, tongue
from ombud.model import Actor, Cited, ClauseText, Decision, Measure, Statement, restricts
from ombud.policy import translations_of
from ombud.process import SUPPORT, Letter, restored_letter, statement_letter
from ombud.wiring.config import STARTER_POLICY
from ombud.wiring.folder import read_policy_files
from ombud.wiring.policies import policy_from

GOLDEN = Path(__file__).parent / "letters"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://forum.example/notice/abc"
RESTRICTING = [measure for measure in Measure if restricts(measure)]
REACH: dict[Measure, dict[str, Any]] = {
    Measure.GEO_RESTRICT: {"territory": ("DE", "FR")},
    Measure.SUSPEND: {"until": NOON + timedelta(days=7)},
    Measure.LIMIT: {"until": NOON + timedelta(days=30)},
}


@cache
def policy() -> tuple[Mapping[str, ClauseText], Mapping[str, Mapping[str, ClauseText]]]:
    files = read_policy_files(STARTER_POLICY)
    return policy_from(files).clauses, translations_of(files)


def letter(code: str, clause: str, measure: Measure) -> Letter:
    clauses, worded = policy()
    own = clauses[clause]
    cited = Cited(clause, own.title, own.text, ("QUOTE",), own.law)
    statement = Statement(
        id="stm_1", decision="dec_1", item="post-1", person="u-1", measure=measure, cited=(cited,), facts="REASONS",
        automated="partially", detection="report", policy="sha256:0", language="en", at=NOON, **REACH.get(measure, {}),
    )  # fmt: skip
    return statement_letter(statement, URL, tongue(code), worded.get(code))


def others(code: str) -> dict[str, Letter]:
    """Letters that name no clause."""
    help_offered = Statement(
        id="stm_1", decision="dec_1", item="post-1", person="u-1", measure=Measure.LABEL, cited=(), facts="",
        automated="fully", detection="rules", policy="sha256:0", language="en", at=NOON, labels=(SUPPORT,),
    )  # fmt: skip
    free = Decision(
        id="dec_2", event="e", item="post-1", measure=Measure.RESTORE, policy="sha256:0", at=NOON,
        actor=Actor(kind="automation"),
    )  # fmt: skip
    voice = tongue(code)
    back = {f"back after {one}": restored_letter(free, one, URL, voice) for one in (Measure.REMOVE, Measure.SUSPEND)}
    return {"help": statement_letter(help_offered, URL, voice), **back}


def written(code: str) -> str:
    """The golden file of a language."""
    clauses, _ = policy()
    first = next(iter(clauses))
    parts = []
    for measure in RESTRICTING:
        made = letter(code, first, measure)
        parts.append(f"== {measure}\n{made.subject}\n\n{made.text.replace(made.paragraphs[1], '{clause}')}\n")
    parts += [f"== {name}\n{made.subject}\n\n{made.text}\n" for name, made in others(code).items()]
    parts += [f"== clause {name}\n{letter(code, name, Measure.HOLD).paragraphs[1]}\n" for name in clauses]
    return "\n".join(parts)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_letter_is_as_somebody_has_read_it(code: str) -> None:
    golden = (GOLDEN / f"{code}.txt").read_text(encoding="utf-8")
    assert written(code) == golden
    sections = dict(part.split("\n", 1) for part in golden.removeprefix("== ").split("\n== "))
    for clause in policy()[0]:
        for measure in RESTRICTING:
            made = letter(code, clause, measure)
            whole = sections[str(measure)].replace("{clause}", sections[f"clause {clause}"].rstrip("\n"))
            assert f"{made.subject}\n\n{made.text}\n" == whole.rstrip("\n") + "\n"


BLAMES = {
    "en": r"violat|guilty|abus|illegal|unacceptable|punish|offen[cd]|your fault|you broke|warned you|must not",
    "de": r"verstoß|schuld|strafe|missbrauch|unzulässig|inakzeptabel|illegal|verboten|vergehen",
    "es": r"infring|culpa|castig|abus|ilegal|inaceptable|violad|prohibid|infracci",
    "fr": r"infraction|coupable|faute|puni|abus|illégal|inacceptable|interdit|viol[eé]",
    "pt": r"infra[çc]|culpa|castig|abus|ilegal|inaceitável|viol[ao]u|proibid|puni",
    "zh": r"违法|违规|处罚|惩罚|滥用|非法|有罪|严禁|警告",
    "ar": r"انتهاك|مذنب|عقوبة|معاقبة|مخالف|غير قانوني|ممنوع|إساءة|تحذير",
}
NEXT = {
    "en": "appeal", "de": "widersprechen", "es": "apelar", "fr": "recours", "pt": "recorrer", "zh": "申诉",
    "ar": "الاعتراض",
}  # fmt: skip
MOST_WORDS = 34
MOST_HAN = 60


def own_words(made: Letter) -> str:
    """The letter without the clause, the quotation, the reasons and the link: what is not ours to word."""
    return "\n".join([*made.paragraphs[:1], *made.paragraphs[3:-1]])


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("measure", RESTRICTING)
def test_a_letter_blames_nobody_shouts_at_nobody_and_says_what_can_be_done(code: str, measure: Measure) -> None:
    for clause in policy()[0]:
        made = letter(code, clause, measure)
        assert not re.search(BLAMES[code], own_words(made), re.IGNORECASE), own_words(made)
        assert not re.search("[!！]", made.text)
        assert NEXT[code] in made.text
        assert made.paragraphs[-1] == URL
        assert made.paragraphs[-2].endswith((":", "："))


@pytest.mark.parametrize("code", LANGUAGES)
def test_sentences_are_short_enough_to_be_read_under_stress(code: str) -> None:
    letters = [letter(code, next(iter(policy()[0])), measure) for measure in RESTRICTING]
    for made in (*letters, *others(code).values()):
        for sentence in re.split(r"(?<=[.!?。！？:：؛])\s*", own_words(made).replace("\n", " ")):
            if code == "zh":
                assert len(sentence) <= MOST_HAN, sentence
            else:
                assert len(sentence.split()) <= MOST_WORDS, sentence


@pytest.mark.parametrize("code", LANGUAGES[1:])
def test_no_sentence_is_left_in_english(code: str) -> None:
    english = {part for measure in RESTRICTING for part in letter("en", next(iter(policy()[0])), measure).paragraphs}
    for measure in RESTRICTING:
        theirs = letter(code, next(iter(policy()[0])), measure).paragraphs
        assert {part for part in theirs if part in english} == {URL}


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for language in LANGUAGES:
        (GOLDEN / f"{language}.txt").write_text(written(language), encoding="utf-8")
