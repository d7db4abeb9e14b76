"""From the sealed record of a restriction to what the DSA Transparency Database is told about it (DSA Art. 24(5)).

No personal data goes there: nothing of what the person wrote, nobody's id, no reviewer's own words. What is left are
the rules and the clause, in the policy's words, and how the decision came about.
"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, datetime

from ombud.model import Cited, Decision, Event, Law, Measure, Statement
from ombud.process.tdb.clauses import OTHER
from ombud.process.tdb.payload import Payload, Provider
from ombud.process.tdb.validation import LAST_DATE, validate
from ombud.process.tdb.vocabulary import COUNTRIES, LANGUAGES
from ombud.process.wording import SUPPORT

__all__ = ["payload_of", "puid_of"]

_VISIBILITY = {
    Measure.LABEL: "DECISION_VISIBILITY_CONTENT_LABELLED",
    Measure.LIMIT: "DECISION_VISIBILITY_CONTENT_DEMOTED",
    Measure.AGE_GATE: "DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED",
    Measure.GEO_RESTRICT: "DECISION_VISIBILITY_CONTENT_DISABLED",
    Measure.HOLD: "DECISION_VISIBILITY_CONTENT_DISABLED",
    Measure.REMOVE: "DECISION_VISIBILITY_CONTENT_REMOVED",
}
_DONE = {
    Measure.LABEL: "A label was added to it; it stays visible.",
    Measure.LIMIT: "It stays visible, and is shown to fewer people.",
    Measure.AGE_GATE: "It is shown to adults only.",
    Measure.GEO_RESTRICT: "It is not shown in some territory.",
    Measure.HOLD: "It is hidden until a person has looked at it.",
    Measure.REMOVE: "It was taken down, and is kept so that it can be put back.",
    Measure.SUSPEND: "The account that it belongs to was suspended.",
}
_FOUND = {
    "rules": "Automated rules of the published policy found it.",
    "report": "Somebody reported it.",
    "review": "A person found it in a review.",
    "appeal": "The decision before was appealed, and somebody who had no part in it decided anew.",
}
_WHO = {
    "fully": "The decision was taken by automated means alone.",
    "partially": "It was found by automated means, and a person decided.",
    "not": "A person decided.",
}
_AUTOMATED = {
    "fully": "AUTOMATED_DECISION_FULLY",
    "partially": "AUTOMATED_DECISION_PARTIALLY",
    "not": "AUTOMATED_DECISION_NOT_AUTOMATED",
}
_CONTENT = {
    "post": "CONTENT_TYPE_TEXT",
    "comment": "CONTENT_TYPE_TEXT",
    "message": "CONTENT_TYPE_TEXT",
    "profile": "CONTENT_TYPE_TEXT",
    "image": "CONTENT_TYPE_IMAGE",
    "video": "CONTENT_TYPE_VIDEO",
}
_OTHER_CONTENT = "CONTENT_TYPE_OTHER"
_ROOM = 50  # code points that redacting may add to a text that was cut to fit


def payload_of(
    decision: Decision,
    event: Event,
    statement: Statement,
    provider: Provider,
    *,
    source: str | None = None,
    territory: Collection[str] | None = None,
) -> Payload | None:
    """What the database is told; None where there is nothing to tell.

    That is a warning or an offer of help, which restrict nothing in the sense of Art. 17(1), what was done because of
    an order (Art. 17(5)), and a restriction outside the European Economic Area. `source` is one of the database's
    source types, for whoever knows more than the event does (a trusted flagger); `territory` the countries of the
    restriction, ISO 3166-1 in capitals, None for those that the statement names.
    """
    if decision.measure not in _DONE or statement.labels == (SUPPORT,) or statement.detection == "order":
        return None
    territory = statement.territory or None if territory is None else territory
    countries = tuple(sorted(COUNTRIES.intersection(territory or ())))
    if territory is not None and not countries:
        return None
    cited = _by_weight(decision, statement)
    kinds = [provider.categories.get(one.clause, OTHER) for one in cited] or [OTHER]
    application = _day(decision.at, date(2020, 1, 1))
    end = max(application, _day(statement.until, date(2020, 1, 1))) if statement.until else None
    suspended = decision.measure is Measure.SUSPEND
    return Payload(
        decision_visibility=() if suspended else (_VISIBILITY[decision.measure],),
        decision_account="DECISION_ACCOUNT_SUSPENDED" if suspended else None,
        **_ground(cited, provider),
        decision_ground_reference_url=_address(decision.policy, cited, provider),
        category=kinds[0].category,
        category_addition=tuple(sorted({kind.category for kind in kinds} - {kinds[0].category})),
        category_specification=tuple(sorted({keyword for kind in kinds for keyword in kind.keywords})),
        territorial_scope=countries,
        content_type=(_CONTENT.get(event.item.kind, _OTHER_CONTENT),),
        content_type_other=None if event.item.kind in _CONTENT else event.item.kind,
        content_language=_language(event.item.lang),
        content_date=_day(event.item.created_at or event.at, date(2000, 1, 1)),
        application_date=application,
        end_date_visibility_restriction=None if suspended else end,
        end_date_account_restriction=end if suspended else None,
        decision_facts=_fit(_facts(decision, event, statement, cited), 5000, provider),
        source_type=source or _source(event, statement),
        automated_detection="Yes" if _detection(event, statement) == "rules" else "No",
        automated_decision=_AUTOMATED[statement.automated],
        puid=puid_of(decision.id),
    )


def puid_of(decision_id: str) -> str:
    """The name of a decision's statement in the database, always the same: 64 hexadecimal digits.

    Whoever has the decision finds its statement; nobody finds the decision from the statement.
    """
    return hashlib.sha256(b"ombud/tdb/v1\0" + decision_id.encode()).hexdigest()


def _by_weight(decision: Decision, statement: Statement) -> list[Cited]:
    """The clauses cited, those first that the measure itself stands on."""
    gravest = {match.clause for match in decision.matches if match.then is decision.measure}
    return sorted(statement.cited, key=lambda one: one.clause not in gravest)


def _ground(cited: list[Cited], provider: Provider) -> dict[str, str]:
    """The law, where a clause relies on one, as the person was told it; else the clause. The database has one place for
    one ground: several laws stand behind each other."""
    laws = _laws(cited)
    if laws:
        return {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": _fit("; ".join(law.ground for law in laws), 500, provider),
            "illegal_content_explanation": _fit(" ".join(law.why for law in laws), 2000, provider),
        }
    ground, explanation = "The published policy", "The person concerned was given the reasons."
    if cited:
        ground = f"{cited[0].title} ({cited[0].clause})"
        explanation = cited[0].text.strip() or ground
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": _fit(ground, 500, provider),
        "incompatible_content_explanation": _fit(explanation, 2000, provider),
    }


def _laws(cited: Iterable[Cited]) -> list[Law]:
    return list(dict.fromkeys(one.law for one in cited if one.law is not None))


def _address(policy: str, cited: list[Cited], provider: Provider) -> str | None:
    """Where the clause can be read, in the version that was applied; None where that is no address for everybody."""
    fragment = "#" + cited[0].clause.replace("/", ".") if cited else ""
    address = f"{provider.public_url}/policy/{policy}{fragment}"
    wrong = {error.field for error in validate({"decision_ground_reference_url": address})}
    return None if "decision_ground_reference_url" in wrong else address


def _facts(decision: Decision, event: Event, statement: Statement, cited: list[Cited]) -> str:
    rules = dict.fromkeys("(not public)" if match.withheld else match.rule for match in decision.matches)
    sentences = [f"What was judged: {event.item.kind}.", _DONE[decision.measure], _FOUND[_detection(event, statement)]]
    if rules:
        sentences.append(f"Rules: {', '.join(rules)}.")
    sentences += [f"It falls under “{one.title}” ({one.clause})." for one in cited]
    sentences.append(_WHO[statement.automated])
    return " ".join(sentences)


def _fit(text: str, longest: int, provider: Provider) -> str:
    """Without personal data, and no longer than that. A text that was cut is redacted again: a cut number is another
    number."""
    text = provider.redact(text).strip()
    if len(text) > longest:
        text = provider.redact(text[: longest - _ROOM]).strip()[: longest - 1] + "…"
    return text


def _language(tag: str | None) -> str | None:
    code = (tag or "").partition("-")[0].upper()
    return code if code in LANGUAGES else None


def _day(at: datetime, earliest: date) -> str:
    """The day; where the database holds no such day, the nearest that it holds."""
    return min(max(at.date(), earliest), LAST_DATE).isoformat()


def _detection(event: Event, statement: Statement) -> str:
    """How it came up. Rules that look at what somebody has reported did not find it."""
    return "report" if event.type == "item.reported" else statement.detection


def _source(event: Event, statement: Statement) -> str:
    """A report of something illegal is a notice under Art. 16; one of anything else is another notification."""
    if _detection(event, statement) != "report":
        return "SOURCE_VOLUNTARY"
    return "SOURCE_ARTICLE_16" if _laws(statement.cited) else "SOURCE_TYPE_OTHER_NOTIFICATION"
