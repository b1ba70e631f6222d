"""My devices: the browsers that show me messages (Web Push), and what I am called at push services."""

from __future__ import annotations

import re
import secrets as random
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from crm.channels import push
from crm.core import clean, secrets, signed
from crm.core.access import own, public, right
from crm.core.errors import NotFound, invalid
from crm.core.work import Work
from crm.notifications import letters, rules, shortly, vapid
from crm.notifications.address_tables import PushSubscription, PushToken
from crm.notifications.rendering import Occasion, Reader, render
from crm.notifications.tables import Account, Message
from crm.notifications.telling import OUTBOX, message_row
from crm.people.tables import User

CONFIGURE = "office.configure"
MOST, MOST_TESTS = 20, 5  # browsers of one person; tests that wait
_TOKEN = re.compile(r"[A-Za-z0-9_@.+=-]{1,100}")  # a topic, a chat, a user key: never an address


@dataclass(frozen=True)
class DeviceRow:
    """One browser of mine; `agent` is what it calls itself."""

    id: int
    agent: str
    created_at: datetime
    last_ok_at: datetime | None


@dataclass(frozen=True)
class ServiceRow:
    """A push service of the office, and whether I have told it who I am there."""

    id: int
    name: str
    service: str
    is_mine: bool


@own
def my_devices(work: Work) -> list[DeviceRow]:
    """The browsers that show me messages, the newest first."""
    mine = select(PushSubscription).where(PushSubscription.person_id == work.me.person_id)
    rows = work.session.execute(mine.order_by(PushSubscription.id.desc())).scalars()
    return [DeviceRow(row.id, row.agent, row.created_at, row.last_ok_at) for row in rows]


@own
def push_key(work: Work) -> str:
    """What a browser needs to know of us before it lets us write to it; made when somebody first asks."""
    return push.public_of(vapid.private_key(work.as_office()))


@own
def subscribe(work: Work, *, endpoint: str, p256dh: str, auth: str, agent: str) -> None:
    """Let this browser show my messages; whoever used it before no longer gets theirs there."""
    is_inside = vapid.is_inside_allowed(work.as_office())
    wrong = push.problem(endpoint, p256dh, auth, is_inside_allowed=is_inside)
    if wrong:
        invalid(wrong, "endpoint")
    row = work.session.execute(select(PushSubscription).where(PushSubscription.endpoint == endpoint)).scalar()
    if row is None:
        mine = select(func.count()).where(PushSubscription.person_id == work.me.person_id)
        if work.session.execute(mine).scalar_one() >= MOST:
            invalid("gates.devices_enough", "endpoint", max=MOST)
        row = PushSubscription(endpoint=endpoint, created_at=work.now)
        work.session.add(row)
    row.person_id, row.p256dh, row.auth = work.me.person_id or 0, p256dh, auth
    row.agent, row.failures = clean.line(agent)[:200], 0
    work.session.flush()


@own
def unsubscribe(work: Work, endpoint: str) -> None:
    """This browser shows me nothing more; one that is not mine stays as it is."""
    mine = (PushSubscription.endpoint == endpoint) & (PushSubscription.person_id == work.me.person_id)
    work.session.execute(delete(PushSubscription).where(mine))


@own
def remove_device(work: Work, device_id: int) -> None:
    """The same for one of the list; NotFound for anybody else's."""
    mine = (PushSubscription.id == device_id) & (PushSubscription.person_id == work.me.person_id)
    if work.session.execute(select(PushSubscription.id).where(mine)).first() is None:
        raise NotFound()
    work.session.execute(delete(PushSubscription).where(mine))


@own
def my_services(work: Work) -> list[ServiceRow]:
    """The office's push services, and at which of them I am known."""
    mine = select(PushToken.account_id).where(PushToken.person_id == work.me.person_id)
    known = set(work.session.execute(mine).scalars())
    alive = (Account.kind == "push") & Account.deleted_at.is_(None)
    rows = work.session.execute(
        select(Account).where(alive).order_by(Account.is_default.desc(), Account.name)
    ).scalars()
    return [ServiceRow(row.id, row.name, row.host, row.id in known) for row in rows]


@own
def set_my_token(work: Work, account_id: int, token: str) -> None:
    """Say what I am called at a push service; "" takes it back. Invalid for anything but a plain name or number."""
    alive = (Account.id == account_id) & (Account.kind == "push") & Account.deleted_at.is_(None)
    if work.session.execute(select(Account.id).where(alive)).first() is None:
        raise NotFound()
    token = clean.line(token)
    if token and not _TOKEN.fullmatch(token):
        invalid("gates.token_wrong", "token")
    mine = (PushToken.person_id == work.me.person_id) & (PushToken.account_id == account_id)
    work.session.execute(delete(PushToken).where(mine))
    if token:
        kept = secrets.encrypt(token)
        row = PushToken(person_id=work.me.person_id, account_id=account_id, token=kept, created_at=work.now)
        work.session.add(row)
        work.session.flush()


@own
def try_my_devices(work: Work) -> int:
    """A test message to all my browsers; `my_test_outcome` of the number returned says what became of it."""
    me = work.session.get_one(User, work.me.person_id)
    waits = select(func.count()).where(OUTBOX.c.person_id == me.id, OUTBOX.c.kind == rules.TEST)
    if work.session.execute(waits.where(OUTBOX.c.state == "waiting")).scalar_one() >= MOST_TESTS:
        invalid("notifications.tests_enough", max=MOST_TESTS)
    if not my_devices(work):
        invalid("gates.no_device")
    occasion = Occasion(rules.TEST, work.office.name, work.office.zone, work.today, path="/my_notifications")
    rendered = render(occasion, Reader(me.language, me.zone))
    known = {"kind": rules.TEST, "channel": "push", "person_id": me.id, "name": me.name, "language": me.language}
    key = f"{rules.TEST}:{random.token_hex(8)}"
    row = message_row(
        work.as_office(), rendered, key=key, address=f"push:{me.id}", **(known | shortly.words("push", rendered))
    )
    message = Message(**row)
    work.session.add(message)
    work.session.flush()
    return message.id


@public
def seen(work: Work, token: str) -> None:
    """A push was shown or opened on a device that nobody needs to be signed in on; the token is the right.

    A forged or old one changes nothing, and is answered alike.
    """
    said = signed.read(letters.SEEN, token, work.now, letters.SEEN_WITHIN)
    if said is None or len(said) != 1 or not isinstance(said[0], int):
        return
    unseen = (OUTBOX.c.id == said[0]) & (OUTBOX.c.channel == "push") & OUTBOX.c.seen_at.is_(None)
    work.session.execute(update(OUTBOX).where(unseen).values(seen_at=work.now, follow_at=None))


@right("office.view")
def may_push_inside(work: Work) -> bool:
    """Whether push services inside our own network may be spoken to."""
    work.require("office.view", None)
    return vapid.is_inside_allowed(work.as_office())


@right(CONFIGURE)
def let_push_inside(work: Work, is_allowed: bool) -> None:
    """Allow or forbid push services inside our own network."""
    work.require(CONFIGURE, None)
    vapid.allow_inside(work.as_office(), is_allowed)
