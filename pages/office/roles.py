"""The roles: what each lets people see, and how many have it."""

from crm import people
from crm.core.i18n import number, t
from crm.ui import frame, grid, matrix, places
from crm.ui.work import enter, reading

enter("people.configure")
if frame.heading(t("page.roles"), note=t("roles.note"), primary="roles.add"):
    places.go("role")
with reading() as work:
    roles = people.role_rows(work)
KINDS = {True: t("roles.built_in"), False: t("roles.own")}


def sees(module: str) -> grid.Column:
    """How far the role shows what is in a module."""
    right = f"{module}.view"
    return grid.Column(f"roles.sees_{module}", lambda row: matrix.reach_name(right, row.reaches[right]), width=150)


COLUMNS = [
    grid.Column("roles.name", lambda row: row.name, width=240),
    grid.Column(
        "roles.kind",
        lambda row: KINDS[row.is_built_in],
        width=130,
        chips={KINDS[True]: "#5b7fb5", KINDS[False]: "#0f766e"},
    ),
    grid.Column("roles.people", lambda row: number(row.people), is_number=True, width=110),
    *(sees(module) for module in ("clients", "contracts", "monitoring")),
]
clicked = grid.table("roles", grid.all_of(roles), COLUMNS, href=lambda row: places.address("role", id=row.id))
if clicked:
    places.go("role", id=clicked.id)
