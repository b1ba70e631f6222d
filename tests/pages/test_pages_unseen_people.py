"""Pages that name people, for who may set people up but sees few of them: nobody is lost, nothing breaks."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from crm import people
from crm.people.tables import TeamMember, UserRole
from tests.conftest import Cast
from tests.firm import by_office
from tests.pages.conftest import Opener, key, shown


@pytest.fixture
def narrow(cast: Cast) -> int:
    """Bob, who may configure people and sees only himself."""
    with by_office() as work:
        role = people.create_role(work, name="Narrow", reaches={"people.configure": 3, "people.view": 1})
        work.session.execute(update(UserRole).where(UserRole.user_id == cast.bob).values(role_id=role))
    return cast.bob


def members(team_id: int) -> set[int]:
    with by_office() as work:
        found = select(TeamMember.user_id).where(TeamMember.team_id == team_id, TeamMember.deleted_at.is_(None))
        return set(work.session.execute(found).scalars())


def test_a_team_keeps_the_members_that_are_not_seen(cast: Cast, narrow: int, open_page: Opener) -> None:
    before = members(cast.service)
    at = open_page(narrow, "office/teams.py")
    assert not at.exception
    text = shown(at)
    assert "Mona" not in text
    assert "?" in text
    form = f"team-{cast.service}"
    at.text_input(key=key(at, form, "name")).set_value("Servicing")
    at.button(key=key(at, form, "save")).click().run()
    assert not at.exception
    assert members(cast.service) == before
