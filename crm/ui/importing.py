"""Parts of the import page: steps, the reading of a file, progress, verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from crm.core import i18n
from crm.core.i18n import t
from crm.core.listing import Page
from crm.flows import imports
from crm.flows.imports.mapping import KINDS
from crm.records import uploads
from crm.records.uploads import UploadRow, VerdictRow
from crm.ui import fields, frame, grid, places
from crm.ui.text import markup, say
from crm.ui.work import reading

POLL_SECONDS = 1.0
OUTCOMES = ("refused", "created", "updated", "unchanged")
STEPS = ("file", "columns", "check", "result")
COLOURS = {
    "created": "#3ca500", "updated": "#2d78d2", "unchanged": "#7a7a72", "refused": "#c31e69",
    "ended": "#3ca500", "run": "#2d78d2", "check": "#2d78d2", "failed": "#c31e69", "stopped": "#697800",
    "undo": "#2d78d2", "undone": "#7a7a72", "new": "#7a7a72", "checked": "#697800",
}  # fmt: skip
# where a record of a kind is shown, and the list it stands in
CARDS = {"clients": "client", "contracts": "contract", "monitorings": "watch", "people": "person", "items": "item"}
LISTS = {"monitorings": "monitoring", "contacts": "clients"}


def steps(now: int) -> None:
    """Where one is on the way."""
    parts = [
        f'<span class="chip" style="--chip:{markup("#00695a" if place == now else "#7a7a72")}">{markup(place)} · '
        f"{markup(t(f'import.step.{name}'))}</span>"
        for place, name in enumerate(STEPS, start=1)
    ]
    st.html(f'<div class="steps">{" ".join(parts)}</div>')


def kind_name(kind: str) -> str:
    """A kind of record at the beginning of a line."""
    name = t(f"import.kind.{kind}")
    return name[:1].upper() + name[1:]


def file(form: str) -> tuple[str | None, Any]:
    """What the file holds, and the file; with the template of that kind."""
    kind = fields.pick(form, "import_kind", list(KINDS), None, kind_name, needed=True)
    if kind:
        frame.download(f"/export/import/template/{kind}.xlsx", {}, "import.template.get")
    else:
        frame.hint("import.template.offered")
    given = st.file_uploader(
        say("import.file"),
        type=["csv", "xlsx", "txt", "tsv"],
        key=fields.key_of(form, "file"),
        help=say("import.file_help"),
    )
    return kind, given


def progress(run: UploadRow, now: datetime, *, is_silent: bool) -> None:
    """How far a run is, and how long it may still take; that it waits, and for what (`is_silent`: the scheduler is)."""
    done, total = run.done, run.total
    if run.state == uploads.UNDO:
        done, total = (int((run.problem or {}).get(name, 0)) for name in ("done", "of"))
    if total:
        text = say(f"import.doing.{run.state}", done=i18n.number(done), total=i18n.number(total))
        st.progress(min(done / total, 1.0), text=text)
    elif run.is_held:
        st.progress(0.0, text=say(f"import.begins.{run.state}"))
    if not run.is_held and is_silent:
        st.warning(say("import.waiting_silent"), icon=":material/notifications_paused:")
    elif not run.is_held:
        frame.hint("import.waiting")
    elif run.began_at and total and done and run.state != uploads.UNDO:
        left = int((now - run.began_at).total_seconds() / done * (total - done))
        st.caption(say("import.remaining", count=max(1, round(left / 60))) if left > 90 else say("import.nearly"))


def figures(run: UploadRow) -> None:
    """What became of the records, or would."""
    prefix = "would" if run.state == uploads.CHECKED else "did"
    with frame.row(f"figures-{run.id}"):
        for name in ("created", "updated", "unchanged", "refused"):
            number = getattr(run, name)
            words = markup(t(f"import.{prefix}.{name}", count=number))
            st.html(f'<div class="figure"><b>{markup(i18n.number(number))}</b><span>{words}</span></div>', width=160)


def verdicts(run: UploadRow) -> VerdictRow | None:
    """What became of each record, or would; the one that was clicked."""
    there = [name for name in OUTCOMES if getattr(run, name)]
    if not there:
        return None
    outcome = st.segmented_control(
        say("import.verdict"),
        there,
        default=there[0],
        key=f"outcome-{run.id}",
        format_func=lambda name: say(f"import.outcome.{name}"),
    )
    with reading() as work:
        page = uploads.verdicts(work, run.id, outcome=outcome, page=grid.page_number(f"verdicts-{run.id}"))
    clicked = _table(run, page)
    if run.refused:
        with reading() as work:
            rows = uploads.refused_rows(work, run.id)
        if rows != run.refused:
            st.caption(say("import.refused_rows", count=rows, shown=i18n.number(rows)))
        frame.download(f"/export/import/{run.id}/refused.xlsx", {}, "import.errors.get")
    return clicked


def _table(run: UploadRow, page: Page[VerdictRow]) -> VerdictRow | None:
    """Verdicts; the one that was clicked."""
    columns = [
        grid.Column("import.row", lambda row: ", ".join(map(str, row.numbers[:6])), width=110),
        grid.Column(
            "import.verdict", lambda row: t(f"import.outcome.{row.outcome}"), width=150,
            chips={t(f"import.outcome.{name}"): colour for name, colour in COLOURS.items() if name in imports.OUTCOMES},
        ),
        grid.Column("import.why", lambda row: _why(run.kind, row), width=700),
    ]  # fmt: skip
    name = f"verdicts-{run.id}"
    clicked = grid.table(name, page, columns, href=lambda row: address(run.kind, row.row_id, run.id))
    grid.turn(name, page)
    return clicked


def address(kind: str, row_id: int | None, run_id: int) -> str:
    """Where the record of a verdict is shown; the run itself where there is none."""
    if row_id is None or kind not in CARDS:
        return places.address("imports", id=run_id)
    return places.address(CARDS[kind], id=row_id)


def failed(run: UploadRow) -> None:
    """Why a run failed."""
    if run.problem:
        params = {name: i18n.number(x) if isinstance(x, int) else x for name, x in run.problem["params"].items()}
        st.error(say(run.problem["code"], **params), icon=":material/error:")


def left(run: UploadRow) -> None:
    """What undoing has left as it is, and why."""
    problem = run.problem or {}
    for one in problem.get("left", []):
        frame.line(one["title"] or t("import.somebodys"), t(one["code"]), one["who"] or "")
    if problem.get("left_count", 0) > len(problem.get("left", [])):
        more = problem["left_count"] - len(problem["left"])
        st.caption(say("import.more_left", count=more, shown=i18n.number(more)))


def past(rows: Sequence[UploadRow], names: dict[int, str], zone: str) -> UploadRow | None:
    """The imports so far: what, by whom, when, how it ended; the one that was clicked."""
    columns = [
        grid.Column("import.source", lambda row: row.source, width=220),
        grid.Column("field.import_kind", lambda row: kind_name(row.kind) if row.kind in KINDS else row.kind, width=150),
        grid.Column(
            "import.result", lambda row: t(f"import.state.{row.state}"), width=140,
            chips={t(f"import.state.{state}"): COLOURS[state] for state in uploads.STATES},
        ),
        grid.Column("import.numbers", _numbers, width=240),
        grid.Column("import.by", lambda row: names.get(row.by_id or 0, ""), width=150),
        grid.Column("import.when", lambda row: i18n.moment_text(row.made_at, zone), width=150),
    ]  # fmt: skip
    return grid.table(
        "imports", grid.all_of(list(rows)), columns, href=lambda row: places.address("imports", id=row.id)
    )


def _numbers(row: UploadRow) -> str:
    return t("import.figures", **{name: i18n.number(getattr(row, name)) for name in ("created", "updated", "refused")})


def _why(kind: str, row: VerdictRow) -> str:
    return imports.reasons_in(kind, row.problems)
