"""Puts the parts of the HTTP edge together. Every part is a function from the running Ombud to a Router."""

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide

from ombud.web import api, console, doors, portal, public
from ombud.web.assets import Assets, assets_router
from ombud.web.errors import EXCEPTION_HANDLERS
from ombud.web.security import add_security_headers, refuse_cross_site
from ombud.web.templating import Pages
from ombud.wiring import Ombud

__all__ = ["create_app"]

FORM_LIMIT = 64 * 1024
"""Bytes of a form: 2,000 characters of text are at most 24 KB when every one of them is percent-encoded."""


def create_app(ombud: Ombud) -> Litestar:
    """The whole HTTP interface of one running Ombud, as an ASGI application.

    Handlers ask for the Ombud by naming a parameter ``ombud``; templates are rendered by `ombud.web.templating.page`.
    Starting and stopping the background threads is the caller's business.
    """
    assets = Assets.load()
    app = Litestar(
        route_handlers=[
            assets_router(assets),
            api.router(),
            public.router(),
            portal.router(),
            portal.order_router(),
            portal.inquiry_router(),
            portal.outside_router(),
            portal.person_router(),
            portal.report_router(),
            console.router(ombud),
        ],
        dependencies={"ombud": Provide(lambda: ombud, sync_to_thread=False)},
        state=State(
            {
                "pages": Pages(assets, lambda: ombud.policy.language),
                "proxies": ombud.config.proxies,
                **api.prepare(ombud),
                **doors.prepare(),
                **public.prepare(ombud),
            }
        ),
        guards=[refuse_cross_site],
        before_send=[add_security_headers],
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=None,  # the API describes itself in api/openapi; pages are not an API
        request_max_body_size=FORM_LIMIT,
        logging_config=None,
    )
    shortcut = api.Shortcut(app.asgi_handler, app.state.events)
    app.asgi_handler = doors.in_front_of(shortcut, ombud, app.state.api_keys, app.state.metrics)
    app.on_startup.append(lambda: doors.warm_up(ombud))
    return app
