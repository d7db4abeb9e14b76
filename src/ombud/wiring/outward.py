"""Whom a decision is told outside: the platform's webhook, and a public database."""

from pathlib import Path

from ombud.delivery import MailSender, TransparencyDatabase, WebhookSender
from ombud.model import BadInput
from ombud.pipeline.telling.in_public import in_public
from ombud.process.tdb import STARTER, Provider, read_categories
from ombud.wiring.config import Config

__all__ = ["mail_sender", "told_in_public", "transparency_database", "webhook_sender"]


def webhook_sender(config: Config) -> WebhookSender | None:
    """None where no webhook is set. Raises BadInput (``webhook_secret_missing``)."""
    if not config.webhook_url:
        return None
    if not config.webhook_secret:
        raise BadInput(
            "webhook_secret_missing",
            "OMBUD_WEBHOOK_URL is set, and OMBUD_WEBHOOK_SECRET is not.",
            advice="Webhooks are always signed: set the secret that the receiver checks with.",
        )
    return WebhookSender(config.webhook_url, config.webhook_secret)


def mail_sender(config: Config) -> MailSender | None:
    """None where no mail server is set. Raises BadInput (``mail_from_missing``, and as `MailSender`)."""
    if not config.smtp_url:
        return None
    if not config.mail_from:
        raise BadInput(
            "mail_from_missing",
            "OMBUD_SMTP_URL is set, and OMBUD_MAIL_FROM is not.",
            advice="Say whom letters come from: OMBUD_MAIL_FROM='Forum <no-reply@forum.example>'.",
        )
    file = config.smtp_password_file
    password = _file(file).decode("utf-8", "replace").strip() if file else None
    return MailSender(config.smtp_url, config.mail_from, password)


def transparency_database(config: Config) -> TransparencyDatabase | None:
    """None where none is set. Raises BadInput (``tdb_token_missing``, ``file_unreadable``)."""
    if not config.tdb_url:
        return None
    if config.tdb_token_file is None:
        raise BadInput(
            "tdb_token_missing",
            "OMBUD_TDB_URL is set, and OMBUD_TDB_TOKEN_FILE is not.",
            advice="Put the token of your platform into a file that only Ombud can read, and name that file.",
        )
    return TransparencyDatabase(config.tdb_url, _file(config.tdb_token_file).decode("utf-8", "replace").strip())


def told_in_public(config: Config) -> Provider:
    """What the DSA Transparency Database is told beside the decision; the starter policy's clauses have categories."""
    categories = {**STARTER, **(read_categories(_file(config.tdb_categories)) if config.tdb_categories else {})}
    return Provider(config.url, categories, in_public)


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput("file_unreadable", f"{path} cannot be read: {error.strerror}") from error
