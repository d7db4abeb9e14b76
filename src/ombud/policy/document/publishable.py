"""What could run and still must not be published: nothing to apply, a template left as it was, text that deceives."""

from collections.abc import Mapping, Sequence
from unicodedata import normalize

from ombud.policy.beginnings import PLACEHOLDERS
from ombud.policy.document.source import ClauseSource, Source
from ombud.policy.problems import Place, Report, split_lines
from ombud.policy.unseen import TURNING, UNSEEN, named

__all__ = ["publishable"]


def publishable(files: Mapping[str, str], source: Source, report: Report) -> None:
    """Report what readers of the published policy would be failed by."""
    _something_to_apply(source, report)
    _told_apart(source.clauses, report)
    quoted = {
        (block.place.file, number)
        for clause in source.clauses
        for block in clause.of_kind("examples")
        for number in range(block.place.line, block.last + 1)
    }
    for name, text in files.items():
        if UNSEEN.search(text):
            _unseen(name, text, quoted, report)
        if name.endswith(".md") and any(words in text for words in PLACEHOLDERS):
            _unfinished(name, text, report)


def _something_to_apply(source: Source, report: Report) -> None:
    if report.failed:
        return  # what is there could not all be read
    if not source.clauses:
        report.unfit(
            source.header_place, "the policy has no clause",
            "Write one: a heading such as `## Title {#name}`, what it asks of people, and a rule.", code="no_clause",
        )  # fmt: skip
    elif not any(clause.of_kind("rule") for clause in source.clauses):
        report.unfit(
            source.header_place, "the policy has no rule", "Without one, it moderates nothing: write a `rule` block.",
            code="no_rule",
        )  # fmt: skip


def _told_apart(clauses: Sequence[ClauseSource], report: Report) -> None:
    """People know a section, and in it a clause, by its title: no two have the same."""
    sections: dict[str, str] = {}
    ids: dict[str, str] = {}
    titles: dict[tuple[str, str], ClauseSource] = {}
    for clause in clauses:
        if not clause.real:
            continue
        name, title = clause.id.partition("/")[0], _read_as(clause.section)
        other, also = sections.setdefault(title, name), ids.setdefault(name, title)
        if other != name:
            report.unfit(
                clause.place, f"this clause stands in a second section that is called `{clause.section[:60]}`",
                f"The first one is `{other}`: put it there, or give its section another title.", code="duplicate_title",
            )  # fmt: skip
        elif also != title:
            report.unfit(
                clause.place, f"the section `{name}` has two titles", "Give one of them another id: `# Title {#name}`.",
                code="duplicate_section",
            )  # fmt: skip
        first = titles.setdefault((name, _read_as(clause.title)), clause)
        if first is not clause:
            report.unfit(
                clause.place, f"the clause `{first.id}` is called `{clause.title[:60]}` too",
                f"People could not tell which is meant. The first one is at {first.place.file}:{first.place.line}.",
                code="duplicate_title",
            )  # fmt: skip


def _read_as(title: str) -> str:
    return " ".join(normalize("NFKC", title).casefold().split())


def _unseen(name: str, text: str, quoted: set[tuple[str, int]], report: Report) -> None:
    """At most one problem a line. What turns the text around is an error where people read it as ours."""
    for number, line in enumerate(split_lines(text), 1):
        turning = TURNING.search(line)
        found = turning or UNSEEN.search(line)
        if found is None:
            continue
        place = Place(name, number, found.start() + 1)
        character = named(found)
        if turning and name.endswith(".md") and (name, number) not in quoted:
            report.unfit(
                place, f"{character} turns the text around: people would read something else than is written",
                "Remove it.", code="turned_text",
            )  # fmt: skip
        else:
            report.warning(
                place, f"{character} cannot be seen", "Remove it, unless it is meant to be found.",
                code="unseen_character",
            )  # fmt: skip


def _unfinished(name: str, text: str, report: Report) -> None:
    for number, line in enumerate(split_lines(text), 1):
        for words in PLACEHOLDERS:
            column = line.find(words)
            if column >= 0:
                report.unfit(
                    Place(name, number, column + 1, len(words)), "this is what every new clause begins with",
                    "Write your own in its place.", code="unfinished",
                )  # fmt: skip
