"""The types that monitorings have: few among many rows, so they are found by leaps along their index."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.orm import Session

from crm.core.listing import CAP
from crm.monitoring.tables import Monitoring


def of(session: Session, ids: Collection[int]) -> list[str]:
    """The types of these monitorings, in order."""
    found = select(Monitoring.type).where(Monitoring.id.in_(ids)).distinct()
    return list(session.execute(found.order_by(Monitoring.type)).scalars()) if ids else []


def seen(session: Session, ids: Select[int]) -> list[str]:
    """The types that rows of a select of ids have, in order, the first CAP at most."""
    every = _every().subquery()
    is_seen = ids.where(Monitoring.type == every.c.type).correlate(every).exists()
    found = select(every.c.type).where(is_seen).order_by(every.c.type)
    return list(session.execute(found).scalars())


def condition(session: Session, type: str) -> ColumnElement[bool]:
    """Rows of this type, however its letters are cased."""
    wanted = type.lower()
    known = list(session.execute(_every()).scalars())
    if len(known) >= CAP:  # too many to compare
        return func.lower(Monitoring.type) == wanted
    alike = [known_type for known_type in known if known_type.lower() == wanted]
    return Monitoring.type.in_(alike) if alike else false()


def _every() -> Select[Any]:
    """Each type once: the least one, then again and again the least one above it."""
    step: Any = select(func.min(Monitoring.type).label("type")).cte("step", recursive=True)
    above = select(func.min(Monitoring.type)).where(Monitoring.type > step.c.type).correlate(step).scalar_subquery()
    step = step.union_all(select(above).where(step.c.type.is_not(None)))
    return select(step.c.type).where(step.c.type.is_not(None)).limit(CAP)
