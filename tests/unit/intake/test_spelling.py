"""Marks that decorate, and marks that spell."""

import pytest

from ombud.intake import normalise
from ombud.intake.fold import fold


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("ìdíöt", "idiot"),
        ("ïdiot ÏDÏÖT", "idiot idiot"),
        ("ƒuck ƒucker ƒree", "fuck fucker free"),
        ("ɨđɨøŧ", "idiot"),
        ("sţúpïd", "stupid"),
        ("fŕëë", "free"),
    ],
)
def test_a_word_that_no_language_spells_so_is_read_without_its_marks(raw: str, expected: str) -> None:
    assert normalise(raw).normal == expected


@pytest.mark.parametrize(
    "raw",
    [
        "café naïve résumé coöperate señor façade doppelgänger jalapeño",
        "déjà été français élève où",
        "müßig".replace("ß", "ss") + " größe".replace("ß", "ss") + " übermäßig".replace("ß", "ss"),
        "está mañana pingüino niñez corazón",
        "não coração português às órgãos",
        "perché così più è",
        "coördinatie geïnd reünie één haïti saïd",
        "smörgåsbord blåbær østfold äiti yö",
        "þetta er íslenska, ðað",
        "zażółć gęślą jaźń",
        "příští žluťoučký kůň ľúbiť",
        "árvíztűrő tükörfúrógép",
        "înțelegeți mâine",
        "çağdaş güneşli değil",
        "želim čaj đak",
        "ģimene šķērsot ąžuolas",
        "ċagħaq ġie",
        "ĉiuĵaŭde",
        "hôm nay trời đẹp quá, đường phố nghiêng",
        "běijīng nǐhǎo lǜsè",
        "saṃskṛta āryabhaṭa ṣūfī",
        "ẹ káàárọ̀ ọ̀rẹ́",
        "aƒe eƒo ƒle ŋutifafa ɔkɔtɔ",
        "rannṗáirtí ēðel",
        "the letter ï and ƒ50",
        "жïзнь",
    ],
)
def test_words_of_real_languages_keep_their_marks(raw: str) -> None:
    assert normalise(raw).normal == fold(raw)[0]
