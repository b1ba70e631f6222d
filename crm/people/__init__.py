"""Users, teams, roles and their rights, supervisors, sign-ins."""

from crm.people.identity import load
from crm.people.roles import ensure_roles, first_administrator_exists, role_choices, role_id, role_name
from crm.people.service import (
    PersonCard,
    PersonRow,
    active,
    choices,
    create,
    edit,
    get,
    listing,
    names,
    set_password,
)
from crm.people.sign_ins import forget
from crm.people.teams import TeamRow, create_team, delete_team, edit_team, team_choices, teams

__all__ = [
    "PersonCard",
    "PersonRow",
    "TeamRow",
    "active",
    "choices",
    "create",
    "create_team",
    "delete_team",
    "edit",
    "edit_team",
    "ensure_roles",
    "first_administrator_exists",
    "forget",
    "get",
    "listing",
    "load",
    "names",
    "role_choices",
    "role_id",
    "role_name",
    "set_password",
    "team_choices",
    "teams",
]
