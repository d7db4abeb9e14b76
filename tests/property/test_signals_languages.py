"""The model of other languages, whatever it is given."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.intake import normalise
from ombud.signals.languages import LanguagesModel

_MODEL = LanguagesModel()
_LANGS = st.one_of(st.none(), st.sampled_from(["ar", "de", "de-CH", "en", "fr", "ko", "zh", "zh-Hant-TW"]), st.text())
_SCRIPTS = st.characters(min_codepoint=0x20, max_codepoint=0xD7FF)
_TEXTS = st.one_of(
    st.text(), st.text(_SCRIPTS, min_size=10), st.text("aäo uß ", min_size=10), st.text("的一是不了人我", min_size=3)
)


@settings(max_examples=100, deadline=None)
@given(_TEXTS, _LANGS)
def test_every_text_gets_every_signal_or_a_reason(text: str, lang: str | None) -> None:
    (signals,) = _MODEL.score([normalise(text)], [lang])
    assert tuple(signals) == _MODEL.names
    for signal in signals.values():
        assert (signal.value is None) == (signal.abstained is not None)
        assert signal.value is None or (isinstance(signal.value, float) and 0 <= signal.value <= 1)


@settings(max_examples=30, deadline=None)
@given(_TEXTS)
def test_what_explains_lies_in_the_text(text: str) -> None:
    given_ = normalise(text)
    for name in _MODEL.names:
        for (begin, end), _ in _MODEL.explain(given_, name):
            assert 0 <= begin < end <= len(text)
