"""Short names for titles in any language."""

import pytest

from ombud.policy.slugs import free, slug


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Do not!", "do-not"),
        ("a  B-c", "a-b-c"),
        ("x" * 60, "x" * 40),
        ("Keine bösen Wörter, bitte: Straße", "keine-bosen-worter-bitte-strasse"),
        ("Crème brûlée à Łódź", "creme-brulee-a-lodz"),
        ("Ｆｕｌｌ width", "full-width"),
        ("İstanbul ve ısı", "istanbul-ve-isi"),
        ("No DDoS in 2026", "no-ddos-in-2026"),
        ("", ""),
        ("— !", ""),
        ("34", ""),
        ("Правило 34", ""),
        ("禁止 spam 广告和骚扰", ""),
        ("لا تنشر إعلانات", ""),
    ],
)
def test_a_title_makes_a_name_that_can_be_read_or_none(title: str, name: str) -> None:
    assert slug(title) == name


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert free("A", {"a", "a-2"}, "clause") == "a-3"
    assert free("A", {"b"}, "clause") == "a"


def test_what_cannot_be_read_is_numbered() -> None:
    taken: set[str] = set()
    for title in ("Правило", "规则", "قاعدة"):
        taken.add(free(title, taken, "clause"))
    assert taken == {"clause-1", "clause-2", "clause-3"}
