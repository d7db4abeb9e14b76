"""In place of Akismet."""

from ombud.web.doors.akismet.door import AkismetDoor

__all__ = ["AkismetDoor"]
