"""What is said whatever happens: to what we refuse, to what comes too late, and to what nobody foresaw."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import msgspec

from ombud.model import BadInput, OmbudError, SystemFault, TooLarge
from ombud.web.api.body import HungUp
from ombud.web.doors.call import Answer, Call, Door
from ombud.web.errors import problem_for

__all__ = ["BODY_SECONDS", "answered", "closing", "while_there"]

BODY_SECONDS = 20.0
"""For how long a client may take to send its request. One that hangs is let go."""

_CLOSE = (b"connection", b"close")
_T = TypeVar("_T")


async def answered(door: Door, handle: Callable[[Call], Awaitable[Answer]], call: Call, path: str) -> Answer:
    """What `handle` says, or the door of the error. Raises HungUp alone."""
    try:
        return await handle(call)
    except HungUp:
        raise
    except TimeoutError:
        return closing(door.refuse(BadInput("too_slow", f"the request took more than {BODY_SECONDS:.0f} seconds")))
    except TooLarge as error:
        return closing(door.refuse(error))
    except OmbudError as error:
        if isinstance(error, SystemFault):
            problem_for(error, path)  # logs it
        return door.refuse(error)
    except Exception as error:  # noqa: BLE001 - as the framework's own handlers: logged there, told without details
        problem_for(error, path)
        return door.refuse(SystemFault("internal_error", "something went wrong on our side"))


def closing(answer: Answer) -> Answer:
    """The rest of the body is not read: nothing else can come over this connection."""
    return msgspec.structs.replace(answer, headers=(*answer.headers, _CLOSE))


async def while_there(call: Call, work: Coroutine[Any, Any, _T]) -> _T:
    """What comes of long work, which is given up when nobody waits for it any more. Raises HungUp then."""
    working = asyncio.ensure_future(work)
    watching = asyncio.ensure_future(call.gone())
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise HungUp("hung_up", "the connection was closed before the answer")
        return working.result()
    finally:
        working.cancel()
        watching.cancel()
