"""Wall time in zones, cleaned text, words in two languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from crm.core import clean, clock, i18n


@pytest.mark.parametrize(
    ("on", "at", "zone", "moment"),
    [
        ("2026-03-28", "09:00", "Europe/Warsaw", "2026-03-28T08:00"),
        ("2026-03-29", "09:00", "Europe/Warsaw", "2026-03-29T07:00"),
        ("2026-03-29", "02:30", "Europe/Warsaw", "2026-03-29T01:30"),  # skipped: 03:30 is meant
        ("2026-10-25", "02:30", "Europe/Warsaw", "2026-10-25T00:30"),  # twice: the first
        ("2026-10-26", "09:00", "Europe/Warsaw", "2026-10-26T08:00"),
        ("2026-07-01", "09:00", "Asia/Kolkata", "2026-07-01T03:30"),
    ],
)
def test_wall_time_stays_wall_time_across_both_changes(on: str, at: str, zone: str, moment: str) -> None:
    found = clock.wall(date.fromisoformat(on), time.fromisoformat(at), zone)
    assert found == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("America/Sao_Paulo", "2018-11-04"), ("Asia/Beirut", "2026-03-29"), ("Africa/Cairo", "2026-04-24")],
)
def test_a_day_without_midnight_begins_after_the_gap(zone: str, day: str) -> None:
    on = date.fromisoformat(day)
    first = clock.day_start(on, zone)
    assert clock.day_of(first, zone) == on
    assert clock.day_of(first.replace(microsecond=0), zone) != clock.day_of(
        datetime.fromtimestamp(first.timestamp() - 1, UTC), zone
    )


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe", "\x00", "a" * 5000])
def test_what_is_no_zone_is_said_to_be_none(name: str) -> None:
    assert not clock.is_zone(name)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("  a \n b\t", "a b"),
        ("a\x00b", "a\ufffdb"),
        ("\ud83d", "\ufffd"),
        (None, ""),
        ("e\u0301", "é"),
        ("a\r\nb", "a b"),
        ("\u00a0x\u2003", "x"),
    ],
)
def test_a_line_is_clean(given: str, line: str) -> None:
    assert clean.line(given) == line


@pytest.mark.parametrize(
    ("count", "polish", "english"),
    [
        (1, "1 dzień temu", "1 day ago"),
        (2, "2 dni temu", "2 days ago"),
        (5, "5 dni temu", "5 days ago"),
        (22, "22 dni temu", "22 days ago"),
    ],
)
def test_plural_forms_follow_the_count(count: int, polish: str, english: str) -> None:
    assert i18n.words("pl", "days.ago", count=count) == polish
    assert i18n.words("en", "days.ago", count=count) == english


def test_dates_and_money_are_written_as_the_reader_writes_them() -> None:
    with i18n.speaking("pl"):
        assert i18n.date_text(date(2026, 11, 21)) == "21 lis 2026"
        assert i18n.money(Decimal("12300"), "PLN") == "12\u00a0300,00\u00a0zł"
        assert i18n.moment_text(datetime(2026, 11, 21, 8, tzinfo=UTC), "Europe/Warsaw") == "21 lis 2026, 09:00"
    with i18n.speaking("en"):
        assert i18n.date_text(date(2026, 11, 21)) == "Nov 21, 2026"


def test_a_missing_key_raises_in_tests() -> None:
    with pytest.raises(i18n.MissingWords):
        i18n.t("nothing.like_this")


def test_a_value_is_never_expanded_again() -> None:
    assert i18n.words("en", "error.too_long", max="{who} {max}") == "At most {who} {max} characters."


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("pl-PL,pl;q=0.9,en;q=0.8", "pl"),
        ("de, en;q=0.5", "en"),
        ("en;q=0.2, pl;q=0.7", "pl"),
        ("de", None),
        ("", None),
        (";;;q=x,,", None),
    ],
)
def test_the_visitors_language_is_the_best_of_ours(header: str, language: str | None) -> None:
    assert i18n.best(header) == language
