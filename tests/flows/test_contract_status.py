"""A contract reaches the status that starts a watch: the step, its history, the watch, the bell, the mail, the plan."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from crm import calculator, contracts, monitoring
from crm.contracts import ContractForm
from crm.contracts.tables import StatusChange
from crm.core import db
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound
from crm.core.history import Change
from crm.flows import contract_status
from crm.monitoring.tables import Monitoring
from crm.notifications.tables import Entry, Message
from crm.reminders.tables import Due
from tests.conftest import Cast, Clock
from tests.dumping import Dumper
from tests.firm import TODAY, a_contract, a_firm, a_line, a_rule, by, move


def rows(model: type[db.Base]) -> list[object]:
    with db.engine().connect() as connection:
        return list(connection.execute(select(model.__table__).order_by(model.id)).mappings())


def test_reaching_the_status_starts_one_watch_per_line_plans_its_reminders_and_tells(cast: Cast) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    contract = a_contract(cast, firm, lines=[a_line(firm), a_line(firm, firm.yearly)])
    assert not rows(Monitoring)
    started = move(cast.anna, contract, firm.active)
    assert len(started) == 2
    with by(cast.anna) as work:
        card = monitoring.get(work, started[0])
        assert (card.title, card.type, card.state, card.rule_id) == ("Przegląd", "przegląd", "active", rule)
        assert (card.starts_on, card.ends_on) == (TODAY, date(2027, 3, 9))
        assert card.assigned_id == cast.anna
        assert [r.kind for r in card.recipients] == ["contract_owner"]
        assert monitoring.get(work, started[1]).title == "Przegląd – roczny"
        change = contracts.get(work, contract).changes[0]
        assert (change.from_name, change.to_name, change.by) == ("New", "Active", "Anna")
    assert [(e["person_id"], e["subject_id"]) for e in rows(Entry)] == [(cast.anna, i) for i in started]
    assert [m["address"] for m in rows(Message)] == ["anna@example.test"] * 2
    due = [d["due_at"] for d in rows(Due) if d["subject_id"] == started[0]]
    assert due == [datetime(2027, 2, 7, 8, tzinfo=UTC), datetime(2027, 3, 2, 8, tzinfo=UTC)]
    made = [c for c in rows(Change) if c["kind"] == "monitorings"]
    assert [(c["action"], c["actor_id"]) for c in made] == [("created", cast.anna)] * 2


def test_a_value_s_rule_replaces_the_item_s(cast: Cast) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    own = a_rule(cast, firm, value_id=firm.biennial, duration=2, unit="year")
    contract = a_contract(cast, firm, lines=[a_line(firm, firm.yearly), a_line(firm, firm.biennial), a_line(firm)])
    started = move(cast.anna, contract, firm.active)
    with by(cast.anna) as work:
        cards = [monitoring.get(work, i) for i in started]
    assert [c.ends_on for c in cards] == [date(2027, 3, 9), date(2028, 3, 9), date(2027, 3, 9)]
    assert [c.rule_id == own for c in cards] == [False, True, False]


def test_a_value_s_rule_for_another_status_or_switched_off_replaces_nothing(cast: Cast) -> None:
    firm = a_firm(cast)
    general = a_rule(cast, firm)
    a_rule(cast, firm, value_id=firm.yearly, status_id=firm.closed)
    a_rule(cast, firm, value_id=firm.yearly, is_active=False)
    started = move(cast.anna, a_contract(cast, firm, lines=[a_line(firm, firm.yearly)]), firm.active)
    with by(cast.anna) as work:
        assert [monitoring.get(work, i).rule_id for i in started] == [general]


def test_reaching_the_status_again_on_the_same_day_starts_nothing_more(cast: Cast) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    contract = a_contract(cast, firm)
    assert len(move(cast.anna, contract, firm.active)) == 1
    move(cast.anna, contract, firm.new)
    assert move(cast.anna, contract, firm.active) == []
    assert len(rows(Monitoring)) == 1
    assert len(rows(Message)) == 1


def test_reaching_the_status_again_on_another_day_starts_a_watch_of_its_own(cast: Cast, clock: Clock) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    contract = a_contract(cast, firm)
    move(cast.anna, contract, firm.active)
    clock.set(datetime(2026, 4, 1, 10, tzinfo=UTC))
    move(cast.anna, contract, firm.new)
    move(cast.anna, contract, firm.active)
    assert [m["starts_on"] for m in rows(Monitoring)] == [TODAY, date(2026, 4, 1)]


def test_leaving_the_status_cancels_open_watches_only_where_the_rule_says_so(cast: Cast) -> None:
    firm = a_firm(cast)
    staying, leaving = a_rule(cast, firm), a_rule(cast, firm, cancels_on_leave=True, duration=2)
    contract = a_contract(cast, firm)
    move(cast.anna, contract, firm.active)
    move(cast.anna, contract, firm.closed)
    states = {m["rule_id"]: m["state"] for m in rows(Monitoring)}
    assert states == {staying: "active", leaving: "cancelled"}
    ids = {m["rule_id"]: m["id"] for m in rows(Monitoring)}
    planned = {(d["subject_id"], d["state"]) for d in rows(Due)}
    assert planned == {(ids[staying], "planned"), (ids[leaving], "cancelled")}


def test_a_cancelled_watch_runs_again_when_its_status_is_reached_again(cast: Cast) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm, cancels_on_leave=True)
    contract = a_contract(cast, firm)
    (started,) = move(cast.anna, contract, firm.active)
    move(cast.anna, contract, firm.closed)
    assert move(cast.anna, contract, firm.active) == [started]
    assert [(m["id"], m["state"]) for m in rows(Monitoring)] == [(started, "active")]
    assert {d["state"] for d in rows(Due)} == {"planned"}


def test_a_deleted_watch_comes_back_when_its_status_is_reached_again(cast: Cast) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    contract = a_contract(cast, firm)
    (started,) = move(cast.anna, contract, firm.active)
    with by(cast.anna) as work:
        monitoring.delete(work, started, 1)
    move(cast.anna, contract, firm.new)
    assert move(cast.anna, contract, firm.active) == [started]
    with by(cast.anna) as work:
        assert monitoring.get(work, started).state == "active"


@pytest.mark.parametrize(
    ("starts", "code"), [("contract_start", "monitoring.no_start"), ("contract_signed", "monitoring.no_signed")]
)
def test_a_watch_that_cannot_be_made_refuses_the_change_with_its_reason(
    cast: Cast, dump: Dumper, starts: str, code: str
) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm, starts=starts)
    contract = a_contract(cast, firm, number="U/1")
    before = dump()
    with pytest.raises(Invalid) as refused:
        move(cast.anna, contract, firm.active)
    assert refused.value.code == code
    assert refused.value.params == {"number": "U/1", "item": "Przegląd"}
    assert dump() == before


def test_a_watch_counts_from_the_day_its_rule_names(cast: Cast) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm, starts="contract_start", duration=1)
    a_rule(cast, firm, starts="contract_signed", duration=1)
    days = {"starts_on": date(2027, 1, 31), "signed_on": date(2024, 1, 31)}
    started = move(cast.anna, a_contract(cast, firm, **days), firm.active)
    with by(cast.anna) as work:
        found = [(c.starts_on, c.ends_on, c.state) for c in (monitoring.get(work, i) for i in started)]
    assert found == [
        (date(2027, 1, 31), date(2027, 2, 27), "scheduled"),
        (date(2024, 1, 31), date(2024, 2, 28), "active"),  # over, but only the expire pass finishes
    ]


def test_a_watch_beyond_the_calendar_refuses_the_change(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm, starts="contract_start", duration=100, unit="year")
    contract = a_contract(cast, firm, starts_on=date(2190, 1, 1))
    before = dump()
    with pytest.raises(Invalid, match=r"monitoring\.too_far"):
        move(cast.anna, contract, firm.active)
    assert dump() == before


def test_a_contract_made_in_a_status_starts_its_watches_at_once(cast: Cast) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    contract = a_contract(cast, firm, status_id=firm.active)
    (watch,) = rows(Monitoring)
    assert watch["contract_id"] == contract
    assert len(rows(Message)) == 1
    assert [(c["from_id"], c["to_id"]) for c in rows(StatusChange)] == [(None, firm.active)]


def test_the_first_status_starts_watches_too(cast: Cast) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm, status_id=firm.new)
    a_contract(cast, firm)
    assert len(rows(Monitoring)) == 1


def test_an_import_tells_nobody(cast: Cast) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    a_contract(cast, firm, status_id=firm.active, tell=False)
    assert len(rows(Monitoring)) == 1
    assert not rows(Entry)
    assert not rows(Message)


def test_an_inactive_item_still_starts_what_its_contracts_need(cast: Cast) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    contract = a_contract(cast, firm)
    with by(cast.admin) as work:
        item = calculator.items(work)[0]
        calculator.edit_item(
            work, item.id, item.version, name=item.name, type=item.type, price=item.price, position=1, is_active=False
        )
    assert len(move(cast.anna, contract, firm.active)) == 1


def test_the_same_status_an_old_page_an_unknown_status_and_no_status_change_nothing(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    contract = a_contract(cast, firm)
    move(cast.mona, contract, firm.closed)
    before = dump()
    attempts: list[tuple[object, object, type[Exception], str]] = [
        (firm.closed, 2, Invalid, "contracts.status_same"),
        (firm.active, 1, Conflict, "error.conflict"),
        (2**63, 2, NotFound, "error.not_found"),
        (99, 2, NotFound, "error.not_found"),
        (None, 2, Invalid, "error.required"),
    ]
    for status, version, refusal, code in attempts:
        with pytest.raises(refusal) as refused, by(cast.anna) as work:
            contract_status.change(work, contract, status, version)  # type: ignore[arg-type]
        assert refused.value.code == code
        assert dump() == before
    with pytest.raises(Conflict) as stale, by(cast.anna) as work:
        contract_status.change(work, contract, firm.active, 1)
    assert stale.value.params["actor_id"] == cast.mona
    assert sorted(stale.value.params["columns"]) == ["status_id"]


def test_who_may_not_edit_the_contract_may_not_move_it(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    contract = a_contract(cast, firm)
    before = dump()
    for person, refusal in [(cast.bob, Forbidden), (cast.vera, Forbidden), (cast.carol, NotFound)]:
        with pytest.raises(refusal), by(person) as work:
            contract_status.change(work, contract, firm.active, 1)
        assert dump() == before
    assert len(move(cast.mona, contract, firm.active)) == 1


# Promise R3: each of these tables in turn refuses the row that the change would write there.
STEPS_OF_THE_CHANGE = [
    ("contract_status_changes", "INSERT"),
    ("contracts", "UPDATE"),
    ("monitorings", "INSERT"),
    ("monitoring_recipients", "INSERT"),
    ("ledger", "INSERT"),
    ("bell", "INSERT"),
    ("outbox", "INSERT"),
    ("history", "INSERT"),
]


def break_table(engine: Engine, table: str, operation: str, *, broken: bool) -> None:
    """A trigger of the database refuses every such row, as a full disk or a constraint would."""
    if engine.dialect.name == "sqlite":
        make = [f"CREATE TRIGGER broken BEFORE {operation} ON {table} BEGIN SELECT RAISE(ABORT, 'broken'); END"]
        mend = ["DROP TRIGGER broken"]
    else:
        make = [
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$",
            f"CREATE TRIGGER broken BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION broken()",
        ]
        mend = [f"DROP TRIGGER broken ON {table}", "DROP FUNCTION broken()"]
    with engine.connect().execution_options(crm_writes=True, crm_may_commit=True) as connection:
        for statement in make if broken else mend:
            connection.execute(text(statement))
        connection.commit()


def test_wherever_the_change_breaks_nothing_of_it_remains(cast: Cast, engine: Engine, dump: Dumper) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    contract = a_contract(cast, firm)
    before = dump()
    for table, operation in STEPS_OF_THE_CHANGE:
        break_table(engine, table, operation, broken=True)
        with pytest.raises(DBAPIError, match="broken"):
            move(cast.anna, contract, firm.active)
        break_table(engine, table, operation, broken=False)
        assert dump() == before, table
    move(cast.anna, contract, firm.active)
    after = dump()
    for table, operation in STEPS_OF_THE_CHANGE:  # each of them was really on the way
        assert after[table] != before[table], (table, operation)


def test_many_contracts_are_made_each_with_its_watches_or_refused_with_its_reason(cast: Cast) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm, starts="contract_start")
    fields = {"client_id": firm.client, "owner_id": cast.anna, "status_id": firm.active, "lines": [a_line(firm)]}
    forms = [
        ContractForm(number="a", starts_on=TODAY, **fields),
        ContractForm(number="b", **fields),
        ContractForm(number="a", starts_on=TODAY, **fields),
        ContractForm(starts_on=TODAY, **fields),
        ContractForm(starts_on=TODAY, **{**fields, "client_id": 999}),
    ]
    with by(cast.admin) as work:
        made = contract_status.create_many(work, forms, tell=False)
    assert [one if isinstance(one, int) else one.code for one in made] == [
        made[0], "monitoring.no_start", "contracts.number_taken", made[3], "error.not_found",
    ]  # fmt: skip
    assert [watch["starts_on"] for watch in rows(Monitoring)] == [TODAY, TODAY]
    assert {watch["contract_id"] for watch in rows(Monitoring)} == {made[0], made[3]}
    assert rows(Entry) == []
    assert len(rows(Due)) == 4
