"""A plug-in's folder: its files, each read once, and the name that their bytes give it."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ombud.model import BadInput, TooLarge
from ombud.plugins.manifest import Manifest, Onnx, read_manifest

__all__ = ["CARD", "LEAVES", "Folder", "read_folder"]

CARD = "card.md"
LEAVES = "What leaves the machine"
"""The heading under which the card of an endpoint says what is sent to whom."""

_MIB = 1 << 20
_LIMITS = {"plugin.toml": 64 << 10, CARD: 256 << 10, "model.onnx": 512 * _MIB, "tokenizer.json": 32 * _MIB}
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LEAVES = re.compile(rf"^#{{1,6}}[ \t]+{LEAVES}[ \t]*$", re.MULTILINE | re.IGNORECASE)
_DIGITS = 16


class Folder(msgspec.Struct, frozen=True):
    """`version` names the kind and the bytes of all files; `files` are what the kind needs beside the two texts."""

    name: str
    path: Path
    manifest: Manifest
    card: str
    files: Mapping[str, bytes]
    version: str


def read_folder(path: Path) -> Folder:
    """Raises BadInput (``plugin_invalid``, ``plugin_incomplete``) and TooLarge (``plugin_too_large``)."""
    if not _NAME.fullmatch(path.name):
        raise BadInput(
            "plugin_invalid", f"{path.name[:80]!r} is no name of a plug-in",
            advice="Name the folder with small letters, digits, - and _.",
        )  # fmt: skip
    toml = _read(path, "plugin.toml")
    manifest = read_manifest(toml)
    kind = "onnx" if isinstance(manifest, Onnx) else "endpoint"
    card = _read(path, CARD)
    files = {name: _read(path, name) for name in ("model.onnx", "tokenizer.json")} if kind == "onnx" else {}
    digest = hashlib.sha256()
    for name, data in {"plugin.toml": toml, CARD: card, **files}.items():
        digest.update(f"{name} {len(data)}\n".encode() + data)
    return Folder(path.name, path, manifest, _card(card, kind), files, f"{kind}+sha256:{digest.hexdigest()[:_DIGITS]}")


def _read(folder: Path, name: str) -> bytes:
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise _incomplete(name)
        with path.open("rb") as file:
            data = file.read(_LIMITS[name] + 1)
    except OSError as error:
        raise BadInput("plugin_incomplete", f"{name} cannot be read: {error.strerror}") from error
    if len(data) > _LIMITS[name]:
        raise TooLarge("plugin_too_large", f"{name} has more than {_LIMITS[name]:,} bytes.")
    return data


def _incomplete(name: str) -> BadInput:
    return BadInput(
        "plugin_incomplete", f"there is no file {name} in the folder",
        advice="An onnx plug-in is plugin.toml, card.md, model.onnx and tokenizer.json; an endpoint the first two.",
    )  # fmt: skip


def _card(data: bytes, kind: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("plugin_invalid", f"{CARD} is not UTF-8 text", advice="Save it as UTF-8.") from error
    if not text.strip():
        raise BadInput(
            "plugin_invalid", f"{CARD} is empty",
            advice="Say what it measures, from which data, how well, and for whom it must not be used.",
        )  # fmt: skip
    if kind == "endpoint" and not _LEAVES.search(text):
        raise BadInput(
            "plugin_invalid", f"{CARD} does not say what leaves the machine",
            advice=f"Put it under a heading `## {LEAVES}`: what is sent, to whom, and what they do with it.",
        )  # fmt: skip
    return text
