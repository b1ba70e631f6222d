"""What others know of any case: its title and facts, its page, its people, and how it is finished from the bell."""

from __future__ import annotations

from crm.cases import rules, service, telling
from crm.cases.tables import Case
from crm.core.access import right
from crm.core.subjects import Subject
from crm.core.work import Work


@right("cases.edit")
def done(work: Work, id: int) -> None:
    """It is done, said from the bell."""
    service.move(work, id, rules.DONE, None)


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
)
