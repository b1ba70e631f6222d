"""Mail about somebody's own sign-in: links that they asked for, and notices that they must have."""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping

from sqlalchemy import update

from crm.core.access import internal
from crm.core.work import Work
from crm.notifications import sealed, telling
from crm.notifications.rendering import Occasion
from crm.notifications.telling import OUTBOX


@internal
def tell_now(work: Work, person_id: int, kind: str, *, path: str, params: Mapping[str, object]) -> None:
    """Tell one person by bell and mail, each time anew; `params` are what the words of this kind ask for."""
    occasion = Occasion(kind, work.office.name, work.office.zone, work.today, path=path, params=params)
    telling.tell_news(work, person_id, occasion, f"{kind}:{random.token_hex(8)}")


@internal
def tell_link(
    work: Work, person_id: int, kind: str, *, path: str, token: str, params: Mapping[str, object] | None = None
) -> None:
    """Mail one person a link with a token; the outbox keeps the token encrypted, apart from the words.

    So it is in no preview, export or log of ours; it is put in when the letter leaves.
    """
    full = f"{path}?token={sealed.MARK}"
    occasion = Occasion(kind, work.office.name, work.office.zone, work.today, path=full, params=params)
    key = f"{kind}:{random.token_hex(8)}"
    telling.tell_news(work, person_id, occasion, key, channels=("email",))
    _withdraw(work, person_id, kind, key)
    row = OUTBOX.c.key == f"{key}:{person_id}:email"
    work.session.execute(update(OUTBOX).where(row).values(extra=sealed.sealed(token)))


def _withdraw(work: Work, person_id: int, kind: str, key: str) -> None:
    """An earlier link that still waits would lead nowhere by the time it arrives."""
    earlier = (OUTBOX.c.kind == kind) & (OUTBOX.c.person_id == person_id) & (OUTBOX.c.state == "waiting")
    row = OUTBOX.c.key != f"{key}:{person_id}:email"
    work.session.execute(update(OUTBOX).where(earlier, row).values(state="cancelled"))
