"""Kinds of records as history shows them: what they are called, who may see them, what their columns point to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from crm.calculator.tables import Item, ItemValue
from crm.cases.tables import Case, CaseKind
from crm.clients.tables import Client, ClientPerson
from crm.contracts.tables import Contract, Status
from crm.core.access import Reach
from crm.core.db import Record
from crm.core.history import Change
from crm.core.office import Setting
from crm.core.work import Work
from crm.monitoring.tables import Monitoring, Rule
from crm.notifications.tables import Account
from crm.notifications.template_tables import Template
from crm.people.tables import Role, Team, TeamMember, User, UserRole
from crm.tasks.series_tables import Series
from crm.tasks.tables import Task


@dataclass(frozen=True)
class Kind:
    """`view` is the right that shows such records, `title` the column that names them, `place` their page in the app.

    Of an office's kind (`is_office`) the rows belong to nobody: for whoever has the right at all.
    """

    model: type[Record]
    view: str
    title: Any
    place: str = ""
    is_office: bool = False
    above: Any = None  # for a part: the column that names its record, which is the one that one may see or not


KINDS: Mapping[str, Kind] = {
    "clients": Kind(Client, "clients.view", Client.name, "client"),
    "client_people": Kind(ClientPerson, "clients.view", ClientPerson.name),
    "contracts": Kind(Contract, "contracts.view", Contract.number, "contract"),
    "contract_statuses": Kind(Status, "contracts.view", Status.name, is_office=True),
    "monitorings": Kind(Monitoring, "monitoring.view", Monitoring.title, "watch"),
    "cases": Kind(Case, "cases.view", Case.title, "case"),
    "tasks": Kind(Task, "tasks.view", Task.title, "task"),
    "task_series": Kind(Series, "tasks.view", Series.title, "series"),
    "case_kinds": Kind(CaseKind, "cases.view", CaseKind.name, is_office=True),
    "monitoring_rules": Kind(Rule, "calculator.view", Rule.id, is_office=True),
    "calculator_items": Kind(Item, "calculator.view", Item.name, "item", is_office=True),
    "calculator_values": Kind(ItemValue, "calculator.view", ItemValue.name, is_office=True),
    "users": Kind(User, "people.view", User.name),
    "user_roles": Kind(UserRole, "people.configure", UserRole.user_id, above=UserRole.user_id),
    "team_members": Kind(TeamMember, "people.view", TeamMember.user_id, above=TeamMember.user_id),
    "teams": Kind(Team, "people.view", Team.name),
    "roles": Kind(Role, "people.configure", Role.name, is_office=True),
    "settings": Kind(Setting, "office.view", Setting.key, is_office=True),
    "accounts": Kind(Account, "office.view", Account.name, is_office=True),
    "templates": Kind(Template, "office.view", Template.name, is_office=True),
}
# Parts whose record says of itself that they changed, and rows about the work itself.
SILENT = (
    *("monitoring_recipients", "contract_lines", "rule_recipients", "batches", "imports", "role_grants"),
    *("task_parts", "task_blocks"),
    *("files", "comments"),  # whoever sees the record sees them there
)
# Columns and what they point to: table and the column that names it.
POINTS: Mapping[str, Any] = {
    "owner_id": User.name,
    "delegator_id": User.name,
    "assigned_id": User.name,
    "supervisor_id": User.name,
    "user_id": User.name,
    "person_id": User.name,
    "client_id": Client.name,
    "contract_id": Contract.number,
    "contact_id": ClientPerson.name,
    "kind_id": CaseKind.name,
    "status_id": Status.name,
    "item_id": Item.name,
    "value_id": ItemValue.name,
    "team_id": Team.name,
    "role_id": Role.name,
    "substitute_id": User.name,
    "email_template_id": Template.name,
    "sms_template_id": Template.name,
    "service_of": Monitoring.title,
}


def shown(reader: Work) -> ColumnElement[bool]:
    """Changes that the reader may see: made by people within the reach of `history.view`, of records one may view.

    Own are one's own changes, team those of one's teams, all everybody's and the office's own. A record is seen as in
    its lists, and as well while it is in the bin; one that is gone for good, and what has no list of its own, only with
    reach all.
    """
    reach = reader.me.grants.reach("history.view")
    is_everybody = reach == Reach.ALL
    seen: list[ColumnElement[bool]] = [Change.kind.not_in([*KINDS, *SILENT])] if _is_overseer(reader) else []
    for name, kind in KINDS.items():
        seen += _of(reader, name, kind, is_everybody)
    made = [] if is_everybody else [Change.actor_id.in_(reader.people(reach))]
    return and_(or_(*seen, Change.id < 0), *made)


def _of(work: Work, name: str, kind: Kind, is_everybody: bool) -> list[ColumnElement[bool]]:
    right = work.me.grants.reach(kind.view)
    if right == Reach.NONE:
        return []
    if right == Reach.ALL and is_everybody:
        return [Change.kind == name]
    if kind.is_office:
        return [and_(Change.kind == name, exists().where(kind.model.id == Change.row_id))]
    if kind.above is not None:
        reached = and_(kind.model.id == Change.row_id, User.id == kind.above, work.reached(User, "people.view"))
        return [and_(Change.kind == name, exists().where(reached))]
    return [
        and_(Change.kind == name, exists().where(kind.model.id == Change.row_id, work.reached(kind.model, kind.view)))
    ]


def _is_overseer(work: Work) -> bool:
    reaches = (work.me.grants.reach(right) for right in ("history.view", "office.configure"))
    return all(reach == Reach.ALL for reach in reaches)
