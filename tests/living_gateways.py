"""The other side of the wire, on loopback: an SMS gateway that is asked by HTTP, and a browser's push service.

What is encrypted for the browser is read by the letter of RFC 8291, not by the library that wrote it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.provider import Provider, Taken, provider

CURVE = ec.SECP256R1()
GATEWAY_BODY = "to={number}&from={sender}&message={text}"
GATEWAY_HEADERS = "Content-Type: application/x-www-form-urlencoded\nAuthorization: Bearer {secret}"
DAY = 24 * 3600


def texts(gateway: Provider, number: str) -> list[str]:
    """The SMS that a gateway took for this number, in order; asked as `GATEWAY_BODY` and `GATEWAY_HEADERS` say."""
    found = [parse_qs(one.body.decode()) for one in gateway.taken]
    return [one["message"][0] for one in found if one["to"] == [number]]


@dataclass
class PushService:
    """A push service with one browser: knows the browser's keys, so it can read what the browser would."""

    server: Provider
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def subscription(self) -> dict[str, str]:
        """What the browser tells the page: as the page's own script posts it."""
        return {"endpoint": self.server.url("/push/1"), "p256dh": letters(self._point), "auth": letters(self.auth)}

    def shown(self) -> list[dict[str, Any]]:
        """Every message as the service worker reads it."""
        return [json.loads(self.opened(one)) for one in self.server.taken]

    def opened(self, one: Taken) -> bytes:
        """RFC 8291, 3.4, and RFC 8188: one record, encrypted for this browser."""
        assert one.headers["content-encoding"] == "aes128gcm"
        salt, size, length = one.body[:16], int.from_bytes(one.body[16:20], "big"), one.body[20]
        sender, cipher = one.body[21 : 21 + length], one.body[21 + length :]
        assert length == 65
        assert len(cipher) <= size <= 4096
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
        secret = _derived(self.auth, shared, b"WebPush: info\0" + self._point + sender, 32)
        key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
        plain, mark, padding = AESGCM(key).decrypt(nonce, cipher, None).rpartition(b"\x02")
        assert mark
        assert not padding.strip(b"\0")
        return plain

    @property
    def _point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@contextmanager
def push_service() -> Iterator[PushService]:
    """One that takes everything (201, RFC 8030), until it is told otherwise."""
    with provider() as server:
        server.status, server.body = 201, b""
        yield PushService(server)


def signed_by(one: Taken) -> tuple[str, dict[str, Any]]:
    """Who signed a push, and what: the public key and the claims (RFC 8292), the signature verified."""
    found = re.fullmatch(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)", one.headers["authorization"])
    assert found, one.headers["authorization"]
    head, claims, signature, key = found.groups()
    assert json.loads(plain(head)) == {"typ": "JWT", "alg": "ES256"}
    numbers = plain(signature)
    both = encode_dss_signature(int.from_bytes(numbers[:32], "big"), int.from_bytes(numbers[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, plain(key))
    public.verify(both, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    said = json.loads(plain(claims))
    assert time.time() < said["exp"] <= time.time() + DAY
    return key, said


def letters(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def plain(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF (RFC 5869) for at most one block."""
    inner = hmac.digest(salt, secret, hashlib.sha256)
    return hmac.digest(inner, info + b"\x01", hashlib.sha256)[:length]
