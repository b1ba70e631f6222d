"""Recurrence rules as RFC 5545 (3.3.10) writes them: text to value and back, and what is wrong with a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from crm.core.errors import Problem, refuse_any

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# How many of each unit ten years have: no rule steps further than that.
STEPS = {"YEARLY": 10, "MONTHLY": 120, "WEEKLY": 520, "DAILY": 3_650, "HOURLY": 87_600, "MINUTELY": 5_256_000}
MOST = 1_000  # occurrences of a rule that counts them
SHORTEST = 28  # days that every month has
LONGEST = 500  # characters
# Part: the least and the most of its numbers, and whether they may be counted from the end.
NUMBERS = {
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSETPOS": (1, 366, True),
}
FIELDS = {
    "BYMONTH": "months",
    "BYMONTHDAY": "month_days",
    "BYYEARDAY": "year_days",
    "BYWEEKNO": "weeks",
    "BYDAY": "days",
    "BYHOUR": "hours",
    "BYMINUTE": "minutes",
    "BYSETPOS": "places",
}
PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", *FIELDS}
# Where a part has no meaning (3.3.10); weeks by number are understood in weekly rules, too, as python-dateutil does.
NOT_WITH = {
    "BYMONTHDAY": ("WEEKLY",),
    "BYYEARDAY": ("DAILY", "WEEKLY", "MONTHLY"),
    "BYWEEKNO": ("MINUTELY", "HOURLY", "DAILY", "MONTHLY"),
}
_UNTIL = re.compile(r"\d{8}T\d{6}Z")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?\d{1,9}")
_STEP = re.compile(r"-?[0-9]{1,19}")


@dataclass(frozen=True)
class Rule:
    """A rule without its first moment. `days` are (weekday from Monday = 0, which one of them or 0 for each)."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    week_start: int = 0
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    days: tuple[tuple[int, int], ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    places: tuple[int, ...] = ()

    @property
    def has_end(self) -> bool:
        """Whether it stops by itself."""
        return self.count is not None or self.until is not None

    @property
    def text(self) -> str:
        """The rule as the RFC writes it, always alike for the same rule."""
        parts = [f"FREQ={self.freq}"]
        parts += [f"INTERVAL={self.interval}"] if self.interval != 1 else []
        parts += [f"COUNT={self.count}"] if self.count is not None else []
        parts += [f"UNTIL={self.until:%Y%m%dT%H%M%SZ}"] if self.until is not None else []
        for part, name in FIELDS.items():
            values: tuple[Any, ...] = getattr(self, name)
            shown = [f"{nth or ''}{WEEKDAYS[day]}" for day, nth in values] if part == "BYDAY" else map(str, values)
            parts += [f"{part}={','.join(shown)}"] if values else []
        return ";".join(parts + ([f"WKST={WEEKDAYS[self.week_start]}"] if self.week_start else []))


def held(rule: Rule, day: int) -> Rule:
    """A monthly rule for a day of the month, which is the last one of months that are too short for it."""
    if day <= SHORTEST:
        return replace(rule, month_days=(day,))
    return replace(rule, month_days=tuple(range(SHORTEST, day + 1)), places=(-1,))


def held_day(rule: Rule) -> int | None:
    """The day for which `held` made these parts; None where they say something else."""
    days = rule.month_days
    return days[-1] if rule.places == (-1,) and len(days) > 1 and held(rule, days[-1]).month_days == days else None


def parse(text: object, field: str = "rule") -> Rule:
    """The rule that a text writes; Invalid with everything that is wrong with it, at that field."""
    given, problems = _split(str(text or ""), field)
    values: dict[str, Any] = {}
    for part, read in _READERS.items():
        if part in given:
            found = read(part, given[part])
            if isinstance(found, Problem):
                problems.append(Problem(found.code, field, found.params))
            else:
                values[FIELDS.get(part, _NAMES.get(part, ""))] = found
    problems += _frequency(given, values, field) + _together(given, field)
    refuse_any(problems)
    return Rule(**values)


_NAMES = {"FREQ": "freq", "INTERVAL": "interval", "COUNT": "count", "UNTIL": "until", "WKST": "week_start"}


def _split(text: str, field: str) -> tuple[dict[str, str], list[Problem]]:
    """Its parts by name; what is no part, or one twice."""
    plain = text.strip().upper().removeprefix("RRULE:")
    if not plain:
        return {}, [Problem("series.rule_needed", field)]
    if len(plain) > LONGEST:
        return {}, [Problem("error.too_long", field, {"max": LONGEST})]
    given: dict[str, str] = {}
    problems = []
    for piece in plain.rstrip(";").split(";"):
        part, _, value = (one.strip() for one in piece.partition("="))
        if part == "BYSECOND":
            problems.append(Problem("series.rule_seconds", field))
        elif part not in PARTS or not value:
            problems.append(Problem("series.rule_part", field, {"part": piece[:40]}))
        elif part in given:
            problems.append(Problem("series.rule_twice", field, {"part": part}))
        given.setdefault(part, value)
    return given, problems


def _frequency(given: Mapping[str, str], values: dict[str, Any], field: str) -> list[Problem]:
    """What is wrong with how often: there must be one, not by the second, and no step beyond ten years."""
    freq = given.get("FREQ", "")
    if freq == "SECONDLY":
        return [Problem("series.rule_seconds", field)]
    if freq not in STEPS:
        return [Problem("series.rule_frequency", field)] if given else []
    if not 1 <= values.get("interval", 1) <= STEPS[freq]:
        return [Problem("series.rule_interval", field, {"max": STEPS[freq]})]
    return []


def _together(given: Mapping[str, str], field: str) -> list[Problem]:
    """Parts that do not go together."""
    freq = given.get("FREQ", "")
    problems = [
        Problem("series.rule_together", field, {"part": part, "other": f"FREQ={freq}"})
        for part, others in NOT_WITH.items()
        if part in given and freq in others
    ]
    if "COUNT" in given and "UNTIL" in given:
        problems.append(Problem("series.rule_ends", field))
    if any(character.isdigit() for character in given.get("BYDAY", "")):
        other = "BYWEEKNO" if "BYWEEKNO" in given else f"FREQ={freq}"
        if freq not in ("MONTHLY", "YEARLY") or "BYWEEKNO" in given:
            params = {"part": f"BYDAY={given['BYDAY'][:40]}", "other": other}
            problems.append(Problem("series.rule_together", field, params))
    if "BYSETPOS" in given and not (given.keys() & FIELDS.keys()) - {"BYSETPOS"}:
        problems.append(Problem("series.rule_places", field))
    return problems


def _step(part: str, value: str) -> int | Problem:
    """Any whole number; how large it may be depends on how often the rule comes back."""
    return int(value) if _STEP.fullmatch(value) else _whole(part, value)


def _whole(part: str, value: str) -> int | Problem:
    if part == "COUNT" and not (_NUMBER.fullmatch(value) and 1 <= int(value) <= MOST):
        return Problem("series.rule_count", None, {"max": MOST})
    return int(value) if _NUMBER.fullmatch(value) else Problem("series.rule_part", None, {"part": f"{part}={value}"})


def _word(_part: str, value: str) -> str:
    return value


def _weekday(part: str, value: str) -> int | Problem:
    if value not in WEEKDAYS:
        return Problem("series.rule_part", None, {"part": f"{part}={value}"})
    return WEEKDAYS.index(value)


def _moment(_part: str, value: str) -> datetime | Problem:
    """An end as the RFC wants it beside a start with a zone: a moment in UTC."""
    try:
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if _UNTIL.fullmatch(value) else _no_end()
    except ValueError:
        return _no_end()


def _no_end() -> Problem:
    return Problem("series.rule_until")


def _numbers(part: str, value: str) -> tuple[int, ...] | Problem:
    least, most, is_signed = NUMBERS[part]
    found = [int(one) if _NUMBER.fullmatch(one.strip()) else None for one in value.split(",")]
    known = {one for one in found if one is not None and least <= (abs(one) if is_signed else one) <= most}
    if len(known) < len(set(found)):
        return Problem("series.rule_range", None, {"part": part, "least": least, "most": most})
    return tuple(sorted(known, key=lambda one: (one < 0, one)))


def _weekdays(part: str, value: str) -> tuple[tuple[int, int], ...] | Problem:
    found = set()
    for one in value.split(","):
        match = _DAY.fullmatch(one.strip())
        if not match or (match[1] is not None and not 1 <= abs(int(match[1])) <= 53):
            return Problem("series.rule_part", None, {"part": f"{part}={one.strip()[:40]}"})
        found.add((WEEKDAYS.index(match[2]), int(match[1] or 0)))
    return tuple(sorted(found))


_READERS: dict[str, Callable[[str, str], Any]] = {
    "FREQ": _word,
    "INTERVAL": _step,
    "COUNT": _whole,
    "UNTIL": _moment,
    "WKST": _weekday,
    "BYDAY": _weekdays,
    **dict.fromkeys(NUMBERS, _numbers),
}
