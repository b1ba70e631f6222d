"""A small office for tests of rights: one of everything that is mine, my team-mate's, another team's, nobody's.

Letters name the relation of a row to the person who asks, pat: o own, m a team-mate's, t another team's, n nobody's.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from crm import calculator, clients, contracts, monitoring, notifications, people, records, start
from crm.contracts import LineInput
from crm.core import config, db
from crm.core.access import RIGHTS
from crm.core.work import Actor, Work, begin
from crm.monitoring.rules import Recipient
from crm.monitoring.tables import Monitoring
from crm.notifications.tables import Entry
from crm.people.tables import Role, RoleGrant, Team, TeamMember, User, UserRole
from crm.reminders.rules import StepPlan
from tests import dumping
from tests.conftest import SECRET, _admin, _named
from tests.dumping import Dump

LETTERS = "omtn"
NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
TODAY, SOON = date(2026, 3, 10), date(2026, 3, 20)
REACHES = ("none", "own", "team", "all")
Ids = dict[str, int]


@dataclass
class World:
    """Ids by relation; `admin` is an administrator outside every relation."""

    engine: Engine
    admin: int
    pat: int
    person: Ids
    team: Ids
    client: Ids
    contact: Ids
    contract: Ids
    watch: Ids
    entry: Ids
    roles: Ids
    role: int
    new: int
    active: int
    item: int
    value: int
    rule: int
    account: int
    message: int
    run: int
    more: dict[str, Ids] = field(default_factory=dict)  # what the areas in `rights/` add, by their own names

    def letters(self, ids: Any, of: Ids) -> str:
        """Which relations these ids stand for; a row of pat's world that is twice in a list shows twice."""
        back = {row_id: letter for letter, row_id in of.items()}
        return "".join(sorted((back[i] for i in ids if i in back), key=LETTERS.index))

    def become(self, role: str) -> None:
        """Pat has this role, and no other: a built-in one, or "synthetic"."""
        with begin(Actor.office(), writes=True) as work:
            held = update(UserRole).where(UserRole.user_id == self.pat)
            work.session.execute(held.values(role_id=self.roles[role]))

    def may_all_but(self, right: str, reach: str) -> None:
        """Pat may do everything everywhere, only this right reaches no further than that."""
        mine = update(RoleGrant).where(RoleGrant.role_id == self.role)
        with begin(Actor.office(), writes=True) as work:
            work.session.execute(mine.values(reach=3))
            work.session.execute(mine.where(RoleGrant.right == right).values(reach=REACHES.index(reach)))

    def grant(self, reaches: dict[str, str]) -> None:
        """Pat may do exactly this."""
        mine = update(RoleGrant).where(RoleGrant.role_id == self.role)
        with begin(Actor.office(), writes=True) as work:
            work.session.execute(mine.values(reach=0))
            for right, reach in reaches.items():
                work.session.execute(mine.where(RoleGrant.right == right).values(reach=REACHES.index(reach)))

    def dump(self) -> Dump:
        """What `dumping.dump` says of this office."""
        return dumping.dump(self.engine)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One office for all tests of a module: every allowed call is undone, every refused one must leave nothing."""
    folder = tmp_path_factory.mktemp("rights")
    url, name = f"sqlite:///{folder / 'crm.db'}", f"rights_{uuid.uuid4().hex[:12]}"
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "crm.db")
    else:
        server, template = request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_template")
        _admin(server, f"DROP DATABASE IF EXISTS {name}")
        _admin(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        url = config._database(_named(server, name), Path("/"))
    held = folder / "clock"
    held.write_text(NOON.isoformat())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_TEST_CLOCK", str(held))
        values = {"CRM_DATABASE_URL": url, "CRM_SECRET_KEY": SECRET, "CRM_DATA": str(folder)}
        start.make_ready(config.load(values, folder))
        engine = db.engine()
        built = _build(engine)
        _grow(built)
        yield built
        engine.dispose()
    if request.param == "postgresql":
        _admin(server, f"DROP DATABASE {name} WITH (FORCE)")


def _build(engine: Engine) -> World:
    with begin(Actor.office(), writes=True) as work:
        people.ensure_roles(work)
        person = {letter: _person(work, name) for letter, name in zip(LETTERS, _NAMES, strict=True)}
        admin = _person(work, "Ada Admin")
        roles = {role.key or role.name: role.id for role in work.session.execute(select(Role)).scalars()}
        roles["synthetic"] = _synthetic(work)
        roles["spare"] = people.create_role(work, name="Spare", reaches={"inbox.view": 1})
        work.session.add(UserRole(user_id=admin, role_id=roles["administrator"]))
        work.session.add(UserRole(user_id=person["o"], role_id=roles["synthetic"]))
        members = {"o": "om", "m": "m", "t": "t", "n": ""}
        team = {letter: _team(work, f"Team {letter}", [person[x] for x in who]) for letter, who in members.items()}
        colours = iter(contracts.PALETTE)
        new, active = (contracts.create_status(work, name=x, colour=next(colours)) for x in ("New", "Active"))
        item = calculator.create_item(work, name="Inspection", type="inspection", price=Decimal(100))
        value = calculator.create_value(work, item, name="yearly")
        rule = monitoring.create_rule(
            work, item_id=item, status_id=active, starts="status_change", duration=12, unit="month",
            steps=[StepPlan(30, "day")], recipients=[Recipient("contract_owner")],
        )  # fmt: skip
        account = notifications.create_account(
            work, name="Mail", host="mail.example.test", port=587, security="none", username=None, password=None,
            sender="office@example.test",
        )  # fmt: skip
        message = notifications.send_test(work, account, "somebody@example.test")
        run = records.begin_import(work, source="file", kind="clients")
    owned = {letter: person[letter] if letter != "n" else None for letter in LETTERS}
    client, contact, contract, watch = {}, {}, {}, {}
    with begin(Actor.office(), writes=True) as work:
        for letter, owner in owned.items():
            client[letter] = clients.create(work, is_company=True, name=f"Client {letter}", owner_id=owner)
            contact[letter] = clients.add_person(work, client[letter], name=f"Contact {letter}")
            line = LineInput(item, value, Decimal(1), Decimal(100))
            contract[letter] = contracts.create(
                work, client_id=client[letter], owner_id=owner, number=f"N-{letter}", lines=[line]
            )
            watch[letter] = monitoring.create(
                work, contract[letter], title=f"Watch {letter}", type=f"type {letter}", starts_on=TODAY, ends_on=SOON,
                assigned_id=owner, recipients=[Recipient("contract_owner")], steps=[StepPlan(5, "day")],
            )  # fmt: skip
            work.session.get_one(Monitoring, watch[letter]).rule_id = rule
        rows = work.session.execute(select(Entry.person_id, Entry.id)).tuples().all()
    entry = {letter: row_id for letter, owner in owned.items() for who, row_id in rows if who == owner}
    return World(
        engine, admin, person["o"], person, team, client, contact, contract, watch, entry, roles, roles["synthetic"],
        new, active, item, value, rule, account, message, run,
    )  # fmt: skip


def _grow(world: World) -> None:
    """Each area in `rights/` adds its rows: `grow(work, world)` gives ids by letter under names of its own."""
    from tests.security.rights_all import areas

    for module in areas():
        if hasattr(module, "grow"):
            with begin(Actor.office(), writes=True) as work:
                world.more |= module.grow(work, world)


_NAMES = ("Pat Own", "Max Mate", "Otto Other", "Nora Nobody")


def _person(work: Work, name: str) -> int:
    email = f"{name.split()[0].lower()}@example.test"
    user = User(name=name, email=email, language="en", zone="Europe/Warsaw", is_active=True)
    work.session.add(user)
    work.session.flush()
    return user.id


def _team(work: Work, name: str, members: list[int]) -> int:
    team = Team(name=name)
    work.session.add(team)
    work.session.flush()
    work.session.add_all(TeamMember(team_id=team.id, user_id=member) for member in members)
    return team.id


def _synthetic(work: Work) -> int:
    role = Role(key=None, name="synthetic")
    work.session.add(role)
    work.session.flush()
    work.session.add_all(RoleGrant(role_id=role.id, right=name, reach=3) for name in sorted(RIGHTS))
    work.session.flush()
    return role.id
