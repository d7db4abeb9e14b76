"""Akismet's four calls: forms in, words out."""

import re
import uuid
from collections.abc import Mapping

import anyio.to_thread

from ombud.model import Forbidden, NotFound, OmbudError, SystemFault, TooLarge
from ombud.pipeline import KEY_PREFIX, MAX_SCORED_BYTES, CorrectionDesk, ScoreRequest
from ombud.signals.thresholds import Flags
from ombud.web.doors.akismet.form import form_of
from ombud.web.doors.call import TEXT, Address, Answer, Call
from ombud.web.doors.inflating import ACCEPTED, UNSUPPORTED
from ombud.web.doors.scoring import Scoring, model_header

__all__ = ["COMMENT_FIELDS", "AkismetDoor"]

LARGEST_BODY = 1024 * 1024
_SIGNALS = ("spam", "scam")
_THANKS = b"Thanks for making the web a better place."
_TEST_AUTHORS = frozenset({"viagra-test-123", "akismet-guaranteed-spam"})
_TEST_ADDRESS = "akismet-guaranteed-spam@example.com"
_TEST_ROLE = "administrator"
_IN_HOST = re.compile(r"([a-z2-7]{52})\.")
_REQUIRED = ("blog", "user_ip")
_HELP = b"x-akismet-debug-help"
_UNPRINTABLE = re.compile(r"[^ -~]")

COMMENT_FIELDS = (
    "api_key", "blog", "user_ip", "user_agent", "referrer", "permalink", "comment_type", "comment_author",
    "comment_author_email", "comment_author_url", "comment_content", "comment_context", "comment_date_gmt",
    "comment_post_modified_gmt", "blog_lang", "blog_charset", "user_role", "is_test", "recheck_reason",
    "honeypot_field_name",
)  # fmt: skip
"""What clients send. The key, the site, the text, its charset, the role and whether it is a test are looked at; who
wrote it, from which address and with what, is not, and is neither stored nor logged."""


class AkismetDoor:
    """Never says ``discard``: that asks the other side to destroy what nobody has looked at."""

    name = "akismet"
    largest = LARGEST_BODY
    prefixes = ("/1.1/",)

    def __init__(self, scoring: Scoring, corrections: CorrectionDesk, flags: Flags) -> None:
        self._scoring = scoring
        self._flags = flags
        self._corrections = corrections
        self._names = tuple(name for name in _SIGNALS if name in scoring.names)
        self.addresses: Mapping[str, Address] = {
            "/1.1/verify-key": Address({"POST": self.verify_key}),
            "/1.1/comment-check": Address({"POST": self.comment_check}),
            "/1.1/submit-spam": Address({"POST": self.submit_spam}),
            "/1.1/submit-ham": Address({"POST": self.submit_ham}),
        }

    def refuse(self, error: OmbudError) -> Answer:
        """``invalid`` and 200 for a key that opens nothing, as Akismet answers; else the fault in words."""
        if isinstance(error, Forbidden):
            return _words(
                b"invalid", (_HELP, _plain(f"{error.detail}. `ombud key add NAME --scope score` makes a key."))
            )
        if isinstance(error, TooLarge):
            return _words(b"The request is too large.", status=413)
        if isinstance(error, NotFound):
            return _words(f"There is no such call. There are {', '.join(self.addresses)}.".encode(), status=404)
        if error.code == "wrong_method":
            return _words(b"Only POST is answered at this address.", status=405)
        if error.code == UNSUPPORTED:
            return _words(
                _plain(error.detail), (_HELP, _plain(error.detail)), (b"accept-encoding", ACCEPTED), status=415
            )
        status = (500 if error.code == "internal_error" else 503) if isinstance(error, SystemFault) else 400
        return _words(_plain(error.detail), (_HELP, _plain(error.detail)), status=status)

    async def verify_key(self, call: Call) -> Answer:
        """Whether the key opens something. Here, and only here, Akismet calls it ``key``."""
        form = await form_of(call)
        await self._admit(call, form.get("key") or form.get("api_key", ""))
        return _words(b"valid")

    async def comment_check(self, call: Call) -> Answer:
        """``true`` for spam. What the model abstains on is ``false``, and a header says why."""
        form = await form_of(call)
        await self._admit(call, form.get("api_key", ""))
        missing = _missing(form)
        if missing:
            return missing
        more = [(b"x-akismet-guid", uuid.uuid4().hex.encode())]
        if form.get("user_role") == _TEST_ROLE:
            return _words(b"false", *more)
        if form.get("comment_author") in _TEST_AUTHORS or form.get("comment_author_email") == _TEST_ADDRESS:
            return _words(b"true", *more)
        text = _cut(form.get("comment_content", ""))
        (scored,) = await self._scoring.ask([ScoreRequest(text, None, self._names)])
        more.append(model_header(self._scoring.version((scored,))))
        abstained = {signal.abstained for signal in scored.signals.values() if signal.abstained}
        more += [(b"x-ombud-abstained", why.encode()) for why in sorted(abstained)]
        spam = any(self._flags.reached(name, signal) for name, signal in scored.signals.items())
        return _words(b"true" if spam else b"false", *more)

    async def submit_spam(self, call: Call) -> Answer:
        """Spam that was missed."""
        return await self._submit(call, 1.0)

    async def submit_ham(self, call: Call) -> Answer:
        """No spam, and taken for it."""
        return await self._submit(call, 0.0)

    async def _submit(self, call: Call, spam: float) -> Answer:
        form = await form_of(call)
        key = await self._admit(call, form.get("api_key", ""))
        missing = _missing(form)
        if missing:
            return missing
        text = _cut(form.get("comment_content", "")).replace("\0", "")
        if text.strip() and form.get("is_test", "") in ("", "0", "false"):
            await anyio.to_thread.run_sync(
                lambda: self._corrections.take(
                    text, {"spam": spam}, door=self.name, key=key, community=form["blog"][:MAX_SCORED_BYTES] or None
                )
            )
        return _words(_THANKS)

    async def _admit(self, call: Call, secret: str) -> str:
        if not secret:
            in_host = _IN_HOST.match(call.header(b"host").lower())
            secret = KEY_PREFIX + in_host[1] if in_host else call.bearer()
        return await self._scoring.admit(secret)


def _missing(form: Mapping[str, str]) -> Answer | None:
    for name in _REQUIRED:
        if not form.get(name):
            return _words(f"Missing required field: {name}.".encode(), (_HELP, f'Empty "{name}" value'.encode()))
    return None


def _cut(text: str) -> str:
    """As much of it as can be scored. Nobody writes so much, and Akismet has no error for it."""
    return text if len(text) * 4 <= MAX_SCORED_BYTES else text.encode()[:MAX_SCORED_BYTES].decode(errors="ignore")


def _plain(text: str) -> bytes:
    """For a header: one line of printable ASCII."""
    return _UNPRINTABLE.sub("?", " ".join(text.split())).encode()


def _words(body: bytes, *headers: tuple[bytes, bytes], status: int = 200) -> Answer:
    return Answer(body, TEXT, status, headers)
