"""How well languages are told: language by language, by the length of the text, and which are taken for which."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ombud.signals.cards import Measured, Table
from ombud.signals.history import Windows
from ombud.signals.language import LANGUAGES, Language
from training.measure.detectors.hard import hard
from training.measure.detectors.texts import Text, arrival, measured_on, ours, posts, share

__all__ = ["language"]

_CUTS = (20, 30, 50, 100)
_LETTER = re.compile(r"[^\W\d_]")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_REST = re.compile(r"\S*")
_OUTCOMES = ("another", "unsure", "too_short")
_COLUMNS = ("texts", "right", "taken for another", "unsure", "too short")

Tell = Callable[[str], tuple[str | None, str | None]]
"""From a text to a code, or why there is none."""


def language(data: Path) -> Measured:
    """The measured part of the card."""
    detector, past = Language(), Windows()

    def tell(text: str) -> tuple[str | None, str | None]:
        signal = detector.measure(arrival(text), past)
        return None if signal.value is None else str(signal.value), signal.abstained

    found = posts(data)
    own = [one for one in ours() if one.lang in LANGUAGES]
    cases = hard(
        "language",
        lambda text: tell(text)[0] or "nothing",
        "Languages in the letters of another, creoles, languages that it does not know, two at once, no words.",
    )
    return Measured(
        Language.spec.version,
        "python -m training.measure.detectors language",
        (
            measured_on(found, len(own) + cases.texts),
            _by_language("Posts of others", "posts of", found, lambda one: one.of, tell,
                         "Some of them are in another language than their corpus says, or hold hardly any words."),
            _by_length([*own, *found], tell),
            _by_language("What we wrote", "language", own, lambda one: one.lang, tell,
                         "The same three sentences in 65 languages, and the speech that must be left alone."),
            _taken_for(own, tell),
            cases.table,
        ),
        cases.mistakes,
    )  # fmt: skip


def _counted(texts: Iterable[Text], tell: Tell) -> Counter[str]:
    counts: Counter[str] = Counter()
    for one in texts:
        code, abstained = tell(one.text)
        counts[abstained or ("right" if code == one.lang else "another")] += 1
    return counts


def _row(name: str, counts: Counter[str]) -> tuple[str | int | float | None, ...]:
    texts = counts.total()
    return name, texts, share(counts["right"], texts), *(counts[outcome] for outcome in _OUTCOMES)


def _by_language(
    title: str, what: str, texts: Sequence[Text], name: Callable[[Text], str], tell: Tell, note: str
) -> Table:
    groups: dict[str, list[Text]] = {}
    for one in texts:
        groups.setdefault(name(one), []).append(one)
    rows = tuple(_row(named, _counted(group, tell)) for named, group in sorted(groups.items()))
    return Table(title, (what, *_COLUMNS), rows, note)


def _by_length(texts: Sequence[Text], tell: Tell) -> Table:
    rows = []
    for cut in _CUTS:
        cuts = [one._replace(text=beginning) for one in texts if (beginning := _beginning(one.text, cut))]
        rows.append(_row(f"about {cut}", _counted(cuts, tell)))
    rows.append(_row("all", _counted(texts, tell)))
    return Table(
        "By length", ("letters", *_COLUMNS), tuple(rows),
        "The beginnings, up to the end of a word, of all texts that are long enough, others' and ours. A Chinese or"
        " Japanese character and a Korean syllable count as three letters.",
    )  # fmt: skip


def _beginning(text: str, letters: int) -> str:
    """As much of a text as holds so many letters, and the rest of the word; nothing where it has fewer."""
    seen = 0
    for match in _LETTER.finditer(text):
        dense = _DENSE.match(match[0]) is not None
        seen += 3 if dense else 1
        if seen >= letters:
            rest = None if dense else _REST.match(text, match.end())
            return text[: rest.end() if rest else match.end()]
    return ""


def _taken_for(texts: Sequence[Text], tell: Tell) -> Table:
    pairs: Counter[tuple[str, str]] = Counter()
    for one in texts:
        for text in {one.text, *(_beginning(one.text, cut) or one.text for cut in _CUTS)}:
            code, _ = tell(text)
            if code not in (None, one.lang):
                pairs[one.lang, str(code)] += 1
    often = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return Table(
        "Taken for each other", ("written in", "taken for", "times"),
        tuple((one, other, times) for (one, other), times in often if times > 1),
        "What we wrote, whole and its beginnings of about 20, 30, 50 and 100 letters. What happened once is left out.",
    )  # fmt: skip
