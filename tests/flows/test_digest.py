"""The morning digest: once a day for each, late on the same day, never of what its reader may not see."""

from __future__ import annotations

import multiprocessing
import os
import re
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import select, update

from crm import jobs, notifications, people, start, tasks
from crm.core import clock as clocks
from crm.core import config
from crm.core.errors import Conflict, Forbidden, Invalid
from crm.flows import digest, digest_contents
from crm.notifications import digests, outbox, rules
from crm.notifications.digest_tables import DigestSettings
from crm.notifications.tables import Entry, Message
from crm.people.tables import RoleGrant, User
from tests.conftest import NOON, Cast, Clock
from tests.firm import a_contract, a_firm, a_watch, by, by_office, codes
from tests.probe import mails
from tests.tasks.helpers import a_task, move

WARSAW = "Europe/Warsaw"
SEVEN = time(7)
TOMORROW = date(2026, 3, 11)  # a Wednesday
HOSTILE = '<script>alert(1)</script> "x" {{ 7*7 }} \u202e\r\n.\r\nBcc: all@example.test'
Dump = Callable[[], dict[str, Any]]


def at(day: date, hour: float = 7) -> datetime:
    """A moment as clocks in Warsaw show it."""
    return clocks.wall(day, time(int(hour), round(hour % 1 * 60)), WARSAW)


def on(person: int, *, at: time = SEVEN, weekdays: tuple[int, ...] | None = None) -> None:
    """They want a digest."""
    with by(person) as work:
        notifications.set_my_digest(work, is_on=True, at=at, weekdays=weekdays)


def row(person: int) -> DigestSettings:
    with by_office() as work:
        return work.session.execute(select(DigestSettings).where(DigestSettings.user_id == person)).scalar_one()


def letters() -> list[Message]:
    return [mail for mail in mails() if mail.kind == rules.DIGEST]


def tick() -> list[Message]:
    """What the job has written until now."""
    jobs.digest()
    return letters()


def late_task(person: int, title: str = "Call the client", **fields: Any) -> int:
    return a_task(person, **{"title": title, "due_at": NOON - timedelta(hours=1), **fields})


# Once


def test_it_comes_at_its_time_once_and_the_next_is_tomorrows(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    assert row(cast.anna).next_at == at(TOMORROW)
    clock.set(at(TOMORROW) - timedelta(seconds=1))
    assert tick() == []
    clock.set(at(TOMORROW))
    [mail] = tick()
    assert (mail.person_id, mail.channel, mail.address) == (cast.anna, "email", "anna@example.test")
    assert mail.key == f"digest:{cast.anna}:2026-03-11"
    for minute in (1, 60, 600):
        clock.set(at(TOMORROW) + timedelta(minutes=minute))
        assert len(tick()) == 1
    kept = row(cast.anna)
    assert (kept.next_at, kept.last_outcome, kept.version) == (at(TOMORROW + timedelta(days=1)), digests.SENT, 1)
    with by_office() as work:
        kinds = set(work.session.execute(select(Entry.kind)).scalars())
    assert rules.DIGEST not in kinds, "it rings no bell"


def test_without_a_wish_nobody_gets_one_and_who_switches_it_off_gets_no_more(cast: Cast, clock: Clock) -> None:
    late_task(cast.anna)
    clock.set(at(TOMORROW))
    assert tick() == []
    on(cast.anna)
    with by(cast.anna) as work:
        notifications.set_my_digest(work, is_on=False)
    clock.set(at(TOMORROW, 12))
    assert tick() == []
    assert row(cast.anna).next_at is None


def test_a_scheduler_that_was_off_in_the_morning_sends_it_later_the_same_day(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    clock.set(at(TOMORROW, 16.5))
    assert [mail.key for mail in tick()] == [f"digest:{cast.anna}:2026-03-11"]
    assert row(cast.anna).next_at == at(TOMORROW + timedelta(days=1))


@pytest.mark.parametrize(("hour", "count"), [(9, 1), (5, 0)])
def test_after_days_off_there_is_one_digest_and_not_one_a_day(cast: Cast, clock: Clock, hour: int, count: int) -> None:
    on(cast.anna, weekdays=(0, 1, 2, 3, 4, 5, 6))
    late_task(cast.anna)
    back = TOMORROW + timedelta(days=3)
    clock.set(at(back, hour))
    assert len(tick()) == count
    clock.set(at(back, 10))
    assert [mail.key for mail in tick()] == [f"digest:{cast.anna}:{back.isoformat()}"]


def test_the_clock_moved_back_and_forth_doubles_nothing(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    for hours in (0, -1, 1, -24, 0, 24, -24, 1, 24, 0):
        clock.set(at(TOMORROW, 8) + timedelta(hours=hours))
        tick()
    keys = [mail.key for mail in letters()]
    assert len(keys) == len(set(keys)) == 2  # tomorrow's, and that of the day to which the clock was moved forth


def test_a_digest_that_is_set_to_later_on_the_same_day_does_not_come_again(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    clock.set(at(TOMORROW))
    tick()
    clock.set(at(TOMORROW, 8))
    on(cast.anna, at=time(9))
    assert row(cast.anna).next_at == at(TOMORROW + timedelta(days=1), 9)
    clock.set(at(TOMORROW, 10))
    assert len(tick()) == 1


def test_two_schedulers_at_the_same_moment_send_it_once(cast: Cast, clock: Clock) -> None:
    for person in (cast.anna, cast.bob, cast.carol, cast.mona):
        on(person)
        late_task(person)
    clock.set(at(TOMORROW))
    start_line, failures = threading.Barrier(4), list[BaseException]()

    def scheduler() -> None:
        try:
            start_line.wait()
            jobs.digest()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=scheduler) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(mail.person_id or 0 for mail in letters()) == sorted([cast.anna, cast.bob, cast.carol, cast.mona])


def _die_in_the_middle(settings: config.Settings) -> None:
    """A scheduler that is gone after it has written the letter, before anything is committed."""
    start.make_ready(settings)
    settle = digests.settle

    def dying(*given: Any, **named: Any) -> None:
        settle(*given, **named)
        os._exit(9)

    digests.settle = dying  # type: ignore[assignment]
    jobs.digest()


def test_a_scheduler_that_dies_in_the_middle_leaves_nothing_half_done(
    cast: Cast, clock: Clock, settings: config.Settings
) -> None:
    on(cast.anna)
    late_task(cast.anna)
    clock.set(at(TOMORROW))
    child = multiprocessing.get_context("spawn").Process(target=_die_in_the_middle, args=(settings,))
    child.start()
    child.join()
    assert child.exitcode == 9
    assert letters() == []
    assert len(tick()) == 1


def test_one_that_cannot_be_made_is_tried_again_and_keeps_nobody_waiting(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person in (cast.anna, cast.bob):
        on(person)
        late_task(person)
    clock.set(at(TOMORROW))
    whole = digest_contents.sections

    def poisoned(work: Any, person_id: int, tokens: Any) -> Any:
        if person_id == cast.anna:
            raise ValueError("poison")
        return whole(work, person_id, tokens)

    monkeypatch.setattr(digest_contents, "sections", poisoned)
    assert [mail.person_id for mail in tick()] == [cast.bob]
    kept = row(cast.anna)
    assert (kept.last_outcome, kept.next_at) == (digests.FAILED, at(TOMORROW, 7.25))
    monkeypatch.setattr(digest_contents, "sections", whole)
    clock.set(at(TOMORROW, 7.25))
    assert [mail.person_id for mail in tick()] == [cast.bob, cast.anna]


def test_both_clock_changes_are_right(cast: Cast, clock: Clock) -> None:
    on(cast.anna, weekdays=tuple(range(7)))
    late_task(cast.anna)
    for first in (date(2026, 3, 28), date(2026, 10, 24)):
        for ahead in range(3):
            day = first + timedelta(days=ahead)
            clock.set(at(day) - timedelta(seconds=1))
            tick()
            before = len(letters())
            clock.set(at(day))
            assert [mail.key[-10:] for mail in tick()[before:]] == [day.isoformat()]
    assert at(date(2026, 3, 29)) == datetime(2026, 3, 29, 5, tzinfo=UTC)
    assert at(date(2026, 10, 25)) == datetime(2026, 10, 25, 6, tzinfo=UTC)


def test_it_is_due_by_the_readers_own_zone(cast: Cast, clock: Clock) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.anna).zone = "America/New_York"
    on(cast.anna)
    late_task(cast.anna)
    assert row(cast.anna).next_at == datetime(2026, 3, 10, 11, tzinfo=UTC) + timedelta(days=1)
    with by_office() as work:  # she moves; the moment that was kept is only one at which to look
        work.session.get_one(User, cast.anna).zone = "America/Los_Angeles"
    clock.set(datetime(2026, 3, 11, 11, tzinfo=UTC))
    assert tick() == []
    clock.set(datetime(2026, 3, 11, 14, tzinfo=UTC))
    assert len(tick()) == 1


# Whether


def test_nothing_to_say_sends_nothing_and_says_so(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    clock.set(at(TOMORROW))
    assert tick() == []
    with by(cast.anna, writes=False) as work:
        card = notifications.my_digest(work)
    assert (card.last_outcome, card.last_at, card.next_at) == (
        digests.EMPTY, at(TOMORROW), at(TOMORROW + timedelta(days=1)),
    )  # fmt: skip
    late_task(cast.anna)
    clock.set(at(TOMORROW, 9))
    assert tick() == [], "that day is dealt with"


def test_working_days_are_the_readers_own_and_holidays_are_none(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    with by(cast.anna) as work:
        people.set_my_time(work, {2: None})  # Wednesday off
        assert notifications.my_digest(work).next_at == at(TOMORROW + timedelta(days=1))
    clock.set(at(TOMORROW))
    assert tick() == []
    assert row(cast.anna).last_outcome == digests.DAY_OFF
    clock.set(at(date(2026, 4, 6)))  # Easter Monday
    assert tick() == []
    clock.set(at(date(2026, 4, 7)))
    assert len(tick()) == 1


def test_who_is_away_that_day_gets_none(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    with by(cast.anna) as work:
        people.add_my_absence(work, first_on=TOMORROW, last_on=TOMORROW, substitute_id=cast.bob)
    clock.set(at(TOMORROW))
    assert tick() == []
    assert row(cast.anna).last_outcome == digests.AWAY
    clock.set(at(TOMORROW + timedelta(days=1)))
    assert [mail.person_id for mail in tick()] == [cast.anna]


@pytest.mark.parametrize("how", ["office", "person", "left"])
def test_a_preference_holds_it_back_and_says_so(cast: Cast, clock: Clock, how: str) -> None:
    on(cast.anna)
    late_task(cast.anna)
    if how == "office":
        with by(cast.admin) as work:
            notifications.set_office_preferences(work, {(rules.DIGEST, "email"): "off"})
    elif how == "person":
        with by(cast.anna) as work:
            notifications.set_my_preferences(work, {(rules.DIGEST, "email"): False})
    else:
        with by_office() as work:
            work.session.execute(update(User).where(User.id == cast.anna).values(is_active=False))
    clock.set(at(TOMORROW))
    assert tick() == []
    reasons = {"office": rules.OFF_OFFICE, "person": rules.OFF_PERSON, "left": rules.INACTIVE}
    assert row(cast.anna).last_outcome == reasons[how]


def test_no_other_channel_can_be_chosen_for_it(cast: Cast) -> None:
    with by(cast.anna, writes=False) as work:
        states = notifications.my_preferences(work).states
    assert [pair for pair in states if pair[0] == rules.DIGEST] == [(rules.DIGEST, "email")]


def test_quiet_hours_defer_it_and_it_counts_what_they_held_back(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    late_task(cast.anna)
    with by(cast.anna) as work:
        notifications.set_my_quiet(work, weekdays=list(range(7)), begins=time(20), ends=time(8))
    clock.set(at(date(2026, 3, 10), 22))
    with by(cast.mona) as work:
        tasks.create(work, title="In the night", people=[cast.anna])
    clock.set(at(TOMORROW))
    [mail] = tick()
    assert (mail.next_try_at, mail.deferred_reason) == (at(TOMORROW, 8), rules.DEFERRED)
    assert "1 message waited for the end of your quiet hours" in mail.text


# What


class Page(HTMLParser):
    """The tags of a letter and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]


def sent(person: int, clock: Clock) -> Message:
    """The letter of tomorrow morning."""
    on(person)
    clock.set(at(TOMORROW))
    [mail] = [one for one in tick() if one.person_id == person and "asked" not in one.key]
    return mail


def test_each_section_says_what_its_list_says(cast: Cast, clock: Clock) -> None:
    firm = a_firm(cast)
    watch = a_watch(cast, a_contract(cast, firm), ends_on=date(2026, 4, 1), title="Warranty of the pump")
    a_watch(cast, a_contract(cast, firm), ends_on=date(2026, 9, 1), title="Far away")
    late = late_task(cast.anna, "Late one")
    today = a_task(cast.anna, title="Today's one", due_at=at(TOMORROW, 15))
    a_task(cast.anna, title="Next week", due_at=at(TOMORROW + timedelta(days=7)))
    done = late_task(cast.anna, "Done one")
    move(cast.anna, done, "finish")
    with by(cast.mona) as work:
        [asked] = tasks.create(work, title="Asked one", people=[cast.anna])
    late_task(cast.anna, "Second late one")
    mail = sent(cast.anna, clock)
    text = mail.text
    headings = ["OVERDUE", "FOR TODAY", "WAITING FOR YOUR ANSWER", "MONITORINGS ENDING SOON"]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    for title, id in (("Late one", late), ("Today's one", today), ("Asked one", asked)):
        assert text.count(f"* {title}\n") == 1
        assert f"/task?id={id}\n" in text
    assert f"/watch?id={watch}\n" in text
    for absent in ("Next week", "Done one", "Far away"):
        assert absent not in text
    assert "2 overdue, 1 for today, 1 waiting for your answer, 1 monitoring ending" in mail.title


def test_what_i_gave_and_is_late_names_who_has_it(cast: Cast, clock: Clock) -> None:
    with by(cast.mona) as work:
        tasks.create(work, title="Slow one", people=[cast.anna], due_at=NOON + timedelta(hours=1))
    text = sent(cast.mona, clock).text
    assert "GIVEN BY YOU, AND LATE" in text
    assert "  Anna · due" in text
    assert "/act/" not in text.partition("GIVEN BY YOU")[2]


def test_ten_rows_a_section_and_a_way_to_the_others(cast: Cast, clock: Clock) -> None:
    for number in range(13):
        late_task(cast.anna, f"Late {number}")
    mail = sent(cast.anna, clock)
    assert len(re.findall(r"^\* Late", mail.text, re.M)) == 10
    [more] = re.findall(r"^and 3 more: (\S+)$", mail.text, re.M)
    assert more.endswith("/tasks?view=mine&state=accepted%2Cin_progress&due=overdue")
    assert more in Page(mail.html).links


def test_what_was_for_today_and_is_late_already_stands_once(cast: Cast, clock: Clock) -> None:
    a_task(cast.anna, title="Before dawn", due_at=at(TOMORROW, 5))
    a_task(cast.anna, title="After lunch", due_at=at(TOMORROW, 14))
    mail = sent(cast.anna, clock)
    assert mail.text.count("* Before dawn") == mail.text.count("* After lunch") == 1
    assert "1 overdue, 1 for today" in mail.title


def test_nobody_reads_of_what_they_may_not_see(cast: Cast, clock: Clock) -> None:
    firm = a_firm(cast)
    a_watch(cast, a_contract(cast, firm), ends_on=date(2026, 4, 1), title="Annas watch")
    for person in (cast.bob, cast.carol, cast.mona):
        late_task(person, f"Secret of {person}")
    late_task(cast.carol, "Mine")
    mail = sent(cast.carol, clock)
    assert "* Mine" in mail.text
    for other in (cast.bob, cast.mona):
        assert f"Secret of {other}" not in mail.text + mail.html
    assert "Annas watch" not in mail.text + mail.html


def test_who_lost_the_right_to_see_tasks_reads_of_none(cast: Cast, clock: Clock) -> None:
    late_task(cast.anna)
    with by_office() as work:
        work.session.execute(RoleGrant.__table__.delete().where(RoleGrant.right.like("tasks.%")))  # type: ignore[attr-defined]
    on(cast.anna)
    clock.set(at(TOMORROW))
    assert tick() == []
    assert row(cast.anna).last_outcome == digests.EMPTY


def test_hostile_titles_are_text_in_html_and_one_line_in_plain_text(cast: Cast, clock: Clock) -> None:
    late_task(cast.anna, HOSTILE)
    with by(cast.mona) as work:
        tasks.create(work, title=HOSTILE, people=[cast.anna])
    mail = sent(cast.anna, clock)
    page = Page(mail.html)
    assert "script" not in page.tags
    assert "&lt;script&gt;" in mail.html
    assert "{{ 7*7 }}" in mail.html
    assert "\u202e" not in mail.html + mail.text
    assert "\n.\n" not in mail.text
    assert not re.search(r"^Bcc:", mail.text, re.M)
    assert all(link.startswith("http://127.0.0.1:8501/") for link in page.links)


def test_it_speaks_the_readers_language(cast: Cast, clock: Clock) -> None:
    with by_office() as work:
        work.session.get_one(User, cast.anna).language = "pl"
    late_task(cast.anna, "Zadzwoń")
    mail = sent(cast.anna, clock)
    assert mail.title == "11 mar 2026: 1 zaległe"
    assert "ZALEGŁE" in mail.text
    assert 'lang="pl"' in mail.html


def test_the_outbox_holds_no_token_and_the_letter_that_leaves_does(cast: Cast, clock: Clock) -> None:
    with by(cast.admin) as work:
        notifications.create_account(
            work, name="Mail", host="mail.example.test", port=25, security="none", username=None, password=None,
            sender="office@example.test",
        )  # fmt: skip
    late_task(cast.anna)
    mail = sent(cast.anna, clock)
    marks = re.findall(r"/act/(\S+)", mail.text)
    assert len(marks) == 2
    assert all(re.fullmatch(r"-[0-9a-f]{16}\.\d+-", mark) for mark in marks)
    with by_office() as work:
        batch = outbox.lease(work, by="test", limit=10)
        assert batch
        [letter] = [one for one in batch.letters if one.id == mail.id]
    tokens = re.findall(r"/act/(\S+)", letter.text)
    assert len(set(tokens)) == 2
    assert not set(tokens) & set(marks)
    assert [link for link in Page(letter.html).links if "/act/" in link]
    assert set(re.findall(r'/act/([^"]+)"', letter.html)) == set(tokens)
    assert not any(token in f"{mail.extra}{mail.html}{mail.text}" for token in tokens)


# Asked for, and set


def test_one_can_be_asked_for_and_the_mornings_comes_all_the_same(cast: Cast, clock: Clock) -> None:
    on(cast.anna)
    with by(cast.anna) as work:
        assert not digest.send_me_one(work)
    late_task(cast.anna)
    for _ in range(3):
        with by(cast.anna) as work:
            assert digest.send_me_one(work)
    assert len(letters()) == 1
    clock.set(at(TOMORROW))
    assert len(tick()) == 2


def test_settings_are_ones_own_and_checked(cast: Cast, dump: Dump) -> None:
    before = dump()
    with by(cast.anna) as work, pytest.raises(Invalid) as refusal:
        notifications.set_my_digest(work, is_on=True, at=None, weekdays=[7])
    assert codes(refusal.value.problems) == {
        ("hours.weekday_unknown", "digest_weekdays"), ("error.required", "digest_at"),
    }  # fmt: skip
    with by(cast.anna) as work, pytest.raises(Invalid) as refusal:
        notifications.set_my_digest(work, is_on=True, at=SEVEN, weekdays=[])
    assert codes(refusal.value.problems) == {("error.required", "digest_weekdays")}
    assert dump() == before
    on(cast.anna, weekdays=(4, 0))
    with by(cast.bob, writes=False) as work:
        assert not notifications.my_digest(work).is_on
    with by(cast.anna) as work:
        card = notifications.my_digest(work)
        assert (card.weekdays, card.at, card.next_at) == ((0, 4), SEVEN, at(date(2026, 3, 13)))
        notifications.set_my_digest(work, is_on=True, at=SEVEN, version=card.version)
        notifications.set_my_digest(work, is_on=True, at=time(8), version=None)
    with by(cast.anna) as work, pytest.raises(Conflict):
        notifications.set_my_digest(work, is_on=False, version=card.version)


def test_only_the_office_sends_the_mornings(cast: Cast, dump: Dump) -> None:
    before = dump()
    for person in (cast.admin, cast.anna):
        with by(person) as work, pytest.raises(Forbidden):
            digest.send_due(work)
    assert dump() == before
