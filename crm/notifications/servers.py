"""What an account stands for: a mail server, an SMS gateway, a push service; CRM_SMTP_URL comes before the default."""

from __future__ import annotations

from sqlalchemy import select

from crm.channels.apprised import Service
from crm.channels.push import Keys
from crm.channels.sms import Gateway
from crm.core import secrets
from crm.core.access import internal
from crm.core.config import MailServer
from crm.core.work import Work
from crm.notifications import rendering, vapid
from crm.notifications.tables import Account

Server = MailServer | Gateway | Service | Keys
EMAIL, SMS, PUSH = "email", "sms", "push"
KINDS = {EMAIL: "smtp", SMS: "sms", PUSH: "push"}  # the accounts of a channel
_environment: list[MailServer | None] = [None]


def configure(smtp: MailServer | None, base_url: str) -> None:
    """What the environment says: the default mail account, if any, and where links lead; `start` does this once."""
    _environment[:] = [smtp]
    rendering.use_base_url(base_url)


def environment() -> MailServer | None:
    """The account from CRM_SMTP_URL, which wins over the default row."""
    return _environment[0]


@internal
def default_account(work: Work) -> tuple[int | None, MailServer] | None:
    """The account that mail goes out from (its id is None for CRM_SMTP_URL); None without any.

    CannotDecrypt when the secret key has changed.
    """
    given = environment()
    if given is not None:
        return None, given
    row = _default_row(work, EMAIL)
    return (row.id, _mail(row)) if row else None


@internal
def default_id(work: Work, channel: str = EMAIL) -> int | None:
    """The row that stands for "the default account" of a channel; None when that is no row.

    Push has none: without an account named a push goes to browsers.
    """
    if channel == PUSH or (channel == EMAIL and environment()):
        return None
    row = _default_row(work, channel)
    return row.id if row else None


@internal
def account(work: Work, account_id: int | None, channel: str = EMAIL) -> Server | None:
    """What an account of a channel stands for (None: the default one); None when there is no such account.

    CannotDecrypt when the secret key has changed.
    """
    if account_id is None and channel == PUSH:
        return vapid.keys(work)
    if account_id is None and channel == EMAIL:
        found = default_account(work)
        return found[1] if found else None
    if account_id is None:
        row = _default_row(work, channel)
    else:
        alive = (Account.id == account_id) & (Account.kind == KINDS[channel]) & Account.deleted_at.is_(None)
        row = work.session.execute(select(Account).where(alive)).scalar_one_or_none()
    return _server(row) if row else None


@internal
def sender_of(work: Work, account_id: int | None) -> tuple[str | None, str | None]:
    """As whom an account sends (None: the default one), and where answers go; no password is touched."""
    given = environment()
    if account_id is None and given is not None:
        return given.sender, given.reply_to
    row = _default_row(work, EMAIL) if account_id is None else work.session.get(Account, account_id)
    return (row.sender, row.reply_to) if row and row.deleted_at is None else (None, None)


def _default_row(work: Work, channel: str) -> Account | None:
    alive = Account.is_default & (Account.kind == KINDS[channel]) & Account.deleted_at.is_(None)
    return work.session.execute(select(Account).where(alive).order_by(Account.id)).scalars().first()


def _server(row: Account) -> Server:
    if row.kind == KINDS[EMAIL]:
        return _mail(row)
    settings = {name: secrets.decrypt(kept) for name, kept in (row.settings or {}).items()}
    secret = secrets.decrypt(row.password) if row.password else None
    limits = {
        "sender": row.sender,
        "per_minute": row.per_minute,
        "connections": row.connections,
        "monthly_cap": row.monthly_cap,
        "is_inside_allowed": row.is_inside_allowed,
    }
    if "url" not in settings:
        return Service(secret or "", row.kind, **limits)  # type: ignore[arg-type]
    asked = {name: settings.get(name, "") for name in ("url", "method", "body", "accepted", "refused")}
    return Gateway(**asked, headers=headers(settings.get("headers", "")), secret=secret, **limits)  # type: ignore[arg-type]


def headers(lines: str) -> tuple[tuple[str, str], ...]:
    """`Name: value` lines as pairs."""
    pairs = [line.partition(":") for line in lines.splitlines() if line.strip()]
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def _mail(row: Account) -> MailServer:
    password = secrets.decrypt(row.password) if row.password else None
    return MailServer(
        row.host, row.port, row.security, row.username, password, row.sender, row.per_minute, row.reply_to,
        row.connections,
    )  # fmt: skip
