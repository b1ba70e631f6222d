"""Tables of what a change of many would do, did, or left alone; all of it, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crm import contracts, people
from crm.core import i18n
from crm.core.listing import PAGE, Page
from crm.flows.bulk import Verdict
from crm.flows.undo_verdicts import Left
from crm.monitoring.rules import Recipient
from crm.ui import case_list, grid, watch
from crm.ui.history import kind_name
from crm.ui.priorities import priority_names
from crm.ui.statuses import state_names
from crm.ui.work import reading

OUTCOMES = {"changed": "#0f766e", "same": "#7a7a72", "refused": "#b3362b"}


def verdicts(name: str, rows: Sequence[Verdict], what: str) -> None:
    """Record by record: from what to what, or why not."""
    names = Names(rows, what)
    columns = [
        grid.Column("bulk.record", lambda row: row.title or i18n.t("bulk.hidden"), width=280),
        grid.Column("bulk.outcome", lambda row: _outcome(row.outcome), chips=_colours()),
        grid.Column("bulk.old", lambda row: names.text(row.old), width=200),
        grid.Column("bulk.new", lambda row: names.text(row.new) if row.outcome == "changed" else "", width=200),
        grid.Column("bulk.why", lambda row: _reasons(row.problems), width=360),
    ]
    _paged(name, rows, columns)


def left(name: str, rows: Sequence[Left], zone: str) -> None:
    """Record by record: why undoing left it alone, and who changed it when."""
    columns = [
        grid.Column("bulk.record", lambda row: row.title or i18n.t("bulk.hidden"), width=280),
        grid.Column("bin.kind", lambda row: kind_name(row.kind)),
        grid.Column("bulk.why", lambda row: _reasons((row.problem,)), width=360),
        grid.Column("history.person", lambda row: _who(row, zone), width=240),
    ]
    _paged(name, rows, columns)


def _paged(name: str, rows: Sequence[Any], columns: list[grid.Column]) -> None:
    number = min(grid.page_number(name), max(1, -(-len(rows) // PAGE)))
    page = Page(list(rows[(number - 1) * PAGE : number * PAGE]), number, len(rows))
    grid.table(name, page, columns, href=lambda row: "#")
    grid.turn(name, page)


class Names:
    """What the values of these verdicts are called: people, statuses, recipients, dates."""

    def __init__(self, rows: Sequence[Verdict], what: str) -> None:
        values = [value for row in rows for value in (row.old, row.new)]
        ids = {value for value in values if isinstance(value, int)}
        ids |= {one.person_id for value in values if isinstance(value, tuple) for one in value if one.person_id}
        with reading() as work:
            self.people = people.names(work, ids)
            self.teams = {choice.id: choice.name for choice in people.team_choices(work)}
            self.statuses = {s.id: s.name for s in contracts.statuses(work)} if work.may("contracts.view") else {}
        self.is_status = what == "status"
        self.codes = {"state": case_list.state_names(), "priority": priority_names()}.get(what, state_names())

    def text(self, value: object) -> str:
        """A value in the reader's words."""
        if isinstance(value, tuple):
            return ", ".join(watch.recipient_name(one, self.people, self.teams) for one in value if _is_one(one))
        if isinstance(value, date):
            return i18n.date_text(value)
        if isinstance(value, str):
            return self.codes.get(value, value)
        if isinstance(value, int):
            return (self.statuses if self.is_status else self.people).get(value, f"#{value}")
        return "–"


def _is_one(value: object) -> bool:
    return isinstance(value, Recipient)


def _outcome(outcome: str) -> str:
    return i18n.t(f"bulk.outcome.{outcome}")


def _colours() -> dict[str, str]:
    return {_outcome(outcome): colour for outcome, colour in OUTCOMES.items()}


def _reasons(problems: Sequence[Any]) -> str:
    return " ".join(i18n.t(problem.code, **dict(problem.params)) for problem in problems)


def _who(row: Left, zone: str) -> str:
    if row.at is None:
        return ""
    return i18n.t("bulk.changed_by", who=row.who or i18n.t("history.by_itself"), when=i18n.moment_text(row.at, zone))
