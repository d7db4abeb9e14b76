"""Reading the data folder: hashes checked, benchmarks refused, labels masked, known defects repaired."""

from training.corpus.licences import LICENCES, OURS, made_from
from training.corpus.load import CONTRAST, Corpus, Row, labels_of, load, read_contrast, read_source
from training.corpus.refusals import must_be_no_benchmark, read_table
from training.corpus.sources import HEADS, SOURCES, TERMS, Source, Use

__all__ = [
    "CONTRAST",
    "HEADS",
    "LICENCES",
    "OURS",
    "SOURCES",
    "TERMS",
    "Corpus",
    "Row",
    "Source",
    "Use",
    "labels_of",
    "load",
    "made_from",
    "must_be_no_benchmark",
    "read_contrast",
    "read_source",
    "read_table",
]
