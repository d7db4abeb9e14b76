"""A mail server of ours that speaks real SMTP on a real socket: it takes letters, or refuses them as it is told to."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self

__all__ = ["SmtpServer"]


class SmtpServer:
    """Listens on 127.0.0.1 until closed. `letters` are what it took: (sender, recipient, message).

    `tls` makes it offer STARTTLS, or speak TLS from the start with `implicit`; `login` is the user and the password it
    wants. `refuse` says for a recipient what is answered instead of taking the letter: ``(550, "no such user")``.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        login: tuple[str, str] | None = None,
        utf8: bool = False,
    ) -> None:
        self.letters: list[tuple[str, str, EmailMessage]] = []
        self.refuse: Callable[[str], tuple[int, str] | None] = _nobody
        self.seen: list[str] = []
        self.tls, self.implicit, self.login, self.utf8 = tls, implicit, login, utf8
        self._server = _Listener(("127.0.0.1", 0), _Session)
        self._server.outer = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Take nothing any more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _nobody(_recipient: str) -> tuple[int, str] | None:
    return None


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    outer: SmtpServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up in the middle is its own affair."""


class _Session(socketserver.StreamRequestHandler):
    server: _Listener

    def setup(self) -> None:
        outer = self.server.outer
        self._secure = False
        if outer.implicit and outer.tls is not None:
            self.request = outer.tls.wrap_socket(self.request, server_side=True)
            self._secure = True
        super().setup()

    def finish(self) -> None:
        """The socket that TLS was put round is this session's to close: the server knows the one under it."""
        super().finish()
        self.request.close()

    def handle(self) -> None:
        self._signed_in, self._from, self._to = self.server.outer.login is None, "", ""
        self._say(220, "mail.test ready")
        while line := self.rfile.readline():
            words = line.decode("utf-8").rstrip("\r\n")
            self.server.outer.seen.append(words.split(" ")[0].upper())
            if not self._answer(words):
                return

    def _answer(self, line: str) -> bool:
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "EHLO":
                self._offer()
            case "STARTTLS":
                self._start_tls()
            case "AUTH":
                self._sign_in(rest)
            case "MAIL":
                self._from = rest.partition("<")[2].partition(">")[0]
                self._say(*((250, "ok") if self._signed_in else (530, "sign in first")))
            case "RCPT":
                self._to = rest.partition("<")[2].partition(">")[0]
                self._say(*(self.server.outer.refuse(self._to) or (250, "ok")))
            case "DATA":
                self._take()
            case "QUIT":
                self._say(221, "bye")
                return False
            case _:
                self._say(250, "ok")
        return True

    def _offer(self) -> None:
        outer = self.server.outer
        offers = ["SIZE 1000000"]
        if outer.tls is not None and not self._secure:
            offers.append("STARTTLS")
        if outer.login is not None:
            offers.append("AUTH PLAIN")
        if outer.utf8:
            offers.append("SMTPUTF8")
        for offer in ["mail.test", *offers[:-1]]:
            self.wfile.write(f"250-{offer}\r\n".encode())
        self._say(250, offers[-1])

    def _start_tls(self) -> None:
        assert self.server.outer.tls is not None
        self._say(220, "go ahead")
        self.request = self.server.outer.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
        self._secure = True

    def _sign_in(self, rest: str) -> None:
        said = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")[1:]
        self._signed_in = tuple(said) == self.server.outer.login
        self._say(*((235, "welcome") if self._signed_in else (535, "wrong password")))

    def _take(self) -> None:
        self._say(354, "go on")
        lines = []
        while (line := self.rfile.readline()).rstrip(b"\r\n") != b".":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.server.outer.letters.append((self._from, self._to, message))
        self._say(250, "taken")

    def _say(self, code: int, words: str) -> None:
        self.wfile.write(f"{code} {words}\r\n".encode())
