"""The service page: how the clockwork, the queue, the database and the backups are, and the log of all runs."""

import streamlit as st

from crm import agenda, notifications
from crm.agenda.service_desk import KNOWN, OTHER, WORKED
from crm.core import sizes
from crm.core.i18n import moment_text, number, t
from crm.flows import nightly
from crm.ui import fields, frame, grid, places, service
from crm.ui.filters import UrlState
from crm.ui.work import changing, enter, reading, seen

NAME, PLAN = "service", "backup-plan"


@st.fragment(run_every=10)
def overview() -> None:
    """How everything is now; looks again by itself."""
    with reading() as reader:
        desk, ailing = agenda.desk(reader), notifications.ailing(reader)
        zone = reader.me.zone or reader.office.zone
    if desk.is_silent:
        with st.container(border=True, key="how-to-start"):
            service.command(desk.machine)
    else:
        st.success(t("service.runs"), icon=":material/monitor_heart:")
    service.ailing(ailing, zone)
    queue = desk.queue
    service.figures(
        [
            ("service.waiting", number(queue.waiting)),
            ("service.oldest", moment_text(queue.oldest_due_at, zone) or "–"),
            ("service.sent_day", number(sum(count for _, count in queue.sent))),
            ("service.failed_day", number(queue.failed)),
        ]
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        frame.section("service.jobs")
        service.jobs(desk.jobs, zone, is_stuck=bool(ailing))
    with right:
        frame.section("service.sent_per_hour")
        service.sent_chart(queue.sent, zone)
        database(desk, zone)
    set_aside(desk, zone)


def database(desk: agenda.Desk, zone: str) -> None:
    """Kind, size and schema of the database; the last good backup."""
    frame.section("service.database")
    backup = desk.backup
    frame.facts(
        [
            ("service.kind", desk.database),
            ("service.size", sizes.text(desk.size)),
            ("service.schema", desk.revision),
            ("service.last_backup", moment_text(backup.started_at, zone) if backup else t("service.no_backup_yet")),
            ("service.backup_file", str(backup.detail.get("file", "")) if backup else ""),
            ("service.backup_size", sizes.text(int(backup.detail.get("bytes", 0))) if backup else ""),
            ("service.backup_files", service.files_text(backup.detail) if backup else ""),
        ]
    )


def set_aside(desk: agenda.Desk, zone: str) -> None:
    """Reminders that could not be told, with the reason and the next try."""
    if not desk.aside:
        return
    frame.section("service.aside")
    frame.hint("service.aside_hint")
    for row in desk.aside:
        words = t("service.aside_row", reason=row.reason, count=row.failures, moment=moment_text(row.try_at, zone))
        frame.line(t("service.aside_title", id=row.id), words)
        if row.path:
            frame.open_link(row.path, "ui.open")
    if desk.aside_count > len(desk.aside):
        frame.note(t("service.aside_more", count=desk.aside_count - len(desk.aside)))


def plan() -> None:
    """From which hour on the nightly backup is taken."""
    with reading() as reader:
        now, may_change = nightly.plan(reader), reader.may("office.configure")
    if not may_change:
        return
    with frame.fold(t("service.plan"), note=t("service.plan_note", hour=f"{now.hour}:00"), form=PLAN), frame.narrow():
        frame.trouble(PLAN, now)
        hour = fields.pick(PLAN, "backup_hour", list(range(24)), now.hour, lambda one: f"{one}:00", needed=True)
        frame.hint("service.plan_hint")
        if fields.save(PLAN):
            with changing(PLAN, "service.plan_saved") as writer:
                nightly.set_hour(writer, hour, version=seen(PLAN, now))


def chosen(state: UrlState, names: list[str]) -> agenda.RunFilters:
    """The filters of the log, drawn."""
    results = {WORKED: t("service.worked"), **{kind: service.error_text(kind) for kind in KNOWN}}
    results[OTHER] = t("service.other")
    query = state.query
    with frame.row("service-filters"):
        job = state.pick(
            "job", "service.job", names, query.get("job"), {name: service.job_name(name) for name in names}
        )
        result = state.pick("result", "service.result", list(results), query.get("result"), results)
        only_errors = state.switch("errors", "service.only_errors", query.get("errors") == "1")
        with st.popover(t("service.days"), icon=":material/date_range:"):
            first = state.day("from", "service.from", service.day_in(query, "from"))
            last = state.day("to", "service.to", service.day_in(query, "to"))
    return agenda.RunFilters(job, result, first, last, only_errors)


def log() -> None:
    """What the jobs did, run by run."""
    frame.section("service.log")
    state = UrlState(NAME)
    with reading() as reader:
        names, zone = agenda.job_names(reader), reader.me.zone or reader.office.zone
    wanted = chosen(state, names)
    pairs = {"job": wanted.job, "result": wanted.result, "from": wanted.day_from, "to": wanted.day_to}
    query = {name: str(value) for name, value in pairs.items() if value} | (
        {"errors": "1"} if wanted.only_errors else {}
    )
    turned = state.write_page(query, state.page())
    with reading() as reader:
        page = agenda.log(reader, wanted, page=turned)
    columns = [
        grid.Column("service.when", lambda row: moment_text(row.started_at, zone), width=190),
        grid.Column("service.job", lambda row: service.job_name(row.job), width=240),
        grid.Column("service.came_to", lambda row: service.run_text(row, zone), width=420),
        grid.Column("service.duration", lambda row: service.duration(row.seconds), is_number=True, width=90),
        grid.Column("service.error_id", lambda row: row.error_id or "", width=110),
    ]
    if page.rows:
        grid.table(NAME, page, columns, href=lambda _row: places.address(NAME, **query))
        grid.turn(NAME, page)
    elif query:
        frame.nothing_found(state.clear)
    else:
        frame.empty("service.log_empty", "service.log_empty_first")


enter("office.view")
frame.heading(t("page.service"))
overview()
plan()
log()
