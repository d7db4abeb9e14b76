"""``/openapi.json``: this API described for programs (OpenAPI 3.1)."""

from ombud.web.api.openapi.document import describe, get_openapi

__all__ = ["describe", "get_openapi"]
