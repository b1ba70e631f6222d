"""Everybody who works here."""

from crm import people
from crm.core.i18n import t
from crm.ui import frame, grid, places
from crm.ui.filters import UrlState
from crm.ui.work import enter, reading

enter("people.configure")
if frame.heading(t("page.people"), primary="people.add"):
    places.go("person")
state = UrlState("people")
text = state.text("q", "ui.search_people", state.query.get("q", ""))
state.write({"q": text} if text else {})
with reading() as work:
    page = people.listing(work, text=text, page=grid.page_number("people"))

COLUMNS = [
    grid.Column("field.person_name", lambda row: row.name, width=220),
    grid.Column("field.email", lambda row: row.email, width=260),
    grid.Column("field.phone", lambda row: row.phone or ""),
    grid.Column("field.role_ids", lambda row: ", ".join(row.roles), width=220),
    grid.Column("field.supervisor_id", lambda row: row.supervisor or ""),
    grid.Column("field.is_working", lambda row: t("ui.yes") if row.is_active else t("ui.no")),
    grid.Column("field.can_sign_in", lambda row: t("ui.yes") if row.can_sign_in else t("ui.no")),
]
if page.total:
    clicked = grid.table("people", page, COLUMNS, href=lambda row: places.address("person", id=row.id))
    grid.turn("people", page)
    if clicked:
        places.go("person", id=clicked.id)
else:
    frame.nothing_found(state.clear)
