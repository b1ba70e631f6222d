"""How often something comes back: a picker for the usual rules, any rule as text, and what comes of it in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

import streamlit as st

from crm.core import clock, i18n, recurrence_words
from crm.core.errors import Refusal
from crm.core.recurrence import Rule, held, held_day, moment_of, parse
from crm.tasks import series_lists
from crm.tasks.series_lists import SeriesCard
from crm.tasks.series_rules import DAYS_OFF, SeriesForm
from crm.ui import fields
from crm.ui.fields import key_of
from crm.ui.text import say
from crm.ui.work import problems, reading

DAILY, WEEKLY, BY_DAY, BY_WEEKDAY, YEARLY, CUSTOM = WAYS = (
    "daily",
    "weekly",
    "by_day",
    "by_weekday",
    "yearly",
    "custom",
)
NEVER, AFTER, ON = ENDS = ("never", "after", "on")
FREQS = {DAILY: "DAILY", WEEKLY: "WEEKLY", BY_DAY: "MONTHLY", BY_WEEKDAY: "MONTHLY", YEARLY: "YEARLY"}
LAST_DAY = 32  # the choice after the 31st
NTHS = (1, 2, 3, 4, -2, -1)
MOST_STEPS = {"DAILY": 365, "WEEKLY": 52, "MONTHLY": 60, "YEARLY": 10}


@dataclass(frozen=True)
class Picked:
    """A rule as the picker shows it; `text` is one that it can only show as it is written."""

    way: str = WEEKLY
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    month_day: int = 1
    nth: int = 1
    weekday: int = 0
    ends: str = NEVER
    count: int = 10
    until: date | None = None
    text: str = ""


def read(text: str, start: date, zone: str) -> Picked:
    """How the picker shows a rule; one that it has no fields for as text."""
    try:
        rule = parse(text)
    except Refusal:
        return Picked(CUSTOM, text=text)
    until = clock.day_of(rule.until, zone) if rule.until else None
    ends = AFTER if rule.count else ON if until else NEVER
    plain = Picked(DAILY, rule.interval, (start.weekday(),), start.day, _nth(start), start.weekday(), ends)
    plain = replace(plain, count=rule.count or 10, until=until)
    shown = _shown(rule, plain, start)
    is_same = shown.way in FREQS and parse(write(shown, start, zone)) == _plain(rule, start, until, zone)
    return shown if is_same else replace(plain, way=CUSTOM, text=text)


def _shown(rule: Rule, plain: Picked, start: date) -> Picked:
    if rule.freq == "WEEKLY":
        return replace(plain, way=WEEKLY, weekdays=tuple(day for day, _ in rule.days) or (start.weekday(),))
    if rule.freq == "MONTHLY" and len(rule.days) == 1 and rule.days[0][1] in NTHS:
        return replace(plain, way=BY_WEEKDAY, nth=rule.days[0][1], weekday=rule.days[0][0])
    if rule.freq == "MONTHLY" and not rule.days and (held_day(rule) or len(rule.month_days) < 2):
        day = held_day(rule) or (*rule.month_days, start.day)[0]
        return replace(plain, way=BY_DAY, month_day=LAST_DAY if day == -1 else day)
    return replace(plain, way={"DAILY": DAILY, "YEARLY": YEARLY}.get(rule.freq, CUSTOM))


def _plain(rule: Rule, start: date, until: date | None, zone: str) -> Rule:
    """The rule as the picker would write it: what it would take from its start said outright, its end a whole day."""
    if rule.freq == "WEEKLY":
        rule = replace(rule, days=rule.days or ((start.weekday(), 0),))
    if rule.freq == "MONTHLY" and not rule.days:
        rule = rule if rule.month_days else held(rule, start.day)
    return replace(rule, until=_end_of(until, zone)) if until else rule


def write(picked: Picked, start: date, zone: str) -> str:
    """The rule that was picked."""
    if picked.way == CUSTOM:
        return picked.text
    rule = Rule(FREQS[picked.way], picked.interval)
    if picked.way == WEEKLY:
        rule = replace(rule, days=tuple((day, 0) for day in sorted(picked.weekdays) or (start.weekday(),)))
    elif picked.way == BY_DAY:
        rule = held(rule, -1 if picked.month_day == LAST_DAY else picked.month_day)
    elif picked.way == BY_WEEKDAY:
        rule = replace(rule, days=((picked.weekday, picked.nth),))
    if picked.ends == AFTER:
        rule = replace(rule, count=picked.count)
    elif picked.ends == ON and picked.until:
        rule = replace(rule, until=_end_of(picked.until, zone))
    return rule.text


def _nth(day: date) -> int:
    """Which of its weekdays of the month this day is; a fifth is the last."""
    nth = (day.day + 6) // 7
    return nth if nth in NTHS else -1


def _end_of(day: date, zone: str) -> datetime:
    return moment_of(datetime.combine(day, time(23, 59)), zone)


def pick(form: str, text: str, start: date, zone: str, today: date) -> str:
    """Draw the picker of a form; the rule it stands at."""
    shown = read(text, start, zone)
    with st.container(horizontal=True, vertical_alignment="top"):
        way = fields.pick(form, "repeats", list(WAYS), shown.way, lambda way: i18n.t(f"series.way.{way}"), needed=True)
        if way in FREQS:
            most = MOST_STEPS[FREQS[way]]
            interval = fields.count(form, f"every_{FREQS[way].lower()}", min(shown.interval, most))
            shown = replace(shown, interval=interval)
    shown = _days(form, replace(shown, way=way or WEEKLY))
    return write(_ends(form, shown, today) if shown.way != CUSTOM else shown, start, zone)


def _days(form: str, shown: Picked) -> Picked:
    """On which days, as the way asks for."""
    if shown.way == CUSTOM:
        return replace(shown, text=fields.text(form, "rule", shown.text, needed=True))
    if shown.way == WEEKLY:
        return replace(shown, weekdays=tuple(_weekdays(form, shown.weekdays)))
    if shown.way == BY_DAY:
        days = [*range(1, 32), LAST_DAY]
        _propose(form, "month_day", shown.month_day)
        day = fields.pick(form, "month_day", days, None, _day_name, needed=True)
        return replace(shown, month_day=day or shown.month_day)
    if shown.way == BY_WEEKDAY:
        pairs = [(day, nth) for nth in NTHS for day in range(7)]
        pair = (shown.weekday, shown.nth)
        _propose(form, "nth_weekday", pair)
        given = fields.pick(
            form, "nth_weekday", pairs, None, lambda one: recurrence_words.nth_weekday(*one), needed=True
        )
        return replace(shown, weekday=(given or pair)[0], nth=(given or pair)[1])
    return shown


def _propose(form: str, name: str, value: object) -> None:
    """What follows from the first day stands in a field, and moves with that day, until somebody chooses otherwise."""
    key = key_of(form, name)
    mark = f"{key}:proposed"
    is_untouched = key in st.session_state and st.session_state[key] == st.session_state.get(mark)
    if key not in st.session_state or (is_untouched and st.session_state[key] != value):
        st.session_state[key] = value
    st.session_state[mark] = value


def _weekdays(form: str, value: tuple[int, ...]) -> list[int]:
    _propose(form, "weekdays", list(value))
    given = st.pills(
        say("field.weekdays"),
        list(range(7)),
        selection_mode="multi",
        format_func=lambda day: say(f"series.weekday_short.{day}"),
        key=key_of(form, "weekdays"),
    )
    return list(given)


def at_time(form: str, value: time) -> time:
    """The time of the day at which it comes back."""
    given = st.time_input(say("field.starts_at"), value=value, key=key_of(form, "starts_at"), step=900)
    return given or value


def day_off(form: str, value: str) -> str:
    """What happens when it falls on a day off."""
    given = fields.pick(
        form, "day_off", list(DAYS_OFF), value, lambda way: i18n.t(f"series.day_off.{way}"), needed=True
    )
    return given or value


def _day_name(day: int) -> str:
    return i18n.t("series.last_day_choice") if day == LAST_DAY else str(day)


def _ends(form: str, shown: Picked, today: date) -> Picked:
    ends = fields.pick(
        form, "series_ends", list(ENDS), shown.ends, lambda end: i18n.t(f"series.ends.{end}"), needed=True
    )
    if ends == AFTER:
        shown = replace(shown, count=fields.count(form, "times", shown.count))
    if ends == ON:
        shown = replace(shown, until=fields.day(form, "last_on", shown.until, today))
    return replace(shown, ends=ends or NEVER)


def preview(form: str, given: SeriesForm, of: SeriesCard | None = None) -> None:
    """The rule in words with its next five dates, or what is wrong with it, as it was typed; what a refused save has
    put beside the field of the rule already is not said twice."""
    if given.starts_on is None or given.starts_at is None:
        return
    with reading() as work:
        zone = given.zone or work.office.zone
        try:
            words, coming = series_lists.preview(work, given, of=of)
        except Refusal as refusal:
            wrong = refusal.problems
        else:
            wrong = ()
    is_custom = bool(wrong) and read(given.rule, given.starts_on, zone).way == CUSTOM
    beside = {problem.code for problem in problems(form) if is_custom and problem.field == "rule"}
    for problem in [problem for problem in wrong if problem.code not in beside]:
        st.warning(say(problem.code, **dict(problem.params)), icon=":material/event_busy:")
    if not wrong:
        dates = " · ".join(moment(one, zone) for one in coming)
        st.info(say("series.preview", words=words[:1].upper() + words[1:], dates=dates), icon=":material/event_repeat:")


def moment(value: datetime, zone: str) -> str:
    """A moment with its weekday, so that one sees whether it is the right one."""
    weekday = clock.day_of(value, zone).weekday()
    return f"{i18n.t(f'series.weekday_short.{weekday}')} {i18n.moment_text(value, zone)}"
