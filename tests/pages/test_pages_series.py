"""Recurring tasks on the screen: who may not, sees nothing; picker, preview, pause, a monitoring's visits."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from crm.core.work import Actor, begin
from crm.flows import service_visits
from crm.flows.service_visits import Visits
from crm.tasks import series, series_lists
from crm.tasks.series_rules import SeriesForm
from crm.ui.recurrence import CUSTOM, read, write
from tests.conftest import Cast
from tests.firm import a_contract, a_firm, a_rule, a_watch
from tests.pages.conftest import Opener, errors, key, shown, titles

PAGE = "work/series.py"
WARSAW, START = "Europe/Warsaw", date(2026, 3, 12)  # a Thursday


def begun(who: int, **changed: object) -> int:
    given = {"title": "Oil the pump", "rule": "FREQ=WEEKLY;BYDAY=MO,TH", "starts_on": START, "starts_at": time(9)}
    with begin(Actor.person(who), writes=True) as work:
        return series.create(work, SeriesForm(**{**given, "owner_id": who, **changed}))


def all_of(who: int) -> list[series_lists.SeriesRow]:
    with begin(Actor.person(who)) as work:
        return series_lists.listing(work).rows


def test_a_stranger_sees_nothing(cast: Cast, open_page: Opener) -> None:
    begun(cast.anna)
    at = open_page(None, PAGE)
    assert "Oil the pump" not in shown(at)


def test_who_has_no_right_to_tasks_sees_nothing_of_another_team(cast: Cast, open_page: Opener) -> None:
    one = begun(cast.anna)
    assert "Oil the pump" not in shown(open_page(cast.carol, PAGE))
    at = open_page(cast.carol, PAGE, id=one)
    assert "Oil the pump" not in shown(at)
    assert "no longer there" in errors(at) or at.error


def test_the_list_says_each_rule_in_words(cast: Cast, open_page: Opener) -> None:
    begun(cast.anna)
    text = shown(open_page(cast.anna, PAGE))
    assert "every Monday and Thursday at 9:00" in text
    assert "Oil the pump" in text


def test_an_empty_list_says_what_it_is_for(cast: Cast, open_page: Opener) -> None:
    assert "come back by themselves" in shown(open_page(cast.anna, PAGE))


def test_a_new_series_is_shown_before_it_is_saved(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.anna, PAGE, new=1)
    assert titles(at) == ["Add a recurring task"]
    assert any("Every Tuesday at 9" in box.value for box in at.info)
    at.text_input(key=key(at, "series", "series_title")).set_value("Water the plants")
    at.button(key=key(at, "series", "save")).click().run()
    (row,) = all_of(cast.anna)
    assert (row.title, row.words.replace("\u202f", " ")) == ("Water the plants", "every Tuesday at 9:00 AM")
    assert titles(at) == ["Water the plants"]


def test_the_picker_changes_the_rule_and_the_preview_with_it(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.anna, PAGE, new=1)
    at.selectbox(key=key(at, "series", "repeats")).set_value("by_weekday").run()
    assert any("Every month on the second Tuesday" in box.value for box in at.info)
    at.selectbox(key=key(at, "series", "repeats")).set_value("custom").run()
    at.text_input(key=key(at, "series", "rule")).set_value("FREQ=MINUTELY").run()
    assert any("more often than every hour" in box.value for box in at.warning)


def test_bad_input_is_said_and_what_was_typed_stays(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.anna, PAGE, new=1)
    at.selectbox(key=key(at, "series", "repeats")).set_value("custom").run()
    at.text_input(key=key(at, "series", "rule")).set_value("FREQ=SECONDLY").run()
    at.button(key=key(at, "series", "save")).click().run()
    assert "by the second" in errors(at)
    assert at.text_input(key=key(at, "series", "rule")).value == "FREQ=SECONDLY"
    assert all_of(cast.anna) == []


def test_a_series_is_changed_paused_and_resumed(cast: Cast, open_page: Opener) -> None:
    one = begun(cast.anna)
    at = open_page(cast.anna, PAGE, id=one)
    at.text_input(key=key(at, "series", "series_title")).set_value("Oil both pumps")
    at.button(key=key(at, "series", "save")).click().run()
    assert all_of(cast.anna)[0].title == "Oil both pumps"
    at.button(key="series-pause").click().run()
    assert all_of(cast.anna)[0].state == "paused"
    at.button(key="series-resume").click().run()
    assert all_of(cast.anna)[0].state == "running"


def test_a_change_from_a_date_on_splits_the_series(cast: Cast, open_page: Opener) -> None:
    one = begun(cast.anna)
    at = open_page(cast.anna, PAGE, id=one)
    at.text_input(key=key(at, "series", "series_title")).set_value("Later on")
    at.selectbox(key=key(at, "series", "scope")).set_value(datetime(2026, 3, 16, 8, tzinfo=UTC))
    at.button(key=key(at, "series", "save")).click().run()
    assert sorted(row.title for row in all_of(cast.anna)) == ["Later on", "Oil the pump"]


def test_a_date_is_left_out(cast: Cast, open_page: Opener) -> None:
    one = begun(cast.anna)
    at = open_page(cast.anna, PAGE, id=one)
    at.button(key="series-out-sure").click().run()
    with begin(Actor.person(cast.anna)) as work:
        assert [moment.day for moment in series_lists.get(work, one).coming][:2] == [16, 19]


def test_a_viewer_reads_and_changes_nothing(cast: Cast, open_page: Opener) -> None:
    one = begun(cast.anna)
    at = open_page(cast.vera, PAGE, id=one)
    keys = {button.key for button in at.button}
    assert "series-pause" not in keys
    assert not at.text_input, "what cannot be saved is no form"
    assert "Oil the pump" in shown(at)
    assert "Anna" in shown(at)


def test_visits_of_a_monitoring_are_planned_on_its_page(cast: Cast, open_page: Opener) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)), assigned_id=cast.anna)
    at = open_page(cast.anna, "customers/watch.py", id=watch)
    assert "No visits are planned" in shown(at)
    at.button(key=key(at, "visits", "save")).click().run()
    assert not at.exception
    assert "every 3 months on" in shown(at)
    with begin(Actor.person(cast.anna)) as work:
        assert service_visits.of_monitoring(work, watch).title == "Service visit"


def test_visits_are_seen_with_the_monitoring(cast: Cast, open_page: Opener) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)), assigned_id=cast.anna)
    with begin(Actor.person(cast.anna), writes=True) as work:
        service_visits.schedule(work, watch, None, Visits("Oil change", starts_on=START))
    assert "every 3 months on day 12" in shown(open_page(cast.vera, "customers/watch.py", id=watch))


def test_visits_are_planned_with_a_rule(cast: Cast, open_page: Opener) -> None:
    firm = a_firm(cast)
    rule = a_rule(cast, firm)
    at = open_page(cast.admin, "office/item.py", id=firm.item)
    at.toggle(key=f"plan-{rule}:open").set_value(True).run()
    at.button(key=key(at, f"plan-{rule}", "save")).click().run()
    assert not at.exception
    assert "Service visit every 3 months from the first day on" in shown(at)
    with begin(Actor.person(cast.admin)) as work:
        assert service_visits.of_rule(work, rule).rule == "FREQ=MONTHLY;INTERVAL=3"


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3;COUNT=5",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        "FREQ=MONTHLY;BYMONTHDAY=15",
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR",
        "FREQ=YEARLY;UNTIL=20291231T225900Z",
    ],
)
def test_the_picker_gives_back_what_it_shows(text: str) -> None:
    picked = read(text, START, WARSAW)
    assert picked.way != CUSTOM
    assert write(picked, START, WARSAW) == text


@pytest.mark.parametrize(
    "text",
    ["FREQ=YEARLY;BYWEEKNO=20", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1", "FREQ=DAILY;BYHOUR=9,15", "FREQ=HOURLY", "no rule"],
)
def test_what_the_picker_has_no_fields_for_stays_as_it_was_written(text: str) -> None:
    picked = read(text, START, WARSAW)
    assert picked.way == CUSTOM
    assert write(picked, START, WARSAW) == text


def test_a_date_left_out_is_told_in_the_log_and_the_preview_goes_without_it(cast: Cast, open_page: Opener) -> None:
    one = begun(cast.anna)
    at = open_page(cast.anna, PAGE, id=one)
    [before] = [box.value for box in at.info]
    assert "Mar 16" in before
    at.selectbox(key=key(at, "series_act", "series_date")).set_value(datetime(2026, 3, 16, 8, tzinfo=UTC)).run()
    at = at.button(key="series-out-sure").click().run()
    assert not at.exception
    [after] = [box.value for box in at.info]
    assert "Mar 16" not in after
    lines = [node.proto.body for node in at.get("html") if "skipped" in node.proto.body]
    assert len(lines) == 1
    assert "Mar 16" in lines[0]
    assert "Anna" in lines[0]


def test_split_where_a_short_month_ends_the_form_keeps_the_day_that_was_wanted(cast: Cast, open_page: Opener) -> None:
    one = begun(cast.anna, rule="FREQ=MONTHLY", starts_on=date(2027, 1, 31))
    at = open_page(cast.anna, PAGE, id=one, **{"from": "2027-02-28T08:00:00+00:00"})
    at.selectbox(key=key(at, "series", "month_day"))
    assert at.selectbox(key=key(at, "series", "month_day")).value == 31
    at.date_input(key=key(at, "series", "starts_on")).set_value(date(2027, 2, 28)).run()
    assert at.selectbox(key=key(at, "series", "month_day")).value == 31
    at = at.button(key=key(at, "series", "save")).click().run()
    assert not at.exception
    with begin(Actor.person(cast.anna)) as work:
        rules = {
            row.starts_on: row.rule
            for row in (series_lists.get(work, row.id) for row in series_lists.listing(work).rows)
        }
    assert rules[date(2027, 2, 28)] == "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"
