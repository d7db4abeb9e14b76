"""What needs no key: saying that something is wrong, checking the log, and asking how the server is."""

from ombud.web.api.openapi.notation import JSON, PLAIN, Json, answers, as_json, operation, posted

__all__ = ["log", "operations", "process"]

_TILE = {"application/octet-stream": {"type": "string", "format": "binary"}}


def process() -> Json:
    """Appeals, reports, orders."""
    return {
        "/v1/appeals": posted(
            "Appeal a decision with the token of its notice",
            "AppealRequest", "AppealFiled", "The appeal is on the record.",
            (400, 404, 409, 413, 415, 422, 503),
        ),
        "/v1/appeals/evidence": posted(
            "Bring more forward in an appeal that waits, with the token of its notice",
            "EvidenceRequest", "EvidenceAdded", "It is read before the appeal is answered.",
            (400, 404, 409, 413, 415, 422, 503),
        ),
        "/v1/reports": posted(
            "Report something; with a platform's or a trusted flagger's key, or without any",
            "ReportRequest", "ReportFiled", "It is on the record.",
            (400, 401, 403, 404, 413, 415, 422, 429, 503),
        ),
        "/v1/orders": posted(
            "Send an order or another demand to restrict something or to hand over data",
            "OrderRequest", "OrderReceived", "It is on the record.",
            (400, 413, 415, 422, 429, 503),
        ),
    }  # fmt: skip


def log() -> Json:
    """The public log."""
    return {
        "/ledger/checkpoint": {
            "get": operation("The newest signed head of the log", answers(200, "A signed note.", PLAIN, (404,)))
        },
        "/ledger/tile/{path}": {
            "get": operation(
                "A tile of the log (C2SP tlog-tiles)",
                answers(200, "The tile.", _TILE, (404,)),
                path={"path": "`0/000`, `entries/x001/234.p/17`"},
            )
        },
    }


def operations() -> Json:
    """How the server is."""
    can = answers(200, "They can.", as_json("Readiness"), ())
    cannot = answers(503, "They cannot.", as_json("Readiness"), ())
    return {
        "/healthz": {"get": operation("The process lives", answers(200, "It does.", PLAIN, ()))},
        "/readyz": {"get": operation("Events can be taken", can | cannot)},
        "/metrics": {"get": operation("Numbers for Prometheus", answers(200, "The numbers.", PLAIN, ()))},
        "/openapi.json": {"get": operation("This document", answers(200, "It.", {JSON: {"type": "object"}}, ()))},
    }
