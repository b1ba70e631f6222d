"""What others know of any case: its title and facts, its page, its people, and how it is finished from the bell."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from crm.cases import rules, service, telling
from crm.cases.tables import Case
from crm.clients.tables import Client
from crm.core.access import internal, right
from crm.core.subjects import Subject
from crm.core.work import Work


@right("cases.edit")
def done(work: Work, id: int) -> None:
    """It is done, said from the bell."""
    service.move(work, id, rules.DONE, None)


@internal
def may_act(work: Work, ids: Collection[int], reader: Work) -> dict[int, list[str]]:
    """Which of these cases this reader may say to be done, and give on."""
    reached = select(Case.id).where(Case.id.in_(ids), reader.scope(Case, "cases.edit"))
    return {id: ["done", "reassign"] for id in work.session.execute(reached).scalars()}


SUBJECT = Subject(
    telling.KIND,
    Case,
    "cases.view",
    telling.path,
    telling.facts,
    telling.audience,
    telling.is_gone,
    named=telling.named,
    done=done,
    reassign=telling.path,
    may_act=may_act,
    beside=(("client_id", Client),),
)
