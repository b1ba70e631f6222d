"""History as people read it: who sees which changes, in whose words, and page by page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy import insert, text, update

from crm import agenda, clients, contracts, monitoring, people, records
from crm.agenda import Asked, ChangeRow
from crm.agenda.change_kinds import SILENT
from crm.agenda.change_values import fields_of
from crm.core import i18n
from crm.core.access import Reach
from crm.core.db import Record
from crm.core.errors import Forbidden, NotSignedIn
from crm.core.history import HIDDEN, TABLE
from crm.core.work import Actor, begin
from crm.flows import bin as to_bin
from crm.flows import bin_out
from crm.monitoring import Recipient
from crm.people.tables import Role, RoleGrant, UserRole
from tests.conftest import NOON, Cast, Clock
from tests.firm import Firm, a_contract, a_firm, a_rule, a_watch, by, by_office, edited, move


def told(person: int, **asked: object) -> list[ChangeRow]:
    with by(person) as work:
        return agenda.listing(work, Asked(**asked)).rows  # type: ignore[arg-type]


def may(person: int, **grants: Reach) -> None:
    """Give a person exactly these rights: `history__view=Reach.OWN`."""
    with by_office() as work:
        role = Role(name=f"role {person} {sorted(grants.items())}"[:110])
        work.session.add(role)
        work.session.flush()
        work.session.add_all(
            RoleGrant(role_id=role.id, right=name.replace("__", "."), reach=reach) for name, reach in grants.items()
        )
        work.session.execute(update(UserRole).where(UserRole.user_id == person).values(role_id=role.id))


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


def test_a_stranger_and_who_has_no_right_see_nothing(cast: Cast, firm: Firm) -> None:
    with pytest.raises(NotSignedIn), begin(Actor.nobody()) as work:
        agenda.listing(work, Asked())
    for person in (cast.anna, cast.vera):
        with pytest.raises(Forbidden), by(person) as work:
            agenda.listing(work, Asked())
        with pytest.raises(Forbidden), by(person) as work:
            agenda.of_record(work, "clients", firm.client)


def test_own_are_my_changes_team_those_of_my_teams_all_everybodys(cast: Cast, firm: Firm) -> None:
    names = {}
    for who in (cast.anna, cast.bob, cast.carol, cast.admin):
        with by(who) as work:
            names[clients.create(work, is_company=True, name=f"of {who}")] = who
    everywhere = {"clients__view": Reach.ALL}
    for reach, expected in (
        (Reach.OWN, {cast.anna}),
        (Reach.TEAM, {cast.anna, cast.bob}),
        (Reach.ALL, {cast.anna, cast.bob, cast.carol, cast.admin}),
    ):
        may(cast.anna, history__view=reach, **everywhere)
        seen = [row for row in told(cast.anna, kind="clients") if row.row_id in names]
        assert {names[row.row_id] for row in seen} == expected


def test_changes_of_records_that_one_may_not_see_do_not_appear(cast: Cast, firm: Firm) -> None:
    mine, others = a_contract(cast, firm, cast.anna), a_contract(cast, firm, cast.carol)
    watch = a_watch(cast, others)
    may(cast.anna, history__view=Reach.ALL, contracts__view=Reach.TEAM, monitoring__view=Reach.OWN)
    rows = told(cast.anna)
    assert {(row.kind, row.row_id) for row in rows if row.kind in ("contracts", "monitorings")} == {("contracts", mine)}
    assert not {"clients", "users", "calculator_items", "settings", "roles"} & {row.kind for row in rows}
    with by(cast.anna) as work:
        for kind, row in (("contracts", others), ("monitorings", watch), ("clients", firm.client), ("nonsense", 1)):
            assert agenda.of_record(work, kind, row).rows == [], kind
        assert agenda.of_record(work, "contracts", mine).rows


def test_the_dead_stay_readable_for_reach_all(cast: Cast, firm: Firm) -> None:
    contract = a_contract(cast, firm, number="GONE")
    a_contract(cast, firm, number="NEWER")
    with by(cast.admin) as work:
        to_bin.delete_contract(work, contract, None)
    assert [row.action for row in told(cast.admin, kind="contracts", row_id=contract)] == ["binned", "created"]
    with by(cast.admin) as work:
        bin_out.remove(work, "contracts", contract)
    rows = told(cast.admin, kind="contracts", row_id=contract)
    assert next((row.action, row.title, row.place) for row in rows) == ("removed", "GONE", "")
    assert ("number", "GONE", None) in [(field.name, field.old, field.new) for field in rows[0].fields]
    may(cast.mona, history__view=Reach.TEAM, contracts__view=Reach.ALL)
    assert told(cast.mona, kind="contracts", row_id=contract) == []


def test_values_are_said_as_people_read_them(cast: Cast, firm: Firm) -> None:
    contract = a_contract(cast, firm, number="A")
    watch = a_watch(cast, contract)
    with by(cast.anna) as work:
        new = {"recipients": [Recipient("person", cast.bob), Recipient("team", team_id=cast.service)]}
        edited(work, watch, assigned_id=cast.anna, ends_on=date(2027, 1, 2), title="*Ada* <b>", **new)
        monitoring.cancel(work, watch, None)
    with by(cast.admin) as work:
        card = contracts.get(work, contract)
        line = contracts.LineInput(firm.item, firm.yearly, Decimal(2), Decimal("3.50"))
        contracts.edit(work, contract, card.version, client_id=firm.client, owner_id=cast.bob, lines=[line])
    rows = told(cast.admin, kind="monitorings", row_id=watch)
    assert [(field.old, field.new, field.words) for field in rows[0].fields] == [
        ("active", "cancelled", "monitoring.state")
    ]
    said = {field.name: (field.old, field.new) for row in rows[1:-1] for field in row.fields}
    assert said == {
        "title": ("Gwarancja", "*Ada* <b>"),
        "assigned_id": (None, "Anna"),
        "ends_on": (date(2027, 3, 9), date(2027, 1, 2)),
        "recipients": ("recipient.contract_owner", "Bob; Service"),
    }
    assert (rows[0].who, rows[0].title, rows[0].place) == ("Anna", "*Ada* <b>", "watch")
    rows = told(cast.admin, kind="contracts", row_id=contract, action="changed")
    said = {field.name: (field.old, field.new) for row in rows for field in row.fields}
    assert said == {"owner_id": ("Anna", "Bob"), "lines": ("Przegląd 1 × 100.00", "Przegląd – roczny 2 × 3.50")}
    client = told(cast.admin, kind="clients", row_id=firm.client)[0]
    assert ("is_company", None, True) in [(field.name, field.old, field.new) for field in client.fields]


def test_what_follows_by_itself_says_from_whom(cast: Cast, firm: Firm) -> None:
    a_rule(cast, firm)
    contract = a_contract(cast, firm)
    [watch] = move(cast.anna, contract, firm.active)
    [row] = told(cast.admin, kind="monitorings", row_id=watch)
    assert (row.is_office, row.who) == (True, "Anna")
    [changed, _] = told(cast.admin, kind="contracts", row_id=contract)
    assert (changed.is_office, changed.who) == (False, "Anna")


def test_secrets_are_never_shown(cast: Cast) -> None:
    with by(cast.admin) as work:
        people.set_password(work, cast.bob, "a canary in the mine")
    [row] = [row for row in told(cast.admin, kind="users", row_id=cast.bob) if row.action == "changed"]
    assert [(field.name, field.old, field.new) for field in row.fields] == [("password_hash", None, HIDDEN)]


def test_filters_by_person_action_day_and_batch(cast: Cast, firm: Firm, clock: Clock) -> None:
    watch = a_watch(cast, a_contract(cast, firm))
    clock.set(datetime(2026, 3, 11, 22, 59, tzinfo=UTC))  # 23:59 in Warsaw
    with by(cast.anna) as work:
        batch = records.begin_batch(work, purpose="bulk", kind="monitoring", title="Many")
        with work.batched(batch):
            edited(work, watch, title="Late")
    clock.set(datetime(2026, 3, 11, 23, 1, tzinfo=UTC))
    with by(cast.bob) as work:
        clients.create(work, is_company=True, name="After midnight")
    the_11th, the_12th = date(2026, 3, 11), date(2026, 3, 12)
    assert [row.title for row in told(cast.admin, first=the_11th, last=the_11th)] == ["Late"]
    assert [row.title for row in told(cast.admin, first=the_12th)] == ["After midnight"]
    assert {row.who for row in told(cast.admin, person_id=cast.bob)} == {"Bob"}
    assert {row.action for row in told(cast.admin, action="changed")} == {"changed"}
    [row] = told(cast.admin, batch_id=batch)
    assert (row.batch_id, row.batch) == (batch, "Many")
    assert told(cast.admin, last=date.max)


def test_addresses_are_read_forgivingly_and_written_back() -> None:
    query = {"person": "3", "kind": "clients", "row": "7", "action": "changed", "from": "2026-03-01", "batch": "9"}
    assert Asked.of(query).query() == query
    bad = {
        "person": "1 OR 1",
        "kind": "../x",
        "row": "7",
        "action": "x",
        "from": "31.12",
        "batch": "-1",
        "before": "9" * 30,
    }
    assert Asked.of({**bad, "before": "9" * 30}) == Asked()
    assert Asked.of({"person": ["3"], "from": ["x"]}) == Asked(person_id=3)  # the first of several, as everywhere


def test_it_is_turned_page_by_page_however_long_it_is(cast: Cast, firm: Firm) -> None:
    with by_office() as work:
        row = {
            "at": NOON, "actor_id": cast.bob, "is_office": False, "kind": "clients", "row_id": firm.client,
            "action": "changed", "version": 2, "batch_id": None,
        }  # fmt: skip
        rows = [{**row, "changes": {"note": [str(n), str(n + 1)]}} for n in range(120)]
        work.session.execute(insert(TABLE), rows)
    seen: list[int] = []
    before: int | None = None
    with by(cast.admin) as work:
        while True:
            page = agenda.listing(work, Asked(person_id=cast.bob, before=before))
            seen += [row.id for row in page.rows]
            if page.next is None:
                break
            before = page.next
        assert (len(seen), len(set(seen)), seen) == (120, 120, sorted(seen, reverse=True))
        if work.session.get_bind().dialect.name == "sqlite":
            plan = "EXPLAIN QUERY PLAN SELECT id FROM history WHERE actor_id = 1 AND id < 99 ORDER BY id DESC LIMIT 50"
            [said] = [str(row[-1]) for row in work.session.connection().execute(text(plan))]
            assert "ix_history_actor_id_id" in said


def test_every_kind_of_record_has_a_name_in_both_languages() -> None:
    named = {mapper.class_.__tablename__ for mapper in Record.registry.mappers if issubclass(mapper.class_, Record)}
    for kind in sorted(named - set(SILENT)):
        for language in ("en", "pl"):
            assert i18n.words(language, f"history.kind.{kind}") != f"history.kind.{kind}", kind


def test_channels_priorities_and_days_left_out_are_no_codes() -> None:
    changes = {"channels": [["bell"], ["bell", "sms"]], "priority": [None, "high"]}
    told = {one.name: one for one in fields_of(SimpleNamespace(kind="priority_channels", changes=changes), {})}  # type: ignore[arg-type]
    assert (told["channels"].old, told["channels"].new) == (
        "notifications.channel.bell",
        "notifications.channel.bell; notifications.channel.sms",
    )
    assert told["priority"].words == "priority"
    skipped = {"excluded": [[], ["2027-02-07T08:00:00+00:00"]]}
    [days] = fields_of(SimpleNamespace(kind="task_series", changes=skipped), {})  # type: ignore[arg-type]
    assert (days.old, days.new) == ("", "2027-02-07")
