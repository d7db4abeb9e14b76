"""The words of a notice, for the person: plain, complete, and through the catalogue of their language."""

from collections.abc import Callable

from ombud.model import Decision, Measure, Outcome, Statement

__all__ = ["SUPPORT", "Translate", "outcome_text", "restored_text", "statement_text"]

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
SUPPORT = "support"
"""The label that offers help to somebody who may be in danger from themselves."""

_SUPPORT = (
    "Your post is up, and nothing is held against you.",
    "Your words sounded as if you were carrying something heavy.",
    "If you may be in danger now, please call somebody who is there for that:",
    "112 in Europe, 988 in the United States and Canada, 116 123 in the United Kingdom and Ireland,",
    "or the emergency number where you are.",
    "A note was added with places to turn to. You can see it, and have it taken off, here:",
)
_NEVER_AWAY = "What had been done about your post is undone. The post itself was up all the time."
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
    """A statement as a short letter: what was done, why, by whom, and what can be done about it. Ends with the link.

    A `SUPPORT` label is no accusation: its letter offers help, and leaves the rest to the page behind the link.
    """
    if SUPPORT in statement.labels and statement.measure is Measure.LABEL:
        return "\n".join([*(translate(line) for line in _SUPPORT), url])
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


def restored_text(decision: Decision, undone: Measure, url: str, translate: Translate) -> str:
    """The good news. `undone` is what had been done: a post that was only labelled or warned about was never away."""
    away = undone in {Measure.HOLD, Measure.REMOVE, Measure.SUSPEND, Measure.GEO_RESTRICT}
    lines = [translate("Your post is back as it was." if away else _NEVER_AWAY)]
    if decision.reason:
        lines.append(translate("The reasons: {reasons}").format(reasons=decision.reason))
    lines.extend([translate("The whole record is here:"), url])
    return "\n".join(lines)


def outcome_text(outcome: Outcome, reasons: str, url: str, translate: Translate) -> str:
    """How an appeal ended, with the reasons of the one who heard it."""
    return "\n".join([translate(_OUTCOME[outcome]), translate("The reasons: {reasons}").format(reasons=reasons), url])
