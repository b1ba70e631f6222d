"""Who works in the office of a story: signed up in one go, each with team, supervisor and telephone."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.living import Office, eventually
from tests.living_browser import Person

PASSWORD = "a quiet morning walk"
JOBS = ("recur", "remind", "digest", "deliver")
EVER = datetime(1970, 1, 1, tzinfo=UTC)
ROWS_BEGIN = "====\n"


@dataclass(frozen=True)
class Employee:
    """One of them; `supervisor` is somebody named before."""

    name: str
    role: str = "employee"
    supervisor: str | None = None
    phone: str | None = None

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@example.test"


_EMPLOY = """
import json, sys
from crm import people
from crm.commands import ready
from crm.core import office
from crm.core.work import Actor, begin
ready.ready()
ids = {}
with begin(Actor.office(), writes=True) as work:
    office.write(work.session, "office.name", "Watchful Ltd")
    people.ensure_roles(work)
    for one in json.load(sys.stdin):
        roles = [people.role_id(work, one["role"])]
        given = {"phone": one["phone"], "supervisor_id": ids.get(one["supervisor"]), "role_ids": roles}
        email = one["name"].lower() + "@example.test"
        ids[one["name"]] = people.create(work, name=one["name"], email=email, language="en", **given)
        people.set_password(work, ids[one["name"]], PASSWORD)
    people.create_team(work, name="Service", member_ids=list(ids.values()))
"""


def employ(office: Office, *staff: Employee) -> None:
    """Add these people, all in one team, all with the same password; afterwards the database is ready."""
    code = _EMPLOY.replace("PASSWORD", repr(PASSWORD))
    done = office.command("-c", code, stdin=json.dumps([asdict(one) for one in staff]))
    assert done.returncode == 0, done.stderr


def inside(office: Office, code: str, actor: str = "Actor.office()") -> Any:
    """What `code` leaves in `found`, run in a Work that writes, as the office or as whoever `actor` says."""
    lines = ["import json", "from crm.commands import ready", "from crm.core.work import Actor, begin", "ready.ready()"]
    lines += [f"with begin({actor}, writes=True) as work:"]
    lines += [f"    {line}" for line in code.strip().splitlines()]
    lines += [f"print({ROWS_BEGIN!r} + json.dumps(found, default=str))"]
    done = office.command("-c", "\n".join(lines))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.partition(ROWS_BEGIN)[2])


def at_work(running: Any, office: Office, who: Employee, **screen: Any) -> Person:
    """Somebody of the staff, signed in, in a browser of their own."""
    person = Person(running, office.base, locale="en-GB", **screen)
    person.sign_in(who.email, PASSWORD)
    return person


def back(person: Person, who: Employee, path: str) -> None:
    """Days later the sign-in is over: they sign in anew, and go there."""
    person.leave()
    person.sign_in(who.email, PASSWORD)
    person.go(path)


def flip(person: Person, label: str) -> None:
    """A switch of a form; again where a page that was still being drawn took the click back."""
    switch = person.main.locator("[data-testid=stCheckbox]", has_text=label).locator("visible=true").first
    was = switch.locator("input").is_checked()
    for _ in range(3):
        switch.locator("label").click()
        person.settle()
        if switch.locator("input").is_checked() != was:
            return
    raise AssertionError(f"the switch {label!r} stays as it is")


def all_done(office: Office) -> None:
    """Whatever is due at this moment is done; what is not there afterwards does not come.

    Two rounds of every job: what the first one makes, such as a message, the second one sends.
    """
    for _ in range(2):
        now = datetime.fromisoformat((office.folder / "clock").read_text()) + timedelta(seconds=1)
        office.set_clock(now)
        eventually(lambda since=now: _began(office) >= since, 40, "the scheduler has looked at everything")


def stored(office: Office, statement: str) -> list[tuple[Any, ...]]:
    """What the office's database answers, read past the product."""
    with closing(sqlite3.connect(f"file:{office.folder / 'crm.db'}?mode=ro", uri=True)) as wire:
        return wire.execute(statement).fetchall()


def moment(text: str) -> datetime:
    """A moment as the database keeps it."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _began(office: Office) -> datetime:
    """When that of the jobs in question began which was looked at the longest ago."""
    found = dict(stored(office, f"SELECT job, started_at FROM beats WHERE job IN {JOBS}"))
    return min(moment(found[job]) for job in JOBS) if set(JOBS) <= set(found) else EVER
