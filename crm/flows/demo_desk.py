"""What the demo firm has set up: how people are reached, who is away, series, visits, consents, templates, a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

from sqlalchemy import select

from crm import clients, notifications, people, tasks
from crm.clients.tables import Client, ClientPerson
from crm.contracts.tables import Contract
from crm.core.access import internal
from crm.core.priority import HIGH, PRIORITIES
from crm.core.work import Work
from crm.flows import demo_work_words as words
from crm.flows import service_visits
from crm.flows.demo_time import Story
from crm.flows.demo_work import AWAY, Firm
from crm.flows.service_visits import Visits
from crm.records import files
from crm.tasks import recurring, rules, series
from crm.tasks.series_rules import SeriesForm
from crm.tasks.tables import Task

WEEKS = 10  # working days that the firm has been at it
STAND_IN, SHORT_WEEK, PLANS, PLANNED_STAND_IN, WAS_ILL, OWN_CHANNELS = 5, 9, 7, 8, 3, 4  # places among the staff
EARLY = (time(7), time(15))


@internal
def only_the_bell(work: Work) -> None:
    """While the firm grows its news stay in the house: what is told rings the bell, and no letter is left waiting."""
    notifications.set_office_channels(work, dict.fromkeys(PRIORITIES, ("bell",)))


def everything(firm: Firm) -> Iterator[Story]:
    """All of it, one story each."""
    yield settings(firm)
    yield away(firm)
    yield agreed(firm)
    yield protocol(firm)
    for number in range(len(words.SERIES)):
        yield one_series(firm, number)
    lasting = firm.all("lasting")
    for number, (watch, owner) in enumerate(firm.chance.sample(lasting, min(len(words.VISITS), len(lasting)))):
        yield visits(firm, number, watch, owner)
    yield clockwork(firm)
    for person in sorted({firm.made.staff[place] for place, *_ in words.SERIES}):
        yield routine(firm, person)
    for person in firm.made.staff[: len(firm.made.people)]:
        yield reading(firm, person)


def settings(firm: Firm) -> Story:
    """Templates, channels by priority, and whose ways differ."""
    work = yield firm.days.back(WEEKS, 8), firm.boss
    if not notifications.templates(work):
        for name, form, language, subject, body in words.TEMPLATES:
            texts: dict[str, Any] = {"subject": subject, "body": body, "is_plain": form == "sms"}
            notifications.create_template(work, name=name, form=form, purpose="task", language=language, **texts)
    work = yield firm.days.back(7, 8), firm.made.staff[SHORT_WEEK]
    people.set_my_time(work, {**dict.fromkeys(range(4), EARLY), 4: None})
    work = yield firm.days.back(0, 7, 30), firm.boss
    notifications.set_office_channels(work, words.CHANNELS)
    work = yield firm.days.back(0, 7, 40), firm.made.staff[OWN_CHANNELS]
    notifications.set_my_channels(work, {HIGH: ("bell", "email", "sms")})


def away(firm: Firm) -> Story:
    """One is away now, one will be, one was; whoever goes is stood in for."""
    days, staff = firm.days, firm.made.staff
    work = yield days.back(8, 8), staff[WAS_ILL]
    span: dict[str, Any] = {"first_on": days.on(days.back(WEEKS + 6, 8)), "last_on": days.on(days.back(WEEKS + 4, 8))}
    people.add_my_absence(work, **span, note=words.SICK)
    work = yield days.back(6, 14), staff[AWAY]
    span = {"first_on": days.on(days.back(2, 8)), "last_on": days.on(days.ahead(5, 8))}
    people.add_my_absence(work, **span, substitute_id=staff[STAND_IN], note=words.HOLIDAY)
    work = yield days.back(4, 9), staff[PLANS]
    span = {"first_on": days.on(days.ahead(15, 8)), "last_on": days.on(days.ahead(24, 8))}
    people.add_my_absence(work, **span, substitute_id=staff[PLANNED_STAND_IN], note=words.PLANNED_HOLIDAY)


def agreed(firm: Firm) -> Story:
    """What clients and their people agreed to, noted by whose clients they are; a few thought better of it."""
    for place, owner in enumerate(sorted(firm.records["client"])):
        work = yield firm.days.back(WEEKS, 9, place), owner
        for id in firm.records["client"][owner]:
            client = work.session.get_one(Client, id)
            has = {"email": client.email, "sms": client.phone}
            for channel, share in (("email", 0.6), ("sms", 0.4)):
                if has[channel] and firm.chance.random() < share:
                    _consent(work, firm, id, None, channel)
            theirs = select(ClientPerson.id).where(ClientPerson.client_id == id).order_by(ClientPerson.id)
            for person in work.session.execute(theirs).scalars().all():
                if firm.chance.random() < 0.25:
                    _consent(work, firm, id, person, "email")


def protocol(firm: Firm) -> Story:
    """A file on a contract."""
    if not firm.has("contract"):
        return
    id, owner = firm.some("contract")
    work = yield firm.days.back(5, 11), owner
    contract = work.session.get_one(Contract, id)
    client = work.session.get_one(Client, contract.client_id).name
    text = words.PROTOCOL.format(office=work.office.name, number=contract.number, client=client)
    files.add(work, "contract", id, words.FILE, text.encode())


def one_series(firm: Firm, number: int) -> Story:
    """A task that comes back, one's own or given by the manager."""
    place, title, rule, hour, ahead, day_off, lasts, category, checklist = words.SERIES[number]
    owner, first = firm.made.staff[place], firm.days.back(WEEKS, 8, number)
    work = yield first, firm.above(owner) if number % 2 else owner
    form = SeriesForm(
        title,
        rule,
        firm.days.on(firm.days.ahead(20, 8) if rule == words.YEARLY else first),
        time(hour),
        owner_id=owner,
        category=category,
        checklist=checklist,
        lasts=lasts,
        days_ahead=ahead,
        day_off=day_off,
    )
    series.create(work, form)


def visits(firm: Firm, number: int, watch: int, owner: int) -> Story:
    """The visits of a monitoring that goes on for a while, planned by the manager of whom it is assigned to."""
    work = yield firm.days.back(6, 10, number), firm.above(owner)
    first = firm.days.on(firm.days.ahead(4 + number, 9))
    service_visits.schedule(work, watch, None, Visits(words.VISITS[number], starts_on=first))


def clockwork(firm: Firm) -> Story:
    """The scheduler's part: every morning the tasks that are due are made."""
    for ago in range(WEEKS, -1, -1):
        work = yield firm.days.back(ago, 8, 45), None
        recurring.make_due(work)


def routine(firm: Firm, person: int) -> Story:
    """In the afternoon those whose tasks come back have done what was due."""
    for ago in range(WEEKS, 0, -1):
        work = yield firm.days.back(ago, 16), person
        due = Task.series_id.is_not(None) & (Task.owner_id == person) & Task.state.in_(rules.UNDER_WAY)
        for id in work.session.execute(select(Task.id).where(due, Task.due_at <= work.now)).scalars().all():
            tasks.move(work, id, "finish", None)


def reading(firm: Firm, person: int) -> Story:
    """Up to yesterday morning everybody has read what they were told."""
    work = yield firm.days.back(1, 9, 30), person
    notifications.mark_all_read(work)


def _consent(work: Work, firm: Firm, client: int, person: int | None, channel: str) -> None:
    """A word given some time ago; one in fifteen was taken back since."""
    said = firm.days.today - timedelta(days=firm.chance.randint(40, 700))
    source = firm.chance.choice(words.SOURCES)
    clients.note_consent(work, client, person, channel, is_given=True, on=said, source=source)
    if firm.chance.random() < 1 / 15:
        later = said + timedelta(days=20)
        clients.note_consent(work, client, person, channel, is_given=False, on=later, source=words.WITHDRAWN)
