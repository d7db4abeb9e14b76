"""Why: a decision taken apart as it was made, and a text tried out under the policy in force."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ombud.model import ITEM_KINDS, Attribute, BadInput, OmbudError, Span, joined
from ombud.pipeline import Account
from ombud.policy import Explanation
from ombud.web.console.cases import as_posted, history_of
from ombud.web.console.desk import Desk, Form
from ombud.web.console.excerpts import Excerpt, excerpt
from ombud.web.console.queue import account_age, community_of

__all__ = ["explain_page", "taken_apart", "try_page", "try_text"]

_QUOTE = 90  # code points of the text around a span
_LONGEST_AGE = 36_500  # days
_TRUE = ("true", "yes", "1")


@get("/decisions/{decision_id:str}/explain", sync_to_thread=True)
def explain_page(desk: NamedDependency[Desk], decision_id: FromPath[str]) -> Response[Any]:
    """A machine's decision, with the policy version, the signals and the counts that it was made of."""
    explained = desk.ombud.explainer.decision(decision_id)
    with desk.ombud.store.read() as unit:
        history = history_of(unit, explained.view.decision.item)
    event = as_posted(history, explained.view)
    return desk.page(
        "explain.html",
        decision=explained.view.decision,
        follows=explained.follows,
        event=event,
        community=community_of(event),
        account_age=account_age(event),
        **_shown(explained.account, desk),
    )


@get("/policy/try", sync_to_thread=True)
def try_page(desk: NamedDependency[Desk]) -> Response[Any]:
    """An empty form."""
    return _form(desk, {})


@post("/policy/try", status_code=HTTPStatus.OK, sync_to_thread=True)
def try_text(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Response[Any]:
    """What the rules say about the text in the form. Nothing is stored."""
    try:
        made = desk.ombud.explainer.trial(_changes(form, desk))
    except BadInput as error:
        return _form(desk, form, error=error)
    return _form(desk, form, made=made)


def _form(desk: Desk, form: Form, *, made: Account | None = None, error: OmbudError | None = None) -> Response[Any]:
    return desk.page(
        "try.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        form=form,
        error=error,
        kinds=ITEM_KINDS,
        attributes=desk.ombud.policy.schema.attributes,
        title=desk.ombud.policy.title,
        made=made,
        **(_shown(made, desk) if made is not None else {}),
    )


def _shown(made: Account, desk: Desk) -> dict[str, Any]:
    """What the template of an explanation works with."""
    titles = {name: clause.title for name, clause in desk.ombud.policy.clauses.items()}
    return taken_apart(made.explanation) | {"outcome": made.outcome, "titles": titles}


def taken_apart(found: Explanation) -> dict[str, Any]:
    """What the templates of a rule's parts work with: rules that fire or could not be decided come first.

    Rules of one clause need no `titles`.
    """
    return {
        "explanation": found,
        "rules": sorted(found.rules, key=lambda rule: rule.outcome == "does not fire"),
        "spans": joined(span for rule in found.rules for span in rule.spans),
        "quote": _quoting(found.text),
        "titles": {},
    }


def _quoting(text: str) -> Callable[[Span], Excerpt]:
    return lambda span: excerpt(text, (span,), _QUOTE)


def _changes(form: Form, desk: Desk) -> dict[str, Any]:
    """The form as changes to the usual event. Raises BadInput."""
    item: dict[str, Any] = {"text": form.get("text", "")}
    if not item["text"].strip():
        raise BadInput("text_missing", "Write or paste a text.", field="text")
    author: dict[str, Any] = {}
    changes: dict[str, Any] = {"item": item, "author": author, "context": {}}
    item["kind"] = form.get("kind") or "post"
    if form.get("lang"):
        item["lang"] = form["lang"].strip()
    if form.get("links", "").strip():
        item["links"] = form["links"].split()
    if form.get("name"):
        author["name"] = form["name"]
    if form.get("age", "").strip():
        author["created_at"] = (desk.now - _age(form["age"])).isoformat()
    for attribute in desk.ombud.policy.schema.attributes:
        given = form.get(attribute.path, "").strip()
        if given:
            record, _, name = attribute.path.partition(".")
            changes[record][name] = _value(attribute, given)
    return changes


def _age(days: str) -> timedelta:
    try:
        number = float(days.replace(",", "."))
    except ValueError:
        number = -1.0
    if not 0 <= number <= _LONGEST_AGE:
        raise BadInput("bad_age", "The age of the account is a number of days, such as 3 or 0.5.", field="age")
    return timedelta(days=number)


def _value(attribute: Attribute, given: str) -> Any:
    """A value as a platform would send it. Raises BadInput."""
    if attribute.type.startswith("list"):
        inner = msgspec.structs.replace(attribute, type=attribute.type.removeprefix("list<").removesuffix(">"))
        return [_value(inner, one.strip()) for one in given.split(",") if one.strip()]
    try:
        if attribute.type in ("int", "double"):
            return int(given) if attribute.type == "int" else float(given)
    except ValueError as error:
        raise BadInput("bad_number", f"{attribute.path} is a number.", field=attribute.path) from error
    return given.lower() in _TRUE if attribute.type == "bool" else given
