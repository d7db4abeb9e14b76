"""Real small receivers on loopback, and tasks to send to them."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from ombud.delivery import WebhookSender, new_secret
from ombud.model import Task

SECRET = new_secret(bytes(range(32)))
AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def _task(payload: bytes = b"{}", name: str = "out_1") -> Task:
    return Task(id=name, topic="webhook", subject="dec_1", payload=payload, created_at=AT, due_at=AT)


Talk = Callable[[socket.socket], bool | None]
"""What a receiver does with a connection once it has read a request. True: it waits for the next request."""


class Listener:
    """What a receiver heard, byte for byte, and where it listens."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/hook"
        self.heard: list[bytes] = []
        self.connections = 0


def read_request(connection: socket.socket) -> bytes:
    """One whole HTTP request, or what came before the connection ended."""
    data = b""
    while chunk := connection.recv(65536):
        data += chunk
        head, gap, body = data.partition(b"\r\n\r\n")
        length = next((int(h[15:]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length:")), 0)
        if gap and len(body) >= length:
            break
    return data


@pytest.fixture
def receiver() -> Iterator[Callable[..., Listener]]:
    """Start a receiver that does `talk` with every connection."""
    with ExitStack() as stack:

        def start(talk: Talk) -> Listener:
            class Handler(socketserver.BaseRequestHandler):
                def handle(self) -> None:
                    listener.connections += 1
                    while request := read_request(self.request):
                        listener.heard.append(request)
                        if not talk(self.request):
                            break

            server = stack.enter_context(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler))
            listener = Listener(server.server_address[1])
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return listener

        yield start


@pytest.fixture
def answering(receiver: Callable[..., Listener]) -> Callable[[bytes], Listener]:
    """Start a receiver that says these bytes, whatever it is sent."""
    return lambda raw: receiver(lambda connection: connection.sendall(raw))


@pytest.fixture
def send() -> Iterator[Callable[..., str | None]]:
    """Send a task to an address with a sender of its own, and return the outcome."""
    with ExitStack() as stack:

        def send(url: str, payload: bytes = b'{"type":"decision.made"}', timeout: float = 5) -> str | None:
            sender = WebhookSender(url, SECRET, timeout=timeout)
            stack.callback(sender.close)
            return sender.send(_task(payload), AT)

        yield send


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def secret() -> str:
    return SECRET


@pytest.fixture
def task() -> Callable[..., Task]:
    return _task


@pytest.fixture
def self_signed(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that vouches for itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), AT - timedelta(days=3650), AT + timedelta(days=3650)
    ).add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    path = tmp_path / "self-signed.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    )
    return path
