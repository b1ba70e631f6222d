"""The bell asks the database as often for twenty entries as for two: what they are about is looked at kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import delete, event

from crm import cases, clients, contracts, notifications, tasks
from crm.core import db
from crm.core.work import Actor, begin
from crm.flows import bin
from crm.notifications.tables import Entry
from tests.conftest import NOON, Cast
from tests.firm import Firm, a_contract, a_firm, a_watch, by, by_office

KIND: list[int] = []  # of cases
KINDS = ("client", "contract", "monitoring", "case", "task")


@pytest.fixture
def firm(cast: Cast) -> Firm:
    with by(cast.admin) as work:
        KIND[:] = [cases.create_kind(work, name="Inquiry", colour=contracts.PALETTE[0])]
    return a_firm(cast)


def make(kind: str, cast: Cast, firm: Firm, number: int) -> int:
    """A record of anna's, each with a client of its own, so that nothing is shared by chance."""
    with by(cast.admin) as work:
        client = clients.create(work, is_company=True, name=f"Client {number}", owner_id=cast.anna)
    if kind == "client":
        return client
    if kind == "contract":
        return a_contract(cast, firm, client_id=client)
    if kind == "monitoring":
        return a_watch(cast, a_contract(cast, firm, client_id=client), ends_on=date(2026, 9, 1))
    with by(cast.anna) as work:
        if kind == "task":
            return int(tasks.create(work, title=f"Call {number}", subject_kind="client", subject_id=client)[0])
        return int(cases.create(work, client_id=client, kind_id=KIND[0], title=f"Case {number}", owner_id=cast.anna))


def ring(person: int, kind: str, ids: list[int]) -> None:
    """An unread entry of this person about each of these."""
    with by_office() as work:
        work.session.execute(delete(Entry))
        for id in ids:
            about = {"subject_kind": kind, "subject_id": id, "title": f"{kind} {id}", "body": "", "created_at": NOON}
            work.session.add(Entry(key=f"{kind}:{id}", person_id=person, kind="task.reminder", **about))


def asked(person: int, look: Callable[..., object]) -> int:
    """How many statements a look at the bell takes."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    with begin(Actor.person(person)) as work:
        event.listen(db.engine(), "before_cursor_execute", note)
        try:
            look(work)
        finally:
            event.remove(db.engine(), "before_cursor_execute", note)
    return len(found)


LOOKS = {
    "line": lambda work: notifications.newest_unread(work),
    "inbox": lambda work: notifications.entries(work),
}


@pytest.mark.parametrize("kind", KINDS)
def test_statements_do_not_grow_with_the_entries(cast: Cast, firm: Firm, kind: str) -> None:
    ids = [make(kind, cast, firm, number) for number in range(20)]
    for name, look in LOOKS.items():
        counts = []
        for number in (2, 20):
            ring(cast.anna, kind, ids[:number])
            counts.append(asked(cast.anna, look))
        assert counts[0] == counts[1], f"{name} of {kind}: {counts}"


def test_entries_about_what_is_over_or_not_there_cost_nothing_more(cast: Cast, firm: Firm) -> None:
    there = [make("client", cast, firm, number) for number in range(3)]
    with by(cast.admin) as work:
        bin.delete_client(work, there[0], clients.get(work, there[0]).version)
    for number in (1, 17):
        ring(cast.anna, "client", [*there, *range(10**6, 10**6 + number)])
        assert asked(cast.anna, LOOKS["line"]) == 2
        with by(cast.anna) as work:
            shown = notifications.newest_unread(work)
        assert sorted(row.title for row in shown) == sorted(f"client {id}" for id in there[1:])


def test_entries_about_nothing_and_of_all_kinds_are_listed_as_ever(cast: Cast, firm: Firm) -> None:
    ids = {kind: make(kind, cast, firm, number) for number, kind in enumerate(KINDS)}
    ring(cast.anna, "client", [])
    for kind, id in ids.items():
        with by_office() as work:
            about = {"subject_kind": kind, "subject_id": id, "title": kind, "body": "", "created_at": NOON}
            work.session.add(Entry(key=kind, person_id=cast.anna, kind="task.reminder", **about))
    with by_office() as work:
        work.session.add(Entry(key="x", person_id=cast.anna, kind="import.done", title="x", body="", created_at=NOON))
    with by(cast.anna) as work:
        rows = {row.title: row for row in notifications.entries(work).rows}
        assert len(notifications.newest_unread(work, 9)) == 6
    assert {title for title, row in rows.items() if row.may_finish} == {"task", "case"}
    assert rows["x"].path is None
