"""Letters made for flags: 🇮🇩🇮🇴🇹 is a word, 🇺🇸🇬🇧 are two flags."""

import re

from ombud.intake.edits import Places

__all__ = ["unflag"]

_FIRST = 0x1F1E6
_RUN = re.compile("[\U0001f1e6-\U0001f1ff]+")
# The regions that have a flag (Unicode Emoji 15.0): ISO 3166-1, and AC CP DG EA EU IC TA UN XK.
_REGIONS = frozenset(re.findall("..", (
    "ACADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCPCRCUCVCWCXCY"
    "CZDEDGDJDKDMDODZEAECEEEGEHERESETEUFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUICIDIEILIMINIOIQIRIS"
    "ITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNO"
    "NPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTATCTDTFTGTHTJTKTLTMTNTO"
    "TRTTTVTWTZUAUGUMUNUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW"
)))  # fmt: skip


def unflag(text: str, at: Places) -> str:
    """The text with such letters as letters where they make no row of flags, one for one.

    Two that stood apart as written make no flag, whatever stood between: that is how they are kept from making one.
    """
    if text.isascii() or not _RUN.search(text):
        return text
    letters = list(text)
    for match in _RUN.finditer(text):
        start, end = match.span()
        begin = start
        for i in range(start + 1, end + 1):
            if i == end or at[i] - at[i - 1] > 1:
                word = [chr(ord(letter) - _FIRST + ord("a")) for letter in text[begin:i]]
                if not _are_flags("".join(word)):
                    letters[begin:i] = word
                begin = i
    return "".join(letters)


def _are_flags(word: str) -> bool:
    return len(word) % 2 == 0 and all(pair in _REGIONS for pair in re.findall("..", word.upper()))
