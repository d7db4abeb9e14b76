"""A pass opens one person's page until it ends, and nothing else does."""

from datetime import timedelta

import pytest

from ombud.model import BadInput, NotFound
from ombud.process.passes import LONGEST, PASS_MOST, read_pass, write_pass
from tests.support.records import NOW, later

SECRET = b"s" * 32
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "person", ["u-1", "a/b?c#d", "Ünï·çødé", "p" * 256, "漢" * 256, "𐀀" * 512, "\x01" * 512, '"],[', ""]
)
def test_whoever_it_was_written_for_is_read_from_it(person: str) -> None:
    token = write_pass(SECRET, person, NOW, DAY)
    assert len(token) <= PASS_MOST
    assert read_pass(SECRET, token, later(hours=23)).person == person


def test_it_ends() -> None:
    token = write_pass(SECRET, "u-1", NOW, DAY)
    with pytest.raises(NotFound):
        read_pass(SECRET, token, later(days=1))


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(seconds=-1), LONGEST + timedelta(seconds=1)])
def test_it_lasts_a_year_at_most(lasts: timedelta) -> None:
    with pytest.raises(BadInput):
        write_pass(SECRET, "u-1", NOW, lasts)


def test_a_changed_letter_opens_nothing() -> None:
    token = write_pass(SECRET, "u-1", NOW, DAY)
    for place in range(len(token)):
        for letter in "Aa_-.=\n":
            other = token[:place] + letter + token[place + 1 :]
            if other != token:
                with pytest.raises(NotFound):
                    read_pass(SECRET, other, NOW)


@pytest.mark.parametrize(
    "token", ["", ".", "a", "a.b", "é.é", "=.=", "A" * 5000, "WyJ1LTEiLDQxMDI0NDQ4MDBd.", "\u0000.\u0000"]
)
def test_what_is_no_pass_opens_nothing(token: str) -> None:
    with pytest.raises(NotFound):
        read_pass(SECRET, token, NOW)


def test_a_pass_of_another_installation_opens_nothing() -> None:
    with pytest.raises(NotFound):
        read_pass(b"t" * 32, write_pass(SECRET, "u-1", NOW, DAY), NOW)
