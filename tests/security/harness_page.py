"""Every way in which crm.ui shows a text, once for each string of a bundle."""

from collections.abc import Callable

import streamlit as st

from crm.core.errors import Problem
from crm.ui import ending, fields, frame, grid, places
from crm.ui.text import safe, say
from crm.ui.work import FLASH, PROBLEMS
from tests.security import hostile

BREAK = " ¶ "


def each(name: str, draw: Callable[[str], object]) -> None:
    """One outlet, once a text."""
    with st.container(key=f"o-{name}"):
        for text in texts:
            draw(text)


def in_form(text: str) -> object:
    return frame.fold(text, form=f"fold-{texts.index(text)}")


def noted(text: str) -> object:
    return frame.fold("Label", form=f"noted-{texts.index(text)}", note=text)


def said(text: str) -> None:
    st.session_state[FLASH] = ("clients.nip_taken", {"name": text}, "check")
    frame.flash()


start, end = (int(st.query_params.get(name, default)) for name, default in (("from", 0), ("to", 50)))
texts = hostile.STORED[start:end]
if "toasts" in st.query_params:
    frame.heading("Toasts")
    each("toasts", said)
    ending.stop()
if "raw" in st.query_params:
    frame.heading("Raw")
    each("note", st.caption)
    ending.stop()
if "options" in st.query_params:
    frame.heading("Options")
    with st.container(key="o-pick"):
        fields.pick("q", "name", texts, texts[0], str)
    ending.stop()
frame.heading(BREAK.join(texts), chip=(BREAK.join(texts), "#2d78d2"), note=BREAK.join(texts))
each("small", frame.heading_small)
each("chip", lambda text: frame.heading_small("Title", chip=(text, "#2d78d2")))
with st.container(key="o-facts"):
    frame.facts([("field.name", text) for text in texts])
each("line", lambda text: frame.line(text, text, text))
each("entry", lambda text: frame.entry(text, text, text, is_unread=True))
each("note", frame.note)
each("fold", in_form)
each("noted", noted)
each("refused", lambda text: st.error(say("clients.nip_taken", name=text)))
each("server", lambda text: frame.server_said("notifications.test_failed", text))
each("link", lambda text: places.link("inbox", safe(text)))
with st.container(key="o-problem"):
    st.session_state[PROBLEMS] = ("p", tuple(Problem("clients.nip_taken", "name", {"name": text}) for text in texts))
    fields.text("p", "name")
    st.session_state.pop(PROBLEMS)
with st.container(key="o-several"):
    fields.several("r", "name", texts, texts, str)
with st.container(key="o-input"):
    for place, text in enumerate(texts):
        fields.text(f"s{place}", "name", text)
with st.container(key="o-area"):
    for place, text in enumerate(texts):
        fields.block(f"t{place}", "note", text)
columns = [
    grid.Column("field.name", str),
    grid.Column("field.status_id", str, chips=dict.fromkeys(texts, "#2d78d2")),
    grid.Column("field.note", str),
]
with st.container(key="o-table"):
    grid.table("all", grid.all_of(texts), columns, href=lambda text: places.address("inbox", q=text))
