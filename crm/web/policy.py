"""What browsers are told to allow, and which hosts and origins may speak to us."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import quote, urlsplit

_INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_PORTS = {"http": 80, "https": 443}
_PREVIEW = re.compile(r"/outbox/[0-9]{1,18}/preview")
# What mails hold was written by people: nothing in it runs, loads, leads anywhere or is of our origin.
SEALED = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
# A file that somebody added: nothing in it runs, loads or is of our origin, whatever a browser takes it for.
# (Browsers style the page on which they show a picture.)
FILE = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
ACT = "/act/"  # behind it a signed token
WITH_TOKEN = ("/choose-password", "/unsubscribe", ACT)  # pages whose address nobody else may learn
STRANGERS = ("/sign-", "/setup", "/forgot", "/choose-", "/unsubscribe", ACT, "//")  # nowhere to go on to
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def content_policy(index_html: str) -> str:
    """The Content-Security-Policy: our own host only; of inline scripts only those of Streamlit's own page."""
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in _INLINE.findall(index_html))
    return (
        f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob: {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' blob: data:; worker-src 'self' blob:; "
        "frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


def is_preview(path: str) -> bool:
    """Whether this is the address of a mail as it looks to its reader."""
    return _PREVIEW.fullmatch(path) is not None


def is_framed(path: str) -> bool:
    """Whether our own pages show this address within them: components, this device, previews of mails."""
    return path.startswith("/component/") or path == "/push/device" or is_preview(path)


def headers_for(path: str, policy: str, *, is_https: bool, is_refused: bool = False) -> list[tuple[bytes, bytes]]:
    """The headers each answer carries; a refusal is our own words, and sealed nowhere."""
    if is_preview(path) and not is_refused:
        policy = SEALED
    elif path.startswith("/file/") and not is_refused:
        policy = FILE
    elif is_framed(path):
        policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    found = {
        "content-security-policy": policy,
        "x-frame-options": "SAMEORIGIN" if is_framed(path) else "DENY",
        "x-content-type-options": "nosniff",
        # Of a page with a token the host alone is told; with "no-referrer" browsers would post its form with the
        # origin "null" (Fetch, 3.1), which is nobody's.
        "referrer-policy": "strict-origin" if path.startswith(WITH_TOKEN) else "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "x-robots-tag": "noindex, nofollow",
    }
    if is_https:
        found["strict-transport-security"] = "max-age=31536000"
    return [(name.encode(), value.encode("latin-1")) for name, value in found.items()]


def is_host_known(host: str, known: frozenset[str]) -> bool:
    """Whether a Host header names us: DNS rebinding brings other names to our address."""
    parts = _split(f"http://{host}")
    return bool(parts) and bool(host) and not set(host) & set("/@?#\\") and parts is not None and parts[0] in known


def is_origin_ours(origin: str, host: str, base_url: str) -> bool:
    """Whether an Origin header is this host's own (RFC 6454), seen from outside or through a proxy."""
    given = _split(origin)
    if given is None or "://" not in origin:
        return False
    return given in (_split(base_url), _split(f"{origin.partition('://')[0]}://{host}"))


def local_path(wanted: str) -> str:
    """A path of ours to go on to after signing in; "/" for everything that would lead elsewhere.

    Browsers read "//host", "/\\host" and control characters before a slash as another host.
    """
    if len(wanted) > 2000 or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    if "\\" in wanted or any(ord(char) < 33 or ord(char) == 127 for char in wanted):
        return "/"
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or parts.path.startswith(STRANGERS):
        return "/"
    return quote(wanted.encode("utf-8", "replace"), safe="/?&=%:,+@!$()*;~-._")


def _split(url: str) -> tuple[str, int | None] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname.rstrip("."), port) if parts.hostname else None


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
