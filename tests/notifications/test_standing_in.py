"""While somebody is away, who stands in hears it as well, marked as such; afterwards everything is as before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import probe
import pytest

from crm import jobs, notifications, people, reminders
from crm.flows import hand_over, remind
from crm.notifications import rules
from crm.people.tables import User
from tests.conftest import Cast, Clock
from tests.firm import TODAY, Recipient, a_contract, a_firm, a_watch, by, by_office

END = date(2026, 3, 17)
BACK = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
BY_BELL = {"bell": "told", "email": rules.AWAY}
BOTH = ["bell", "email"]


@pytest.fixture(autouse=True)
def _probe() -> None:
    probe.register()


def away(person: int, substitute: int | None, *, days: int = 5) -> None:
    with by(person) as work:
        people.add_my_absence(work, first_on=TODAY, last_on=TODAY + timedelta(days=days), substitute_id=substitute)


def tell(whom: list[int], **given: Any) -> dict[str, object]:
    row_id = probe.record([], END, [])
    about: dict[str, Any] = {"subject_kind": "probe", "subject_id": row_id, "people": whom, "key": f"k{row_id}"}
    with probe.office() as work:
        would = notifications.would_tell(work, "monitoring.ending", **{k: about[k] for k in list(about)[:3]}, **given)
        told = notifications.tell(work, "monitoring.ending", **about, **given)
        assert {str(person): one.told for person, one in would.items()} == told, "a preview says something else"
        return told


def test_the_substitute_is_told_and_the_one_away_finds_it_under_the_bell(cast: Cast) -> None:
    away(cast.anna, cast.mona)
    assert tell([cast.anna]) == {str(cast.anna): BY_BELL, str(cast.mona): BOTH}
    [mail] = probe.mails()
    assert (mail.person_id, mail.address) == (cast.mona, "mona@example.test")
    note = "You receive this in place of Anna (away until Mar 15, 2026)."
    for text in (mail.text, mail.html):
        assert note in text
    bells = {bell.person_id: bell.body for bell in probe.bells()}
    assert bells[cast.mona].startswith(note)
    assert "in place of" not in bells[cast.anna]


def test_after_the_last_day_it_goes_to_the_person_again(cast: Cast, clock: Clock) -> None:
    away(cast.anna, cast.mona)
    clock.set(BACK - timedelta(days=1))
    assert tell([cast.anna]) == {str(cast.anna): BY_BELL, str(cast.mona): BOTH}
    clock.set(BACK)
    assert tell([cast.anna]) == {str(cast.anna): BOTH}


def test_who_is_told_anyway_is_told_once_and_as_themselves(cast: Cast) -> None:
    away(cast.anna, cast.mona)
    assert tell([cast.anna, cast.mona]) == {str(cast.anna): BY_BELL, str(cast.mona): BOTH}
    [mail] = probe.mails()
    assert "in place of" not in mail.text


def test_who_stands_in_for_two_is_told_once_and_for_whom(cast: Cast) -> None:
    away(cast.anna, cast.mona)
    away(cast.bob, cast.mona, days=1)
    assert tell([cast.anna, cast.bob]) == {str(cast.anna): BY_BELL, str(cast.bob): BY_BELL, str(cast.mona): BOTH}
    [mail] = probe.mails()
    assert "in place of Anna (away until Mar 15, 2026)" in mail.text
    assert "in place of Bob (away until Mar 11, 2026)" in mail.text


def test_a_chain_of_absences_ends_with_who_is_there(cast: Cast) -> None:
    away(cast.anna, cast.bob)
    away(cast.bob, cast.mona)
    assert tell([cast.anna]) == {str(cast.anna): BY_BELL, str(cast.mona): BOTH}
    assert "in place of Anna" in probe.mails()[0].text


def test_without_anybody_who_is_there_the_person_is_told_as_ever(cast: Cast) -> None:
    away(cast.anna, None)
    away(cast.bob, cast.carol)
    with by(cast.admin) as work:
        hand_over.deactivate(work, cast.carol, None, takes_over=cast.admin)
    assert tell([cast.anna, cast.bob]) == {str(cast.anna): BOTH, str(cast.bob): BOTH}


def test_somebody_who_left_is_stood_in_for_by_nobody(cast: Cast) -> None:
    away(cast.anna, cast.mona)
    with by(cast.admin) as work:
        hand_over.deactivate(work, cast.anna, None, takes_over=cast.admin)
    assert tell([cast.anna]) == {str(cast.anna): rules.INACTIVE}
    assert not probe.bells()


def test_who_stands_in_sees_by_their_own_rights_only(cast: Cast) -> None:
    away(cast.anna, cast.carol)
    with by_office() as work:
        for user in work.session.query(User):
            user.password_hash = "known"
    row_id = probe.record([], END, [], name="Secret Ltd", owner_id=cast.anna)
    with probe.office() as work:
        notifications.tell(
            work, "monitoring.ending", subject_kind="probe", subject_id=row_id, people=[cast.anna], key="k"
        )
    [mail] = probe.mails()
    assert mail.person_id == cast.carol
    assert "Secret" not in mail.text + mail.title
    assert "in place of Anna" in mail.text
    assert "Admin" in mail.text  # whom to ask


def test_their_own_preferences_hold_for_who_stands_in(cast: Cast) -> None:
    away(cast.anna, cast.mona)
    with by(cast.mona) as work:
        notifications.set_my_preferences(work, {("monitoring.ending", "email"): False})
    told = tell([cast.anna])
    assert told[str(cast.mona)] == {"bell": "told", "email": rules.OFF_PERSON}


def test_a_reminder_fires_once_and_its_ledger_says_who_was_told_and_why(cast: Cast) -> None:
    away(cast.anna, cast.mona)
    row_id = probe.record([cast.anna], END)
    for _ in range(2):
        with probe.office() as work:
            remind.fire(work)
    [row] = probe.ledger(row_id)
    assert (row.state, row.told) == ("fired", {str(cast.anna): BY_BELL, str(cast.mona): BOTH})
    assert [(mail.person_id, mail.ledger_id) for mail in probe.mails()] == [(cast.mona, row.id)]
    assert len(probe.bells()) == 2


def test_the_card_and_the_forecast_name_who_stands_in(cast: Cast) -> None:
    away(cast.anna, cast.mona)
    watch = a_watch(
        cast, a_contract(cast, a_firm(cast)), ends_on=END, recipients=[Recipient("person", person_id=cast.anna)]
    )
    with by(cast.admin) as work:
        found = {
            one.name: dict(one.channels) for one in reminders.forecast(work, "monitoring", watch, "monitoring.ending")
        }
    assert found == {"Anna": {"bell": None, "email": rules.AWAY}, "Mona": {"bell": None, "email": None}}
    jobs.remind()
    with by(cast.admin) as work:
        fired = [step for step in reminders.explain(work, "monitoring", watch) if step.state == "fired"]
        lines = {(line.name, line.channel): (line.state, line.reason) for step in fired for line in step.lines}
    assert lines["Anna", "email"] == ("skipped", rules.AWAY)
    assert lines["Anna", "bell"] == ("told", None)
    assert lines["Mona", "email"] == ("waiting", None)


def test_what_somebody_asked_for_themselves_goes_to_nobody_else(cast: Cast) -> None:
    away(cast.anna, cast.mona)
    with by_office() as work:
        told = notifications.tell_summary(work, cast.anna, "import.done", "k", {"source": "file", "created": 1})
    assert told == {str(cast.anna): BOTH}


def test_absences_are_asked_once_a_transaction(cast: Cast) -> None:
    from sqlalchemy import event

    from crm.core import db

    away(cast.anna, cast.mona)
    for place in range(5):
        probe.record([cast.anna, cast.bob], END, name=f"P{place}")
    seen: list[str] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *given: seen.append(str(given[2])))
    with probe.office() as work:
        assert remind.fire(work) == 5
    for table in ("absences", "priority_channels", "work_modes", "quiet_hours"):
        assert len([one for one in seen if table in one]) <= 1, table
