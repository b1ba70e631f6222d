"""People: who may do what with them, what is refused, and that a refusal writes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from crm import people
from crm.core.access import RIGHTS, Reach
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from crm.core.history import Change
from crm.core.work import Actor, begin
from crm.people import rules
from crm.people.tables import Role, RoleGrant, User, UserRole
from tests.dumping import Dumper


def role(key: str) -> int:
    with begin(Actor.office()) as work:
        return people.role_id(work, key)


def add(actor: Actor, **values: Any) -> int:
    with begin(actor, writes=True) as work:
        return people.create(work, **{"name": "Nina", "email": "nina@example.test", **values})


def change(actor: Actor, person_id: int, version: int | None = None, **values: Any) -> None:
    with begin(actor, writes=True) as work:
        card = people.get(work, person_id)
        kept = {
            name: getattr(card, name)
            for name in (
                "name",
                "email",
                "phone",
                "language",
                "zone",
                "supervisor_id",
                "role_ids",
                "team_ids",
            )
        }
        people.edit(work, person_id, version or card.version, **{**kept, **values})


def leave(actor: Actor, person_id: int) -> None:
    with begin(actor, writes=True) as work:
        people.deactivate(work, person_id, None)


def fields(refusal: pytest.ExceptionInfo[Invalid]) -> dict[str | None, str]:
    return {problem.field: problem.code for problem in refusal.value.problems}


def test_every_built_in_right_is_declared():
    for grants in rules.BUILT_IN.values():
        assert set(grants) <= RIGHTS
    assert set(rules.BUILT_IN["administrator"]) == RIGHTS


def test_an_administrator_adds_a_person_with_roles_and_teams(cast):
    employee = role("employee")
    nina = add(
        Actor.person(cast.admin),
        name="  Nina   Kos ",
        email="Nina.KOS@Example.Test",
        phone="601 602 603",
        supervisor_id=cast.mona,
        role_ids=[employee],
        team_ids=[cast.sales],
    )
    with begin(Actor.person(cast.vera)) as work:
        card = people.get(work, nina)
    assert (card.name, card.email, card.phone) == ("Nina Kos", "nina.kos@example.test", "+48601602603")
    assert (card.language, card.zone) == ("pl", "Europe/Warsaw"), "the office's, when nothing else is said"
    assert (card.role_ids, card.team_ids, card.supervisor_id) == ((employee,), (cast.sales,), cast.mona)
    assert not card.can_sign_in, "a person may exist without a sign-in"


def test_everything_wrong_is_said_at_once_and_nothing_is_written(cast, dump: Dumper):
    before = dump()
    with pytest.raises(Invalid) as refusal:
        add(
            Actor.person(cast.admin),
            name=" ",
            email="nobody",
            phone="12",
            language="de",
            zone="Mars/Base",
            supervisor_id=999,
            role_ids=[999],
            team_ids=[999],
        )
    assert fields(refusal) == {
        "name": "error.required",
        "email": "people.email_wrong",
        "phone": "people.phone_wrong",
        "language": "people.language_unknown",
        "zone": "people.zone_unknown",
        "supervisor_id": "error.not_found",
        "role_ids": "error.not_found",
        "team_ids": "error.not_found",
    }
    assert dump() == before


def test_an_address_belongs_to_one_person_whatever_its_case(cast, dump: Dumper):
    before = dump()
    with pytest.raises(Invalid) as refusal:
        add(Actor.person(cast.admin), email="ANNA@example.test")
    assert fields(refusal) == {"email": "people.email_taken"}
    assert dump() == before


@pytest.mark.parametrize("who", ["mona", "anna", "vera"])
def test_only_those_who_configure_people_change_them(cast, dump: Dumper, who: str):
    actor, before = Actor.person(getattr(cast, who)), dump()
    with pytest.raises(Forbidden):
        add(actor)
    with pytest.raises(Forbidden):
        change(actor, cast.bob, name="Robert")
    with begin(actor, writes=True) as work:
        for refused in (
            lambda: people.set_password(work, cast.bob, "a long password"),
            lambda: people.create_team(work, name="X", member_ids=[]),
            lambda: people.edit_team(work, cast.sales, 1, name="X", member_ids=[]),
            lambda: people.delete_team(work, cast.sales, 1),
            lambda: people.ensure_roles(work),
            lambda: people.active(work, person_ids=[cast.bob], team_ids=[]),
        ):
            with pytest.raises(Forbidden):
                refused()
    assert dump() == before


def test_a_stranger_sees_nobody(cast):
    with begin(Actor.nobody()) as work:
        for asked in (people.listing, people.choices, people.role_choices, people.teams, people.team_choices):
            with pytest.raises(NotSignedIn):
                asked(work)
        with pytest.raises(NotSignedIn):
            people.get(work, cast.anna)
        with pytest.raises(NotSignedIn):
            people.names(work, [cast.anna])


def test_a_narrow_right_to_see_people_shows_no_others(cast):
    with begin(Actor.office(), writes=True) as work:
        narrow = Role(key=None, name="Narrow")
        work.session.add(narrow)
        work.session.flush()
        work.session.add(RoleGrant(role_id=narrow.id, right="people.view", reach=int(Reach.TEAM)))
        lone = people.create(work, name="Lone", email="l@example.test", role_ids=[narrow.id], team_ids=[cast.sales])
    with begin(Actor.person(lone)) as work:
        assert {row.name for row in people.listing(work).rows} == {"Carol", "Lone"}
        assert [choice.name for choice in people.team_choices(work)] == ["Sales"]
        assert people.names(work, [cast.anna, cast.carol]) == {cast.carol: "Carol"}
        with pytest.raises(NotFound):
            people.get(work, cast.anna)


def test_an_edit_of_a_stale_page_is_refused(cast, dump: Dumper):
    change(Actor.person(cast.admin), cast.bob, name="Robert")
    before = dump()
    with pytest.raises(Conflict) as refusal:
        change(Actor.person(cast.admin), cast.bob, version=1, name="Bobby")
    assert sorted(refusal.value.params["columns"]) == ["name"]
    assert dump() == before


def test_a_change_of_roles_alone_moves_the_version(cast):
    change(Actor.person(cast.admin), cast.bob, role_ids=[role("viewer")])
    with begin(Actor.person(cast.bob)) as work:
        assert people.get(work, cast.bob).version == 2
        assert not work.may("monitoring.create")


def test_supervisors_go_in_no_circle(cast, dump: Dumper):
    admin = Actor.person(cast.admin)
    change(admin, cast.anna, supervisor_id=cast.mona)
    change(admin, cast.bob, supervisor_id=cast.anna)
    before = dump()
    for person, supervisor in ((cast.mona, cast.bob), (cast.mona, cast.anna), (cast.bob, cast.bob)):
        with pytest.raises(Invalid) as refusal:
            change(admin, person, supervisor_id=supervisor)
        assert fields(refusal) == {"supervisor_id": "people.supervisor_loop"}
    assert dump() == before


def test_the_last_administrator_stays_one(cast, dump: Dumper):
    before = dump()
    with pytest.raises(Invalid) as refusal:
        change(Actor.person(cast.admin), cast.admin, role_ids=[role("viewer")])
    assert fields(refusal) == {"role_ids": "people.last_administrator"}
    with pytest.raises(Invalid) as refusal:
        leave(Actor.person(cast.admin), cast.admin)
    assert fields(refusal) == {None: "people.last_administrator"}
    assert dump() == before


def test_an_administrator_who_cannot_sign_in_is_no_replacement(cast):
    admin = Actor.person(cast.admin)
    change(admin, cast.mona, role_ids=[role("administrator")])
    with begin(admin, writes=True) as work:
        people.set_password(work, cast.admin, "a long password")
    with pytest.raises(Invalid):
        change(admin, cast.admin, role_ids=[])
    with begin(admin, writes=True) as work:
        people.set_password(work, cast.mona, "another password")
    change(admin, cast.admin, role_ids=[])
    with pytest.raises(Forbidden):
        change(admin, cast.bob, name="Robert")


def test_roles_add_up_to_the_furthest_reach(cast):
    with begin(Actor.person(cast.anna)) as work:
        assert work.me.grants.reach("clients.view") == Reach.TEAM
        assert work.me.grants.team == {cast.mona, cast.anna, cast.bob}
    change(Actor.person(cast.admin), cast.anna, role_ids=[role("employee"), role("viewer")])
    with begin(Actor.person(cast.anna)) as work:
        assert work.me.grants.reach("clients.view") == Reach.ALL
        assert work.me.grants.reach("clients.edit") == Reach.OWN
        assert work.me.grants.reach("monitoring.export") == Reach.OWN
        assert work.me.grants.reach("office.configure") == Reach.NONE


def test_deactivation_holds_at_the_next_work(cast):
    with begin(Actor.person(cast.bob)) as work:
        assert work.me.name == "Bob"
    leave(Actor.person(cast.admin), cast.bob)
    with pytest.raises(NotSignedIn), begin(Actor.person(cast.bob)):
        raise AssertionError("never reached")
    with begin(Actor.person(cast.admin)) as work:
        assert cast.bob not in {choice.id for choice in people.choices(work)}
        assert people.names(work, [cast.bob]) == {cast.bob: "Bob"}


def test_nobody_gives_more_than_they_have(cast, dump: Dumper):
    with begin(Actor.office(), writes=True) as work:
        clerk = Role(key=None, name="Clerk")
        work.session.add(clerk)
        work.session.flush()
        grants = {"people.view": 3, "people.configure": 3}
        work.session.add_all(RoleGrant(role_id=clerk.id, right=name, reach=reach) for name, reach in grants.items())
        kim = people.create(work, name="Kim", email="kim@example.test", role_ids=[clerk.id])
    before, actor = dump(), Actor.person(kim)
    with pytest.raises(Forbidden):
        change(actor, kim, role_ids=[clerk.id, role("administrator")])
    with pytest.raises(Forbidden):
        change(actor, cast.admin, email="kim2@example.test")
    with pytest.raises(Forbidden), begin(actor, writes=True) as work:
        people.set_password(work, cast.admin, "now it is mine")
    assert dump() == before


def test_the_history_never_holds_a_password(cast):
    with begin(Actor.person(cast.admin), writes=True) as work:
        people.set_password(work, cast.bob, "canary password 4711")
    with begin(Actor.office()) as work:
        changes = work.session.execute(select(Change.changes).where(Change.kind == "users")).scalars().all()
        stored = work.session.get(User, cast.bob)
    assert stored is not None
    assert stored.password_hash is not None
    assert stored.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "argon2" not in str(changes)
    assert "4711" not in str(changes)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "people.password_short"),
        ("bob@example.test", "people.password_email"),
        ("BOB@EXAMPLE.TEST", "people.password_email"),
        ("aaaaaaaaaaaaa", "people.password_simple"),
        ("x1" * 101, "error.too_long"),
    ],
)
def test_a_weak_password_is_refused(cast, dump: Dumper, password: str, code: str):
    before = dump()
    with pytest.raises(Invalid) as refusal, begin(Actor.person(cast.admin), writes=True) as work:
        people.set_password(work, cast.bob, password)
    assert fields(refusal) == {"password": code}
    assert dump() == before


def test_the_list_finds_people_by_name_and_address_and_takes_signs_literally(cast):
    with begin(Actor.person(cast.vera)) as work:
        assert [row.name for row in people.listing(work, text="ANN").rows] == ["Anna"]
        assert people.listing(work, text="%").rows == []
        assert people.listing(work, text="_").rows == []
        whole = people.listing(work)
        assert [row.name for row in whole.rows] == ["Admin", "Anna", "Bob", "Carol", "Mona", "Vera"]
        assert (whole.total, whole.is_capped) == (6, False)
        assert people.listing(work, page=2).rows == []
        assert whole.rows[1].roles == ("Employee",)


def test_the_list_is_paged(cast):
    with begin(Actor.office(), writes=True) as work:
        for number in range(60):
            people.create(work, name=f"Person {number:02}", email=f"p{number}@example.test")
    with begin(Actor.person(cast.vera)) as work:
        first, second = people.listing(work, text="person"), people.listing(work, text="person", page=2)
    assert (len(first.rows), len(second.rows), first.total) == (50, 10, 60)
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}


def test_teams_are_made_changed_and_binned(cast, dump: Dumper):
    admin = Actor.person(cast.admin)
    with begin(admin, writes=True) as work:
        team = people.create_team(work, name="Night shift", member_ids=[cast.carol, cast.bob])
    with begin(Actor.person(cast.carol)) as work:
        assert work.me.grants.team == {cast.bob, cast.carol}
    with begin(admin, writes=True) as work:
        row = next(row for row in people.teams(work) if row.id == team)
        assert row.member_ids == (cast.bob, cast.carol)
        people.edit_team(work, team, row.version, name="Night", member_ids=[cast.carol])
    before = dump()
    for values, code in (
        ({"name": " ", "member_ids": []}, "error.required"),
        ({"name": "Sales", "member_ids": []}, "people.team_taken"),
        ({"name": "x" * 121, "member_ids": []}, "error.too_long"),
        ({"name": "New", "member_ids": [999]}, "error.not_found"),
    ):
        with pytest.raises(Invalid) as refusal, begin(admin, writes=True) as work:
            people.create_team(work, **values)
        assert refusal.value.code == code
    assert dump() == before
    with begin(admin, writes=True) as work:
        people.delete_team(work, cast.service, 1)
    with begin(Actor.person(cast.anna)) as work:
        assert work.me.grants.team == frozenset()
        assert [choice.name for choice in people.team_choices(work)] == ["Night", "Sales"]
    with pytest.raises(NotFound), begin(admin, writes=True) as work:
        people.delete_team(work, cast.service, 2)


def test_the_active_people_of_teams_come_once_and_in_order(cast):
    leave(Actor.person(cast.admin), cast.bob)
    with begin(Actor.office()) as work:
        found = people.active(work, person_ids=[cast.carol, cast.anna, cast.bob, 999], team_ids=[cast.service])
        assert [user.id for user in found] == sorted([cast.mona, cast.anna, cast.carol])
        assert people.active(work, person_ids=[], team_ids=[]) == []


def test_making_the_roles_again_keeps_what_the_office_changed(cast):
    with begin(Actor.office(), writes=True) as work:
        viewer = people.role_id(work, "viewer")
        grant = select(RoleGrant).where(RoleGrant.role_id == viewer, RoleGrant.right == "people.view")
        work.session.execute(grant).scalar_one().reach = 0
    with begin(Actor.office(), writes=True) as work:
        people.ensure_roles(work)
        assert work.session.execute(grant).scalar_one().reach == 0
        assert len(work.session.execute(select(Role)).all()) == 4
    with begin(Actor.person(cast.vera)) as work, pytest.raises(Forbidden):
        people.choices(work)


def test_a_role_in_the_bin_grants_nothing(cast):
    with begin(Actor.office(), writes=True) as work:
        viewer = work.session.execute(select(Role).where(Role.key == "viewer")).scalar_one()
        viewer.deleted_at = work.now
        assert work.session.execute(select(UserRole).where(UserRole.user_id == cast.vera)).scalar_one()
    with begin(Actor.person(cast.vera)) as work:
        assert work.me.grants.reaches == {}


@pytest.mark.parametrize("row_id", [-1, 0, 2**63, "1 OR 1", "../", "", None, [1], True, 1.5])
def test_an_id_that_is_none_is_not_found(cast, row_id: object):
    with begin(Actor.person(cast.admin), writes=True) as work:
        for asked in (
            lambda: people.get(work, row_id),
            lambda: people.set_password(work, row_id, "a long password"),
            lambda: people.delete_team(work, row_id, 1),
        ):
            with pytest.raises(NotFound):
                asked()
