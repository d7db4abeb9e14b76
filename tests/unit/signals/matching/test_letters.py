"""Which characters a place of a pattern takes."""

import unicodedata

import re2

from ombud.signals.matching.letters import any_char, char_class, fold_strays, letter

CASED = "".join(
    char
    for char in map(chr, range(0x80, 0x110000))
    if unicodedata.category(char) in {"Lu", "Ll", "Lt", "Nl"} or char == "\u0345" or 0x24B6 <= ord(char) < 0x24EA
)
ASCII = "".join(map(chr, range(128)))


def takes(regex: str, text: str) -> set[str]:
    options = re2.Options()
    options.log_errors = False
    return {text[match.start()] for match in re2.compile(regex, options).finditer(text)}


def test_every_letter_is_folded_as_re2_folds_it_or_is_said_to_be_taken_for_any() -> None:
    strays = {"\u017f": "s", "\u212a": "k"}
    unsure = 0
    for char in CASED:
        found = letter(char, caseless=True)
        if found.other is None:
            assert not found.exact
            unsure += 1
            continue
        same = takes(f"(?i){char}", CASED + ASCII)
        assert same == {one.decode() for one in found.other} | set(found.ascii.decode()) | (same & strays.keys()), char
    assert unsure < 1500  # the many alphabets of mathematics, which have no case


def test_only_two_letters_beyond_ascii_fold_into_it() -> None:
    assert takes("(?i)[\\x00-\\x7f]", CASED) == {"\u017f", "\u212a"}
    assert fold_strays("Ma\u017fs \u212ailo".encode()) == b"Mass kilo"
    assert fold_strays("Maß".encode()) is None


def test_a_class_holds_what_re2_says_it_holds() -> None:
    for source in (r"[a-f0-9]", r"[^a]", r"\w", r"\W", r"[[:punct:]]", r"\pL", r"[^\x{100}]", r"[\d\-_]"):
        for caseless in (False, True):
            found = char_class(source, caseless=caseless)
            inside = takes(f"(?i:{source})" if caseless else source, ASCII)
            assert inside <= set(found.ascii.decode()) <= inside | {"s", "k"}
            assert found.exact == (found.other == ())


def test_a_dot_takes_line_breaks_when_told_so() -> None:
    assert b"\n" in any_char(newline=True).ascii
    assert b"\n" not in any_char(newline=False).ascii
