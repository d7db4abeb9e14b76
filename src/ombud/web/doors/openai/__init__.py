"""In place of OpenAI's moderation endpoint."""

from ombud.web.doors.openai.door import OpenAIDoor

__all__ = ["OpenAIDoor"]
