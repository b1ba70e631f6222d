"""A browser for tests: it has keys of its own, and reads what was encrypted for it (RFC 8291) and signed (RFC 8292)."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from provider import Taken

P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"  # RFC 8291, 5


def plain(letters: str) -> bytes:
    return base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))


def letters(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


@dataclass
class Browser:
    """What a browser keeps to itself, and what it tells the office."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    def told(self, endpoint: str) -> dict[str, str]:
        return {"endpoint": endpoint, "p256dh": letters(self.point), "auth": letters(self.auth)}

    def read(self, taken: Taken) -> dict[str, Any]:
        """What was meant for it, by the formulas of RFC 8291, 3.4 and RFC 8188, 2."""
        assert taken.headers["content-encoding"] == "aes128gcm"
        body = taken.body
        salt, size, sender = body[:16], body[20], body[21 : 21 + body[20]]
        assert size == 65
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.key.exchange(ec.ECDH(), theirs)
        secret = _derived(self.auth, shared, b"WebPush: info\x00" + self.point + sender, 32)
        content = _derived(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _derived(salt, secret, b"Content-Encoding: nonce\x00", 12)
        record = AESGCM(content).decrypt(nonce, body[21 + size :], None).rstrip(b"\x00")
        assert record.endswith(b"\x02")  # the last record
        found: dict[str, Any] = json.loads(record[:-1])
        return found


def signed_by(taken: Taken) -> tuple[str, dict[str, Any]]:
    """Whose signature stands under a push, and what it claims; the signature is checked."""
    kind, _, rest = taken.headers["authorization"].partition(" ")
    assert kind == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    raw = plain(signature)
    both = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), plain(parts["k"]))
    key.verify(both, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    return parts["k"], json.loads(plain(claims))
