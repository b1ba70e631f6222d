"""Standing in opens what somebody away answers for, as far as they could do it themselves, and nothing beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from crm import agenda, notifications, people, tasks
from crm.core import db
from crm.core.errors import Forbidden, NotFound
from crm.flows import commenting, digest_contents
from crm.notifications.digest_letter import Tokens
from crm.notifications.tables import Entry, Message
from crm.people.tables import TeamMember, User
from crm.records import comments
from tests.conftest import NOON, Cast
from tests.firm import TODAY, by, by_office
from tests.tasks.helpers import a_task, card, delegate, move
from tests.tasks.test_tasks_bell import offers

LAST = TODAY + timedelta(days=2)
LATE = NOON - timedelta(hours=1)


@pytest.fixture(autouse=True)
def _everybody_signs_in(cast: Cast) -> None:
    with by_office() as work:
        work.session.execute(update(User).values(password_hash="x"))


def away(person: int, substitute: int) -> None:
    with by(person) as work:
        people.add_my_absence(work, first_on=TODAY, last_on=LAST, substitute_id=substitute)


def letters(person: int) -> list[tuple[str, str, str]]:
    with db.engine().connect() as connection:
        found = select(Message.kind, Message.title, Message.text).where(Message.person_id == person)
        return list(connection.execute(found.order_by(Message.id)).tuples())  # type: ignore[arg-type]


def rung(person: int) -> list[str]:
    with db.engine().connect() as connection:
        found = select(Entry.kind).where(Entry.person_id == person).order_by(Entry.id)
        return list(connection.execute(found).scalars())


def sections(person: int) -> dict[str, list[str]]:
    """The titles in each section of somebody's digest."""
    with by_office() as work:
        found = digest_contents.sections(work, person, Tokens())
    return {section.title: [row.title for row in section.rows] for section in found}


def test_who_may_not_take_it_on_has_nobody_who_takes_it_on_for_them(cast: Cast) -> None:
    with by_office() as work:
        work.session.add(TeamMember(team_id=cast.service, user_id=cast.vera))  # sees tasks, and changes none
    away(cast.vera, cast.carol)
    offer = a_task(cast.admin, team_id=cast.service, title="Fit the gate")
    with pytest.raises(Forbidden):
        move(cast.vera, offer, "accept")
    for attempt in (lambda: move(cast.carol, offer, "accept"), lambda: card(cast.carol, offer)):
        with pytest.raises(NotFound):
            attempt()
    assert [title for _, title, _ in letters(cast.carol) if "Fit the gate" in title] == []


def test_the_letter_says_what_it_is_about_as_far_as_the_task_goes(cast: Cast) -> None:
    away(cast.bob, cast.carol)
    a_task(cast.admin, people=[cast.bob], title="Fit the gate", description="the left one")
    [(kind, title, text)] = letters(cast.carol)
    assert kind == "task.assigned"
    assert "Fit the gate" in title
    assert "the left one" in text
    assert "Bob" in text


def test_comments_stay_with_those_who_may_read_them(cast: Cast) -> None:
    away(cast.bob, cast.carol)
    id = a_task(cast.admin, people=[cast.bob], title="Fit the gate")
    before = len(letters(cast.carol))
    with by(cast.admin) as work:
        assert commenting.add(work, "task", id, "secret words", [cast.carol]) == ("Carol",)
    assert len(letters(cast.carol)) == before
    with by(cast.admin) as work:
        commenting.add(work, "task", id, "secret words for Bob", [cast.bob])
    assert not any("secret words" in text for _, _, text in letters(cast.carol))
    with by(cast.carol, writes=False) as work, pytest.raises(NotFound):
        comments.listing(work, "task", id)


@pytest.mark.parametrize(
    ("kind", "is_blind"), [("task.late", False), ("reminder.not_sent", False), ("comment.mentioned", True)]
)
def test_news_of_the_task_has_its_name_for_the_substitute_and_of_what_hangs_on_it_has_not(
    cast: Cast, kind: str, is_blind: bool
) -> None:
    away(cast.bob, cast.carol)
    id = a_task(cast.admin, people=[cast.bob])
    with by_office() as work:
        verdicts = notifications.would_tell(work, kind, subject_kind="task", subject_id=id, people=[cast.bob])
    assert (verdicts[cast.carol].is_blind, verdicts[cast.bob].is_blind) == (is_blind, False)


def test_nobody_is_told_of_their_own_doing_by_standing_in_for_somebody(cast: Cast) -> None:
    away(cast.bob, cast.carol)
    id = a_task(cast.admin, people=[cast.bob], title="Fit the gate")
    told, bells = len(letters(cast.carol)), len(rung(cast.carol))
    for step in ("accept", "finish", "reopen"):
        move(cast.carol, id, step)
    delegate(cast.carol, id, person_id=cast.carol)
    assert letters(cast.carol)[told:] == []
    assert rung(cast.carol)[bells:] == []
    assert "task.reopened" in rung(cast.bob)


def test_who_gives_something_to_somebody_they_stand_in_for_is_not_asked_by_themselves(cast: Cast) -> None:
    away(cast.bob, cast.mona)
    a_task(cast.mona, people=[cast.bob], title="Fit the gate")
    assert (letters(cast.mona), rung(cast.mona)) == ([], [])
    assert rung(cast.bob) == ["task.assigned"]


def test_the_offer_that_one_took_for_somebody_is_not_said_to_be_taken(cast: Cast) -> None:
    away(cast.bob, cast.carol)
    away(cast.anna, cast.carol)
    offer = a_task(cast.admin, team_id=cast.service, title="Fit the gate")
    before = len(letters(cast.carol))
    move(cast.carol, offer, "accept")
    assert letters(cast.carol)[before:] == []


def test_what_the_substitute_refused_is_offered_to_them_no_more(cast: Cast) -> None:
    away(cast.bob, cast.carol)
    id = a_task(cast.admin, people=[cast.bob], title="Fit the gate")
    move(cast.carol, id, "refuse", "nobody is here")
    assert offers(cast.carol)["task.assigned"] == (False, False)
    with pytest.raises(Forbidden):
        delegate(cast.carol, id, person_id=cast.carol)


def test_who_lost_sight_of_it_hears_what_became_of_it_and_no_name(cast: Cast) -> None:
    away(cast.bob, cast.carol)
    offer = a_task(cast.admin, team_id=cast.service, title="Fit the gate")
    move(cast.anna, offer, "accept")
    kind, title, text = letters(cast.carol)[-1]
    assert (kind, title) == ("task.taken", "A task that was offered to you has been taken by somebody else")
    assert "there is nothing left for you to do" in text
    assert "Fit the gate" not in text
    assert "Ask" not in text
    taken = a_task(cast.admin, people=[cast.carol], title="Paint it")
    delegate(cast.admin, taken, person_id=cast.anna)
    kind, title, text = letters(cast.carol)[-1]
    assert (kind, title) == ("task.withdrawn", "A task is no longer yours to do")
    assert "You need not do this any more." in text
    assert "Paint it" not in text


def test_a_blocker_of_the_same_person_has_its_name(cast: Cast) -> None:
    away(cast.bob, cast.carol)
    first = a_task(cast.admin, people=[cast.bob], title="Measure")
    other = a_task(cast.admin, people=[cast.anna], title="Order")
    id = a_task(cast.admin, people=[cast.bob], title="Fit the gate", blocked_by=[first, other])
    assert [one.title for one in card(cast.carol, id).blockers] == ["Measure", "?"]


def twice(cast: Cast, way: str) -> tuple[int, int]:
    """Who has a task that two lists of theirs hold, and the task."""
    if way == "substitute of the team":
        away(cast.bob, cast.anna)
        return cast.anna, a_task(cast.admin, team_id=cast.service)
    if way == "substitute who gave it":
        away(cast.bob, cast.anna)
        return cast.anna, a_task(cast.anna, people=[cast.bob], due_at=LATE)
    if way == "one's own team, late":
        return cast.mona, a_task(cast.mona, team_id=cast.service, due_at=LATE)
    id = a_task(cast.anna, people=[cast.bob], due_at=LATE)
    if way == "refused, late":
        move(cast.bob, id, "refuse", "no")
    else:
        delegate(cast.bob, id, team_id=cast.service)
        move(cast.anna, id, "accept")
    return cast.anna, id


WAYS = ["substitute of the team", "substitute who gave it", "one's own team, late", "refused, late", "mine and given"]


@pytest.mark.parametrize("way", WAYS)
def test_a_task_stands_once_on_the_start_page_and_once_in_the_digest(cast: Cast, way: str) -> None:
    person, id = twice(cast, way)
    with by(person, writes=False) as work:
        found = agenda.my_tasks(work)
        title = tasks.get(work, id).title
    lists = (found.late, found.today, found.asked, found.given_late, found.standing_in)
    assert [row.id for rows in lists for row in rows].count(id) == 1
    assert [each for titles in sections(person).values() for each in titles].count(title) == 1


def test_the_digest_names_what_those_away_have_to_do(cast: Cast) -> None:
    away(cast.bob, cast.carol)
    a_task(cast.admin, people=[cast.bob], title="Fit the gate")
    assert sections(cast.carol)["In place of people away"] == ["Fit the gate"]
    assert "In place of people away" not in sections(cast.anna)
