"""A changed rule: which open monitorings differ from it, and taking it over to those that one chooses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm import monitoring, records, reminders
from crm.core.errors import Forbidden, Invalid, NotFound
from crm.flows import rule_change
from crm.monitoring import Recipient
from crm.monitoring.rule_changes import ASPECTS
from crm.reminders.rules import StepPlan
from crm.reminders.tables import Due
from tests.conftest import NOON, Cast, Clock
from tests.dumping import Dumper
from tests.firm import OWNER, Firm, a_contract, a_firm, a_rule, by, by_office, edited, move

FOURTEEN = (StepPlan(14, "day"),)


def changed(cast: Cast, rule_id: int, **changes: Any) -> None:
    """Save the rule's form with these fields changed."""
    with by(cast.admin) as work:
        card = next(card for card in monitoring.rules_of(work) if card.id == rule_id)
        names = (
            "item_id", "status_id", "starts", "duration", "unit", "steps", "value_id", "assigned_id", "recipients",
            "cancels_on_leave", "is_active",
        )  # fmt: skip
        monitoring.edit_rule(work, rule_id, card.version, **{**{n: getattr(card, n) for n in names}, **changes})


def started(cast: Cast, firm: Firm, owner: int | None = None) -> int:
    (watch,) = move(cast.admin, a_contract(cast, firm, owner), firm.active)
    return watch


def planned(watch: int) -> list[tuple[int, date]]:
    with by_office() as work:
        rows = select(Due).where(Due.subject_id == watch, Due.state == "planned").order_by(Due.due_at)
        return [(row.step_id, row.due_at.date()) for row in work.session.execute(rows).scalars()]


def test_a_changed_rule_leaves_what_it_has_started_as_it_is(cast: Cast) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    watch = started(cast, firm)
    before = planned(watch)
    changed(cast, rule, duration=6, steps=FOURTEEN)
    assert planned(watch) == before


def test_it_says_beforehand_what_would_be_over_at_once(cast: Cast, clock: Clock) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm, duration=12, unit="month")
    old = started(cast, firm)
    clock.set(NOON + timedelta(days=200))
    new = started(cast, firm)
    changed(cast, rule, duration=6)
    with by(cast.admin) as work:
        touched = {row.id: row for row in monitoring.touched_by(work, rule)}
    assert (touched[old].would_end_on, touched[old].would_be_over) == (date(2026, 9, 9), True)
    assert (touched[new].would_end_on, touched[new].would_be_over) == (date(2027, 3, 25), False)


def test_the_rule_names_what_differs_from_it_and_in_what(cast: Cast) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    same, other = started(cast, firm), started(cast, firm, cast.bob)
    with by(cast.admin) as work:
        assert [row.differs for row in monitoring.touched_by(work, rule)] == [(), ()]
        edited(work, other, recipients=[Recipient("client_owner")])
    with by(cast.admin) as work:
        assert {row.id: row.differs for row in monitoring.touched_by(work, rule)} == {same: (), other: ("recipients",)}
        assert monitoring.how_many_touched(work, firm.item) == {rule: 2}
    changed(
        cast, rule, duration=6, steps=FOURTEEN, assigned_id=cast.mona, recipients=[OWNER, Recipient("client_owner")]
    )
    with by(cast.admin) as work:
        assert [row.differs for row in monitoring.touched_by(work, rule)] == [ASPECTS, ASPECTS]


def test_only_the_chosen_follow_and_their_reminders_with_them(cast: Cast) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    one, two = started(cast, firm), started(cast, firm)
    before = planned(two)
    changed(cast, rule, duration=6, steps=FOURTEEN, recipients=[Recipient("client_owner")], assigned_id=cast.mona)
    with by(cast.admin) as work:
        assert monitoring.apply_rule(work, rule, [one]) == 1
    with by(cast.admin) as work:
        card = monitoring.get(work, one)
        assert (card.steps, card.recipients, card.assigned_id) == (
            list(FOURTEEN),
            [Recipient("client_owner")],
            cast.mona,
        )
        end = card.ends_on
        assert end < monitoring.get(work, two).ends_on  # type: ignore[operator]
    assert [day for _, day in planned(one)] == [end - timedelta(days=14)]
    assert planned(two) == before


def test_an_aspect_that_is_not_chosen_stays(cast: Cast) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    watch = started(cast, firm)
    with by(cast.admin) as work:
        old = monitoring.get(work, watch)
    changed(cast, rule, duration=6, steps=FOURTEEN)
    with by(cast.admin) as work:
        monitoring.apply_rule(work, rule, [watch], ["steps"])
        new = monitoring.get(work, watch)
        assert (new.ends_on, new.recipients, new.assigned_id) == (old.ends_on, old.recipients, old.assigned_id)
        assert [row.differs for row in monitoring.touched_by(work, rule)] == [("duration",)]


def test_finished_and_cancelled_ones_are_not_touched(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    watch = started(cast, firm)
    with by(cast.admin) as work:
        monitoring.cancel(work, watch, None)
        assert monitoring.touched_by(work, rule) == []
    before = dump()
    with pytest.raises(Invalid, match=r"rule\.not_of_rule"), by(cast.admin) as work:
        monitoring.apply_rule(work, rule, [watch])
    assert dump() == before


def test_one_that_may_not_be_edited_refuses_the_whole(cast: Cast, dump: Dumper) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    mine, theirs = started(cast, firm, cast.anna), started(cast, firm, cast.carol)
    changed(cast, rule, steps=FOURTEEN)
    with by(cast.mona) as work:
        assert [row.id for row in monitoring.touched_by(work, rule)] == [mine]
    before = dump()
    with pytest.raises((Forbidden, NotFound)), by(cast.mona) as work:
        monitoring.apply_rule(work, rule, [mine, theirs])
    assert dump() == before


def test_more_than_one_transaction_can_bear_is_refused(cast: Cast) -> None:
    rule = a_rule(cast, a_firm(cast))
    with by(cast.admin) as work, pytest.raises(Invalid, match=r"rule\.too_many"):
        monitoring.apply_rule(work, rule, range(1, 2002))


def test_taking_over_is_one_batch_that_history_names(cast: Cast) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    watch = started(cast, firm)
    changed(cast, rule, steps=FOURTEEN)
    with by(cast.admin) as work:
        batch = rule_change.take_over(work, rule, [watch])
    with by(cast.admin, writes=False) as work:
        row = records.get_batch(work, batch)
        assert (row.purpose, row.kind, row.title, row.total, row.done, row.state) == (
            "bulk", "monitorings", "Przegląd", 1, 1, "ended",
        )  # fmt: skip
        assert reminders.explain(work, "monitoring", watch)
