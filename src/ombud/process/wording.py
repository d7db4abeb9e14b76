"""The letters: what was done, why, by whom, for how long, and what can be done now. Plain, complete, and without blame.

Each sentence is in English here (``N_`` marks it for the catalogues) and said in the person's language by a `Voice`.
The clause and the quoted words stay in their own language, kept apart from the direction of the rest (UAX #9).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from ombud.model import Cited, ClauseText, Decision, Measure, Statement
from ombud.process.appeals import appealable_until

__all__ = ["SUPPORT", "Letter", "Voice", "filled", "restored_letter", "rule_of", "statement_letter", "with_own_page"]


class Voice(Protocol):
    """One language: its code (BCP 47), its direction (``ltr`` or ``rtl``), its sentences, days and places."""

    @property
    def code(self) -> str: ...
    @property
    def direction(self) -> str: ...
    def say(self, sentence: str) -> str: ...
    def day(self, moment: datetime) -> str: ...
    def places(self, codes: Sequence[str]) -> str: ...


class Letter(msgspec.Struct, frozen=True):
    """`subject` says nothing that whoever sees the mailbox should not read; a link is a paragraph by itself, below
    what it leads to."""

    subject: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it, a blank line between the paragraphs."""
        return "\n\n".join(self.paragraphs)


def N_(sentence: str) -> str:  # noqa: N802 - what gettext's tools look for
    """Marks a sentence for the catalogues, and leaves it as it is."""
    return sentence


SUPPORT = "support"
"""The label that offers help to somebody who may be in danger from themselves."""

_SUBJECT = N_("About your post")
_ACCOUNT = N_("About your account")
_BACK = N_("Your post is back")

_DONE = {
    Measure.LABEL: N_("A label was added to your post. It stays up."),
    Measure.WARN: N_("Your post stays up. This is a warning. Please read the rule before you post again."),
    Measure.LIMIT: N_("Your post stays up, but it is shown to fewer people."),
    Measure.AGE_GATE: N_("Your post stays up. It is now shown to adults only."),
    Measure.GEO_RESTRICT: N_("Your post is no longer shown in some countries."),
    Measure.HOLD: N_("Your post is on hold: nobody sees it until a person has looked at it."),
    Measure.REMOVE: N_("Your post was taken down. It is kept, so that it can be put back."),
    Measure.SUSPEND: N_("Your account was suspended. Your page still works: its link is below."),
}
_WHERE = N_("This holds in: {places}.")
_UNTIL = N_("It ends by itself on {day}.")
_NO_END = N_("It has no end date. An appeal can change it.")
_ENDLESS = frozenset({Measure.LIMIT, Measure.AGE_GATE, Measure.GEO_RESTRICT, Measure.REMOVE, Measure.SUSPEND})
_RULE = N_("The rule: “{title}”.")
_WORDS = N_("The words that it is about: {words}")
_QUOTED = N_("“{words}”")
_LAW = N_("This is not only our rule, it is the law: “{ground}”.")
_ILLEGAL = N_("Why it is illegal: {why}")
_REASONS = N_("The reasons: {reasons}")
_WHO = {
    "fully": N_("A machine decided this, by the published rules."),
    "partially": N_("A machine found it, and a person decided."),
    "not": N_("A person decided this."),
}
_CAME_UP = {
    "report": N_("It came up because somebody reported it."),
    "review": N_("It came up because a reviewer saw it."),
    "appeal": N_("This is the answer to your appeal. Somebody else looked at all of it again."),
    "order": N_("It came up because of an order from outside this community. The order is in the public register."),
}
_APPEAL = N_(
    "If you think that this is wrong, you can appeal until {day}. Somebody else will look at it again, and it costs "
    "nothing. The whole record is on your own page:"
)
_ELSEWHERE = N_(
    "If you still think that this is wrong, an independent dispute body or a court can look at it. The whole record is "
    "on your own page:"
)
_HELP = (
    N_("Your post is up, and nothing is held against you."),
    N_("Your words sounded as if you were carrying something heavy."),
    N_(
        "If you may be in danger now, please call somebody who is there for that: 112 in Europe, 988 in the United "
        "States and Canada, 116 123 in the United Kingdom and Ireland, or the emergency number where you are."
    ),
    N_("A note was added with places to turn to. You can see it, and have it taken off, here:"),
)
_UNDONE = N_("Your post is back as it was.")
_NO_ORDER = N_("What had been done about your post because of an order is undone.")
_ACCOUNT_BACK = N_("Your account works again.")
_NEVER_AWAY = N_("What had been done about your post is undone. The post itself was up all the time.")
_RAN_OUT = N_("The time for which it held is over.")
_UNHEARD = N_("Nobody heard your appeal in time. That is our fault, not yours.")
_RECORD = N_("The whole record is on your own page:")
_EVERYTHING = N_(
    "Everything about you in one place: what was decided about your posts, strikes, appeals and reports. The link "
    "works until {day}. Whoever has it can read the page, so keep it to yourself:"
)

_AWAY = frozenset({Measure.HOLD, Measure.REMOVE, Measure.GEO_RESTRICT})
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_BLANKS = re.compile(r"\s+")


def statement_letter(
    statement: Statement,
    url: str,
    voice: Voice,
    clauses: Mapping[str, ClauseText] | None = None,
    *,
    since: datetime | None = None,
) -> Letter:
    """A statement of reasons as a short letter. `clauses` are the policy's in the voice's language, as far as it has
    them there; others are named in the policy's own. `since` is when they are told, where that could not be at once:
    the time to appeal runs from then.

    A `SUPPORT` label is no accusation: its letter offers help, and leaves the rest to the page behind the link.
    """
    if SUPPORT in statement.labels and statement.measure is Measure.LABEL:
        return Letter(voice.say(_SUBJECT), (*map(voice.say, _HELP), url))
    account = statement.measure is Measure.SUSPEND
    paragraphs = [
        _together([voice.say(_DONE[statement.measure]), *_reach(statement, voice)]),
        *(_cited(cited, voice, clauses or {}) for cited in statement.cited),
    ]
    if statement.facts:
        paragraphs.append(filled(voice, _REASONS, reasons=statement.facts))
    came_up = _CAME_UP.get(statement.detection)
    paragraphs.append(_together(map(voice.say, filter(None, [_WHO[statement.automated], came_up]))))
    paragraphs.append(_what_now(statement, since or statement.at, voice))
    return Letter(voice.say(_ACCOUNT if account else _SUBJECT), (*paragraphs, url))


def restored_letter(decision: Decision, undone: Measure, url: str, voice: Voice, *, lifted: bool = False) -> Letter:
    """The good news. `undone` is what had been done: a post that was only labelled or warned about was never away.

    `lifted` is set where an order was, of which alone it speaks: a law may hide that another goes on.
    """
    account = undone is Measure.SUSPEND
    news = _ACCOUNT_BACK if account else _UNDONE if undone in _AWAY else _NEVER_AWAY
    subject = _ACCOUNT if account else _BACK if undone in _AWAY else _SUBJECT
    if lifted:
        news, subject = _NO_ORDER, _SUBJECT
    paragraphs = [voice.say(news)]
    if decision.actor.kind == "automation":  # its reasons are on the record, in English
        paragraphs.append(voice.say(_RAN_OUT if decision.appeal is None else _UNHEARD))
    elif decision.reason:
        paragraphs.append(filled(voice, _REASONS, reasons=decision.reason))
    return Letter(voice.say(subject), (*paragraphs, voice.say(_RECORD), url))


def with_own_page(letter: Letter, url: str, until: datetime, voice: Voice) -> Letter:
    """The letter, with the link to everything about the person under it; it works `until` then."""
    return Letter(letter.subject, (*letter.paragraphs, voice.say(_EVERYTHING).format(day=voice.day(until)), url))


def _together(sentences: Iterable[str]) -> str:
    """Sentences behind each other, with a space between them where their full stop has none of its own (as 。 has)."""
    return "".join(one if one.endswith("。") else f"{one} " for one in sentences).rstrip()


def _reach(statement: Statement, voice: Voice) -> list[str]:
    """Where and for how long, as far as that is not said with what was done."""
    reach = []
    if statement.territory:
        reach.append(voice.say(_WHERE).format(places=voice.places(statement.territory)))
    if statement.until is not None:
        reach.append(voice.say(_UNTIL).format(day=voice.day(statement.until)))
    elif statement.measure in _ENDLESS:
        reach.append(voice.say(_NO_END))
    return reach


def _cited(cited: Cited, voice: Voice, clauses: Mapping[str, ClauseText]) -> str:
    """The rule by its title, the law that it relies on if it does, and the words of the post that it is about."""
    known = clauses.get(cited.clause)
    said = [rule_of(cited, voice, known)]
    if cited.law is not None:
        law = (known.law if known else None) or cited.law
        said += [filled(voice, _LAW, ground=law.ground), filled(voice, _ILLEGAL, why=law.why)]
    if cited.quotes:
        quotes = ", ".join(filled(voice, _QUOTED, words=quote) for quote in cited.quotes)
        said.append(voice.say(_WORDS).format(words=quotes))
    return _together(said)


def rule_of(cited: Cited, voice: Voice, known: ClauseText | None = None) -> str:
    """The rule by its title: in the voice's language where it is `known` there, else in the policy's own."""
    return filled(voice, _RULE, title=known.title if known else cited.title)


def _what_now(statement: Statement, since: datetime, voice: Voice) -> str:
    if statement.detection == "appeal":
        return voice.say(_ELSEWHERE)
    return voice.say(_APPEAL).format(day=voice.day(appealable_until(since)))


def filled(voice: Voice, sentence: str, **said: str) -> str:
    """A sentence with what somebody else wrote in it: on one line, without what is not seen, in its own direction."""
    return voice.say(sentence).format_map({name: _apart(words, voice.direction) for name, words in said.items()})


def _apart(words: str, direction: str) -> str:
    plain = _BLANKS.sub(" ", _UNSEEN.sub(" ", words)).strip()
    same = direction == "ltr" and not any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in plain)
    return plain if same else f"\u2068{plain}\u2069"  # FIRST STRONG ISOLATE ... POP DIRECTIONAL ISOLATE
