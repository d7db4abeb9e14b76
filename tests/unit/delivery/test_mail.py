"""Letters, handed to a mail server on a real socket: what is in them, and what every answer means."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from ombud.delivery import MailSender
from ombud.model import BadInput
from ombud.ports import Mail, Undeliverable
from tests.support.smtp_server import SmtpServer

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
FROM = "Forum <no-reply@forum.example>"
MAIL = Mail(
    id="msg_1", to="ana@example.org", subject="About your post",
    paragraphs=("Your post was taken down. <b>", "The words: “x” https://evil.example", "https://forum.example/notice/abc"),
    language="en",
)  # fmt: skip


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as one:
        yield one


def sender(
    server: SmtpServer, url: str = "smtp://127.0.0.1", password: str | None = None, timeout: float = 5
) -> MailSender:
    return MailSender(f"{url}:{server.port}", FROM, password, timeout=timeout)


def changed(**more: str | tuple[str, ...]) -> Mail:
    return Mail(**{**{name: getattr(MAIL, name) for name in Mail.__struct_fields__}, **more})


def test_a_letter_arrives_as_text_and_as_simple_html(server: SmtpServer) -> None:
    assert sender(server).mail(MAIL, NOW) is None
    ((envelope_from, to, message),) = server.letters
    assert (envelope_from, to) == ("no-reply@forum.example", "ana@example.org")
    assert message["From"] == FROM
    assert message["Subject"] == "About your post"
    assert message["Date"] == "Sun, 22 Nov 2026 10:00:00 +0000"
    assert message["Message-ID"] == "<msg_1@forum.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert text.get_content() == "\r\n\r\n".join(MAIL.paragraphs) + "\r\n"
    page = html.get_content()
    assert "taken down. &lt;b&gt;" in page
    assert page.count("<a ") == 1
    assert '<a href="https://forum.example/notice/abc" dir="ltr">' in page
    assert '<html lang="en" dir="ltr">' in page


def test_a_letter_from_right_to_left_says_so_and_keeps_every_letter(server: SmtpServer) -> None:
    arabic = changed(subject="بشأن منشورك", paragraphs=("أُزيل منشورك.",), language="ar", direction="rtl")
    assert sender(server).mail(arabic, NOW) is None
    ((_, _, message),) = server.letters
    assert message["Subject"] == "بشأن منشورك"
    assert message["Content-Language"] == "ar"
    text, html = message.iter_parts()
    assert text.get_content() == "أُزيل منشورك.\r\n"
    assert '<html lang="ar" dir="rtl">' in html.get_content()


@pytest.mark.parametrize(
    "more",
    [
        {"to": "ana@example.org\r\nBcc: all@example.org"},
        {"to": "ana@example.org, ben@example.org"},
        {"subject": "About\r\nBcc: all@example.org"},
        {"id": "msg\r\nBcc: all@example.org"},
        {"to": "not an address"},
    ],
)
def test_no_header_can_be_smuggled_in(server: SmtpServer, more: dict[str, str]) -> None:
    said = sender(server).mail(changed(**more), NOW)
    assert isinstance(said, Undeliverable)
    assert not server.letters


def test_what_stands_in_a_letter_cannot_end_it_early(server: SmtpServer) -> None:
    assert sender(server).mail(changed(paragraphs=("one\n.\nMAIL FROM:<x@example.org>", ".two")), NOW) is None
    ((_, _, message),) = server.letters
    assert "MAIL FROM:<x@example.org>" in next(message.iter_parts()).get_content()
    assert server.seen.count("MAIL") == 1


@pytest.mark.parametrize(
    ("code", "for_good"), [(550, True), (552, True), (554, True), (421, False), (450, False), (535, False)]
)
def test_what_a_refusal_means(server: SmtpServer, code: int, for_good: bool) -> None:
    server.refuse = lambda recipient: (code, f"no mailbox {recipient.upper()} here")
    said = sender(server).mail(MAIL, NOW)
    assert said == f"the mail server answered {code}: no mailbox [address] here"
    assert isinstance(said, Undeliverable) is for_good


def test_signing_in_needs_the_right_password() -> None:
    with SmtpServer(login=("ombud", "s3cret")) as server:
        assert sender(server, "smtp://ombud@127.0.0.1", "s3cret").mail(MAIL, NOW) is None
        wrong = sender(server, "smtp://ombud@127.0.0.1", "guess").mail(MAIL, NOW)
        assert wrong == "the mail server answered 535: wrong password"
        assert not isinstance(wrong, Undeliverable)
        assert len(server.letters) == 1


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(server: SmtpServer) -> None:
    foreign = changed(to="用户@xn--r8jz45g.example")
    assert isinstance(sender(server).mail(foreign, NOW), Undeliverable)
    with SmtpServer(utf8=True) as modern:
        assert sender(modern).mail(foreign, NOW) is None
        assert modern.letters[0][1] == "用户@xn--r8jz45g.example"


def test_a_server_that_is_away_or_says_nothing_is_tried_again(server: SmtpServer) -> None:
    away = sender(server)
    server.close()
    said = away.mail(MAIL, NOW)
    assert said is not None
    assert said.startswith("no mail server: ")
    assert not isinstance(said, Undeliverable)


# ── encryption ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def localhost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's side of TLS for ``localhost``, which senders that are made from now on trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=1)
    )
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    file = tmp_path / "server.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate)
    trust = tmp_path / "trust.pem"
    trust.write_bytes(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(trust))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize(("implicit", "url"), [(False, "smtp://localhost"), (True, "smtps://localhost")])
def test_letters_leave_the_machine_encrypted(localhost: ssl.SSLContext, implicit: bool, url: str) -> None:
    with SmtpServer(tls=localhost, implicit=implicit) as server:
        assert sender(server, url).mail(MAIL, NOW) is None
        assert len(server.letters) == 1
        assert ("STARTTLS" in server.seen) is not implicit


def test_nothing_is_sent_where_nobody_offers_encryption(server: SmtpServer) -> None:
    said = sender(server, "smtp://localhost").mail(MAIL, NOW)
    assert said is not None
    assert "STARTTLS" in said
    assert not server.letters


def test_nothing_is_sent_to_a_server_that_nobody_vouches_for(
    localhost: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with SmtpServer(tls=localhost) as server:
        said = sender(server, "smtp://localhost").mail(MAIL, NOW)
        assert said is not None
        assert "certificate" in said
        assert not server.letters


# ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "url",
    ["", "mail.example", "http://mail.example", "smtp://", "smtp://u:p@mail.example", "smtp://mail.example:99999",
     "smtp://mail.example/x", "smtp://mail.example?x=1", "smtp://[::1"],
)  # fmt: skip
def test_what_is_no_mail_server_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        MailSender(url, FROM)
    assert caught.value.code == "smtp_url_invalid"


@pytest.mark.parametrize(
    "text", ["", "Forum", "no-reply@", "Forum <x>", "a@b\nc.example", "ä@forum.example", "x@localhost"]
)
def test_what_is_no_sender_is_refused_at_the_start(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        MailSender("smtp://mail.example", text)
    assert caught.value.code == "mail_from_invalid"


def test_a_user_has_a_password() -> None:
    with pytest.raises(BadInput) as caught:
        MailSender("smtp://ombud@mail.example", FROM)
    assert caught.value.code == "smtp_password_missing"
