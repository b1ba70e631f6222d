"""Leaving: what would be orphaned is counted, goes to its heirs with its history, and nothing is left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from crm import cases, clients, contracts, monitoring, people, reminders, tasks
from crm.clients.tables import Client
from crm.core import i18n
from crm.core.errors import Conflict, Forbidden, Invalid, NotSignedIn
from crm.core.history import Change
from crm.core.work import Actor, begin
from crm.flows import bin as to_bin
from crm.flows import hand_over
from crm.monitoring.rules import Recipient
from crm.monitoring.tables import Monitoring, MonitoringRecipient
from crm.people.tables import SignIn, User
from crm.tasks import series, series_lists
from crm.tasks.series_rules import SeriesForm
from crm.tasks.series_tables import Series
from crm.tasks.tables import Task
from tests.conftest import Cast
from tests.dumping import Dumper
from tests.firm import TODAY, Firm, a_contract, a_firm, a_rule, a_watch, by, by_office, move

NOTHING: dict[str, int] = {}


def person(id: int) -> Recipient:
    return Recipient("person", id)


def owned(cast: Cast, id: int) -> dict[str, int]:
    with by(cast.admin, writes=False) as work:
        return hand_over.owned(work, id)


def leave(cast: Cast, id: int, **heirs: Any) -> dict[str, int]:
    with by(cast.admin) as work:
        return hand_over.deactivate(work, id, people.get(work, id).version, **heirs)


def codes(refusal: pytest.ExceptionInfo[Invalid]) -> list[tuple[str | None, str]]:
    return [(problem.field, problem.code) for problem in refusal.value.problems]


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


@pytest.fixture
def full(cast: Cast, firm: Firm) -> dict[str, int]:
    """Bob owns one of each: a client, a contract, a case (and one that is over), a task, a series, a monitoring, a
    rule, is told of each, gave mona a task and a series, and supervises carol."""
    with by(cast.admin) as work:
        client = clients.create(work, is_company=True, name="Bob's client", owner_id=cast.bob)
        carol = people.get(work, cast.carol)
        people.edit(
            work, cast.carol, carol.version, name="Carol", email=carol.email, supervisor_id=cast.bob,
            role_ids=carol.role_ids, team_ids=carol.team_ids,
        )  # fmt: skip
        monitoring.set_default_recipients(work, [person(cast.bob), person(cast.mona)])
        kind = cases.create_kind(work, name="Inquiry", colour="#2d78d2")
        case, over = (
            cases.create(work, client_id=client, kind_id=kind, title=title, owner_id=cast.bob)
            for title in ("Open", "Over")
        )
        cases.move(work, over, "done", None)
        tasks.create(work, title="His", people=[cast.bob], tell=False)
    with by_office() as work:
        [given] = tasks.create(work, title="Given", people=[cast.mona], tell=False)
        work.session.get_one(Task, given).delegator_id = cast.bob
    weekly = SeriesForm("Weekly", "FREQ=WEEKLY", TODAY, time(15))
    with by(cast.admin) as work:
        his, hers = (series.create(work, replace(weekly, owner_id=owner)) for owner in (cast.bob, cast.mona))
        work.as_office().session.get_one(Series, hers).delegator_id = cast.bob
    rule = a_rule(cast, firm, assigned_id=cast.bob, recipients=[person(cast.bob)])
    contract = a_contract(cast, firm, cast.bob)
    watch = a_watch(cast, contract, assigned_id=cast.bob, recipients=[person(cast.bob), person(cast.anna)])
    made = {"client": client, "rule": rule, "contract": contract, "watch": watch, "case": case, "over": over}
    return {**made, "his": his, "hers": hers}


def test_everything_in_play_is_counted(cast: Cast, full: dict[str, int]) -> None:
    assert owned(cast, cast.bob) == dict.fromkeys(hand_over.KINDS, 1)
    assert owned(cast, cast.vera) == NOTHING


def test_what_is_over_or_in_the_bin_is_not_counted(cast: Cast, firm: Firm, clock: Any) -> None:
    contract = a_contract(cast, firm, cast.anna)
    over = a_watch(cast, contract, assigned_id=cast.bob, recipients=[person(cast.bob)])
    gone = a_watch(cast, contract, assigned_id=cast.bob, recipients=[person(cast.bob)])
    binned = a_contract(cast, firm, cast.bob)
    with by(cast.admin) as work:
        monitoring.cancel(work, over, monitoring.get(work, over).version)
        to_bin.delete_monitoring(work, gone, monitoring.get(work, gone).version)
        to_bin.delete_contract(work, binned, contracts.get(work, binned).version)
    assert owned(cast, cast.bob) == NOTHING
    assert leave(cast, cast.bob) == NOTHING


def test_nobody_leaves_while_anything_stays_orphaned(cast: Cast, full: dict[str, int], dump: Dumper) -> None:
    before = dump()
    with pytest.raises(Invalid) as refusal:
        leave(cast, cast.bob)
    assert codes(refusal) == [("takes_over", "people.orphaned")]
    assert refusal.value.params["count"] == len(hand_over.KINDS)
    with pytest.raises(Invalid) as refusal:
        leave(cast, cast.bob, others={kind: cast.anna for kind in hand_over.KINDS if kind != "supervised"})
    assert refusal.value.params["count"] == 1
    assert dump() == before


@pytest.mark.parametrize("heir", ["bob", "left", "missing"])
def test_only_who_works_here_takes_over(cast: Cast, full: dict[str, int], dump: Dumper, heir: str) -> None:
    leave(cast, cast.vera)
    before = dump()
    with pytest.raises(Invalid) as refusal:
        leave(cast, cast.bob, takes_over={"bob": cast.bob, "left": cast.vera, "missing": 999}[heir])
    assert codes(refusal) == [("takes_over", "people.heir_gone")]
    assert dump() == before


def test_nobody_takes_over_what_they_could_not_edit(cast: Cast, full: dict[str, int], dump: Dumper) -> None:
    before = dump()
    with pytest.raises(Invalid) as refusal:
        leave(cast, cast.bob, takes_over=cast.vera)
    assert codes(refusal) == [("takes_over", "people.heir_unable")]
    assert refusal.value.params["names"] == "Vera"
    assert dump() == before
    told = dict.fromkeys(("monitoring_recipients", "rule_recipients", "default_recipients"), cast.vera)
    assert leave(cast, cast.bob, takes_over=cast.anna, others=told)["default_recipients"] == 1


def test_everything_goes_to_the_heir(cast: Cast, full: dict[str, int]) -> None:
    assert leave(cast, cast.bob, takes_over=cast.anna) == dict.fromkeys(hand_over.KINDS, 1)
    assert owned(cast, cast.bob) == NOTHING
    with by(cast.admin) as work:
        assert clients.get(work, full["client"]).owner_id == cast.anna
        assert contracts.get(work, full["contract"]).owner_id == cast.anna
        assert cases.get(work, full["case"]).owner_id == cast.anna
        assert cases.get(work, full["over"]).owner_id == cast.bob, "what is over stays the matter of who did it"
        assert series_lists.get(work, full["his"]).owner_id == cast.anna
        assert work.session.get_one(Series, full["hers"]).delegator_id == cast.anna
        card = monitoring.get(work, full["watch"])
        assert (card.assigned_id, card.recipients) == (cast.anna, [person(cast.anna)]), "told once"
        (rule,) = monitoring.rules_of(work)
        assert (rule.assigned_id, rule.recipients) == (cast.anna, [person(cast.anna)])
        assert monitoring.default_recipients(work) == [person(cast.anna), person(cast.mona)]
        assert people.get(work, cast.carol).supervisor_id == cast.anna
        assert not people.get(work, cast.bob).is_active


def test_each_kind_may_go_to_another(cast: Cast, full: dict[str, int]) -> None:
    leave(cast, cast.bob, takes_over=cast.anna, others={"contracts": cast.mona, "clients": None})
    with by(cast.admin) as work:
        assert clients.get(work, full["client"]).owner_id == cast.anna
        assert contracts.get(work, full["contract"]).owner_id == cast.mona


def test_history_says_who_handed_over_what(cast: Cast, full: dict[str, int]) -> None:
    with by(cast.admin) as work:
        version = monitoring.get(work, full["watch"]).version
    leave(cast, cast.bob, takes_over=cast.carol)
    with by_office() as work:
        found = (
            select(Change).where(Change.row_id == full["client"], Change.kind == "clients").order_by(Change.id.desc())
        )
        last = work.session.execute(found.limit(1)).scalar_one()
        assert (last.changes, last.actor_id, last.is_office) == ({"owner_id": [cast.bob, cast.carol]}, cast.admin, True)
        assert last.version == work.session.get_one(Client, full["client"]).version
        found = select(Change).where(Change.kind == "monitorings", Change.row_id == full["watch"])
        changes = [row.changes for row in work.session.execute(found.order_by(Change.id)).scalars()][-2:]
        assert changes == [
            {"assigned_id": [cast.bob, cast.carol]},
            {
                "recipients": [
                    [f"person {cast.anna}", f"person {cast.bob}"],
                    [f"person {cast.anna}", f"person {cast.carol}"],
                ]
            },
        ]
    with by(cast.admin) as work, pytest.raises(Conflict) as refusal:
        monitoring.cancel(work, full["watch"], version)
    assert set(refusal.value.params["columns"]) == {"assigned_id", "recipients"}


def test_many_are_handed_over_at_once(cast: Cast, firm: Firm) -> None:
    contract = a_contract(cast, firm, cast.bob)
    first = a_watch(cast, contract, assigned_id=cast.bob, recipients=[person(cast.bob)])
    with by_office() as work:
        kept = {c.name: getattr(work.session.get_one(Monitoring, first), c.name) for c in Monitoring.__table__.columns}
        kept = {name: value for name, value in kept.items() if name not in ("id", "line_id", "rule_id")}
        rows = [Monitoring(**kept) for _ in range(1200)]
        work.session.add_all(rows)
        work.session.flush()
        told = {"kind": "person", "person_id": cast.bob}
        work.session.add_all(MonitoringRecipient(monitoring_id=row.id, **told) for row in rows)
    done = leave(cast, cast.bob, takes_over=cast.anna)
    assert (done["monitorings"], done["monitoring_recipients"]) == (1201, 1201)
    with by_office() as work:
        last = work.session.get_one(Monitoring, rows[-1].id)
        assert (last.assigned_id, last.version) == (cast.anna, 3)
        assert owned(cast, cast.bob) == NOTHING


def test_reminders_go_to_the_heir_without_being_planned_anew(cast: Cast, firm: Firm) -> None:
    watch = a_watch(cast, a_contract(cast, firm), recipients=[person(cast.bob)], ends_on=date(2026, 4, 1))
    with by(cast.admin) as work:
        before = [(step.due_at, step.state) for step in reminders.explain(work, "monitoring", watch)]
    leave(cast, cast.bob, takes_over=cast.carol)
    with by(cast.admin) as work:
        assert [(step.due_at, step.state) for step in reminders.explain(work, "monitoring", watch)] == before
        assert monitoring.telling.audience(work.as_office(), watch) == [cast.carol]


def test_a_rule_that_was_handed_over_starts_its_monitorings_for_the_heir(cast: Cast, firm: Firm) -> None:
    a_rule(cast, firm, assigned_id=cast.bob)
    leave(cast, cast.bob, takes_over=cast.carol)
    (started,) = move(cast.anna, a_contract(cast, firm), firm.active)
    with by(cast.admin) as work:
        assert monitoring.get(work, started).assigned_id == cast.carol


def supervise(cast: Cast, *pairs: tuple[int, int]) -> None:
    with by_office() as work:
        for below, above in pairs:
            work.session.get_one(User, below).supervisor_id = above


def test_an_heir_who_was_supervised_moves_up_and_nobody_goes_in_a_circle(cast: Cast) -> None:
    supervise(cast, (cast.mona, cast.admin), (cast.anna, cast.mona), (cast.bob, cast.mona), (cast.carol, cast.bob))
    leave(cast, cast.mona, takes_over=cast.carol)  # carol answers to bob, who answers to mona
    with by(cast.admin) as work:
        above = {id: people.get(work, id).supervisor_id for id in (cast.anna, cast.bob, cast.carol)}
    assert above == {cast.anna: cast.carol, cast.bob: cast.admin, cast.carol: cast.bob}


def test_who_leaves_is_signed_out_for_good_and_may_come_back(cast: Cast) -> None:
    with by(cast.admin) as work:
        people.set_password(work, cast.bob, "a quiet morning")
    token = people.sign_ins.sign_in("bob@example.test", "a quiet morning", address="127.0.0.1", agent="test")
    found = people.sign_ins.find(token)
    assert found is not None
    leave(cast, cast.bob)
    with pytest.raises(NotSignedIn), begin(Actor.signed_in(found.sign_in_id)):
        raise AssertionError("never reached")
    with by(cast.admin) as work:
        hand_over.activate(work, cast.bob, people.get(work, cast.bob).version)
    assert people.sign_ins.find(token) is None, "an old cookie does not come back to life"
    with by(cast.bob) as work:
        assert work.may("clients.view"), "with the roles they had"
        ended = work.session.execute(select(SignIn.ended_at).where(SignIn.id == found.sign_in_id)).scalar_one()
    assert ended is not None
    assert people.sign_ins.sign_in("bob@example.test", "a quiet morning", address="127.0.0.1", agent="test")


def test_two_who_deactivate_the_same_person_meet(cast: Cast) -> None:
    with by(cast.admin) as work:
        version = people.get(work, cast.bob).version
    leave(cast, cast.bob)
    with pytest.raises(Conflict), by(cast.admin) as work:
        hand_over.deactivate(work, cast.bob, version)


@pytest.mark.parametrize("who", ["mona", "anna", "vera"])
def test_only_those_who_configure_people_let_anybody_go(cast: Cast, dump: Dumper, who: str) -> None:
    before = dump()
    with by(getattr(cast, who)) as work:
        for asked in (
            lambda: hand_over.owned(work, cast.bob),
            lambda: hand_over.deactivate(work, cast.bob, 1),
            lambda: hand_over.activate(work, cast.bob, 1),
        ):
            with pytest.raises(Forbidden):
                asked()
    assert dump() == before


@pytest.mark.parametrize("kind", hand_over.KINDS)
def test_everything_that_is_handed_over_has_a_name(kind: str) -> None:
    for language in ("en", "pl"):
        for key in (f"people.left_{kind}", f"field.heir_{kind}"):
            assert i18n.words(language, key) != key
