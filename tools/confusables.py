#!/usr/bin/env python3
"""Make the vendored table of look-alikes from Unicode's own (UTS #39, confusables.txt). Works offline.

usage: confusables.py SOURCE [OUT]

SOURCE is either Unicode's ``confusables.txt`` or ICU's library with the same table compiled in (``libicui18n.so.72``,
Debian package libicu72), which is asked for the skeleton of every character. OUT is
src/ombud/intake/data/confusables.json unless given: ``{"unicode": "15.0.0", "skeletons": {...}}``, one line for each
skeleton with all the characters that have it, and nothing that changes from run to run.

Characters that decompose are left out: a skeleton is taken of what they decompose into (UTS #39, part 4).
"""

import argparse
import ctypes
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

_OUT = Path(__file__).parents[1] / "src/ombud/intake/data/confusables.json"
_LINE = re.compile(r"^([0-9A-F]+)\s*;\s*([0-9A-F ]+?)\s*;\s*MA\b", re.MULTILINE)
_VERSION = re.compile(r"^# Version: (\S+)", re.MULTILINE)
_MOST = 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__.partition("\n")[0], epilog="example: confusables.py confusables.txt"
    )
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=_OUT)
    args = parser.parse_args()
    make(args.source, args.out)


def make(source: Path, out: Path) -> None:
    """Write the table. Exits with a line when the source is not what it should be."""
    version, pairs = _from_icu(source) if ".so" in source.name else _from_text(source)
    out.write_text(written(version, pairs))


def written(version: str, pairs: Iterator[tuple[str, str]]) -> str:
    """The table as JSON: ASCII only, since half of it would not be seen or would run together."""
    looks: dict[str, list[str]] = {}
    for char, skeleton in pairs:
        if unicodedata.normalize("NFD", char) == char != skeleton:
            looks.setdefault(skeleton, []).append(char)
    lines = [f"{json.dumps(skeleton)}: {json.dumps(''.join(sorted(looks[skeleton])))}" for skeleton in sorted(looks)]
    return f'{{"unicode": {json.dumps(version)}, "skeletons": {{\n' + ",\n".join(lines) + "\n}}\n"


def _from_text(path: Path) -> tuple[str, Iterator[tuple[str, str]]]:
    text = path.read_text("utf-8-sig")
    found = _VERSION.search(text)
    if found is None:
        raise SystemExit(f"{path} is not Unicode's confusables.txt: it names no version")
    return found[1], ((chr(int(one, 16)), _characters(many)) for one, many in _LINE.findall(text))


def _characters(codes: str) -> str:
    return unicodedata.normalize("NFD", "".join(chr(int(code, 16)) for code in codes.split()))


def _from_icu(path: Path) -> tuple[str, Iterator[tuple[str, str]]]:
    major = path.name.partition(".so.")[2].partition(".")[0]
    common = ctypes.CDLL(str(path).replace("icui18n", "icuuc"))
    version = (ctypes.c_uint8 * 4)()
    getattr(common, f"u_getUnicodeVersion_{major}")(version)
    skeleton = _skeletons(ctypes.CDLL(str(path)), major)
    everything = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    return ".".join(map(str, version[:3])), ((char, skeleton(char)) for char in everything)


def _skeletons(library: ctypes.CDLL, major: str) -> Callable[[str], str]:
    error = ctypes.c_int(0)
    opened = getattr(library, f"uspoof_open_{major}")
    opened.restype = ctypes.c_void_p
    checker = ctypes.c_void_p(opened(ctypes.byref(error)))
    ask = getattr(library, f"uspoof_getSkeletonUTF8_{major}")
    out = ctypes.create_string_buffer(_MOST)

    def skeleton(char: str) -> str:
        sent = char.encode()
        size = ask(checker, 0, sent, len(sent), out, _MOST, ctypes.byref(error))
        if error.value > 0:
            raise SystemExit(f"ICU error {error.value} for U+{ord(char):04X}")
        return out.raw[:size].decode()

    return skeleton


if __name__ == "__main__":
    main()
