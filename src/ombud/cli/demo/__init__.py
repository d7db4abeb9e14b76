"""``--demo``: a small platform beside Ombud that posts through the front door and does what Ombud decides."""

from ombud.cli.demo.community import Demo

__all__ = ["Demo"]
