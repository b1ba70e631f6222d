"""Rules in the reader's words: "every Monday and Thursday at 9:00", "co 2 tygodnie w poniedziałek o 9:00"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from babel import dates, lists

from crm.core import clock, i18n
from crm.core.i18n import t
from crm.core.rrule import SHORTEST, Rule, held_day

FEMININE = (2, 5, 6)  # środa, sobota, niedziela: Polish says "pierwszą środę", but "pierwszy czwartek"
WORKING = tuple((day, 0) for day in range(5))
NTHS = (1, 2, 3, 4, 5, -1, -2)
MOST_TIMES = 4


def in_words(rule: Rule, start: datetime, zone: str) -> str:
    """The usual forms in a sentence; any other as the RFC writes it."""
    often = _often(rule, start)
    if often is None or (rule.months and rule.freq != "YEARLY") or rule.year_days or rule.weeks:
        return t("series.words_custom", rule=rule.text)
    return often + _end(rule, zone)


def _often(rule: Rule, start: datetime) -> str | None:
    """How often, on which days and at what time; None for what is not usual."""
    if rule.freq in ("HOURLY", "MINUTELY"):
        return _within_the_day(rule, start)
    times = [time(hour, minute) for hour in rule.hours or (start.hour,) for minute in rule.minutes or (start.minute,)]
    if len(times) > MOST_TIMES:
        return None
    at = t("series.words_at", times=_and([time_text(one) for one in sorted(times)]))
    days = _DAYS[rule.freq](rule, start)
    return None if days is None else f"{days} {at}"


def _within_the_day(rule: Rule, start: datetime) -> str | None:
    if rule.hours or rule.minutes or rule.days or rule.month_days or rule.places:
        return None
    count, at = rule.interval, time_text(start.time())
    if rule.freq == "HOURLY":
        return t("series.words_hours", count=count, time=at)
    return t("series.words_minutes", count=count, time=at)


def _daily(rule: Rule, _start: datetime) -> str | None:
    if rule.days or rule.month_days or rule.places:
        return None
    return t("series.words_days", count=rule.interval)


def _weekly(rule: Rule, start: datetime) -> str | None:
    if rule.places:
        return None
    days = rule.days or ((start.weekday(), 0),)
    if days == WORKING:
        return t("series.words_working_days", count=rule.interval)
    return t("series.words_weeks", count=rule.interval, days=_and([t(f"series.on_weekday.{day}") for day, _ in days]))


def _monthly(rule: Rule, start: datetime) -> str | None:
    days = _days_of_month(rule, start)
    return t("series.words_months", count=rule.interval, days=days) if days else None


def _yearly(rule: Rule, start: datetime) -> str | None:
    """On a day of the year, or on a weekday counted within a month."""
    only = held_day(rule)
    if len(rule.months) > 1 or (len(rule.month_days) > 1 and not only):
        return None
    month = rule.months[0] if rule.months else start.month
    if only and rule.months and not rule.days:
        on = _day_of_year(month, only)
    elif rule.days:
        days = _days_of_month(rule, start) if rule.months else None
        named = dates.get_month_names("wide", "format", i18n.language())[month]
        on = days and t("series.words_of_month", days=days, month=named)
    elif rule.places or (rule.month_days and not rule.months):
        on = None
    else:
        on = _day_of_year(month, rule.month_days[0] if rule.month_days else start.day)
    return t("series.words_years", count=rule.interval, day=on) if on else None


def _day_of_year(month: int, day: int) -> str | None:
    try:
        return dates.format_skeleton("MMMMd", date(2000, month, day), locale=i18n.language())
    except ValueError:  # the 30th of February, or a day counted from the end
        return None


def _days_of_month(rule: Rule, start: datetime) -> str | None:
    if rule.days and rule.month_days:
        return None
    if rule.days == WORKING and rule.places in ((1,), (-1,)):
        return t("series.first_working_day" if rule.places == (1,) else "series.last_working_day")
    only = held_day(rule) or (start.day if start.day > SHORTEST and not (rule.days or rule.month_days) else None)
    if only and not rule.days:
        return t("series.month_day_or_last", day=only)
    if rule.places:
        return None
    if rule.days:
        return _and([nth_weekday(day, nth) for day, nth in rule.days]) if {n for _, n in rule.days} <= {*NTHS} else None
    days = rule.month_days or (start.day,)
    if any(day < -1 for day in days):
        return None
    return _and([t("series.month_last_day") if day == -1 else t("series.month_day", day=day) for day in days])


def nth_weekday(day: int, nth: int) -> str:
    """A weekday counted within a month: "the first Monday", "w pierwszy poniedziałek"."""
    gender = "f" if day in FEMININE else "m"
    which = {-1: "last", -2: "second_last"}.get(nth, str(nth))
    return t("series.nth_weekday", nth=t(f"series.nth.{which}_{gender}"), day=t(f"series.weekday.{day}"))


def time_text(value: time) -> str:
    """A time of the day as the reader writes it."""
    return dates.format_time(value, "H:mm" if i18n.language() == "pl" else "short", locale=i18n.language())


def _end(rule: Rule, zone: str) -> str:
    if rule.count is not None:
        return t("series.words_times", count=rule.count)
    if rule.until is not None:
        return t("series.words_until", day=i18n.date_text(clock.day_of(rule.until, zone)))
    return ""


def _and(words: Sequence[str]) -> str:
    return lists.format_list(list(words), locale=i18n.language())


_DAYS = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}
