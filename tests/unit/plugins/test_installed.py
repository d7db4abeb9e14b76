"""All plug-ins of a folder: which fit, what they are called, what the whole installation then has."""

import os
from pathlib import Path

import pytest

from ombud.intake import normalise
from ombud.model import BadInput, OmbudError, TooLarge
from ombud.plugins import WithPlugins, examine, open_plugins
from ombud.plugins.folder import read_folder
from ombud.plugins.scores import calibrated
from ombud.signals.text import TextModel
from tests.support.plugins import Copies


def _fault(copies: Copies) -> OmbudError:
    (found,) = examine(copies.folder)
    assert found.fault is not None
    return found.fault


def test_no_folder_is_no_plug_in(tmp_path: Path) -> None:
    assert open_plugins(tmp_path / "none").found == ()


def test_their_signals_stand_beside_the_built_in_ones(copies: Copies) -> None:
    copies.of("question")
    copies.of("threat_guard")
    (copies.folder / ".git").mkdir()
    (copies.folder / "README.md").write_text("about them")
    plugins = open_plugins(copies.folder)
    assert [one.name for one in plugins.found] == ["question", "threat_guard"]
    assert {"question", "threat_guard", "toxic", "link_count"} < plugins.catalogue.keys()
    assert plugins.catalogue["threat_guard"].stateful  # a replay reads what was recorded
    assert not plugins.catalogue["question"].stateful


def test_they_are_opened_once_until_a_file_changes(copies: Copies) -> None:
    folder = copies.of("threat_guard")
    first = open_plugins(copies.folder)
    assert open_plugins(copies.folder) is first
    card = folder / "card.md"
    card.write_text(card.read_text() + "\nMore.\n")
    second = open_plugins(copies.folder)
    assert second.found[0].version != first.found[0].version


def test_the_version_depends_on_every_file(copies: Copies) -> None:
    folder = copies.of("question")
    versions = {read_folder(folder).version}
    for name in ("plugin.toml", "card.md", "model.onnx", "tokenizer.json"):
        path = folder / name
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        versions.add(read_folder(folder).version)
        path.write_bytes(before)
    assert len(versions) == 5
    assert read_folder(folder).version in versions


@pytest.mark.parametrize("name", ["plugin.toml", "card.md", "model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(copies: Copies, name: str) -> None:
    (copies.of("question") / name).unlink()
    fault = _fault(copies)
    assert fault.code == "plugin_incomplete"
    assert name in fault.detail


def test_a_file_outside_the_folder_is_not_read(copies: Copies, tmp_path: Path) -> None:
    card = copies.of("threat_guard") / "card.md"
    outside = tmp_path / "secret"
    card.rename(outside)
    card.symlink_to(outside)
    assert _fault(copies).code == "plugin_incomplete"


def test_a_file_nobody_may_read_is_refused(copies: Copies) -> None:
    path = copies.of("threat_guard") / "plugin.toml"
    path.unlink()
    os.mkfifo(path)  # reading it would wait for ever
    assert _fault(copies).code == "plugin_incomplete"


def test_a_file_that_is_too_large_is_refused(copies: Copies) -> None:
    (copies.of("threat_guard") / "card.md").write_bytes(b"# x\n" * 70_000)
    assert isinstance(_fault(copies), TooLarge)


@pytest.mark.parametrize(
    ("card", "told"), [(b"", "empty"), (b"\xff\xfe", "UTF-8"), (b"# Guard\n\nIt guards.\n", "leaves the machine")]
)
def test_a_card_that_does_not_say_what_it_must_is_refused(copies: Copies, card: bytes, told: str) -> None:
    (copies.of("threat_guard") / "card.md").write_bytes(card)
    assert told in _fault(copies).detail


def test_a_signal_that_ombud_has_cannot_be_taken(copies: Copies) -> None:
    copies.of("threat_guard", ("signals.threat_guard", "signals.toxic"))
    fault = _fault(copies)
    assert fault.code == "signal_taken"
    assert "Ombud itself" in fault.detail


def test_two_plug_ins_cannot_have_one_signal(copies: Copies) -> None:
    copies.of("threat_guard", name="a")
    copies.of("threat_guard", name="b")
    with pytest.raises(BadInput) as refused:
        open_plugins(copies.folder)
    assert refused.value.code == "signal_taken"
    assert refused.value.detail == "The plug-in b: there is a signal 'threat_guard' already, of the plug-in a"


def test_a_folder_with_an_odd_name_is_refused(copies: Copies) -> None:
    copies.of("threat_guard", name="Threat Guard")
    assert "Threat Guard" in _fault(copies).detail


def test_there_is_an_end_to_how_many(copies: Copies) -> None:
    for number in range(33):
        (copies.folder / f"p{number}").mkdir(parents=True)
    with pytest.raises(BadInput) as refused:
        open_plugins(copies.folder)
    assert "33" in refused.value.detail


def test_their_cards_say_which_signals_and_which_version(copies: Copies) -> None:
    copies.of("threat_guard")
    plugins = open_plugins(copies.folder)
    (card,) = plugins.cards
    assert card.name == "threat_guard"
    assert card.summary.startswith("Asks a guard model")
    assert "- `threat_guard`: What a guard model says" in card.text
    assert plugins.found[0].version in card.text


def test_a_model_of_texts_with_plug_ins_offers_all_signals(copies: Copies) -> None:
    copies.of("question")
    copies.of("threat_guard", ('clause = "safety/threats"', 'clause = "safety/none"'))
    alone = TextModel()
    model = WithPlugins(alone, open_plugins(copies.folder), dict)
    assert model.names == (*alone.names, "question", "threat_guard")
    assert model.version.startswith(f"{alone.version} onnx+sha256:")
    text = normalise("Where is the doctor of this village?")
    langs = model.tell([text])
    assert langs == alone.tell([text])
    (scores,) = model.score([text], langs)
    assert tuple(scores) == model.names
    assert {name: scores[name] for name in alone.names} == alone.score([text], langs)[0]
    assert scores["threat_guard"].abstained == "no_clause"
    assert model.explain(text, "question") == ()
    assert model.explain(text, "toxic") == alone.explain(text, "toxic")


@pytest.mark.parametrize(
    ("score", "calibration", "result"),
    [
        (0.25, (1.0, 0.0), 0.25),
        (0.0, (1.0, 0.0), 0.0),
        (0.5, (3.0, 0.0), 0.5),
        (0.5, (1.0, 1e308), 1.0),
        (1.0, (-1.0, 0.0), 1e-6),
        (float("nan"), (1.0, 0.0), None),
        (float("inf"), (1.0, 0.0), None),
        (-0.01, (2.0, 0.0), None),
    ],
)
def test_a_calibration_stretches_and_shifts_the_log_odds(
    score: float, calibration: tuple[float, float], result: float | None
) -> None:
    assert calibrated(score, calibration) == pytest.approx(result) if result is not None else True
    assert (calibrated(score, calibration) is None) == (result is None)
