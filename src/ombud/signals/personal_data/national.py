"""National identification numbers: each with its form, its check digits and the words that name it."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ombud.signals.hints import looker, readable
from ombud.signals.personal_data import national_checks as check
from ombud.signals.personal_data.cues import OTHER
from ombud.signals.personal_data.edges import BEGINS, ENDS
from ombud.signals.personal_data.kinds import CERTAIN, LIKELY, Candidate
from ombud.signals.personal_data.reading import Reading

__all__ = ["LETTERED", "NUMBERED", "ids", "numbered_ids"]

_AGAIN, _ONCE = re.compile(r"\((\[[^]]*\]\?)\)(.*)\\1"), r"\1\2\1"
"""A sign that has to come again, of which RE2 does not know, and the same with any of such signs."""
_SIGNS = re.compile("[ ./-]")


class _Id(NamedTuple):
    """`hint`: what every text has that it is in (RE2). `telling`: how it has to be written so that it is recognised by
    its form alone; None when a word is needed."""

    name: str
    hint: str
    form: re.Pattern[str]
    valid: Callable[[str], bool]
    telling: re.Pattern[str] | None
    cues: frozenset[str]


def _id(name: str, form: str, valid: Callable[[str], bool], telling: str | None = None, *cues: str) -> _Id:
    return _Id(
        name,
        rf"(?i)(?:^|\W)(?:{_AGAIN.sub(_ONCE, form)})(?:\W|$)",
        re.compile(rf"{BEGINS}(?:{form}){ENDS}(?!\.\w)", re.IGNORECASE | re.ASCII),
        valid,
        None if telling is None else re.compile(telling),
        frozenset((name, "id", *cues)),
    )


_LETTERED = (  # what a text has to have in it, and what that may be
    (r"\d{7}[ -]?[a-z]\b|\d\.\d{3}[ -]?[a-z]\b",
     _id("es_dni", r"(?:\d{1,2}\.\d{3}\.\d{3}|\d{8})[ -]?[A-HJ-NP-TV-Z]", check.es_dni, r".*[A-Z]")),
    (r"[xyz][ -]?\d{7}", _id("es_dni", r"[XYZ][ -]?\d{7}[ -]?[A-HJ-NP-TV-Z]", check.es_dni, r"[XYZ].*[A-Z]")),
    (r"[a-z]{3} ?\d\d[a-z]\d\d",
     _id("it_cf", r"[A-Z]{3} ?[A-Z]{3} ?\d\d[A-EHLMPRST]\d\d ?[A-Z]\d{3} ?[A-Z]", check.it_cf, r"")),
    (r"[a-z]{5}\d{4}[a-z]", _id("in_pan", r"[A-Z]{3}P[A-Z]\d{4}[A-Z]", check.always, r"[A-Z]")),
    (r"[a-z]{2}(?: ?\d\d){3} ?[a-d]",
     _id("uk_nino", r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d\d){3} ?[A-D]", check.uk_nino, r"[A-Z]")),
    (r"\d{6}[-+a-fu-y]\d{3}", _id("fi_hetu", r"\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]", check.fi_hetu, r"")),
    (r"\d-k", _id("cl_rut", r"\d{1,2}\.?\d{3}\.?\d{3}-K", check.cl_rut, r".*\..*\.", "es_dni")),
    (r"\d{6} ?[a-z] ?\d{3}", _id("de_pension", r"\d\d ?\d{6} ?[A-Z] ?\d{3}", check.de_pension, r"")),
)  # fmt: skip
_ROW = re.compile(r"\d(?:[ .\-/()]{0,3}\d){6,}")
_BESIDE = 3  # the X that a row may end with, and what must not follow
NUMBERED = (
    _id("us_ssn", r"\d{3}([ .-]?)\d\d\1\d{4}", check.us_ssn, r"\d{3}-"),
    _id("fr_nir", r"[12] ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d", check.fr_nir, r""),
    _id("de_tax", r"\d\d ?\d{3} ?\d{3} ?\d{3}", check.de_tax, r"\d\d "),
    _id("nl_bsn", r"\d{4}[. ]?\d{2}[. ]?\d{3}|\d{3} \d{3} \d{3}", check.nl_bsn),
    _id("be_nn", r"\d\d[.]?\d\d[.]?\d\d[ -]?\d{3}[. ]?\d\d", check.be_nn, r"\d\d\.\d\d\.\d\d-"),
    _id("pl_pesel", r"\d{11}", check.pl_pesel),
    _id("pt_nif", r"\d{3} ?\d{3} ?\d{3}", check.pt_nif, None, "es_dni"),
    _id("br_cpf", r"\d{3}\.?\d{3}\.?\d{3}-?\d\d", check.br_cpf, r"\d{3}\.\d{3}\.\d{3}-"),
    _id("cn_id", r"\d{6}(?: ?)(?:19|20)\d{6} ?\d{3}[\dX]", check.cn_id, r""),
    _id("kr_rrn", r"\d{6}-?[1-8]\d{6}", check.kr_rrn, r"\d{6}-"),
    _id("in_aadhaar", r"[2-9]\d{3}([ -]?)\d{4}\1\d{4}", check.in_aadhaar, r"\d{4} "),
    _id("uk_nhs", r"\d{3}[ -]?\d{3}[ -]?\d{4}", check.uk_nhs),
    _id("fi_hetu", r"\d{6}[-+]\d{4}", check.fi_hetu, r""),
    _id("se_pnr", r"(?:19|20)?\d{6}[-+ ]?\d{4}", check.se_pnr, r"\d+[-+]"),
    _id("no_fnr", r"\d{6} ?\d{5}", check.no_fnr, r""),
    _id("dk_cpr", r"\d{6}-?\d{4}", check.dk_cpr),
    _id("tr_tckn", r"[1-9]\d{10}", check.tr_tckn),
    _id("cl_rut", r"\d{1,2}\.?\d{3}\.?\d{3}-\d", check.cl_rut, r"\d+\.\d{3}\.", "es_dni"),
    _id("za_id", r"\d{6} ?\d{4} ?[01][89]\d", check.za_id),
    _id("il_id", r"\d{8}-?\d", check.il_id),
    _id("ro_cnp", r"[1-8]\d{12}", check.ro_cnp),
    _id("cz_rc", r"\d{6}/?\d{3,4}", check.cz_rc, r"\d{6}/\d{4}"),
)
_look = looker([kind.hint for kind in NUMBERED])


def _finder(kind: _Id) -> Callable[[Reading], Iterator[Candidate]]:
    return lambda reading: ids(reading, (kind,), 0, len(reading.text))


LETTERED = tuple((f"(?i){hint}", _finder(kind)) for hint, kind in _LETTERED)
"""Numbers with letters in them: what a text has to have in it, and who looks then."""


def numbered_ids(reading: Reading) -> Iterator[Candidate]:
    """Numbers of digits alone: by their form where signs tell it, else only where a word names them."""
    for row in _ROW.finditer(reading.text):
        start, end = row.start(), row.end() + _BESIDE
        possible = sorted(_look(readable(reading.text[start:end])) or ())
        yield from ids(reading, [NUMBERED[which] for which in possible], start, end)


def ids(reading: Reading, kinds: Sequence[_Id], start: int, end: int) -> Iterator[Candidate]:
    for kind in kinds:
        for match in kind.form.finditer(reading.text, start, end):
            if not kind.valid(_SIGNS.sub("", match[0]).upper()):
                continue
            cue = reading.cue(match.start(), match.end())
            if cue in kind.cues:
                yield Candidate(match.start(), match.end(), "national_id", CERTAIN, kind.name)
            elif cue not in {OTHER, "phone"} and kind.telling is not None and kind.telling.match(match[0]):
                yield Candidate(match.start(), match.end(), "national_id", LIKELY, kind.name)
