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
from collections.abc import Callable, Iterator
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


class Faulty:
    """A server that speaks SMTP by hand; `mode` says where and how it goes wrong."""

    def __init__(self, mode: str, context: ssl.SSLContext | None = None) -> None:
        self.mode = mode
        self.context = context
        self.taken: list[bytes] = []
        self.connections = 0
        self._door = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def server(self, security: str = "none", user: str | None = None) -> MailServer:
        return MailServer("127.0.0.1", self.port, security, user, "a password" if user else None, "a@example.test")

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
            self.connections += 1
            threading.Thread(target=self._guard, args=(wire,), daemon=True).start()

    def _guard(self, wire: socket.socket) -> None:
        try:
            if self.mode.startswith("tls") and self.context:
                wire = self.context.wrap_socket(wire, server_side=True)
            self._talk(wire)
        except (OSError, ValueError):
            pass
        finally:
            wire.close()

    def _talk(self, wire: socket.socket) -> None:
        say: Callable[[str], None] = lambda words: wire.sendall(f"{words}\r\n".encode())  # noqa: E731
        if self.mode == "silent":
            time.sleep(60)
            return None
        if self.mode == "one byte a second":
            for letter in "220 " + "x" * 200:
                wire.sendall(letter.encode())
                time.sleep(1)
            return None
        if self.mode == "421 greeting":
            return say("421 too busy")
        say("220 faulty.test")
        lines = wire.makefile("rb")
        for raw in lines:
            verb = raw.decode("latin-1").strip().upper()
            if verb.startswith(("EHLO", "HELO")):
                say("250-faulty.test")
                if self.mode == "starttls":
                    say("250-STARTTLS")
                say("250 AUTH PLAIN LOGIN" if "auth" in self.mode else "250 OK")
            elif verb.startswith("STARTTLS") and self.context:
                say("220 go on")
                return self._talk_again(self.context.wrap_socket(wire, server_side=True))
            elif verb.startswith("AUTH"):
                say("535 5.7.8 who are you")
            elif verb.startswith("MAIL"):
                if self.mode == "dropped after MAIL":
                    return None
                say({"421 at MAIL": "421 going away", "550 at MAIL": "550 sender not allowed"}.get(self.mode, "250 OK"))
            elif verb.startswith("RCPT"):
                codes = {
                    "550 at RCPT": "550 5.1.1 no such user ółć",
                    "452 at RCPT": "452 mailbox full",
                    "450 at RCPT": "450 greylisted",
                }
                say(codes.get(self.mode, "250 OK"))
            elif verb.startswith("DATA"):
                if self.mode == "dropped inside DATA":
                    say("354 go on")
                    return None
                say("354 go on")
                body = b""
                for line in lines:
                    if line == b".\r\n":
                        break
                    body += line
                if self.mode == "dropped after the dot":
                    self.taken.append(body)
                    return None
                if self.mode in ("451 after DATA", "554 after DATA"):
                    say({"4": "451 try later", "5": "554 no spam here"}[self.mode[0]])
                    continue
                self.taken.append(body)
                say("250 taken")
            elif verb.startswith("QUIT"):
                say("221 bye")
                return None
            else:
                say("250 OK")
        return None

    def _talk_again(self, wire: socket.socket) -> None:
        self.mode = "encrypted"
        self._talk(_Quiet(wire))  # type: ignore[arg-type]


class _Quiet:
    """After STARTTLS there is no second greeting."""

    def __init__(self, wire: ssl.SSLSocket) -> None:
        self._wire, self._greeted = wire, False

    def sendall(self, data: bytes) -> None:
        if self._greeted:
            self._wire.sendall(data)
        self._greeted = True

    def makefile(self, mode: str) -> Any:
        return self._wire.makefile(mode)


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
