"""The words of a notice, for the person: plain, complete, and through the catalogue of their language."""

from collections.abc import Callable

from ombud.model import Decision, Measure, Outcome, Statement

__all__ = ["Translate", "outcome_text", "restored_text", "statement_text"]

Translate = Callable[[str], str]
"""gettext: an English sentence in, the same in the person's language out."""

_DONE = {
    Measure.LABEL: "A label was added to your post. It stays up.",
    Measure.WARN: "Your post stays up. This is a warning.",
    Measure.LIMIT: "Your post stays up, but it is shown to fewer people.",
    Measure.AGE_GATE: "Your post is now shown to adults only.",
    Measure.GEO_RESTRICT: "Your post is not shown in one country.",
    Measure.HOLD: "Your post is on hold: nobody sees it until a person has looked at it.",
    Measure.REMOVE: "Your post was taken down. It is kept, so that it can be put back.",
    Measure.SUSPEND: "Your account was suspended.",
}
_WHO = {
    "fully": "A machine decided this, by the published rules.",
    "partially": "A machine found it, and a person decided.",
    "not": "A person decided this.",
}
_OUTCOME = {
    Outcome.UPHOLD: "Your appeal was heard by somebody else. The decision stays.",
    Outcome.PARTLY: "Your appeal was heard by somebody else. You were right in part.",
    Outcome.OVERTURN: "Your appeal was heard by somebody else. You were right: the decision is overturned.",
}


def statement_text(statement: Statement, url: str, translate: Translate) -> str:
    """A statement as a short letter: what was done, why, by whom, and what can be done about it. Ends with the link."""
    lines = [translate(_DONE[statement.measure])]
    for cited in statement.cited:
        lines.append(translate("The rule: “{title}”.").format(title=cited.title))
        if cited.quotes:
            words = ", ".join(f"“{quote}”" for quote in cited.quotes)
            lines.append(translate("The words: {words}").format(words=words))
    if statement.facts:
        lines.append(translate("The reasons: {reasons}").format(reasons=statement.facts))
    lines.append(translate(_WHO[statement.automated]))
    lines.append(translate("You can read the whole of it, and appeal to somebody else, here:"))
    lines.append(url)
    return "\n".join(lines)


def restored_text(decision: Decision, url: str, translate: Translate) -> str:
    """The good news: what was restricted is back."""
    lines = [translate("Your post is back as it was.")]
    if decision.reason:
        lines.append(translate("The reasons: {reasons}").format(reasons=decision.reason))
    lines.extend([translate("The whole record is here:"), url])
    return "\n".join(lines)


def outcome_text(outcome: Outcome, reasons: str, url: str, translate: Translate) -> str:
    """How an appeal ended, with the reasons of the one who heard it."""
    return "\n".join([translate(_OUTCOME[outcome]), translate("The reasons: {reasons}").format(reasons=reasons), url])
