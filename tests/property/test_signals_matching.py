"""Both engines against each other, and against looking for each term and pattern by hand, over hostile text."""

import re
from collections.abc import Sequence
from itertools import pairwise

import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.intake import normalise
from ombud.model import BadInput, Span, Text
from ombud.ports import Database, MatcherFactory, Pattern, Shard, TermSet
from ombud.scanning.worker import compile_shard
from ombud.signals import matcher_factory
from ombud.signals.matching.boundary import at_boundary

SOME = settings(max_examples=60, deadline=None)
MANY = settings(max_examples=300, deadline=None)
WORDS = st.text("abc", min_size=1, max_size=3)


def compiled_here(shards: Sequence[Shard]) -> list[Database]:
    """A builder without a process of its own, one expression refused by the library being refused alone."""
    made = []
    for shard in shards:
        refused = frozenset(one for one in shard.whether if not compile_shard([one], []))
        whether = [one for one in shard.whether if one not in refused]
        made.append(Database(compile_shard(whether, list(shard.where)), refused))
    return made


ENGINES: list[MatcherFactory] = [matcher_factory(normalise), matcher_factory(normalise, compiled_here)]

# letters with strays, look-alikes, cases, marks, two to four bytes long; word breaks; line breaks
LETTERS = "aabbkKsS\u017f\u212aéÉßσςдДคا\u0301😀01 _.-\n"
CHARS = [
    "a", "b", "k", "s", "S", "é", "ß", "σ", "д", "😀", "ſ", r"\x{212a}", " ", ".", r"\.", r"\w", r"\W", r"\s", r"\S",
    r"\d", "[ab]", "[^a]", "[^é]", "[a-z]", "[A-Zé]", "[[:alpha:]_]", r"[\w-]", r"[^\W\d]", r"\pL", r"\p{Greek}",
    r"\PN", "[]a]", r"\x61", r"\141", r"\Qa.\E", r"\n", "[^\x00-\x7f]", "[^k]", "[^S]",
]  # fmt: skip
LOOKS = ["^", "$", r"\b", r"\B", r"\A", r"\z"]
FLAGS = ["(?i)", "(?s)", "(?m)", "(?-i)", "(?ms)"]
COUNTS = ["*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?", "{0,40}", "{3,50}", "{0}"]


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.lists(parts, min_size=1, max_size=4).map("".join)
        | st.lists(parts, min_size=2, max_size=4).map(lambda some: f"({'|'.join(some)})")
        | st.tuples(parts, st.sampled_from(COUNTS)).map(lambda one: f"(?:{one[0]}){one[1]}")
        | st.tuples(st.sampled_from(["(?i:", "(?P<n>", "(?s-i:"]), parts).map(lambda one: f"{one[0]}{one[1]})")
    )


ATOMS = (
    st.sampled_from(CHARS)
    | st.sampled_from(LOOKS)
    | st.tuples(st.sampled_from(CHARS), st.sampled_from(COUNTS)).map("".join)
)
REGEXES = st.tuples(st.sampled_from(["", "", "", *FLAGS]), st.recursive(ATOMS, _joined, max_leaves=8)).map("".join)
TEXTS = st.text(LETTERS, max_size=30) | st.text(st.characters(codec="utf-8"), max_size=20)
ANY_TEXT = TEXTS | st.text(max_size=10)


def texts_of(raw: str) -> list[Text]:
    """As it comes, and as a normal form that happens to be what was written."""
    return [normalise(raw), Text(raw, raw)]


def by_hand(regex: str, seen: str, text: Text, *, exact: bool) -> set[Span] | None:
    """Where the pattern matches; None where it does not match at all."""
    data = seen.encode()
    matches = [one.span() for one in re2.compile(regex.encode()).finditer(data)]
    if not matches:
        return None
    places = [(len(data[:start].decode()), len(data[:end].decode())) for start, end in matches if end > start]
    return {(start, end) if exact else text.span(start, end) for start, end in places}


@MANY
@given(st.lists(st.tuples(REGEXES, st.booleans()), min_size=1, max_size=5), st.lists(TEXTS, min_size=1, max_size=5))
def test_every_engine_finds_what_each_pattern_alone_finds(
    given_patterns: list[tuple[str, bool]], raws: list[str]
) -> None:
    patterns = []
    for i, (regex, exact) in enumerate(given_patterns):
        try:
            ENGINES[0]([], [Pattern(f"p{i}", regex, exact)])
        except BadInput:
            continue
        patterns.append(Pattern(f"p{i}", regex, exact))
    for matcher in [build([], patterns) for build in ENGINES]:
        for text in [text for raw in raws for text in texts_of(raw)]:
            found = matcher.find(text)
            for one in patterns:
                places = by_hand(one.regex, text.raw if one.exact else text.normal, text, exact=one.exact)
                assert (one.key in found) == (places is not None), (one, text)
                if places is not None:
                    assert found[one.key] == tuple(sorted(places)[:100]), (one, text)


BRANCHES = st.lists(
    st.sampled_from(["a", "ab", "b", "ba", "aba", "(?:a|b)b", "k", "b+", r"\ba"]), min_size=2, max_size=4, unique=True
)
SHARED = st.tuples(
    st.sampled_from(["", "(?i)"]), st.sampled_from(["", "a?", r"\b", "b*", "^"]), BRANCHES,
    st.sampled_from(["", "b*", "[ab]{2}", " +[01]+", "a?b?", "$", "(a|b)*"]),
).map(lambda one: f"{one[0]}{one[1]}({'|'.join(one[2])}){one[3]}")  # fmt: skip


@MANY
@given(
    st.lists(SHARED, min_size=2, max_size=6, unique=True),
    st.lists(st.text("abAk 01", max_size=25), min_size=1, max_size=6),
)
def test_patterns_that_share_pieces_find_what_they_find_alone(regexes: list[str], raws: list[str]) -> None:
    patterns = [Pattern(f"p{i}", regex, exact=True) for i, regex in enumerate(regexes)]
    for matcher in [build([], patterns) for build in ENGINES]:
        for raw in raws:
            text = Text(raw, raw)
            alone = {one.key: by_hand(one.regex, raw, text, exact=True) for one in patterns}
            assert matcher.find(text) == {
                key: tuple(sorted(spans)) for key, spans in alone.items() if spans is not None
            }, (regexes, raw)


TERMS = st.text(LETTERS + "ollo", min_size=1, max_size=5)


@MANY
@given(
    st.lists(st.tuples(st.lists(TERMS, max_size=4), st.booleans()), max_size=5),
    st.lists(ANY_TEXT, min_size=1, max_size=4),
)
def test_every_engine_finds_the_same_terms(lists: list[tuple[list[str], bool]], raws: list[str]) -> None:
    sets = [TermSet(f"t{i}", tuple(terms), exact) for i, (terms, exact) in enumerate(lists)]
    try:
        matchers = [build(sets, []) for build in ENGINES]
    except BadInput as error:
        assert error.code == "term_empty"  # noqa: PT017 - what else may be wrong is not asked here
        return
    for text in [text for raw in raws for text in texts_of(raw)]:
        portable, scanned = (dict(matcher.find(text)) for matcher in matchers)
        assert portable == scanned, text
        for one in sets:
            if one.exact:
                assert set(portable.get(one.key, ())) == {
                    (start, start + len(term))
                    for term in map(str.strip, one.terms)
                    for start in range(len(text.raw))
                    if text.raw.startswith(term, start) and at_boundary(text.raw, start, start + len(term))
                }


@SOME
@given(st.sets(WORDS, min_size=1, max_size=6), st.lists(WORDS, max_size=8))
def test_terms_are_found_where_words_are_equal(terms: set[str], words: list[str]) -> None:
    raw = ", ".join(words)
    for build in ENGINES:
        found = build([TermSet("t", tuple(terms), exact=True)], []).find(normalise(raw))
        expected = tuple(match.span() for match in re.finditer("[abc]+", raw) if match[0] in terms)
        assert found == ({"t": expected} if expected else {})


GAPS = st.sampled_from(
    [
        " ",
        ", ",
        "-",
        "_",
        "*",
        ".",
        "...",
        "... ",
        '" ',
        " 💰 ",
        "--- -",
        ". ",
        "! ",
        '." ',
        "?) ",
        "------",
        "",
        "'",
        "।  ",
    ]
)
JOINING = {" ", ", ", "-", "_", "*", ".", "...", "... ", '" ', " 💰 ", "--- -"}


@SOME
@given(st.lists(st.tuples(st.sampled_from(["xu", "yo", "किताब", "дом"]), GAPS), min_size=2, max_size=6))
def test_a_phrase_is_found_across_the_gaps_that_join_and_across_no_others(parts: list[tuple[str, str]]) -> None:
    raw = "".join(word + gap for word, gap in parts) + "end"
    expected, start = [], 0
    for (word, gap), (after, behind) in pairwise(parts):
        end = start + len(word + gap + after)
        before = raw[:start]
        if (word, after) == ("xu", "किताब") and gap in JOINING and behind != "" and not before[-1:].isalpha():
            expected.append((start, end))
        start += len(word + gap)
    for build in ENGINES:
        for text in texts_of(raw):
            found = build([TermSet("t", ("xu किताब",))], []).find(text)
            assert found == ({"t": tuple(expected)} if expected else {}), (raw, text)


@SOME
@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.text("kiіl1\u200b. -lо", max_size=40))
def test_every_span_is_a_piece_of_the_text(raw: str) -> None:
    for build in ENGINES:
        matcher = build([TermSet("t", ("kill", "ki", "l"))], [Pattern("p", r"\S+"), Pattern("q", "l+", True)])
        for spans in matcher.find(normalise(raw)).values():
            assert list(spans) == sorted(set(spans))
            assert all(0 <= start < end <= len(raw) for start, end in spans)
