"""Which mail server an account stands for: CRM_SMTP_URL first, then the default row."""

from __future__ import annotations

from sqlalchemy import select

from crm.core import secrets
from crm.core.access import internal
from crm.core.config import MailServer
from crm.core.work import Work
from crm.notifications import rendering
from crm.notifications.tables import Account

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
    row = _default_row(work)
    return (row.id, _server(row)) if row else None


@internal
def default_id(work: Work) -> int | None:
    """The row that stands for "the default account"; None when that is CRM_SMTP_URL or nothing."""
    row = None if environment() else _default_row(work)
    return row.id if row else None


@internal
def account(work: Work, account_id: int | None) -> MailServer | None:
    """The server of an account (None: of the default one); None when there is no such account.

    CannotDecrypt when the secret key has changed.
    """
    if account_id is None:
        found = default_account(work)
        return found[1] if found else None
    alive = (Account.id == account_id) & Account.deleted_at.is_(None)
    row = work.session.execute(select(Account).where(alive)).scalar_one_or_none()
    return _server(row) if row else None


@internal
def sender_of(work: Work, account_id: int | None) -> tuple[str | None, str | None]:
    """As whom an account sends (None: the default one), and where answers go; no password is touched."""
    given = environment()
    if account_id is None and given is not None:
        return given.sender, given.reply_to
    row = _default_row(work) if account_id is None else work.session.get(Account, account_id)
    return (row.sender, row.reply_to) if row and row.deleted_at is None else (None, None)


def _default_row(work: Work) -> Account | None:
    alive = Account.is_default & Account.deleted_at.is_(None)
    return work.session.execute(select(Account).where(alive).order_by(Account.id)).scalars().first()


def _server(row: Account) -> MailServer:
    password = secrets.decrypt(row.password) if row.password else None
    return MailServer(
        row.host, row.port, row.security, row.username, password, row.sender, row.per_minute, row.reply_to
    )
