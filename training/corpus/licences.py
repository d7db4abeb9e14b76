"""What each source is called, and under which licence its labels came to us: for the cards (NOTICE attributes them)."""

from collections import Counter
from collections.abc import Iterable, Mapping

from ombud.signals.cards import Table
from training.corpus.load import Row

__all__ = ["LICENCES", "OURS", "made_from"]

LICENCES: Mapping[str, tuple[str, str]] = {
    "text/paradetox": ("ParaDetox: Reddit and Twitter", "CC0 1.0"),
    "text/edos-train": ("EDOS, training: Reddit and Gab, sexism", "CC0 1.0"),
    "text/edos-dev": ("EDOS, dev", "CC0 1.0"),
    "text/toxic-spans": ("Toxic Spans: news comments", "CC0 1.0"),
    "text/context-toxicity": ("Context toxicity: Wikipedia talk pages", "Apache-2.0; comments CC BY-SA 3.0"),
    "text/hatemoji-train": ("HatemojiBuild, training: written to deceive", "CC BY 4.0"),
    "text/hatemoji-dev": ("HatemojiBuild, dev", "CC BY 4.0"),
    "text/toxigen": ("TOXIGEN: made by a machine, rated by people", "MIT, CDLA-Permissive-2.0"),
    "text/davidson-hate": ("Davidson: tweets found by a list of hateful words", "MIT"),
    "text/misogyny-train": ("Online misogyny, training: Reddit", "MIT"),
    "text/misogyny-dev": ("Online misogyny, dev", "MIT"),
    "text/sentence-templates": ("Sentence templates", "CC BY 4.0"),
    "text/germeval-train": ("GermEval 2018, training: tweets", "CC BY 4.0"),
    "text/sms-spam": ("SMS Spam Collection: short messages", "CC BY 4.0"),
    "text/smishing": ("SMS Phishing Dataset: short messages", "CC BY 4.0"),
    "text/jigsaw-wikipedia": ("Toxic Comment Classification: Wikipedia talk pages", "CC0 1.0; comments CC BY-SA 3.0"),
    "text/hatexplain": ("HateXplain: Twitter and Gab, found by slurs", "MIT"),
    "text/mlma": ("MLMA: tweets found by keywords", "MIT"),
    "text/fox-news": ("Fox News comments", "MIT"),
    "text/sbic-dev-split": ("Social Bias Frames, dev split: Reddit, Twitter, Gab", "CC BY 4.0"),
    "text/diasafety": ("DiaSafety: dialogues", "Apache-2.0"),
    "text/cold-zh-train": ("COLD, training", "Apache-2.0"),
    "text/cold-zh-dev": ("COLD, dev", "Apache-2.0"),
    "text/gahd-train": ("GAHD, training: written to deceive", "CC BY 4.0"),
    "text/gahd-dev": ("GAHD, dev", "CC BY 4.0"),
    "text/curse-ko": ("Curse detection data", "MIT"),
    "dev-only/unhealthy-val": ("Unhealthy Comments, validation: news comments", "CC BY-NC-SA 4.0"),
    "terms/ldnoobw": ("List of Dirty, Naughty, Obscene, and Otherwise Bad Words", "CC BY 4.0"),
    "terms/surge-profanity": ("Surge AI's list of profanity", "MIT"),
}
"""By path in the data folder."""

OURS = "Written by us"


def made_from(rows: Iterable[Row]) -> Table:
    """A card's table of sources: what each is, how many texts of it there were to be learnt from, its licence."""
    counts = Counter(row.source if row.source in LICENCES else OURS for row in rows)
    ours = counts.pop(OURS, 0)
    return Table(
        "Made from",
        ("corpus", "texts", "licence"),
        (*((LICENCES[path][0], count, LICENCES[path][1]) for path, count in counts.most_common()),
         (OURS, ours, "Apache-2.0")),
        "What there was to learn from. None of the corpora's texts is in Ombud.",
    )  # fmt: skip
