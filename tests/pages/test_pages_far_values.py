"""What is typed into boxes for numbers and dates reaches the rules, however far: refused there, beside the field."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from crm import tasks
from crm.core.errors import Invalid
from crm.core.i18n import t
from crm.flows.imports import uploading
from tests.conftest import Cast
from tests.dumping import Dumper
from tests.firm import a_contract, a_firm, a_rule, a_watch, by
from tests.pages.conftest import Opener, errors, key, shown
from tests.pages.test_pages_forms import fill, save
from tests.tasks.helpers import a_task

FAR_DAYS = [date.min, date(1120, 5, 5), date(1899, 12, 31), date(2200, 6, 1), date.max]
FAR_MOMENTS = [datetime(day.year, day.month, day.day, 10) for day in FAR_DAYS]
FAR_NUMBERS = [-5, 10**15]


@pytest.mark.parametrize("minutes", FAR_NUMBERS)
def test_minutes_that_cannot_be_are_refused(minutes: int, cast: Cast, open_page: Opener, dump: Dumper) -> None:
    id = a_task(cast.anna)
    at = open_page(cast.anna, "work/task.py", id=id)
    before = dump()
    at = save(fill(at, "task_note", text="at it", minutes=minutes), "task_note")
    assert not at.exception
    assert t("tasks.minutes_wrong", max=6000) in errors(at)
    assert at.number_input(key=key(at, "task_note", "minutes")).value == minutes, "what was typed stays"
    assert dump() == before


def test_minutes_beyond_every_database_are_refused(cast: Cast) -> None:
    id = a_task(cast.anna)
    with pytest.raises(Invalid) as refusal, by(cast.anna) as work:
        tasks.add_note(work, id, text="at it", minutes=10**18)
    assert [(one.code, one.field) for one in refusal.value.problems] == [("tasks.minutes_wrong", "minutes")]


@pytest.mark.parametrize("moment", FAR_MOMENTS)
def test_terms_that_cannot_be_are_refused(moment: datetime, cast: Cast, open_page: Opener, dump: Dumper) -> None:
    at = open_page(cast.anna, "work/task.py", new=1)
    before = dump()
    at = save(fill(at, "task", task_title="Paint", due_at=moment), "task")
    assert not at.exception
    assert t("tasks.moment_out", first=1900, last=2199) in errors(at)
    assert dump() == before


@pytest.mark.parametrize("moment", FAR_MOMENTS)
def test_moments_of_reminders_that_cannot_be_are_refused(
    moment: datetime, cast: Cast, open_page: Opener, dump: Dumper
) -> None:
    at = open_page(cast.anna, "work/task.py", id=a_task(cast.anna))
    before = dump()
    at.datetime_input(key=key(at, "automatic", "at")).set_value(moment)
    at = save(at, "automatic")
    assert not at.exception
    code = t("automaton.at_past") if moment.year < 2000 else t("automaton.at_far", last=2199)
    assert code in errors(at)
    assert dump() == before


@pytest.mark.parametrize("day", FAR_DAYS)
def test_first_days_of_a_series_that_cannot_be_are_refused(
    day: date, cast: Cast, open_page: Opener, dump: Dumper
) -> None:
    at = open_page(cast.anna, "work/series.py", new=1)
    before = dump()
    at = save(fill(at, "series", series_title="Oil", starts_on=day), "series")
    assert not at.exception
    assert at.error
    assert dump() == before


@pytest.mark.parametrize("every", FAR_NUMBERS)
def test_steps_of_a_series_that_cannot_be_are_refused(every: int, cast: Cast, open_page: Opener, dump: Dumper) -> None:
    at = open_page(cast.anna, "work/series.py", new=1)
    before = dump()
    at = save(fill(at, "series", series_title="Oil", every_weekly=every, days_ahead=every), "series")
    assert not at.exception
    assert t("series.rule_interval", max=0)[:12] in errors(at)
    assert dump() == before


@pytest.mark.parametrize("number", FAR_NUMBERS)
def test_visits_of_a_rule_that_cannot_be_are_refused(number: int, cast: Cast, open_page: Opener, dump: Dumper) -> None:
    firm = a_firm(cast)
    form = f"plan-{a_rule(cast, firm)}"
    at = open_page(cast.admin, "office/item.py", id=firm.item)
    at.toggle(key=f"{form}:open").set_value(True).run()
    before = dump()
    at = save(fill(at, form, every_monthly=number, days_ahead=number), form)
    assert not at.exception
    assert t("series.rule_interval", max=0)[:12] in errors(at)
    assert dump() == before


@pytest.mark.parametrize("day", FAR_DAYS)
def test_days_of_a_monitoring_that_cannot_be_are_refused(
    day: date, cast: Cast, open_page: Opener, dump: Dumper
) -> None:
    watch = a_watch(cast, a_contract(cast, a_firm(cast)), assigned_id=cast.anna)
    at = open_page(cast.anna, "customers/watch.py", id=watch)
    before = dump()
    at = save(fill(at, "watch", starts_on=day), "watch")
    assert not at.exception
    assert t("monitoring.date_out", first=1900, last=2199) in errors(at)
    at = save(fill(at, "visits", starts_on=day), "visits")
    assert not at.exception
    assert dump() == before


@pytest.mark.parametrize("number", [-1, 366, 10**15])
def test_own_days_that_cannot_be_are_refused(number: int, cast: Cast, open_page: Opener, dump: Dumper) -> None:
    at = open_page(cast.anna, "account/notifications.py")
    before = dump()
    at = save(fill(at, "own_days", own_days=number), "own_days")
    assert not at.exception
    assert t("reminders.own_days_wrong", max=365) in errors(at)
    assert dump() == before


@pytest.mark.parametrize("day", FAR_DAYS)
def test_a_filter_by_a_far_day_finds_without_breaking(day: date, cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, "office/history.py")
    for box in at.date_input:
        box.set_value(day)
    assert not at.run().exception


@pytest.mark.parametrize("row", [0, -5, 3, 10**15])
def test_a_row_of_headers_that_is_not_there_is_refused(row: int, cast: Cast, open_page: Opener, dump: Dumper) -> None:
    with by(cast.admin) as work:
        id = uploading.take(work, "clients", "clients.csv", b"Name,Tax ID\nNorthern Boilers,5250000009\n")
    at = open_page(cast.admin, "office/imports.py", id=id)
    [box] = at.number_input
    before = dump()
    at = box.set_value(row).run()
    assert t("import.header_row_wrong", most=2) in shown(at)
    at = save(at, f"import-{id}")
    assert not at.exception
    assert t("import.header_row_wrong", most=2) in errors(at) + shown(at)
    assert dump() == before


@pytest.mark.parametrize("number", FAR_NUMBERS)
@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("customers/watch.py", {"id": "watch"}),
        ("work/task.py", {"new": 1}),
        ("work/task.py", {"id": "task"}),
        ("office/item.py", {"id": "item"}),
        ("office/escalation.py", {}),
        ("office/accounts.py", {}),
        ("work/series.py", {"new": 1}),
    ],
)
def test_a_page_outlives_any_number_in_any_of_its_boxes(
    page: str, query: dict[str, Any], number: int, cast: Cast, open_page: Opener, dump: Dumper
) -> None:
    firm = a_firm(cast)
    a_rule(cast, firm)
    known = {"watch": a_watch(cast, a_contract(cast, firm)), "task": a_task(cast.admin), "item": firm.item}
    at = open_page(cast.admin, page, **{name: known.get(value, value) for name, value in query.items()})
    places = [box.key for box in at.number_input]
    assert places
    for place in places:
        before, held = dump(), at.number_input(key=place).value
        at.number_input(key=place).set_value(number).run()
        assert not at.exception, place
        assert dump() == before, place
        at.number_input(key=place).set_value(held).run()
