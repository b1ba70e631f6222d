"""Many records at once: what to do, what would happen, the work, what came of it."""

from collections.abc import Callable

import streamlit as st

from crm import contracts
from crm.core.errors import Refusal
from crm.core.i18n import t
from crm.core.listing import Choice
from crm.flows.bulk import CHANGED, REFUSED, SAME, TOLD_ONE_BY_ONE, Report, Selection
from crm.flows.bulk_changes import CODES, DATES, MODES, UNITS, Change
from crm.ui import bulk, bulk_tables, case_list, ending, fields, frame, staff, watch
from crm.ui.priorities import priority_names
from crm.ui.text import say
from crm.ui.work import enter, reading

FORM = "bulk"


def person() -> int | None:
    """Whom to give the records to; nobody is a choice, too."""
    with reading() as reader:
        return fields.choose(FORM, "new_person", staff.choices(reader))


def days() -> dict[str, object]:
    """A date for all, or so far ahead or back for each."""
    how = fields.pick(FORM, "date_how", ["day", "move"], "move", lambda x: t(f"bulk.date.{x}"), needed=True)
    if how == "day":
        return {"day": fields.day(FORM, "new_day", None, work.today)}
    unit = fields.pick(FORM, "move_unit", list(UNITS), "month", lambda x: t(f"unit.{x}"), needed=True)
    return {"move": fields.count(FORM, "move", 1), "unit": unit or "month"}


def wanted(selection: Selection) -> Change | None:
    """What shall be done, as the form says it now."""
    offered = bulk.offered(selection.kind, work)
    what = fields.pick(FORM, "what", offered, None, lambda x: t(f"bulk.what.{x}"), needed=True)
    values: dict[str, object] = {}
    if what in ("assigned", "owner"):
        values = {"person_id": person()}
    elif what in DATES:
        values = days()
    elif what in CODES:
        names = case_list.state_names() if what == "state" else priority_names()
        values = {"code": fields.pick(FORM, what, list(names), None, names.__getitem__, needed=True)}
    elif what == "status":
        with reading() as reader:
            known = [Choice(s.id, s.name) for s in contracts.statuses(reader)]
        values = {"status_id": fields.choose(FORM, "status_id", known, needed=True)}
        values["comment"] = fields.text(FORM, "comment")
    elif what == "recipients":
        values = {"mode": fields.pick(FORM, "mode", list(MODES), "add", lambda x: t(f"bulk.mode.{x}"), needed=True)}
        values["recipients"] = tuple(watch.recipients(FORM, []))
    return Change(selection.kind, what, **values) if what else None


def tried(change: Change, selection: Selection, report: Report) -> None:
    """What would change, what not and why; and the button that does it."""
    if not report.verdicts:
        frame.empty("bulk.nothing_there", "bulk.empty_first")
        return
    counts = {name: len(report.of(name)) for name in (CHANGED, SAME, REFUSED)}
    frame.note(" · ".join(t(f"bulk.count.{name}", count=count) for name, count in counts.items() if count))
    order = {REFUSED: 0, CHANGED: 1, SAME: 2}
    bulk_tables.verdicts("bulk-tried", sorted(report.verdicts, key=lambda one: order[one.outcome]), change.what)
    tells = change.what == "status" or (change.kind, change.what) == ("cases", "owner")
    if tells and counts[CHANGED] > TOLD_ONE_BY_ONE:
        st.caption(say("bulk.not_told", max=TOLD_ONE_BY_ONE))
    if not counts[CHANGED]:
        return
    sure = st.button(
        say("bulk.confirm", count=counts[CHANGED]), type="primary", key="bulk-confirm", icon=":material/done_all:"
    )
    if sure:
        guarded(lambda: bulk.carry_out(change, selection, report))


def guarded(act: Callable[[], None]) -> None:
    """Refusals of the whole, as words."""
    try:
        act()
    except Refusal as refusal:
        for problem in refusal.problems:
            st.error(say(problem.code, **dict(problem.params)), icon=":material/error:")


work = enter(None)
chosen: Selection | None = st.session_state.get(bulk.CHOSEN)
frame.heading(t("bulk.heading"), note=bulk.note(chosen) if chosen else "")
bulk.said()
if chosen is None:
    frame.empty("bulk.empty", "bulk.empty_first")
    ending.stop()
enter(f"{chosen.kind}.view")
if bulk.DONE in st.session_state:
    bulk.result(chosen.kind, st.session_state[bulk.DONE])
elif st.session_state.get(bulk.RUNNING):
    bulk.broken(chosen.kind, st.session_state[bulk.RUNNING])
elif bulk.SAID in st.session_state:
    bulk.ways_on(chosen.kind, None)
else:
    with frame.narrow():
        change = wanted(chosen)
        if change and fields.save(FORM, "bulk.preview"):
            guarded(lambda: bulk.try_out(change, chosen))
    held = st.session_state.get(bulk.TRIED)
    if held and held[0] == change:
        tried(change, chosen, held[1])
