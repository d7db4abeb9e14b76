"""A policy's Markdown files -> the same files with their blocks in canonical form, and the prose byte for byte."""

import re
from collections.abc import Mapping

from ombud.policy.cel.parser import parse
from ombud.policy.document.amount import not_too_much
from ombud.policy.document.rules import read_rules
from ombud.policy.document.source import read_source
from ombud.policy.formatting.blocks import EXAMPLES, HEADER, LAW, RULE, BlockForm, format_block
from ombud.policy.problems import Fault, PolicyError, Report, split_lines

__all__ = ["format_policy"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")
_FORMS = {"rule": RULE, "examples": EXAMPLES, "law": LAW}


def format_policy(files: Mapping[str, str]) -> dict[str, str]:
    """All Markdown files of a policy in canonical form, by name. Lists are left out: they have no form.

    Raises PolicyError, with every problem, when a block or a condition cannot be read.
    """
    report = Report(files)
    not_too_much(files)
    source = read_source(files, report)
    for rule in read_rules(source.clauses, report, incomplete=True):
        try:
            parse(rule.when)
        except Fault as fault:
            place = rule.condition.place_of(fault.start, fault.end)
            report.error(place, fault.message, fault.advice, code=fault.code, expected=fault.expected)
    if report.failed:
        raise PolicyError(report.problems)
    blocks: dict[str, list[tuple[int, int, BlockForm]]] = {}
    name = source.header_place.file
    end = next(number for number, line in enumerate(split_lines(files[name])) if number and line.rstrip() == "---")
    blocks[name] = [(1, end, HEADER)]
    for clause in source.clauses:
        for block in clause.blocks:
            blocks.setdefault(block.place.file, []).append((block.place.line, block.last - 1, _FORMS[block.kind]))
    return {name: _format_file(text, blocks.get(name, [])) for name, text in files.items() if name.endswith(".md")}


def _format_file(text: str, blocks: list[tuple[int, int, BlockForm]]) -> str:
    """`blocks` are the lines of each block (from, to behind, counted from 0) and its form."""
    lines = _LINE.findall(text)
    for start, end, form in sorted(blocks, key=lambda block: block[0], reverse=True):
        ending = lines[start - 1][len(lines[start - 1].rstrip("\r\n")) :]
        plain = [line.rstrip("\r\n") for line in lines[start:end]]
        lines[start:end] = [line + ending for line in format_block(plain, form)]
    return "".join(lines)
