"""A version on the record runs for ever, whatever is asked today of what is published."""

import json
from pathlib import Path
from time import sleep

import pytest

from ombud.model import How, PolicyVersion
from ombud.pipeline import Decided
from ombud.policy import PolicyError
from ombud.wiring import Config, Ombud, policy_from
from tests.support.publishing import FILES, TEXT, event

RULELESS = TEXT.replace("```rule", "```text")
UNFIT = {
    "turned_text": TEXT.replace("Do not shout.", "Do not \u202eshout."),
    "unfinished": TEXT.replace("Do not shout.", "Write here, for everybody, what you ask of people, and what is fine"
                               " although it looks similar."),
    "duplicate_title": TEXT.replace("## Be kind", "## No shouting"),
    "no_rule": RULELESS,
    "no_clause": TEXT[: TEXT.index("# Calm")],
}  # fmt: skip


def put_on_record(ombud: Ombud, text: str) -> PolicyVersion:
    """As the publisher of an older release did, which did not look for what is wrong with it."""
    policy = policy_from({"policy.md": text}, unfit=True)
    with ombud.store.write() as unit:
        current = unit.policies.current()
        assert current is not None
        version = ombud.publisher.enter(unit, policy, How.PUBLISH, "Then.", onto=current.version)
    ombud.publisher.put_to_work(policy, version)
    return version


@pytest.mark.parametrize("code", UNFIT)
def test_what_is_published_today_is_asked_more(ombud: Ombud, code: str) -> None:
    with pytest.raises(PolicyError) as refused:
        ombud.publisher.publish({"policy.md": UNFIT[code]}, "Because.")
    assert [(one.code, one.unfit) for one in refused.value.problems if one.severity == "error"] == [(code, True)]


@pytest.mark.parametrize("code", UNFIT)
@pytest.mark.parametrize("named", [False, True])
def test_a_server_starts_with_it(ombud: Ombud, tmp_path: Path, code: str, *, named: bool) -> None:
    recorded = put_on_record(ombud, UNFIT[code])
    folder = tmp_path / "same"
    folder.mkdir()
    (folder / "policy.md").write_text(UNFIT[code], encoding="utf-8")
    for _ in range(2):  # compiled, and from the cache
        again = Ombud.open(Config(data=tmp_path / "data", policy=folder if named else None))
        assert again.policy.version == recorded.version
        again.close()
    with pytest.raises(PolicyError):  # nor does the cache let through what is published anew
        ombud.publisher.publish({"policy.md": UNFIT[code]}, "Again.")


def test_its_decisions_are_replayed_and_it_is_rolled_back_to(ombud: Ombud) -> None:
    recorded = put_on_record(ombud, UNFIT["turned_text"])
    held = ombud.decider.decide([event("1", "hey you")], "api")[0]
    assert isinstance(held, Decided)
    decision = json.loads(held.record)
    assert (decision["policy"], decision["measure"]) == (recorded.version, "hold")
    ombud.publisher.publish(FILES, "Mended.", recorded.version)
    assert ombud.replayer.replay(decision["id"]).difference == ""
    assert ombud.publisher.roll_back(recorded.version, "Back.").version == recorded.version
    assert ombud.policy.version == recorded.version


def test_another_process_takes_it_up(ombud: Ombud, tmp_path: Path) -> None:
    another = Ombud.open(Config(data=tmp_path / "data"))
    recorded = put_on_record(another, UNFIT["unfinished"])
    another.close()
    ombud.start()
    try:
        while ombud.policy.version != recorded.version:
            sleep(0.01)
    finally:
        ombud.stop()
