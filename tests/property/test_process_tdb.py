"""Whatever was decided, the DSA Transparency Database takes what we derive from it; and no input breaks the check."""

import json
from datetime import UTC, datetime

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ombud.model import ITEM_KINDS, Actor, Cited, Decision, Event, Item, Law, Match, Measure, Statement
from ombud.pipeline.telling.in_public import in_public
from ombud.process.tdb import STARTER, Category, Provider, payload_of, validate

CLAUSES = st.sampled_from([*STARTER, "house/rules"])
TEXT = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    ["null", " ", "call +49 30 901820 now " * 150, "anna@example.org " * 200, "4111 1111 1111 1111"]
)
MOMENTS = st.datetimes(timezones=st.just(UTC))
KINDS = {**STARTER, "house/rules": Category("STATEMENT_CATEGORY_VIOLENCE", ("KEYWORD_OTHER",))}
WORDS = TEXT.map(str.strip).filter(bool)  # a policy has no law without words
LAWS = st.none() | st.builds(Law, WORDS, WORDS)


@st.composite
def records(draw: st.DrawFn) -> tuple[Decision, Event, Statement]:
    at, measure = draw(MOMENTS), draw(st.sampled_from(Measure))
    clauses = draw(st.lists(CLAUSES, unique=True, max_size=4))
    kind = draw(st.sampled_from(["item.created", "item.reported", "item.reviewed"]))
    item = Item(
        id=draw(TEXT), kind=draw(st.sampled_from(ITEM_KINDS)), text=draw(TEXT), created_at=draw(st.none() | MOMENTS),
        lang=draw(st.none() | TEXT | st.sampled_from(["de", "pt-BR"])),
    )  # fmt: skip
    decision = Decision(
        id=draw(TEXT), event="e", item=item.id, measure=measure, policy="sha256:00", actor=Actor("human"), at=at,
        matches=tuple(
            Match(clause, draw(TEXT), draw(st.sampled_from(Measure)), withheld=draw(st.booleans()))
            for clause in clauses
        ),
    )  # fmt: skip
    statement = Statement(
        id="s", decision=decision.id, item=item.id, person=draw(TEXT), measure=measure,
        cited=tuple(Cited(clause, draw(TEXT), draw(TEXT), (draw(TEXT),), draw(LAWS)) for clause in clauses),
        facts=draw(TEXT),
        automated=draw(st.sampled_from(["fully", "partially", "not"])),
        detection=draw(st.sampled_from(["rules", "report", "review", "appeal"])),
        policy=decision.policy, language="en", at=at, until=draw(st.none() | MOMENTS),
    )  # fmt: skip
    return decision, Event(id="e", type=kind, at=draw(MOMENTS), item=item), statement


@settings(deadline=None)  # the first redaction loads its tables
@given(records(), TEXT | st.just("https://forum.example"))
def test_whatever_we_derive_would_be_taken(record: tuple[Decision, Event, Statement], url: str) -> None:
    payload = payload_of(*record, Provider(url, KINDS, in_public))
    if payload is not None:
        assert validate(json.loads(msgspec.json.encode(payload)), in_public) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("null"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
GIVEN = json.loads(
    msgspec.json.encode(
        payload_of(
            Decision("d", "e", "i", Measure.HOLD, "p", Actor("human"), datetime(2026, 1, 1, tzinfo=UTC)),
            Event("e", "item.created", datetime(2026, 1, 1, tzinfo=UTC), Item("i", "post")),
            Statement(
                "s", "d", "i", None, Measure.HOLD, (), "f", "not", "rules", "p", "en", datetime(2026, 1, 1, tzinfo=UTC)
            ),
            Provider("https://forum.example", {}, str),
        )
    )
)
FIELDS = st.sampled_from([*GIVEN, "category_specification", "category_addition", "content_id", "territorial_scope",
                          "end_date_service_restriction", "decision_monetary_other"])  # fmt: skip


@settings(deadline=None)
@given(JSON, st.dictionaries(FIELDS | st.text(max_size=8), JSON, max_size=4))
def test_nothing_that_json_can_say_breaks_the_check(anything: object, some: dict[str, object]) -> None:
    for payload in (anything, some, {**GIVEN, **some}):
        for error in validate(payload, str.casefold):
            assert error.why
