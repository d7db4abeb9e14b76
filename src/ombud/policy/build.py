"""Files -> a compiled policy, or everything that is wrong with them.

`compile_policy` and `check` are the same work: one wants the policy, the other the list of problems.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

from ombud.model import Arrival, BadInput, ClauseText, Law, SignalSpec, Text, canonical, sha256_hex, to_plain
from ombud.policy.cel.types import parse_type
from ombud.policy.checking.conditions import CheckedAgain, Conditions
from ombud.policy.checking.environment import event_environment
from ombud.policy.checking.lookback import asked_by
from ombud.policy.checking.uses import Checked, Lexicon
from ombud.policy.document.amount import not_too_much
from ombud.policy.document.counting import check_strikes
from ombud.policy.document.examples import Example, read_examples
from ombud.policy.document.header import Header, read_header
from ombud.policy.document.law import law_of
from ombud.policy.document.publishable import publishable
from ombud.policy.document.rules import Rule, read_rules
from ombud.policy.document.source import Source, read_source
from ombud.policy.document.translations import check_translations
from ombud.policy.engine.blueprint import Blueprint, decoded, encoded
from ombud.policy.engine.compiler import Writer
from ombud.policy.engine.evaluation import Kit
from ombud.policy.engine.plan import plan_of
from ombud.policy.engine.policy import Policy
from ombud.policy.problems import Place, PolicyError, Problem, Report
from ombud.policy.remarks import Draft, remark
from ombud.ports import MatcherFactory, Shelf

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
    shelf: Shelf | None = None,
    unfit: bool = False,
) -> Policy:
    """Compile the policy in `files` (relative path -> text; Markdown and word lists).

    `catalogue` are the installation's signals; `matcher` builds the one matcher of all terms and patterns;
    `fingerprint` gives a near-duplicate fingerprint of an arrival, for ``seen_before``; `normalise` gives the normal
    form of strings other than the item's text. On the `shelf`, which belongs to this version of the code alone, lies
    what was checked before, so that it need not be checked again. `unfit` compiles also what runs and must not be
    published: versions that were published when less was looked for, and what is only tried out. Raises PolicyError,
    with every problem, when anything is an error.
    """
    version = sha256_hex(canonical(dict(files)))
    place = _place(version, catalogue, copies=fingerprint is not None)
    blueprint, conditions = _from_shelf(shelf, place, catalogue)
    if blueprint is None and unfit:
        blueprint, conditions = _from_shelf(shelf, f"{place}-unfit", catalogue)
    if blueprint is None:
        work = _checked(files, catalogue, copies=fingerprint is not None)
        built = work.conditions.matcher(matcher)
        blueprint = work.blueprint()
        if blueprint is None or built is None or (work.report.failed and not unfit):
            raise PolicyError(work.report.problems)
        conditions = work.checked
        if shelf is not None:
            shelf.keep(f"{place}-unfit" if work.report.failed else place, encoded(blueprint))
    else:
        built = matcher(blueprint.terms, blueprint.patterns)
    declared = {attribute.path: parse_type(attribute.type) for attribute in blueprint.header.schema.attributes}
    observing = frozenset(name for name, spec in catalogue.items() if spec.looks_back)
    kit = Kit(built, declared, normalise, fingerprint, observing)
    return Policy(version=version, files=files, blueprint=blueprint, conditions=conditions, kit=kit)


def check(
    files: Mapping[str, str],
    *,
    catalogue: Mapping[str, SignalSpec],
    matcher: MatcherFactory,
    fingerprint: Fingerprint | None = None,
    normalise: Normalise = plain_normal_form,
) -> list[Problem]:
    """Every error and warning of a policy, in the order of its files. The arguments are those of `compile_policy`."""
    work = _checked(files, catalogue, copies=fingerprint is not None)
    draft = Draft(
        files, work.source, work.header, work.rules, work.sound, work.conditions.lexicon, work.conditions.places,
        work.conditions.matcher(matcher),
    )  # fmt: skip
    remark(draft, normalise, work.report)
    return work.report.problems


def _place(version: str, catalogue: Mapping[str, SignalSpec], *, copies: bool) -> str:
    """Where on the shelf: by everything that checking looks at."""
    looked_at = [version, copies, *(to_plain(catalogue[name]) for name in sorted(catalogue))]
    return f"policy-{sha256_hex(canonical(looked_at)).removeprefix('sha256:')}"


def _from_shelf(
    shelf: Shelf | None, place: str, catalogue: Mapping[str, SignalSpec]
) -> tuple[Blueprint, Sequence[Checked]] | tuple[None, Sequence[Checked]]:
    kept = shelf.read(place) if shelf is not None else None
    blueprint = decoded(kept) if kept is not None else None
    if blueprint is None:
        return None, ()
    environment = event_environment(blueprint.header.schema, catalogue, blueprint.header.lists)
    return blueprint, CheckedAgain(blueprint.rules, environment, Lexicon(blueprint.terms, blueprint.patterns))


class _Work(NamedTuple):
    """What reading and checking a policy came to. `sound` are the rules whose conditions have no fault."""

    report: Report
    header: Header
    source: Source
    rules: list[Rule]
    examples: list[Example]
    laws: dict[str, Law]
    conditions: Conditions
    sound: list[tuple[Rule, Checked]]

    @property
    def checked(self) -> list[Checked]:
        """The conditions without a fault."""
        return [checked for _, checked in self.sound]

    def blueprint(self) -> Blueprint | None:
        """None when something makes it impossible to run."""
        if not self.report.runs:
            return None
        writer = Writer()
        return Blueprint(
            header=self.header,
            clauses={
                c.id: ClauseText(c.id, c.section, c.title, c.text, self.laws.get(c.id)) for c in self.source.clauses
            },
            rules=tuple(self.rules),
            examples=tuple(self.examples),
            plans=tuple(plan_of(checked, writer) for checked in self.checked),
            asks=asked_by(self.checked),
            terms=tuple(self.conditions.lexicon.term_sets),
            patterns=tuple(self.conditions.lexicon.patterns),
        )


def _checked(files: Mapping[str, str], catalogue: Mapping[str, SignalSpec], *, copies: bool) -> _Work:
    not_too_much(files)
    report = Report(files)
    _readable(files, report)
    source = read_source(files, report)
    header = read_header(source, files, report)
    rules = read_rules(source.clauses, report, incomplete=True)
    examples = read_examples(source.clauses, report, {one.path: one.type for one in header.schema.attributes})
    laws = {clause.id: law for clause in source.clauses if (law := law_of(clause, report)) is not None}
    environment = event_environment(header.schema, catalogue, header.lists)
    conditions = Conditions(environment, Lexicon(), report, copies=copies)
    sound = [(rule, checked) for rule in rules if (checked := conditions.check(rule)) is not None]
    check_strikes(header.strikes, source.clauses, report)
    publishable(files, source, report)
    check_translations(files, source, header.language, report)
    return _Work(report, header, source, rules, examples, laws, conditions, sound)


def _readable(files: Mapping[str, str], report: Report) -> None:
    for name, text in files.items():
        try:
            canonical([name, text])
        except BadInput as error:
            report.error(
                Place(name.encode(errors="replace").decode(), 1),
                f"this file cannot be kept: {error.detail}",
                "Save it as plain UTF-8 text.",
                code="unreadable_file",
            )
        before, nul, _ = text.partition("\0")
        if nul:
            lines = before.split("\n")
            report.error(
                Place(name, len(lines), len(lines[-1]) + 1),
                "this file holds a NUL character",
                "Save it as plain UTF-8 text.",
                code="unreadable_file",
            )
