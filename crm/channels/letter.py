"""What a channel is handed, and how it says that it failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Device:
    """A browser that shows messages: where its push service takes them, and the keys it reads them with."""

    id: int
    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class Report:
    """Which devices a letter to several reached, and which are gone for good."""

    reached: tuple[int, ...]
    gone: tuple[int, ...]


@dataclass(frozen=True)
class Letter:
    """One message to one person, ready to go; `account_id` None means the default account.

    A push goes to `devices`, leads to `path`, and says by `seen` (a signed token) that it was seen.
    """

    id: int
    channel: str
    address: str
    name: str
    title: str
    text: str
    html: str
    message_id: str
    language: str
    at: datetime
    account_id: int | None = None
    unsubscribe: str = ""  # where its reader says that no more of these are wanted
    devices: tuple[Device, ...] = ()
    path: str = "/"
    seen: str = ""


class Failed(Exception):
    """A letter did not go out; `words` are the server's own, `trouble` the key of the same in plain words.

    `is_permanent`: trying again is useless. `is_account`: the account is in trouble, not this letter.
    `is_network`: the connection broke; whether the server took the letter is unknown. Both: it was in answer to this
    letter that the account was said to be in trouble; one alone may be to blame itself. `gone`: devices to forget.
    """

    def __init__(
        self,
        words: str,
        *,
        is_permanent: bool = False,
        is_account: bool = False,
        is_network: bool = False,
        trouble: str = "smtp.other",
        gone: tuple[int, ...] = (),
    ) -> None:
        super().__init__(words)
        self.words = words
        self.trouble = trouble
        self.is_permanent = is_permanent
        self.is_account = is_account
        self.is_network = is_network
        self.gone = gone
