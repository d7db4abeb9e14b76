"""A policy's own words, from Markdown to HTML. Raw HTML in them stays text."""

from markdown_it import MarkdownIt
from markupsafe import Markup

__all__ = ["prose"]

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def prose(text: str) -> Markup:
    """CommonMark as HTML: no raw HTML, no pictures, no ``javascript:`` links (markdown-it's own link check)."""
    return Markup(_MARKDOWN.render(text))  # noqa: S704  # what markdown-it renders with html off is escaped by it
