"""What is true of people: what the built-in roles may do, and what makes an address, a number, a password."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from crm.core import clean
from crm.core.errors import Problem

NONE, OWN, TEAM, ALL = range(4)
ADMINISTRATOR = "administrator"
IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=30)
PASSWORD_MIN, PASSWORD_MAX = 10, 200
THEMES = ("system", "light", "dark")
PHONE_REGION = "PL"  # for numbers written without a country code

_RECORDS = ("clients", "contracts", "monitoring", "cases")
_ACTIONS = ("view", "create", "edit", "delete", "export")
_ADMINISTRATOR = {
    **{
        f"{module}.{action}": ALL
        for module in (*_RECORDS, "tasks")
        for action in ("view", "create", "edit", "delete", "export")
    },
    **dict.fromkeys(("calculator.view", "calculator.configure", "people.view", "people.configure"), ALL),
    **dict.fromkeys(("inbox.view", "inbox.edit", "imports.create", "history.view"), ALL),
    **dict.fromkeys(("office.view", "office.configure"), ALL),
}
_MANAGER = {
    **{f"{module}.{action}": ALL for module in (*_RECORDS, "tasks") for action in ("view", "create", "export")},
    **{f"{module}.{action}": TEAM for module in (*_RECORDS, "tasks") for action in ("edit", "delete")},
    **dict.fromkeys(("calculator.view", "calculator.configure", "people.view", "office.view"), ALL),
    **dict.fromkeys(("inbox.view", "inbox.edit"), OWN),
    "history.view": TEAM,
}
_EMPLOYEE = {
    **{f"{module}.view": TEAM for module in _RECORDS},
    **{f"{module}.{action}": OWN for module in _RECORDS for action in ("create", "edit", "delete")},
    "monitoring.export": OWN,
    # who may create a task for somebody may delegate to them
    **dict.fromkeys(("tasks.view", "tasks.create"), TEAM),
    **dict.fromkeys(("tasks.edit", "tasks.delete", "tasks.export"), OWN),
    **dict.fromkeys(("calculator.view", "people.view"), ALL),
    **dict.fromkeys(("inbox.view", "inbox.edit"), OWN),
}
_VIEWER = {
    **{f"{module}.view": ALL for module in (*_RECORDS, "tasks", "calculator", "people")},
    **dict.fromkeys(("inbox.view", "inbox.edit"), OWN),
}
BUILT_IN: Mapping[str, Mapping[str, int]] = {
    ADMINISTRATOR: _ADMINISTRATOR,
    "manager": _MANAGER,
    "employee": _EMPLOYEE,
    "viewer": _VIEWER,
}


# Rights over what is the office's, and over what is only ever one's own: there is yes or no, and no reach.
_OFFICES = {"calculator.view", "calculator.configure", "people.configure", "imports.create", "office.view"}
_OFFICES |= {"office.configure"}
_ONESELF = {"inbox.view", "inbox.edit"}


def is_plain(right: str) -> bool:
    """Whether this right is given or not, without a reach."""
    return right in _OFFICES | _ONESELF


def reaches_of(right: str, present: int) -> tuple[int, ...]:
    """The reaches worth choosing for a right; what a role has already stays among them."""
    if right in _ONESELF:
        return NONE, present or OWN
    if right in _OFFICES:
        return NONE, present or ALL
    return NONE, OWN, TEAM, ALL


# What a new role begins with: names to choose from, what is sold, one's own inbox.
NEW_ROLE: Mapping[str, int] = {"people.view": ALL, "calculator.view": ALL, "inbox.view": OWN, "inbox.edit": OWN}
_ALSO = {
    **{f"{module}.view": ("people.view",) for module in (*_RECORDS, "tasks")},
    "contracts.view": ("people.view", "calculator.view"),
    "contracts.create": ("clients.view",),
    "cases.create": ("clients.view",),
    "tasks.create": ("people.view",),
    "monitoring.create": ("contracts.view",),
}


def wanting(reaches: Mapping[str, int]) -> list[str]:
    """The rights that these need beside them to be of use, and that are not given: from this role or another."""
    given = [right for right, reach in reaches.items() if reach]
    views = {f"{right.partition('.')[0]}.view" for right in given if right != "imports.create"}
    also = {needed for right in given for needed in _ALSO.get(right, ())}
    return sorted(needed for needed in views | also if not reaches.get(needed))


def email_of(text: object) -> str | None:
    """An e-mail address as it is kept, in lower case and ASCII; None when it is none.

    Addresses ending in .test (RFC 2606) count, because imports without addresses make such ones up.
    """
    try:
        found = validate_email(
            clean.line(text), allow_smtputf8=False, check_deliverability=False, test_environment=True
        )
    except EmailNotValidError:
        return None
    return (found.ascii_email or found.normalized).lower()


def phone_of(text: object) -> str | None:
    """A telephone number in E.164; None when it is none."""
    try:
        number = phonenumbers.parse(clean.line(text), PHONE_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def check_password(password: str, email: str, field: str = "password") -> list[Problem]:
    """What is wrong with a new password: too short, too long, or the address itself (NIST SP 800-63B, 5.1.1.2)."""
    if len(password) < PASSWORD_MIN:
        return [Problem("people.password_short", field, {"min": PASSWORD_MIN})]
    if len(password) > PASSWORD_MAX:
        return [Problem("error.too_long", field, {"max": PASSWORD_MAX})]
    local = email.partition("@")[0]
    if password.casefold() in (email.casefold(), local.casefold()):
        return [Problem("people.password_email", field)]
    if len(set(password)) < 3:
        return [Problem("people.password_simple", field)]
    return []


def is_loop(person_id: int, supervisor_id: int | None, supervisors: Mapping[int, int | None]) -> bool:
    """Whether this supervisor would, by however many steps, answer to the person they supervise."""
    seen: set[int] = set()
    current = supervisor_id
    while current is not None and current not in seen:
        if current == person_id:
            return True
        seen.add(current)
        current = supervisors.get(current)
    return False


def is_open(
    *, ended_at: datetime | None, seen_at: datetime, expires_at: datetime, is_active: bool, now: datetime
) -> bool:
    """Whether a sign-in still holds: not ended, not idle for twelve hours, not older than thirty days."""
    return is_active and ended_at is None and now < expires_at and now < seen_at + IDLE


def sum_of_grants(grants: list[tuple[str, int]]) -> dict[str, int]:
    """Several roles add up: each right with the furthest of its reaches."""
    found: dict[str, int] = {}
    for right, reach in grants:
        found[right] = max(reach, found.get(right, NONE))
    return found
