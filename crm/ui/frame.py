"""One frame for every page: menu, top line with bell and primary action, banners, toasts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from crm import notifications
from crm.core import assets, i18n
from crm.core.work import Work
from crm.ui import banners, foot, mends, places, quick_add, widget_words
from crm.ui.text import markup, safe, say
from crm.ui.work import FLASH, Versioned, drawn, problems, reading

ASSETS = Path(__file__).resolve().parent / "assets"
DRESS = "_dress"


def run(sections: dict[str, list[places.Place]], bar: Callable[[], None]) -> None:
    """Draw the menu with what this person may reach and the line above every page; run the page that was asked for."""
    st.set_page_config(page_title="Czuwaj", page_icon=str(assets.FOLDER / "mark.png"), layout="wide")
    with reading() as work:
        work.require_sign_in()
        modes = notifications.my_modes(work)
    for group in sections.values():
        places.register(group)
    shown = {
        say(f"menu.{name}"): [places.page_of(place, is_open=places.is_open(place, work)) for place in group]
        for name, group in sections.items()
    }
    page = st.navigation(shown, expanded=True)
    mends.note_page()
    _renew_style()
    widget_words.tell()
    st.logo(str(ASSETS / "logo.svg"), size="large")
    foot.draw(work, modes)
    if page.url_path not in _own(sections) and not _has_role(sections, work):
        st.info(say("account.no_role"), icon=":material/badge:")
    bar()
    page.run()


def _renew_style() -> None:
    """For a tab that was opened before an upgrade: its page names the style sheet of then, or none."""
    sheet = assets.address("frame.css")
    st.html(f'<style>@import url("{sheet}");</style>')


def _own(sections: dict[str, list[places.Place]]) -> set[str]:
    """The pages about oneself."""
    return {place.name for group in sections.values() for place in group if place.right is None}


def _has_role(sections: dict[str, list[places.Place]], work: Work) -> bool:
    """Whether any page beyond one's own settings is open to this person."""
    return any(place.right and work.may(place.right) for group in sections.values() for place in group)


def heading(title: str, *, chip: tuple[str, str] | None = None, note: str = "", primary: str | None = None) -> bool:
    """The top line: title (any text), a coloured chip, the bell, the one primary action; whether that was pressed.

    Shows what the last change had to say, too.
    """
    coloured = f' <span class="chip" style="--chip:{chip[1]}">{markup(chip[0])}</span>' if chip else ""
    small = f'<p class="under">{markup(note)}</p>' if note else ""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="top", wrap=True
    ):
        st.html(f'<div class="top"><h1>{markup(title)}{coloured}</h1>{small}</div>', width="content")
        with st.container(horizontal=True, vertical_alignment="center", width="content", wrap=False, key="actions"):
            quick_add.button()
            _bell()
            pressed = primary is not None and st.button(
                say(primary), type="primary", key="primary", icon=":material/add:", shortcut="n"
            )
    flash()
    banners.status_line()
    return pressed


@st.fragment(run_every=banners.POLL_SECONDS)
def _bell() -> None:
    with reading() as work:
        if not work.may("inbox.view"):
            return
        count = notifications.unread(work)
    with st.container(key="bell", width="content"):
        label = say("ui.bell_count", count=count) if count else say("ui.bell_none")
        places.link("inbox", label, icon="notifications_active" if count else "notifications")


def redress(theme: str, language: str) -> None:
    """Load the page anew when this tab was loaded with another theme or language than now hold."""
    worn = st.session_state.setdefault(DRESS, (theme, language))
    if worn != (theme, language):
        st.session_state[DRESS] = (theme, language)
        script = assets.address("again.js")
        st.html(f'<script src="{script}"></script>', unsafe_allow_javascript=True)


def flash() -> None:
    """Show what the last change had to say, once."""
    said = st.session_state.pop(FLASH, None)
    if said:
        code, params, icon = said
        lasts: Literal["short", "long"] = "short" if icon == "check" else "long"
        st.toast(say(code, **params), icon=f":material/{icon}:", duration=lasts)


def trouble(form: str, row: Versioned | None = None) -> None:
    """What stands in the way of saving, once above the fields; notes the version of the row that these show."""
    drawn(form, row)
    refused(form)


def refused(form: str) -> None:
    """What the last action under this name was refused for; for menus and buttons without a form of their own."""
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


def row(key: str) -> DeltaGenerator:
    """Widgets side by side, wrapping on narrow screens."""
    return st.container(horizontal=True, vertical_alignment="center", key=f"row-{key}")


def narrow() -> DeltaGenerator:
    """One column of comfortable width, for forms."""
    return st.container(width=720)


def line(title: str, rest: str, mark: str = "") -> None:
    """One thing in a short list: its name, what else is known, a mark; any text."""
    chip = f'<span class="chip">{markup(mark)}</span>' if mark else ""
    st.html(f'<div class="line"><b>{markup(title)}</b>{chip}<span>{markup(rest)}</span></div>')


def day(value: date | None, today: date | None = None) -> str:
    """A date as the reader writes it, with how far away it is when `today` is given."""
    if value is None:
        return ""
    return f"{i18n.date_text(value)} · {i18n.days_text((value - today).days)}" if today else i18n.date_text(value)


def number_in(query: dict[str, str], name: str) -> int | None:
    """A whole number of the URL, or None."""
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def nothing_found(clear: Callable[[], None]) -> None:
    """A filter that finds nothing, and the way out."""
    with st.container(border=True, key="nothing-found"):
        st.markdown(say("ui.nothing_found"))
        st.button(say("ui.clear_filters"), on_click=clear, key="clear-filters", icon=":material/filter_alt_off:")


def confirmed(key: str, label: str, warning: str, *, icon: str = "delete") -> bool:
    """A quiet button for what cannot be taken back easily: asks once more before it is true."""
    with st.popover(say(label), icon=f":material/{icon}:", type="tertiary", key=key):
        st.markdown(say(warning))
        return bool(st.button(say(label), key=f"{key}-sure", type="primary"))


def confirmed_text(key: str, label: str, warning: str, *, icon: str) -> bool:
    """The same with a label that is words already (`say`)."""
    with st.popover(label, icon=f":material/{icon}:", type="tertiary", key=key):
        st.markdown(say(warning))
        return bool(st.button(label, key=f"{key}-sure", type="primary"))


def heading_small(title: str, *, chip: tuple[str, str] | None = None) -> None:
    """The heading of a drawer."""
    coloured = f'<span class="chip" style="--chip:{chip[1]}">{markup(chip[0])}</span>' if chip else ""
    st.html(f'<div class="top small"><h2>{markup(title)} {coloured}</h2></div>')


def download(path: str, query: dict[str, str], label: str) -> None:
    """A plain link to one of our own routes; the guard there knows who asks."""
    st.link_button(
        say(label), f"{path}?{urlencode(query)}" if query else path, icon=":material/download:", type="tertiary"
    )


def figure(number: int, label: str, name: str, query: dict[str, str], *, colour: str = "") -> None:
    """A number with its words, leading to the list it was counted from."""
    style = f' style="color:{colour}"' if colour else ""
    with st.container(border=True, width="stretch"):
        words = markup(i18n.t(label, count=number))
        st.html(f'<div class="figure"><b{style}>{markup(number)}</b><span>{words}</span></div>')
        places.link(name, say("ui.show"), icon="arrow_forward", **query)


def entry(title: str, body: str, when: str, *, is_unread: bool) -> None:
    """One thing somebody was told."""
    mark = ' class="unread"' if is_unread else ""
    text = markup(" · ".join(body.splitlines()))
    st.html(f'<div class="entry"><b{mark}>{markup(title)}</b><p>{text}</p><time>{markup(when)}</time></div>')


def open_link(path: str, label: str) -> None:
    """A link to a record by its address in the app (ours, never somebody's text)."""
    place, _, query = path.lstrip("/").partition("?")
    places.link(place, say(label), icon="arrow_forward", **dict(parse_qsl(query)))


def fold(label: str, *, form: str, note: str = "", colour: str = "", icon: str | None = None) -> DeltaGenerator:
    """A thing in a list that opens into its form; open while the form has problems. Any text."""
    rest = f" — :gray[{safe(note)}]" if note else ""
    with st.container(horizontal=True, vertical_alignment="top", wrap=False, key=f"line-{form}"):
        if colour:
            st.html(f'<span class="swatch" style="background:{colour}"></span>', width="content")
        return st.expander(f"{safe(label)}{rest}", expanded=bool(problems(form)), key=f"fold-{form}", icon=icon)


def hint(key: str) -> None:
    """A quiet sentence of ours."""
    st.caption(say(key))


def not_found() -> None:
    """The same answer for what is missing and for what one may not see."""
    st.error(say("error.not_found"), icon=":material/search_off:")


def server_said(key: str, words: str) -> None:
    """What became of a message, with the other server's own words."""
    st.warning(say(key, error=words), icon=":material/mail:")
