"""Letters with marks that no language writes in one word: decoration, as in ``ìdíöt`` and ``ƒuck``."""

import re
import unicodedata
from functools import lru_cache

__all__ = ["undecorate"]

# What each orthography has beyond a to z, those that share nearly all of it as one.
_ORTHOGRAPHIES = tuple(map(frozenset, (
    "àâæçéèêëîïôœùûüÿñ",  # French, Breton
    "äëöüéèêôûîâ",  # German, Luxembourgish
    "áéíóúüñïàèòç",  # Spanish, Catalan, Galician, Irish, Scottish
    "àáâãçéêíóôõúüè",  # Portuguese
    "àèéìíîòóùú",  # Italian, Maltese
    "áàâéèêëíïîóôöúûüý",  # Dutch, Afrikaans, Frisian
    "åäöæøéèêàóòôâüá",  # Danish, Norwegian, Swedish, Finnish
    "áðéíóúýþæöø",  # Icelandic, Faroese
    "áéíóúḃċḋḟġṁṗṡṫ",  # Irish in the old way
    "āǣēīōūȳæðþċġ",  # Old English
    "âêîôûŵŷáéíóúàèòùïö",  # Welsh
    "ąćęłńóśźż",  # Polish, Sorbian
    "áäčďéěíĺľňóôŕřšťúůýž",  # Czech, Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîșțşţ",  # Romanian
    "âçğıiîöşüûəäňýžñêéñ",  # Turkish, Azerbaijani, Turkmen, Kurdish, Tatar
    "čćđšžàáèéìíòóùúłń",  # Croatian, Serbian, Slovene
    "āčēģīķļņōŗšūž",  # Latvian
    "ąčęėįšųūž",  # Lithuanian
    "äöõüšž",  # Estonian
    "çë",  # Albanian
    "ċġħżàèìòù",  # Maltese
    "áčđŋšŧžâåäöæøõǩǥǧʒǯ",  # Sámi
    "ĉĝĥĵŝŭ",  # Esperanto
    "āīūēōṛṝḷṅñṇṭḍśṣṃṁḥẓġḫẖšžčṯḏǧ",  # Sanskrit, Arabic and Hebrew in Latin letters, Māori, Japanese
    "ẹọṣịụáàéèíìóòúùńǹṅɓɗƙƴəǝñ",  # Yoruba, Igbo, Hausa, Kanuri, Fula
    "ɖɛəƒɣŋɔʋǝáàãéèíìóòúùɩʊɓɗ",  # Ewe, Akan, Dagbani, Mossi
    "ãẽĩõũỹñáéíóúý",  # Guarani
    "ḓḽṅṋṱ",  # Venda
    "ʻāēīōūáéíóú",  # Polynesian
)))  # fmt: skip
_ANY = frozenset().union(*_ORTHOGRAPHIES)
_VIETNAMESE = re.compile("[a-zăâđêôơư]*[áàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]?[a-zăâđêôơư]*")
_PINYIN = re.compile("(?=.*[āēīōūǎěǐǒǔǖǘǚǜ])[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]*")
# Ewe, whose letter ƒ is, has open syllables.
_NOT_EWE = re.compile("ƒ[bcdfghjkmnpqrstvxz]|[bcdfghjklnpqrstvwxyz]$|[bcdfhjkpqrtvx][bcdfghjklmnpqrstvwxz]")
_HIATUS = re.compile("(?<![aeiouyáéíóúàèìòùâêôûäöü])[ïÿ]")  # a diaeresis on them parts two vowels
_BASES = {
    letter: group[0]
    for group in re.findall(
        r"\S+",
        "aⱥ bƀɓ cȼƈ dđɗɖð eɇ fƒ gǥɠ hħɦⱨ iɨı jɉ kꝁƙⱪ lłƚɫⱡ nɲƞŋ oøɵ pᵽƥ qꝗʠ rɍɽ sʂȿ tŧƭⱦʈ uʉ vʋ wⱳ yɏƴ zƶȥⱬ",
    )
    for letter in group[1:]
}
_MARKED = r"[\u00df-\u02af\u1d7d\u1e00-\u1eff\u2c60-\u2c7f\ua740-\ua7ff]"
_is_marked = re.compile(_MARKED).search
_WORD = re.compile(rf"(?<![^\W\d_])[^\W\d_]*{_MARKED}[^\W\d_]*")


def undecorate(text: str) -> str:
    """The text with such words in plain letters, one for one. A word that some language may have stays as it is."""
    if text.isascii() or not _is_marked(text):
        return text
    return _WORD.sub(lambda word: _plain(word[0]), text)


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    foreign = {letter for letter in word if not letter.isascii()}
    if len(word) == 1:
        return word
    if foreign <= _ANY and _may_be_spelt(word, foreign):
        return word
    if _VIETNAMESE.fullmatch(word) or _PINYIN.fullmatch(word):
        return word
    bases = [_base(letter) for letter in word]
    return "".join(bases) if all(bases) else word


def _may_be_spelt(word: str, foreign: set[str]) -> bool:
    if "ƒ" in foreign and _NOT_EWE.search(word):
        return False
    return any(foreign <= letters for letters in _ORTHOGRAPHIES) and not _HIATUS.search(word)


def _base(letter: str) -> str:
    """The plain letter below the marks; "" where there is none."""
    base = _BASES.get(letter) or unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() else ""
