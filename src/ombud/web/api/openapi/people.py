"""What is done to items and people, and how people can be reached."""

from ombud.web.api.openapi.notation import Json, answers, as_json, operation, posted

__all__ = ["contacts", "measured"]

_ITEM = "The item's id, as the platform sent it."
_AUTHOR = "The author's id, as the platform sent it."
_PERSON = "The person's id, as the platform names its authors."


def measured() -> Json:
    """Removed things, warnings that were read, strikes."""
    strikes, tombstone = as_json("Strikes"), as_json("Told")
    return {
        "/v1/acknowledgements": posted(
            "Say with the token of its notice that a warning was read",
            "AcknowledgementRequest", "Acknowledgement", "It is on the record.",
            (400, 404, 409, 413, 415, 422, 503), status=200,
        ),
        "/v1/people/{person}/strikes": {
            "get": operation(
                "Everything that was counted against an author, and what would come next",
                answers(200, "The strikes.", strikes, (401, 403, 503)),
                scope="strikes:read",
                path={"person": _AUTHOR},
            )
        },
        "/v1/people/strikes": {
            "get": operation(
                "The same for any id, also one that no path can hold",
                answers(200, "The strikes.", strikes, (400, 401, 403, 503)),
                scope="strikes:read",
                query={"id": _AUTHOR},
            )
        },
        "/v1/items/{item_id}/tombstone": {
            "get": operation(
                "What was removed, when, under which clause, by whom; never what it said or whose it was",
                answers(200, "What anybody may know of it.", tombstone, (404, 503)),
                path={"item_id": _ITEM},
            )
        },
        "/v1/items/tombstone": {
            "get": operation(
                "The same for any id, also one that no path can hold",
                answers(200, "What anybody may know of it.", tombstone, (400, 404, 503)),
                query={"id": _ITEM},
            )
        },
    }  # fmt: skip


def contacts() -> Json:
    """Every path is there twice: for any id, and for those that a path can hold."""
    path, query = {"person": _PERSON}, {"id": _PERSON}
    return {
        "/v1/people/{person}/contact": _contact(path=path),
        "/v1/people/contact": _contact(query=query),
        "/v1/people/{person}/link": _link(path=path),
        "/v1/people/link": _link(query=query),
    }


def _contact(path: dict[str, str] | None = None, query: dict[str, str] | None = None) -> Json:
    kept = as_json("ContactKept")
    return {
        "put": operation(
            "Say how a person can be reached, in place of what was said before",
            answers(200, "It is known, and what never arrived goes out.", kept, (400, 401, 403, 413, 415, 422, 503)),
            scope="people:write",
            body=as_json("ContactRequest"),
            path=path,
            query=query,
        ),
        "delete": operation(
            "Forget how a person can be reached",
            answers(204, "It is gone.", {}, (400, 401, 403, 404, 503)),
            scope="people:write",
            path=path,
            query=query,
        ),
    }


def _link(path: dict[str, str] | None = None, query: dict[str, str] | None = None) -> Json:
    made = answers(200, "The link.", as_json("PersonLink"), (400, 401, 403, 422, 503))
    summary = "A link to everything about one person, good for a day or for so many `hours`"
    return {"post": operation(summary, made, scope="people:write", path=path, query=query)}
