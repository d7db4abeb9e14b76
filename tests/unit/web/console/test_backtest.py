"""Holding versions and drafts against the past in the console: one at a time, in the background."""

import time
from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest

from ombud.history import RunState
from ombud.model import Conflict
from ombud.policy.backtest import DayCount
from ombud.web.console.plot import plot_of
from ombud.wiring import Ombud

SignedIn = Callable[[str], httpx.Client]
PAGE = "/console/policy/backtest"
SHADOW = """```rule
id: quiet
mode: shadow
when: mentions(item.text, "hello")
then: hold
```
"""
EXAMPLES = "violates: pills\nallows: nothing"


@pytest.fixture
def lea(signed_in: SignedIn) -> httpx.Client:
    """A lead."""
    return signed_in("lea")


def newer(ombud: Ombud) -> dict[str, str]:
    """The policy in force with one rule that catches more and one in shadow mode."""
    files = dict(ombud.publisher.publish(dict(ombud.policy.files), "As before.").files)
    (name,) = files
    changed = files[name].replace('mentions(item.text, "cheap pills")', 'mentions(item.text, "pills")')
    changed = changed.replace("violates: cheap pills here\nallows: pills are expensive", EXAMPLES)
    return {name: changed.replace("\n```examples\nviolates: pills", f"\n{SHADOW}\n```examples\nviolates: pills")}


def wait(ombud: Ombud) -> None:
    for _ in range(600):
        run = ombud.past.backtests.current()
        if run is not None and run.state is not RunState.RUNNING:
            return
        time.sleep(0.1)
    raise AssertionError("the backtest did not end")


def start(ombud: Ombud, browser: httpx.Client) -> httpx.Response:
    with ombud.store.read() as unit:
        new, old = unit.policies.versions()[:2]
    form = {"old": f"version {old.version}", "new": f"version {new.version}", "days": "30"}
    return browser.post(PAGE, data=form)


def test_a_version_is_held_against_the_one_before(
    ombud: Ombud, lea: httpx.Client, decided: Callable[..., object]
) -> None:
    decided("all my pills <b>", item="p1")
    decided("cheap pills", item="p2")
    decided("hello", item="p3")
    ombud.publisher.publish(newer(ombud), "Pills of any price.")
    assert start(ombud, lea).status_code == 303
    wait(ombud)
    page = lea.get(PAGE).text
    assert "3 past events" in page
    assert "1 would get another measure." in page
    assert '<svg class="backtest-plot"' in page
    assert "<mark>pills</mark> &lt;b&gt;" in page
    assert "Newly held" in page


def test_a_draft_is_held_against_what_is_in_force(
    ombud: Ombud, lea: httpx.Client, decided: Callable[..., object]
) -> None:
    decided("hello")
    opened = lea.post("/console/policy/drafts", data={"title": "Clearer <words>"})
    draft = opened.headers["location"].partition("?")[0].rpartition("/")[2]
    page = lea.get(PAGE).text
    assert "Clearer &lt;words&gt;" in page
    form = {"old": f"version {ombud.policy.version}", "new": f"draft {draft}", "days": ""}
    assert lea.post(PAGE, data=form).status_code == 303
    wait(ombud)
    assert "Nothing would have been decided otherwise." in lea.get(PAGE).text


def test_one_at_a_time_and_it_can_be_cancelled(ombud: Ombud, lea: httpx.Client, decided: Callable[..., object]) -> None:
    decided("hello")
    ombud.publisher.publish(newer(ombud), "Pills of any price.")
    start(ombud, lea)
    running = lea.get(PAGE).text
    assert 'http-equiv="refresh"' in running
    again = start(ombud, lea)
    assert again.status_code == 409
    assert "Another backtest is running." in again.text
    assert "<progress" in again.text
    assert lea.post(f"{PAGE}/cancel").status_code == 303
    assert "was cancelled" in lea.get(PAGE).text


def test_one_that_fails_says_why(ombud: Ombud, lea: httpx.Client) -> None:
    ombud.publisher.publish(newer(ombud), "Pills of any price.")
    start(ombud, lea)
    wait(ombud)
    page = lea.get(PAGE).text
    assert "The last backtest failed." in page
    assert "no past events" in page


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"old": "version x"}, "old", "Choose a version or a draft from the list."),
        ({"new": "draft y"}, "new", "Choose a version or a draft from the list."),
        ({"new": ""}, "new", "Choose a version or a draft from the list."),
        ({"days": "12"}, "days", "Choose a period from the list."),
        ({}, "new", "This is the same on both sides: choose another one."),
    ],
)
def test_a_form_with_a_mistake_keeps_its_fields_and_says_what_is_wrong_beside_it(
    ombud: Ombud, lea: httpx.Client, change: dict[str, str], field: str, words: str
) -> None:
    version = f"version {ombud.policy.version}"
    answer = lea.post(PAGE, data={"old": version, "new": version, "days": "7"} | change)
    assert answer.status_code == 422
    assert f'<p class="field-error" id="{field}-error">{words}</p>' in answer.text
    assert f'id="{field}" name="{field}"' in answer.text
    assert f'aria-invalid="true" aria-describedby="{field}-error"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    if field != "days":
        assert '<option value="7" selected>' in answer.text
    assert ombud.past.backtests.current() is None


def test_it_is_for_leads(signed_in: SignedIn) -> None:
    assert signed_in("ada").get(PAGE).status_code == 403


def test_shadow_rules_are_counted_on_the_page_and_for_prometheus(
    ombud: Ombud, lea: httpx.Client, decided: Callable[..., object]
) -> None:
    ombud.publisher.publish(newer(ombud), "Watching hello.")
    decided("hello you", item="a/b")
    decided("nothing", item="p2")
    ombud.past.archivist.catch_up()
    page = lea.get(PAGE).text
    assert "1 of 2" in page
    assert "/console/items?id=a/b" in page or "/console/items?id=a%2Fb" in page


def test_nothing_starts_while_another_one_runs(ombud: Ombud) -> None:
    files = dict(ombud.policy.files)
    ombud.past.backtests.start(("a", files), ("b", files), None, ombud.clock.now())
    with pytest.raises(Conflict):
        ombud.past.backtests.start(("a", files), ("b", files), None, ombud.clock.now())
    ombud.past.backtests.close()


def test_a_chart_has_a_place_for_every_day() -> None:
    first = date(2026, 11, 1)
    plot = plot_of([DayCount(first, 4, 1), DayCount(first + timedelta(days=2), 0, 2)])
    assert plot is not None
    assert [(bar.day.day, bar.graver, bar.milder) for bar in plot.bars] == [(1, 4, 1), (2, 0, 0), (3, 0, 2)]
    assert (plot.bars[0].up, plot.bars[0].down, plot.most_graver, plot.most_milder) == (56.0, 14.0, 4, 2)
    assert plot_of([]) is None


def test_a_long_time_is_told_in_bars_of_several_days() -> None:
    first = date(2026, 1, 1)
    plot = plot_of([DayCount(first + timedelta(days=n), 1, 0) for n in range(300)])
    assert plot is not None
    assert plot.days_per_bar == 4
    assert sum(bar.graver for bar in plot.bars) == 300
    single = plot_of([DayCount(first, 1, 0)])
    assert single is not None
    assert single.days_per_bar == 1


def test_versions_are_told_apart_by_when_each_came_into_force_last_and_why_it_did_then(
    ombud: Ombud, lea: httpx.Client
) -> None:
    first = ombud.policy
    ombud.publisher.publish(newer(ombud), "A longer reason " + "that goes on and on " * 5)
    second = ombud.policy.version
    ombud.publisher.publish(dict(first.files), "Starter again.")
    with ombud.store.read() as unit:
        latest = unit.policies.publications()[0]
    page = lea.get(PAGE).text
    stamp = f"{latest.at.day} {latest.at:%b %Y, %H:%M}"
    now = first.version.removeprefix("sha256:")[:8]
    assert page.count(f">{stamp} · \u2068Starter again.\u2069 · {now} · in force</option>") == 2
    assert f"\u2069 · {second.removeprefix('sha256:')[:8]}</option>" in page
    assert f'<option value="version {first.version}" dir="auto" selected>' in page
    assert f'<option value="version {second}" dir="auto" selected>' in page
    assert first.title not in page.partition('<select id="old"')[2].partition("</form>")[0]


def test_after_the_outcome_the_form_says_what_it_compares(
    ombud: Ombud, lea: httpx.Client, decided: Callable[..., object]
) -> None:
    decided("hello")
    old = ombud.policy.version
    ombud.publisher.publish(newer(ombud), "Pills of any price.")
    form = {"old": f"version {ombud.policy.version}", "new": f"version {old}", "days": "7"}
    assert lea.post(PAGE, data=form).status_code == 303
    wait(ombud)
    page = lea.get(PAGE).text
    before, _, after = page.partition('id="new"')
    assert f'<option value="{form["old"]}" dir="auto" selected>' in before
    assert f'<option value="{form["new"]}" dir="auto" selected>' in after
    assert '<option value="7" selected>' in page


def test_a_chart_of_one_direction_has_all_the_height_and_says_nothing_of_the_other() -> None:
    first = date(2026, 11, 1)
    freed = plot_of([DayCount(first + timedelta(days=n), 0, n) for n in range(1, 9)])
    assert freed is not None
    assert (freed.most_graver, freed.most_milder, freed.axis) == (0, 8, 1.0)
    assert [bar.day.day for bar in freed.ticks] == [2, 6, 9]
    held = plot_of([DayCount(first, 3, 0)])
    assert held is not None
    assert (held.most_graver, held.most_milder, held.axis, held.bars[0].up) == (3, 0, 119.0, 116.0)
    assert [bar.day for bar in held.ticks] == [first]
