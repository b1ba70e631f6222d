"""What can be told, how often it is tried, how a message is named."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

# One line for each kind of thing to tell; its words are in `rendering`.
KINDS = ("monitoring.created", "monitoring.ending", "import.done", "mail.test")
TEST = "mail.test"
CHANNELS = ("bell", "email")
LONGEST_KEY = 90

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# Twelve attempts; together 54 hours, so that even with the jitter an outage of 48 is outlived.
DELAYS = (
    MINUTE / 2,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    HOUR,
    3 * HOUR,
    8 * HOUR,
    12 * HOUR,
    14 * HOUR,
    16 * HOUR,
)
MOST_ATTEMPTS = len(DELAYS) + 1
JITTER = 0.1
# A message that workers die with is tried less and less often, out of the others' way, and at last given up.
PATIENT_LOSSES, MOST_LOST = 5, 100
# A broken connection is thought the account's trouble at first, so that nothing overtakes; then the message's own.
BROKEN_HOLDS = 3


def retry_after(attempts: int, chance: float) -> timedelta | None:
    """How long to wait after that many failed attempts; None when it was the last. `chance` is from 0 to 1."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return DELAYS[max(attempts, 1) - 1] * (1 + JITTER * (2 * chance - 1))


def retry_after_losses(losses: int) -> timedelta:
    """How long a message waits after that many workers died with it in hand; at first not at all."""
    return min(MINUTE * 2 ** min(losses - PATIENT_LOSSES, 10), HOUR) if losses > PATIENT_LOSSES else timedelta()


def message_id(key: str, secret: bytes, host: str) -> str:
    """The same for the same key, unlike any other office's: a duplicate is recognised, a stranger's is not."""
    mark = hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()[:40]
    domain = host if "." in host and not host.replace(".", "").isdigit() and host.isascii() else "czuwaj.invalid"
    return f"<{mark}@{domain}>"


def short(key: str) -> str:
    """A unique key that fits its columns, with room for person and channel behind it."""
    return key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()
