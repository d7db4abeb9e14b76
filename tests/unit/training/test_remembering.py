"""What is measured with a memory is what is measured without."""

from collections.abc import Mapping, Sequence

from ombud.intake import normalise
from ombud.model import Signal, Text
from ombud.signals.text import TextModel
from training.measure.remembering import Remembering


class Counting(TextModel):
    """Counts the texts that it is asked about."""

    asked = 0

    def score(self, texts: Sequence[Text], langs: Sequence[str | None]) -> list[Mapping[str, Signal]]:
        self.asked += len(texts)
        return super().score(texts, langs)


def test_each_text_is_asked_about_once_in_each_language_and_answered_as_the_model_answers() -> None:
    model = Counting()
    remembering = Remembering(model)
    texts = [normalise(text) for text in ("you fool", "lovely day", "you fool", "you fool")]
    langs = ["en", "en", "en", "de"]
    assert remembering.score(texts, langs) == TextModel().score(texts, langs)
    assert remembering.score(texts[::-1], langs[::-1]) == TextModel().score(texts[::-1], langs[::-1])
    assert model.asked == 3
    assert (remembering.version, remembering.names) == (model.version, model.names)
    assert remembering.tell(texts) == model.tell(texts)
    assert remembering.explain(texts[0], "insult") == model.explain(texts[0], "insult")
