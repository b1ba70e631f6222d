"""The pages of working time: mine, somebody's, the office's; channels by priority; the switch of modes."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from crm import notifications, people
from crm.core.i18n import t
from crm.core.workdays import OFFICE_HOURS
from crm.notifications import rules
from tests.conftest import Cast, Clock
from tests.dumping import Dumper
from tests.firm import TODAY, by, by_office
from tests.pages.conftest import Opener, errors, key, shown, titles

MINE, OFFICE, PERSON = "account/working_time.py", "office/office.py", "office/person.py"
OWN_NEWS, OFFICE_NEWS = "account/notifications.py", "office/notifications.py"


def field(at: AppTest, form: str, name: str) -> Any:
    [found] = [node for node in at._tree if getattr(node, "key", None) == key(at, form, name)]
    return found


def fill(at: AppTest, form: str, **typed: Any) -> AppTest:
    for name, value in typed.items():
        field(at, form, name).set_value(value)
    return at.run()


def save(at: AppTest, form: str) -> AppTest:
    at = at.button(key=key(at, form, "save")).click().run()
    assert not at.exception
    return at


def absent(person: int) -> list[people.AbsenceRow]:
    with by(person, writes=False) as work:
        return people.my_absences(work)


def modes(person: int) -> notifications.Modes:
    with by(person, writes=False) as work:
        return notifications.my_modes(work)


def test_a_stranger_sees_nothing_and_only_who_may_sees_the_offices_and_others(cast: Cast, open_page: Opener) -> None:
    for page in (MINE, OFFICE, PERSON):
        assert not titles(open_page(None, page, id=cast.anna))
    for person in (cast.mona, cast.anna, cast.vera):
        for page in (OFFICE, PERSON):
            assert t("hours.absences_hint") not in shown(open_page(person, page, id=cast.anna)).replace("\\\\", "")
        assert titles(open_page(person, MINE)) == ["Working time"]


def test_my_week_differs_where_i_say_so(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.anna, MINE)
    assert "As the office (08:00–16:00)" in shown(at)
    at = fill(at, "own_time", kind_0="own", kind_4="off")
    at = fill(at, "own_time", **{"0_begins": time(10), "0_ends": time(18)})
    at = save(at, "own_time")
    assert not errors(at)
    with by(cast.anna, writes=False) as work:
        assert people.my_time(work).week == {0: (time(10), time(18)), 4: None}
    assert field(at, "own_time", "kind_0").value == "own"


def test_a_day_that_ends_before_it_begins_is_refused_beside_it_and_stays_typed(
    cast: Cast, open_page: Opener, dump: Dumper
) -> None:
    at = fill(open_page(cast.anna, MINE), "own_time", kind_2="own")
    at = fill(at, "own_time", **{"2_begins": time(16), "2_ends": time(8)})
    before = dump()
    at = save(at, "own_time")
    assert t("hours.ends_before_begin").split(";")[0] in errors(at)
    assert field(at, "own_time", "2_begins").value == time(16)
    assert dump() == before


def test_i_am_away_and_somebody_stands_in_and_i_come_back_early(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.anna, MINE)
    assert t("hours.no_absences").rstrip(".") in shown(at)
    at = fill(at, "absence_new", first_on=TODAY, last_on=TODAY + timedelta(days=9), substitute_id=cast.bob, note="Sea")
    at = save(at, "absence_new")
    [row] = absent(cast.anna)
    assert (row.first_on, row.substitute_id, row.note) == (TODAY, cast.bob, "Sea")
    text = shown(at).replace("\\\\", "")
    assert "Bob stands in" in text
    assert "now" in text
    form = f"absence_{row.id}"
    at = save(fill(at, form, last_on=TODAY + timedelta(days=2)), form)
    assert absent(cast.anna)[0].last_on == TODAY + timedelta(days=2)
    at = at.button(key=f"{form}-remove-sure").click().run()
    assert not at.exception
    assert absent(cast.anna) == []


def test_what_is_wrong_with_an_absence_stands_beside_its_field(cast: Cast, open_page: Opener, dump: Dumper) -> None:
    with by(cast.bob) as work:
        people.add_my_absence(work, first_on=TODAY, last_on=TODAY, substitute_id=cast.anna)
    at = open_page(cast.anna, MINE)
    before = dump()
    at = save(fill(at, "absence_new", first_on=TODAY, last_on=TODAY, substitute_id=cast.bob), "absence_new")
    assert "would stand in for each other" in errors(at)
    at = save(fill(at, "absence_new", last_on=date(2026, 1, 1)), "absence_new")
    assert t("hours.absence_backwards").rstrip(".") in errors(at).replace("\\", "")
    assert field(at, "absence_new", "substitute_id").value == cast.bob
    assert dump() == before


def test_quiet_hours_are_kept_and_endless_quiet_is_refused(cast: Cast, open_page: Opener) -> None:
    at = fill(
        open_page(cast.anna, MINE), "quiet_hours", quiet_weekdays=[0, 1], quiet_begins=time(21), quiet_ends=time(7)
    )
    at = save(fill(at, "quiet_hours", is_outside_work=True), "quiet_hours")
    with by(cast.anna, writes=False) as work:
        card = notifications.my_quiet(work)
    assert (card.weekdays, card.span, card.is_outside_work) == ((0, 1), (time(21), time(7)), True)
    at = save(fill(at, "quiet_hours", quiet_weekdays=list(range(7)), quiet_ends=time(21)), "quiet_hours")
    assert t("hours.quiet_endless").split(",")[0] in errors(at).replace("\\", "")


def test_a_mode_is_made_and_switched_to_with_one_click_in_the_foot(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.anna, MINE)
    assert t("hours.no_modes").rstrip(".") in shown(at)
    assert t("hours.by_hours") not in shown(at)
    at = save(fill(at, "mode_new", mode_name="Field *1*", mode_channels=[]), "mode_new")
    [row] = modes(cast.anna).rows
    assert (row.name, row.channels, row.is_current) == ("Field *1*", ("bell",), False)
    elsewhere = open_page(cast.anna, "work/inbox.py")
    assert elsewhere.menu_button(key="mode-foot").label == t("hours.no_mode")
    elsewhere = elsewhere.menu_button(key="mode-foot").set_value(row.id).run()
    assert not elsewhere.exception
    assert elsewhere.menu_button(key="mode-foot").label == "Field \\*1\\*"
    assert modes(cast.anna).rows[0].is_current
    elsewhere = elsewhere.menu_button(key="mode-foot").set_value(0).run()
    assert modes(cast.anna).in_force is None
    assert not [node for node in open_page(cast.bob, "work/inbox.py").menu_button if node.key == "mode-foot"]


def test_a_mode_is_changed_and_removed(cast: Cast, open_page: Opener) -> None:
    with by(cast.anna) as work:
        number = notifications.add_mode(work, name="Field", channels=[])
    form, at = f"mode_{number}", open_page(cast.anna, MINE)
    at = fill(at, form, mode_name="Outside", mode_channels=["email"], mode_weekdays=[0], mode_begins=time(8))
    at = save(at, form)
    assert t("error.required").rstrip(".") in errors(at).replace("\\", "")  # until when?
    at = save(fill(at, form, mode_ends=time(16)), form)
    [row] = modes(cast.anna).rows
    assert (row.name, row.channels, row.span) == ("Outside", ("bell", "email"), (time(8), time(16)))
    at = at.button(key=f"{form}-remove-sure").click().run()
    assert not at.exception
    assert modes(cast.anna).rows == []


def test_the_offices_hours_and_country_are_set_and_its_holidays_shown(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, OFFICE)
    assert "Corpus Christi" in shown(at)
    at = fill(at, "office_time", country="DE", open_5=True)
    at = save(fill(at, "office_time", **{"5_begins": time(9), "5_ends": time(13)}), "office_time")
    with by(cast.admin, writes=False) as work:
        now = people.office_time(work)
    assert (now.country, now.hours.week[5], now.hours.week[:5]) == ("DE", (time(9), time(13)), OFFICE_HOURS.week[:5])
    for day in range(6):
        at = fill(at, "office_time", **{f"open_{day}": False})
    at = save(at, "office_time")
    assert t("hours.never_open").rstrip(".") in errors(at).replace("\\", "")


def test_whoever_sets_people_up_enters_their_absence_and_week(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, PERSON, id=cast.anna)
    at = fill(at, "absence_new", first_on=TODAY, last_on=TODAY, substitute_id=cast.bob)
    at = save(at, "absence_new")
    assert [row.substitute_id for row in absent(cast.anna)] == [cast.bob]
    at = save(fill(at, "own_time", kind_0="off"), "own_time")
    with by(cast.anna, writes=False) as work:
        assert people.my_time(work).week == {0: None}
    assert absent(cast.admin) == []


def test_two_people_who_change_one_week_meet(cast: Cast, open_page: Opener) -> None:
    at = fill(open_page(cast.admin, PERSON, id=cast.anna), "own_time", kind_0="off")
    with by(cast.anna) as work:
        people.set_my_time(work, {1: None})
    at = save(at, "own_time")
    assert "Anna" in errors(at)
    with by(cast.anna, writes=False) as work:
        assert people.my_time(work).week == {1: None}


def test_channels_by_priority_are_chosen_by_the_office_and_by_me(cast: Cast, open_page: Opener) -> None:
    at = save(fill(open_page(cast.admin, OFFICE_NEWS), "office_channels", channels_low=["email"]), "office_channels")
    assert not errors(at)
    at = open_page(cast.anna, OWN_NEWS)
    assert field(at, "my_channels", "channels_low").value == ["email"]
    assert t("hours.own_choice") not in shown(at)
    at = save(fill(at, "my_channels", channels_low=[]), "my_channels")
    assert t("hours.own_choice") in shown(at)
    with by(cast.anna, writes=False) as work:
        card = notifications.my_channels(work)
    assert (card.own, card.channels["low"], card.office["low"]) == ({"low"}, ("bell",), ("bell", "email"))


@pytest.mark.parametrize("page", [OFFICE_NEWS, OWN_NEWS])
def test_kinds_of_news_are_folded_by_area(cast: Cast, open_page: Opener, page: str) -> None:
    at = open_page(cast.admin, page)
    folds = [node.label for node in at.expander]
    assert folds[:2] == [t("notifications.area.monitoring"), t("notifications.area.cases")]
    assert folds[-1] == t("notifications.area.others")


def test_the_outbox_and_the_card_say_until_when_and_why_a_message_waits(
    cast: Cast, open_page: Opener, clock: Clock
) -> None:
    from tests import firm

    with by(cast.anna) as work:
        notifications.set_my_quiet(work, weekdays=list(range(7)), begins=time(8), ends=time(18))
    contract = firm.a_contract(cast, firm.a_firm(cast))
    told = [firm.Recipient("person", person_id=cast.anna)]
    watch = firm.a_watch(cast, contract, ends_on=date(2026, 3, 17), recipients=told)
    from crm import jobs

    jobs.remind()
    words = t("hours.deferred", when="Mar 10, 2026, 6:00\u202fPM", why=t(rules.DEFERRED))
    assert words in shown(open_page(cast.admin, "office/outbox.py"))
    assert "deferred until Mar 10" in shown(open_page(cast.admin, "customers/watch.py", id=watch)).replace("\\\\", "")
    with by_office() as work:
        found = notifications.messages(work, notifications.OutboxFilters()).rows
        assert all(row.is_deferred for row in found)
