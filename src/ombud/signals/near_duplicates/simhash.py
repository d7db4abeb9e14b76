"""64 bits that differ in few places when two texts differ in few places.

SimHash (Charikar 2002; Manku, Jain and Das Sarma 2007) over the triples of letters of each word, a space on either
side: ``to`` gives ``_to`` and ``to_``. A triple hashes to 64 votes; a bit of the text is what most of its triples vote
for. Because no triple reaches over two words, the votes of a word are the same wherever it stands: they are added up
once and kept.

Votes are counted in one integer of 64 lanes of 16 bits, so that adding two integers adds all lanes at once; above the
lanes stands the number of triples.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import shake_128

__all__ = ["simhash"]

_MIN_LETTERS = 24
_READ = 4096
"""Characters that are read: at most as many triples, so that no lane overflows into the next."""

_LANES = 64
_ONES = int.from_bytes(b"\x00\x01" * _LANES, "big")
_WIDTH = 16 * _LANES
_VOTES = (1 << _WIDTH) - 1
_BINARY = bytes(ord("1") if byte & 0x80 else ord("0") for byte in range(256))
_ONLY_LETTERS = bytes(code if code < 128 and chr(code).isalpha() else ord(" ") for code in range(256))
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\bhttps?://\S+")
_KEPT = 1 << 15
_LONG = 40


class _Kept(dict[str, int]):
    """Answers that are worked out when first asked for. About 10 MB when full; then it begins anew."""

    def __init__(self, work_out: Callable[[str], int]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, key: str) -> int:
        answer = self._work_out(key)
        if len(key) <= _LONG:
            if len(self) >= _KEPT:
                self.clear()
            self[key] = answer
        return answer


def _votes_of_triple(triple: str) -> int:
    return 1 << _WIDTH | int.from_bytes(shake_128(triple.encode()).digest(_WIDTH // 8), "big") & _ONES


def _votes_of_word(word: str) -> int:
    padded = f" {word} "
    return sum(map(_of_triple, map("".join, zip(padded, padded[1:], padded[2:], strict=False))))


_of_triple = _Kept(_votes_of_triple).__getitem__
_of_word = _Kept(_votes_of_word).__getitem__


@lru_cache(maxsize=256)
def simhash(normal: str) -> int:
    """The fingerprint of a text in normal form; 0 when it has under 24 letters, too few to tell.

    Digits, signs, spacing and the order of words make no difference. Web addresses make none either, unless there is
    too little beside them.
    """
    read = normal[:_READ]
    votes = _votes(_ADDRESS.sub(" ", read) if "://" in read else read)
    if votes >> _WIDTH < _MIN_LETTERS and "://" in read:
        votes = _votes(read)
    triples = votes >> _WIDTH
    if triples < _MIN_LETTERS:
        return 0
    # The top bit of a lane gets set where the votes are more than half.
    lifted = (votes & _VOTES) + (0x7FFF - triples // 2) * _ONES
    return int(lifted.to_bytes(_WIDTH // 8, "big")[::2].translate(_BINARY), 2)


def _votes(text: str) -> int:
    if text.isascii():
        return sum(map(_of_word, text.encode().translate(_ONLY_LETTERS).decode().split()))
    return sum(map(_of_word, _WORD.findall(text)))
