"""Secrets are well-formed, and an error never repeats one."""

import pytest

from ombud.delivery import check_secret, new_secret
from ombud.model import BadInput


def test_a_new_secret_is_the_random_bytes_in_the_standard_form() -> None:
    assert new_secret(bytes(24)) == "whsec_" + "A" * 32
    assert check_secret(new_secret(bytes(range(32)))) == new_secret(bytes(range(32)))


@pytest.mark.parametrize("random", [b"", bytes(23), bytes(65)])
def test_a_secret_needs_24_to_64_bytes(random: bytes) -> None:
    with pytest.raises(BadInput, match="24 to 64 bytes"):
        new_secret(random)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "A" * 32,
        "whsec_hunter2-is-what-i-said",
        "whsec_" + "A" * 31,
        "whsec_" + "ä" * 32,
        "whsec_c2hvcnQ=",
    ],
)
def test_a_malformed_secret_is_refused_without_repeating_it(secret: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_secret(secret)
    said = str(caught.value.describe())
    assert caught.value.code == "webhook_secret_invalid"
    assert "hunter2" not in said
    assert "c2hvcnQ" not in said
