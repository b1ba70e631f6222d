"""Words written for one way and sent by another, without a link, under another address: they say less all the same."""

from __future__ import annotations

from datetime import timedelta

import probe
import pytest
from sqlalchemy import delete, event, select, update

from crm import notifications
from crm.clients.tables import Client
from crm.core import db
from crm.core.errors import Refusal
from crm.notifications import Letterhead, Worded, aftermath, outbox, rendering, rules, timely
from crm.notifications.tables import Account, Message
from crm.notifications.telling import OUTBOX
from crm.people.tables import User
from tests.conftest import NOON, Cast, Clock
from tests.firm import TODAY, by, by_office
from tests.notifications.test_gateways import create, telephone
from tests.notifications.test_unseen_by_now import HOUR, NAME, _mail, a_browser, fired, letters, says, stuck, tell
from tests.notifications.test_waiting_messages import asleep, leased

__all__ = ["_mail"]


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_words_of_the_office_s_own_template(cast: Cast, clock: Clock, channel: str) -> None:
    create(cast.admin)
    telephone(cast.bob)
    row_id = probe.record([cast.bob], TODAY + timedelta(days=9), [], name=NAME, owner_id=cast.bob)
    with by_office() as work:
        head = Letterhead("task.reminder", "staff:1", probe.KIND, row_id)
        notifications.tell_staff(
            work, head, [cast.bob], (channel,), lambda form, _: Worded(form, "en", "A title", f"Do not forget {NAME}")
        )
    fired(cast.bob)
    clock.set(NOON + 24 * HOUR)
    with by_office() as work:
        timely.still(work, work.session.execute(select(OUTBOX)).all())
    [letter] = letters(cast.bob, channel)
    assert NAME not in says(letter)
    assert letter.state == "waiting"


def test_a_push_that_nobody_saw_is_followed_by_a_letter_without_names(cast: Cast, clock: Clock) -> None:
    a_browser(cast.bob)
    tell([cast.bob], channel="push")
    [pushed] = letters(cast.bob, "push")
    with by_office() as work:
        outbox.record_sent(work, pushed.id)
    fired(cast.bob)
    clock.set(NOON + timedelta(minutes=11))
    with by_office() as work:
        aftermath.follow(work, 10)
    leased()
    [letter] = letters(cast.bob)
    assert letter.state == "sent"
    assert NAME not in says(letter)


def test_an_sms_whose_gateway_went_in_the_night_goes_by_a_letter_without_names(cast: Cast, clock: Clock) -> None:
    create(cast.admin)
    telephone(cast.bob)
    asleep(cast.bob)
    clock.set(NOON + 11 * HOUR)
    tell([cast.bob], channel="sms")
    fired(cast.bob)
    with by_office() as work:
        work.session.execute(delete(Account).where(Account.kind == "sms"))
    clock.set(NOON + 20 * HOUR)
    assert leased() + leased() != []  # first it is found that the gateway is gone
    [letter] = letters(cast.bob)
    assert letter.state == "sent"
    assert NAME not in says(letter)


def test_an_office_that_moved_to_another_address(cast: Cast, clock: Clock) -> None:
    tell([cast.bob])
    stuck(clock)
    fired(cast.bob)
    before = rendering.link("")
    rendering.use_base_url("https://elsewhere.example.test")
    try:
        leased()
    finally:
        rendering.use_base_url(before)
    assert NAME not in says(letters(cast.bob)[0])


@pytest.mark.parametrize("was_theirs", [True, False])
def test_what_is_in_the_bin_is_named_to_whose_right_it_was(cast: Cast, clock: Clock, was_theirs: bool) -> None:
    row_id = tell([cast.bob])
    with by_office() as work:
        notifications.tell(
            work,
            "task.done",
            params={"by": "Ada"},
            subject_kind=probe.KIND,
            subject_id=row_id,
            people=[cast.bob],
            key="k2",
        )
    stuck(clock)
    with by_office() as work:
        work.session.get_one(Client, row_id).deleted_at = work.now
    if not was_theirs:
        fired(cast.bob)
    leased()
    [news] = [letter for letter in letters(cast.bob) if letter.kind == "task.done"]
    assert (NAME in says(news)) == was_theirs
    assert news.state == "sent"


def test_one_that_cannot_be_worded_anew_stays_here_says_why_and_holds_nobody_up(cast: Cast, clock: Clock) -> None:
    tell([cast.bob])
    tell([cast.anna], "Another")
    with by_office() as work:
        work.session.execute(update(Message).where(Message.person_id == cast.bob).values(kind="gone.kind"))
    stuck(clock)
    fired(cast.bob, cast.anna)
    leased()
    assert [(letter.state, letter.error) for letter in letters(cast.bob)] == [("cancelled", rules.UNSEEN)]
    assert [letter.state for letter in letters(cast.anna)] == ["sent"]


def test_a_zone_that_is_no_more_holds_nobody_up(cast: Cast, clock: Clock) -> None:
    tell([cast.bob])
    with by_office() as work:
        work.session.execute(update(User).where(User.id == cast.bob).values(zone="Nowhere/Land"))
    stuck(clock)
    fired(cast.bob)
    leased()
    [letter] = letters(cast.bob)
    assert letter.state == "sent"
    assert NAME not in says(letter)


def test_sent_again_it_says_as_little_and_with_names_it_is_refused(cast: Cast, clock: Clock) -> None:
    tell([cast.bob])
    tell([cast.anna], "Another")
    leased()
    fired(cast.anna)
    [named] = letters(cast.anna)
    with by(cast.admin) as work, pytest.raises(Refusal, match="reader_may_not_see"):
        notifications.send_again(work, named.id)
    fired(cast.bob)
    tell([cast.bob], "A third")
    leased()
    blind = letters(cast.bob)[-1]
    with by(cast.admin) as work:
        notifications.send_again(work, blind.id)
    leased()
    assert "A third" not in says(letters(cast.bob)[-1])
    assert letters(cast.bob)[-1].id != blind.id


def test_a_reader_costs_a_few_statements_however_much_waits(cast: Cast, clock: Clock) -> None:
    readers = [cast.admin, cast.mona, cast.anna, cast.bob, cast.carol, cast.vera]
    for number in range(5):
        tell(readers, f"{NAME} {number}")
    clock.set(NOON + HOUR)
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    with by_office() as work:
        found = work.session.execute(select(OUTBOX)).all()
        event.listen(db.engine(), "before_cursor_execute", note)
        going = timely.still(work, found)
        event.remove(db.engine(), "before_cursor_execute", note)
    hidden = len([row for row in going if row.is_reduced])
    assert len(going) == 30
    assert len(asked) < 20 + 3 * len(readers) + 5 * hidden
