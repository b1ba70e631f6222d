"""Who we are to push services: one key of the office's, made when it is first needed, kept encrypted for good."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import Table, select

from crm.channels import push
from crm.channels.push import Keys
from crm.core import db, office, secrets
from crm.core.access import internal
from crm.core.office import Setting
from crm.core.work import Work
from crm.notifications import rendering

KEY, INSIDE = "secret.vapid", "push.is_inside_allowed"
SETTINGS: Table = Setting.__table__  # type: ignore[assignment]


@internal
def keys(work: Work) -> Keys:
    """The office's key for Web Push; CannotDecrypt when the secret key has changed."""
    return Keys(private_key(work), _contact(), is_inside_allowed=is_inside_allowed(work))


@internal
def private_key(work: Work) -> str:
    """The private half; whoever asks first has it made, and history says nothing of it."""
    chosen = select(SETTINGS.c.value).where(SETTINGS.c.key == KEY)
    stored = work.session.execute(chosen).scalar_one_or_none()
    if stored is None:
        row = {"key": KEY, "value": secrets.encrypt(push.fresh()), "version": 1}
        row |= {"created_at": work.now, "updated_at": work.now}
        db.insert_new(work.session.connection(), SETTINGS, [row], ["key"])
        stored = work.session.execute(chosen).scalar_one()
    return secrets.decrypt(stored)


@internal
def is_inside_allowed(work: Work) -> bool:
    """Whether push services inside our own network may be spoken to."""
    return bool(office.read(work.session, INSIDE, False))


@internal
def allow_inside(work: Work, is_allowed: bool) -> None:
    """Allow or forbid them."""
    office.write(work.session, INSIDE, is_allowed)


def _contact() -> str:
    """Where push services find us (RFC 8292, 2.1): py_vapid signs for a host, and for none with a path or a port."""
    url = urlsplit(rendering.link("/"))
    host = url.hostname if url.hostname and "." in url.hostname else "czuwaj.invalid"
    return f"https://{host}" if url.scheme == "https" else f"mailto:office@{host}"
