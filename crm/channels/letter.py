"""What a channel is handed, and how it says that it failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Letter:
    """One message to one person, ready to go; `account_id` None means the default account."""

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


class Failed(Exception):
    """A letter did not go out; `words` are the server's own, `trouble` the key of the same in plain words.

    `is_permanent`: trying again is useless. `is_account`: the account is in trouble, not this letter.
    `is_network`: the connection broke; whether the server took the letter is unknown.
    """

    def __init__(
        self,
        words: str,
        *,
        is_permanent: bool = False,
        is_account: bool = False,
        is_network: bool = False,
        trouble: str = "smtp.other",
    ) -> None:
        super().__init__(words)
        self.words = words
        self.trouble = trouble
        self.is_permanent = is_permanent
        self.is_account = is_account
        self.is_network = is_network
