"""Files -> a compiled policy, or everything that is wrong with them.

`compile_policy` and `check` are the same work: one wants the policy, the other the list of problems.
"""

from collections.abc import Callable, Mapping
from functools import partial
from unicodedata import normalize

from ombud.model import Arrival, BadInput, ClauseText, SignalSpec, Text, canonical, sha256_hex
from ombud.policy.cel.parser import parse
from ombud.policy.cel.syntax import Call, Literal, Node
from ombud.policy.cel.types import BOOL
from ombud.policy.checking.checker import check_expression
from ombud.policy.checking.environment import Environment, event_environment
from ombud.policy.checking.uses import Checked, Lexicon, SeenBefore, TextHit
from ombud.policy.document.examples import read_examples
from ombud.policy.document.header import read_header
from ombud.policy.document.rules import Rule, read_rules
from ombud.policy.document.source import Source, read_source
from ombud.policy.engine.evaluation import Kit
from ombud.policy.engine.policy import Policy
from ombud.policy.problems import Fault, Place, PolicyError, Problem, Report
from ombud.ports import Matcher, MatcherFactory

__all__ = ["check", "compile_policy"]

Fingerprint = Callable[[Arrival], int]
Normalise = Callable[[str], Text]


def plain_normal_form(raw: str) -> Text:
    """The normal form used for short strings beside the text (a name, say) when the caller brings no better one."""
    return Text(raw, normalize("NFKC", raw).casefold())


def compile_policy(
    files: Mapping[str, str],
    *,
    catalogue: Mapping[str, SignalSpec],
    matcher: MatcherFactory,
    fingerprint: Fingerprint | None = None,
    normalise: Normalise = plain_normal_form,
) -> Policy:
    """Compile the policy in `files` (relative path -> text; Markdown and word lists).

    `catalogue` are the installation's signals; `matcher` builds the one matcher of all terms and patterns;
    `fingerprint` gives a near-duplicate fingerprint of an arrival, for ``seen_before``; `normalise` gives the normal
    form of strings other than the item's text. Raises PolicyError, with every problem, when anything is an error.
    """
    policy, problems = _build(files, catalogue, matcher, fingerprint, normalise)
    if policy is None:
        raise PolicyError(problems)
    return policy


def check(
    files: Mapping[str, str],
    *,
    catalogue: Mapping[str, SignalSpec],
    matcher: MatcherFactory,
    fingerprint: Fingerprint | None = None,
) -> list[Problem]:
    """Every error and warning of a policy, in the order of its files."""
    return _build(files, catalogue, matcher, fingerprint, plain_normal_form)[1]


def _build(
    files: Mapping[str, str],
    catalogue: Mapping[str, SignalSpec],
    matcher: MatcherFactory,
    fingerprint: Fingerprint | None,
    normalise: Normalise,
) -> tuple[Policy | None, list[Problem]]:
    report = Report(files)
    _readable(files, report)
    source = read_source(files, report)
    header = read_header(source, files, report)
    rules = read_rules(source.clauses, report, incomplete=True)
    examples = read_examples(source.clauses, report)
    environment = event_environment(header.schema, catalogue, header.lists)
    lexicon = Lexicon()
    conditions = _Conditions(environment, lexicon, report, copies=fingerprint is not None)
    checked = [conditions.check(rule) for rule in rules]
    _loose_ends(source, rules, report)
    for name in sorted(header.lists.keys() - conditions.lists):
        report.warning(
            header.declared[name].place,
            f"the list `{name}` is never used",
            "Use it with `in_list`.",
            code="unused_list",
        )
    built = conditions.matcher(matcher)
    if report.failed or built is None:
        return None, report.problems
    policy = Policy(
        version=sha256_hex(canonical(dict(files))),
        header=header,
        files=files,
        clauses={c.id: ClauseText(c.id, c.section, c.title, c.text) for c in source.clauses},
        rules=rules,
        conditions=[condition for condition in checked if condition is not None],
        examples=examples,
        kit=Kit(
            built,
            {attribute.path: environment.fields[attribute.path].type for attribute in header.schema.attributes},
            normalise,
            fingerprint,
        ),
    )
    return policy, report.problems


def _readable(files: Mapping[str, str], report: Report) -> None:
    for name, text in files.items():
        try:
            canonical([name, text])
        except BadInput as error:
            report.error(
                Place(name.encode(errors="replace").decode(), 1),
                f"this file cannot be kept: {error.detail}",
                code="unreadable_file",
            )


def _loose_ends(source: Source, rules: list[Rule], report: Report) -> None:
    """What is no error and yet hardly meant."""
    with_rules = {rule.clause for rule in rules}
    for clause in source.clauses:
        if not clause.real:
            continue
        if clause.id not in with_rules and not clause.of_kind("rule"):
            report.warning(
                clause.place,
                f"the clause `{clause.id}` has no rule",
                "Only people can apply it.",
                code="clause_without_rule",
            )
        if not clause.text:
            report.warning(
                clause.place,
                f"the clause `{clause.id}` says nothing",
                "Write what it asks of people.",
                code="clause_without_text",
            )
    seen: dict[tuple[str, str], str] = {}
    for rule in rules:
        condition = " ".join(rule.when.split())
        twin = seen.setdefault((condition, rule.then), rule.id)
        if twin != rule.id:
            report.warning(
                rule.condition.place,
                f"`{rule.id}` has the same condition as `{twin}`",
                "Remove one of them.",
                code="duplicate_condition",
            )


class _Conditions:
    """Parses and checks conditions one after another, and remembers where their terms and patterns stand."""

    def __init__(self, environment: Environment, lexicon: Lexicon, report: Report, *, copies: bool) -> None:
        self._environment = environment
        self._lexicon = lexicon
        self._report = report
        self._copies = copies
        self._places: dict[str, Place] = {}
        self.lists: set[str] = set()

    def check(self, rule: Rule) -> Checked | None:
        """The checked condition of one rule; None when it has a fault, which is reported."""
        try:
            root = parse(rule.when)
        except Fault as fault:
            self._fault(rule, fault)
            return None
        checked, faults = check_expression(root, self._environment, self._lexicon)
        for found in faults:
            self._fault(rule, found)
        if not faults and checked.type_of(root) != BOOL:
            self._fault(
                rule,
                Fault(
                    f"a condition is a test, and this is {checked.type_of(root).article}",
                    root.start,
                    root.end,
                    "Write the condition without quotation marks around it."
                    if isinstance(root, Literal)
                    else "Compare it with something: `==`, `<`, `>=`.",
                    code="not_a_test",
                ),
            )
        self._remember(rule, checked, faults)
        return None if faults else checked

    def _fault(self, rule: Rule, fault: Fault) -> None:
        place = rule.condition.place_of(fault.start, fault.end)
        self._report.error(place, fault.message, fault.advice, code=fault.code, expected=fault.expected)

    def _remember(self, rule: Rule, checked: Checked, faults: list[Fault]) -> None:
        for node, use in checked.uses.items():
            call = node.args[0] if isinstance(node, Call) and node.function == "exact" else node
            if isinstance(call, Call) and call.function == "in_list":
                self.lists |= {arg.value for arg in call.args[1:] if isinstance(arg, Literal)}
            if isinstance(use, TextHit) and isinstance(call, Call):
                last: Node = call.operands[-1]
                self._places.setdefault(use.key, rule.condition.place_of(last.start, last.end))
            if isinstance(use, SeenBefore) and not self._copies:
                self._fault(
                    rule,
                    Fault(
                        "this installation cannot tell near-duplicates",
                        node.start,
                        node.end,
                        "Use `count`.",
                        code="no_near_duplicates",
                    ),
                )
        if not checked.uses and not faults:
            self._report.warning(
                rule.condition.value_place,
                f"`{rule.id}` does not look at the event",
                "It holds always, or never.",
                code="constant_condition",
            )

    def matcher(self, factory: MatcherFactory) -> Matcher | None:
        """One matcher of everything; None, with each refused pattern reported, when it cannot be built."""
        terms, patterns = self._lexicon.term_sets, self._lexicon.patterns
        try:
            return factory(terms, patterns)
        except BadInput as error:
            found = False
            for pattern in patterns:
                found |= self._refused(pattern.key, partial(factory, [], [pattern]))
            for term_set in terms:
                found |= self._refused(term_set.key, partial(factory, [term_set], []))
            if not found:
                self._report.error(Place("policy.md", 1), error.detail, error.advice, code="bad_pattern")
            return None

    def _refused(self, key: str, build: Callable[[], Matcher]) -> bool:
        try:
            build()
        except BadInput as error:
            self._report.error(self._places[key], error.detail, error.advice, code="bad_pattern")
            return True
        return False
