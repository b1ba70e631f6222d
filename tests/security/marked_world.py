"""The office of `rights_world` with a word of its own in every text of every row: whose row a page shows can be read.

Besides the four relations there are rows in the bin: `d` pat's own, `x` another team's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from crm import calculator, cases, clients, contracts, monitoring, notifications, people, records, tasks
from crm.contracts import LineInput
from crm.core import secrets
from crm.core.access import RIGHTS
from crm.core.work import Actor, Work, begin
from crm.flows import bin as to_bin
from crm.flows import catalogue, contract_status
from crm.monitoring.rules import Recipient
from crm.notifications.tables import Entry, Message
from crm.people import rules
from crm.people.tables import SignIn
from crm.records import comments, files, uploads
from crm.records.tables import Import
from crm.tasks import series
from crm.tasks.series_rules import SeriesForm
from crm.tasks.series_tables import Series
from tests.security.rights.files import PDF
from tests.security.rights_world import NOON, SOON, TODAY, Dump, Ids, World, world

__all__ = ["Marked", "marked", "world"]
LIVE, BINNED = "omtn", "dx"
REACHED = ("", "o", "om", "omtn")
OWNERS = {"o": "o", "m": "m", "t": "t", "n": None, "d": "o", "x": "t"}
MARK = re.compile(rb"zq([a-z]+?)([omtndx])qz")
MISSING = 987_654_321
OF_ROLES = {"user_roles", "role_grants", "sign_ins"}
# Which right shows what is marked with a word; what has no right here is one's own matter.
VIEWS = {
    "clients": "clients.view",
    "contracts": "contracts.view",
    "monitoring": "monitoring.view",
    "cases": "cases.view",
    "tasks": "tasks.view",
    "uploads": "imports.create",
}
OWN = {"bell", "mode", "absence", "batch"}
# Whoever looks after the outbox reads what every message says, of whatever it is.
OUTBOX = {(module, letter) for module in (*VIEWS, "outbox") for letter in LIVE + BINNED}
# A role that may do everything with its own rows and nothing with others', and one that may do nothing.
SYNTHETIC: Mapping[str, Mapping[str, int]] = {"narrow": dict.fromkeys(sorted(RIGHTS), 1), "nothing": {}}
ROLES: Mapping[str, Mapping[str, int]] = {**rules.BUILT_IN, **SYNTHETIC}


def mark(module: str, letter: str) -> str:
    """The word that stands in every text of these rows."""
    return f"zq{module}{letter}qz"


def word(letter: str) -> str:
    """A word to search for, in every title of these rows; being asked for, it may be shown to anybody."""
    return f"wz{letter * 3}"


def marks(sent: bytes) -> set[tuple[str, str]]:
    """Whose rows can be read in what was sent."""
    return {(module.decode(), letter.decode()) for module, letter in MARK.findall(sent)}


@dataclass
class Marked:
    """The office, the ids of its rows by kind and letter, and the token of pat's open sign-in."""

    world: World
    ids: dict[str, Ids]
    sign_in: int = 0
    token: str = ""
    role: str = ""
    reaches: Mapping[str, int] = field(default_factory=dict)
    before: Dump = field(default_factory=dict)

    def dump(self) -> Dump:
        """Every table but pat's roles, what a sign-in notes of itself, and the push key, made when first asked for."""
        found = {name: rows for name, rows in self.world.dump().items() if name not in OF_ROLES}
        return found | {"settings": [row for row in found["settings"] if "secret.vapid" not in str(row)]}

    def become(self, role: str) -> None:
        """Pat has this role from now on."""
        if role == self.role:
            return
        self.role, self.reaches = role, ROLES[role]
        self.world.become("synthetic" if role in SYNTHETIC else role)
        if role in SYNTHETIC:
            self.world.grant({name: ("none", "own", "team", "all")[reach] for name, reach in self.reaches.items()})

    def reach(self, right: str) -> int:
        return self.reaches.get(right, 0)

    def letters(self, right: str | None) -> str:
        """Whose rows this right reaches; None is what everybody has to themselves."""
        return "o" if right is None else REACHED[self.reach(right)]

    def seen(self) -> set[tuple[str, str]]:
        """What may be read anywhere."""
        found = {(module, letter) for module, right in VIEWS.items() for letter in self.letters(right)}
        return found | {(module, "o") for module in OWN}


@pytest.fixture(scope="module")
def marked(world: World) -> Marked:
    """One for all tests of a module: looking changes nothing."""
    with begin(Actor.office(), writes=True) as work:
        found = Marked(world, _records(work, world))
        _office_things(work, world, found.ids)
        work.session.execute(update(Entry).values(read_at=work.now))  # what was told while all this was made
        token = secrets.token()
        row = SignIn(
            user_id=world.pat, token_hash=secrets.digest(token), created_at=work.now, seen_at=work.now,
            expires_at=work.now + timedelta(days=1), address="127.0.0.1", agent="test",
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        found.sign_in, found.token = row.id, token
    for letter in "omt":
        _personal(found, letter)
    _binned(found)
    found.before = found.dump()
    return found


def _records(work: Work, world: World) -> dict[str, Ids]:
    """Of each letter a client and all that hangs on it."""
    ids: dict[str, Ids] = {}
    kind = cases.create_kind(work, name="Marked", colour="#2d78d2")
    status = contracts.create_status(work, name="Marked", colour="#51a3b7")
    for letter, whose in OWNERS.items():
        owner = world.person[whose] if whose else None
        for name, id in _of_one(work, world, letter, owner, kind, status).items():
            ids.setdefault(name, {})[letter] = id
    return ids


def _texts(module: str, letter: str) -> str:
    return f"{mark(module, letter)} {word(letter)}"


def _of_one(work: Work, world: World, letter: str, owner: int | None, kind: int, status: int) -> Ids:
    said = {module: _texts(module, letter) for module in VIEWS}
    client = clients.create(
        work, is_company=True, name=said["clients"], address=said["clients"], note=said["clients"], owner_id=owner
    )
    contact = clients.add_person(work, client, name=said["clients"], position=said["clients"])
    clients.note_consent(work, client, contact, "email", is_given=True, on=None, source=said["clients"])
    line = LineInput(world.item, world.value, Decimal(1), Decimal(100))
    contract = contracts.create(
        work, client_id=client, owner_id=owner, number=said["contracts"], note=said["contracts"], lines=[line]
    )
    contract_status.change(work, contract, status, None, comment=said["contracts"], tell=False)
    watch = monitoring.create(
        work, contract, title=said["monitoring"], type=mark("monitoring", letter), starts_on=TODAY, ends_on=SOON,
        assigned_id=owner, recipients=[Recipient("contract_owner")], note=said["monitoring"], tell=False,
    )  # fmt: skip
    case = cases.create(
        work, client_id=client, kind_id=kind, contact_id=contact, owner_id=owner or world.admin, title=said["cases"],
        description=said["cases"], due_on=date(2026, 3, 1),
    )  # fmt: skip
    if owner is None:
        cases.assign(work, case, None, None)
    task = _task(work, letter, owner, client)
    found = {"client": client, "contact": contact, "contract": contract, "watch": watch, "case": case, "task": task}
    found["series"] = _series(work, letter, owner or world.admin, client)
    if owner is None:
        work.session.get_one(Series, found["series"]).owner_id = None
    for subject, module in (
        ("client", "clients"), ("contract", "contracts"), ("monitoring", "monitoring"), ("case", "cases"),
        ("task", "tasks"),
    ):  # fmt: skip
        above = found["watch" if subject == "monitoring" else subject]
        found[f"{subject} file"] = files.add(work, subject, above, f"{mark(module, letter)}.pdf", PDF)
        comments.add(work, subject, above, said[module])
    return found


def _task(work: Work, letter: str, owner: int | None, client: int) -> int:
    said = _texts("tasks", letter)
    [task] = tasks.create(
        work, title=said, description=said, category=mark("tasks", letter), people=[owner] if owner else [],
        checklist=[said], subject_kind="client", subject_id=client, due_at=NOON - timedelta(hours=1), tell=False,
    )  # fmt: skip
    tasks.add_note(work, task, text=said)
    return task


def _series(work: Work, letter: str, owner: int, client: int) -> int:
    said = _texts("tasks", letter)
    form = SeriesForm(
        said, "FREQ=WEEKLY", date(2026, 3, 11), time(9), owner_id=owner, description=said, subject_kind="client",
        subject_id=client, category=mark("tasks", letter), checklist=[said],
    )  # fmt: skip
    return series.create(work, form)


def _office_things(work: Work, world: World, ids: dict[str, Ids]) -> None:
    """What belongs to nobody: the same for everybody who may see it at all; and a deleted one of each."""
    item = calculator.create_item(work, name="Gone", type="gone", price=Decimal(1))
    catalogue.delete_item(work, item, None)
    role = people.create_role(work, name="Gone", reaches={"inbox.view": 1})
    people.delete_role(work, role, None)
    ids["item"] = {**dict.fromkeys("omtn", world.item), "d": item}
    ids["role"] = {**dict.fromkeys("omtn", world.roles["spare"]), "d": role}
    ids["person"], ids["team"] = dict(world.person), dict(world.team)
    ids["status"] = dict.fromkeys("omtn", world.new)
    ids["kind"] = dict.fromkeys("omtn", world.more["case kind"]["o"])


def _personal(found: Marked, letter: str) -> None:
    """What is one person's own: bell, mode of work, absence, import, batch, and a letter in the outbox."""
    person = found.world.person[letter]
    with begin(Actor.office(person), writes=True) as work:
        said = {module: f"{mark(module, letter)} {word(letter)}" for module in (*OWN, "uploads", "outbox")}
        entry = Entry(key=f"marked {letter}", person_id=person, kind="task.assigned", title=said["bell"])
        entry.body, entry.created_at = said["bell"], work.now
        letter_out = Message(
            key=f"marked {letter}", kind="task.assigned", channel="email", person_id=person, name=said["outbox"],
            address=f"{letter}@example.test", title=said["outbox"], text=said["outbox"], html=said["outbox"],
            state="waiting", language="en", message_id=f"<marked-{letter}@example.test>", created_at=work.now,
            due_at=work.now, next_try_at=work.now,
        )  # fmt: skip
        work.session.add_all([entry, letter_out])
        people.add_absence(work, person, first_on=date(2026, 8, 1), last_on=date(2026, 8, 2), note=said["absence"])
        notifications.add_mode(work, name=said["mode"], channels=["email"])
        batch = records.begin_batch(work, purpose="bulk", kind="tasks", title=said["batch"], total=1)
        with work.batched(batch):
            clients.add_person(work, found.ids["client"][letter], name=mark("clients", letter))
        upload = uploads.begin_upload(work, kind="clients", source=said["uploads"])
        work.session.get_one(Import, upload).state = uploads.ENDED  # there is no file to be read
        work.session.flush()
        made = {"batch": batch, "upload": upload, "message": letter_out.id}
    for name, id in made.items():
        found.ids.setdefault(name, {})[letter] = id


def _binned(found: Marked) -> None:
    """The deleted ones, each by itself."""
    with begin(Actor.office(), writes=True) as work:
        for letter in BINNED:
            of: dict[str, Any] = {name: ids[letter] for name, ids in found.ids.items() if letter in ids}
            tasks.bin(work, of["task"], None)
            series.delete(work, of["series"], None)
            to_bin.delete_case(work, of["case"], None)
            to_bin.delete_monitoring(work, of["watch"], None)
            files.delete(work, of["contract file"], None)
            to_bin.delete_contract(work, of["contract"], None)
            to_bin.delete_client(work, of["client"], None)
