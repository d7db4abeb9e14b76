"""The same version gives the same answers for ever: what is written here may only change together with the version.

The weights are in the version by their hash; what reads the texts, tells their language and abstains is in it by the
number alone, which is raised by hand.
"""

import pytest

from ombud.intake import normalise
from ombud.signals.text import TextModel

VERSION = "text-en-3+sha256:b103a89a3264a5b4"
SAID = {
    "you utter idiot": ("en", 0.9786),
    "thank you all so much, what a day": ("en", 0.0164),
    "i will find you and kill you": ("en", 0.9987),
    "muslims are vermin and should leave": ("en", 0.8761),
    "Free money!!! claim your prize at http://win.example now": ("en", 0.0061),
    "we should talk about the budget on 4 May 2026": ("en", 0.0112),
    "4711 0900 123456": (None, "not_text"),
    "you utter idiot, nobody wants you here 4711 8234567 4711 8234567": ("en", 0.9146),
    "Das ist ein sehr schöner Garten mit vielen Blumen": ("de", "language"),
    "zlorp grunt vexil morpag trundlix bwapo": (None, "unsure_language"),
    "👍👍👍": (None, "not_text"),
    "y0u 1d10t": ("en", 0.9952),
    "<b>you are</b> a d*i*s*g*r*a*c*e": ("en", 0.5727),
    "that was a cheeky goal, you absolute legend": ("en", 0.0259),
}
"""By text: the language that is told, and `toxic` or the reason why there is none."""


@pytest.fixture(scope="module")
def model() -> TextModel:
    return TextModel()


@pytest.mark.parametrize("text", SAID)
def test_what_this_version_says_it_goes_on_saying(model: TextModel, text: str) -> None:
    lang, said = SAID[text]
    read = normalise(text)
    told = model.tell([read])
    toxic = model.score([read], told)[0]["toxic"]
    assert model.version == VERSION, "of a new version, write down anew what it says"
    assert told == [lang]
    assert (toxic.abstained if isinstance(said, str) else toxic.value) == (
        said if isinstance(said, str) else pytest.approx(said, abs=2e-4)
    ), "raise the number in the version of the model"
