"""All contracts one may see."""

from crm import contracts
from crm.core.i18n import money, t
from crm.core.listing import Choice
from crm.ui import bulk, frame, grid, places, staff
from crm.ui.filters import UrlState
from crm.ui.work import enter, reading

work = enter("contracts.view")
if frame.heading(t("page.contracts"), primary="contracts.add" if work.may("contracts.create") else None):
    places.go("contract")

state = UrlState("contracts")
with reading() as work:
    statuses, owners = contracts.statuses(work), staff.choices(work)
with frame.row("contracts-filters"):
    text = state.text("q", "ui.search_contracts", state.query.get("q", ""))
    status = state.one(
        "status", "field.status_id", [Choice(s.id, s.name) for s in statuses], frame.number_in(state.query, "status")
    )
    owner = state.one("owner", "field.owner_id", owners, frame.number_in(state.query, "owner"))
asked = {"q": text, "status": status, "owner": owner}
place = state.write_place({name: str(value) for name, value in asked.items() if value})

with reading() as work:
    page = contracts.listing(work, text=text, status_id=status, owner_id=owner, page=place)

COLUMNS = [
    grid.Column("field.number", lambda row: row.number, width=150),
    grid.Column("field.client_id", lambda row: row.client, width=260),
    grid.Column("field.status_id", lambda row: row.status, chips={s.name: s.colour for s in statuses}),
    grid.Column("field.owner_id", lambda row: row.owner or ""),
    grid.Column("field.ends_on", lambda row: frame.day(row.ends_on)),
    grid.Column("field.net", lambda row: money(row.net, work.office.currency), is_number=True),
]
if page.total:
    above = bulk.above()
    clicked = grid.table(
        "contracts",
        page,
        COLUMNS,
        href=lambda row: places.address("contract", id=row.id),
        can_tick=bulk.offers("contracts", work),
    )
    bulk.bar(above, "contracts", page, state.query, work)
    grid.turn("contracts", page)
    if clicked:
        places.go("contract", id=clicked.id)
elif state.query:
    frame.nothing_found(state.clear)
else:
    frame.empty("contracts.empty", "contracts.empty_first")
