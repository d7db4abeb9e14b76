"""Pages: Jinja2 with autoescape, one environment per language, and the filters that templates share."""

from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response
from litestar.enums import MediaType

from ombud import __version__
from ombud.web.assets import Assets
from ombud.web.formats import Formats
from ombud.web.hostile import highlight, isolated, plain, visible
from ombud.web.languages import LANGUAGES, catalogue, locale_of, preferred
from ombud.web.prose import prose

__all__ = ["Pages", "page"]

_TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """Renders templates in every language there is a catalogue for.

    Templates have: ``_()`` and ``ngettext()``; ``asset(name)``; ``locale`` (``.code .dir``); ``version``; ``path``;
    and the filters ``highlight(spans)``, ``plain``, ``visible``, ``isolated``, ``prose``, ``when``, ``day``,
    ``number``, ``percent``.
    """

    def __init__(self, assets: Assets) -> None:
        self._environments = {code: _environment(code, assets) for code in LANGUAGES}

    def render(self, name: str, language: str, context: dict[str, Any]) -> str:
        """The template called `name`, in `language` (a key of LANGUAGES)."""
        return self._environments[language].get_template(name).render(context)


def _environment(code: str, assets: Assets) -> Environment:
    env = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_translations(catalogue(code), newstyle=True)  # type: ignore[attr-defined]  # by the extension
    locale = locale_of(code)
    formats = Formats(locale)
    env.globals.update(
        asset=assets.url,
        locale={"code": code, "dir": locale.text_direction},
        version=__version__,
    )
    env.filters.update(
        highlight=highlight,
        isolated=isolated,
        plain=plain,
        visible=visible,
        prose=prose,
        when=formats.when,
        day=formats.day,
        number=formats.number,
        percent=formats.percent,
        stamp=formats.stamp,
    )
    return env


def page(
    request: Request[Any, Any, Any],
    name: str,
    *,
    status_code: int = HTTPStatus.OK,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> Response[str]:
    """Renders a template for this request, in the best language that the browser asks for.

    The console is in English only: half a translation would be read aloud in the wrong voice (WCAG 3.1.1).
    """
    wished = "" if name.startswith("console/") else request.headers.get("accept-language", "")
    language = preferred(wished)
    pages: Pages = request.app.state.pages
    body = pages.render(name, language, {"path": request.url.path, **context})
    return Response(
        body,
        status_code=status_code,
        media_type=MediaType.HTML,
        headers={"vary": "Accept-Language", "content-language": language, **(headers or {})},
    )
