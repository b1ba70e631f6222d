"""The service page: who sees it, what it says in both languages, its log with filters in the URL, the backup's hour."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import probe
import pytest
from streamlit.testing.v1 import AppTest

from crm import jobs
from crm.core import beats, runs
from crm.core.i18n import t
from crm.core.runs import Run
from crm.flows import nightly
from crm.notifications.tables import Attempt, Message
from crm.people.tables import User
from crm.reminders.tables import Due
from tests.conftest import NOON, Cast, Clock
from tests.firm import by
from tests.pages.conftest import Opener, errors, key, shown, titles

PAGE = "office/service.py"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def beat(job: str, at: Any = NOON, done: int = 0, error: str | None = None) -> None:
    detail = {"seconds": 0.21, "every": 15, "machine": "wieża <b>"}
    with probe.office() as work:
        beats.record(work.session, job, at, at, done, error, detail)


def note(*made: Run) -> None:
    with probe.office() as work:
        for one in made:
            runs.note(work.session, one)


def table(at: AppTest) -> list[list[str]]:
    return [list(row) for frame in at.dataframe for row in frame.value.to_numpy().tolist()]


def test_a_stranger_sees_nothing(cast: Cast, open_page: Opener) -> None:
    note(Run("remind", NOON, NOON, 1))
    at = open_page(None, PAGE)
    assert not at.dataframe
    assert "Find reminders" not in shown(at)
    assert [link.proto.url for link in at.get("link_button")] == ["/sign-in"]


def test_whoever_may_not_is_led_to_the_first_page(cast: Cast, open_page: Opener) -> None:
    beat("remind")
    note(Run("remind", NOON, NOON, 1))
    for person in (cast.anna, cast.vera):
        at = open_page(person, PAGE)
        assert "Find reminders" not in shown(at)
        assert not titles(at) or titles(at) != ["Service"]


def test_it_tells_how_each_job_is(cast: Cast, open_page: Opener) -> None:
    beat("remind", NOON - MINUTE, done=3)
    beat("deliver", NOON, error="disk_full")
    at = open_page(cast.admin, PAGE)
    assert not at.exception
    assert titles(at) == ["Service"]
    text = shown(at)
    assert "The scheduler is running." in text
    assert "Find reminders that are due" in text
    assert "3 things done" in text
    assert "took 0.2 s" in text
    assert "looks again at 12:00:15" in text
    assert "The disk is full" in text
    assert "SQLite" in text
    assert "none yet" in text


def test_it_tells_how_to_start_a_scheduler_that_is_silent(cast: Cast, clock: Clock, open_page: Opener) -> None:
    beat("remind", NOON)
    clock.set(NOON + HOUR)
    text = shown(open_page(cast.admin, PAGE))
    assert ".venv/bin/python scheduler.py" in text
    assert "wieża" in text
    assert "The scheduler has been silent since Mar 10" in text
    assert "will not look again" in text


def test_before_the_first_run_it_says_how_to_start(cast: Cast, open_page: Opener) -> None:
    text = shown(open_page(cast.admin, PAGE))
    assert "The scheduler has never run. Start it" in text
    assert "The log is empty." in text


def test_the_queue_and_what_was_sent(cast: Cast, open_page: Opener) -> None:
    common = {
        "kind": "import.done", "channel": "email", "address": "a@example.test", "name": "", "title": "secret title",
        "text": "", "html": "", "language": "en", "created_at": NOON, "next_try_at": NOON, "extra": {},
    }  # fmt: skip
    with probe.office() as work:
        work.session.add_all(
            [
                Message(key="1", message_id="1", state="waiting", due_at=NOON - HOUR, **common),
                Message(key="2", message_id="2", state="sent", sent_at=NOON - HOUR, due_at=NOON, **common),
                Message(key="3", message_id="3", state="sent", sent_at=NOON - 30 * HOUR, due_at=NOON, **common),
                Message(key="4", message_id="4", state="failed", due_at=NOON, **common),
            ]
        )
    text = shown(open_page(cast.mona, PAGE))
    assert "<b>1</b><span>messages waiting" in text
    assert "Mar 10, 2026, 11:00" in text
    assert "<b>1</b><span>sent in 24 hours" in text
    assert "<b>1</b><span>failed in 24 hours" in text
    assert "secret title" not in text


def test_reminders_set_aside_are_shown_with_the_kind_of_their_reason(
    cast: Cast, open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "_path", "/client?id={}".format)
    probe.register()
    row_id = probe.record([cast.anna], date(2026, 3, 17), name="Poison")
    jobs.remind()
    with probe.office(writes=False) as work:
        due = work.session.query(Due).filter_by(subject_id=row_id).one()
    assert due.failures == 1
    text = shown(open_page(cast.admin, PAGE))
    assert f"Reminder {due.id}" in text
    assert "ValueError · tried once" in text
    assert "With a dot" not in text


def lines(at: AppTest) -> list[tuple[str, str, str]]:
    """Job, what came of it, error number."""
    return [(row[1], row[2], row[4]) for row in table(at)]


@pytest.fixture
def logged(cast: Cast) -> Cast:
    for job in ("expire", "remind", "deliver"):
        beat(job)
    note(
        Run("remind", NOON - 50 * HOUR, NOON - 50 * HOUR, 2),
        Run("deliver", NOON - 2 * HOUR, NOON - 2 * HOUR, 0, 1.5, "locked", "aaaa1111"),
        Run("deliver", NOON - 2 * HOUR, NOON - 2 * HOUR + MINUTE, 0, 1.5, "locked", "bbbb2222"),
        Run("expire", NOON - HOUR, NOON - HOUR, 0, 0.1, "ValueError", "cccc3333"),
        Run("back_up", NOON, NOON, 1, 3.0, detail={"file": "czuwaj-x.db", "bytes": 2_500_000}),
    )
    return cast


def test_the_log_tells_every_run_newest_first(logged: Cast, open_page: Opener) -> None:
    at = open_page(logged.admin, PAGE)
    assert lines(at) == [
        ("Nightly backup", "1 thing done", ""),
        ("Start and end monitorings", error_other("ValueError"), "cccc3333"),
        ("Send messages", lines(at)[2][1], "bbbb2222"),
        ("Find reminders that are due", "2 things done", ""),
    ]
    assert lines(at)[2][1].startswith("Something else held the database for too long. 2 times in a row, until")
    text = shown(at)
    assert "czuwaj-x.db" in text
    assert "2.4 MB" in text


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({}, "not in it"),
        ({"files": 1, "files_bytes": 1_100_000, "files_lacking": 0}, "1 file, 1 MB"),
        ({"files": 3, "files_bytes": 2**20 * 12, "files_lacking": 2}, "3 files, 12 MB · 2 more are not on the disk"),
        ({"files": 1, "files_bytes": 1100, "files_damaged": 1}, "1 file, 1 kB · 1 in the data folder is damaged"),
    ],
)
def test_the_last_backup_says_what_it_holds_of_files(
    cast: Cast, open_page: Opener, detail: dict[str, int], words: str
) -> None:
    note(Run("back_up", NOON, NOON, 1, 3.0, detail={"file": "czuwaj-x.db", "bytes": 2_500_000, **detail}))
    assert words in shown(open_page(cast.admin, PAGE))


def error_other(kind: str) -> str:
    return f"Something unexpected ({kind}). The program's log has it under the number beside."


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"job": "deliver"}, ["bbbb2222"]),
        ({"result": "worked"}, ["", ""]),
        ({"result": "locked"}, ["bbbb2222"]),
        ({"result": "other"}, ["cccc3333"]),
        ({"errors": "1"}, ["cccc3333", "bbbb2222"]),
        ({"to": "2026-03-09"}, [""]),
        ({"from": "2026-03-10", "errors": "1", "job": "expire"}, ["cccc3333"]),
        (
            {"from": "nonsense", "job": "1 OR 1", "result": "x", "errors": "9", "page": "-4"},
            ["", "cccc3333", "bbbb2222", ""],
        ),
    ],
)  # fmt: skip
def test_a_link_is_a_view_of_the_log(
    query: dict[str, str], numbers: list[str], logged: Cast, open_page: Opener
) -> None:
    at = open_page(logged.admin, PAGE, **query)
    assert not at.exception
    assert [number for _, _, number in lines(at)] == numbers


def test_pages_of_the_log_are_in_the_url(cast: Cast, open_page: Opener) -> None:
    note(*(Run("remind", NOON - n * HOUR, NOON - n * HOUR, n + 1) for n in range(120)))
    first, second = open_page(cast.admin, PAGE), open_page(cast.admin, PAGE, page=2)
    assert len(table(first)) == len(table(second)) == 50
    assert table(second)[0][2] == "70 things done"
    assert second.query_params["page"] in ("2", ["2"])
    last = open_page(cast.admin, PAGE, page=77777)
    assert not last.exception
    assert len(table(last)) == 20
    second.toggle(key="service:filter:errors").set_value(True).run()
    assert "page" not in second.query_params
    assert "Nothing matches" in shown(second)


def test_the_hour_of_the_nightly_backup_is_set_by_whoever_may(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE)
    at.selectbox(key=key(at, "backup-plan", "backup_hour")).set_value(4)
    at.button(key=key(at, "backup-plan", "save")).click().run()
    assert not at.exception
    assert not errors(at)
    with by(cast.mona, writes=False) as work:
        assert nightly.plan(work).hour == 4
    looking = open_page(cast.mona, PAGE)
    assert titles(looking) == ["Service"]
    assert "Nightly backup from" not in shown(looking)


def test_two_who_set_the_hour_meet(cast: Cast, open_page: Opener) -> None:
    with by(cast.admin) as work:
        nightly.set_hour(work, 3)
    at = open_page(cast.admin, PAGE)
    with by(cast.admin) as work:
        nightly.set_hour(work, 5)
    at.selectbox(key=key(at, "backup-plan", "backup_hour")).set_value(4)
    at.button(key=key(at, "backup-plan", "save")).click().run()
    assert "Admin" in errors(at)
    with by(cast.admin, writes=False) as work:
        assert nightly.plan(work).hour == 5


def test_it_speaks_polish(logged: Cast, open_page: Opener) -> None:
    with probe.office() as work:
        work.session.get_one(User, logged.admin).language = "pl"
    beat("remind", done=5)
    at = open_page(logged.admin, PAGE)
    text = shown(at)
    assert titles(at) == ["Stan systemu"]
    assert "Przypomnienia, na które przyszła pora" in text
    assert "zrobiono 5 rzeczy" in text
    assert lines(at)[0][:2] == ("Nocna kopia zapasowa", "zrobiono 1 rzecz")


def test_the_banner_is_for_those_who_can_do_something(cast: Cast, clock: Clock, open_page: Opener) -> None:
    beat("beat", NOON)
    clock.set(NOON + 10 * MINUTE)
    for page in ("work/today.py", "customers/clients.py", "office/people.py"):
        text = shown(open_page(cast.admin, page))
        assert "has been silent since Mar 10" in text
        assert "Service page" in text
    for person in (cast.mona, cast.anna, cast.vera):
        assert "silent since" not in shown(open_page(person, "customers/clients.py"))
    beat("beat", NOON + 10 * MINUTE)
    assert "silent since" not in shown(open_page(cast.admin, "work/today.py"))


def stuck_mail(since: datetime, *, failures: int = 5) -> None:
    """One message that its account did not take that often."""
    with probe.office() as work:
        message = Message(
            key="s", message_id="s", state="waiting", due_at=since, kind="import.done", channel="email", name="",
            address="a@example.test", title="t", text="", html="", language="en", created_at=since, extra={},
            next_try_at=NOON + 2 * HOUR, attempts=failures, error="10.0.0.9: timed out", trouble="smtp.timeout",
        )  # fmt: skip
        work.session.add(message)
        work.session.flush()
        tried = [since + number * MINUTE for number in range(failures)]
        work.session.add_all(Attempt(message_id=message.id, at=at, outcome="later") for at in tried)


def test_an_account_by_which_nothing_gets_out_is_told_with_all_that_is_known(
    cast: Cast, clock: Clock, open_page: Opener
) -> None:
    stuck_mail(NOON)
    clock.set(NOON + HOUR)
    beat("deliver", NOON + HOUR)
    at = open_page(cast.mona, PAGE)
    assert not at.exception
    text = shown(at)
    assert "nothing gets out since Mar 10" in text
    assert t("smtp.timeout").rstrip(".") in text
    assert "timed out" in text
    assert t("service.stuck") in text
    assert t("service.idle") not in text


@pytest.mark.parametrize(("minutes", "is_said"), [(10, False), (20, True)])
def test_every_page_says_so_to_who_sees_the_service_page_once_it_has_lasted(
    minutes: int, is_said: bool, cast: Cast, clock: Clock, open_page: Opener
) -> None:
    stuck_mail(NOON)
    clock.set(NOON + minutes * MINUTE)
    beat("deliver", NOON + minutes * MINUTE)
    for person, may in ((cast.admin, True), (cast.mona, True), (cast.anna, False)):
        said = "No e-mail gets out since" in shown(open_page(person, "work/inbox.py"))
        assert said == (is_said and may)
