"""A test message to oneself: by bell at once, by mail through the default account, as any news would come."""

from __future__ import annotations

import secrets as random
from datetime import timedelta

from sqlalchemy import func, select

from crm.channels import email
from crm.core.access import own
from crm.core.errors import NotFound, invalid
from crm.core.work import Work
from crm.notifications import rules, servers, telling
from crm.notifications.rendering import Occasion
from crm.notifications.saying import in_words
from crm.notifications.tables import Entry, Message
from crm.notifications.trial import Outcome
from crm.people.tables import User

MOST, WITHIN = 5, timedelta(hours=1)


@own
def send_me_a_test(work: Work) -> int:
    """Ring my bell and queue a mail to myself; `my_test_outcome` of the number returned says what became of it.

    Invalid without an account or an address, and after five within an hour.
    """
    me, office = work.session.get_one(User, work.me.person_id), work.as_office()
    if servers.default_account(office) is None:
        invalid("notifications.no_account")
    if email.address(me) is None:
        invalid("notifications.my_address_missing")
    recent = (Entry.person_id == me.id) & (Entry.kind == rules.TEST) & (Entry.created_at > work.now - WITHIN)
    if work.session.execute(select(func.count(Entry.id)).where(recent)).scalar_one() >= MOST:
        invalid("notifications.tests_enough", max=MOST)
    key = f"{rules.TEST}:{random.token_hex(8)}"
    telling.tell_news(office, me.id, Occasion(rules.TEST, work.office.name, work.office.zone, work.today), key)
    mine = (Message.key.startswith(f"{key}:", autoescape=True)) & (Message.person_id == me.id)
    return work.session.execute(select(Message.id).where(mine)).scalar_one()


@own
def my_test_outcome(work: Work, message_id: int) -> Outcome:
    """What became of a test message of mine; NotFound for any other message."""
    mine = (Message.id == message_id) & (Message.kind == rules.TEST) & (Message.person_id == work.me.person_id)
    row = work.session.execute(select(Message.state, Message.trouble, Message.error).where(mine)).first()
    if row is None:
        raise NotFound()
    return Outcome(row.state, *in_words(row.trouble, row.error))
