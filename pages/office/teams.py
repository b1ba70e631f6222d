"""Teams: who works on the same things and therefore sees them."""

from crm import people
from crm.core.i18n import t
from crm.ui import fields, frame, staff
from crm.ui.work import changing, enter, reading, seen


def form(team: people.TeamRow | None, names: dict[int, str]) -> None:
    """The fields of a team, new or known."""
    name = f"team-{team.id}" if team else "team-new"
    with frame.fold(
        team.name if team else t("people.add_team"),
        note=", ".join(names[i] for i in team.member_ids) if team else "",
        form=name,
    ):
        frame.trouble(name, team)
        values = {
            "name": fields.text(name, "name", team.name if team else "", needed=True),
            "member_ids": fields.several(
                name, "member_ids", list(names), team.member_ids if team else [], names.__getitem__
            ),
        }
        if fields.save(name):
            with changing(name, "people.team_saved") as writer:
                if team:
                    people.edit_team(writer, team.id, seen(name, team), **values)
                else:
                    people.create_team(writer, **values)
        if team and frame.confirmed(f"delete-{name}", "people.delete_team", "people.delete_team_warning"):
            with changing(name, "people.team_deleted") as writer:
                people.delete_team(writer, team.id, team.version)


enter("people.configure")
frame.heading(t("page.teams"))
with reading() as work:
    teams = people.teams(work)
    names = {choice.id: choice.name for choice in people.choices(work)}
    names |= staff.names(work, [member for team in teams for member in team.member_ids])
with frame.narrow():
    if not teams:
        frame.empty("people.no_teams", "people.no_teams_first")
    for team in teams:
        form(team, names)
    form(None, names)
