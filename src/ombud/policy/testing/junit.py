"""A test report as JUnit XML, which build servers read: suites are clauses, cases are examples.

There is no standard; this keeps to what the schema of Jenkins' xUnit plugin and GitLab's reader have in common.
"""

import re
from xml.etree import ElementTree as ET

from ombud.policy.testing.report import ClauseResult, ExampleResult, Tally, TestReport

__all__ = ["as_junit"]

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, escaped or not (production 2, Char)."""

_LONGEST_NAME = 200


def as_junit(report: TestReport) -> bytes:
    """The report as a UTF-8 document. Characters that XML cannot hold are written as ``U+0000``."""
    root = ET.Element("testsuites", name=f"policy {report.policy}")
    coverage = report.coverage
    failures = tests = 0
    for clause in report.clauses:
        suite = _suite(clause)
        failures += int(suite.get("failures", "0"))
        tests += int(suite.get("tests", "0"))
        root.append(suite)
    root.set("tests", str(tests))
    root.set("failures", str(failures))
    root.set("errors", "0")
    sums = {"clauses": coverage.clauses, "rules": coverage.rules, "branches": coverage.branches}
    _properties(root, {**sums, "total": coverage.total})
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(clause: ClauseResult) -> ET.Element:
    cases = [_case(clause.clause, example) for example in clause.examples]
    cases += [_lacking(clause.clause, kind) for kind in clause.lacks]
    failed = sum(case.find("failure") is not None for case in cases)
    suite = ET.Element(
        "testsuite", name=_text(clause.clause), tests=str(len(cases)), failures=str(failed), errors="0", skipped="0"
    )
    branches = [branch for rule in clause.rules for branch in rule.branches]
    rules = Tally(sum(rule.fired + rule.silent for rule in clause.rules), 2 * len(clause.rules))
    _properties(suite, {"rules": rules, "branches": Tally(sum(branch.met for branch in branches), 2 * len(branches))})
    suite.extend(cases)
    return suite


def _properties(parent: ET.Element, tallies: dict[str, Tally]) -> None:
    properties = ET.Element("properties")
    for name, tally in tallies.items():
        ET.SubElement(properties, "property", name=f"coverage.{name}", value=str(tally))
    parent.insert(0, properties)


def _case(clause: str, example: ExampleResult) -> ET.Element:
    name = f"{example.kind}: {example.text}"[:_LONGEST_NAME]
    case = ET.Element(
        "testcase", classname=_text(clause), name=_text(name), file=_text(example.file), line=str(example.line)
    )
    if not example.passed:
        failure = ET.SubElement(case, "failure", message=_text(example.why), type=example.kind)
        failure.text = _text(f"{example.file}:{example.line}: {example.text}")
    return case


def _lacking(clause: str, kind: str) -> ET.Element:
    case = ET.Element("testcase", classname=_text(clause), name=f"has `{kind}` examples")
    ET.SubElement(case, "failure", message=f"the clause has no `{kind}` examples", type=kind)
    return case


def _text(text: str) -> str:
    return _FORBIDDEN.sub(lambda found: f"U+{ord(found[0]):04X}", text)
