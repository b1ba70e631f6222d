"""Where a person is reached beside the mailbox: a telephone while there is a gateway, browsers, a push service."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, func, select

from crm.channels import sms
from crm.notifications.address_tables import PushSubscription, PushToken
from crm.notifications.tables import Account
from crm.people.tables import User

_GATEWAY = exists().where(Account.kind == "sms", Account.is_default, Account.deleted_at.is_(None))
_BROWSER = exists().where(PushSubscription.person_id == User.id)
_SERVICE = (
    select(func.min(PushToken.account_id))
    .join(Account, Account.id == PushToken.account_id)
    .where(PushToken.person_id == User.id, Account.deleted_at.is_(None))
    .scalar_subquery()
)
# What a query of people needs so that `number` and `devices` can be asked.
COLUMNS = (
    User.phone,
    _GATEWAY.label("has_gateway"),
    _BROWSER.label("has_browser"),
    _SERVICE.label("push_account_id"),
)


def number(person: Any) -> str | None:
    """Where SMS to this person goes; None without a number, or without a gateway to send it by."""
    return sms.address(person) if person.has_gateway else None


def devices(person: Any) -> str | None:
    """All the devices of this person as one address, since messages to them keep their order; None without any."""
    return f"push:{person.id}" if person.has_browser or person.push_account_id else None


def account_of(person: Any, channel: str) -> int | None:
    """The account that a message to this person names: none but for a push where they have no browser."""
    return person.push_account_id if channel == "push" and not person.has_browser else None
