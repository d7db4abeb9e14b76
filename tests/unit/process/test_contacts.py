"""How somebody can be reached: what is an address, and what is none."""

import pytest

from ombud.model import BadInput
from ombud.process import check_contact
from tests.support.records import NOW


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("ana@example.org", "ana@example.org"),
        (" Ana.B+x@Example.ORG ", "Ana.B+x@example.org"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("用户@例え.example", "用户@xn--r8jz45g.example"),
    ],
)
def test_an_address_is_kept_as_mail_is_sent_to_it(given: str, kept: str) -> None:
    assert check_contact("u-1", given, None, NOW).email == kept


@pytest.mark.parametrize(
    "address",
    [
        "ana", "@example.org", "ana@", "ana@localhost", "a b@example.org", "ana@exa mple.org", "ana@example..org",
        "ana@-example.org", ".ana@example.org", "ana.@example.org", "a..b@example.org", "Ana <ana@example.org>",
        "ana@example.org\r\nBcc: all@example.org", "ana\r\n@example.org", "a\u202eb@example.org", "a,b@example.org",
        '"a"@example.org', "a" * 65 + "@example.org", "ana@" + "a" * 64 + ".org", "ana@" + "a." * 130 + "org",
        "ana@example.org,ben@example.org", "a\x00b@example.org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_contact("u-1", address, None, NOW)
    assert caught.value.code == "email_invalid"
    assert address not in caught.value.detail


@pytest.mark.parametrize(("given", "kept"), [("pt_BR", "pt-BR"), ("zh-Hans-CN", "zh-Hans-CN"), ("ar", "ar")])
def test_a_language_is_kept_as_a_tag(given: str, kept: str) -> None:
    assert check_contact("u-1", None, given, NOW).language == kept


@pytest.mark.parametrize("language", ["a", "english", "de\n", "de;q=1", "x" * 99])
def test_what_is_no_language_is_refused(language: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_contact("u-1", None, language, NOW)
    assert caught.value.code == "language_invalid"


@pytest.mark.parametrize(
    ("person", "code"), [("", "person_invalid"), ("u" * 513, "person_invalid"), ("u", "contact_empty")]
)
def test_a_contact_is_somebody_s_and_says_something(person: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_contact(person, None, None, NOW)
    assert caught.value.code == code
