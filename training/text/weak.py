"""Labels that nobody gave, guessed from what is said: for heads that the corpora hardly speak of. They count little."""

import re
from typing import NamedTuple

from training.corpus import HEADS, Row

__all__ = ["weakly_labelled"]

_SEXUAL = re.compile(
    r"\b(?:sex(?:ual|ually|y|ting)?|porn\w*|nudes?|naked|nudity|erotic\w*|orgasm\w*|blow ?jobs?|hand ?jobs?|dildos?"
    r"|masturbat\w*|horny|cum(?:ming|shots?)?|tits?|titties|boobs?|breasts?|nipples?|penis(?:es)?|vaginas?|puss(?:y|ies)"
    r"|cocks?|dicks?|clit\w*|cunnilingus|fellatio|anal|threesomes?|gangbang\w*|milfs?|hentai|fetish\w*|bdsm|bondage"
    r"|strip(?:tease|pers?)|escorts?|prostitut\w*|hookers?|whores?|sluts?|moan(?:s|ed|ing)?|thrust\w*|undress\w*|lingerie"
    r"|panties|erections?|boners?|ejaculat\w*|semen|sperm|rape[ds]?|raping|kinky|deepthroat\w*|creampie\w*|69ing)\b"
)
_HARM = re.compile(
    r"\b(?:(?:want|wanted|wish|going|gonna|ready|trying|plan\w*|decided|thinking|think|thought\w*) (?:\w+ ){0,3}"
    r"(?:die|dead|dying|end(?:ing)? (?:it|my life|everything)|kill(?:ing)? myself|disappear forever"
    r"|not (?:be|being) here"
    r"|hurt(?:ing)? myself|harm(?:ing)? myself|cut(?:ting)? myself)"
    r"|kill(?:ing|ed)? (?:my|your|him|her|them)sel(?:f|ves)|kys|neck yourself|suicid(?:e|al)\b|self ?-?harm\w*"
    r"|cut(?:ting)? (?:my|your) (?:wrists?|arms?|veins)|slit (?:my|your) wrists?|hang(?:ing)? (?:myself|yourself)"
    r"|overdos(?:e|ed|ing)|end (?:my|your) (?:own )?life|take (?:my|your) own life|took (?:his|her|their) own life"
    r"|drink bleach|jump off (?:a|the) (?:bridge|roof|building)|don'?t want to (?:live|be alive|wake up|exist)"
    r"|better off (?:dead|without me)|starv(?:e|ing) (?:myself|yourself)|purg(?:e|ing) after|pro ?-?ana|thinspo)\b"
)
_YOU = re.compile(r"\b(?:you|your|you're|youre|u|ur|yourself|yours)\b")


class _Guess(NamedTuple):
    head: str
    value: float


def weakly_labelled(row: Row, normal: str) -> tuple[float, ...]:
    """The row's labels, with guesses where nothing is said. `normal` is its text in normal form.

    More than one sexual word is sexual, none is not; abuse that says "you" is harassment, what is not abusive is not;
    an ordinary comment is no advertising.
    """
    said = dict(zip(HEADS, row.labels, strict=True))
    for guess in _guesses(said, normal):
        if said[guess.head] != said[guess.head]:  # NaN: not said
            said[guess.head] = guess.value
    return tuple(said[head] for head in HEADS)


def _guesses(said: dict[str, float], normal: str) -> list[_Guess]:
    sexual = len({match[0] for match in _SEXUAL.finditer(normal)})
    guesses = [_Guess("self_harm", float(bool(_HARM.search(normal))))]
    if sexual != 1:
        guesses.append(_Guess("sexual", float(sexual > 1)))
    if said["toxic"] == 0:
        guesses += [_Guess("harassment", 0), _Guess("spam", 0), _Guess("scam", 0), _Guess("threat", 0)]
        guesses += [_Guess("severe", 0), _Guess("insult", 0)]
    if said["insult"] == 1 and _YOU.search(normal):
        guesses.append(_Guess("harassment", 1))
    return guesses
