"""The oracle: every operation, how to call it, and by hand what each role and each reach of its right allows.

Relations of the row are letters (o own, m a team-mate's, t another team's, n nobody's); `*` is what belongs to no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm import agenda, calculator, clients, contracts, monitoring, notifications, people, records, reminders
from crm.contracts import ContractForm
from crm.core.errors import Forbidden, NotFound, Refusal
from crm.core.work import Work
from crm.flows import bin as to_bin
from crm.flows import (
    bin_lists,
    bin_out,
    bulk,
    catalogue,
    contract_status,
    hand_over,
    invite_person,
    nightly,
    office_settings,
    rule_change,
    seeing,
)
from crm.flows.imports import batch, looking, preparing, telling, uploading, workbooks
from crm.flows.imports import clients as import_clients
from crm.flows.imports import contacts as import_contacts
from crm.flows.imports import contracts as import_contracts
from crm.flows.imports import items as import_items
from crm.flows.imports import monitorings as import_monitorings
from crm.flows.imports import people as import_people
from crm.flows.imports.batch import Sheaf
from crm.flows.imports.mapping import Plan, RuleMade, Source, StatusMade
from crm.flows.imports.reading import Row
from crm.monitoring import Filters, Recipient, lists
from crm.notifications.tables import Entry
from crm.people import account, checks, roles, service, sign_ins
from crm.people.tables import SignIn, User, UserRole
from crm.records import uploads
from crm.records.tables import Import
from crm.reminders.rules import StepPlan
from tests.security.rights_world import LETTERS, SOON, TODAY, World

Call = Callable[[Work, World, str], Any]
Reached = tuple[str, str, str]  # allowed when the right's reach is own, team, all
ROW: Reached = ("o", "om", "omtn")
NEW: Reached = ("o", "om", "omt")  # for whom something is made
OFFICE: Reached = ("*", "*", "*")  # the office's, so everybody's who has the right at all
WHOLE: Reached = ("", "", "*")  # the office's, and only for who has the right over all of it
ALWAYS: Reached = ("omtn", "omtn", "omtn")  # which rows: another right says


@dataclass(frozen=True)
class Op:
    """`staff` is what administrator, manager, employee, viewer may; `also` says what another right must reach, too.

    `is_list`: the call gives the letters of the rows it shows, and these must be exactly the allowed ones.
    """

    call: Call
    reached: Reached
    staff: tuple[str, str, str, str]
    also: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    is_list: bool = False

    @property
    def cases(self) -> str:
        """Every relation to try: all for rows, the one case for what belongs to no row."""
        everything = "".join(self.reached)
        if everything == "ooo":
            return "omt"
        return LETTERS if "t" in everything and "n" in everything else "".join(sorted(set(everything)))


def listed(call: Call, reached: Reached, staff: tuple[str, str, str, str], **also: Any) -> Op:
    """An operation that shows rows."""
    return Op(call, reached, staff, also.get("also", {}), is_list=True)


def every(right: str) -> dict[str, tuple[str, str, str, str]]:
    """A second right whose reach decides by rows: none, own, team, all."""
    return {right: ("", "o", "om", "omtn")}


ALL, EDITS, ADMIN = ("omtn",) * 4, ("omtn", "om", "o", ""), ("*", "", "", "")
SEEN = ("omtn", "omtn", "om", "omtn")  # what the built-in roles see of clients, contracts and monitorings
MAKES = ("omt", "omt", "o", "")
STEPS = [StepPlan(5, "day")]
NEWS = ("monitoring.ending", "email")
OWNER = [Recipient("contract_owner")]


def person_fields(work: Work, user: User | None = None) -> dict[str, Any]:
    """What the form of a person holds; of a known one, with the roles and teams they have."""
    if user is None:
        return {"name": "New", "email": "new@example.test", "role_ids": (), "team_ids": (), **REST}
    held = tuple(work.session.execute(select(UserRole.role_id).where(UserRole.user_id == user.id)).scalars())
    return {"name": f"{user.name} II", "email": user.email, "role_ids": held, "team_ids": (), **REST}


REST = {"phone": None, "language": "en", "zone": "Europe/Warsaw", "supervisor_id": None, "is_active": True}


def person_edit(work: Work, w: World, letter: str) -> None:
    user = work.session.get_one(User, w.person[letter])
    fields = {name: value for name, value in person_fields(work, user).items() if name != "is_active"}
    people.edit(work, user.id, user.version, **fields)


def by_letter(letters: Iterable[str]) -> str:
    """Letters in the order in which the oracle writes them."""
    return "".join(sorted(letters, key=LETTERS.index))


def owner(w: World, letter: str) -> int:
    return w.person[letter]


def kept_owner(w: World, letter: str) -> int | None:
    """Who owns the rows of this relation."""
    return None if letter == "n" else w.person[letter]


def contract_fields(w: World, letter: str) -> dict[str, Any]:
    return {"client_id": w.client[letter], "owner_id": kept_owner(w, letter), "note": "changed"}


def watch_fields(w: World, letter: str) -> dict[str, Any]:
    fields = {"title": "Changed", "type": "changed", "starts_on": TODAY, "ends_on": date(2026, 5, 1), "note": None}
    return {**fields, "assigned_id": kept_owner(w, letter), "recipients": OWNER, "steps": STEPS}


def account_fields() -> dict[str, Any]:
    fields = {"name": "Other", "host": "smtp.example.test", "port": 25, "security": "none", "sender": "a@example.test"}
    return {**fields, "username": None, "password": None}


def rule_fields(w: World) -> dict[str, Any]:
    fields = {"item_id": w.item, "status_id": w.active, "starts": "status_change", "duration": 6, "unit": "month"}
    return {**fields, "steps": STEPS, "recipients": OWNER}


def count_unread(work: Work, w: World, _: str) -> str:
    mine = select(Entry.id).where(Entry.person_id == w.pat, Entry.read_at.is_(None))
    return "o" if notifications.unread(work) == len(work.session.execute(mine).all()) > 0 else ""


def read_all(work: Work, w: World, _: str) -> str:
    notifications.mark_all_read(work)
    done = select(Entry.id).where(Entry.read_at.is_not(None))
    return w.letters(work.session.execute(done).scalars(), w.entry)


def found_of(work: Work, w: World, finds: Callable[[str], bool]) -> str:
    """The letters for which something is found; what is not found answers so."""
    found = ""
    for letter in LETTERS:
        try:
            found += letter if finds(letter) else ""
        except NotFound:
            continue
    return found


def source(kind: str) -> Source:
    return Source(kind, "file.csv", None, None, (), False, None, {}, "%Y-%m-%d", ".", {})


def plan(**made: Any) -> Plan:
    return Plan("rights", "none", (), made.get("statuses", ()), made.get("rules", ()))


RULE = RuleMade(None, "Active", "status_change", 12, "month", tuple(STEPS), ("contract_owner",))


def put_in(work: Work, w: World, _: str) -> None:
    rows = [Row(1, "rights/1", {"name": "From a file"}, ())]
    [verdict] = batch.put_in(work, Sheaf("rights", source("clients"), w.run, is_told=False), rows)
    assert verdict.outcome == "created", verdict


def made_or_refused(answers: list[Any]) -> Any:
    """The one answer of a batch; a refusal is raised as the operation for one would."""
    [answer] = answers
    if isinstance(answer, Refusal):
        raise answer
    return answer


def create_many(work: Work, w: World, letter: str) -> Any:
    form = ContractForm(w.client["o"], owner(w, letter), status_id=w.active)
    return made_or_refused(contract_status.create_many(work, [form]))


def an_upload(work: Work, kind: str = "clients") -> int:
    return uploads.begin_upload(work, kind=kind, source="file.csv")


def a_file(work: Work) -> int:
    """A run with its file, taken in by who is asked about."""
    return uploading.take(work, "clients", "file.csv", b"Name\nOne\n")


def checked_upload(work: Work, state: str) -> None:
    id = an_upload(work)
    work.session.get_one(Import, id).state = "checked"
    uploads.ask(work, id, state)


def stopped_upload(work: Work) -> None:
    id = an_upload(work)
    uploads.ask(work, id, "check")
    uploads.stop(work, id)


def refused_rows(work: Work) -> None:
    id = a_file(work)
    uploading.check(work, id, CHOSEN)
    workbooks.refused(work, id)


CHOSEN = {"columns": [["Name", "name"]], "header_row": 1, "match": "", "mode": "both", "told": "none"}


def import_edit(module: Any, work: Work, row_id: int, **changes: Any) -> None:
    """Edit as an import does: what is there now, with some values changed."""
    there = module.current(work.as_office(), [row_id])[row_id]
    module.edit(work, row_id, there, {**module.kept(there.values), **changes}, False)


def removed(work: Work, w: World, _: str) -> None:
    """Final deletion; whoever may is told that there is nothing of that number in the bin."""
    with suppress(NotFound):
        bin_out.remove(work, "monitoring", 0)


def not_found(call: Callable[[], Any]) -> None:
    """Whoever is signed in may ask; without a right to the record the answer is that there is none."""
    with suppress(NotFound):
        call()
        raise AssertionError("let through")


def forbidden(call: Callable[[], Any]) -> None:
    """The same where the list itself refuses."""
    with suppress(Forbidden):
        call()
        raise AssertionError("let through")


def seen_history(work: Work, w: World) -> list[agenda.ChangeRow]:
    return agenda.listing(work, agenda.Asked(kind="clients"), most=999).rows


def a_batch(work: Work) -> int:
    return records.begin_batch(work, purpose="bulk", kind="monitoring", title="mine")


ORACLE: dict[str, Op] = {
    # people ---------------------------------------------------------------------------------------------------------
    "people.checks.checked": Op(lambda k, w, x: checks.checked(k, None, **person_fields(k)), OFFICE, ADMIN),
    "people.checks.last_administrator": Op(lambda k, w, x: checks.last_administrator(k, None, ()), OFFICE, ADMIN),
    "flows.hand_over.owned": Op(
        lambda k, w, x: hand_over.owned(k, w.person[x]), ROW, ("omtn", "", "", ""), every("people.view")
    ),
    "flows.hand_over.deactivate": Op(
        lambda k, w, x: hand_over.deactivate(k, w.person[x], None, takes_over=w.admin),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "flows.hand_over.activate": Op(
        lambda k, w, x: hand_over.activate(k, w.person[x], None),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "flows.invite_person.invite": Op(
        lambda k, w, x: invite_person.invite(k, w.person[x]),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "flows.seeing.why": Op(
        lambda k, w, x: seeing.why(k, "monitoring", w.watch[x], w.pat),
        ALWAYS, ("omtn", "", "", ""), {**every("monitoring.view"), "people.view": ("", *ALWAYS)},
    ),
    "people.leaving.deactivate": Op(
        lambda k, w, x: people.deactivate(k, w.person[x], None),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "people.leaving.activate": Op(
        lambda k, w, x: people.activate(k, w.person[x], None),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "people.rights.rights_of": Op(
        lambda k, w, x: people.rights_of(k, w.person[x]), ROW, ("omtn", "", "", ""), every("people.view")
    ),
    "people.rolebook.role_rows": Op(lambda k, w, x: people.role_rows(k), OFFICE, ADMIN),
    "people.rolebook.get_role": Op(lambda k, w, x: people.get_role(k, w.roles["spare"]), OFFICE, ADMIN),
    "people.rolebook.create_role": Op(lambda k, w, x: people.create_role(k, name="New", reaches={}), WHOLE, ADMIN),
    "people.rolebook.edit_role": Op(
        lambda k, w, x: people.edit_role(k, w.roles["spare"], 1, name="Other", reaches={"inbox.view": 1}), WHOLE, ADMIN
    ),
    "people.rolebook.copy_role": Op(
        lambda k, w, x: people.copy_role(k, w.roles["spare"], name="Copy"), WHOLE, ADMIN
    ),
    "people.rolebook.delete_role": Op(lambda k, w, x: people.delete_role(k, w.roles["spare"], 1), WHOLE, ADMIN),
    "people.roles.role_choices": Op(lambda k, w, x: people.role_choices(k), OFFICE, ("*",) * 4),
    "people.roles.refuse_beyond": Op(lambda k, w, x: roles.refuse_beyond(k, []), OFFICE, ADMIN),
    "people.lists.listing": listed(
        lambda k, w, x: w.letters([row.id for row in people.listing(k).rows], w.person), ROW, ALL
    ),
    "people.service.choices": listed(
        lambda k, w, x: w.letters([one.id for one in people.choices(k)], w.person), ROW, ALL
    ),
    "people.service.names": listed(
        lambda k, w, x: w.letters(people.names(k, w.person.values()), w.person), ROW, ALL
    ),
    "people.service.get": Op(lambda k, w, x: people.get(k, w.person[x]), ROW, ALL),
    "people.service.create": Op(lambda k, w, x: people.create(k, **person_fields(k)), WHOLE, ADMIN),
    "people.service.edit": Op(person_edit, ("", "", "omtn"), ("omtn", "", "", ""), every("people.view")),
    "people.service.set_password": Op(
        lambda k, w, x: service.set_password(k, w.person[x], "a long enough one"),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "people.teams.teams": listed(lambda k, w, x: w.letters([row.id for row in people.teams(k)], w.team), ROW, ALL),
    "people.teams.team_choices": listed(
        lambda k, w, x: w.letters([one.id for one in people.team_choices(k)], w.team), ROW, ALL
    ),
    "people.teams.create_team": Op(lambda k, w, x: people.create_team(k, name="New team"), WHOLE, ADMIN),
    "people.teams.edit_team": Op(
        lambda k, w, x: people.edit_team(k, w.team[x], 1, name="Renamed", member_ids=[w.pat]),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    "people.teams.delete_team": Op(
        lambda k, w, x: people.delete_team(k, w.team[x], 1),
        ("", "", "omtn"), ("omtn", "", "", ""), every("people.view"),
    ),
    # records --------------------------------------------------------------------------------------------------------
    "records.uploads.begin_upload": Op(lambda k, w, x: an_upload(k), OFFICE, ADMIN),
    "records.uploads.uploads": Op(lambda k, w, x: uploads.uploads(k), OFFICE, ADMIN),
    "records.uploads.upload": Op(lambda k, w, x: uploads.upload(k, an_upload(k)), OFFICE, ADMIN),
    "records.uploads.choose": Op(lambda k, w, x: uploads.choose(k, an_upload(k), {}, "x"), OFFICE, ADMIN),
    "records.uploads.remembered": Op(lambda k, w, x: uploads.remembered(k, "clients", "x"), OFFICE, ADMIN),
    "records.uploads.ask": Op(lambda k, w, x: checked_upload(k, "run"), OFFICE, ADMIN),
    "records.uploads.stop": Op(lambda k, w, x: stopped_upload(k), OFFICE, ADMIN),
    "records.uploads.verdicts": Op(lambda k, w, x: uploads.verdicts(k, an_upload(k)), OFFICE, ADMIN),
    "records.service.begin_import": Op(
        lambda k, w, x: records.begin_import(k, source="other", kind="clients"), OFFICE, ADMIN
    ),
    "records.service.known": Op(lambda k, w, x: records.known(k, "clients", ["a"]), OFFICE, ADMIN),
    "records.service.remember": Op(lambda k, w, x: records.remember(k, w.run, "clients", {"a": 1}), OFFICE, ADMIN),
    "records.service.count": Op(
        lambda k, w, x: records.count(k, w.run, created=1, updated=0, refused=0), OFFICE, ADMIN
    ),
    "records.service.end_import": Op(lambda k, w, x: records.end_import(k, w.run), OFFICE, ADMIN),
    # notifications --------------------------------------------------------------------------------------------------
    "notifications.accounts.accounts": listed(
        lambda k, w, x: "n" * len(notifications.accounts(k)), ("", "", "n"), ("n", "n", "", "")
    ),
    "notifications.accounts.create_account": Op(
        lambda k, w, x: notifications.create_account(k, **account_fields()), WHOLE, ADMIN
    ),
    "notifications.accounts.edit_account": Op(
        lambda k, w, x: notifications.edit_account(k, w.account, 1, **account_fields()),
        WHOLE, ADMIN, {"office.view": ("", "", "", "*")},
    ),
    "notifications.accounts.delete_account": Op(
        lambda k, w, x: notifications.delete_account(k, w.account, 1),
        WHOLE, ADMIN, {"office.view": ("", "", "", "*")},
    ),
    "notifications.trial.send_test": Op(
        lambda k, w, x: notifications.send_test(k, None, "me@example.test"), WHOLE, ADMIN
    ),
    "notifications.trial.outcome": Op(lambda k, w, x: notifications.outcome(k, w.message), WHOLE, ADMIN),
    "notifications.outbox_lists.messages": Op(
        lambda k, w, x: notifications.messages(k, notifications.OutboxFilters()), WHOLE, ("*", "*", "", "")
    ),
    "notifications.outbox_lists.message_counts": Op(
        lambda k, w, x: notifications.message_counts(k), WHOLE, ("*", "*", "", "")
    ),
    "notifications.outbox_lists.export_messages": Op(
        lambda k, w, x: list(notifications.export_messages(k, notifications.OutboxFilters())), WHOLE, ("*", "*", "", "")
    ),
    "notifications.outbox_lists.message": Op(
        lambda k, w, x: notifications.message(k, w.message), WHOLE, ("*", "*", "", "")
    ),
    "notifications.outbox_actions.send_again": Op(
        lambda k, w, x: notifications.send_again(k, w.message), WHOLE, ADMIN
    ),
    "notifications.outbox_actions.cancel": Op(lambda k, w, x: notifications.cancel(k, w.message), WHOLE, ADMIN),
    "notifications.service.unread": listed(count_unread, ("o", "o", "o"), ("o",) * 4),
    "notifications.service.entries": listed(
        lambda k, w, x: w.letters([row.id for row in notifications.entries(k).rows], w.entry),
        ("o", "o", "o"), ("o",) * 4,
    ),
    "notifications.service.mark_read": Op(
        lambda k, w, x: notifications.mark_read(k, w.entry[x]), ("o", "o", "o"), ("o",) * 4
    ),
    "notifications.service.mark_all_read": listed(read_all, ("o", "o", "o"), ("o",) * 4),
    "notifications.preferences.office_preferences": Op(
        lambda k, w, x: notifications.office_preferences(k), OFFICE, ("*", "*", "", "")
    ),
    "notifications.preferences.set_office_preferences": Op(
        lambda k, w, x: notifications.set_office_preferences(k, {NEWS: "off"}), WHOLE, ADMIN
    ),
    # reminders ------------------------------------------------------------------------------------------------------
    "reminders.explain.why_not": Op(
        lambda k, w, x: reminders.why_not(k, "monitoring", w.watch[x]), ALWAYS, SEEN, every("monitoring.view")
    ),
    "reminders.outlook.forecast": Op(
        lambda k, w, x: reminders.forecast(k, "monitoring", w.watch[x], "monitoring.ending"),
        ("", "", "omtn"), ("omtn", "", "", ""), every("monitoring.view") | {"people.view": ("", "", "", "omtn")},
    ),
    "reminders.explain.explain": Op(
        lambda k, w, x: reminders.explain(k, "monitoring", w.watch[x]), ALWAYS, SEEN, every("monitoring.view")
    ),
    # calculator -----------------------------------------------------------------------------------------------------
    "calculator.service.items": Op(lambda k, w, x: calculator.items(k)[0], OFFICE, ("*",) * 4),
    "calculator.service.create_item": Op(
        lambda k, w, x: calculator.create_item(k, name="Other", type="other", price=Decimal(1)),
        OFFICE, ("*", "*", "", ""),
    ),
    "calculator.service.edit_item": Op(
        lambda k, w, x: calculator.edit_item(
            k, w.item, 1, name="Other", type="other", price=Decimal(1), position=None, is_active=True
        ),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "calculator.service.create_value": Op(
        lambda k, w, x: calculator.create_value(k, w.item, name="other"),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "calculator.service.edit_value": Op(
        lambda k, w, x: calculator.edit_value(k, w.value, 1, name="other", price=None, position=None, is_active=True),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    # clients --------------------------------------------------------------------------------------------------------
    "clients.lists.listing": listed(
        lambda k, w, x: w.letters([row.id for row in clients.listing(k).rows], w.client), ROW, SEEN
    ),
    "clients.lists.choices": listed(
        lambda k, w, x: w.letters([one.id for one in clients.choices(k)], w.client), ROW, SEEN
    ),
    "clients.service.get": Op(lambda k, w, x: clients.get(k, w.client[x]), ROW, SEEN),
    "clients.service.create": Op(
        lambda k, w, x: clients.create(k, is_company=True, name="New", owner_id=owner(w, x)), NEW, MAKES
    ),
    "clients.service.edit": Op(
        lambda k, w, x: clients.edit(k, w.client[x], None, is_company=True, name="Changed", owner_id=kept_owner(w, x)),
        ROW, EDITS, every("clients.view"),
    ),
    "clients.service.add_person": Op(
        lambda k, w, x: clients.add_person(k, w.client[x], name="New"), ROW, EDITS, every("clients.view")
    ),
    "clients.service.edit_person": Op(
        lambda k, w, x: clients.edit_person(k, w.contact[x], 1, name="Changed"), ROW, EDITS, every("clients.view")
    ),
    "clients.service.remove_person": Op(
        lambda k, w, x: clients.remove_person(k, w.contact[x], 1), ROW, EDITS, every("clients.view")
    ),
    "clients.service.bin": Op(lambda k, w, x: clients.bin(k, w.client[x], None), ROW, EDITS, every("clients.view")),
    # contracts ------------------------------------------------------------------------------------------------------
    "contracts.card.get": Op(lambda k, w, x: contracts.get(k, w.contract[x]), ROW, SEEN),
    "contracts.lists.listing": listed(
        lambda k, w, x: w.letters([row.id for row in contracts.listing(k).rows], w.contract), ROW, SEEN
    ),
    "contracts.lists.choices": listed(
        lambda k, w, x: w.letters([one.id for one in contracts.choices(k)], w.contract), ROW, SEEN
    ),
    "contracts.service.next_number": Op(lambda k, w, x: contracts.next_number(k), OFFICE, ("*", "*", "*", "")),
    "contracts.creating.create": Op(
        lambda k, w, x: contracts.create(k, client_id=w.client["o"], owner_id=owner(w, x)),
        NEW, MAKES, {"clients.view": ("", "omt", "omt", "omt")},
    ),
    "contracts.creating.create_many": Op(
        lambda k, w, x: made_or_refused(
            contracts.create_many(k, [ContractForm(client_id=w.client["o"], owner_id=owner(w, x))])
        ),
        NEW, MAKES, {"clients.view": ("", "omt", "omt", "omt")},
    ),
    "contracts.service.edit": Op(
        lambda k, w, x: contracts.edit(k, w.contract[x], None, **contract_fields(w, x)),
        ROW, EDITS, every("contracts.view"),
    ),
    "contracts.service.set_status": Op(
        lambda k, w, x: contracts.set_status(k, w.contract[x], w.active, None), ROW, EDITS, every("contracts.view")
    ),
    "contracts.service.bin": Op(
        lambda k, w, x: contracts.bin(k, w.contract[x], None), ROW, EDITS, every("contracts.view")
    ),
    "contracts.status.statuses": Op(lambda k, w, x: contracts.statuses(k)[0], OFFICE, ("*",) * 4),
    "contracts.status.create_status": Op(
        lambda k, w, x: contracts.create_status(k, name="Other", colour=contracts.PALETTE[7]), OFFICE, ADMIN
    ),
    "contracts.status.edit_status": Op(
        lambda k, w, x: contracts.edit_status(k, w.new, 1, name="Other", colour=contracts.PALETTE[7], position=None),
        OFFICE, ADMIN, {"office.view": ("", *OFFICE)},
    ),
    # order, copies, and what is taken away -----------------------------------------------------------------------
    "calculator.arranging.move_item": Op(
        lambda k, w, x: calculator.move_item(k, w.item, 1),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "calculator.arranging.move_value": Op(
        lambda k, w, x: calculator.move_value(k, w.value, 1),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "calculator.arranging.copy_item": Op(
        lambda k, w, x: calculator.copy_item(k, w.item),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "calculator.arranging.copy_value": Op(
        lambda k, w, x: calculator.copy_value(k, w.value),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "flows.catalogue.copy_item": Op(
        lambda k, w, x: catalogue.copy_item(k, w.item),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "flows.catalogue.copy_value": Op(
        lambda k, w, x: catalogue.copy_value(k, w.value),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "flows.catalogue.delete_item": Op(
        lambda k, w, x: catalogue.delete_item(k, calculator.copy_item(k, w.item)[0], None),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "flows.catalogue.delete_value": Op(
        lambda k, w, x: catalogue.delete_value(k, calculator.copy_value(k, w.value), None),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "flows.catalogue.delete_status": Op(
        lambda k, w, x: catalogue.delete_status(k, contracts.copy_status(k, w.new), None),
        OFFICE, ADMIN, {"office.view": ("", *OFFICE)},
    ),
    "contracts.status.move_status": Op(
        lambda k, w, x: contracts.move_status(k, w.new, 1),
        OFFICE, ADMIN, {"office.view": ("", *OFFICE)},
    ),
    "contracts.status.copy_status": Op(
        lambda k, w, x: contracts.copy_status(k, w.new),
        OFFICE, ADMIN, {"office.view": ("", *OFFICE)},
    ),
    "monitoring.rulebook.move_rule": Op(
        lambda k, w, x: monitoring.move_rule(k, w.rule, 1),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "monitoring.rulebook.copy_rule": Op(
        lambda k, w, x: monitoring.copy_rule(k, w.rule),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "monitoring.rulebook.delete_rule": Op(
        lambda k, w, x: monitoring.delete_rule(k, monitoring.copy_rule(k, w.rule), None),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "monitoring.rule_changes.touched_by": listed(
        lambda k, w, x: w.letters([row.id for row in monitoring.touched_by(k, w.rule)], w.watch),
        ALWAYS, ("omtn", "om", "", ""), also={"monitoring.edit": ("", "o", "om", "omtn")},
    ),
    "monitoring.rule_changes.how_many_touched": listed(
        lambda k, w, x: "omtn"[: monitoring.how_many_touched(k, w.item).get(w.rule, 0)],
        ALWAYS, ("omtn", "om", "", ""), also={"monitoring.edit": ("", "o", "om", "omtn")},
    ),
    "monitoring.rule_changes.chosen": Op(
        lambda k, w, x: monitoring.chosen(k, w.rule, [w.watch[x]]),
        ALWAYS, ("omtn", "om", "", ""), {**every("monitoring.edit"), **every("monitoring.view")},
    ),
    "monitoring.rule_changes.apply_rule": Op(
        lambda k, w, x: monitoring.apply_rule(k, w.rule, [w.watch[x]]),
        ALWAYS, ("omtn", "om", "", ""), {**every("monitoring.edit"), **every("monitoring.view")},
    ),
    "flows.rule_change.take_over": Op(
        lambda k, w, x: rule_change.take_over(k, w.rule, [w.watch[x]]),
        ALWAYS, ("omtn", "om", "", ""), {**every("monitoring.edit"), **every("monitoring.view")},
    ),
    # monitoring -----------------------------------------------------------------------------------------------------
    "monitoring.lists.matching_ids": listed(
        lambda k, w, x: w.letters(k.session.execute(lists.matching_ids(k, Filters())).scalars(), w.watch), ROW, SEEN
    ),
    "monitoring.pictures.ends_by_month": listed(
        lambda k, w, x: by_letter(one.type[-1] for one in monitoring.ends_by_month(k, Filters(), TODAY, 12)), ROW, SEEN
    ),
    "monitoring.pictures.timeline": listed(
        lambda k, w, x: w.letters([bar.row.id for bar in monitoring.timeline(k, Filters(), TODAY, 12)[0]], w.watch),
        ROW, SEEN,
    ),
    "monitoring.pictures.figures": listed(
        lambda k, w, x: "omtn"[: max(one.count for one in monitoring.figures(k, Filters()))], ROW, SEEN
    ),
    "monitoring.lists.listing": listed(
        lambda k, w, x: w.letters([row.id for row in monitoring.listing(k, Filters()).rows], w.watch), ROW, SEEN
    ),
    "monitoring.lists.export_rows": listed(
        lambda k, w, x: w.letters([row.id for row in monitoring.export_rows(k, Filters())], w.watch),
        ROW, ("omtn", "omtn", "o", ""), also=every("monitoring.view"),
    ),
    "monitoring.lists.of_contract": listed(
        lambda k, w, x: found_of(k, w, lambda y: bool(monitoring.of_contract(k, w.contract[y]))),
        ROW, SEEN, also=every("contracts.view"),
    ),
    "monitoring.lists.types": listed(
        lambda k, w, x: "".join(y for y in LETTERS if f"type {y}" in monitoring.types(k)), ROW, SEEN
    ),
    "monitoring.lists.how_many": listed(
        lambda k, w, x: found_of(k, w, lambda y: monitoring.how_many(k, Filters(type=f"type {y}"))[0] == 1), ROW, SEEN
    ),
    "monitoring.rulebook.rules_of": Op(lambda k, w, x: monitoring.rules_of(k)[0], OFFICE, ("*",) * 4),
    "monitoring.rulebook.create_rule": Op(
        lambda k, w, x: monitoring.create_rule(k, **rule_fields(w)),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "monitoring.rulebook.edit_rule": Op(
        lambda k, w, x: monitoring.edit_rule(k, w.rule, 1, **rule_fields(w)),
        OFFICE, ("*", "*", "", ""), {"calculator.view": ("", *OFFICE)},
    ),
    "monitoring.service.get": Op(lambda k, w, x: monitoring.get(k, w.watch[x]), ROW, SEEN),
    "monitoring.service.create": Op(
        lambda k, w, x: monitoring.create(
            k, w.contract[x], title="New", type="new", starts_on=TODAY, ends_on=SOON, steps=STEPS, recipients=OWNER
        ),
        ROW, ("omtn", "omtn", "o", ""), every("contracts.view"),
    ),
    "monitoring.service.edit": Op(
        lambda k, w, x: monitoring.edit(k, w.watch[x], None, **watch_fields(w, x)), ROW, EDITS, every("monitoring.view")
    ),
    "monitoring.service.cancel": Op(
        lambda k, w, x: monitoring.cancel(k, w.watch[x], None), ROW, EDITS, every("monitoring.view")
    ),
    "monitoring.service.delete": Op(
        lambda k, w, x: monitoring.delete(k, w.watch[x], None), ROW, EDITS, every("monitoring.view")
    ),
    "monitoring.telling.default_recipients": Op(
        lambda k, w, x: monitoring.default_recipients(k), OFFICE, ("*",) * 4
    ),
    "monitoring.telling.set_default_recipients": Op(
        lambda k, w, x: monitoring.set_default_recipients(k, OWNER), WHOLE, ADMIN
    ),
    "monitoring.telling.consequence": Op(
        lambda k, w, x: monitoring.consequence(k, STEPS, SOON, OWNER, w.contract[x]),
        ALWAYS, SEEN, every("contracts.view"),
    ),
    "monitoring.lists.ids": listed(
        lambda k, w, x: w.letters(monitoring.ids(k, Filters(), most=99), w.watch), ROW, SEEN
    ),
    "contracts.lists.ids": listed(lambda k, w, x: w.letters(contracts.ids(k, most=99), w.contract), ROW, SEEN),
    "clients.lists.ids": listed(lambda k, w, x: w.letters(clients.ids(k, most=99), w.client), ROW, SEEN),
    # agenda ---------------------------------------------------------------------------------------------------------
    "agenda.changes.listing": listed(
        lambda k, w, x: w.letters({row.row_id for row in seen_history(k, w)}, w.client),
        ("", "", "omtn"), ("omtn", "", "", ""), also=every("clients.view"),
    ),
    "agenda.changes.of_record": listed(
        lambda k, w, x: "".join(y for y in LETTERS if agenda.of_record(k, "clients", w.client[y]).rows),
        ("", "", "omtn"), ("omtn", "", "", ""), also=every("clients.view"),
    ),
    "agenda.changes.authors": listed(
        lambda k, w, x: w.letters([one.id for one in agenda.authors(k)], w.person), ROW, ("omtn", "om", "", "")
    ),
    "agenda.start_page.today": listed(
        lambda k, w, x: w.letters([row.id for row in agenda.today(k).ends_soon], w.watch),
        ("o", "o", "o"), ("o",) * 4, also={"monitoring.view": ("", "o", "o", "o")},
    ),
    "agenda.service_desk.desk": Op(lambda k, w, x: agenda.desk(k), WHOLE, ("*", "*", "", "")),
    "agenda.service_desk.log": Op(lambda k, w, x: agenda.log(k, agenda.RunFilters()), WHOLE, ("*", "*", "", "")),
    "agenda.service_desk.job_names": Op(lambda k, w, x: agenda.job_names(k), WHOLE, ("*", "*", "", "")),
    # flows ----------------------------------------------------------------------------------------------------------
    "flows.bin.delete_contract": Op(
        lambda k, w, x: to_bin.delete_contract(k, w.contract[x], None), ROW, EDITS, every("contracts.view")
    ),
    "flows.bin.delete_client": Op(
        lambda k, w, x: to_bin.delete_client(k, w.client[x], None), ROW, EDITS, every("clients.view")
    ),
    "flows.bin.delete_monitoring": Op(
        lambda k, w, x: to_bin.delete_monitoring(k, w.watch[x], None), ROW, EDITS, every("monitoring.view")
    ),
    "flows.bin_out.remove": Op(removed, WHOLE, ADMIN),
    "flows.bin_out.older": Op(lambda k, w, x: bin_out.older(k), OFFICE, ADMIN),
    "flows.contract_status.change": Op(  # and that it starts a watch needs no right to make watches
        lambda k, w, x: contract_status.change(k, w.contract[x], w.active, None)[0],
        ROW, EDITS, every("contracts.view") | {"monitoring.create": ALL},
    ),
    "flows.contract_status.create": Op(
        lambda k, w, x: contract_status.create(k, client_id=w.client["o"], owner_id=owner(w, x), status_id=w.active),
        NEW, MAKES, {"clients.view": ("", "omt", "omt", "omt")},
    ),
    "flows.contract_status.create_many": Op(
        create_many, NEW, MAKES, {"clients.view": ("", "omt", "omt", "omt"), "monitoring.create": ("omt",) * 4}
    ),
    "flows.nightly.plan": Op(lambda k, w, x: nightly.plan(k), OFFICE, ("*", "*", "", "")),
    "flows.nightly.set_hour": Op(lambda k, w, x: nightly.set_hour(k, 4), WHOLE, ADMIN),
    "flows.office_settings.read": Op(lambda k, w, x: office_settings.read(k), OFFICE, ("*", "*", "", "")),
    "flows.office_settings.edit": Op(
        lambda k, w, x: office_settings.edit(
            k, name="We", zone="Europe/Warsaw", language="pl", currency="PLN", contract_pattern="U/{number}"
        ),
        WHOLE, ADMIN,
    ),
    # imports: the right to import opens the door, the rights to the records decide what goes in ---------------------
    "flows.imports.batch.put_in": Op(put_in, OFFICE, ADMIN),
    "flows.imports.clients.current": listed(
        lambda k, w, x: w.letters(import_clients.current(k, w.client.values()), w.client),
        ALWAYS, ("omtn", "", "", ""), also=every("clients.view"),
    ),
    "flows.imports.clients.create": Op(
        lambda k, w, x: import_clients.create(k, {"is_company": True, "name": "New", "owner_id": owner(w, x)}, False),
        ("omt",) * 3, ("omt", "", "", ""), {"clients.create": ("", *NEW)},
    ),
    "flows.imports.clients.edit": Op(
        lambda k, w, x: import_edit(import_clients, k, w.client[x], note="changed"),
        ALWAYS, ("omtn", "", "", ""), every("clients.edit"),
    ),
    "flows.imports.contracts.current": listed(
        lambda k, w, x: w.letters(import_contracts.current(k, w.contract.values()), w.contract),
        ALWAYS, ("omtn", "", "", ""), also=every("contracts.view"),
    ),
    "flows.imports.contracts.create": Op(
        lambda k, w, x: import_contracts.create(k, {"client_id": w.client["o"], "owner_id": owner(w, x)}, False),
        ("omt",) * 3, ("omt", "", "", ""), {"contracts.create": ("", *NEW)},
    ),
    "flows.imports.contracts.edit": Op(
        lambda k, w, x: import_edit(import_contracts, k, w.contract[x], status_id=w.active),
        ALWAYS, ("omtn", "", "", ""), every("contracts.edit"),
    ),
    "flows.imports.items.current": Op(
        lambda k, w, x: import_items.current(k, [w.item])[w.item], OFFICE, ADMIN
    ),
    "flows.imports.items.create": Op(
        lambda k, w, x: import_items.create(k, {"name": "Other", "type": "x", "price": Decimal(1)}, False),
        OFFICE, ADMIN, {"calculator.configure": ("", *OFFICE)},
    ),
    "flows.imports.items.edit": Op(
        lambda k, w, x: import_edit(import_items, k, w.item, name="Other"),
        OFFICE, ADMIN, {"calculator.configure": ("", *OFFICE)},
    ),
    "flows.imports.people.current": listed(
        lambda k, w, x: w.letters(import_people.current(k, w.person.values()), w.person),
        ALWAYS, ("omtn", "", "", ""), also=every("people.view"),
    ),
    "flows.imports.people.create": Op(
        lambda k, w, x: import_people.create(k, person_fields(k), False),
        OFFICE, ADMIN, {"people.configure": ("", *WHOLE)},
    ),
    "flows.imports.people.edit": Op(
        lambda k, w, x: import_edit(import_people, k, w.person[x], name="Changed"),
        ALWAYS, ("omtn", "", "", ""), {"people.configure": ("", "", "", "omtn")},
    ),
    "flows.imports.contacts.current": listed(
        lambda k, w, x: w.letters(import_contacts.current(k, w.contact.values()), w.contact),
        ALWAYS, ("omtn", "", "", ""), also=every("clients.view"),
    ),
    "flows.imports.contacts.create": Op(
        lambda k, w, x: import_contacts.create(k, {"client_id": w.client[x], "name": "New"}, False),
        ALWAYS, ("omtn", "", "", ""), every("clients.edit"),
    ),
    "flows.imports.contacts.edit": Op(
        lambda k, w, x: import_edit(import_contacts, k, w.contact[x], name="Changed"),
        ALWAYS, ("omtn", "", "", ""), every("clients.edit"),
    ),
    "flows.imports.contracts.create_many": Op(
        lambda k, w, x: made_or_refused(
            import_contracts.create_many(k, [{"client_id": w.client["o"], "owner_id": owner(w, x)}], False)
        ),
        ("omt",) * 3, ("omt", "", "", ""), {"contracts.create": ("", *NEW)},
    ),
    "flows.imports.monitorings.current": listed(
        lambda k, w, x: w.letters(import_monitorings.current(k, w.watch.values()), w.watch),
        ALWAYS, ("omtn", "", "", ""), also=every("monitoring.view"),
    ),
    "flows.imports.monitorings.create": Op(
        lambda k, w, x: import_monitorings.create(
            k, {"contract_id": w.contract[x], "title": "New", "type": "new", "starts_on": TODAY}, False
        ),
        ALWAYS, ("omtn", "", "", ""), every("monitoring.create"),
    ),
    "flows.imports.monitorings.edit": Op(
        lambda k, w, x: import_edit(import_monitorings, k, w.watch[x], title="Changed"),
        ALWAYS, ("omtn", "", "", ""), every("monitoring.edit"),
    ),
    "flows.imports.uploading.take": Op(lambda k, w, x: a_file(k), OFFICE, ADMIN),
    "flows.imports.uploading.proposal": Op(lambda k, w, x: uploading.proposal(k, a_file(k)), OFFICE, ADMIN),
    "flows.imports.uploading.check": Op(lambda k, w, x: uploading.check(k, a_file(k), CHOSEN), OFFICE, ADMIN),
    "flows.imports.workbooks.allowed": Op(lambda k, w, x: workbooks.allowed(k, "contracts"), OFFICE, ADMIN),
    "flows.imports.workbooks.refused": Op(lambda k, w, x: refused_rows(k), OFFICE, ADMIN),
    "flows.imports.looking.look_up": Op(lambda k, w, x: looking.look_up(k, "rights", "people", []), OFFICE, ADMIN),
    "flows.imports.preparing.statuses": Op(
        lambda k, w, x: preparing.statuses(k, plan(statuses=(StatusMade("Other", None),))),
        OFFICE, ADMIN, {"office.configure": ("", *OFFICE)},
    ),
    "flows.imports.preparing.rules": Op(
        lambda k, w, x: preparing.rules(k, plan(rules=(RULE,)), w.run),
        OFFICE, ADMIN, {"calculator.configure": ("", *OFFICE)},
    ),
    "flows.imports.telling.audience_of": Op(
        lambda k, w, x: telling.audience_of(k, "contracts", w.contract.values()), OFFICE, ADMIN
    ),
    "flows.imports.telling.summaries": Op(
        lambda k, w, x: telling.summaries(k, "rights", Counter({w.pat: 2})), OFFICE, ADMIN
    ),
}  # fmt: skip

# Whom nobody asks who they are: what they are given is the right.
PUBLIC = {
    "people.roles.first_administrator_exists",
    "people.tokens.bearer",
    "people.tokens.redeem",
    "flows.set_up.is_open",
    "flows.set_up.set_up",
}
PROFILE: dict[str, Any] = {"name": "Me", "phone": None, "language": "en", "zone": "Europe/Warsaw", "theme": "dark"}


def myself(work: Work) -> User:
    """Whoever asks; somebody at all for a stranger."""
    if work.me.person_id is None:
        return work.session.execute(select(User).order_by(User.id).limit(1)).scalar_one()
    return work.session.get_one(User, work.me.person_id)


def a_proof(work: Work) -> account.Proof:
    """As if the current password had been given a moment ago."""
    if work.me.person_id is not None:
        myself(work).password_hash = "known"
    return account.Proof(myself(work).id, "known")


def a_sign_in(work: Work) -> int:
    """A fresh one of whoever asks; none at all for a stranger."""
    if work.me.person_id is None:
        return 1
    moments = {"created_at": work.now, "seen_at": work.now, "expires_at": work.now + sign_ins.KEPT}
    row = SignIn(user_id=work.me.person_id, token_hash="0" * 64, address="", agent="", **moments)
    work.session.add(row)
    work.session.flush()
    return row.id


# About oneself: whoever is signed in may, whatever their role; how to call each. That it touches nobody else's is
# for the tests of each to show.
OWN: dict[str, Callable[[Work, World], Any]] = {
    "notifications.preferences.my_preferences": lambda k, w: notifications.my_preferences(k),
    "notifications.preferences.set_my_preferences": lambda k, w: notifications.set_my_preferences(k, {NEWS: False}),
    "notifications.my_test.send_me_a_test": lambda k, w: notifications.send_me_a_test(k),
    "notifications.my_test.my_test_outcome": lambda k, w: notifications.my_test_outcome(
        k, notifications.send_me_a_test(k)
    ),
    "reminders.own.own_days": lambda k, w: reminders.own_days(k),
    "reminders.own.add_own_days": lambda k, w: reminders.add_own_days(k, 14),
    "reminders.own.remove_own_days": lambda k, w: (reminders.add_own_days(k, 9), reminders.remove_own_days(k, 9)),
    "people.account.profile": lambda k, w: account.profile(k),
    "people.account.edit_profile": lambda k, w: account.edit_profile(k, myself(k).version, **PROFILE),
    "people.account.choose_password": lambda k, w: account.choose_password(k, a_proof(k), "a password of my own"),
    "people.checks.checked_own": lambda k, w: checks.checked_own(k, myself(k), **PROFILE),
    "people.sign_ins.mine": lambda k, w: sign_ins.mine(k),
    "people.sign_ins.end_mine": lambda k, w: sign_ins.end_mine(k, a_sign_in(k)),
    "people.sign_ins.end_everywhere": lambda k, w: sign_ins.end_everywhere(k),
    "flows.bin_lists.listing": lambda k, w: bin_lists.listing(k),
    "flows.bin_lists.get": lambda k, w: not_found(lambda: bin_lists.get(k, "clients", str(w.client["t"]))),
    "flows.bin_out.restore": lambda k, w: not_found(lambda: bin_out.restore(k, "clients", w.client["t"])),
    "flows.bulk.newest": lambda k, w: bulk.newest(k, "clients"),
    "flows.bulk.matching": lambda k, w: forbidden(lambda: bulk.matching(k, "clients", {})),
    "records.batches.begin_batch": lambda k, w: a_batch(k),
    "records.batches.get": lambda k, w: records.get_batch(k, a_batch(k)),
    "records.batches.listing": lambda k, w: records.batches_of(k),
    "records.batches.count": lambda k, w: records.count_batch(k, a_batch(k), done=1),
    "records.batches.end_batch": lambda k, w: records.end_batch(k, a_batch(k)),
    "records.batches.begin_undo": lambda k, w: records.begin_undo(k, a_batch(k)),
    "records.batches.end_undo": lambda k, w: records.end_undo(k, records.begin_undo(k, a_batch(k)) or 0),
}
