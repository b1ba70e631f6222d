"""History: who changed what when, from what to what; filtered, page by page, each batch with its undoing."""

from dataclasses import replace

import streamlit as st

from crm import agenda, records
from crm.agenda.change_kinds import KINDS
from crm.core.errors import NotFound
from crm.core.i18n import moment_text, number, t
from crm.core.listing import Choice
from crm.ui import bulk, frame, history, places
from crm.ui.filters import UrlState
from crm.ui.work import enter, reading


def chosen(state: UrlState, now: agenda.Asked) -> agenda.Asked:
    """The filters in two rows; what they say now. Other filters begin with the newest change again."""
    with reading() as reader:
        people, batches = agenda.authors(reader), records.batches_of(reader)
    kinds = {name: history.kind_name(name) for name in KINDS}
    actions = {name: t(f"history.{name}") for name in agenda.ACTIONS}
    known = [Choice(one.id, f"{one.title} · {moment_text(one.began_at, zone)}") for one in batches]
    if now.batch_id and now.batch_id not in [one.id for one in known]:
        known.append(Choice(now.batch_id, f"#{now.batch_id}"))
    with frame.row("history-filters"):
        person = state.one("person", "history.person", people, now.person_id)
        kind = state.pick("kind", "history.kind", list(kinds), now.kind, kinds) or ""
        action = state.pick("action", "history.action", list(actions), now.action, actions) or ""
        batch = state.one("batch", "history.batch", known, now.batch_id)
    with frame.row("history-days"):
        first = state.day("from", "history.from", now.first)
        last = state.day("to", "history.to", now.last)
    row_id = now.row_id if kind == now.kind else None
    asked = agenda.Asked(person, kind, row_id, action, first, last, batch)
    same = {name: value for name, value in now.query().items() if name != "before"}
    return now if asked.query() == same else asked


def about_batch(batch_id: int) -> None:
    """The batch that is asked for: how far it came, and its undoing."""
    with reading() as reader:
        try:
            batch = records.get_batch(reader, batch_id)
        except NotFound:
            return
    with st.container(border=True, key="batch"):
        frame.line(
            batch.title,
            t("history.batch_said", done=number(batch.done), refused=number(batch.refused)),
            t(f"batch.state.{batch.state}"),
        )
        bulk.undo_button(batch)


work = enter("history.view")
zone = work.me.zone or work.office.zone
frame.heading(t("page.history"))
bulk.said()
state = UrlState("history")
asked = chosen(state, agenda.Asked.of(state.query))
state.write(asked.query())
if asked.batch_id:
    about_batch(asked.batch_id)
with reading() as work:
    found = agenda.listing(work, asked)
if found.rows:
    history.entries(found.rows, work)
elif state.query:
    frame.nothing_found(state.clear)
else:
    frame.empty("history.empty", "history.empty_first")
with frame.row("history-pages"):
    if asked.before:
        places.link("history", t("history.newest"), icon="first_page", **replace(asked, before=None).query())
    if found.next is not None:
        places.link("history", t("history.older"), icon="arrow_forward", **replace(asked, before=found.next).query())
