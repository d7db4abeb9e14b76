"""The page on privacy says of every table what it holds about people."""

import re
from pathlib import Path

from ombud.store.tables import metadata

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"


def test_every_table_is_on_the_page_and_no_other() -> None:
    section = PAGE.read_text("utf-8").partition("## Table by table")[2].partition("\n## ")[0]
    first_cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]

    named = re.findall(r"`(\w+)`", " ".join(first_cells))

    assert sorted(named) == sorted(metadata.tables)
