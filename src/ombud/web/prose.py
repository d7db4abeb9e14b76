"""A policy's own words, from Markdown to HTML. Raw HTML in them stays text."""

from markdown_it import MarkdownIt
from markupsafe import Markup

from ombud.web.hostile import visible

__all__ = ["prose"]

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def prose(text: str, base: str = "") -> Markup:
    """CommonMark as HTML: no raw HTML, no pictures, no ``javascript:`` links (markdown-it's own link check).

    A link to another clause (``#harassment``) leads to the page at `base`, when the clause is quoted elsewhere.
    """
    tokens = _MARKDOWN.parse(visible(text))
    for link in (child for token in tokens for child in token.children or () if child.type == "link_open"):
        target = str(link.attrGet("href") or "")
        if target.startswith("#"):
            link.attrSet("href", base + target)
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S704  # what markdown-it renders with html off is escaped by it
