"""The sender against real receivers that behave, misbehave, and do not answer at all."""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Protocol

import pytest
from standardwebhooks.webhooks import Webhook

from ombud.delivery import WebhookSender
from ombud.model import BadInput, Task


class Listener(Protocol):
    url: str
    heard: list[bytes]
    connections: int


Answering = Callable[[bytes], Listener]
Receiving = Callable[..., Listener]
ATask = Callable[..., Task]
Send = Callable[..., str | None]

NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


def test_a_message_goes_out_byte_for_byte_with_its_id_time_and_signature(
    answering: Answering, send: Send, secret: str, at: datetime
) -> None:
    listener = answering(NO_CONTENT)
    payload = '{"text":"größer \\u0000 ✓"}\n '.encode()
    assert send(listener.url, payload) is None
    head, _, body = listener.heard[0].partition(b"\r\n\r\n")
    headers = dict(line.decode().lower().split(": ", 1) for line in head.split(b"\r\n")[1:])
    assert body == payload
    assert headers["webhook-id"] == "out_1"
    assert headers["webhook-timestamp"] == str(int(at.timestamp()))
    assert headers["content-type"] == "application/json"
    signature = next(line for line in head.decode().split("\r\n") if line.startswith("webhook-signature: "))
    assert signature.removeprefix("webhook-signature: ") == Webhook(secret).sign("out_1", at, payload.decode())


def test_the_signature_is_over_the_same_moment_in_any_time_zone(
    answering: Answering, task: ATask, secret: str, at: datetime
) -> None:
    listener = answering(NO_CONTENT)
    sender = WebhookSender(listener.url, secret)
    assert sender.send(task(), at) is None
    assert sender.send(task(), at.astimezone(timezone(timedelta(hours=9)))) is None
    sender.close()
    assert listener.heard[0] == listener.heard[1]


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted", "299 Whatever"])
def test_every_2xx_means_taken(status: str, answering: Answering, send: Send) -> None:
    assert send(answering(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok".encode()).url) is None


@pytest.mark.parametrize("status", ["304 Not Modified", "400 Bad", "401 No", "404 None", "410 Gone", "500 Oops"])
def test_everything_else_is_a_reason_with_the_status(status: str, answering: Answering, send: Send) -> None:
    reason = send(answering(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()).url)
    assert reason == f"the receiver answered {status[:3]}"


def test_the_reason_quotes_the_beginning_of_the_answer_on_one_safe_line(answering: Answering, send: Send) -> None:
    body = "database\r\n is \x1b[31mdown\x00 \u202e".encode() + b"\xff" + b"x" * 50_000
    answer = f"HTTP/1.1 503 No\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    reason = send(answering(answer).url)
    assert reason is not None
    assert reason.startswith("the receiver answered 503: database is \ufffd[31mdown\ufffd \ufffd\ufffdxxx")
    assert reason.endswith("…")
    assert len(reason) < 160


def test_a_redirect_is_a_refusal_and_is_not_followed(answering: Answering, send: Send) -> None:
    elsewhere = answering(NO_CONTENT)
    redirect = f"HTTP/1.1 307 Go\r\nLocation: {elsewhere.url}\r\nContent-Length: 0\r\n\r\n".encode()
    assert send(answering(redirect).url) == "the receiver answered 307"
    assert elsewhere.heard == []


def test_an_answer_that_never_ends_is_read_only_as_far_as_needed(receiver: Receiving, send: Send) -> None:
    def flood(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 500 No\r\n\r\n")
        while True:
            try:
                connection.sendall(b"no " * 10_000)
            except OSError:
                return

    reason = send(receiver(flood).url)
    assert reason is not None
    assert reason.startswith("the receiver answered 500: no no no")


def test_a_status_counts_even_if_the_rest_of_the_answer_does_not_come(answering: Answering, send: Send) -> None:
    assert send(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf").url) is None
    assert (
        send(answering(b"HTTP/1.1 500 No\r\nContent-Length: 99\r\n\r\nhalf").url) == "the receiver answered 500: half"
    )


def test_a_try_without_an_answer_is_given_up(receiver: Receiving, send: Send) -> None:
    def silent(connection: socket.socket) -> None:
        connection.recv(1)

    assert send(receiver(silent).url, timeout=0.2) == "no answer within 0.2 seconds"


def test_an_answer_a_letter_at_a_time_does_not_stretch_the_try(receiver: Receiving, send: Send) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(1000):
            time.sleep(0.02)  # every single wait is short, all of them together are not
            try:
                connection.sendall(b"x")
            except OSError:
                return

    assert send(receiver(drip).url, timeout=0.2) == "no answer within 0.2 seconds"


@pytest.mark.parametrize("garbage", [b"", b"hello\r\n\r\n", b"\x00\xff" * 500, b"SSH-2.0-OpenSSH_9\r\n"])
def test_an_answer_that_is_not_http_is_a_reason(garbage: bytes, answering: Answering, send: Send) -> None:
    reason = send(answering(garbage).url)
    assert reason is not None
    assert reason.startswith("the answer was not HTTP: ")


def test_nobody_listening_is_a_reason(send: Send) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    reason = send(f"http://127.0.0.1:{port}/")
    assert reason is not None
    assert reason.startswith("no connection: ")


def test_no_tls_where_tls_is_expected_is_a_reason(send: Send) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak_plainly() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=speak_plainly)
        thread.start()
        reason = send(f"https://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()
    assert reason is not None
    assert reason.startswith("no secure connection: ")


def test_a_certificate_that_nobody_vouches_for_is_a_reason(self_signed: Path, send: Send) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            connection, _ = server.accept()
            with connection, pytest.raises(ssl.SSLError):
                context.wrap_socket(connection, server_side=True)

        thread = threading.Thread(target=refuse)
        thread.start()
        reason = send(f"https://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()
    assert reason is not None
    assert reason.startswith("no secure connection: self-signed certificate")


def test_a_payload_that_is_not_text_is_a_reason(answering: Answering, send: Send) -> None:
    assert send(answering(NO_CONTENT).url, b"\xff") == "the payload is not UTF-8 text and cannot be signed"


def test_an_id_that_is_no_header_is_a_reason(answering: Answering, task: ATask, secret: str, at: datetime) -> None:
    listener = answering(NO_CONTENT)
    sender = WebhookSender(listener.url, secret)
    reasons = [sender.send(task(name=bad), at) for bad in ("a\r\nX-Evil: 1", "ключ")]
    sender.close()
    assert all(reason and reason.startswith("it could not be sent: ") for reason in reasons)
    assert listener.heard == []


def test_many_threads_share_the_connections(receiver: Receiving, task: ATask, secret: str, at: datetime) -> None:
    def keep_alive(connection: socket.socket) -> bool:
        connection.sendall(NO_CONTENT)
        return True

    listener = receiver(keep_alive)
    sender = WebhookSender(listener.url, secret)
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda n: sender.send(task(name=f"out_{n}"), at), range(40)))
    sender.close()
    assert outcomes == [None] * 40
    assert len(listener.heard) == 40
    assert listener.connections <= 4


def test_closing_gives_up_what_is_under_way_and_ends_the_sender(
    receiver: Receiving, task: ATask, secret: str, at: datetime
) -> None:
    arrived, done = threading.Event(), threading.Event()

    def wait(_: socket.socket) -> None:
        arrived.set()
        done.wait(10)

    sender = WebhookSender(receiver(wait).url, secret)
    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(sender.send, task(), at)
        arrived.wait(10)
        sender.close()
        assert outcome.result() == "given up because the sender was closed"
    done.set()
    sender.close()
    assert sender.send(task(), at) == "the sender is closed"


@pytest.mark.parametrize(
    "url",
    ["", "forum.example/hook", "ftp://forum.example/", "https://", "https://me:pass@forum.example/", "http://[::1"],
)
def test_an_address_that_cannot_be_one_is_refused_at_once(url: str, secret: str) -> None:
    with pytest.raises(BadInput) as caught:
        WebhookSender(url, secret)
    assert caught.value.code == "webhook_url_invalid"
    assert "pass@" not in str(caught.value.describe())


def test_a_secret_that_cannot_be_one_is_refused_at_once() -> None:
    with pytest.raises(BadInput, match="whsec_"):
        WebhookSender("https://forum.example/hook", "swordfish")
