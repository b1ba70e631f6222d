"""Roles: the matrix as a service, who may change it, what stays whatever anybody does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from crm import people
from crm.core.access import RIGHTS
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, Refusal
from crm.core.history import Change
from crm.core.i18n import speaking
from crm.core.work import Actor, begin
from crm.flows import hand_over
from crm.people import rules, sign_ins
from crm.people.tables import Role, UserRole
from tests.conftest import Cast
from tests.dumping import Dumper
from tests.firm import by, by_office

SEES = {"clients.view": 3, "monitoring.view": 1, "monitoring.export": 1}


def role(key: str) -> int:
    with begin(Actor.office()) as work:
        return people.role_id(work, key)


def made(cast: Cast, name: str = "Auditor", **reaches: int) -> int:
    with by(cast.admin) as work:
        return people.create_role(work, name=name, reaches=reaches or SEES)


def card(cast: Cast, id: int) -> people.RoleRow:
    with by(cast.admin, writes=False) as work:
        return people.get_role(work, id)


def change(cast: Cast, id: int, name: str | None = None, **reaches: int) -> None:
    with by(cast.admin) as work:
        now = people.get_role(work, id)
        people.edit_role(work, id, now.version, name=now.name if name is None else name, reaches=reaches)


def give(cast: Cast, person: int, *roles: int) -> None:
    with by(cast.admin) as work:
        now = people.get(work, person)
        people.edit(work, person, now.version, name=now.name, email=now.email, role_ids=roles, team_ids=now.team_ids)


def code(refusal: pytest.ExceptionInfo[Refusal]) -> tuple[str | None, str]:
    return refusal.value.problems[0].field, refusal.value.code


def test_a_role_grants_each_right_with_its_own_reach(cast: Cast) -> None:
    auditor = made(cast)
    give(cast, cast.vera, auditor)
    with by(cast.vera) as work:
        assert {name: int(reach) for name, reach in work.me.grants.reaches.items()} == SEES
    row = card(cast, auditor)
    assert (row.name, row.people, row.is_built_in) == ("Auditor", 1, False)
    assert set(row.reaches) == RIGHTS
    assert {name: reach for name, reach in row.reaches.items() if reach} == SEES


def test_the_monitoring_module_has_five_rights_each_on_its_own(cast: Cast) -> None:
    auditor = made(cast)
    for action in ("view", "create", "edit", "delete", "export"):
        reaches = {name: 0 for name in RIGHTS if name.startswith("monitoring.")}
        change(cast, auditor, **{**reaches, f"monitoring.{action}": 2})
        held = {name: reach for name, reach in card(cast, auditor).reaches.items() if reach}
        assert held == {"clients.view": 3, f"monitoring.{action}": 2}


def test_a_change_holds_at_once_and_wakes_open_pages(cast: Cast) -> None:
    viewer = role("viewer")
    with by(cast.admin) as work:
        people.set_password(work, cast.vera, "a quiet morning")
    token = sign_ins.sign_in("vera@example.test", "a quiet morning", address="127.0.0.1", agent="test")
    before = sign_ins.find(token)
    change(cast, viewer, **{"contracts.view": 0})
    after = sign_ins.find(token)
    assert before is not None
    assert after is not None
    assert before.stamp != after.stamp, "the guard tells open pages to come again"
    with by(cast.vera) as work:
        assert not work.may("contracts.view")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (" ", ("name", "error.required")),
        ("x" * 121, ("name", "error.too_long")),
        ("auditor", ("name", "people.role_taken")),
        ("Viewer", ("name", "people.role_taken")),
        ("Gone", ("name", "people.role_taken_bin")),
    ],
)
def test_a_role_needs_a_name_of_its_own(cast: Cast, dump: Dumper, name: str, said: tuple[str, str]) -> None:
    auditor, other, gone = made(cast), made(cast, "Other"), made(cast, "Gone")
    with by(cast.admin) as work:
        people.delete_role(work, gone, 1)
    before = dump()
    for attempt in (
        lambda: made(cast, name),
        lambda: change(cast, other, name),
        lambda: by_copy(cast, auditor, name),
    ):
        with pytest.raises(Invalid) as refusal:
            attempt()
        assert code(refusal) == said
    assert dump() == before


def by_copy(cast: Cast, id: int, name: str) -> int:
    with by(cast.admin) as work:
        return people.copy_role(work, id, name=name)


def test_a_built_in_name_is_taken_in_the_reader_s_language(cast: Cast) -> None:
    with speaking("pl"), pytest.raises(Invalid) as refusal:
        made(cast, "kierownik")
    assert code(refusal) == ("name", "people.role_taken")


def test_a_copy_grants_what_its_model_does(cast: Cast) -> None:
    copy = by_copy(cast, role("manager"), "Deputy")
    row, model = card(cast, copy), card(cast, role("manager"))
    assert (row.name, row.is_built_in, row.keeps_rights) == ("Deputy", False, False)
    assert row.reaches == model.reaches
    change(cast, copy, **{"clients.view": 1})
    assert card(cast, role("manager")).reaches["clients.view"] == 3, "the model stays"


def test_the_administrators_role_keeps_its_rights_and_built_in_ones_their_names(cast: Cast, dump: Dumper) -> None:
    before, administrator = dump(), role("administrator")
    with pytest.raises(Invalid) as refusal:
        change(cast, administrator, **{"clients.delete": 0})
    assert code(refusal) == (None, "people.role_keeps")
    assert dump() == before
    change(cast, role("employee"), "Worker", **{"clients.export": 1})
    assert (card(cast, role("employee")).name, card(cast, role("employee")).reaches["clients.export"]) == (
        "Employee",
        1,
    )


def test_what_the_office_took_from_a_built_in_role_does_not_come_back(cast: Cast) -> None:
    change(cast, role("employee"), **{"monitoring.export": 0})
    with by_office() as work:
        people.ensure_roles(work)
    assert card(cast, role("employee")).reaches["monitoring.export"] == 0


def test_a_role_that_somebody_has_is_not_deleted(cast: Cast, dump: Dumper) -> None:
    auditor = made(cast)
    give(cast, cast.vera, auditor)
    with by(cast.admin) as work:
        hand_over.deactivate(work, cast.vera, None)
    before = dump()
    for id, said in ((auditor, "people.role_in_use"), (role("viewer"), "people.role_built_in")):
        with pytest.raises(Invalid) as refusal, by(cast.admin) as work:
            people.delete_role(work, id, people.get_role(work, id).version)
        assert refusal.value.code == said
    assert dump() == before
    give(cast, cast.vera, role("viewer"))
    with by(cast.admin) as work:
        people.delete_role(work, auditor, 1)
        assert auditor not in {row.id for row in people.role_rows(work)}
        with pytest.raises(NotFound):
            people.get_role(work, auditor)


def test_two_who_edit_one_role_meet(cast: Cast, dump: Dumper) -> None:
    auditor = made(cast)
    change(cast, auditor, **{"clients.view": 2})
    before = dump()
    with pytest.raises(Conflict) as refusal, by(cast.admin) as work:
        people.edit_role(work, auditor, 1, name="Auditor", reaches={"clients.view": 1})
    assert set(refusal.value.params["columns"]) == {"grants"}
    assert dump() == before
    with by_office() as work:
        found = select(Change).where(Change.kind == "roles", Change.row_id == auditor).order_by(Change.id.desc())
        was, now = work.session.execute(found.limit(1)).scalar_one().changes["grants"]
    assert ("clients.view all" in was, "clients.view team" in now) == (True, True)


@pytest.mark.parametrize("who", ["mona", "anna", "vera"])
def test_only_those_who_configure_people_see_or_change_roles(cast: Cast, dump: Dumper, who: str) -> None:
    auditor = made(cast)
    before = dump()
    with by(getattr(cast, who)) as work:
        for asked in (
            lambda: people.role_rows(work),
            lambda: people.get_role(work, auditor),
            lambda: people.create_role(work, name="Mine", reaches={"clients.view": 3}),
            lambda: people.edit_role(work, auditor, 1, name="Mine", reaches={"clients.view": 3}),
            lambda: people.copy_role(work, auditor, name="Mine"),
            lambda: people.delete_role(work, auditor, 1),
            lambda: people.rights_of(work, cast.anna),
        ):
            with pytest.raises(Forbidden):
                asked()
    with begin(Actor.nobody()) as work, pytest.raises(NotSignedIn):
        people.role_rows(work)
    assert dump() == before


def test_nobody_makes_a_role_that_may_more_than_they(cast: Cast, dump: Dumper) -> None:
    clerk = made(cast, "Clerk", **{"people.view": 3, "people.configure": 3, "clients.view": 2})
    narrow = made(cast, "Narrow", **{"clients.view": 1})
    give(cast, cast.vera, clerk)
    before = dump()
    attempts: list[Callable[[Any], Any]] = [
        lambda work: people.create_role(work, name="Mine", reaches={"clients.view": 3}),
        lambda work: people.edit_role(work, clerk, 1, name="Clerk", reaches={"office.configure": 3}),
        lambda work: people.edit_role(work, narrow, 1, name="Narrow", reaches={"contracts.view": 1}),
        lambda work: people.edit_role(work, role("viewer"), 1, name="", reaches={"clients.view": 0}),
        lambda work: people.copy_role(work, role("manager"), name="Mine"),
    ]
    for attempt in attempts:
        with pytest.raises(Forbidden), by(cast.vera) as work:
            attempt(work)
    assert dump() == before
    with by(cast.vera) as work:
        people.edit_role(work, narrow, 1, name="Narrow", reaches={"clients.view": 2})


def test_what_a_person_may_do_names_every_role_that_gives_it(cast: Cast) -> None:
    give(cast, cast.anna, role("employee"), made(cast))
    with by(cast.admin) as work:
        rows = {(row.module, row.action): row for row in people.rights_of(work, cast.anna)}
    assert {f"{module}.{action}" for module, action in rows} == RIGHTS
    seen = rows["clients", "view"]
    assert seen.reach == 3
    assert [(source.role, source.reach) for source in seen.sources] == [("Auditor", 3), ("Employee", 2)]
    assert (rows["office", "configure"].reach, rows["office", "configure"].sources) == (0, ())
    with by(cast.anna) as work:
        for (module, action), row in rows.items():
            assert work.me.grants.reach(f"{module}.{action}") == row.reach, f"{module}.{action}"


def test_the_built_in_roles_want_nothing_and_a_new_one_begins_with_what_every_page_needs() -> None:
    for grants in (*rules.BUILT_IN.values(), rules.NEW_ROLE, {}):
        assert rules.wanting(grants) == []
    assert rules.wanting({"monitoring.export": 1}) == ["monitoring.view"]
    assert rules.wanting({"contracts.view": 1, "people.view": 0}) == ["calculator.view", "people.view"]


def test_the_last_administrator_with_a_sign_in_stays_by_every_path(cast: Cast, dump: Dumper) -> None:
    give(cast, cast.mona, role("administrator"))  # a mere name: without a password
    with by(cast.admin) as work:
        people.set_password(work, cast.admin, "a quiet morning")
    before = dump()
    with pytest.raises(Invalid) as refusal:
        give(cast, cast.admin, role("viewer"))
    assert code(refusal) == ("role_ids", "people.last_administrator")
    with pytest.raises(Invalid) as refusal, by(cast.admin) as work:
        hand_over.deactivate(work, cast.admin, None)
    assert code(refusal) == (None, "people.last_administrator")
    with pytest.raises(Invalid) as refusal, by(cast.admin) as work:
        people.delete_role(work, role("administrator"), 1)
    assert code(refusal) == (None, "people.role_built_in")
    assert dump() == before


@pytest.mark.parametrize("way", ["leave", "roles", "one of each"])
def test_two_last_administrators_do_not_remove_each_other_at_once(cast: Cast, way: str) -> None:
    give(cast, cast.mona, role("administrator"))
    for id in (cast.admin, cast.mona):
        with by(cast.admin) as work:
            people.set_password(work, id, "a quiet morning")
    gate, said = threading.Barrier(2), []

    def remove(actor: int, other: int, *, by_leaving: bool) -> None:
        gate.wait()
        try:
            with by(actor) as work:
                if by_leaving:
                    hand_over.deactivate(work, other, None)
                else:
                    row = people.get(work, other)
                    people.edit(work, other, row.version, name=row.name, email=row.email, role_ids=[])
            said.append("done")
        except Refusal as refusal:
            said.append(refusal.code)

    ways = {"leave": (True, True), "roles": (False, False), "one of each": (True, False)}[way]
    pair = ((cast.admin, cast.mona), (cast.mona, cast.admin))
    threads = [
        threading.Thread(target=remove, args=who, kwargs={"by_leaving": leaves})
        for who, leaves in zip(pair, ways, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert said.count("done") == 1, said
    with by_office() as work:
        held = select(UserRole.user_id).join(Role, Role.id == UserRole.role_id).where(Role.key == "administrator")
        left = [people.get(work, id) for id in work.session.execute(held).scalars()]
    assert [row.can_sign_in for row in left if row.is_active] == [True]
