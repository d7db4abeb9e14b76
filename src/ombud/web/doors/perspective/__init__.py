"""In place of Perspective, which ends on 2026-12-31."""

from ombud.web.doors.perspective.door import PerspectiveDoor

__all__ = ["PerspectiveDoor"]
