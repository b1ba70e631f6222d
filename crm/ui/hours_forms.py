"""Forms of working time: a week day by day, the office's with its country, a person's with "as the office"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import time

import streamlit as st

from crm import people
from crm.core import i18n, workdays
from crm.core.i18n import t
from crm.core.workdays import WEEK, Hours, Span
from crm.people import OwnTime
from crm.ui import fields, frame
from crm.ui.fields import key_of
from crm.ui.text import literal, safe, say
from crm.ui.work import changing, problems, reading, seen

OFFICE, WEEKLY = "office_time", "own_time"
PROPOSED: Span = (time(8), time(16))
AS_OFFICE, OFF, OWN = KINDS = ("as_office", "off", "own")


def office() -> None:
    """The office's hours and the country whose holidays are kept, with this year's for reading."""
    with reading() as reader:
        now = people.office_time(reader)
        year = reader.today.year
    frame.hint("hours.office_hint")
    frame.trouble(OFFICE, now)
    names = {code: i18n.country_name(code) for code in workdays.countries()}
    options = sorted(names, key=lambda code: names[code])
    country = fields.pick(OFFICE, "country", options, now.country, names.__getitem__)
    days = [_office_day(day, now.hours.week[day]) for day in WEEK]
    if fields.save(OFFICE):
        with changing(OFFICE, "hours.saved") as writer:
            people.set_office_time(writer, Hours(tuple(days)), country or "", seen(OFFICE, now))
    holidays = workdays.holiday_names(now.country, year, i18n.language())
    if holidays:
        with st.expander(say("hours.holidays", year=year, country=names.get(now.country, ""))):
            body = " · ".join(f"{i18n.date_text(day)} – {name}" for day, name in holidays.items())
            frame.note(body)


def own_week(person_id: int | None = None) -> None:
    """A person's week where it differs from the office's: mine, or somebody else's."""
    with reading() as reader:
        now = people.my_time(reader) if person_id is None else people.time_of(reader, person_id)
    frame.hint("hours.own_hint")
    frame.trouble(WEEKLY, now)
    chosen = {day: _own_day(now, day) for day in WEEK}
    if fields.save(WEEKLY):
        week = {day: span for day, (kind, span) in chosen.items() if kind != AS_OFFICE}
        with changing(WEEKLY, "hours.saved") as writer:
            if person_id is None:
                people.set_my_time(writer, week, seen(WEEKLY, now))
            else:
                people.set_time_of(writer, person_id, week, seen(WEEKLY, now))


def weekdays(form: str, name: str, value: Collection[int]) -> list[int]:
    """Some weekdays."""
    given: Sequence[int] = st.pills(
        say(f"field.{name}"),
        list(WEEK),
        selection_mode="multi",
        default=sorted(value),
        key=key_of(form, name),
        format_func=lambda day: safe(i18n.weekday_text(day, "abbreviated")),
    )
    _problem(form, name)
    return sorted(given)


def span(form: str, prefix: str, value: Span | None) -> tuple[time | None, time | None]:
    """From–to, either of which may be empty."""
    begins, ends = value or (None, None)
    with st.container(horizontal=True):
        found = clock(form, f"{prefix}_begins", begins), clock(form, f"{prefix}_ends", ends)
    for name in (f"{prefix}_begins", f"{prefix}_ends"):
        _problem(form, name)
    return found


def clock(form: str, name: str, value: time | None, *, is_bare: bool = False) -> time | None:
    """A time of day; 00:00 as an end is the midnight after."""
    given: time | None = st.time_input(
        say("hours.begins" if name.endswith("begins") else "hours.ends"),
        value=value,
        key=key_of(form, name),
        width=130,
        label_visibility="collapsed" if is_bare else "visible",
    )
    return given


def span_text(span: Span | None) -> str:
    """ "08:00–16:00", or that it is closed."""
    return f"{span[0]:%H:%M}–{span[1]:%H:%M}" if span else t("hours.closed")


def weekdays_text(days: Collection[int]) -> str:
    """Weekdays in short: "Mon, Tue"."""
    return ", ".join(i18n.weekday_text(day, "abbreviated") for day in sorted(days))


def _office_day(day: int, now: Span | None) -> Span | None:
    with _day_row(OFFICE, day):
        is_open = st.toggle(
            literal(i18n.weekday_text(day).capitalize()),
            value=now is not None,
            key=key_of(OFFICE, f"open_{day}"),
            width=170,
        )
        found = _edges(OFFICE, day, now) if is_open else None
    _problem(OFFICE, f"weekday_{day}")
    return found


def _own_day(card: OwnTime, day: int) -> tuple[str, Span | None]:
    own = card.week.get(day)
    kind = AS_OFFICE if day not in card.week else OWN if own else OFF
    names = {
        AS_OFFICE: t("hours.kind.as_office", hours=span_text(card.office.week[day])),
        **{name: t(f"hours.kind.{name}") for name in (OFF, OWN)},
    }
    with _day_row(WEEKLY, day):
        label = literal(i18n.weekday_text(day).capitalize())
        st.markdown(label, width=110)
        chosen = st.selectbox(
            literal(i18n.weekday_text(day).capitalize()),
            list(KINDS),
            index=KINDS.index(kind),
            key=key_of(WEEKLY, f"kind_{day}"),
            format_func=lambda option: literal(names[option]),
            label_visibility="collapsed",
            width=240,
        )
        found = _edges(WEEKLY, day, own or card.office.week[day]) if chosen == OWN else None
    _problem(WEEKLY, f"weekday_{day}")
    return str(chosen), found


def _day_row(form: str, day: int) -> st.delta_generator.DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="center", key=f"{form}-day-{day}")


def _edges(form: str, day: int, now: Span | None) -> Span:
    begins, ends = now or PROPOSED
    with st.container(horizontal=True, width="content", wrap=False):  # on a phone both go below the day
        first = clock(form, f"{day}_begins", begins, is_bare=True)
        last = clock(form, f"{day}_ends", ends, is_bare=True)
    return first if first is not None else begins, last if last is not None else ends


def _problem(form: str, name: str) -> None:
    for problem in problems(form):
        if problem.field == name:
            st.markdown(f":red[:material/error: {say(problem.code, **dict(problem.params))}]")
