"""The front matter: what the policy is called, what its platform sends, which word lists it uses."""

import posixpath
import re
from collections.abc import Mapping, Sequence

import msgspec

from ombud.model import ATTRIBUTE_TYPES, Attribute, Schema, StrikeTerms
from ombud.policy.checking.environment import BUILT_IN, OPTIONAL
from ombud.policy.document.blocks import Entry, nested, without_comment
from ombud.policy.document.counting import read_strikes
from ombud.policy.document.source import Source
from ombud.policy.problems import Report, did_you_mean, split_lines

__all__ = ["Header", "read_header"]

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_ATTRIBUTE = re.compile(r"(author|item|context)\.[A-Za-z_][A-Za-z0-9_]*")
_KEYS = ("policy", "title", "language", "requires", "attributes", "lists", "strikes")
_SENT_AS = {"author": "author.id", "author.age": "author.created_at", "item.age": "item.created_at"}
"""What a platform must send so that the required field is there: ages are computed from it."""
_NEEDED = ("policy", "title", "language")


class Header(msgspec.Struct, frozen=True):
    """`lists` hold the entries of the word lists by name; `declared` says where each list was declared.

    `strikes` is what it says about strikes, if anything.
    """

    name: str
    title: str
    language: str
    schema: Schema
    lists: dict[str, tuple[str, ...]]
    declared: dict[str, Entry]
    strikes: StrikeTerms | None = None


def read_header(source: Source, files: Mapping[str, str], report: Report) -> Header:
    """The header of a policy; what is wrong with it is reported and left out."""
    found: dict[str, Entry] = {}
    for entry in source.header:
        if entry.key not in _KEYS:
            report.error(
                entry.place,
                f"the front matter has no key `{entry.key}`",
                did_you_mean(entry.key, _KEYS),
                code="unknown_key",
            )
        elif entry.key in found:
            report.error(entry.place, f"`{entry.key}` is there twice", code="duplicate_key")
        else:
            found[entry.key] = entry
    if source.header:
        for key in _NEEDED:
            if key not in found or not found[key].text:
                report.error(
                    source.header_place,
                    f"the front matter lacks `{key}`",
                    f"Add a line `{key}: ...`.",
                    code="missing_key",
                )
    lists, declared = _lists(found.get("lists"), files, report)
    attributes = _attributes(found.get("attributes"), report)
    return Header(
        name=_plain(found.get("policy"), _NAME, "small letters, digits and hyphens: community-basics", report),
        title=found["title"].text if "title" in found else "",
        language=_plain(found.get("language"), _LANGUAGE, "a language tag such as en or pt-BR", report),
        schema=Schema(attributes, _requires(found.get("requires"), attributes, report)),
        lists=lists,
        declared=declared,
        strikes=read_strikes(found.get("strikes"), report),
    )


def _plain(entry: Entry | None, form: re.Pattern[str], wanted: str, report: Report) -> str:
    if entry is None or not entry.text:
        return ""
    if not form.fullmatch(entry.text):
        report.error(
            entry.value_place, f"`{entry.text}` cannot be the {entry.key}", f"Write {wanted}.", code="bad_name"
        )
    return entry.text


def _requires(entry: Entry | None, attributes: Sequence[Attribute], report: Report) -> tuple[str, ...]:
    if entry is None:
        return ()
    optional = {attribute.path: attribute.optional for attribute in attributes}
    paths = []
    for path in re.split(r"[,\s]+", entry.text.strip().removeprefix("[").removesuffix("]").strip()):
        if path in OPTIONAL:
            paths.append(_SENT_AS.get(path, path))
        elif path in BUILT_IN:
            report.warning(
                entry.value_place,
                f"`{path}` is always there and need not be required",
                "Remove it here.",
                code="useless_requirement",
            )
        elif path in optional:
            report.error(
                entry.value_place,
                f"`{path}` is an attribute of yours, and only built-in fields are required here",
                "Remove it here, and the `?` behind its type: then every event must have it."
                if optional[path]
                else "Remove it here: an attribute whose type has no `?` is required already.",
                code="attribute_required",
            )
        elif path:
            report.error(
                entry.value_place,
                f"`{path}` is not an optional built-in field",
                did_you_mean(path, OPTIONAL) or "Attributes are required when their type has no `?`.",
                code="unknown_field",
            )
    return tuple(dict.fromkeys(paths))


def _attributes(entry: Entry | None, report: Report) -> tuple[Attribute, ...]:
    found: dict[str, Attribute] = {}
    for line in nested(entry, report) if entry else []:
        kind = line.text.removesuffix("?").replace(" ", "")
        if not _ATTRIBUTE.fullmatch(line.key):
            report.error(
                line.place,
                f"`{line.key}` cannot be an attribute",
                "Its name begins with `author.`, `item.` or `context.`.",
                code="bad_name",
            )
        elif line.key in BUILT_IN:
            report.error(
                line.place,
                f"`{line.key}` is a built-in field",
                "Remove the line: it is there already.",
                code="built_in_field",
            )
        elif line.key in found:
            report.error(line.place, f"`{line.key}` is there twice", code="duplicate_key")
        elif kind not in ATTRIBUTE_TYPES:
            report.error(
                line.value_place,
                f"there is no attribute type `{kind}`",
                did_you_mean(kind, ATTRIBUTE_TYPES) or f"There is: {', '.join(ATTRIBUTE_TYPES)}.",
                code="unknown_type",
            )
            found[line.key] = Attribute(line.key, "dyn", line.text.endswith("?"))  # conditions may name it all the same
        else:
            found[line.key] = Attribute(line.key, kind, line.text.endswith("?"))
    return tuple(found.values())


def _lists(
    entry: Entry | None, files: Mapping[str, str], report: Report
) -> tuple[dict[str, tuple[str, ...]], dict[str, Entry]]:
    lists: dict[str, tuple[str, ...]] = {}
    declared: dict[str, Entry] = {}
    read: set[str] = set()
    for line in nested(entry, report) if entry else []:
        path = posixpath.normpath(line.text)
        read.add(path)
        if line.key in lists:
            report.error(line.place, f"the list `{line.key}` is there twice", code="duplicate_list")
            continue
        text = files.get(path)
        if posixpath.isabs(path) or path.split("/", 1)[0] == "..":
            report.error(
                line.value_place,
                f"the list `{line.key}` must lie inside the policy's folder",
                "Copy the file into the folder, and name it from there.",
                code="outside_folder",
            )
        elif text is None:
            others = [name for name in files if name.endswith(".txt")]
            report.error(
                line.value_place,
                f"there is no file `{line.text}`",
                did_you_mean(path, others) or "Make the file, one entry a line, or remove the list.",
                code="missing_file",
            )
        entries = tuple(dict.fromkeys(filter(None, (without_comment(row).strip() for row in split_lines(text or "")))))
        if text is not None and not entries:
            report.warning(line.value_place, f"the list `{line.key}` is empty", code="empty_list")
        lists[line.key] = entries
        declared[line.key] = line
    for name in sorted(files):
        if name.endswith(".txt") and name not in read and entry is not None:
            report.warning(
                entry.place,
                f"the file `{name}` is not declared as a list",
                "Add it here, or remove it.",
                code="undeclared_file",
            )
    return lists, declared
