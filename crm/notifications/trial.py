"""A test message by one mail account, and what became of it."""

from __future__ import annotations

import secrets as random
from typing import Any, NamedTuple

from sqlalchemy import select

from crm.core import clean
from crm.core.access import internal, right
from crm.core.errors import NotFound, invalid
from crm.core.work import Work
from crm.notifications import rendering, rules, sealed, servers, shortly
from crm.notifications.accounts import CONFIGURE, is_address
from crm.notifications.rendering import Occasion, Reader
from crm.notifications.saying import in_words
from crm.notifications.tables import Account, Message
from crm.notifications.telling import message_row
from crm.people import rules as people_rules

MOST_TOKEN = 100


class Outcome(NamedTuple):
    """`state`: waiting, leased, sent, failed; what went wrong as a sentence, and in the server's own words."""

    state: str
    plain: str | None
    said: str | None


@right(CONFIGURE)
def send_test(work: Work, account_id: int | None, address: str) -> int:
    """Queue a test message; `outcome` of the number returned says what became of it. None or 0: the default account."""
    work.require(CONFIGURE, None)
    account_id = account_id or None
    if account_id is not None:
        work.fetch(Account, account_id, CONFIGURE)
    to = clean.line(address)
    if not is_address(to) or len(to) > 320:
        invalid("notifications.address_wrong", "address")
    if account_id is None and servers.default_account(work.as_office()) is None:
        invalid("notifications.no_account", "address")
    key = f"{rules.TEST}:{random.token_hex(8)}"
    return add_test(work.as_office(), key=key, address=to, account_id=account_id)


@right(CONFIGURE)
def send_gateway_test(work: Work, account_id: int, to: str) -> int:
    """The same by an SMS gateway to a number, or by a push service to a token; both as people write them."""
    work.require(CONFIGURE, None)
    account = work.fetch(Account, account_id, CONFIGURE)
    if account.kind not in ("sms", "push"):
        raise NotFound()
    address = people_rules.phone_of(to) if account.kind == "sms" else clean.line(to)
    if not address or len(address) > MOST_TOKEN:
        invalid("gates.number_wrong" if account.kind == "sms" else "gates.token_wrong", "address")
    key = f"{rules.TEST}:{random.token_hex(8)}"
    if account.kind == "sms":
        return add_test(work.as_office(), key=key, address=address, account_id=account.id, channel="sms")
    extra = sealed.sealed(address)
    return add_test(work.as_office(), key=key, address="push", account_id=account.id, channel="push", extra=extra)


@right(CONFIGURE)
def outcome(work: Work, message_id: int) -> Outcome:
    """What became of a test message; NotFound for any other message."""
    work.require(CONFIGURE, None)
    chosen = (Message.id == message_id) & (Message.kind == rules.TEST)
    columns = (Message.state, Message.trouble, Message.error)
    row = work.session.execute(select(*columns).where(chosen)).first()
    if row is None:
        raise NotFound()
    return Outcome(row.state, *in_words(row.trouble, row.error))


@internal
def add_test(
    work: Work, /, *, key: str, address: str, account_id: int | None, channel: str = "email", **more: Any
) -> int:
    """Queue a test message; its number."""
    occasion = Occasion(rules.TEST, work.office.name, work.office.zone, work.today)
    rendered = rendering.render(occasion, Reader(work.office.language, work.office.zone))
    row = message_row(
        work,
        rendered,
        key=key,
        kind=rules.TEST,
        channel=channel,
        address=address,
        name="",
        account_id=account_id,
        language=work.office.language,
        **shortly.words(channel, rendered),
        **more,
    )
    message = Message(**row)
    work.session.add(message)
    work.session.flush()
    return message.id
