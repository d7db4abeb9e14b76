"""Ombud: content moderation that answers to people."""

__all__ = ["__version__"]

__version__ = "0.1.0"
