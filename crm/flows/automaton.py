"""The reminder automaton's settings: whether it runs, in whose name, from which account, and what it proposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import select

from crm import notifications
from crm.core import office
from crm.core.access import internal, right
from crm.core.errors import Conflict, Problem, refuse_any
from crm.core.office import Setting
from crm.core.work import Actor, Work, begin
from crm.flows import tell_client
from crm.notifications.tables import Account
from crm.people import vouching
from crm.people.account import Proof
from crm.people.tables import User
from crm.reminders import automatic
from crm.reminders.automatic import MOST_COUNT, UNITS

CONFIGURE, KEY = "office.configure", "automaton.settings"
STOPPED = "automaton.stopped"  # the kind of news
OFF, AUDIENCE_OFF = "automaton.is_off", "automaton.audience_is_off"
_hosted: list[bool] = [False]


@dataclass(frozen=True)
class Defaults:
    """What is proposed for one audience; `form` "sms" means that first, and e-mail when it cannot be."""

    is_on: bool = True
    form: str = "email"
    email_template_id: int | None = None
    sms_template_id: int | None = None
    email_count: int = 1
    email_unit: str = "day"
    sms_count: int = 2
    sms_unit: str = "hour"


@dataclass(frozen=True)
class Settings:
    """Everything that is set; `stopped` names the operator with whom the automaton stopped, until it is on again."""

    id: int = 1
    version: int = 0
    is_on: bool = False
    operator_id: int | None = None
    account_id: int | None = None
    stopped: str = ""
    client: Defaults = field(default_factory=Defaults)
    staff: Defaults = field(default_factory=Defaults)

    def of(self, audience: str) -> Defaults:
        """The defaults for one audience."""
        return self.client if audience == automatic.CLIENT else self.staff


def use_hosted(is_hosted: bool) -> None:
    """Whether somebody else looks after the scheduler; `start` says so once."""
    _hosted[:] = [is_hosted]


def is_hosted() -> bool:
    """Whether the part about the scheduler is hidden."""
    return _hosted[0]


@right("tasks.view")
def settings(work: Work) -> Settings:
    """What is set now; whoever sets reminders on tasks sees what they begin with."""
    row = _row(work)
    if row is None:
        return Settings()
    kept: dict[str, Any] = dict(row.value)
    parts: dict[str, Any] = {name: Defaults(**kept.pop(name)) for name in ("client", "staff")}
    return Settings(version=row.version, **kept, **parts)


@right("office.view")
def office_settings(work: Work) -> Settings:
    """The same for the page of the automaton itself."""
    work.require("office.view", None)
    return settings(work.as_office())


@right(CONFIGURE)
def has_gateway(work: Work) -> bool:
    """Whether SMS can go out at all."""
    return tell_client.has_gateway(work.as_office())


def save(actor: Actor, version: int, fresh: Settings, password: str) -> None:
    """Set everything; another operator must type their own password. Opens Works of its own, as wrong ones count."""
    with begin(actor) as work:
        work.require(CONFIGURE)
        is_new = fresh.operator_id is not None and fresh.operator_id != settings(work.as_office()).operator_id
    proof = vouching.vouch(actor, CONFIGURE, fresh.operator_id, password) if is_new else None
    with begin(actor, writes=True) as work:
        edit(work, version, fresh, proof)


@right(CONFIGURE)
def edit(work: Work, version: int, fresh: Settings, proof: Proof | None = None) -> None:
    """Set everything; Invalid names each bad field, Conflict says who was quicker."""
    work.require(CONFIGURE, None)
    work.lock(KEY)
    office_work = work.as_office()
    held = settings(office_work)
    if held.version != version:
        row = _row(work)
        raise Conflict(actor_id=row.updated_by_id if row else None, when=row.updated_at if row else None, columns={})
    refuse_any(_problems(office_work, held, fresh, proof))
    notifications.use_templates(office_work, *_templates(fresh))
    _write(work, replace(fresh, stopped="" if fresh.is_on else held.stopped))


@internal
def operator_of(work: Work) -> User | None:
    """In whose name reminders go out now; None while the automaton is off. Without its operator it stops."""
    held = settings(work)
    if not held.is_on:
        return None
    user = work.session.get(User, held.operator_id) if held.operator_id else None
    if user is not None and user.is_active and user.deleted_at is None:
        return user
    _stop(work, held, user)
    return None


@internal
def operator_left(work: Work, person_id: int) -> None:
    """Somebody no longer works here: when it was the operator, the automaton stops at once."""
    if settings(work).operator_id == person_id:
        operator_of(work)


def _stop(work: Work, held: Settings, user: User | None) -> None:
    name = user.name if user else "?"
    _write(work, replace(held, is_on=False, stopped=name))
    notifications.tell_administrators(work, STOPPED, f"{STOPPED}:{held.version}", "/automaton", {"name": name})


def _problems(work: Work, held: Settings, fresh: Settings, proof: Proof | None) -> list[Problem]:
    found = []
    user = work.session.get(User, fresh.operator_id) if fresh.operator_id else None
    if fresh.is_on and user is None:
        found.append(Problem("automaton.needs_operator", "operator_id"))
    elif fresh.is_on and user is not None and (not user.is_active or user.deleted_at is not None):
        found.append(Problem("automaton.operator_gone", "operator_id"))
    if user is not None and fresh.operator_id != held.operator_id:
        is_proved = proof is not None and (proof.user_id, proof.kept) == (user.id, user.password_hash)
        found += [] if is_proved else [Problem("automaton.password_wrong", "password")]
    if fresh.account_id is not None and not _is_mail_account(work, fresh.account_id):
        found.append(Problem("error.not_found", "account_id"))
    for name in ("client", "staff"):
        found += _default_problems(work, name, getattr(fresh, name))
    return found


def _default_problems(work: Work, name: str, given: Defaults) -> list[Problem]:
    found = [] if given.form in automatic.FORMS else [Problem("automaton.choose", f"{name}.form")]
    for form in automatic.FORMS:
        template = getattr(given, f"{form}_template_id")
        if template is not None and not notifications.is_template(work, template, form, "task"):
            found.append(Problem("error.not_found", f"{name}.{form}_template_id"))
        count, unit = getattr(given, f"{form}_count"), getattr(given, f"{form}_unit")
        if not isinstance(count, int) or not 0 <= count <= MOST_COUNT:
            found.append(Problem("automaton.count_wrong", f"{name}.{form}_count", {"max": MOST_COUNT}))
        found += [] if unit in UNITS else [Problem("automaton.choose", f"{name}.{form}_unit")]
    return found


def _is_mail_account(work: Work, account_id: int) -> bool:
    row = work.session.get(Account, account_id)
    return row is not None and row.deleted_at is None and row.kind == "smtp"


def _templates(held: Settings) -> list[int | None]:
    return [getattr(part, f"{form}_template_id") for part in (held.client, held.staff) for form in automatic.FORMS]


def _row(work: Work) -> Setting | None:
    return work.session.execute(select(Setting).where(Setting.key == KEY)).scalar_one_or_none()


def _write(work: Work, held: Settings) -> None:
    kept: Mapping[str, Any] = {name: value for name, value in asdict(held).items() if name not in ("id", "version")}
    office.write(work.session, KEY, dict(kept))
    work.session.flush()
