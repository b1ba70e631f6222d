"""Web Push (RFC 8030): to every browser of one person, encrypted for it (RFC 8291), signed as ours (RFC 8292)."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02, VapidException
from pywebpush import WebPusher, WebPushException

from crm.channels import reach
from crm.channels.going_out import GONE, Way, judged, said
from crm.channels.letter import Device, Failed, Letter, Report
from crm.core import clean

KEPT_SECONDS = 24 * 3600  # how long a push service holds it for a device that is off
LONGEST_TITLE, LONGEST_BODY = 120, 300  # RFC 8030 lets a service refuse more than 4 KB
NO_DEVICE = "gates.no_device"


@dataclass(frozen=True)
class Keys:
    """Who we are to push services: a private key (32 bytes, base64url), and where to complain about us."""

    private: str
    contact: str
    is_inside_allowed: bool = False
    per_minute: int | None = None
    connections: int = 4
    monthly_cap: int | None = None
    sender: str = "Web Push"

    def __repr__(self) -> str:
        return f"Keys({self.contact})"


def fresh() -> str:
    """A new private key (P-256), as `Keys` holds it."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _letters(number.to_bytes(32, "big"))


def public_of(private: str) -> str:
    """What browsers are told: the public half (RFC 8292, 3.2)."""
    key = Vapid02.from_raw(private.encode()).public_key
    return _letters(key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint))


def problem(endpoint: str, p256dh: str, auth: str, *, is_inside_allowed: bool) -> str | None:
    """What is wrong with what a browser told us; None when it will do. Nobody is asked."""
    try:
        parts = urlsplit(endpoint)
        host, _ = parts.hostname or "", parts.port
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh))
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        return "gates.subscription_wrong"
    if len(_bytes(auth)) != 16 or point.curve.key_size != 256 or len(endpoint) > 1000 or not endpoint.isascii():
        return "gates.subscription_wrong"
    if is_inside_allowed:
        return None if parts.scheme in ("http", "https") and host else "gates.subscription_wrong"
    if parts.scheme != "https" or parts.username:
        return "gates.subscription_wrong"
    return reach.INSIDE if reach.looks_inside(host) else None


class Connection:
    """A worker's way to push services; whichever a browser has chosen."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._vapid = Vapid02.from_raw(keys.private.encode())
        self._way = Way(is_inside_allowed=keys.is_inside_allowed)

    def send(self, letter: Letter) -> Report:
        """To every device; it counts as sent when one took it. Failed when none did. Never longer than 20 seconds."""
        reached: list[int] = []
        gone: list[int] = []
        last: Failed | None = None
        data = payload(letter)
        with self._way.watchdog:
            for device in letter.devices:
                try:
                    (reached if self._taken(device, data) else gone).append(device.id)
                except Failed as failure:  # each service speaks for itself only
                    failure.is_account, failure.is_network = False, failure.is_account or failure.is_network
                    last = failure
        if reached:
            return Report(tuple(reached), tuple(gone))
        if last is None:
            raise Failed(NO_DEVICE, is_permanent=True, trouble=NO_DEVICE, gone=tuple(gone))
        last.gone = tuple(gone)
        raise last

    def close(self) -> None:
        """Let go of the connections."""
        self._way.close()

    def _taken(self, device: Device, data: str) -> bool:
        """False when this device is gone for good; Failed when its service does not take it now."""
        told = {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}}
        parts = urlsplit(device.endpoint)
        try:
            headers = self._vapid.sign({"aud": f"{parts.scheme}://{parts.netloc}", "sub": self._keys.contact})
            answer = WebPusher(told, requests_session=self._way).send(data, headers, ttl=KEPT_SECONDS)
        except (WebPushException, VapidException, ValueError) as error:
            raise Failed(clean.line(error), is_permanent=True, trouble="gates.subscription_wrong") from error
        if answer.status_code in GONE:
            return False
        if answer.status_code >= 300:
            raise judged(answer.status_code, said(answer))
        return True


def payload(letter: Letter) -> str:
    """What the browser shows; the same tag again replaces what is shown, so that a duplicate is none."""
    told = {
        "title": letter.title[:LONGEST_TITLE],
        "body": letter.text[:LONGEST_BODY],
        "path": letter.path,
        "tag": letter.message_id.strip("<>").partition("@")[0],
        "seen": letter.seen,
    }
    return json.dumps(told, ensure_ascii=False)


def _letters(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def _bytes(letters: str) -> bytes:
    return base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
