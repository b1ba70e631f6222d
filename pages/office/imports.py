"""Imports: a file becomes records, in four steps; what was brought in so far, and how to take it out again."""

import streamlit as st

from crm.core import beats, i18n
from crm.core.i18n import t
from crm.flows.imports import uploading
from crm.records import uploads
from crm.records.uploads import UploadRow
from crm.ui import fields, frame, import_reading, importing, places, staff
from crm.ui.text import say
from crm.ui.work import changing, enter, reading

FILE = "import_file"


def begin() -> None:
    """Take a file in."""
    importing.steps(1)
    frame.trouble(FILE)
    kind, given = importing.file(FILE)
    if fields.save(FILE, "import.go_on"):
        saving = changing(FILE, "import.taken")
        with saving as work:
            id = uploading.take(work, kind or "", *((given.name, given.getvalue()) if given else ("", b"")))
            saving.go = ("imports", {"id": id})


def read(run: UploadRow) -> None:
    """Choose how the file is read, then let it be checked."""
    form = f"import-{run.id}"
    importing.steps(2)
    frame.trouble(form)
    found = import_reading.proposal(run.id, form, None)
    asked, found = import_reading.look(run.id, form, found)
    if found.is_remembered:
        frame.hint("import.remembered")
    import_reading.preview(found)
    frame.section("import.columns")
    chosen = import_reading.columns(form, run.kind, found)
    frame.section("import.how")
    settings = {**asked, "columns": chosen, **import_reading.formats(form, run.kind, found, chosen)}
    settings |= import_reading.handling(form, run.kind, found, chosen)
    if fields.save(form, "import.check"):
        with changing(form, "import.checking") as work:
            uploading.check(work, run.id, settings)


@st.fragment(run_every=importing.POLL_SECONDS)
def at_work(id: int) -> None:
    """How far it is, until it is over."""
    with reading() as work:
        run = uploads.upload(work, id)
        is_silent = beats.is_silent(beats.last(work.session), work.now)
    if run.state not in uploads.AT_WORK:
        st.rerun(scope="app")
    importing.progress(run, work.now, is_silent=is_silent)
    if not run.is_stopping and st.button(say("import.stop"), key="import-stop", icon=":material/stop_circle:"):
        with changing("import-stop", "import.stopping") as writer:
            uploads.stop(writer, id)


def ask(run: UploadRow, state: str, done: str) -> None:
    """Let something be done with the run."""
    with changing(f"import-{run.id}-ask", done) as work:
        uploads.ask(work, run.id, state)


def outcome(run: UploadRow) -> None:
    """What a check or a run has come to, and what can be done now."""
    importing.steps(3 if run.state == uploads.CHECKED else 4)
    frame.trouble(f"import-{run.id}-ask")
    if run.state == uploads.FAILED:
        importing.failed(run)
    if run.state == uploads.UNDONE:
        count = int((run.problem or {}).get("done", 0))
        st.info(say("import.undone", count=count, shown=i18n.number(count)), icon=":material/undo:")
        importing.left(run)
    importing.figures(run)
    with frame.row(f"do-{run.id}"):
        fits = run.created + run.updated
        if (
            run.state == uploads.CHECKED
            and fits
            and st.button(say("import.run", count=fits, shown=i18n.number(fits)), type="primary", key="import-run")
        ):
            ask(run, uploads.RUN, "import.running")
        is_broken = run.state in (uploads.STOPPED, uploads.FAILED) and run.batch_id
        if is_broken and st.button(say("import.continue"), type="primary", key="import-continue"):
            ask(run, uploads.RUN, "import.running")
        if run.state == uploads.ENDED:
            places.link(importing.LISTS.get(run.kind, run.kind), say("import.show"), icon="arrow_forward")
        can_undo = run.batch_id and run.state in uploads.BEFORE[uploads.UNDO]
        if can_undo and frame.confirmed("import-undo", "import.undo", "import.undo_sure", icon="undo"):
            ask(run, uploads.UNDO, "import.undoing")
    clicked = importing.verdicts(run)
    if clicked and clicked.row_id and run.kind in importing.CARDS:
        places.go(importing.CARDS[run.kind], id=clicked.row_id)


def one(run: UploadRow) -> None:
    """One import, wherever it is."""
    frame.heading(
        run.source,
        note=importing.kind_name(run.kind),
        chip=(t(f"import.state.{run.state}"), importing.COLOURS[run.state]),
    )
    places.link("imports", say("import.all"), icon="arrow_back")
    if run.state in uploads.AT_WORK:
        importing.steps(3 if run.state == uploads.CHECK else 4)
        at_work(run.id)
        return
    is_open = run.settings is not None and run.batch_id is None
    if run.state != uploads.NEW:
        outcome(run)
    if is_open and run.state == uploads.NEW:
        read(run)
    elif is_open:
        with st.expander(say("import.again"), expanded=run.state == uploads.FAILED):
            read(run)


enter("imports.create")
query = st.query_params.to_dict()
if "id" in query:
    with reading() as reader:
        shown = uploads.upload(reader, frame.number_in(query, "id"))
    one(shown)
else:
    frame.heading(t("page.imports"))
    with frame.narrow():
        begin()
    with reading() as reader:
        rows = uploads.uploads(reader)
        known = staff.names(reader, {row.by_id for row in rows})
    if rows:
        frame.section("import.past")
        clicked = importing.past(rows, known, reader.me.zone or reader.office.zone)
        if clicked and clicked.settings is not None:
            places.go("imports", id=clicked.id)
