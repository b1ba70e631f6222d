"""What the office sells: items, their values and prices."""

from crm import calculator
from crm.core.i18n import money, t
from crm.ui import frame, grid, places
from crm.ui.work import enter, reading

work = enter("calculator.view")
if frame.heading(t("page.items"), primary="calculator.add" if work.may("calculator.configure") else None):
    places.go("item")
with reading() as work:
    items = calculator.items(work)

COLUMNS = [
    grid.Column("field.name", lambda row: row.name, width=300),
    grid.Column("field.type", lambda row: row.type),
    grid.Column(
        "field.values", lambda row: ", ".join(value.name for value in row.values if value.is_active), width=300
    ),
    grid.Column("field.price", lambda row: money(row.price, work.office.currency), is_number=True),
    grid.Column("field.is_active", lambda row: t("ui.yes") if row.is_active else t("ui.no")),
]
if items:
    clicked = grid.table("items", grid.all_of(items), COLUMNS, href=lambda row: places.address("item", id=row.id))
    if clicked:
        places.go("item", id=clicked.id)
else:
    frame.empty("calculator.empty", "calculator.empty_first")
