"""Letters that pass for Latin ones, chosen by hand from what is seen in obfuscated posts.

Not the whole of Unicode's confusables (UTS #39): that table is made for comparing names and also joins letters that
people tell apart when reading a sentence. `STRONG` letters are drawn like the Latin letter; `WEAK` ones only remind of
it, and count only beside real Latin letters in the same word.
"""

__all__ = ["ALWAYS", "STRONG", "TO_SCRIPT", "WEAK"]


def _pairs(table: str) -> dict[str, str]:
    """``"xX аА"`` style: the first letter of each group is what the others stand for."""
    return {look: group[0] for group in table.split() for look in group[1:]}


_CYRILLIC_STRONG = _pairs(
    "aаА bВ cсСϲ dԁ eеЕ hһҺН iіІӏ jјЈ kкК lӀ mМ oоО pрР qԛԚ sѕЅ tТ wԝԜ xхХ yуУүҮ"
)  # fmt: skip
_CYRILLIC_WEAK = _pairs("bвьЬ hн mм tт rг nп uц wшщ 3зЗ")
_GREEK_STRONG = _pairs("aαΑ bΒ eΕ hΗ iιΙ kκΚ mΜ nΝ oοΟ pρΡ tΤ uυ vν xχΧ yΥγ zΖ cϲϹ jϳͿ")
_GREEK_WEAK = _pairs("bβ eεξ nη sςσ tτ wωψ xΧ yγλ")
_ARMENIAN_STRONG = _pairs("hհ oօՕ uսՍ gց nո jյ qզ lլ sՏ")
_ARMENIAN_WEAK = _pairs("wա dժ")
_CHEROKEE_STRONG = _pairs("aᎪ bᏴ cᏟ dᎠ eᎬ gᏀ hᎻ iᏆ jᎫ kᏦ lᏞ mᎷ pᏢ rᏒ sᏚ tᎢ vᏙ wᎳ yᎩ zᏃ")

STRONG = {**_CYRILLIC_STRONG, **_GREEK_STRONG, **_ARMENIAN_STRONG, **_CHEROKEE_STRONG}
WEAK = {
    look: letter
    for look, letter in {**_CYRILLIC_WEAK, **_GREEK_WEAK, **_ARMENIAN_WEAK}.items()
    if look not in STRONG and letter.isalpha()
}

ALWAYS = {
    **_pairs("aᴀɑ bʙ cᴄ dᴅ eᴇ fꜰ gɢɡ hʜ iɪ jᴊ kᴋ lʟ mᴍ nɴ oᴏ pᴘ rʀ sꜱ tᴛ uᴜ vᴠ wᴡ yʏ zᴢ"),  # small capitals
    **{chr(0x1F150 + i): chr(97 + i) for i in range(26)},  # 🅐 negative circled
    **{chr(0x1F170 + i): chr(97 + i) for i in range(26)},  # 🅰 negative squared
    **dict.fromkeys("‘’ʼ′", "'"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("‐‒–—―−", "-"),
}
"""Letters of no living orthography, and punctuation that keyboards put in by themselves."""


def _inverse(*tables: dict[str, str]) -> dict[str, str]:
    out: dict[str, str] = {}
    for table in tables:
        for look, letter in table.items():
            if look.islower():
                out.setdefault(letter, look)
    return out


TO_SCRIPT = {
    "cyrillic": {**_inverse(_CYRILLIC_STRONG), "b": "в", "h": "н", "m": "м", "t": "т"},
    "greek": _inverse(_GREEK_STRONG),
}
"""The other way round: the Latin letters that are slipped into Russian or Greek words."""
