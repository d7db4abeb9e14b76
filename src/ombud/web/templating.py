"""Pages: Jinja2 with autoescape, one environment per language, and the filters that templates share."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response
from litestar.enums import MediaType

from ombud import __version__
from ombud.languages import LANGUAGES, catalogue, first_known, known, locale_of, preferred
from ombud.web.assets import Assets
from ombud.web.formats import Formats
from ombud.web.hostile import highlight, isolated, plain, verbatim, visible
from ombud.web.prose import prose

__all__ = ["Pages", "page", "wish"]

_TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """Renders templates in every language there is a catalogue for. `usual` is what is spoken when nobody says.

    Templates have: ``_()`` and ``ngettext()``; ``asset(name)``; ``locale`` (``.code .dir``); ``version``; ``path``;
    ``languages``, and ``wish`` (``?lang=de``), which a link carries on where the reader has chosen a language; and the
    filters ``highlight(spans)``, ``plain``, ``visible``, ``isolated``, ``verbatim``, ``prose``, ``when``, ``day``,
    ``number``, ``percent``, ``duration`` (of seconds), ``countries``.
    """

    def __init__(self, assets: Assets, usual: Callable[[], str]) -> None:
        self.usual = usual
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
        languages=[(one, locale_of(one).language_name) for one in LANGUAGES],
        version=__version__,
    )
    env.filters.update(
        highlight=highlight,
        isolated=isolated,
        verbatim=verbatim,
        plain=plain,
        visible=visible,
        prose=prose,
        when=formats.when,
        day=formats.day,
        duration=formats.duration,
        countries=formats.countries,
        number=formats.number,
        percent=formats.percent,
        stamp=formats.stamp,
    )
    return env


def _spoken(request: Request[Any, Any, Any], speak: Sequence[str | None] = ()) -> str:
    """The language that the reader chose (``?lang=``), else the first that is known of these: the first of `speak`,
    which is what somebody told of the reader; what their browser asks for; the rest of `speak`, which is guessed; the
    policy's.

    A browser is set by who reads with it. What language a post is in, a platform mostly guesses.
    """
    chosen = known(request.query_params.get("lang"))
    asked = preferred(request.headers.get("accept-language", ""))
    return first_known((chosen, *speak[:1], asked, *speak[1:], request.app.state.pages.usual()))


def wish(request: Request[Any, Any, Any]) -> str:
    """``?lang=de`` where the reader has chosen a language: links and forms carry it on, and so do redirects."""
    chosen = known(request.query_params.get("lang"))
    return f"?lang={chosen}" if chosen else ""


def page(
    request: Request[Any, Any, Any],
    name: str,
    *,
    status_code: int = HTTPStatus.OK,
    headers: dict[str, str] | None = None,
    speak: Sequence[str | None] = (),
    **context: Any,
) -> Response[str]:
    """Renders a template for this request, in the language that is `_spoken`.

    The console is in English only: half a translation would be read aloud in the wrong voice (WCAG 3.1.1).
    """
    pages: Pages = request.app.state.pages
    console = name.startswith("console/")
    language = LANGUAGES[0] if console else _spoken(request, speak)
    carried = "" if console else wish(request)
    body = pages.render(name, language, {"path": request.url.path, "wish": carried, **context})
    return Response(
        body,
        status_code=status_code,
        media_type=MediaType.HTML,
        headers={"vary": "Accept-Language", "content-language": language, **(headers or {})},
    )
