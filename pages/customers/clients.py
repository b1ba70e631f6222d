"""All clients one may see."""

from crm import clients
from crm.core.i18n import t
from crm.ui import bulk, frame, grid, places, staff
from crm.ui.filters import UrlState
from crm.ui.work import enter, reading

work = enter("clients.view")
if frame.heading(t("page.clients"), primary="clients.add" if work.may("clients.create") else None):
    places.go("client")

state = UrlState("clients")
with frame.row("clients-filters"):
    text = state.text("q", "ui.search_clients", state.query.get("q", ""))
    with reading() as work:
        owners = staff.choices(work)
    owner = state.one("owner", "field.owner_id", owners, frame.number_in(state.query, "owner"))
place = state.write_place({name: str(value) for name, value in {"q": text, "owner": owner}.items() if value})

with reading() as work:
    page = clients.listing(work, text=text, owner_id=owner, page=place)

COLUMNS = [
    grid.Column("field.name", lambda row: row.name, width=320),
    grid.Column("field.nip", lambda row: row.nip or ""),
    grid.Column("field.phone", lambda row: row.phone or ""),
    grid.Column("field.email", lambda row: row.email or "", width=240),
    grid.Column("field.owner_id", lambda row: row.owner or ""),
]
if page.total:
    above = bulk.above()
    clicked = grid.table(
        "clients",
        page,
        COLUMNS,
        href=lambda row: places.address("client", id=row.id),
        can_tick=bulk.offers("clients", work),
    )
    bulk.bar(above, "clients", page, state.query, work)
    grid.turn("clients", page)
    if clicked:
        places.go("client", id=clicked.id)
elif state.query:
    frame.nothing_found(state.clear)
else:
    frame.empty("clients.empty", "clients.empty_first")
