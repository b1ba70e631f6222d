"""Why somebody sees a record: the answer is what their own Work would say, and names the role and the owner."""

from __future__ import annotations

from itertools import product

import pytest

from crm import clients, contracts, monitoring, people
from crm.core.errors import Forbidden, NotFound, NotSignedIn
from crm.core.work import Actor, begin
from crm.flows import bin as to_bin
from crm.flows import hand_over, seeing
from crm.people.tables import Role, RoleGrant
from tests.conftest import Cast
from tests.firm import a_firm, a_watch, by, by_office

PEOPLE = ("admin", "mona", "anna", "bob", "carol", "vera")


def records(cast: Cast, owner: int | None) -> dict[str, int]:
    """A client, a contract and a monitoring of one owner, or of nobody."""
    firm = a_firm(cast)
    with by_office() as work:
        client = clients.create(work, is_company=True, name="Client", owner_id=owner)
        contract = contracts.create(work, client_id=client, owner_id=owner, number="C/1")
    return {"clients": client, "contracts": contract, "monitoring": a_watch(cast, contract), "item": firm.item}


def ask(cast: Cast, module: str, id: int, person: int) -> seeing.Why:
    with by(cast.admin, writes=False) as work:
        return seeing.why(work, module, id, person)


def only(cast: Cast, person: int, right: str, reach: int) -> None:
    """This person has one role that gives this and nothing else."""
    with by_office() as work:
        role = Role(key=None, name=f"{right} {reach}")
        work.session.add(role)
        work.session.flush()
        work.session.add(RoleGrant(role_id=role.id, right=right, reach=reach))
        row = people.get(work, person)
        people.edit(
            work, person, row.version, name=row.name, email=row.email, role_ids=[role.id], team_ids=row.team_ids
        )


def sees(person: int, module: str, id: int) -> bool:
    read = {"clients": clients.get, "contracts": contracts.get, "monitoring": monitoring.get}[module]
    try:
        with by(person, writes=False) as work:
            read(work, id)
    except (NotFound, Forbidden, NotSignedIn):
        return False
    return True


@pytest.mark.parametrize("owner", ["anna", "carol", None])
def test_the_answer_is_what_they_would_find_themselves(cast: Cast, owner: str | None) -> None:
    made = records(cast, getattr(cast, owner) if owner else None)
    only(cast, cast.bob, "monitoring.view", 2)
    only(cast, cast.vera, "contracts.view", 1)
    for module, name in product(("clients", "contracts", "monitoring"), PEOPLE):
        person = getattr(cast, name)
        answer = ask(cast, module, made[module], person)
        assert answer.is_seen == sees(person, module, made[module]), (module, name, answer)
        assert answer.is_seen == any(way.reaches_it for way in answer.ways), (module, name, answer)


def test_it_names_the_role_and_the_team_mate_whose_it_is(cast: Cast) -> None:
    made = records(cast, cast.bob)
    answer = ask(cast, "monitoring", made["monitoring"], cast.anna)
    assert answer.ways == (seeing.Way("Employee", 2, reaches_it=True),)
    assert answer.owners == (seeing.Owner("Bob", is_them=False, teams=("Service",)),)
    assert (answer.is_seen, answer.can_sign_in) == (True, False)


def test_it_says_why_not(cast: Cast) -> None:
    made = records(cast, cast.bob)
    answer = ask(cast, "contracts", made["contracts"], cast.carol)
    assert (answer.is_seen, answer.owners[0].teams) == (False, ())
    assert answer.ways == (seeing.Way("Employee", 2, reaches_it=False),)
    only(cast, cast.carol, "clients.view", 3)
    assert ask(cast, "contracts", made["contracts"], cast.carol).ways == ()


def test_a_monitoring_belongs_to_who_is_responsible_and_to_the_contract_s_owner(cast: Cast) -> None:
    made = records(cast, cast.carol)
    watch = a_watch(cast, made["contracts"], assigned_id=cast.bob)
    names = [owner.name for owner in ask(cast, "monitoring", watch, cast.anna).owners]
    assert names == ["Bob", "Carol"]
    own = ask(cast, "monitoring", watch, cast.carol).owners
    assert [(owner.name, owner.is_them) for owner in own] == [("Carol", True), ("Bob", False)]


def test_who_left_sees_nothing_though_their_roles_would_show_it(cast: Cast) -> None:
    made = records(cast, cast.anna)
    with by(cast.admin) as work:
        hand_over.deactivate(work, cast.vera, None)
    answer = ask(cast, "clients", made["clients"], cast.vera)
    assert (answer.is_seen, answer.is_active) == (False, False)
    assert answer.ways == (seeing.Way("Viewer", 3, reaches_it=True),)


def test_only_those_who_configure_people_ask_and_only_of_what_they_see(cast: Cast) -> None:
    made = records(cast, cast.anna)
    for who in ("mona", "anna", "vera"):
        with by(getattr(cast, who), writes=False) as work, pytest.raises(Forbidden):
            seeing.why(work, "clients", made["clients"], cast.bob)
    with begin(Actor.nobody()) as work, pytest.raises(NotSignedIn):
        seeing.why(work, "clients", made["clients"], cast.bob)
    with by(cast.admin) as work:
        to_bin.delete_client(work, made["clients"], clients.get(work, made["clients"]).version)
    for id in (made["clients"], -1, 0, 2**63, 999):
        with pytest.raises(NotFound):
            ask(cast, "clients", id, cast.bob)
    with pytest.raises(NotFound):
        ask(cast, "clients", clients_of(cast)[0], 999)


def clients_of(cast: Cast) -> list[int]:
    with by(cast.admin, writes=False) as work:
        return [row.id for row in clients.listing(work).rows]
