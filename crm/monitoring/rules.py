"""What is true of monitorings: states, last days, whom they can tell, what a list can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from crm.core import asked, clean
from crm.core.errors import Problem

SCHEDULED, ACTIVE, FINISHED, CANCELLED = STATES = ("scheduled", "active", "finished", "cancelled")
OPEN = (SCHEDULED, ACTIVE)
STARTS = ("status_change", "contract_start", "contract_signed")
UNITS = {"day": 36_500, "week": 5_200, "month": 1_200, "year": 100}  # and the longest duration in each
PERSON, TEAM, CONTRACT_OWNER, CLIENT_OWNER = RECIPIENT_KINDS = ("person", "team", "contract_owner", "client_owner")
SORTS = ("ends_on", "starts_on", "title")
FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2199, 12, 31)  # what a workbook can hold, and a generation more


@dataclass(frozen=True)
class Recipient:
    """Whom to tell: a person, a team, the contract's owner or the client's owner (found anew at each telling)."""

    kind: str
    person_id: int | None = None
    team_id: int | None = None


def last_day(first: date, n: int, unit: str) -> date:
    """The day before `first` plus the duration: 31 Jan and one month end on 27 Feb (28 in a leap year).

    Month ends by dateutil: the day is cut to the month's last one before stepping back. OverflowError or ValueError
    beyond the year 9999.
    """
    return first + relativedelta(**{f"{unit}s": n}) - timedelta(days=1)  # type: ignore[arg-type]


def state(starts_on: date, today: date) -> str:
    """The state of an open monitoring; only the passing of time finishes one, never its making."""
    return SCHEDULED if starts_on > today else ACTIVE


def state_after_edit(old: str, starts_on: date, ends_on: date | None, today: date) -> str:
    """A cancelled one stays so, a finished one whose end is still past too; any other runs (again)."""
    if old == CANCELLED or (old == FINISHED and ends_on is not None and ends_on < today):
        return old
    return state(starts_on, today)


def first_day(starts: str, *, status_on: date, starts_on: date | None, signed_on: date | None) -> date | None:
    """The day a rule counts from; None when the contract does not have it."""
    return {"status_change": status_on, "contract_start": starts_on, "contract_signed": signed_on}[starts]


def check(*, title: str, type: str, starts_on: date | None, ends_on: date | None, note: str) -> list[Problem]:
    """What is wrong with a monitoring's own fields."""
    found = clean.check(title, "title", 250, is_needed=True) + clean.check(type, "type", 120, is_needed=True)
    found += clean.check(note, "note", clean.BLOCK)
    if starts_on is None:
        found.append(Problem("error.required", "starts_on"))
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day is not None and not FIRST_DATE <= day <= LAST_DATE:
            found.append(Problem("monitoring.date_out", name, {"first": FIRST_DATE.year, "last": LAST_DATE.year}))
    if starts_on and ends_on and ends_on < starts_on:
        found.append(Problem("monitoring.ends_before_start", "ends_on"))
    return found


def check_rule(*, starts: str, duration: object, unit: str) -> list[Problem]:
    """What is wrong with a rule's own fields."""
    found = [] if starts in STARTS else [Problem("monitoring.starts_unknown", "starts")]
    if unit not in UNITS:
        return [*found, Problem("monitoring.unit_unknown", "unit")]
    is_whole = isinstance(duration, int) and not isinstance(duration, bool)
    if not is_whole or not 1 <= int(str(duration)) <= UNITS[unit]:
        found.append(Problem("monitoring.duration_wrong", "duration", {"max": UNITS[unit]}))
    return found


def check_recipient(recipient: Recipient, *, people: set[int], teams: set[int]) -> list[Problem]:
    """What is wrong with one recipient, given the people and teams that can be told."""
    if recipient.kind == PERSON and recipient.person_id not in people:
        return [Problem("monitoring.recipient_gone", "recipients")]
    if recipient.kind == TEAM and recipient.team_id not in teams:
        return [Problem("monitoring.recipient_gone", "recipients")]
    if recipient.kind not in RECIPIENT_KINDS:
        return [Problem("monitoring.recipient_unknown", "recipients")]
    return []


def tidy(recipients: Any) -> list[Recipient]:
    """Each recipient once, in the order given, with no more ids than its kind has."""
    found = [
        Recipient(r.kind, r.person_id if r.kind == PERSON else None, r.team_id if r.kind == TEAM else None)
        for r in recipients
    ]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Filters:
    """What a list of monitorings is asked for; `of` and `query` carry it through an address unchanged."""

    text: str = ""
    first_from: date | None = None
    first_to: date | None = None
    last_from: date | None = None
    last_to: date | None = None
    states: tuple[str, ...] = ()
    person_id: int | None = None
    type: str = ""
    client_id: int | None = None
    contract_id: int | None = None
    no_end: bool = False
    mine: bool = False
    sort: str = "ends_on"
    descending: bool = False

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Filters:
        """From an address's query; whatever is not understood is as if it were not there."""
        sort = asked.word(values.get("sort"))
        return cls(
            text=asked.line(values.get("q")),
            first_from=asked.day(values.get("from1")),
            first_to=asked.day(values.get("to1")),
            last_from=asked.day(values.get("from2")),
            last_to=asked.day(values.get("to2")),
            states=asked.some_of(values.get("state"), STATES),
            person_id=asked.number(values.get("person")),
            type=asked.line(values.get("type")),
            client_id=asked.number(values.get("client")),
            contract_id=asked.number(values.get("contract")),
            no_end=asked.is_on(values.get("no_end")),
            mine=asked.is_on(values.get("mine")),
            sort=sort if sort in SORTS else "ends_on",
            descending=asked.is_on(values.get("desc")),
        )

    def query(self) -> dict[str, str]:
        """For an address; what is not asked for is left out."""
        found: dict[str, object] = {
            "q": self.text,
            "from1": self.first_from,
            "to1": self.first_to,
            "from2": self.last_from,
            "to2": self.last_to,
            "state": ",".join(self.states),
            "person": self.person_id,
            "type": self.type,
            "client": self.client_id,
            "contract": self.contract_id,
            "no_end": self.no_end,
            "mine": self.mine,
            "sort": self.sort if self.sort != "ends_on" else "",
            "desc": self.descending,
        }
        return asked.for_address(found)
