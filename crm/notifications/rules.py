"""What can be told, how often it is tried, how a message is named."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta

# One line for each kind of thing to tell. The words of NEWS are in the catalogue `news`, of others in `rendering`.
NEWS = (
    "address.refused",
    "gateway.capped",
    "case.assigned",
    "comment.mentioned",
    "task.assigned",
    "task.accepted",
    "task.refused",
    "task.taken",
    "task.passed_on",
    "task.withdrawn",
    "task.reopened",
    "task.done",
    "task.reminder",
    "task.late",
    "automaton.stopped",
    "reminder.not_sent",
    "backup.trouble",
)
DIGEST = "digest.morning"  # its words are in `digest_letter`
ASKED_DIGEST = ":asked:"  # in the key of one that its reader asked for, beside that of the day
KINDS = (
    "monitoring.created",
    "monitoring.ending",
    *NEWS,
    "import.done",
    "mail.test",
    "password.forgotten",
    "password.changed",
    "people.invited",
    DIGEST,
)
CLIENTS = ("client.reminder",)  # to clients: these no preference of ours holds back, but what they agreed to
TEST = "mail.test"
CHANNELS = ("bell", "email", "sms", "push")
ONLY_BY = {DIGEST: ("email",)}  # kinds that go by no other channel
# Somebody asked for it just now (a test, a link), or must know (of their password): no preference holds these back.
ASKED_FOR = (TEST, "password.forgotten", "password.changed", "people.invited")
OFFICE_STATES = ON, ALWAYS, OFF = ("on", "always", "off")  # on: each may switch it off; always: nobody may
INACTIVE, NO_ADDRESS = "notifications.reason.inactive", "notifications.reason.no_address"
NO_PHONE, NO_DEVICE = "notifications.reason.no_phone", "notifications.reason.no_device"
MISSING = {"sms": NO_PHONE, "push": NO_DEVICE}  # why a person is not reached by a channel; else NO_ADDRESS
REFUSED = "notifications.reason.refused"
OFF_OFFICE, OFF_PERSON = "notifications.reason.off_office", "notifications.reason.off_person"
MODE, AWAY = "notifications.reason.mode", "notifications.reason.away"
UNSEEN = "notifications.reason.unseen"
# Another channel took its place in a mode of work; in the ledger behind it, with separators, which ones and the mode.
INSTEAD, SEPARATOR = "notifications.reason.instead", "|"
NO_VALUE = "automaton.no_value"  # behind it, with separators, the keys of a template for which there is no value
WOKEN = "~"  # in the key of a message between the key of a bell entry and which of its snoozes is over
DEFERRED = "notifications.deferred.quiet"  # why a message waits although it could be sent
TOLD = "told"
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
MOST_SHORT = 5  # of an SMS or push, which are for now: within ten minutes another way is tried
JITTER = 0.1
# A message that workers die with is tried less and less often, out of the others' way, and at last given up.
PATIENT_LOSSES, MOST_LOST = 5, 100
# A broken connection is thought the account's trouble at first, so that nothing overtakes; then the message's own.
BROKEN_HOLDS = 3


def preferred() -> tuple[str, ...]:
    """The kinds of news that office and people may switch on and off, in the order of KINDS."""
    return tuple(kind for kind in KINDS if kind not in ASKED_FOR)


def channels_of(kind: str) -> tuple[str, ...]:
    """The channels by which a kind can go."""
    return tuple(channel for channel in CHANNELS if channel in ONLY_BY.get(kind, CHANNELS))


def why_silent(office: str, is_wanted: bool) -> str | None:
    """Why a kind of news does not go by a channel: the office's word first, then the person's; None when it does."""
    if office == OFF:
        return OFF_OFFICE
    return OFF_PERSON if office == ON and not is_wanted else None


def summed(reasons: Mapping[str, str | None]) -> object:
    """What is kept of how one person was told: {channel: None, or the reason why not by this one}.

    A list of channels when each was used, one reason when none was for this reason, else each channel with its own.
    """
    if not any(reasons.values()):
        return list(reasons)
    found = {channel: reason or TOLD for channel, reason in reasons.items()}
    return next(iter(found.values())) if len(set(found.values())) == 1 else found


def by_channel(what: object) -> list[tuple[str | None, str | None]]:
    """The other way round: (channel, reason why not); channel None stands for all of them."""
    if isinstance(what, Mapping):
        named = sorted((str(channel), str(said)) for channel, said in what.items())
        return [(channel, None if said == TOLD else said) for channel, said in named]
    if isinstance(what, list | tuple):
        return [(str(channel), None) for channel in what]
    return [(None, str(what))]


def bare(reason: str) -> str:
    """The catalogue key of a reason, without what else it says."""
    return reason.split(SEPARATOR)[0] if reason.startswith((INSTEAD, NO_VALUE)) else reason


def is_reached(what: object) -> bool:
    """Whether this person was told by any channel."""
    return any(reason is None for _, reason in by_channel(what))


def why_nobody(told: Mapping[str, object]) -> str | None:
    """Why nobody was told by any channel: what holds for all of them; None when somebody was, or reasons differ."""
    reasons = {reason for what in told.values() for _, reason in by_channel(what)}
    if len(reasons) == 1:
        return reasons.pop()
    return "notifications.reason.off" if reasons and reasons <= {OFF_OFFICE, OFF_PERSON} else None


def most_attempts(channel: str) -> int:
    """How often a message of this channel is tried."""
    return MOST_ATTEMPTS if channel == "email" else MOST_SHORT


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


def woken_key(entry_key: str, snooze_id: int) -> str:
    """The key by which an entry is told again when that snooze is over."""
    return f"{entry_key}{WOKEN}{snooze_id}"


def bell_key(key: str, channel: str) -> str:
    """The key of the bell entry that says what the message of this key says."""
    return key.removesuffix(f":{channel}").split(WOKEN)[0]
