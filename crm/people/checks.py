"""What is wrong with the form of a person, all of it at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, literal, select

from crm.core import clean, clock
from crm.core.access import own, right
from crm.core.config import LANGUAGES
from crm.core.db import Record
from crm.core.errors import Problem, refuse_any
from crm.core.work import Work
from crm.people import roles, rules
from crm.people.tables import Role, Team, User


@right("people.configure")
def checked(work: Work, /, user: User | None, **given: Any) -> dict[str, Any]:
    """The columns of a person from what was typed; Invalid with every problem. `user` is the one being edited."""
    values, problems = _cleaned(work, given)
    problems += _taken(work, user, values["email"])
    problems += _unknown(work, Role, "role_ids", given["role_ids"])
    problems += _unknown(work, Team, "team_ids", given["team_ids"])
    problems += _supervisor_problems(work, user, values["supervisor_id"])
    problems += last_administrator(work, user, given["role_ids"], is_active=given["is_active"])
    refuse_any(problems)
    return values


@own
def checked_own(work: Work, /, user: User, **given: Any) -> dict[str, Any]:
    """The columns that people change themselves: name, phone, language, zone, theme; Invalid with every problem."""
    kept = {"email": user.email, "supervisor_id": user.supervisor_id, "is_active": user.is_active}
    values, problems = _cleaned(work, {**given, **kept})
    problems += [Problem("error.required", field) for field in ("language", "zone") if not given[field]]
    if given["theme"] not in rules.THEMES:
        problems.append(Problem("account.theme_unknown", "theme"))
    refuse_any(problems)
    return {**{field: values[field] for field in ("name", "phone", "language", "zone")}, "theme": given["theme"]}


def _cleaned(work: Work, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    name, phone = clean.line(given["name"]), clean.line(given["phone"])
    values = {
        "name": name,
        "email": rules.email_of(given["email"]),
        "phone": rules.phone_of(phone) if phone else None,
        "language": given["language"] or work.office.language,
        "zone": given["zone"] or work.office.zone,
        "supervisor_id": given["supervisor_id"],
        "is_active": bool(given["is_active"]),
    }
    problems = [Problem("error.required", "name")] if not name else []
    if len(name) > clean.LINE:
        problems.append(Problem("error.too_long", "name", {"max": clean.LINE}))
    if values["email"] is None:
        problems.append(Problem("people.email_wrong" if clean.line(given["email"]) else "error.required", "email"))
    if phone and values["phone"] is None:
        problems.append(Problem("people.phone_wrong", "phone"))
    if values["language"] not in LANGUAGES:
        problems.append(Problem("people.language_unknown", "language"))
    if not clock.is_zone(values["zone"]):
        problems.append(Problem("people.zone_unknown", "zone"))
    return values, problems


def _taken(work: Work, user: User | None, email: str | None) -> list[Problem]:
    if email is None:
        return []
    holder = work.session.execute(select(User.id).where(User.email == email)).scalar_one_or_none()
    return [] if holder is None or (user and user.id == holder) else [Problem("people.email_taken", "email")]


def _unknown(work: Work, model: type[Record], field: str, ids: Collection[int]) -> list[Problem]:
    wanted = set(ids)
    known = select(func.count()).select_from(model).where(model.id.in_(wanted), model.deleted_at.is_(None))
    return [] if work.session.execute(known).scalar_one() == len(wanted) else [Problem("error.not_found", field)]


def _supervisor_problems(work: Work, user: User | None, supervisor_id: int | None) -> list[Problem]:
    if supervisor_id is None:
        return []
    is_kept = user is not None and user.supervisor_id == supervisor_id  # may have left since
    known = work.visible(User, "people.view").where(User.id == supervisor_id, User.is_active | literal(is_kept))
    if work.session.execute(known).first() is None:
        return [Problem("error.not_found", "supervisor_id")]
    if user is None:
        return []
    pairs = work.session.execute(select(User.id, User.supervisor_id).where(User.supervisor_id.is_not(None)))
    if rules.is_loop(user.id, supervisor_id, {row.id: row.supervisor_id for row in pairs}):
        return [Problem("people.supervisor_loop", "supervisor_id")]
    return []


@right("people.configure")
def last_administrator(
    work: Work, user: User | None, role_ids: Collection[int], *, is_active: bool = True
) -> list[Problem]:
    """What stands against this person losing the administrators' role, or being deactivated: nobody else is left.

    Whoever asks holds the lock "people", so that two people cannot both be the one who is left.
    """
    administrators = list(work.session.execute(roles.administrators()).scalars())
    if user is None or user not in administrators:
        return []
    others = [other for other in administrators if other is not user]
    if user.password_hash:  # somebody who can sign in must remain, not a mere name
        others = [other for other in others if other.password_hash]
    role_id = work.session.execute(select(Role.id).where(Role.key == rules.ADMINISTRATOR)).scalar_one()
    if others or (is_active and role_id in role_ids):
        return []
    return [Problem("people.last_administrator", "role_ids" if is_active else None)]
