"""Everything that can be set."""

import ipaddress
import math
import os
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import msgspec

from ombud.model import BadInput
from ombud.process import AppealTimes
from ombud.signals.thresholds import FLAGGABLE, NEVER, Flags

__all__ = ["DEFAULT_MODEL", "FULL_MODEL", "LONGEST_HISTORY", "MODELS", "STARTER_POLICY", "Config"]

STARTER_POLICY = Path(__file__).parent.parent / "starter" / "policy"
"""The policy that ships, and runs until somebody publishes another."""

DEFAULT_MODEL = "default"
FULL_MODEL = "full"
MODELS = (DEFAULT_MODEL, FULL_MODEL)
"""The models of texts that can be chosen. The full one needs the extra ``ombud[full]``."""

_DIGITS = 6

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST_HISTORY = 36_500
"""Days: a hundred years stand for "for ever"."""


class Config(msgspec.Struct, frozen=True):
    """Everything that can be set. `from_env` reads ``OMBUD_*`` variables; the command line overrides them."""

    data: Path = Path("data")
    database_url: str | None = None
    policy: Path | None = None
    plugins: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8400
    public_url: str | None = None
    webhook_url: str | None = None
    webhook_secret: str | None = None
    smtp_url: str | None = None
    smtp_password_file: Path | None = None
    mail_from: str | None = None
    tdb_url: str | None = None
    tdb_token_file: Path | None = None
    tdb_categories: Path | None = None
    origin: str = "ombud.local/log"
    demo: bool = False
    history_days: int = 90
    appeal_target_days: int = 7
    appeal_deadline_days: int = 14
    model: str = DEFAULT_MODEL
    order_languages: str = "en"
    trusted_proxies: str = "127.0.0.1,::1"
    clock_confirmed: date | None = None
    flags: Flags = Flags()

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None, **given: object) -> "Config":
        """`given` wins over the environment; what is None in it counts as not given. Raises BadInput."""
        values = _from_environment(os.environ if environment is None else environment)
        values.update({name: value for name, value in given.items() if value is not None})
        return cls(**values)  # type: ignore[arg-type]  # the names come from the fields themselves

    @property
    def appeal_times(self) -> AppealTimes:
        """When appeals are answered. Raises BadInput (``bad_appeal_times``) beyond what the law allows."""
        return AppealTimes(timedelta(days=self.appeal_target_days), timedelta(days=self.appeal_deadline_days))

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Whose word on where a request comes from is taken. Raises BadInput (``bad_trusted_proxies``)."""
        return tuple(_network(name.strip()) for name in self.trusted_proxies.split(",") if name.strip())

    @property
    def url(self) -> str:
        """Where people reach this server."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def store_url(self) -> str:
        """The database: PostgreSQL when one is named, else SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data / 'ombud.db'}"

    @property
    def plugin_folder(self) -> Path:
        """Where plug-ins lie: the folder that was named, else ``plugins`` in the data folder."""
        return self.plugins or self.data / "plugins"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            "bad_clock_confirmed", f"OMBUD_CLOCK_CONFIRMED is {text!r}; it is the day that it is, like 2027-03-01."
        ) from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name in Config.__struct_fields__:
        text = environment.get(f"OMBUD_{name.upper()}")
        if not text:
            continue
        if name in {"data", "policy", "plugins", "tdb_token_file", "tdb_categories", "smtp_password_file"}:
            values[name] = Path(text)
        elif name == "port":
            if not text.isdecimal() or not 0 < int(text) < 65536:
                raise BadInput("bad_port", f"OMBUD_PORT is {text!r}; a port is a number from 1 to 65535.")
            values[name] = int(text)
        elif name == "history_days":
            if not text.isdecimal() or int(text) > LONGEST_HISTORY:
                raise BadInput(
                    "bad_history_days", f"OMBUD_HISTORY_DAYS is {text!r}; it is a number of days, 0 for no history."
                )
            values[name] = int(text)
        elif name == "clock_confirmed":
            values[name] = _day(text)
        elif name in {"appeal_target_days", "appeal_deadline_days"}:
            values[name] = int(text) if text.isdecimal() and len(text) < _DIGITS else 0
        elif name == "flags":
            values[name] = _flags(text)
        elif name == "demo":
            values[name] = text.lower() in {"1", "true", "yes"}
        else:
            values[name] = text
    return values


def _network(name: str) -> Network:
    try:
        return ipaddress.ip_network(name, strict=False)
    except ValueError as error:
        raise BadInput(
            "bad_trusted_proxies",
            f"OMBUD_TRUSTED_PROXIES names {name[:60]!r}, which is no address and no network.",
            advice="Write OMBUD_TRUSTED_PROXIES=10.0.0.5,192.168.0.0/24.",
        ) from error


_FLAGS_ADVICE = f"write OMBUD_FLAGS=spam=0.9,sexual={NEVER}: scores above 0, at most 1, for {', '.join(FLAGGABLE)}"


def _flags(text: str) -> Flags:
    """Thresholds as ``name=score`` with commas between them. Raises BadInput (``bad_flags``)."""
    own: dict[str, float | None] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, score = (word.strip() for word in part.partition("="))
        if name not in FLAGGABLE:
            raise _bad_flags(f"{name[:40]!r} is no signal that the doors flag")
        if name in own:
            raise _bad_flags(f"{name} is there twice")
        own[name] = None if score == NEVER else _score(name, score)
    return Flags(own)


def _score(name: str, text: str) -> float:
    try:
        score = float(text)
    except ValueError:
        score = math.nan
    if not 0 < score <= 1:  # nor is NaN
        raise _bad_flags(f"the threshold of {name} is {text[:40]!r}")
    return score


def _bad_flags(what: str) -> BadInput:
    return BadInput("bad_flags", f"OMBUD_FLAGS: {what}.", advice=_FLAGS_ADVICE)
