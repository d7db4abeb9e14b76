"""Compressed bodies: whole ones are read, bombs and fragments are told what they are, in little memory."""

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.model import BadInput, OmbudError, TooLarge
from ombud.web.doors.inflating import inflated

TEXT = b'{"comment": {"text": "Good morning."}}'
# Without the time of day, which would make each worker's names for these tests another.
GZIPPED = gzip.compress(TEXT, mtime=0)


def bare(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", GZIPPED),
        (" GZip ", GZIPPED),
        ("x-gzip", GZIPPED),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare(TEXT)),
    ],
)
def test_a_whole_body_is_read(coding: str, body: bytes) -> None:
    assert inflated(body, coding, 100) == TEXT


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_nothing_is_nothing_in_any_coding(coding: str) -> None:
    assert inflated(b"", coding, 100) == b""


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "gzip;q=1", "*"])
def test_another_coding_is_refused_by_name(coding: str) -> None:
    with pytest.raises(BadInput) as caught:
        inflated(TEXT, coding, 100)
    assert caught.value.code == "unsupported_coding"


@pytest.mark.parametrize(
    "body",
    [
        TEXT,
        b"\x1f\x8b",
        GZIPPED[:-1],
        GZIPPED + b"and more",
        GZIPPED * 2,
        GZIPPED[:-8] + b"\0" * 8,
    ],
)
def test_what_is_not_one_whole_piece_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        inflated(body, "gzip", 100)
    assert caught.value.code == "not_compressed"


def test_a_body_may_be_exactly_as_long_as_it_may_be() -> None:
    assert len(inflated(gzip.compress(b"a" * 100), "gzip", 100)) == 100
    with pytest.raises(TooLarge):
        inflated(gzip.compress(b"a" * 101), "gzip", 100)


def test_a_bomb_takes_no_more_memory_than_a_body_may() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            inflated(bomb, "gzip", 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "identity", "br"]))
def test_any_bytes_are_read_or_refused_in_our_words(body: bytes, coding: str) -> None:
    try:
        assert len(inflated(body, coding, 1_000)) <= 1_000
    except OmbudError as error:
        assert error.code in ("not_compressed", "unsupported_coding", "request_too_large")  # noqa: PT017 - either is right
