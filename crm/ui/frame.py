"""One frame for every page: menu, top line with bell and primary action, banners, toasts."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from crm import notifications
from crm.core import beats, clock, i18n
from crm.core.work import Work
from crm.ui import places
from crm.ui.text import markup, safe, say
from crm.ui.work import FLASH, enter, problems, reading

ASSETS = Path(__file__).resolve().parent / "assets"
POLL_SECONDS = 20


def run(sections: dict[str, list[places.Place]]) -> None:
    """Draw the menu with what this person may reach, and run the page that was asked for."""
    icon = Path(__file__).resolve().parents[1] / "web" / "assets" / "mark.png"
    st.set_page_config(page_title="Czuwaj", page_icon=str(icon), layout="wide")
    work = enter("inbox.view")
    for group in sections.values():
        places.register(group)
    shown = {
        say(f"menu.{name}"): [places.page_of(place) for place in group if work.may(place.right)]
        for name, group in sections.items()
    }
    page = st.navigation({name: group for name, group in shown.items() if group}, expanded=True)
    st.html(ASSETS / "frame.css")
    _foot(work)
    _status_line(work)
    page.run()


def _foot(work: Work) -> None:
    with st.sidebar, st.container(key="foot"):
        st.html(
            f'<div class="who"><b>{markup(work.me.name)}</b><span>{markup(work.office.name)} · '
            f"{markup(i18n.language_name(i18n.language()))}</span></div>"
        )
        st.link_button(say("ui.sign_out"), "/sign-out", icon=":material/logout:", type="tertiary")


def _status_line(work: Work) -> None:
    if clock.is_test():
        st.warning(say("ui.test_clock", moment=i18n.moment_text(clock.now(), work.office.zone)), icon=":material/history:")
    if work.may("office.configure"):
        _silence()


@st.fragment(run_every=POLL_SECONDS)
def _silence() -> None:
    """Tell those who can do something about it that the scheduler has fallen silent, and since when."""
    with reading() as work:
        last = beats.last(work.session)
        zone = work.me.zone or work.office.zone
        if last is None:
            st.warning(say("ui.scheduler_never"), icon=":material/notifications_paused:")
        elif (work.now - last).total_seconds() > beats.silence_seconds():
            st.error(say("ui.scheduler_silent", since=i18n.moment_text(last, zone)), icon=":material/notifications_off:")


def heading(title: str, *, chip: tuple[str, str] | None = None, note: str = "") -> bool:
    """The top line: escaped title, a coloured chip, the bell; shows toasts and the form's overall problem."""
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        coloured = f' <span class="chip" style="--chip:{chip[1]}">{markup(chip[0])}</span>' if chip else ""
        small = f'<p class="under">{markup(note)}</p>' if note else ""
        st.html(f'<div class="top"><h1>{markup(title)}{coloured}</h1>{small}</div>')
    with right:
        _bell()
    flash()
    return True


@st.fragment(run_every=POLL_SECONDS)
def _bell() -> None:
    with reading() as work:
        count = notifications.unread(work)
    with st.container(key="bell", horizontal=True, horizontal_alignment="right"):
        label = say("ui.bell_count", count=count) if count else say("ui.bell_none")
        places.link("inbox", label, icon="notifications_active" if count else "notifications")


def flash() -> None:
    """Show what the last change had to say, once."""
    said = st.session_state.pop(FLASH, None)
    if said:
        st.toast(say(said[0], **said[1]), icon=":material/check:")


def trouble(form: str) -> None:
    """What stands in the way of saving, once above the fields."""
    found = problems(form)
    if not found:
        return
    whole = [problem for problem in found if problem.field is None]
    for problem in whole:
        st.error(say(problem.code, **dict(problem.params)), icon=":material/error:")
    if len(whole) < len(found):
        st.error(say("error.invalid"), icon=":material/error:")


def empty(what: str, first_step: str) -> None:
    """An empty list says what it is for and what to do first (both from the catalogues)."""
    with st.container(border=True, key=f"empty-{what.replace('.', '-')}"):
        st.markdown(say(what))
        st.caption(say(first_step))


def facts(rows: list[tuple[str, str]]) -> None:
    """A quiet table of (key of the label, text)."""
    body = "".join(f"<dt>{markup(i18n.t(key))}</dt><dd>{markup(text) or '–'}</dd>" for key, text in rows)
    st.html(f'<dl class="facts">{body}</dl>')


def section(key: str) -> None:
    """A heading inside a page."""
    st.subheader(say(key))


def note(text: str) -> None:
    """A quiet line of somebody's text."""
    st.caption(safe(text))
