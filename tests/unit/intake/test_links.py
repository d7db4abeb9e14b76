"""Which links an item holds, and whose they are."""

import pytest

from ombud.intake.links import link, links_in
from ombud.model import Link


def found(text: str) -> list[str]:
    return [one.url for one in links_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.org/a?b=c#d, please.", ["https://example.org/a?b=c#d"]),
        ("HTTP://EXAMPLE.ORG", ["HTTP://EXAMPLE.ORG"]),
        ("(https://example.org)", ["https://example.org"]),
        ("go to example.com now", ["example.com"]),
        ("Example.co.uk/path!", ["Example.co.uk/path"]),
        ("www.example.so", ["www.example.so"]),
        ("t.me/something and bit.ly/abc", ["t.me/something", "bit.ly/abc"]),
        ("пример.рф", ["пример.рф"]),
        ("https://例え.jp/パス。", ["https://例え.jp/パス"]),
        ("https://a.example https://a.example", ["https://a.example"]),
        ("end.Then it was so.it goes, main.py, e.g. this, 3.14, v1.2.3", []),
        ("write to ana@example.com", []),
        ("no such ending: thing.notatld", []),
        ("life.you never know", []),
        ("Nothing here. At all.", []),
        (".leading", []),
        ("", []),
    ],
)
def test_links_are_found_in_text(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_at_most_a_hundred_links_are_taken() -> None:
    assert len(found(" ".join(f"https://example.org/{i}" for i in range(150)))) == 100


@pytest.mark.parametrize(
    ("url", "domain", "registered"),
    [
        ("https://WWW.Example.co.UK:8080/x", "www.example.co.uk", "example.co.uk"),
        ("example.org", "example.org", "example.org"),
        ("https://user:pw@evil.example.net/@good.example", "evil.example.net", "example.net"),
        ("http://good.example\\@evil.example.net", "good.example", "good.example"),
        ("https://пример.рф/", "xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
        ("https://аррӏе.com", "xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),
        ("http://127.0.0.1:80/", "127.0.0.1", "127.0.0.1"),
        ("http://[2001:DB8::1]:80/", "2001:db8::1", "2001:db8::1"),
        ("http://[::1", "::1", "::1"),
        ("http://localhost", "localhost", "localhost"),
        ("http://example.org./", "example.org", "example.org"),
        ("mailto:", "mailto", "mailto"),
        ("https://", "", ""),
        ("", "", ""),
        ("http://" + "a" * 300 + ".com", "", ""),
        ("http://\u2603\u0301.com", "xn--\u0301", None),
    ],
)
def test_a_link_knows_its_host_and_who_can_have_bought_it(url: str, domain: str, registered: str | None) -> None:
    made = link(url)
    if registered is None:
        assert made.domain.isascii()
        assert made.domain.startswith("xn--")
    else:
        assert made == Link(url, domain, registered)


@pytest.mark.parametrize("host", ["-", "..", "xn--", "xn--\u00e9", "\u00ad", "a" * 70 + "é", "\u202e.com", "é" * 250])
def test_a_hostile_host_never_raises(host: str) -> None:
    assert link(f"https://{host}/").url == f"https://{host}/"
