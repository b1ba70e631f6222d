"""Nobody gives what they may not touch: owners, assigned people, roles and passwords beyond one's own reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crm import clients, contracts, monitoring, people
from crm.core.access import RIGHTS
from crm.core.errors import Forbidden, Refusal
from crm.core.work import Actor, Work, begin
from tests.security.rights_terms import contract_fields, person_fields, watch_fields
from tests.security.rights_world import World, world

__all__ = ["world"]  # the fixture
HANDED: dict[str, Callable[[Work, World, int | None], object]] = {
    "clients.edit": lambda k, w, to: clients.edit(k, w.client["o"], None, is_company=True, name="x", owner_id=to),
    "contracts.edit": lambda k, w, to: contracts.edit(
        k, w.contract["o"], None, **{**contract_fields(w, "o"), "owner_id": to}
    ),
}


class _Undo(Exception):
    pass


def tried(world: World, call: Callable[[Work], object]) -> Refusal | None:
    """The refusal of a call by pat, or None when it is let through (and undone)."""
    try:
        with begin(Actor.person(world.pat), writes=True) as work:
            try:
                call(work)
            except Refusal as refusal:
                return refusal
            work.session.flush()
            raise _Undo
    except _Undo:
        return None


@pytest.mark.parametrize(("reach", "allowed"), [("own", ""), ("team", "m"), ("all", "mtn")])
@pytest.mark.parametrize("right", HANDED)
def test_a_record_is_handed_over_only_within_ones_reach(right: str, reach: str, allowed: str, world: World) -> None:
    world.become("synthetic")
    world.may_all_but(right, reach)
    before = world.dump()
    for letter in "mtn":
        to = None if letter == "n" else world.person[letter]
        refusal = tried(world, lambda work, to=to: HANDED[right](work, world, to))
        assert (refusal is None) == (letter in allowed), f"{letter}: {refusal!r}"
        assert refusal is None or isinstance(refusal, Forbidden)
        assert world.dump() == before


@pytest.mark.parametrize(("reach", "allowed"), [("own", "o"), ("team", "om"), ("all", "omt")])
def test_a_monitoring_of_anothers_contract_is_assigned_only_within_ones_reach(
    reach: str, allowed: str, world: World
) -> None:
    world.become("synthetic")
    world.may_all_but("monitoring.create", reach)
    before = world.dump()
    fields: dict[str, Any] = {**watch_fields(world, "o"), "tell": False}
    for letter in "omt":
        made = {**fields, "assigned_id": world.person[letter]}
        refusal = tried(world, lambda work, made=made: monitoring.create(work, world.contract["t"], **made))
        assert (refusal is None) == (letter in allowed), f"{letter}: {refusal!r}"
        assert world.dump() == before


def test_nobody_gives_a_role_that_may_more_than_they(world: World) -> None:
    world.become("synthetic")
    administrator, viewer = world.roles["administrator"], world.roles["viewer"]
    for right in sorted(RIGHTS - {"people.configure", "people.view"}):
        world.may_all_but(right, "team" if right != "history.view" else "none")
        before = world.dump()
        given = {**person_fields_of(world), "role_ids": [administrator]}
        assert isinstance(tried(world, lambda work, given=given: people.create(work, **given)), Forbidden), right
        mine = {**given, "email": "pat@example.test", "name": "Pat"}
        mine.pop("is_active")
        assert isinstance(tried(world, lambda work, m=mine: people.edit(work, world.pat, 1, **m)), Forbidden), right
        taken = tried(world, lambda work: people.set_password(work, world.admin, "a long enough one"))
        assert isinstance(taken, Forbidden), right
        assert world.dump() == before
    world.may_all_but("history.view", "none")
    given = {**person_fields_of(world), "role_ids": [viewer]}
    assert tried(world, lambda work: people.create(work, **given)) is None


def person_fields_of(world: World) -> dict[str, Any]:
    with begin(Actor.person(world.admin)) as work:
        return person_fields(work)


def test_who_left_or_was_put_into_the_bin_acts_no_more(world: World) -> None:
    from crm.core.errors import NotSignedIn
    from crm.people.tables import User

    for change in ({"is_active": False}, {"deleted_at": "now"}):
        with begin(Actor.office(), writes=True) as work:
            user = work.session.get_one(User, world.person["n"])
            for column, value in change.items():
                setattr(user, column, work.now if value == "now" else value)
        with pytest.raises(NotSignedIn), begin(Actor.person(world.person["n"])):
            pass
        with begin(Actor.office(), writes=True) as work:
            user = work.session.get_one(User, world.person["n"])
            user.is_active, user.deleted_at = True, None


def test_a_team_in_the_bin_shares_nothing(world: World) -> None:
    from crm.people.tables import Team

    world.become("synthetic")
    world.may_all_but("clients.view", "team")
    try:
        with begin(Actor.office(), writes=True) as work:
            work.session.get_one(Team, world.team["o"]).deleted_at = work.now
        with begin(Actor.person(world.pat)) as work:
            assert world.letters([row.id for row in clients.listing(work).rows], world.client) == "o"
    finally:
        with begin(Actor.office(), writes=True) as work:
            work.session.get_one(Team, world.team["o"]).deleted_at = None
