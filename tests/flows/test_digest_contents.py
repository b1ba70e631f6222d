"""What the morning digest says, to whom, and whatever one sets about it."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from html.parser import HTMLParser

import pytest

from crm import notifications, tasks
from crm.core.errors import Conflict, Forbidden, Invalid
from crm.flows import digest
from crm.notifications import digests, outbox
from crm.notifications.tables import Message
from crm.people.tables import RoleGrant, User
from tests.conftest import NOON, Cast, Clock
from tests.dumping import Dumper
from tests.firm import a_contract, a_firm, a_mail_account, a_watch, by, by_office, codes
from tests.flows.digest_steps import HOSTILE, SEVEN, TOMORROW, at, late_task, letters, on, row, tick
from tests.tasks.helpers import a_task, move

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


def test_what_came_back_says_who_refused_and_why_and_stands_once(cast: Cast, clock: Clock) -> None:
    with by(cast.mona) as work:
        [id] = tasks.create(work, title="Slow one", people=[cast.anna], due_at=NOON + timedelta(hours=1))
    move(cast.anna, id, "refuse", "on leave")
    mail = sent(cast.mona, clock)
    assert mail.text.count("* Slow one\n") == 1
    assert "  Anna refused: on leave\n" in mail.text
    assert f"/task?id={id}&give=1" in mail.text
    assert "/act/" not in mail.text
    assert "GIVEN BY YOU" not in mail.text
    assert "1 waiting for your answer" in mail.title


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
    a_mail_account(cast)
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


def test_settings_are_ones_own_and_checked(cast: Cast, dump: Dumper) -> None:
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


def test_only_the_office_sends_the_mornings(cast: Cast, dump: Dumper) -> None:
    before = dump()
    for person in (cast.admin, cast.anna):
        with by(person) as work, pytest.raises(Forbidden):
            digest.send_due(work)
    assert dump() == before
