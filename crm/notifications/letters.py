"""From rows of the outbox to letters: what was sealed is put in, a push gets its devices and how to say "seen"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from crm.channels.letter import Device, Letter
from crm.core import secrets, signed
from crm.core.access import internal
from crm.core.secrets import CannotDecrypt
from crm.core.work import Work
from crm.notifications import sealed, to_clients
from crm.notifications.address_tables import PushSubscription, PushToken

SEEN, SEEN_WITHIN = "push seen", timedelta(days=7)


@internal
def of(work: Work, rows: Sequence[Any]) -> tuple[Letter, ...]:
    """The letters of these rows, ready to go."""
    people = {row.person_id for row in rows if row.channel == "push"}
    devices, tokens = (_devices(work, people), _tokens(work, people)) if people else ({}, {})
    return tuple(
        Letter(
            id=row.id,
            channel=row.channel,
            address=_address(row, tokens),
            name=row.name,
            title=row.title,
            text=sealed.opened(row.short or row.text, row.extra),
            html=sealed.opened(row.html, row.extra),
            message_id=row.message_id,
            language=row.language,
            at=work.now,
            account_id=row.account_id,
            unsubscribe=to_clients.leave_link(row),
            devices=devices.get(row.person_id, ()) if row.channel == "push" else (),
            path=row.path or "/inbox",
            seen=signed.sign(SEEN, [row.id], work.now) if row.channel == "push" else "",
        )
        for row in rows
    )


def _address(row: Any, tokens: dict[tuple[int, int], str]) -> str:
    if row.channel != "push" or row.account_id is None:
        return str(row.address)
    if row.person_id is None:  # a test: it carries the token it is for
        return sealed.opened(sealed.MARK, row.extra)
    return tokens.get((row.person_id, row.account_id), "")


def _devices(work: Work, people: set[int]) -> dict[int, tuple[Device, ...]]:
    found: dict[int, tuple[Device, ...]] = {}
    theirs = select(PushSubscription).where(PushSubscription.person_id.in_(people)).order_by(PushSubscription.id)
    for row in work.session.execute(theirs).scalars():
        device = Device(row.id, row.endpoint, row.p256dh, row.auth)
        found[row.person_id] = (*found.get(row.person_id, ()), device)
    return found


def _tokens(work: Work, people: set[int]) -> dict[tuple[int, int], str]:
    found = {}
    theirs = select(PushToken.person_id, PushToken.account_id, PushToken.token).where(PushToken.person_id.in_(people))
    for person_id, account_id, token in work.session.execute(theirs):
        try:
            found[person_id, account_id] = secrets.decrypt(token)
        except CannotDecrypt:
            continue
    return found
