"""The table of look-alikes: Unicode's whole one, and what was added or weakened by hand."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from ombud.intake import lookalikes
from ombud.intake.lookalikes import UNICODE_VERSION, looks

ROOT = Path(__file__).parents[3]
TABLE = Path(lookalikes.__file__).parent / "data" / "confusables.json"


@pytest.fixture
def maker() -> ModuleType:
    """tools/confusables.py, which makes the table."""
    spec = importlib.util.spec_from_file_location("confusables", ROOT / "tools" / "confusables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_the_whole_one_of_the_version_it_says() -> None:
    table = json.loads(TABLE.read_text())
    assert table["unicode"] == UNICODE_VERSION
    assert sum(map(len, table["skeletons"].values())) == 5247


@pytest.mark.parametrize(
    ("char", "letter"),
    [
        ("а", "a"), ("Α", "a"), ("ꓮ", "a"), ("ꭺ", "a"), ("𐊠", "a"), ("ԛ", "q"), ("ո", "n"), ("ⲟ", "o"), ("𑣈", "o"),
        ("௦", "o"), ("𑜀", "m"), ("І", "i"), ("ⵏ", "1"), ("ا", "1"),
    ],
)  # fmt: skip
def test_what_is_drawn_like_a_letter_stands_for_it(char: str, letter: str) -> None:
    table = looks()
    assert table.strong.get(char, table.strong.get(char.casefold())) == letter


@pytest.mark.parametrize("char", ["г", "σ", "ь", "ш", "З"])
def test_what_only_reminds_of_a_letter_is_weak(char: str) -> None:
    assert char in looks().weak
    assert char not in looks().strong


@pytest.mark.parametrize("char", ["ı", "ł", "é", "я", "ω", "中", "の", "ー", "×", "∪", "∞"])
def test_letters_of_their_own_and_mathematics_are_never_strong(char: str) -> None:
    assert char not in looks().strong


SAMPLE = """# confusables.txt
# Version: 15.0.0
0430 ;\t0061 ;\tMA\t# ( а → a )
0441 ;\t0063 ;\tMA\t#
1D00 ;\t0061 ;\tMA
00E9 ;\t0065 0301 ;\tMA\t# decomposes
"""


def test_the_table_is_made_from_the_file_that_unicode_publishes(maker: ModuleType, tmp_path: Path) -> None:
    source, out = tmp_path / "confusables.txt", tmp_path / "out.json"
    source.write_text(SAMPLE, "utf-8-sig")
    maker.make(source, out)
    assert json.loads(out.read_text()) == {"unicode": "15.0.0", "skeletons": {"a": "аᴀ", "c": "с"}}
    assert out.read_text().isascii()


def test_a_file_that_is_no_table_is_refused(maker: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("0430 ; 0061 ; MA")
    with pytest.raises(SystemExit, match="names no version"):
        maker.make(tmp_path / "x.txt", tmp_path / "out.json")
