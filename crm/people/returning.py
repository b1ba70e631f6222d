"""People as they were before: changes taken back, their roles and teams included, and the bin left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from crm.core import rewind
from crm.core.access import internal
from crm.core.errors import Problem, refuse_any
from crm.core.rewind import Former
from crm.core.work import Work
from crm.people import roles, sign_ins
from crm.people.tables import TeamMember, User, UserRole

LINKS: dict[str, type[UserRole | TeamMember]] = {"user_roles": UserRole, "team_members": TeamMember}


@internal
def put_back(work: Work, former: Former) -> None:
    """Let people hold what they held before; whoever goes into the bin is signed out. The last administrator stays.

    Roles and teams: a link that was made is taken away (`{"id": None}`), one that was taken away comes back.
    """
    work.lock("people")
    before = roles.administered(work)
    there = rewind.all_back(work.session, User, former)
    work.session.flush()
    for name, model in LINKS.items():
        for link_id, values in former.get(name, {}).items():
            _link(work, model, link_id, values)
    work.session.flush()
    for row in there.values():
        if row.deleted_at is not None or not row.is_active:
            sign_ins.end_all(work, row.id)
    if roles.administered(work) < before:
        refuse_any([Problem("people.last_administrator", "role_ids")])


def _link(work: Work, model: type[UserRole | TeamMember], link_id: int, values: Mapping[str, Any]) -> None:
    if values.get("user_id") is None:
        made = work.session.get(model, link_id)
        if made is not None:
            work.session.delete(made)
        return
    same = select(model.id).where(*(getattr(model, name) == value for name, value in values.items()))
    if work.session.execute(same).first() is None:
        work.session.add(model(**values))
