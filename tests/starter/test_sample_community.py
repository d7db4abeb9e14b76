"""The sample community of ``--demo``: ordinary life mostly, and what the starter policy makes of it."""

import re
from typing import Any

from ombud.model import Measure, Verdict, gravest

Events = list[dict[str, Any]]
Verdicts = dict[str, Verdict]
Plan = dict[str, Any]


def clauses(verdict: Verdict) -> set[str]:
    return {match.clause for match in verdict.matches}


def measure(verdict: Verdict) -> Measure:
    return gravest([match.then for match in verdict.matches])


def test_every_post_is_accepted(community: Events, verdicts: Verdicts) -> None:
    assert len(community) >= 200
    assert list(verdicts) == [event["id"] for event in community]


def test_what_is_named_as_held_is_held_under_that_clause(verdicts: Verdicts, expected: Plan) -> None:
    for event, clause in expected["held"].items():
        assert measure(verdicts[event]) is Measure.HOLD, event
        assert clause in clauses(verdicts[event]), event


def test_what_is_named_as_labelled_gets_only_a_label(verdicts: Verdicts, expected: Plan) -> None:
    for event, wanted in expected["labelled"].items():
        assert measure(verdicts[event]) is Measure.LABEL, event
        assert {(m.clause, m.label) for m in verdicts[event].matches} == {(wanted["clause"], wanted["label"])}, event


def test_everything_else_stays_up(verdicts: Verdicts, expected: Plan) -> None:
    named = expected["held"].keys() | expected["labelled"].keys()
    assert {event: clauses(v) for event, v in verdicts.items() if v.matches and event not in named} == {}


def test_what_looks_bad_and_is_allowed_stays_up(verdicts: Verdicts, expected: Plan) -> None:
    assert len(expected["looks_bad_and_stays_up"]) >= 40
    for event, why in expected["looks_bad_and_stays_up"].items():
        assert clauses(verdicts[event]) == set(), why


def test_two_posts_are_held_by_mistake_so_that_an_appeal_can_win(verdicts: Verdicts, expected: Plan) -> None:
    assert len(expected["held_by_mistake"]) == 2
    for event, why in expected["held_by_mistake"].items():
        assert clauses(verdicts[event]) == {"safety/threats"}, why


def test_the_first_screen_has_work_under_many_clauses_but_most_life_is_ordinary(verdicts: Verdicts) -> None:
    held = [verdict for verdict in verdicts.values() if measure(verdict) is Measure.HOLD]
    assert len(held) >= 20
    assert len(set().union(*map(clauses, held))) >= 8
    assert len(held) < len(verdicts) * 0.15


def test_a_held_post_shows_the_words_that_did_it(community: Events, verdicts: Verdicts) -> None:
    for event in community:
        text = event["item"]["text"]
        spans = [span for match in verdicts[event["id"]].matches for span in match.spans]
        assert spans or not verdicts[event["id"]].matches, event["id"]
        assert all(0 <= start < end <= len(text) for start, end in spans)


def test_replies_answer_an_earlier_post(community: Events) -> None:
    posted: set[str] = set()
    for event in community:
        parent = event["item"].get("parent")
        assert parent is None or parent in posted, event["id"]
        posted.add(event["item"]["id"])


def test_people_come_back(community: Events) -> None:
    authors = [event["author"]["id"] for event in community]
    assert sum(authors.count(author) >= 3 for author in set(authors)) >= 15


def test_many_languages_are_spoken(community: Events) -> None:
    assert {event["item"]["lang"] for event in community} >= {"en", "de", "es", "fr", "pt", "tr", "ar", "zh", "ja"}


def test_nobody_and_nothing_in_it_is_real(community: Events) -> None:
    for event in community:
        text = event["item"]["text"]
        for host in re.findall(r"https?://([^/\s]+)", text):
            assert host.endswith(".example"), host
        for number in re.findall(r"\d{3}-\d{4}", text):
            assert number.startswith("555-01"), number
