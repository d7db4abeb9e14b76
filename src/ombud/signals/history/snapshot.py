"""The windows as bytes, to be there again after a restart without counting everything anew.

A line that names the format and the fingerprint's version, a SHA-256 of the rest, then MessagePack. What does not read
is refused as a whole: the record is the truth, and everything can be counted again from it.
"""

from array import array
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

import msgspec

from ombud.model import BadInput
from ombud.ports import Asked
from ombud.signals.history.series import Counts, Distincts
from ombud.signals.history.stamps import Stamps
from ombud.signals.near_duplicates import NearDuplicates

__all__ = ["Image", "PrintsImage", "SeriesImage", "image_of", "pack", "stamps_in", "unpack", "values_in"]

_HEAD = b"ombud windows 1 " + NearDuplicates.spec.version.encode() + b"\n"
_DIGEST = 32


class SeriesImage(msgspec.Struct, frozen=True, array_like=True):
    """`sizes` (32 bits each) and `numbers` (64 bits) are those of each subject, in their order, one after the other."""

    missing: int
    evicted: int
    subjects: list[str]
    sizes: bytes
    numbers: bytes


class PrintsImage(msgspec.Struct, frozen=True, array_like=True):
    """`prints` (64 bits, unsigned) and `times` (64 bits) are those of each item, in their order."""

    missing: int
    evicted: int
    items: list[str]
    prints: bytes
    times: bytes


class Image(msgspec.Struct, frozen=True):
    """Everything that is remembered: a series for every tally of `asked`. `place` is how far in the record it goes."""

    place: int
    asked: Asked
    newest: int
    series: list[SeriesImage]
    prints: PrintsImage


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Image)


def pack(image: Image) -> bytes:
    """The bytes to keep."""
    body = _ENCODER.encode(image)
    return _HEAD + sha256(body).digest() + body


def unpack(data: bytes) -> Image:
    """Raises BadInput (``snapshot_unusable``) for anything that `pack` of this version did not write."""
    if not data.startswith(_HEAD):
        raise _unusable("it was written by another version")
    digest, body = data[len(_HEAD) : len(_HEAD) + _DIGEST], data[len(_HEAD) + _DIGEST :]
    if sha256(body).digest() != digest:
        raise _unusable("it is damaged")
    try:
        return _DECODER.decode(body)
    except msgspec.MsgspecError as error:
        raise _unusable("it cannot be read") from error


def image_of(series: Counts | Distincts) -> SeriesImage:
    """One series; nothing in it changes any more when the series does."""
    subjects: list[str] = []
    sizes = array("I")
    numbers = array("q")
    entries: Iterable[tuple[str, Any]] = series.entries()
    for subject, entry in entries:
        subjects.append(subject)
        if isinstance(entry, int):
            sizes.append(1)
            numbers.append(entry)
        else:
            sizes.append(len(entry))
            numbers.extend(entry)
    return SeriesImage(series.missing, series.evicted, subjects, sizes.tobytes(), numbers.tobytes())


def stamps_in(image: SeriesImage) -> Iterator[tuple[str, Stamps]]:
    """The entries of `Counts`."""
    for subject, numbers in values_in(image):
        yield subject, numbers[0] if len(numbers) == 1 else numbers


def values_in(image: SeriesImage) -> Iterator[tuple[str, "array[int]"]]:
    """The entries of `Distincts`."""
    sizes, numbers = array("I", image.sizes), array("q", image.numbers)
    place = 0
    for subject, size in zip(image.subjects, sizes, strict=True):
        yield subject, numbers[place : place + size]
        place += size


def _unusable(why: str) -> BadInput:
    return BadInput("snapshot_unusable", f"The saved windows cannot be used: {why}.", advice="Count them again.")
