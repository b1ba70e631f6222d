"""One monitoring: by hand, edited, cancelled, deleted; who may, who hears, what stays planned."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm import monitoring, people
from crm.core import db
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound
from crm.core.history import Change
from crm.flows import bin as to_bin
from crm.monitoring import Recipient
from crm.monitoring.tables import Monitoring
from crm.notifications.tables import Entry, Message
from crm.reminders.rules import StepPlan
from crm.reminders.tables import Due
from tests.conftest import Cast, Clock
from tests.dumping import Dumper
from tests.firm import OWNER, STEPS, TODAY, a_contract, a_firm, a_rule, a_watch, by, by_office, codes, edited, move


def rows(model: type[db.Base]) -> list[Any]:
    with db.engine().connect() as connection:
        return list(connection.execute(select(model.__table__).order_by(model.id)).mappings())


def ledger() -> set[tuple[date, str]]:
    return {(row["reference_on"], row["state"]) for row in rows(Due)}


def test_added_by_hand_it_is_planned_and_told(cast: Cast) -> None:
    contract = a_contract(cast, a_firm(cast))
    told = [Recipient("person", cast.bob), Recipient("team", team_id=cast.sales), OWNER, Recipient("client_owner")]
    watch = a_watch(cast, contract, recipients=told, note=" przed\r\nzimą ", assigned_id=cast.bob)
    with by(cast.anna) as work:
        card = monitoring.get(work, watch)
    assert (card.title, card.type, card.state, card.rule_id) == ("Gwarancja", "gwarancja", "active", None)
    assert (card.client, card.assigned, card.note) == ("Łódzkie Wodociągi", "Bob", "przed\nzimą")
    assert card.recipients == told
    assert card.steps == list(STEPS)
    assert {row["person_id"] for row in rows(Entry)} == {cast.anna, cast.bob, cast.carol}
    assert len(rows(Message)) == 3
    assert ledger() == {(date(2027, 3, 9), "planned")}


def test_without_an_end_nothing_is_planned_before_it(cast: Cast) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)), ends_on=None)
    assert not rows(Due)
    with by(cast.anna) as work:
        assert monitoring.get(work, watch).ends_on is None


def test_everything_wrong_is_said_at_once_and_nothing_is_written(cast: Cast, dump: Dumper) -> None:
    contract = a_contract(cast, a_firm(cast))
    before = dump()
    with pytest.raises(Invalid) as refused:
        a_watch(
            cast,
            contract,
            title=" ",
            ends_on=TODAY - timedelta(1),
            assigned_id=99,
            recipients=[Recipient("person", 99), Recipient("team", team_id=99), Recipient("everybody")],
            steps=[StepPlan(-1, "day"), StepPlan(1, "moon")],
        )
    assert codes(refused.value.problems) == {
        ("error.required", "title"),
        ("monitoring.ends_before_start", "ends_on"),
        ("monitoring.assigned_gone", "assigned_id"),
        ("monitoring.recipient_gone", "recipients"),
        ("monitoring.recipient_unknown", "recipients"),
        ("reminders.step_count", "steps.0.count"),
        ("reminders.step_unit", "steps.1.unit"),
    }
    assert dump() == before


@pytest.mark.parametrize("bad", [-1, 0, 2**63, "1 OR 1", "../", "", None, [1]])
def test_an_id_that_is_none_is_not_found(cast: Cast, dump: Dumper, bad: object) -> None:
    a_firm(cast)
    before = dump()
    with pytest.raises(NotFound):
        a_watch(cast, bad)  # type: ignore[arg-type]
    for attempt in (monitoring.get, monitoring.of_contract):
        with pytest.raises(NotFound), by(cast.admin) as work:
            attempt(work, bad)  # type: ignore[operator]
    for act in (monitoring.cancel, monitoring.delete):
        with pytest.raises(NotFound), by(cast.admin) as work:
            act(work, bad, 1)  # type: ignore[operator]
    assert dump() == before


def test_a_moved_end_is_planned_anew_and_the_old_one_cancelled(cast: Cast) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)))
    with by(cast.anna) as work:
        edited(work, watch, ends_on=date(2028, 3, 9))
    assert ledger() == {(date(2027, 3, 9), "cancelled"), (date(2028, 3, 9), "planned")}
    with by(cast.anna) as work:
        edited(work, watch, ends_on=date(2027, 3, 9))
    assert ledger() == {(date(2027, 3, 9), "planned"), (date(2028, 3, 9), "cancelled")}


def test_a_finished_one_whose_end_moves_ahead_runs_again(cast: Cast, clock: Clock) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)))
    clock.set(datetime(2027, 3, 10, 12, tzinfo=UTC))
    with by_office() as work:
        assert monitoring.finish_ended(work, 100) == 1
    with by(cast.anna) as work:
        edited(work, watch, title="Gwarancja 2")
        assert monitoring.get(work, watch).state == "finished"
        edited(work, watch, ends_on=date(2027, 3, 10))
        assert monitoring.get(work, watch).state == "active"
    with by_office() as work:
        assert monitoring.finish_ended(work, 100) == 0


def test_changed_recipients_alone_are_a_change_of_the_record(cast: Cast) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)))
    with by(cast.mona) as work:
        edited(work, watch, recipients=[Recipient("team", team_id=cast.service)])
        assert monitoring.get(work, watch).version == 2
    with pytest.raises(Conflict) as stale, by(cast.anna) as work:
        monitoring.cancel(work, watch, 1)
    assert stale.value.params["actor_id"] == cast.mona
    assert sorted(stale.value.params["columns"]) == ["recipients"]


def test_saving_a_form_without_changes_changes_nothing(cast: Cast, dump: Dumper) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)))
    before = dump()
    with by(cast.anna) as work:
        edited(work, watch)
    assert dump() == before


def test_people_who_left_may_stay_in_a_record_but_not_come_in(cast: Cast) -> None:
    told = [Recipient("person", cast.bob)]
    watch = a_watch(cast, a_contract(cast, a_firm(cast)), recipients=told, assigned_id=cast.bob)
    with by(cast.admin) as work:
        people.deactivate(work, cast.bob, None)
    with by(cast.anna) as work:
        edited(work, watch, title="Nadal Boba")
    with pytest.raises(Invalid) as refused:
        a_watch(cast, monitoring_contract(watch), recipients=told, assigned_id=cast.bob)
    assert codes(refused.value.problems) == {
        ("monitoring.assigned_gone", "assigned_id"),
        ("monitoring.recipient_gone", "recipients"),
    }


def monitoring_contract(watch: int) -> int:
    return next(int(row["contract_id"]) for row in rows(Monitoring) if row["id"] == watch)


def test_a_cancelled_one_tells_nothing_more_and_stays_cancelled(cast: Cast) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)))
    with by(cast.anna) as work:
        monitoring.cancel(work, watch, 1)
    assert {state for _, state in ledger()} == {"cancelled"}
    with pytest.raises(Invalid, match=r"monitoring\.not_open"), by(cast.anna) as work:
        monitoring.cancel(work, watch, 2)
    with by(cast.anna) as work:
        edited(work, watch, ends_on=date(2030, 1, 1))
        assert monitoring.get(work, watch).state == "cancelled"
    assert {state for _, state in ledger()} == {"cancelled"}
    with by_office() as work:
        assert monitoring.SUBJECT.is_gone(work, watch) == "monitoring.gone_cancelled"


def test_a_deleted_one_is_nowhere_and_tells_nothing_more(cast: Cast) -> None:
    contract = a_contract(cast, a_firm(cast))
    watch = a_watch(cast, contract)
    with by(cast.anna) as work:
        monitoring.delete(work, watch, 1)
    with by(cast.anna) as work:
        assert monitoring.of_contract(work, contract) == []
        assert monitoring.listing(work, monitoring.Filters()).total == 0
    with pytest.raises(NotFound), by(cast.anna) as work:
        monitoring.get(work, watch)
    assert {state for _, state in ledger()} == {"cancelled"}
    with by_office() as work:
        assert monitoring.SUBJECT.is_gone(work, watch) == "monitoring.gone_deleted"
    assert [c["action"] for c in rows(Change) if c["kind"] == "monitorings"] == ["created", "binned"]


def test_a_contract_takes_its_monitorings_into_the_bin_and_so_does_a_client(cast: Cast) -> None:
    firm = a_firm(cast)
    first, second = a_contract(cast, firm), a_contract(cast, firm, owner_id=cast.carol)
    watches = [a_watch(cast, first), a_watch(cast, second)]
    with by(cast.anna) as work:
        to_bin.delete_contract(work, first, 1)
    gone = {row["id"]: row["deleted_at"] for row in rows(Monitoring)}
    assert gone[watches[0]] is not None
    assert gone[watches[1]] is None
    with by(cast.anna) as work:  # the client is hers; what hangs on it goes along, carol's contract too
        to_bin.delete_client(work, firm.client, 1)
    assert all(row["deleted_at"] for row in rows(Monitoring))
    assert {state for _, state in ledger()} == {"cancelled"}


def test_who_may_do_what_with_whose(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    own, foreign = a_contract(cast, firm), a_contract(cast, firm, owner_id=cast.carol)
    hers, his = a_watch(cast, own), a_watch(cast, foreign)
    before = dump()
    denied: list[tuple[int, int, type[Exception]]] = [
        (cast.bob, hers, Forbidden),  # sees the team's, edits his own
        (cast.vera, hers, Forbidden),
        (cast.carol, hers, NotFound),
        (cast.anna, his, NotFound),
        (cast.mona, his, Forbidden),
    ]
    for person, watch, refusal in denied:
        for act in (monitoring.cancel, monitoring.delete, to_bin.delete_monitoring):
            with pytest.raises(refusal), by(person) as work:
                act(work, watch, 1)  # type: ignore[operator]
        assert dump() == before
    with pytest.raises(Forbidden), by(cast.bob) as work:
        monitoring.create(work, own, title="x", type="y", starts_on=TODAY)
    given = a_watch(cast, foreign, assigned_id=cast.anna)
    with pytest.raises(Forbidden), by(cast.anna) as work:  # giving away what one may only keep
        edited(work, given, assigned_id=cast.bob)
    with by(cast.mona) as work:
        monitoring.cancel(work, hers, 1)


def test_assigned_to_me_is_mine_although_the_contract_is_not(cast: Cast) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast), owner_id=cast.carol), assigned_id=cast.anna)
    with by(cast.anna) as work:
        edited(work, watch, title="Moje")
        assert monitoring.get(work, watch).title == "Moje"


def test_a_stale_page_is_refused_with_who_and_what(cast: Cast, dump: Dumper) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)))
    with by(cast.mona) as work:
        edited(work, watch, title="Gwarancja II", ends_on=None)
    before = dump()
    with pytest.raises(Conflict) as stale, by(cast.anna) as work:
        monitoring.delete(work, watch, 1)
    assert stale.value.params["actor_id"] == cast.mona
    assert sorted(stale.value.params["columns"]) == ["ends_on", "title"]
    assert dump() == before


def test_two_of_one_rule_and_line_never_begin_on_the_same_day(cast: Cast, clock: Clock, dump: Dumper) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    contract = a_contract(cast, firm)
    (first,) = move(cast.anna, contract, firm.active)
    clock.set(datetime(2026, 5, 1, 12, tzinfo=UTC))
    move(cast.anna, contract, firm.new)
    (second,) = move(cast.anna, contract, firm.active)
    before = dump()
    with pytest.raises(Invalid, match=r"monitoring\.twin"), by(cast.anna) as work:
        edited(work, second, starts_on=TODAY)
    assert dump() == before
    with by(cast.anna) as work:
        edited(work, first, starts_on=date(2026, 3, 11))


def test_the_audience_is_found_at_the_moment_of_telling(cast: Cast) -> None:
    firm = a_firm(cast)
    contract = a_contract(cast, firm)
    watch = a_watch(cast, contract, recipients=[], assigned_id=cast.bob)
    with by_office() as work:
        assert monitoring.SUBJECT.audience(work, watch) == [cast.bob]  # nobody named, no default: the assigned
    with by(cast.admin) as work:
        monitoring.set_default_recipients(work, [Recipient("team", team_id=cast.sales), Recipient("client_owner")])
    with by_office() as work:
        assert monitoring.SUBJECT.audience(work, watch) == [cast.anna, cast.carol]
    with by(cast.anna) as work:
        assert monitoring.default_recipients(work)[1] == Recipient("client_owner")
    with by(cast.admin) as work:
        edited(work, watch, recipients=[Recipient("person", cast.vera)])
    with by_office() as work:
        assert monitoring.SUBJECT.audience(work, watch) == [cast.vera]
        assert monitoring.SUBJECT.is_gone(work, watch) is None
        facts = monitoring.SUBJECT.facts(work, watch)
    assert facts.title == "Gwarancja – Łódzkie Wodociągi"
    assert dict(facts.rows)["monitoring.fact_client"] == "Łódzkie Wodociągi"
    assert facts.ends_on == date(2027, 3, 9)
    assert monitoring.SUBJECT.path(7) == "/watch?id=7"


def test_the_office_s_recipients_are_for_those_who_configure_it(cast: Cast, dump: Dumper) -> None:
    before = dump()
    with pytest.raises(Forbidden), by(cast.mona) as work:
        monitoring.set_default_recipients(work, [])
    with pytest.raises(Invalid), by(cast.admin) as work:
        monitoring.set_default_recipients(work, [Recipient("team", team_id=77)])
    assert dump() == before


def test_a_form_shows_whom_it_will_tell_and_when(cast: Cast) -> None:
    contract = a_contract(cast, a_firm(cast))
    with by(cast.anna, writes=False) as work:
        found = monitoring.consequence(
            work,
            [*STEPS, StepPlan(None, "day")],
            date(2026, 5, 31),
            [OWNER, Recipient("person", cast.bob)],
            contract,  # type: ignore[arg-type]
        )
        assert [(c.day, c.names) for c in found] == [
            (date(2026, 5, 1), ("Anna", "Bob")),
            (date(2026, 5, 24), ("Anna", "Bob")),
        ]
        assert monitoring.consequence(work, STEPS, None, [OWNER], contract) == []
    with pytest.raises(NotFound), by(cast.carol, writes=False) as work:
        monitoring.consequence(work, STEPS, None, [OWNER], contract)


def test_a_rule_is_refused_with_everything_that_is_wrong(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    before = dump()
    with pytest.raises(Invalid) as refused:
        a_rule(cast, firm, status_id=None, duration=0, steps=[], recipients=[Recipient("person", 99)], assigned_id=99)
    assert codes(refused.value.problems) == {
        ("error.required", "status_id"),
        ("monitoring.duration_wrong", "duration"),
        ("monitoring.steps_needed", "steps"),
        ("monitoring.recipient_gone", "recipients"),
        ("monitoring.assigned_gone", "assigned_id"),
    }
    for wrong in ({"item_id": 99}, {"status_id": 99}, {"value_id": 99}):
        with pytest.raises(NotFound):
            a_rule(cast, firm, **wrong)
    for person in (cast.anna, cast.vera):
        with pytest.raises(Forbidden), by(person) as work:
            monitoring.create_rule(
                work, item_id=1, status_id=1, starts="status_change", duration=1, unit="day", steps=STEPS
            )
    assert dump() == before


def test_a_rule_is_shown_and_edited(cast: Cast) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm, value_id=firm.yearly)
    with by(cast.admin) as work:
        (card,) = monitoring.rules_of(work, firm.item)
        assert (card.item, card.value, card.status, card.steps) == ("Przegląd", "roczny", "Active", list(STEPS))
        names = ("item_id", "value_id", "status_id", "starts", "duration", "unit", "steps", "assigned_id")
        same = {name: getattr(card, name) for name in names}
        monitoring.edit_rule(
            work, rule, card.version, **{**same, "duration": 6, "recipients": [Recipient("team", None, cast.sales)]}
        )
    with by(cast.anna) as work:
        (card,) = monitoring.rules_of(work)
        assert (card.duration, card.recipients) == (6, [Recipient("team", team_id=cast.sales)])
    with pytest.raises(Conflict), by(cast.admin) as work:
        monitoring.edit_rule(work, rule, 1, **same)


def test_a_rule_s_assigned_person_who_left_gives_way_to_the_owner(cast: Cast) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm, assigned_id=cast.bob)
    (first,) = move(cast.anna, a_contract(cast, firm), firm.active)
    with by(cast.admin) as work:
        assert monitoring.get(work, first).assigned_id == cast.bob
        people.deactivate(work, cast.bob, None)
    (second,) = move(cast.anna, a_contract(cast, firm), firm.active)
    with by(cast.admin) as work:
        assert monitoring.get(work, second).assigned_id == cast.anna
