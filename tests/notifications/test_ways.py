"""Channels by priority, of office and person; modes of work, switched by hand or by the hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import probe
import pytest

from crm import notifications
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound
from crm.notifications import replacing, rules, ways
from crm.notifications.tables import Account
from crm.people.tables import User
from tests.conftest import Cast, Clock
from tests.firm import by, codes

END = date(2026, 3, 17)
BOTH, BELL = ["bell", "email"], ["bell"]
NIGHT = datetime(2026, 3, 10, 21, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _probe() -> None:
    probe.register()


def tell(whom: list[int], **given: Any) -> dict[str, object]:
    row_id = probe.record([], END, [])
    about: dict[str, Any] = {"subject_kind": "probe", "subject_id": row_id, "people": whom, "key": f"k{row_id}"}
    with probe.office() as work:
        return notifications.tell(work, "monitoring.ending", **about, **given)


def told(person: int, **given: Any) -> object:
    """How this one person was told."""
    return tell([person], **given)[str(person)]


def mode(person: int, name: str = "Field", channels: list[str] | None = None, **given: Any) -> int:
    with by(person) as work:
        return notifications.add_mode(work, name=name, channels=channels or [], **given)


def switch(person: int, mode_id: int | None) -> None:
    with by(person) as work:
        notifications.switch_mode(work, mode_id)


@pytest.mark.parametrize(("priority", "used"), [("low", BELL), ("normal", BOTH), ("high", BOTH), ("urgent", BOTH)])
def test_what_is_low_rings_the_bell_and_the_rest_comes_by_mail_as_well(
    cast: Cast, priority: str, used: list[str]
) -> None:
    assert told(cast.anna, priority=priority) == used


def test_who_names_channels_gets_them_whatever_the_priority(cast: Cast) -> None:
    assert told(cast.anna, priority="low", channels=("bell", "email")) == BOTH
    assert told(cast.anna, priority="urgent", channels=("email",)) == ["email"]


def test_every_priority_has_its_channels_and_the_bell_is_always_among_them() -> None:
    assert set(ways.DEFAULTS) == {"low", "normal", "high", "urgent"}
    assert all("bell" in channels for channels in ways.DEFAULTS.values())
    assert ways.known_channels(["pigeon"]) == ("bell",)
    assert set(ways.ADDRESSES) == {channel for channel in rules.CHANNELS if channel != "bell"}


def test_the_office_chooses_for_everybody_and_a_person_for_themselves(cast: Cast) -> None:
    with by(cast.admin) as work:
        notifications.set_office_channels(work, {"low": ["email"], "normal": []})
    assert told(cast.anna, priority="low") == BOTH
    assert told(cast.anna) == BELL
    with by(cast.anna) as work:
        notifications.set_my_channels(work, {"low": [], "normal": ["email"]})
        assert notifications.my_channels(work).own == {"low", "normal"}
    assert tell([cast.anna, cast.bob], priority="low") == {str(cast.anna): BELL, str(cast.bob): BOTH}
    assert told(cast.anna) == BOTH


def test_what_i_leave_as_the_office_has_it_follows_the_office(cast: Cast) -> None:
    with by(cast.anna) as work:
        notifications.set_my_channels(work, {"normal": []})
        notifications.set_my_channels(work, dict(notifications.my_channels(work).office), 1)
        assert notifications.my_channels(work).own == frozenset()
    with by(cast.admin) as work:
        notifications.set_office_channels(work, {"normal": []})
    assert told(cast.anna) == BELL


def test_what_the_office_switched_off_a_priority_does_not_bring_back(cast: Cast) -> None:
    with by(cast.admin) as work:
        notifications.set_office_preferences(work, {("monitoring.ending", "email"): "off"})
    assert told(cast.anna, priority="urgent") == {"bell": "told", "email": rules.OFF_OFFICE}


def test_only_those_who_set_up_the_office_choose_for_it(cast: Cast, dump: Any) -> None:
    before = dump()
    for person in (cast.mona, cast.anna):
        with by(person) as work, pytest.raises(Forbidden):
            notifications.set_office_channels(work, {"low": ["email"]})
    for wrong in ({"later": ["email"]}, {"low": ["pigeon"]}):
        with by(cast.admin) as work, pytest.raises(Invalid):
            notifications.set_office_channels(work, wrong)
        with by(cast.anna) as work, pytest.raises(Invalid):
            notifications.set_my_channels(work, wrong)
    assert dump() == before


def test_the_second_of_two_who_choose_for_the_office_is_told(cast: Cast) -> None:
    with by(cast.admin) as work:
        notifications.set_office_channels(work, {"low": ["email"]}, 0)
    with by(cast.admin) as work, pytest.raises(Conflict) as refusal:
        notifications.set_office_channels(work, {"low": []}, 0)
    assert refusal.value.params["actor_id"] == cast.admin


def test_a_channel_that_leads_nowhere_is_no_reason_for_who_never_had_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a channel of tomorrow would be added: by CHANNELS and ADDRESSES alone."""
    monkeypatch.setattr(rules, "CHANNELS", ("bell", "email", "sms"))
    monkeypatch.setitem(ways.ADDRESSES, "sms", lambda person: "+48600100200" if person.id == cast.anna else None)
    assert tell([cast.anna, cast.bob], priority="high") == {
        str(cast.anna): ["bell", "email", "sms"],
        str(cast.bob): BOTH,
    }
    assert [mail.address for mail in probe.mails() if mail.channel == "sms"] == ["+48600100200"]


def test_in_a_mode_only_its_channels_are_used_and_the_bell_rings(cast: Cast) -> None:
    field = mode(cast.anna)
    assert told(cast.anna) == BOTH  # not switched to
    switch(cast.anna, field)
    assert tell([cast.anna, cast.bob]) == {
        str(cast.anna): {"bell": "told", "email": rules.MODE},
        str(cast.bob): BOTH,
    }
    assert told(cast.anna, channels=("bell", "email")) == {"bell": "told", "email": rules.MODE}
    assert told(cast.anna, priority="urgent") == BOTH
    switch(cast.anna, None)
    assert told(cast.anna) == BOTH


def test_a_mode_s_own_channel_takes_the_place_of_those_it_keeps_silent(cast: Cast) -> None:
    with probe.office() as work:
        work.session.get_one(User, cast.anna).phone = "+48501234567"
        gate = {"name": "Gate", "host": "gate.example.test", "port": 443, "security": "tls", "sender": "Office"}
        work.session.add(Account(kind="sms", is_default=True, **gate))
    switch(cast.anna, mode(cast.anna, "Field", ["sms"]))
    assert told(cast.anna, priority="normal") == {
        "bell": rules.TOLD, "email": replacing.instead(["sms"], "Field"), "sms": rules.TOLD,
    }  # fmt: skip
    assert told(cast.anna, priority="low") == BELL  # what never leaves the house stays in it
    assert told(cast.anna, priority="urgent", channels=("bell", "email")) == BOTH
    switch(cast.anna, None)
    assert told(cast.anna, priority="normal") == BOTH


def test_there_is_one_mode_at_a_time(cast: Cast) -> None:
    field, office = mode(cast.anna), mode(cast.anna, "Office", ["email"])
    switch(cast.anna, field)
    switch(cast.anna, office)
    with by(cast.anna) as work:
        modes = notifications.my_modes(work)
    assert [row.name for row in modes.rows if row.is_current] == ["Office"]
    assert modes.in_force is not None
    assert modes.in_force.name == "Office"
    assert told(cast.anna) == BOTH


def test_a_mode_holds_by_its_hours_unless_another_was_switched_to(cast: Cast, clock: Clock) -> None:
    mode(cast.anna, "Night", weekdays=[1], begins=time(22), ends=time(6))  # from Tuesday to Wednesday
    office = mode(cast.anna, "Office", ["email"])
    assert told(cast.anna) == BOTH
    clock.set(NIGHT)
    assert told(cast.anna) == {"bell": "told", "email": rules.MODE}
    switch(cast.anna, office)
    assert told(cast.anna) == BOTH
    switch(cast.anna, None)
    with by(cast.anna) as work:
        modes = notifications.my_modes(work)
        assert modes.in_force is not None
        assert modes.in_force.name == "Night"
        notifications.remove_mode(work, modes.in_force.id)
    assert told(cast.anna) == BOTH


def test_a_test_and_a_password_come_in_any_mode(cast: Cast) -> None:
    switch(cast.anna, mode(cast.anna))
    with by(cast.anna) as work:
        notifications.tell_now(work.as_office(), cast.anna, "password.changed", path="/me", params={"at": work.now})
    assert [mail.kind for mail in probe.mails()] == ["password.changed"]


def test_modes_are_changed_by_their_owner_only(cast: Cast, dump: Any) -> None:
    field = mode(cast.anna)
    before = dump()
    for person in (cast.bob, cast.admin):
        with by(person) as work:
            for refused in (
                lambda work: notifications.edit_mode(work, field, None, name="Mine", channels=[]),
                lambda work: notifications.remove_mode(work, field),
                lambda work: notifications.switch_mode(work, field),
            ):
                with pytest.raises(NotFound):
                    refused(work)
            assert notifications.my_modes(work).rows == []
    assert dump() == before
    with by(cast.anna) as work:
        notifications.edit_mode(work, field, 1, name="Outside", channels=["email"])
    with by(cast.anna) as work, pytest.raises(Conflict):
        notifications.edit_mode(work, field, 1, name="Field", channels=[])


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"name": " "}, ("error.required", "mode_name")),
        ({"name": "x" * 61}, ("error.too_long", "mode_name")),
        ({"name": "FIELD"}, ("hours.mode_name_taken", "mode_name")),
        ({"name": "A", "channels": ["pigeon"]}, ("notifications.state_wrong", "mode_channels")),
        ({"name": "A", "weekdays": [9]}, ("hours.weekday_unknown", "mode_weekdays")),
        ({"name": "A", "weekdays": [1], "begins": time(8)}, ("error.required", "mode_ends")),
    ],
)
def test_what_is_no_mode_is_refused_at_its_field(cast: Cast, given: Any, problem: tuple[str, str], dump: Any) -> None:
    mode(cast.anna)
    before = dump()
    with by(cast.anna) as work, pytest.raises(Invalid) as refusal:
        notifications.add_mode(work, **{"channels": [], **given})
    assert codes(refusal.value.problems) == {problem}
    assert dump() == before


def test_more_modes_than_one_can_choose_from_are_refused(cast: Cast) -> None:
    for number in range(12):
        mode(cast.anna, f"Mode {number}")
    with by(cast.anna) as work, pytest.raises(Invalid, match="modes_enough"):
        notifications.add_mode(work, name="One more", channels=[])
