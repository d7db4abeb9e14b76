"""The card of a detector: prose, and what was measured."""

from pathlib import Path

import pytest

from ombud.signals import cards
from ombud.signals.cards import Card, Measured, Mistake, Table, shipped_cards


@pytest.mark.parametrize("card", shipped_cards(), ids=lambda card: card.name)
def test_every_card_says_what_is_measured_how_well_and_what_it_is_not_for(card: Card) -> None:
    assert card.summary.startswith("**Measures**")
    for part in ("**Cost**", "**Abstains**", "**Not for**"):
        assert part in card.text


def test_what_was_measured_is_read_from_the_file_beside_the_prose(tmp_path: Path) -> None:
    (tmp_path / "card.md").write_text("# mine\n\n**Measures** it.\n\nMore of it.\n")
    (tmp_path / "measured.json").write_text(
        '{"version": "m-1", "command": "make model",'
        ' "tables": [{"title": "t", "columns": ["signal", "AUC"], "rows": [["toxic", 0.5], ["spam", null]]}],'
        ' "mistakes": [{"text": "x", "says": "toxic", "right": "nothing"}]}'
    )
    table = Table("t", ("signal", "AUC"), (("toxic", 0.5), ("spam", None)))
    measured = Measured("m-1", "make model", (table,), (Mistake("x", "toxic", "nothing"),))
    assert cards._read(tmp_path) == Card("mine", "**Measures** it.\n\nMore of it.", measured, (tmp_path.name,))
