"""Plug-ins that ask somebody else's model: any OpenAI-compatible chat or moderation endpoint."""

from ombud.plugins.endpoint.detector import Clauses, EndpointPlugin, Question

__all__ = ["Clauses", "EndpointPlugin", "Question"]
