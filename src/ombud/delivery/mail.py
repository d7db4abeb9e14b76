"""Letters, handed to a mail server over SMTP (RFC 5321), encrypted wherever they leave the machine.

"Taken" means that the server has taken the responsibility for a letter (RFC 5321, 4.2.5). What becomes of it after
that, nobody tells: a server that cannot hand it on writes to the sender's address.
"""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape
from urllib.parse import unquote, urlsplit

from ombud.delivery.outgoing import excerpt, is_here, trusted
from ombud.model import BadInput
from ombud.ports import Mail, Undeliverable

__all__ = ["MailSender", "letter_bytes"]

_PORTS = {"smtp": 587, "smtps": 465}
_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\"(),:;<>@\[\\\]]+@[A-Za-z0-9.-]+")
_PERMANENT = range(500, 600)
_OURS = frozenset({500, 501, 502, 503, 504, 530, 534, 535, 538})
"""Refusals that are about how we talk or sign in (RFC 5321, RFC 4954): a person mends them, and then it works."""


class MailSender:
    """`ports.Mailer`. One connection a letter; `timeout` in seconds bounds every wait for the server.

    `url` is ``smtp://user@host:587`` (STARTTLS, which the server must offer) or ``smtps://user@host:465`` (TLS from the
    start). Without TLS only to an address of this machine itself (``127.0.0.1``). `sender` is what stands under From:
    ``Forum <no-reply@forum.example>``.
    Raises BadInput (``smtp_url_invalid``, ``mail_from_invalid``, ``smtp_password_missing``).
    """

    def __init__(self, url: str, sender: str, password: str | None = None, *, timeout: float = 30) -> None:
        self._tls, self._host, self._port, self._user = _address(url)
        self._password = password
        self._timeout = timeout
        self._sender = _sender(sender)
        self._trusted = trusted()
        if self._user and not password:
            raise BadInput(
                "smtp_password_missing",
                "OMBUD_SMTP_URL names a user, and there is no password.",
                advice="Put it into a file that only Ombud can read, and name that file in OMBUD_SMTP_PASSWORD_FILE.",
            )

    def mail(self, mail: Mail, at: datetime) -> str | None:
        """See ports.Mailer. Never raises, and never repeats the address: what it says is kept for long."""
        try:
            message = letter_bytes(mail, self._sender, at)
        except (ValueError, MessageError, UnicodeError):
            return Undeliverable("the address cannot stand on a letter")
        try:
            with self._connected() as server:
                server.send_message(message, from_addr=self._sender.addr_spec, to_addrs=[mail.to])
        except smtplib.SMTPRecipientsRefused as refused:
            return self._refusal(*next(iter(refused.recipients.values())), mail)
        except smtplib.SMTPNotSupportedError as error:
            return self._unsupported(str(error), mail)
        except smtplib.SMTPSenderRefused as refused:
            return self._answered(refused.smtp_code, refused.smtp_error, mail)
        except smtplib.SMTPResponseException as refused:
            return self._refusal(refused.smtp_code, refused.smtp_error, mail)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return f"no mail server: {excerpt(str(error).replace(mail.to, '[address]')) or type(error).__name__}"
        return None

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        if self._tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=self._timeout, context=self._trusted
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
        try:
            if not self._tls and not is_here(self._host):
                server.starttls(context=self._trusted)
            if self._user and self._password:
                server.login(self._user, self._password)
            yield server
        finally:
            _hang_up(server)

    def _refusal(self, code: int, said: bytes | str, mail: Mail) -> str:
        """5xx about this letter or its address is for good, 4xx is for now (RFC 5321, 4.2.1)."""
        answered = self._answered(code, said, mail)
        return Undeliverable(answered) if code in _PERMANENT and code not in _OURS else answered

    def _answered(self, code: int, said: bytes | str, mail: Mail) -> str:
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        plain = re.sub(re.escape(mail.to), "[address]", words, flags=re.IGNORECASE)
        return f"the mail server answered {code}: {excerpt(plain)}"

    def _unsupported(self, said: str, mail: Mail) -> str:
        if mail.to.isascii():
            return f"the mail server cannot do what is needed: {excerpt(said)}"
        return Undeliverable("the mail server takes no address with letters beyond ASCII (SMTPUTF8)")


def letter_bytes(mail: Mail, sender: Address, at: datetime) -> EmailMessage:
    """The letter as a message (RFC 5322): plain text, and the same as simple HTML with its language and direction.

    Raises ValueError for an address with a line break, or anything else that no header can hold.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = _recipient(mail.to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{mail.id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office notes, please
    message.set_content("\n\n".join(mail.paragraphs) + "\n")
    message.add_alternative(_html(mail), subtype="html")
    message["Content-Language"] = mail.language
    return message


def _recipient(address: str) -> Address:
    """One address, also with letters beyond ASCII before the @ (RFC 6531); nothing that a header would take apart."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError("not one address")
    local, _, domain = address.rpartition("@")
    return Address(username=local, domain=domain)


def _html(mail: Mail) -> str:
    paragraphs = "\n".join(f"<p>{_linked(one)}</p>" for one in mail.paragraphs)
    head = f'<meta charset="utf-8"><title>{escape(mail.subject)}</title>'
    opening = f'<html lang="{escape(mail.language)}" dir="{escape(mail.direction)}">'
    return f"<!doctype html>\n{opening}<head>{head}</head><body>\n{paragraphs}\n</body></html>\n"


def _linked(paragraph: str) -> str:
    """Only what stands alone is a link: it is ours. Addresses inside what somebody wrote stay words."""
    text = escape(paragraph)
    if re.fullmatch(r"https?://[!-~]+", paragraph):
        return f'<a href="{text}" dir="ltr">{text}</a>'
    return text.replace("\n", "<br>\n")


def _hang_up(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):  # it has taken the letter or refused it: how it says goodbye is its affair
        server.close()


def _address(url: str) -> tuple[bool, str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise _bad_url() from None
    plain = parts.scheme in _PORTS and parts.hostname and not parts.password
    if not plain or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise _bad_url()
    return parts.scheme == "smtps", str(parts.hostname), port, unquote(parts.username or "")


def _bad_url() -> BadInput:
    return BadInput(
        "smtp_url_invalid",
        "OMBUD_SMTP_URL is not the address of a mail server.",
        advice="Write smtp://user@mail.example:587 or smtps://user@mail.example:465; the password stands in a file.",
        field="smtp_url",
    )


def _sender(text: str) -> Address:
    name, address = parseaddr(text)
    try:
        sender = Address(display_name=name, addr_spec=address)
    except (ValueError, MessageError, IndexError):
        sender = None
    if sender is None or not sender.username or "." not in sender.domain or not address.isascii() or "\n" in text:
        raise BadInput(
            "mail_from_invalid",
            "OMBUD_MAIL_FROM is not a sender.",
            advice="Write it like: Forum <no-reply@forum.example>",
            field="mail_from",
        )
    return sender
