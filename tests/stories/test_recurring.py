"""What comes back every day at nine comes at nine, once, also when the clocks change, and when nobody was there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.living import Office, new_office
from tests.living_browser import Person, browser
from tests.living_staff import Employee, all_done, at_work, back, employ, moment, stored

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADA = Employee("Ada", "administrator")
WARSAW = ZoneInfo("Europe/Warsaw")
SPRING = [date(2026, 3, day) for day in range(27, 32)]  # the clocks go forward in the night to the 29th
AUTUMN = [date(2026, 10, day) for day in range(23, 28)]  # and back in the night to the 25th
CAUGHT_UP = [date(2026, 10, day) for day in range(18, 23)]  # of what was missed the last five are made up for


def wall(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment as the clocks of Warsaw show it."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=WARSAW)


def begins(office: Office) -> list[datetime]:
    """When each task begins."""
    return [moment(row[0]) for row in stored(office, "SELECT from_at FROM tasks ORDER BY from_at")]


def make_the_series(ada: Person) -> None:
    """The form says at once what is wrong with every minute for ever, and what every day comes to."""
    ada.go("/series?new=1")
    ada.fill("What is to be done", "Walk round the yard")
    ada.choose("Comes back", "By a rule (RRULE)")
    ada.fill("Rule", "FREQ=MINUTELY")
    ada.sees("nothing comes back more often than every hour")
    ada.choose("Comes back", "Every day or so many days")
    ada.sees("Every day at 9:00")
    ada.press("Save")
    ada.sees("Next dates")
    ada.sees("Running")


def day_by_day(office: Office, days: list[date]) -> None:
    """Each day has its task: not a minute before nine, and one at nine, however often the scheduler looks."""
    for day in days:
        known = len(begins(office))
        office.set_clock(wall(day, 8, 59))
        all_done(office)
        assert len(begins(office)) == known, day
        office.set_clock(wall(day, 9))
        all_done(office)
        assert len(begins(office)) == known + 1, day


def test_every_day_at_nine_across_both_clock_changes_of_a_year(tmp_path: Path) -> None:
    with new_office(tmp_path, now=wall(SPRING[0], 8)) as office, browser() as running:
        employ(office, ADA)
        office.up()
        ada = at_work(running, office, ADA)
        make_the_series(ada)
        day_by_day(office, SPRING)
        assert begins(office) == [wall(day, 9) for day in SPRING]

        # The machine was off for seven months: what is long gone is not made any more.
        office.set_clock(wall(AUTUMN[0], 9))
        all_done(office)
        day_by_day(office, AUTUMN[1:])
        found = begins(office)
        assert found == [wall(day, 9) for day in (*SPRING, *CAUGHT_UP, *AUTUMN)]
        assert found[1] - found[0] == found[4] - found[3] == timedelta(hours=24)
        assert {one.astimezone(UTC).hour for one in found} == {7, 8}

        # The page says what became of the days between, and how it goes on.
        back(ada, ADA, "/series?id=1")
        ada.sees("200 missed")
        ada.sees("Oct 28, 2026, 9:00")
        ada.go("/tasks")
        ada.sees(f"1–{len(found)} of {len(found)}")
        assert (ada.foreign, ada.dialogs, ada.complaints) == ([], [], [])
