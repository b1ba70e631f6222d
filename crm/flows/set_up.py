"""The first minutes of an office: a one-time code, its settings, its administrator, its first statuses and kinds."""

from __future__ import annotations

import hmac
import secrets as randomness

from crm import cases, contracts, people
from crm.contracts.rules import PALETTE
from crm.core import clean, office, secrets
from crm.core.access import internal, public
from crm.core.errors import Forbidden, Invalid, Problem, Refusal, refuse_any
from crm.core.i18n import words
from crm.core.office import Office
from crm.core.work import Work
from crm.flows import office_settings
from crm.people import checks, rules

CODE = "setup.code_hash"
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I and O, 1 and 0
GROUPS, GROUP = 8, 4
STATUSES = ("new", "offered", "signed", "running", "closed", "cancelled")


class WrongCode(Refusal):
    """Not the code that was printed last."""

    default = "setup.code_wrong"


@internal
def issue_code(work: Work) -> str:
    """A fresh set-up code; those given before stop working."""
    groups = ["".join(randomness.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS)]
    office.write(work.session, CODE, secrets.digest("".join(groups)))
    return "-".join(groups)


@public
def is_open(work: Work) -> bool:
    """Whether this office still waits for its first administrator."""
    return not people.first_administrator_exists(work)


@public
def set_up(
    work: Work,
    code: str,
    *,
    office_name: str,
    zone: str,
    language: str,
    currency: str,
    name: str,
    email: str,
    password: str,
) -> int:
    """Settings, first administrator, starter statuses and kinds of cases in one transaction; the administrator's id.

    WrongCode for any but the last code issued, Forbidden once there is an administrator, Invalid with every problem
    (fields: office_name, zone, language, currency, name, email, password). Callers count attempts beforehand.
    """
    work.lock("set-up")
    if not is_open(work):
        raise Forbidden("setup.closed")
    _check_code(work, code)
    own = work.as_office()
    fresh = Office(clean.line(office_name), zone, language, clean.line(currency).upper())
    person = {"name": name, "email": email, "language": language, "zone": zone}
    refuse_any(_problems(own, fresh, person, password))
    people.ensure_roles(own)
    role = people.role_id(own, rules.ADMINISTRATOR)
    settings = {field: getattr(fresh, field) for field in office_settings.FIELDS}
    office_settings.edit(own, **settings)
    user_id = people.create(own, name=name, email=email, language=language, zone=zone, role_ids=[role])
    people.set_password(own, user_id, password)
    _seed_statuses(own, language)
    cases.ensure_kinds(own, language)
    office.write(own.session, "office.is_set_up", True)
    office.write(own.session, CODE, "")
    return user_id


def _check_code(work: Work, code: str) -> None:
    stored = office.read(work.session, CODE, "")
    typed = "".join(char for char in clean.line(code)[:200].upper() if char in ALPHABET)
    if not stored or not hmac.compare_digest(str(stored), secrets.digest(typed)):
        raise WrongCode(None, "code")


def _problems(work: Work, fresh: Office, person: dict[str, str], password: str) -> list[Problem]:
    names = {"name": "office_name"}
    found = [
        Problem(problem.code, names.get(problem.field or "", problem.field), problem.params)
        for problem in office_settings.problems_of(fresh)
    ]
    try:
        checks.checked(
            work,
            None,
            **{"phone": None, "supervisor_id": None, "is_active": True, "role_ids": (), "team_ids": (), **person},
        )
    except Invalid as refusal:
        known = {problem.field for problem in found}
        found += [problem for problem in refusal.problems if problem.field not in known]
    return found + rules.check_password(password, clean.line(person["email"]))


def _seed_statuses(work: Work, language: str) -> None:
    if contracts.statuses(work):
        return
    for position, key in enumerate(STATUSES):
        contracts.create_status(work, name=words(language, f"setup.status.{key}"), colour=PALETTE[position])
