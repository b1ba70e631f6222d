"""Fills an empty office with a lively small Polish firm, through the services, the same every time."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import func, select

from crm import calculator, contracts, monitoring, people
from crm.cases.tables import Case
from crm.clients.tables import Client
from crm.contracts.tables import Contract
from crm.core import secrets
from crm.core.access import internal
from crm.core.errors import Invalid
from crm.core.work import Actor, Work, begin
from crm.flows import demo_desk, set_up
from crm.flows import demo_words as words
from crm.flows.demo_errands import errands
from crm.flows.demo_time import earlier, happen
from crm.flows.demo_trade import RUNNING, Made, SignInMade, by_hand, client, contract
from crm.flows.demo_work import look_around, matters
from crm.flows.imports.reading import slug
from crm.monitoring.rules import CONTRACT_OWNER, TEAM, Recipient
from crm.monitoring.tables import Monitoring
from crm.people.tables import User
from crm.tasks.tables import Task

SEED = 1918
CLIENTS, CONTRACTS, MONITORINGS = 200, 600, 1500
BATCH = 100
SINCE = timedelta(days=45)  # when the firm brought its clients here


def fill(*, size: float = 1.0) -> Made:
    """Make the firm; 1 is 200 clients, 600 contracts and 1,500 monitorings. Invalid where there is data already.

    Everything but the passwords is the same every time (dates move with today); passwords follow from this
    installation's secret key, so they are the same here and nobody elsewhere knows them.
    """
    chance, made = Random(SEED), Made()  # noqa: S311  not for secrets
    with _long_ago() as work:
        refuse_unless_empty(work)
        staff(work, made)
        offer(work, made)
        demo_desk.only_the_bell(work)
    _many(max(3, round(CLIENTS * size)), lambda work, number: client(work, made, chance, number))
    _many(max(3, round(CONTRACTS * size)), lambda work, _: contract(work, made, chance))
    with _long_ago() as work:
        made.monitorings = work.session.execute(select(func.count(Monitoring.id))).scalar_one()
    _many(max(0, round(MONITORINGS * size) - made.monitorings), lambda work, _: by_hand(work, made, chance))
    with _long_ago() as work:
        pass_of_time(work, chance)
    with begin(Actor.office(), writes=True) as work:
        firm = look_around(work, made, Random(SEED + 1))  # noqa: S311  not for secrets
    happen([*demo_desk.everything(firm), *matters(firm, size), *errands(firm, size)])
    with begin(Actor.office()) as work:
        made.cases = work.session.execute(select(func.count(Case.id))).scalar_one()
        made.tasks = work.session.execute(select(func.count(Task.id))).scalar_one()
    return made


@internal
def refuse_unless_empty(work: Work) -> None:
    """Invalid when anybody or anything is here."""
    for table in (User, Client, Contract):
        if work.session.execute(select(table.id).limit(1)).first() is not None:
            raise Invalid("demo.not_empty")


@internal
def staff(work: Work, made: Made) -> None:
    """The office as set-up makes it, then its people and teams."""
    for name, role, _ in words.STAFF:
        email = f"{slug(name)}@{words.DOMAIN}"
        made.people.append(SignInMade(email, _password(email), role))
    boss = made.people[0]
    first = set_up.set_up(
        work,
        set_up.issue_code(work),
        office_name=words.OFFICE,
        zone=work.office.zone,
        language="pl",
        currency="PLN",
        name=words.STAFF[0][0],
        email=boss.email,
        password=boss.password,
    )
    made.staff.append(first)
    managers: dict[str | None, int] = {}
    for (name, role, team), sign_in in zip(words.STAFF[1:], made.people[1:], strict=True):
        made.staff.append(_person(work, name, sign_in.email, role, managers.get(team, first)))
        people.set_password(work, made.staff[-1], sign_in.password)
        managers.setdefault(team, made.staff[-1])
    for name, team in words.WITHOUT_SIGN_IN:
        made.staff.append(_person(work, name, f"{slug(name)}@{words.DOMAIN}", "employee", managers[team]))
    of_team = [team for _, _, team in words.STAFF] + [team for _, team in words.WITHOUT_SIGN_IN]
    for team in dict.fromkeys(team for team in of_team if team):
        members = [id for id, own in zip(made.staff, of_team, strict=True) if own == team]
        made.teams[team] = people.create_team(work, name=team, member_ids=members)
    made.statuses = [status.id for status in contracts.statuses(work)]


@internal
def offer(work: Work, made: Made) -> None:
    """What the firm sells, and the rules that watch it once a contract runs."""
    for place, (name, type, price, values, months) in enumerate(words.ITEMS):
        item_id = calculator.create_item(work, name=name, type=type, price=Decimal(price))
        _rule(work, made, place, item_id, None, months)
        for value, value_price, value_months in values:
            own = None if value_price is None else Decimal(value_price)
            value_id = calculator.create_value(work, item_id, name=value, price=own)
            if value_months != months:
                _rule(work, made, place, item_id, value_id, value_months)
    made.items = calculator.items(work)
    monitoring.set_default_recipients(work, [Recipient(TEAM, team_id=made.teams["Serwis"])])


@internal
def pass_of_time(work: Work, chance: Random) -> None:
    """A few are given up; what has begun begins, what has ended ends."""
    running = select(Monitoring.id).where(Monitoring.state.in_(("scheduled", "active"))).order_by(Monitoring.id)
    ids = list(work.session.execute(running).scalars())
    for id in sorted(chance.sample(ids, len(ids) // 20)):
        monitoring.cancel(work, id, None)
    while monitoring.start_scheduled(work, BATCH):
        pass
    while monitoring.finish_ended(work, BATCH):
        pass


@contextmanager
def _long_ago() -> Iterator[Work]:
    """A transaction of the day on which the firm brought its clients here; dates still count from today."""
    with begin(Actor.office(), writes=True) as work, earlier(work, work.now - SINCE, today=work.today) as then:
        yield then


def _many(count: int, make: Callable[[Work, int], None]) -> None:
    for start in range(0, count, BATCH):
        with _long_ago() as work:
            for number in range(start, min(start + BATCH, count)):
                make(work, number)


def _password(email: str) -> str:
    return base64.b32encode(secrets.key(f"demo password {email}"))[:12].decode().lower()


def _person(work: Work, name: str, email: str, role: str, supervisor_id: int) -> int:
    role_ids = [people.role_id(work, role)]
    return people.create(work, name=name, email=email, language="pl", supervisor_id=supervisor_id, role_ids=role_ids)


def _rule(work: Work, made: Made, place: int, item_id: int, value_id: int | None, months: int) -> None:
    monitoring.create_rule(
        work,
        item_id=item_id,
        value_id=value_id,
        status_id=made.statuses[RUNNING],
        starts="contract_start",
        duration=months,
        unit="month",
        steps=words.LADDERS[place % len(words.LADDERS)],
        recipients=[Recipient(CONTRACT_OWNER)],
        cancels_on_leave=place % 2 == 0,
    )
