"""What is written to somebody who reported something and left an address: that it is here, and what came of it."""

from collections.abc import Sequence

from ombud.model import Cited, Decision
from ombud.process.wording import N_, Letter, Voice, filled, rule_of

__all__ = [
    "DONE",
    "FIXED",
    "MILDER",
    "STAYS",
    "answer_letter",
    "receipt_letter",
    "repeated_letter",
    "undone_letter",
]

DONE = N_("It breaks the rules, and something was done about it.")
"""The reasons on the record where whoever did something gave none to those who reported it."""
STAYS = N_("After an appeal, a person who had no part in the first decision looked at it again. It stays.")
MILDER = N_(
    "After an appeal, a person who had no part in the first decision looked at it again. Something milder was done."
)
"""What an appeal came to, for those who reported the post: the words written to who appealed are for them alone."""

FIXED = frozenset({DONE, STAYS})
"""Answers in nobody's own words: they are on the record in English, and told in the language of who reads them."""

_OUTCOMES = {
    "acted_on": N_("You were right. Something was done about what you reported."),
    "refused": N_("What you reported was looked at. Nothing is done about it."),
    "unfounded": N_("What you reported was looked at. There is clearly nothing in it that breaks a rule."),
    "closed": N_("Somebody else looked at what you reported. The answer stays: nothing is done about it."),
}
_BEFORE = {
    "human": N_("A person decided about the very same words on {day}, and that stands."),
    "automation": N_("A machine decided about the very same words on {day}, by the published rules. That stands."),
}
_ANSWER = N_("An answer to your report")
_REASONS = N_("The reasons: {reasons}")
_ELSEWHERE = N_("If you think that this is wrong, an independent dispute body or a court can look at it.")
_ALL_OF_IT = N_("All of it, and what you can do now, is on this page:")


def receipt_letter(url: str, voice: Voice) -> Letter:
    """That a report has arrived (DSA Art. 16(4)). `url` is the reporter's own page."""
    return Letter(
        voice.say(N_("We have your report")),
        (voice.say(N_("Your report is here. On this page you can see what becomes of it:")), url),
    )


def answer_letter(state: str, reasons: str, url: str, voice: Voice) -> Letter:
    """What came of it (DSA Art. 16(5)), by the state that the answer led to; `reasons` in the words of who decided."""
    why = voice.say(reasons) if reasons in FIXED else filled(voice, _REASONS, reasons=reasons)
    return Letter(voice.say(_ANSWER), (voice.say(_OUTCOMES[state]), why, voice.say(_ALL_OF_IT), url))


def repeated_letter(state: str, before: Decision, reasons: str, url: str, voice: Voice) -> Letter:
    """The same where a machine answered with what was decided `before` about the very same words; `reasons` are those
    that reporters were given then, if any."""
    why = [voice.say(_BEFORE[before.actor.kind]).format(day=voice.day(before.at))]
    if reasons:
        why.append(filled(voice, _REASONS, reasons=reasons))
    return Letter(voice.say(_ANSWER), (voice.say(_OUTCOMES[state]), *why, voice.say(_ALL_OF_IT), url))


def undone_letter(what: str, rules: Sequence[Cited], url: str, voice: Voice) -> Letter:
    """That somebody else heard the author's appeal, and found it right: `STAYS` or `MILDER`, and under which `rules`
    something had been done."""
    named = [rule_of(cited, voice) for cited in rules]
    return Letter(
        voice.say(N_("What you reported was looked at again")),
        (voice.say(what), *named, voice.say(_ELSEWHERE), voice.say(_ALL_OF_IT), url),
    )
