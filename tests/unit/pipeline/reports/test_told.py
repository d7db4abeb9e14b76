"""What a report says outside: to a public database, and by mail."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ombud.model import Measure, Role
from ombud.pipeline import Origin
from ombud.process.reports import Told
from ombud.wiring import Config, Ombud
from tests.support.clock import SetClock
from tests.support.publishing import PASSWORD
from tests.support.reporting import KIND, judge, post, report


def topics(ombud: Ombud, topic: str) -> list[dict[str, Any]]:
    with ombud.store.read() as unit:
        return [json.loads(task.payload) for task in unit.outbox.page(limit=500) if task.topic == topic]


@pytest.fixture
def outward(tmp_path: Path, folder: Path, clock: SetClock) -> Iterator[Ombud]:
    """One that tells a public database, and writes letters."""
    (tmp_path / "token").write_text("1|secret", encoding="utf-8")
    config = Config(
        data=tmp_path / "outward", policy=folder, tdb_url="http://127.0.0.1:9", tdb_token_file=tmp_path / "token",
        smtp_url="smtp://127.0.0.1:9", mail_from="ombud@example.org",
    )  # fmt: skip
    one = Ombud.open(config, clock)
    yield one
    one.close()


@pytest.mark.parametrize("trusted", [False, True])
def test_the_public_database_is_told_which_kind_of_notice_it_was(outward: Ombud, trusted: bool) -> None:
    ana = outward.accounts.add_user("ana", Role.REVIEWER, PASSWORD)
    post(outward)
    report(outward)
    if trusted:
        flagger, _ = outward.flaggers.appoint("Safe Net", "Coordinator")
        told = Told(item="post-1", clause=KIND, explanation="Unkind.", good_faith=True)
        outward.reports.file(told, Origin(flagger=flagger))
    judge(outward, ana, Measure.REMOVE)
    [filing] = topics(outward, "dsa-tdb")
    assert filing["source_type"] == ("SOURCE_TRUSTED_FLAGGER" if trusted else "SOURCE_ARTICLE_16")
    assert filing["automated_detection"] == "No"


def test_who_left_an_address_gets_the_receipt_and_the_answer_by_mail(outward: Ombud) -> None:
    ana = outward.accounts.add_user("ana", Role.REVIEWER, PASSWORD)
    post(outward)
    filed = report(outward, name="Robin", email="robin@example.org")
    report(outward, name="Kim")
    judge(outward, ana, Measure.ALLOW)
    answer, receipt = topics(outward, "mail")
    assert answer["to"] == receipt["to"] == "robin@example.org"
    assert answer["paragraphs"][-1] == receipt["paragraphs"][-1] == filed.url
    assert "The reasons: Nobody is meant by it." in answer["paragraphs"]


@pytest.mark.parametrize(("said", "told", "read"), [("ar", "fr", "ar"), ("", "fr", "fr"), ("", None, "en")])
def test_the_answer_is_in_what_the_reporter_reads(outward: Ombud, said: str, told: str | None, read: str) -> None:
    if told:
        outward.contacts.put("u-7", None, told)
    post(outward)
    given = Told(item="post-1", clause=KIND, explanation="Unkind.", good_faith=True, email="robin@example.org")
    filed = outward.reports.file(given, Origin(reporter="u-7", language=said))
    assert filed.report.language == read
    assert [one["language"] for one in topics(outward, "mail")] == [read]


def test_what_a_machine_repeats_is_said_in_the_reporters_language(outward: Ombud) -> None:
    ana = outward.accounts.add_user("ana", Role.REVIEWER, PASSWORD)
    post(outward)
    report(outward)
    judge(outward, ana, Measure.ALLOW)
    told = Told(item="post-1", clause=KIND, explanation="هذا كلام جارح.", good_faith=True, email="robin@example.org")
    outward.reports.file(told, Origin(language="ar"))
    answer, _ = sorted(topics(outward, "mail"), key=lambda one: -len(one["paragraphs"]))
    assert (answer["language"], answer["direction"]) == ("ar", "rtl")
    outcome, before, why, more, _ = answer["paragraphs"]
    assert "Nobody is meant by it." in why  # the reviewer's own words stay as they are
    assert not any("a" <= letter <= "z" for letter in outcome + before + more)
