"""Everybody who works here, and who did."""

from crm import people
from crm.core.i18n import t
from crm.ui import frame, grid, person_forms, places
from crm.ui.filters import UrlState
from crm.ui.work import enter, reading

enter("people.configure")
if frame.heading(t("page.people"), primary="people.add"):
    places.go("person")
state = UrlState("people", at_first={"state": "active"})
WORKING = {"active": t("people.working"), "inactive": t("people.not_working")}
with reading() as work:
    teams, roles = people.team_choices(work), people.role_choices(work)
with frame.row("people-filters"):
    text = state.text("q", "ui.search_people", state.query.get("q", ""))
    working = state.pick("state", "field.is_working", list(WORKING), state.query.get("state"), WORKING)
    team = state.one("team", "people.team", teams, frame.number_in(state.query, "team"))
    role = state.one("role", "people.role_one", roles, frame.number_in(state.query, "role"))
asked = {"q": text, "state": working, "team": team, "role": role}
state.write({name: str(value) for name, value in asked.items() if value})
with reading() as work:
    page = people.listing(
        work,
        text=text,
        is_active=None if working is None else working == "active",
        team_id=team,
        role_id=role,
        page=grid.page_number("people"),
    )

COLUMNS = [
    grid.Column("field.person_name", lambda row: row.name, width=180),
    grid.Column(
        "people.signing_in",
        lambda row: person_forms.sign_in_name(row.sign_in),
        width=145,
        chips=person_forms.sign_in_colours(),
    ),
    grid.Column("field.role_ids", lambda row: ", ".join(row.roles), width=160),
    grid.Column("field.team_ids", lambda row: ", ".join(row.teams), width=130),
    grid.Column("field.email", lambda row: row.email, width=270),
    grid.Column("field.phone", lambda row: row.phone or "", width=130),
    grid.Column("field.supervisor_id", lambda row: row.supervisor or "", is_wide_only=True),
]
if page.total:
    clicked = grid.table("people", page, COLUMNS, href=lambda row: places.address("person", id=row.id))
    grid.turn("people", page)
    if clicked:
        places.go("person", id=clicked.id)
else:
    frame.nothing_found(state.clear)
