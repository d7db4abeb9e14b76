"""Which language a person's pages are in, when nobody has chosen one."""

from collections.abc import Callable
from typing import Any

import pytest
from litestar.testing import TestClient

from ombud.wiring import Ombud

Send = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("told", "asks", "wrote", "spoken"),
    [
        ("pt", "ar", "de", "pt"),  # what the platform was told by the person
        (None, "ar", "de", "ar"),  # what their browser is set to
        (None, "xx", "de", "de"),  # what they wrote in
        (None, "", None, "en"),  # what the policy is in
    ],
)
def test_what_a_person_says_of_themself_is_surer_than_what_a_platform_guesses(
    client: TestClient[Any], ombud: Ombud, decided: Send, link: Callable[[dict[str, Any]], str],
    told: str | None, asks: str, wrote: str | None, spoken: str,
) -> None:  # fmt: skip
    if told:
        ombud.contacts.put("u1", None, told)
    path = link(decided("I will break your legs", **({"lang": wrote} if wrote else {})))
    for page in (path, ombud.persons.url("u1").removeprefix(ombud.config.url)):
        answer = client.get(page, headers={"accept-language": asks})
        assert answer.headers["content-language"] == spoken
        assert client.get(f"{page}?lang=zh", headers={"accept-language": asks}).headers["content-language"] == "zh"
