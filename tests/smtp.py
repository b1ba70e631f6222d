"""SMTP servers for tests: one that keeps what it gets, and one that misbehaves in a chosen way."""

from __future__ import annotations

import datetime
import email
import email.policy
import ipaddress
import multiprocessing
import socket
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crm.core import clock
from crm.core.config import MailServer


class Sink:
    """A real SMTP server (aiosmtpd) in a process of its own; each message is written down when it is taken."""

    def __init__(self, folder: Path, *, keeps_bodies: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        parent, child = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=_serve, args=(str(folder), keeps_bodies, child), daemon=True)
        # A page's test may have left its script there, and a spawned process would run it.
        with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
            self._process.start()
        child.close()
        self.port: int = parent.recv()
        self.server = MailServer("127.0.0.1", self.port, "none", None, None, "Czuwaj <czuwaj@example.test>")

    def taken(self) -> list[tuple[str, str]]:
        """(Message-ID, recipient) of every message taken, in order."""
        path = self.folder / "taken"
        lines = path.read_text().splitlines() if path.exists() else []
        return [(line.split(" ")[0], line.split(" ")[1]) for line in lines]

    def messages(self) -> list[EmailMessage]:
        """Every message taken, in order."""
        found = sorted(self.folder.glob("*.eml"))
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in found]  # type: ignore[misc]

    def stop(self) -> None:
        self._process.terminate()
        self._process.join()


def _serve(folder: str, keeps_bodies: bool, pipe: Any) -> None:
    import asyncio

    from aiosmtpd.smtp import SMTP

    taken = Path(folder, "taken").open("a", buffering=1)  # noqa: SIM115
    count = 0

    class Keep:
        async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
            nonlocal count
            count += 1
            head = envelope.content[: envelope.content.find(b"\r\n\r\n")].decode("latin-1")
            name = next(line for line in head.splitlines() if line.lower().startswith("message-id:"))
            if keeps_bodies:
                Path(folder, f"{count:06}.eml").write_bytes(envelope.content)
            taken.write(f"{name.split(':', 1)[1].strip()} {envelope.rcpt_tos[0]}\n")
            return "250 taken"

    async def main() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Keep(), hostname="sink.test", loop=loop), "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


@contextmanager
def sink(folder: Path, *, keeps_bodies: bool = True) -> Iterator[Sink]:
    running = Sink(folder, keeps_bodies=keeps_bodies)
    try:
        yield running
    finally:
        running.stop()


AT_MAIL = {"421 at MAIL": "421 going away", "550 at MAIL": "550 sender not allowed"}
AT_RCPT = {
    "550 at RCPT": "550 5.1.1 no such user ółć",
    "550 and gone": "550 5.7.1 go away",
    "452 at RCPT": "452 mailbox full",
    "450 at RCPT": "450 greylisted",
    "421 at RCPT": "421 4.7.0 not to this one",
}
AT_DATA = {"451 at DATA": "451 not yet", "554 at DATA": "554 not from you"}
AFTER_DATA = {"451 after DATA": "451 try later", "554 after DATA": "554 no spam here"}
GREY = datetime.timedelta(minutes=5)  # for so long a reader never heard of is turned away


class Faulty:
    """A server that speaks SMTP by hand; `mode` says where and how it goes wrong, `only` to which readers.

    It takes no more connections at once than `most`. `arrivals` are (when by the held clock, to whom, Message-ID).
    """

    def __init__(
        self,
        mode: str,
        context: ssl.SSLContext | None = None,
        *,
        only: tuple[str, ...] = (),
        most: int = 50,
        port: int = 0,
    ) -> None:
        self.mode, self.context, self.only, self.most = mode, context, only, most
        self.pause = 1.0  # between two bytes
        self.taken: list[bytes] = []
        self.arrivals: list[tuple[datetime.datetime, str, str]] = []
        self.first_seen: dict[str, datetime.datetime] = {}
        self.connections = self.open = 0
        self.lock = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", port), backlog=50)
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def server(self, security: str = "none", user: str | None = None, per_minute: int | None = None) -> MailServer:
        secret = "a password" if user else None
        return MailServer("127.0.0.1", self.port, security, user, secret, "a@example.test", per_minute)

    def close(self) -> None:
        with suppress(OSError):  # closed already
            self._door.shutdown(socket.SHUT_RDWR)  # or the thread that waits in accept keeps it open
        self._door.close()

    def _listen(self) -> None:
        while True:
            try:
                wire, _ = self._door.accept()
            except OSError:
                return
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            threading.Thread(target=self._guard, args=(wire,), daemon=True).start()

    def _guard(self, wire: socket.socket) -> None:
        try:
            is_tls = self.mode.startswith("tls") and self.context is not None
            talk = _Talk(self, self.context.wrap_socket(wire, server_side=True) if is_tls and self.context else wire)
            talk.is_tls = is_tls
            try:
                talk.run()
            finally:
                talk.leave()
        except (OSError, ValueError):
            pass
        finally:
            wire.close()


class _Talk:
    """One connection: what is answered to each command; an answer of False hangs up."""

    def __init__(self, it: Faulty, wire: socket.socket) -> None:
        self.it, self.wire, self.lines = it, wire, wire.makefile("rb")
        self.is_tls = self.is_inside = self.is_begun = False
        self.to = ""

    @property
    def mode(self) -> str:
        """What is wrong for the reader in hand."""
        return self.it.mode if not self.it.only or self.to in self.it.only else "well"

    def run(self) -> None:
        with self.it.lock:
            self.it.open += 1
            self.is_inside = True
            is_full = self.it.open > self.it.most
        if self.it.mode == "dropped at once":
            return
        if self.it.mode == "silent":
            self.listen()
        elif self.it.mode == "one byte a second":
            self.drip("220 " + "x" * 200)
        elif is_full or self.it.mode == "421 greeting":
            self.say("421 too busy")
        else:
            self.say("220 faulty.test")
            self.talk()

    def talk(self) -> None:
        for line in self.lines:
            verb, _, rest = line.decode("latin-1").strip().partition(" ")
            if not getattr(self, f"on_{verb.lower()}", lambda _: self.say("250 OK"))(rest):
                return

    def leave(self) -> None:
        """Somebody else may come."""
        with self.it.lock:
            self.it.open -= self.is_inside
            self.is_inside = False

    def say(self, words: str) -> bool:
        self.wire.sendall(f"{words}\r\n".encode())
        return True

    def drip(self, words: str) -> bool:
        for letter in words:
            self.wire.sendall(letter.encode())
            time.sleep(self.it.pause)
        return False

    def listen(self) -> bool:
        """Hear everything, say nothing."""
        while self.lines.readline():
            pass
        return False

    def on_ehlo(self, _: str) -> bool:
        offers = ["STARTTLS"] if self.it.mode == "starttls" and not self.is_tls else []
        offers += ["AUTH PLAIN LOGIN"] if "auth" in self.it.mode else []
        return self.say("\r\n".join(["250-faulty.test", *(f"250-{offer}" for offer in offers), "250 OK"]))

    def on_starttls(self, _: str) -> bool:
        assert self.it.context is not None
        self.say("220 go on")
        self.wire, self.is_tls = self.it.context.wrap_socket(self.wire, server_side=True), True
        self.lines = self.wire.makefile("rb")
        self.talk()
        return False

    def on_auth(self, _: str) -> bool:
        return self.say("235 welcome" if self.it.mode == "auth accepted" else "535 5.7.8 who are you")

    def on_mail(self, _: str) -> bool:
        self.to = ""
        if self.it.mode == "dropped after MAIL":
            return False
        if self.is_begun:
            return self.say("503 5.5.1 nested MAIL")
        refusal = AT_MAIL.get(self.it.mode)
        self.is_begun = refusal is None
        return self.say(refusal or "250 OK")

    def on_rcpt(self, rest: str) -> bool:
        self.to = rest.partition("<")[2].partition(">")[0]
        if self.mode == "dropped at RCPT":
            return False
        if self.mode == "greylisting" and clock.now() < self.it.first_seen.setdefault(self.to, clock.now()) + GREY:
            return self.say("450 4.2.0 greylisted, come back later")
        refusal = AT_RCPT.get(self.mode)
        return self.say(refusal or "250 OK") and self.mode not in ("550 and gone", "421 at RCPT")

    def on_data(self, _: str) -> bool:
        if self.mode in AT_DATA:
            return self.say(AT_DATA[self.mode])
        self.say("354 go on")
        if self.mode == "dropped inside DATA":
            self.lines.readline()
            return False
        body = b""
        while (line := self.lines.readline()) not in (b".\r\n", b""):
            body += line
        self.is_begun = False
        if self.mode in AFTER_DATA:
            return self.say(AFTER_DATA[self.mode])
        self.keep(body)
        if self.mode == "silent after the dot":
            return self.listen()
        if self.mode == "one byte a second after the dot":
            return self.drip("250 " + "x" * 200)
        return self.mode != "dropped after the dot" and self.say("250 taken")

    def on_rset(self, _: str) -> bool:
        self.is_begun = False
        return self.say("250 OK")

    def on_quit(self, _: str) -> bool:
        self.leave()
        if self.it.mode == "one byte a second at QUIT":
            return self.drip("221 " + "x" * 200)
        self.say("221 bye")
        return False

    def keep(self, body: bytes) -> None:
        found = email.message_from_bytes(body.partition(b"\r\n\r\n")[0])
        with self.it.lock:
            self.it.taken.append(body)
            self.it.arrivals.append((clock.now(), self.to, str(found["Message-ID"])))


def certificate(folder: Path, host: str = "127.0.0.1", days: tuple[int, int] = (-1, 1)) -> tuple[ssl.SSLContext, Path]:
    """A self-signed certificate for that host, valid on these days from today: a server's context, and the file
    that a client may trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    alternative: x509.GeneralName = x509.DNSName(host)
    if host[0].isdigit():
        alternative = x509.IPAddress(ipaddress.ip_address(host))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=days[0]))
        .not_valid_after(now + datetime.timedelta(days=days[1]))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{host}.pem", folder / f"{host}.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public
