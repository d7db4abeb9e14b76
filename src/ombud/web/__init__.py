"""The HTTP edge: what platforms call, and the pages that people, reviewers and the public read."""

from ombud.web.app import create_app

__all__ = ["create_app"]
