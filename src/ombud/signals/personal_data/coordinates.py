"""Exact places on the map: latitude and longitude, decimal or in degrees and minutes, and codes that stand for them."""

import re
from collections.abc import Iterator

from ombud.signals.personal_data.kinds import CERTAIN, Candidate
from ombud.signals.personal_data.reading import Reading

__all__ = ["HINT", "coordinates"]

HINT = r"\d\.\d{3}|\d ?[°º]|///\w|[23456789CFGHJMPQRVWX]{6}\+"

_DECIMAL = re.compile(
    r"(?<![A-Za-z0-9_.,-])(?P<lat>[+-]?\d{1,2}\.(?P<fine>\d{3,}))(?: ?[°º])?(?: ?[NS])?(?:, ?|; ?| |%2C)"
    r"(?P<lon>[+-]?\d{1,3}\.\d{3,})(?: ?[°º])?(?: ?[EWO])?(?![\w%]|\.\d)"
)
_MINUTES = r" ?[°º] ?\d{1,2}(?:\.\d+)? ?['′’](?: ?\d{1,2}(?:\.\d+)? ?(?:[\"″”]|''))? ?"
_SEXAGESIMAL = re.compile(rf"(?<![\w.])(?P<lat>\d{{1,2}}){_MINUTES}[NS],? ?(?P<lon>\d{{1,3}}){_MINUTES}[EWO]\b")
_CODE = re.compile(
    r"(?<![\w+])[2-9C][2-9CFGHJMPQRV][2-9CFGHJMPQRVWX]{6}\+[2-9CFGHJMPQRVWX]{2,3}\b"  # Open Location Code
    r"|(?<![\w/:])///(?:[a-z]{3,}\.){2}[a-z]{3,}\b"  # three words
)
_FINE = 4
"""From so many decimals on a pair of numbers is a place within eleven metres; with fewer a word has to say so."""


def coordinates(reading: Reading) -> Iterator[Candidate]:
    """Pairs within 90 and 180 degrees; Open Location Codes of a few metres; three-word addresses."""
    for match in _DECIMAL.finditer(reading.text):
        fits = abs(float(match["lat"])) <= 90 and abs(float(match["lon"])) <= 180
        if fits and (len(match["fine"]) >= _FINE or reading.cue(match.start(), match.end()) == "coordinates"):
            yield Candidate(match.start(), match.end(), "coordinates", CERTAIN)
    for match in _SEXAGESIMAL.finditer(reading.text):
        if int(match["lat"]) <= 90 and int(match["lon"]) <= 180:
            yield Candidate(match.start(), match.end(), "coordinates", CERTAIN)
    for match in _CODE.finditer(reading.text):
        yield Candidate(match.start(), match.end(), "coordinates", CERTAIN)
