"""Mail accounts: who may set them up, and which one mail goes out from."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr

from sqlalchemy import delete, select, update

from crm.core import clean, secrets
from crm.core.access import internal, right
from crm.core.config import MailServer
from crm.core.errors import NotFound, Problem, Refusal, invalid, refuse_any
from crm.core.work import Work
from crm.notifications import outbox, rules, servers
from crm.notifications.address_tables import PushToken
from crm.notifications.tables import Account, Message

CONFIGURE = "office.configure"  # over all of the office: an account is nobody's own, and mail of all goes out by it
MAIL = "smtp"
SECURITIES = ("none", "starttls", "tls")
MOST_PER_MINUTE, MOST_CONNECTIONS = 100_000, 20


@dataclass(frozen=True)
class AccountRow:
    """An account without its password. `id` 0 is the one from CRM_SMTP_URL, which no page can change.

    `is_default`: mail goes out from it; `is_chosen`: it would, if CRM_SMTP_URL named no other one.
    """

    id: int
    version: int
    name: str
    host: str
    port: int
    security: str
    username: str | None
    sender: str
    reply_to: str | None
    per_minute: int | None
    is_default: bool
    has_password: bool
    connections: int = 4
    is_chosen: bool = False


@right("office.view")
def accounts(work: Work) -> list[AccountRow]:
    """Every mail account, the one that is used first."""
    mail = work.visible(Account, "office.view").where(Account.kind == MAIL)
    rows = work.session.execute(mail.order_by(Account.name, Account.id)).scalars()
    given = servers.environment()
    found = [_row(row, is_default=row.is_default and given is None) for row in rows]
    if given is not None:
        found.append(_environment_row(given))
    return sorted(found, key=lambda row: not row.is_default)


@right(CONFIGURE)
def create_account(
    work: Work,
    *,
    name: str,
    host: str,
    port: int,
    security: str,
    username: str | None,
    password: str | None,
    sender: str,
    reply_to: str | None = None,
    per_minute: int | None = None,
    connections: int | None = None,
    is_default: bool = True,
) -> int:
    """A new account; its password is kept encrypted. Invalid names what is wrong.

    The first one is always the default, unless CRM_SMTP_URL names one: then it is as asked.
    """
    work.require(CONFIGURE, None)
    values = _checked(name, host, port, security, username, sender, reply_to, per_minute, connections)
    is_default = is_default or not (servers.environment() or others(work.as_office(), 0, MAIL))
    let_go_of_default(work.as_office(), is_default, MAIL)
    row = Account(**values, password=secrets.encrypt(password) if password else None, is_default=is_default)
    work.session.add(row)
    work.session.flush()
    outbox.wake(work.as_office(), None)
    return row.id


@right(CONFIGURE)
def edit_account(
    work: Work,
    account_id: int,
    version: int,
    *,
    name: str,
    host: str,
    port: int,
    security: str,
    username: str | None,
    password: str | None,
    sender: str,
    reply_to: str | None = None,
    per_minute: int | None = None,
    connections: int | None = None,
    is_default: bool | None = None,
) -> None:
    """Change an account; password None keeps the stored one, "" removes it. What waited for it is tried at once.

    `is_default` None leaves that as it is; Invalid for False at the account that mail goes out from: another one takes
    over instead.
    """
    row = work.fetch(Account, account_id, CONFIGURE, version)
    if row.kind != MAIL:
        raise NotFound()
    connections = connections or row.connections
    values = _checked(name, host, port, security, username, sender, reply_to, per_minute, connections)
    if row.is_default and is_default is False and servers.environment() is None:
        invalid("accounts.needs_default", "is_default")
    let_go_of_default(work.as_office(), bool(is_default), MAIL, except_id=row.id)
    for column, value in values.items():
        setattr(row, column, value)
    row.is_default = row.is_default if is_default is None else is_default
    if password is not None:
        row.password = secrets.encrypt(password) if password else None
    work.session.flush()
    outbox.wake(work.as_office(), row.id)
    outbox.wake(work.as_office(), None)


@right(CONFIGURE)
def delete_account(work: Work, account_id: int, version: int) -> None:
    """To the bin, with its password. What waits for it goes out by the default account; its test messages do not.

    Refusal for the default account while there are others: somebody has to say which of them comes next.
    """
    row = work.fetch(Account, account_id, CONFIGURE, version)
    if row.is_default and others(work.as_office(), row.id, row.kind):
        raise Refusal("accounts.default_first")
    row.deleted_at, row.is_default, row.password, row.settings = work.now, False, None, None
    work.session.flush()
    work.session.execute(delete(PushToken).where(PushToken.account_id == row.id))
    waits = (Message.account_id == row.id) & (Message.state == "waiting")
    dropped = update(Message).where(waits, Message.kind == rules.TEST)
    work.session.execute(dropped.values(state="cancelled"))
    work.session.execute(update(Message).where(waits).values(account_id=None))


def is_address(value: str) -> bool:
    """Good enough to be handed to a server: `a@b` or `Name <a@b>`; the server has the last word."""
    found = parseaddr(value)[1]
    local, _, domain = found.rpartition("@")
    return bool(local and domain) and not any(character.isspace() for character in found)


@internal
def others(work: Work, account_id: int, kind: str) -> bool:
    """Whether there is another account of this kind."""
    alive = Account.deleted_at.is_(None) & (Account.id != account_id) & (Account.kind == kind)
    return work.session.execute(select(Account.id).where(alive).limit(1)).first() is not None


@internal
def let_go_of_default(work: Work, is_default: bool, kind: str, except_id: int | None = None) -> None:
    """Of each kind one account is the default: the others let go, when this one is to be it."""
    if is_default:
        others = select(Account).where(Account.is_default, Account.kind == kind, Account.id != (except_id or 0))
        for other in work.session.execute(others).scalars():
            other.is_default = False


def _checked(
    name: str,
    host: str,
    port: int,
    security: str,
    username: str | None,
    sender: str,
    reply_to: str | None,
    per_minute: int | None,
    connections: int | None,
) -> dict[str, object]:
    values: dict[str, object] = {
        "name": clean.line(name),
        "host": clean.line(host),
        "port": port,
        "security": security,
        "username": clean.line(username) or None,
        "sender": clean.line(sender),
        "reply_to": clean.line(reply_to) or None,
        "per_minute": per_minute or None,
        "connections": connections or 4,
    }
    refuse_any(_problems(values))
    return values


def _problems(values: dict[str, object]) -> list[Problem]:
    found = clean.check(str(values["name"]), "name", 120, is_needed=True)
    found += clean.check(str(values["host"]), "host", 255, is_needed=True)
    found += clean.check(str(values["username"] or ""), "username", 254)
    found += clean.check(str(values["sender"]), "sender", 320, is_needed=True)
    found += clean.check(str(values["reply_to"] or ""), "reply_to", 320)
    port, limit, answers = values["port"], values["per_minute"], str(values["reply_to"] or "")
    for is_wrong, code, field in (
        (" " in str(values["host"]) or "/" in str(values["host"]), "notifications.host_wrong", "host"),
        (not is_whole(port, 65535), "notifications.port_wrong", "port"),
        (values["security"] not in SECURITIES, "notifications.security_wrong", "security"),
        (bool(values["sender"]) and not is_address(str(values["sender"])), "notifications.address_wrong", "sender"),
        (bool(answers) and not is_address(answers), "notifications.address_wrong", "reply_to"),
        (limit is not None and not is_whole(limit, MOST_PER_MINUTE), "notifications.per_minute_wrong", "per_minute"),
        (not is_whole(values["connections"], MOST_CONNECTIONS), "notifications.connections_wrong", "connections"),
    ):
        if is_wrong:
            found.append(Problem(code, field))
    return found


def is_whole(value: object, most: int) -> bool:
    """Whether this is a whole number from 1 to `most`."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def _row(row: Account, *, is_default: bool) -> AccountRow:
    return AccountRow(
        id=row.id,
        version=row.version,
        name=row.name,
        host=row.host,
        port=row.port,
        security=row.security,
        username=row.username,
        sender=row.sender,
        reply_to=row.reply_to,
        per_minute=row.per_minute,
        is_default=is_default,
        has_password=row.password is not None,
        connections=row.connections,
        is_chosen=row.is_default,
    )


def _environment_row(server: MailServer) -> AccountRow:
    return AccountRow(
        id=0,
        version=0,
        name="CRM_SMTP_URL",
        host=server.host,
        port=server.port,
        security=server.security,
        username=server.user,
        sender=server.sender,
        reply_to=server.reply_to,
        per_minute=server.per_minute,
        is_default=True,
        has_password=server.password is not None,
        connections=server.connections,
    )
