"""The demo office: everything there is to see is there, by name of who did it, the same every time, on any day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from crm import cases, jobs, notifications, people, start, tasks
from crm.cases.tables import Case
from crm.clients.consent_tables import Consent
from crm.core import clock as clocks
from crm.core import config, db, schema
from crm.core.errors import Invalid
from crm.core.history import Change
from crm.core.priority import PRIORITIES
from crm.core.work import Actor, Work, begin
from crm.core.workdays import is_workday
from crm.flows import demo
from crm.flows.demo_time import Days
from crm.flows.demo_trade import Made
from crm.notifications.tables import Entry, Message
from crm.notifications.ways_tables import PriorityChannels
from crm.people.tables import Absence, User, WorkingTime
from crm.records import files
from crm.records.tables import Comment, File
from crm.tasks.series_tables import Series, SeriesEntry
from crm.tasks.tables import Block, Delegation, Note, Part, Task
from tests.conftest import NOON, SECRET, Clock
from tests.dumping import Dumper

SMALL = 0.05
# A Sunday, a holiday before dawn, the last night of a year, and a working day after the office has closed.
DAYS = (
    datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
    datetime(2026, 11, 11, 4, 30, tzinfo=UTC),
    datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
    datetime(2027, 4, 7, 19, 0, tzinfo=UTC),
)


@pytest.fixture
def made(engine: Engine) -> Made:
    return demo.fill(size=SMALL)


def office() -> Any:
    return begin(Actor.office())


def all_of(work: Work, model: type[Any], *conditions: Any) -> list[Any]:
    return list(work.session.execute(select(model).where(*conditions).order_by(model.id)).scalars())


def test_there_are_cases_of_every_kind_and_state_that_people_talk_about(made: Made) -> None:
    with office() as work:
        found = all_of(work, Case)
        talked = all_of(work, Comment, Comment.subject_kind == "case")
        assert len(found) == made.cases
        assert {case.kind_id for case in found} == {kind.id for kind in cases.kinds(work)}
        assert {case.state for case in found} == set(cases.STATES)
        assert any(cases.is_overdue(case.state, case.due_on, work.today) for case in found)
        assert any(case.due_on is None for case in found)
        assert all(case.owner_id and case.description for case in found)
        assert {row.subject_id for row in talked} <= {case.id for case in found}
        assert all(row.mentions and row.created_by_id not in row.mentions for row in talked)


def test_there_are_tasks_in_every_state_for_one_for_several_and_for_a_team(made: Made) -> None:
    with office() as work:
        found = all_of(work, Task)
        assert len(found) == made.tasks
        assert {task.state for task in found} == set(tasks.STATES)
        own = [task for task in found if task.delegator_id is None and task.series_id is None]
        assert {task.state for task in own} >= {"in_progress", "done"}
        assert any(task.state in tasks.OPEN and task.due_at < work.now for task in found), "none is late"
        assert any(task.team_id and task.owner_id is None for task in found), "none is offered to a team"
        assert any(task.group_id for task in found), "none was given to several"
        assert {task.subject_kind for task in found} == {None, "client", "contract", "monitoring", "case"}
        assert len({task.priority for task in found}) == len(PRIORITIES)
        assert {part.is_done for part in all_of(work, Part)} == {True, False}
        assert all(note.minutes and note.author_id for note in all_of(work, Note))
        assert all_of(work, Block)
        refused = all_of(work, Delegation, Delegation.state == "refused")
        assert all(link.reason for link in refused)
        assert refused
        links = [link.task_id for link in all_of(work, Delegation, Delegation.state.in_(("offered", "accepted")))]
        assert any(links.count(task.id) > 1 for task in found), "none was passed on"


def test_there_are_series_and_the_visits_of_monitorings(made: Made) -> None:
    with office() as work:
        found = all_of(work, Series)
        rules = " ".join(row.rule for row in found)
        assert all(part in rules for part in ("WEEKLY", "BYMONTHDAY=5", "BYSETPOS=-1", "YEARLY"))
        visits = [row for row in found if row.service_of]
        assert len(visits) in (1, 2)
        assert {row.subject_kind for row in visits} == {"monitoring"}
        assert all(row.next_at and row.next_at > work.now for row in found)
        assert {entry.outcome for entry in all_of(work, SeriesEntry)} == {"made"}
        assert {task.state for task in all_of(work, Task, Task.series_id.is_not(None))} >= {"done"}


def test_somebody_is_away_and_somebody_works_other_hours(made: Made) -> None:
    with office() as work:
        first, last = (func.min(Absence.first_on), func.max(Absence.last_on))
        assert work.session.execute(select(first)).scalar_one() < work.today
        assert work.session.execute(select(last)).scalar_one() > work.today + timedelta(days=20)
        [cover] = people.covers(work, work.today).values()
        assert cover.substitute_id
        assert {row.kind for row in all_of(work, WorkingTime)} == {"own", "closed"}


def test_clients_have_agreed_or_not_and_messages_have_words(made: Made) -> None:
    with office() as work:
        said = all_of(work, Consent)
        assert {(word.channel, word.is_given) for word in said} >= {("email", True), ("sms", True)}
        assert all(word.source and word.noted_by_id and word.at < word.noted_at for word in said)
        words = {(row.form, row.language, row.purpose) for row in notifications.templates(work)}
        assert words == {(form, language, "task") for form in ("email", "sms") for language in ("pl", "en")}
        assert {row.user_id is None for row in all_of(work, PriorityChannels)} == {True, False}
        [file] = all_of(work, File)
        assert (file.subject_kind, file.content_type) == ("contract", "text/plain")
        text = files.get(work, file.id).path.read_text()
        assert work.office.name in text
        assert "{" not in text


def test_the_bell_is_lived_in_and_no_letter_is_for_anybody_outside(made: Made) -> None:
    signing = [person.email for person in made.people]
    with office() as work:
        bells = all_of(work, Entry)
        assert [bell.created_at for bell in bells] == sorted(bell.created_at for bell in bells)
        assert len({bell.kind for bell in bells}) > 6
        for user in all_of(work, User, User.email.in_(signing)):
            mine = [bell for bell in bells if bell.person_id == user.id]
            assert len(mine) < 60, user.name
            assert len([bell for bell in mine if bell.read_at is None]) < 15, user.name
        assert any(bell.read_at is None for bell in bells)
        letters = all_of(work, Message)
        assert {letter.address.rpartition(".")[2] for letter in letters if letter.channel == "email"} <= {"test"}
        assert {letter.channel for letter in letters} <= {"email"}
        assert all(letter.created_at > work.now - timedelta(days=5) for letter in letters), "a letter has waited long"


def test_the_first_round_of_the_scheduler_floods_nobody(made: Made) -> None:
    with office() as work:
        before = work.session.execute(select(func.max(Entry.id))).scalar_one()
    for job in jobs.JOBS:
        if job.name in ("expire", "visits", "recur", "remind"):
            assert jobs.guarded(job)
    with office() as work:
        fresh = all_of(work, Entry, Entry.id > before)
        ids = [bell.person_id for bell in fresh]
        assert {bell.kind for bell in fresh} >= {"task.late"}
        assert max(ids.count(one) for one in ids) < 12


def test_everything_has_somebodys_name_and_none_of_it_is_still_to_come(made: Made) -> None:
    with office() as work:
        done = all_of(work, Change, Change.kind.in_(("tasks", "cases", "comments", "absences", "files")))
        assert all(change.at <= work.now for change in done)
        assert all(change.actor_id for change in done if change.kind != "tasks")
        moments = [change.at for change in all_of(work, Change)]
        assert max(moments) - min(moments) > timedelta(days=40)
        assert min(change.at for change in done) > work.now - timedelta(days=30)
        days = {clocks.day_of(change.at, work.office.zone) for change in done}
        assert all(is_workday(day) for day in days)
        assert len(days) > 8


def test_it_is_for_an_empty_office_only(made: Made, dump: Dumper) -> None:
    before = dump()
    with pytest.raises(Invalid) as refusal:
        demo.fill(size=SMALL)
    assert [problem.code for problem in refusal.value.problems] == ["demo.not_empty"]
    assert dump() == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("moment", DAYS, ids=str)
def test_its_dates_move_with_today(engine: Engine, clock: Clock, moment: datetime) -> None:
    clock.set(moment)
    made = demo.fill(size=SMALL)
    with office() as work:
        open_ones = all_of(work, Task, Task.state.in_(tasks.OPEN), Task.series_id.is_(None))
        assert any(task.due_at < moment for task in open_ones)
        assert any(moment < task.due_at < moment + timedelta(days=14) for task in open_ones)
        assert all(moment - timedelta(days=14) < task.due_at < moment + timedelta(days=21) for task in open_ones)
        assert people.covers(work, work.today)
        assert max(change.at for change in all_of(work, Change)) <= moment
        assert len(all_of(work, Case)) == made.cases
        assert all(row.next_at > moment for row in all_of(work, Series))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_is_the_same_every_time(engine: Engine, tmp_path: Path) -> None:
    def told() -> list[list[tuple[Any, ...]]]:
        demo.fill(size=SMALL)
        with office() as work:
            shown = (
                select(Task.title, Task.state, Task.owner_id, Task.due_at, Task.subject_kind, Task.subject_id),
                select(Case.number, Case.title, Case.state, Case.client_id, Case.owner_id),
                select(Comment.text, Comment.subject_kind, Comment.subject_id, Comment.created_at),
                select(Consent.client_id, Consent.channel, Consent.at, Consent.source),
                select(Entry.person_id, Entry.kind, Entry.title, Entry.created_at),
            )
            return [[tuple(row) for row in work.session.execute(one)] for one in shown]

    first = told()
    again = tmp_path / "again"
    given = {"CRM_DATABASE_URL": f"sqlite:///{again}/crm.db", "CRM_SECRET_KEY": SECRET, "CRM_DATA": str(again)}
    start.make_ready(config.load(given, tmp_path))
    schema.migrate(db.engine())
    assert told() == first
    assert all(first)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", [0.01, 0.3])
def test_however_small_or_large_it_can_be_made(engine: Engine, size: float) -> None:
    made = demo.fill(size=size)
    with office() as work:
        assert {case.state for case in all_of(work, Case)} == set(cases.STATES)
        assert {task.state for task in all_of(work, Task)} == set(tasks.STATES)
    assert made.tasks < 30 + 170 * size


@pytest.mark.parametrize(
    ("now", "back", "ahead"),
    [
        (NOON, ["2026-03-10", "2026-03-09", "2026-03-06"], ["2026-03-10", "2026-03-11", "2026-03-12"]),
        (DAYS[0], ["2026-11-20", "2026-11-19", "2026-11-18"], ["2026-11-23", "2026-11-24", "2026-11-25"]),
        (DAYS[1], ["2026-11-10", "2026-11-09", "2026-11-06"], ["2026-11-12", "2026-11-13", "2026-11-16"]),
    ],
)
def test_its_days_are_working_days(now: datetime, back: list[str], ahead: list[str]) -> None:
    days = Days(now, clocks.day_of(now, "Europe/Warsaw"), "Europe/Warsaw")
    assert [days.on(days.back(n, 8)).isoformat() for n in range(3)] == back
    assert [days.on(days.ahead(n, 8)).isoformat() for n in range(3)] == ahead


def test_what_would_lie_ahead_happens_now() -> None:
    early = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
    days = Days(early, clocks.day_of(early, "Europe/Warsaw"), "Europe/Warsaw")
    assert days.back(0, 9) == early
    assert days.back(1, 9) == datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
