"""The bin: who sees what in it, what comes back with what, what goes for good, and that history stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from crm import clients, contracts, jobs, monitoring
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from crm.core.history import Change
from crm.core.work import Actor, begin
from crm.flows import bin as to_bin
from crm.flows import bin_lists, bin_out
from crm.monitoring import Filters
from crm.monitoring.tables import Monitoring
from crm.notifications.tables import Message
from crm.reminders.tables import Due
from tests.conftest import NOON, Cast, Clock
from tests.firm import Firm, a_contract, a_firm, a_watch, by, by_office


def binned(person: int, **asked: Any) -> list[tuple[str, str, int]]:
    with by(person) as work:
        return [(row.kind, row.title, row.hung) for row in bin_lists.listing(work, **asked).rows]


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


def test_nobody_sees_in_the_bin_what_they_may_not_delete(cast: Cast, firm: Firm) -> None:
    watch = a_watch(cast, a_contract(cast, firm))
    with by(cast.admin) as work:
        to_bin.delete_monitoring(work, watch, None)
    assert [binned(who) for who in (cast.admin, cast.mona, cast.anna)] == [[("monitoring", "Gwarancja", 0)]] * 3
    assert [binned(who) for who in (cast.bob, cast.carol, cast.vera)] == [[]] * 3
    for who in (cast.bob, cast.carol, cast.vera):
        with pytest.raises(NotFound), by(who) as work:
            bin_out.restore(work, "monitoring", watch)
    with pytest.raises(NotSignedIn), begin(Actor.nobody()) as work:
        bin_lists.listing(work)
    for wrong in (0, -1, 2**63, watch + 1, "1 OR 1", None, True):
        with pytest.raises(NotFound), by(cast.admin) as work:
            bin_out.restore(work, "monitoring", wrong)  # type: ignore[arg-type]
    with pytest.raises(NotFound), by(cast.admin) as work:
        bin_out.restore(work, "users", watch)


def test_a_client_comes_back_with_what_went_along_and_not_with_what_went_before(
    cast: Cast, firm: Firm, clock: Clock
) -> None:
    contract = a_contract(cast, firm, number="KEEP")
    before, along = a_watch(cast, contract, title="Before"), a_watch(cast, contract, title="Along")
    with by(cast.anna) as work:
        clients.add_person(work, firm.client, name="Whom to call")
        to_bin.delete_monitoring(work, before, None)
    clock.set(NOON + timedelta(hours=1))
    with by(cast.anna) as work:
        to_bin.delete_client(work, firm.client, None)
    assert binned(cast.anna) == [("clients", "Łódzkie Wodociągi", 2), ("monitoring", "Before", 0)]
    with pytest.raises(Invalid, match=r"bin\.contract_gone"), by(cast.anna) as work:
        bin_out.restore(work, "monitoring", before)
    with pytest.raises(Invalid, match=r"bin\.client_gone"), by(cast.anna) as work:
        bin_out.restore(work, "contracts", contract)
    with by(cast.anna) as work:
        assert bin_out.restore(work, "clients", firm.client) == 3
        assert [person.name for person in clients.get(work, firm.client).people] == ["Whom to call"]
        assert len(contracts.get(work, contract).lines) == 1
        assert monitoring.get(work, along).state == "active"
    assert binned(cast.anna) == [("monitoring", "Before", 0)]
    with by(cast.anna) as work:
        assert bin_out.restore(work, "monitoring", before) == 1
    assert binned(cast.anna) == []


def test_its_reminders_are_planned_again_but_not_for_days_gone_by(cast: Cast, firm: Firm, clock: Clock) -> None:
    watch = a_watch(cast, a_contract(cast, firm), ends_on=date(2026, 4, 20))
    with by(cast.anna) as work:
        to_bin.delete_monitoring(work, watch, None)
    clock.set(datetime(2026, 3, 22, 12, tzinfo=UTC))
    with by(cast.anna) as work:
        bin_out.restore(work, "monitoring", watch)
    jobs.remind()
    with by_office() as work:
        found = work.session.execute(select(Due.state, Due.due_at).order_by(Due.due_at)).tuples().all()
        assert [(state, due.date()) for state, due in found] == [
            ("late", date(2026, 3, 21)), ("planned", date(2026, 4, 13)),
        ]  # fmt: skip
        ending = select(func.count()).select_from(Message).where(Message.kind == "monitoring.ending")
        assert work.session.execute(ending).scalar_one() == 0


def test_what_took_its_place_is_said(cast: Cast, firm: Firm) -> None:
    with by(cast.anna) as work:
        mine = clients.create(work, is_company=True, name="Mine", nip="5260250274")
        to_bin.delete_client(work, mine, None)
        clients.create(work, is_company=True, name="Second", nip="5260250274")
    with pytest.raises(Invalid, match=r"clients\.nip_taken"), by(cast.anna) as work:
        bin_out.restore(work, "clients", mine)
    assert binned(cast.anna, kind="clients") == [("clients", "Mine", 0)]


def test_restored_by_two_the_second_is_told(cast: Cast, firm: Firm) -> None:
    watch = a_watch(cast, a_contract(cast, firm))
    with by(cast.anna) as work:
        to_bin.delete_monitoring(work, watch, None)
        [row] = bin_lists.listing(work).rows
        bin_out.restore(work, "monitoring", watch, row.version)
    with pytest.raises(Conflict), by(cast.anna) as work:
        bin_out.restore(work, "monitoring", watch, row.version)


def test_search_kind_and_pages(cast: Cast, firm: Firm, clock: Clock) -> None:
    contract = a_contract(cast, firm, number="U/100%")
    for n in range(60):
        clock.set(NOON + timedelta(minutes=n))
        watch = a_watch(cast, contract, title=f"W{n:02}")
        with by(cast.admin) as work:
            to_bin.delete_monitoring(work, watch, None)
    assert [title for _, title, _ in binned(cast.admin)] == [f"W{n:02}" for n in range(59, 9, -1)]
    assert [title for _, title, _ in binned(cast.admin, page=2)] == [f"W{n:02}" for n in range(9, -1, -1)]
    assert [title for _, title, _ in binned(cast.admin, text="w3")] == [f"W{n:02}" for n in range(39, 29, -1)]
    assert binned(cast.admin, text="%") == []
    assert binned(cast.admin, kind="clients") == binned(cast.admin, kind="nonsense") == []
    with by(cast.admin) as work:
        page = bin_lists.listing(work)
        assert (page.total, page.pages, page.rows[0].by) == (60, 2, "Admin")


def test_final_deletion_is_for_who_configures_the_office_and_keeps_history(
    cast: Cast, firm: Firm, dump: Callable[[], dict[str, Any]]
) -> None:
    contract = a_contract(cast, firm, number="GONE")
    watch = a_watch(cast, contract, title="Gone watch")
    a_watch(cast, a_contract(cast, firm, number="NEWER"))  # its number will not be given again
    with by(cast.admin) as work:
        to_bin.delete_contract(work, contract, None)
    before = dump()
    for who in (cast.mona, cast.anna, cast.vera):
        with pytest.raises(Forbidden), by(who) as work:
            bin_out.remove(work, "contracts", contract)
    assert dump() == before
    with pytest.raises(NotFound), by(cast.admin) as work:
        bin_out.remove(work, "clients", firm.client)  # is not in the bin
    with by(cast.admin) as work:
        bin_out.remove(work, "contracts", contract)
    assert binned(cast.admin) == []
    with by(cast.admin) as work:
        for table, row in (("contracts", contract), ("monitorings", watch)):
            found = select(Change).where(Change.kind == table, Change.row_id == row).order_by(Change.id)
            changes = list(work.session.execute(found).scalars())
            assert [change.action for change in changes] == ["created", "binned", "removed"]
            assert changes[-1].actor_id == cast.admin
        assert changes[-1].changes["title"] == ["Gone watch", None]
        assert monitoring.how_many(work, Filters()) == (1, False)
        told = select(func.count()).select_from(Message).where(Message.subject_id == watch)
        assert work.session.execute(told).scalar_one() > 0, "what was told of it stays"
    jobs.run_once()


def test_the_newest_of_all_keeps_its_number_on_sqlite(cast: Cast, firm: Firm, engine: Engine) -> None:
    watch = a_watch(cast, a_contract(cast, firm))
    with by(cast.admin) as work:
        to_bin.delete_monitoring(work, watch, None)
    if engine.dialect.name == "sqlite":
        with pytest.raises(Invalid, match=r"bin\.newest"), by(cast.admin) as work:
            bin_out.remove(work, "monitoring", watch)
    else:
        with by(cast.admin) as work:
            bin_out.remove(work, "monitoring", watch)
    assert a_watch(cast, a_contract(cast, firm)) > watch


def test_the_old_part_of_the_bin_is_emptied_by_a_person(cast: Cast, firm: Firm, clock: Clock) -> None:
    contract = a_contract(cast, firm)
    with by(cast.admin) as work:
        client = clients.create(work, is_company=True, name="Old")
        clients.create(work, is_company=True, name="Newer")
        to_bin.delete_client(work, client, None)
    old = a_watch(cast, contract, title="Old")
    with by(cast.admin) as work:
        to_bin.delete_monitoring(work, old, None)
    clock.set(NOON + timedelta(days=60))
    young = a_watch(cast, contract, title="Young")
    with by(cast.admin) as work:
        to_bin.delete_monitoring(work, young, None)
    clock.set(NOON + timedelta(days=100))
    with pytest.raises(Forbidden):
        bin_out.empty(lambda: by(cast.mona))
    with by(cast.admin) as work:
        assert bin_out.older(work) == 2
    report = bin_out.empty(lambda: by(cast.admin))
    assert (report.removed, report.stayed) == (2, [])
    assert [title for _, title, _ in binned(cast.admin)] == ["Young"]


def test_history_refuses_every_rewriting_by_sql(cast: Cast, firm: Firm, engine: Engine) -> None:
    """As the application's own role: not changed, not deleted, not emptied, not replaced."""
    a_contract(cast, firm)
    attempts = [
        "UPDATE history SET actor_id = 1",
        "UPDATE history SET changes = '{}' WHERE id = 1",
        "DELETE FROM history",
        "DELETE FROM history WHERE id = 1",
    ]
    if engine.dialect.name == "sqlite":
        attempts.append("INSERT OR REPLACE INTO history SELECT * FROM history WHERE id = 1")
    else:
        attempts += [
            "TRUNCATE history",
            "TRUNCATE history CASCADE",
            "INSERT INTO history SELECT * FROM history WHERE id = 1 ON CONFLICT (id) DO UPDATE SET actor_id = 0",
        ]
    before = rows(engine)
    for attempt in attempts:
        with (
            pytest.raises(DBAPIError, match="append-only"),
            engine.connect().execution_options(crm_writes=True, crm_may_commit=True) as connection,
        ):
            connection.execute(text(attempt))
        assert rows(engine) == before, attempt
    assert len(before) > 5


def rows(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM history ORDER BY id"))]


def test_the_index_of_the_bin_serves_the_bin_and_no_list(cast: Cast, firm: Firm, engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("SQLite's planner is the one that was tempted")
    contract = a_contract(cast, firm)
    watch = a_watch(cast, contract)
    with begin(Actor.office(), writes=True) as work:
        table: Any = Monitoring.__table__
        [held] = work.session.execute(table.select().where(table.c.id == watch)).mappings().all()
        same = {name: value for name, value in held.items() if name not in ("id", "line_id", "rule_id")}
        work.session.execute(insert(table), [{**same, "ends_on": date(2026, 4, 1 + n % 28)} for n in range(3_000)])
        work.session.execute(text("UPDATE monitorings SET deleted_at = updated_at WHERE id % 100 = 0"))
        work.session.execute(text("ANALYZE"))
    said = []
    with by(cast.admin) as work:
        connection = work.session.connection()
        for how in (
            "deleted_at IS NULL ORDER BY ends_on, id",
            "deleted_at IS NOT NULL ORDER BY deleted_at DESC, id DESC",
        ):
            plan = f"EXPLAIN QUERY PLAN SELECT id FROM monitorings WHERE {how} LIMIT 50"
            said.append(" ".join(str(row[-1]) for row in connection.execute(text(plan))))
    assert "ix_monitorings_ends_on_id" in said[0]
    assert "_bin" not in said[0]
    assert "ix_monitorings_bin" in said[1]
    assert "TEMP B-TREE" not in said[1]
