"""`ombud policy diff`: what differs, and what would have been decided otherwise."""

import gzip
import json
import shutil
from pathlib import Path

import pytest

from ombud.history import HistoryFiles
from ombud.intake import NORMAL_FORM
from ombud.model import Measure, Role
from ombud.wiring import STARTER_POLICY, Config, Ombud
from tests.support.cli import THREAT, Call, event

HEAD = "---\npolicy: p\ntitle: P\nlanguage: en\n---\n\n# Harm\n\n"


def clause(name: str, *rules: str) -> str:
    """A clause with rules of one line each: ``id then condition``."""
    blocks = []
    for rule in rules:
        rule_id, then, when = rule.split(" ", 2)
        mode, _, then = then.rpartition(":")
        blocks.append(f"```rule\nid: {rule_id}\nthen: {then}\nwhen: {when}\n{f'mode: {mode}' if mode else ''}\n```\n")
    return f"## Do no {name} {{#{name}}}\n\nDo not.\n\n" + "\n".join(blocks) + "\n"


def policy(folder: Path, *clauses: str) -> Path:
    folder.mkdir()
    (folder / "policy.md").write_text(HEAD + "".join(clauses))
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return policy(
        tmp_path / "old",
        clause("spam", 'spam hold mentions(item.text, "casino")', 'mild label mentions(item.text, "loan")'),
        clause("harm", 'harm hold mentions(item.text, "kill")', 'kind warn mentions(item.text, "hello")'),
    )


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return policy(
        tmp_path / "new",
        clause(
            "spam", 'spam hold mentions(item.text, "casino", "winner")', 'mild remove mentions(item.text, "loan")',
            'new shadow:hold mentions(item.text, "the")',
        ),
        clause(
            "harm",
            'harm label mentions(item.text, "kill", "murder") && !mentions(item.text, "time")',
            'kind warn mentions(item.text, "hello")',
        ),
    )  # fmt: skip


TEXTS = ["the casino", "a wi\u200bnner here", "a loan", "to kill", "kill time", "murder", "hello", "hello"]


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b"\n".join(event(n, text, at=f"2026-11-2{n % 3}T10:00:00Z") for n, text in enumerate(TEXTS)))
    return path


def test_two_policies_are_compared_in_their_own_terms(call: Call, old: Path, new: Path) -> None:
    code, said, _ = call("policy", "diff", old, new)
    assert code == 0
    assert "~ harm/spam" in said
    assert "+ new" in said
    assert '- when: mentions(item.text, "casino")' in said
    assert '+ when: mentions(item.text, "casino", "winner")' in said
    assert call("policy", "diff", old, old)[1] == "nothing differs but order, layout or comments\n"
    _, as_json, _ = call("policy", "diff", old, new, "--json")
    assert [one["id"] for one in json.loads(as_json)["clauses"]] == ["harm/spam", "harm/harm"]


def test_over_past_events_it_counts_by_clause(call: Call, old: Path, new: Path, posts: Path) -> None:
    code, said, _ = call("policy", "diff", old, new, "--over", posts, "--json")
    found = json.loads(said)
    assert code == 0
    assert (found["events"], found["changed"], found["complete"]) == (8, 5, False)
    counts = {one["clause"]: [one[k] for k in ("held", "graver", "milder", "freed")] for one in found["clauses"]}
    assert counts == {"harm/spam": [1, 1, 0, 0], "harm/harm": [1, 0, 1, 1]}
    assert {(one["old"], one["new"]): one["events"] for one in found["transitions"]} == {
        ("allow", "hold"): 1, ("allow", "label"): 1, ("hold", "allow"): 1, ("hold", "hold"): 1, ("hold", "label"): 1,
        ("label", "remove"): 1,
    }  # fmt: skip
    rules = {one["rule"]: one for one in found["rules"]}
    assert rules["new"] == {
        "rule": "new", "clause": "harm/spam", "old": None, "new": 1, "starts": 1, "stops": 0, "shadow": True
    }  # fmt: skip
    assert (rules["harm"]["starts"], rules["harm"]["stops"]) == (1, 1)
    assert "kind" not in rules
    assert sorted((one["event"], one["change"], *one["rules"]) for one in found["held"]) == [
        ("evt-1", "held", "spam"), ("evt-2", "graver", "mild"), ("evt-5", "held", "harm"),
    ]  # fmt: skip
    assert {one["event"] for one in found["freed"]} == {"evt-3", "evt-4"}
    assert {tuple(one["spans"][0]) for one in found["held"] if one["event"] == "evt-1"} == {(2, 9)}


def test_every_rule_can_be_counted(call: Call, old: Path, new: Path, posts: Path) -> None:
    _, said, _ = call("policy", "diff", old, new, "--over", posts, "--json", "--all-rules")
    found = json.loads(said)
    assert found["complete"]
    assert sum(one["events"] for one in found["transitions"]) == 8
    assert {one["clause"]: one["unchanged"] for one in found["clauses"]} == {"harm/spam": 6, "harm/harm": 5}


def test_people_read_tables_and_the_words_it_is_about(call: Call, old: Path, new: Path, posts: Path) -> None:
    code, said, _ = call("policy", "diff", old, new, "--over", posts, "-v")
    assert code == 0
    assert "8 past events, 2026-11-20 to 2026-11-22; 5 would get another measure" in said
    assert "▸wi⟨U+200B⟩nner◂" in said
    assert "new (shadow)" in said
    assert "Nobody has judged" in said


def test_of_a_long_text_only_the_words_it_is_about_are_shown(call: Call, old: Path, new: Path, tmp_path: Path) -> None:
    long = tmp_path / "long.jsonl"
    texts = ["dull " * 100 + "winner " + "dull " * 100, "x " * 200 + "the"]
    long.write_bytes(b"\n".join(event(n, text) for n, text in enumerate(texts)))
    _, said, _ = call("policy", "diff", old, new, "--over", long)
    (line,) = [line for line in said.splitlines() if "▸winner◂" in line]
    assert len(line) < 100


def test_a_clause_or_a_list_that_came_or_went_is_named(call: Call, old: Path, tmp_path: Path) -> None:
    other = policy(tmp_path / "other", clause("spam", 'spam hold in_list(item.text, "words")'))
    (other / "words.txt").write_text("casino\nloan\n")
    page = other / "policy.md"
    page.write_text(
        page.read_text().replace("language: en\n", "language: en\nlists:\n  words: words.txt\n") + "More.\n"
    )
    said = call("policy", "diff", old, other)[1]
    assert "+ list words: 2 entries added, 0 removed" in said
    assert "- harm/harm" in said
    assert "~ harm/spam  (reworded)" in said
    examples = page.read_text() + "```examples\nviolates: casino\n```\n"
    page.write_text(examples.replace("title: P", "title: Q"))
    said = call("policy", "diff", old, other)[1]
    assert "~ title: P -> Q" in said
    assert "examples added: 1" in said


def test_only_the_days_that_are_asked_for_count(call: Call, old: Path, new: Path, posts: Path) -> None:
    asked = ("policy", "diff", old, new, "--over", posts, "--json")
    found = json.loads(call(*asked, "--since", "2026-11-21", "--until", "2026-11-22")[1])
    assert (found["events"], found["first"][:10], found["last"][:10]) == (3, "2026-11-21", "2026-11-21")


def test_where_no_event_is_left_nothing_is_said_to_be_unchanged(
    call: Call, old: Path, new: Path, posts: Path, tmp_path: Path
) -> None:
    for given, words in (
        (("--since", "2027-01-01"), f"in {posts} from 2027-01-01"),
        (("--until", "2025-01-01", "--json"), f"in {posts} before 2025-01-01"),
    ):
        code, said, told = call("policy", "diff", old, new, "--over", posts, *given)
        assert (code, said) == (1, "")
        assert "[no_past_events]" in told
        assert words in told
    posts.write_bytes(b"this is no event\n")
    code, said, told = call("policy", "diff", old, new, "--over", posts)
    assert (code, said) == (1, "")
    assert "line 1 is no event" in told
    assert "[no_past_events]" in told


def test_days_without_a_history_are_a_usage_error(call: Call, old: Path, new: Path) -> None:
    for option in ("--since", "--until"):
        code, said, told = call("policy", "diff", old, new, option, "2026-11-21")
        assert (code, said) == (2, "")
        assert "name them with --over" in told


def test_an_empty_name_is_not_the_current_folder(
    call: Call, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(old)
    for pair in (("", "."), (".", "")):
        code, said, told = call("policy", "diff", *pair)
        assert (code, said) == (2, "")
        assert "one of them is empty" in told
    for command in (["check"], ["test"], ["fmt"], ["publish", "-m", "why"], ["export", "current"]):
        code, said, told = call("policy", *command, "")
        assert (code, said) == (2, "")
        assert "the name of the folder is empty" in told


def test_what_must_not_be_published_can_be_tried_on_past_events(call: Call, old: Path, new: Path, posts: Path) -> None:
    (new / "policy.md").write_text((new / "policy.md").read_text() + "\nTurned \u202earound\n")
    assert "turned_text" in call("policy", "check", new, "--json")[1]
    assert call("policy", "diff", old, new, "--over", posts)[0] == 0


def test_how_far_it_is_can_be_read_by_another_program(call: Call, old: Path, posts: Path, tmp_path: Path) -> None:
    assert call("policy", "diff", old, old, "--over", posts, "--progress-to", "progress")[0] == 0
    size = posts.stat().st_size
    assert (tmp_path / "progress").read_text() == f"{size} {size}"


def test_a_line_that_is_no_event_is_left_out_and_said(call: Call, old: Path, new: Path, posts: Path) -> None:
    packed = posts.with_suffix(".gz")
    packed.write_bytes(gzip.compress(posts.read_bytes() + b"\nno event\n"))
    code, said, told = call("policy", "diff", old, new, "--over", packed)
    assert code == 1
    assert "8 past events" in said
    assert "line 9 is no event" in told


def test_a_folder_of_parquet_or_one_file_of_it_will_do(call: Call, old: Path, new: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (tmp_path / "some.jsonl").write_bytes(event(1, "a winner") + b"\n" + event(2, "hello") + b"\n")
    assert call("ingest", "some.jsonl", "--data", data)[0] == 0
    for place in (data, data / "history", data / "history" / "events"):
        assert json.loads(call("policy", "diff", old, new, "--over", place, "--json")[1])["events"] == 2
    (file,) = data.rglob("*.parquet")
    assert json.loads(call("policy", "diff", old, new, "--over", file, "--json")[1])["changed"] == 1
    code, _, told = call("policy", "diff", old, new, "--over", old)
    assert (code, "no past events" in told) == (1, True)


def test_what_people_judged_says_how_precise_either_policy_is(call: Call, tmp_path: Path) -> None:
    strict = tmp_path / "strict"
    shutil.copytree(STARTER_POLICY, strict)
    page = strict / "01-safety.md"
    page.write_text(page.read_text().replace("then: hold", "then: remove"))
    data = tmp_path / "data"
    ombud = Ombud.open(Config(data=data))
    ana = ombud.accounts.add_user("ana", Role.REVIEWER, "correct horse battery")
    ombud.decider.decide([event(number, f"{THREAT} {number}") for number in range(4)], "api")
    with ombud.store.read() as unit:
        cases = [view.case for view in unit.cases.queue()]
    for number, case in enumerate(cases):
        measure = Measure.ALLOW if number == 0 else Measure.REMOVE
        ombud.review.judge(case.id, case.version, ana, measure, "It is one.")
    ombud.close()
    code, said, _ = call("policy", "diff", "current", strict, "--over", data, "--data", data)
    assert code == 0
    assert "3 of 4 [30% to 95%, few]" in said
    assert "overturned by a person" in said
    found = json.loads(call("policy", "diff", "current", strict, "--over", data, "--data", data, "--json")[1])
    (threats,) = [one for one in found["clauses"] if one["clause"] == "safety/threats"]
    assert (threats["old"]["judged"], threats["new"]["upheld"]) == (4, 3)


def test_the_same_seed_chooses_the_same_posts(call: Call, old: Path, new: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_bytes(b"\n".join(event(n, f"winner {n}") for n in range(50)))

    def chosen(seed: int) -> list[str]:
        said = call("policy", "diff", old, new, "--over", many, "--json", "--sample", "5", "--seed", str(seed))[1]
        return [one["event"] for one in json.loads(said)["held"]]

    assert len(chosen(1)) == 5
    assert chosen(1) == chosen(1) != chosen(2)


def test_versions_are_named_as_elsewhere(call: Call, old: Path, tmp_path: Path) -> None:
    assert "[no_data_here]" in call("policy", "diff", "current", old)[2]
    ombud = Ombud.open(Config(data=tmp_path / "data", policy=old))
    version = ombud.policy.version
    ombud.close()
    assert call("policy", "diff", "current", version)[1].startswith("nothing differs")
    code, _, told = call("policy", "diff", "current", "f" * 64)
    assert (code, "[no_such" in told) == (1, True)


def test_one_person_s_posts_leave_the_history(call: Call, tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_bytes(event(1, author={"id": "anna"}) + b"\n" + event(2, author={"id": "ben"}))
    assert call("ingest", "some.jsonl")[0] == 0
    assert call("history", "export")[1] == "2 decisions written to data/history\n"
    assert call("history", "forget", "anna")[1] == "1 event of anna taken out of data/history\n"
    (frame,) = HistoryFiles(tmp_path / "data" / "history", NORMAL_FORM).reader().chunks()
    assert frame["author.id"].to_list() == ["ben"]
    with HistoryFiles(tmp_path / "data" / "history", NORMAL_FORM).alone():
        assert "[history_in_use]" in call("history", "forget", "ben")[2]
    code, _, told = call("history", "forget", "nobody")
    assert (code, "nobody" in told) == (1, True)


def test_damaged_parquet_is_named_by_its_ending(call: Call, old: Path, new: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "past.parquet"
    damaged.write_bytes(b"no parquet at all")
    code, _, told = call("policy", "diff", old, new, "--over", damaged)
    assert (code, "[history_unreadable]" in told) == (1, True)
    assert "past.parquet" in told


def test_a_period_that_ends_before_it_begins_is_a_usage_error(call: Call, old: Path, new: Path, posts: Path) -> None:
    for since in ("2026-11-22", "2026-11-23"):
        code, _, told = call("policy", "diff", old, new, "--over", posts, "--since", since, "--until", "2026-11-22")
        assert (code, "--since must be a day before --until" in told) == (2, True)
