"""Users, teams, roles and their rights, supervisors, sign-ins."""

from crm.people.identity import load
from crm.people.leaving import activate, deactivate, hand_over, supervised
from crm.people.lists import SIGN_IN_STATES, PersonRow, listing
from crm.people.rights import RightRow, rights_of
from crm.people.rolebook import RoleRow, copy_role, create_role, delete_role, edit_role, get_role, role_rows
from crm.people.roles import ensure_roles, first_administrator_exists, role_choices, role_id, role_name
from crm.people.service import (
    PersonCard,
    active,
    choices,
    create,
    edit,
    get,
    names,
    set_password,
)
from crm.people.sign_ins import forget
from crm.people.teams import TeamRow, create_team, delete_team, edit_team, team_choices, teams

__all__ = [
    "SIGN_IN_STATES",
    "PersonCard",
    "PersonRow",
    "RightRow",
    "RoleRow",
    "TeamRow",
    "activate",
    "active",
    "choices",
    "copy_role",
    "create",
    "create_role",
    "create_team",
    "deactivate",
    "delete_role",
    "delete_team",
    "edit",
    "edit_role",
    "edit_team",
    "ensure_roles",
    "first_administrator_exists",
    "forget",
    "get",
    "get_role",
    "hand_over",
    "listing",
    "load",
    "names",
    "rights_of",
    "role_choices",
    "role_id",
    "role_name",
    "role_rows",
    "set_password",
    "supervised",
    "team_choices",
    "teams",
]
