"""All cases one may see: filtered, turned page by page, exported as they are filtered."""

from crm import cases
from crm.cases import Filters
from crm.core.i18n import t
from crm.ui import bulk, case_list, frame, grid, places
from crm.ui.filters import UrlState
from crm.ui.work import enter, reading

work = enter("cases.view")
if frame.heading(t("page.cases"), primary="cases.add" if work.may("cases.create") else None):
    places.go("case")

state = UrlState("cases", at_first=case_list.AT_FIRST)
filters = case_list.chosen(state, Filters.of(state.query))
place = state.write_place(filters.query())
with reading() as work:
    page = cases.listing(work, filters, place)

if page.total:
    above, columns = bulk.above(), case_list.columns(page, work.today)
    clicked = grid.table(
        "cases",
        page,
        columns,
        href=lambda row: places.address("case", id=row.id),
        can_tick=bulk.offers("cases", work),
    )
    bulk.bar(above, "cases", page, state.query, work)
    grid.turn("cases", page)
    if clicked:
        places.go("case", id=clicked.id)
elif state.query not in ({}, case_list.AT_FIRST):
    frame.nothing_found(state.clear)
else:
    frame.empty("cases.empty", "cases.empty_first")
