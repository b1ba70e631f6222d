"""The form of my morning digest: mine alone, kept, with what is wrong beside its field, and one to look at now."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from streamlit.testing.v1 import AppTest

from crm import jobs, notifications
from crm.core import clock as clocks
from crm.core.i18n import t
from tests.conftest import NOON, Cast, Clock
from tests.firm import by
from tests.pages.conftest import Opener, errors, key, shown, titles
from tests.probe import mails
from tests.tasks.helpers import a_task

PAGE = "account/notifications.py"


def field(at: AppTest, name: str) -> Any:
    [found] = [node for node in at._tree if getattr(node, "key", None) == key(at, "digest", name)]
    return found


def fill(at: AppTest, **typed: Any) -> AppTest:
    for name, value in typed.items():
        field(at, name).set_value(value)
    return at.run()


def save(at: AppTest, form: str = "digest") -> AppTest:
    at = at.button(key=key(at, form, "save")).click().run()
    assert not at.exception
    return at


def mine(person: int) -> notifications.DigestCard:
    with by(person, writes=False) as work:
        return notifications.my_digest(work)


def test_a_stranger_sees_nothing_and_everybody_sees_their_own(cast: Cast, open_page: Opener) -> None:
    assert not titles(open_page(None, PAGE))
    for person in (cast.admin, cast.anna, cast.vera):
        at = open_page(person, PAGE)
        assert not at.exception
        assert field(at, "digest_on").value is False
        assert not [node for node in at.time_input if "digest_at" in str(node.key)]


def test_switching_it_on_asks_when_and_says_when_the_next_comes(cast: Cast, open_page: Opener) -> None:
    at = fill(open_page(cast.anna, PAGE), digest_on=True)
    assert field(at, "digest_at").value == time(7)
    at = save(fill(at, digest_at=time(8, 30)))
    card = mine(cast.anna)
    assert (card.is_on, card.at, card.weekdays) == (True, time(8, 30), ())
    assert "8:30" in shown(at)
    assert not mine(cast.bob).is_on


def test_days_can_be_chosen_instead_of_working_days(cast: Cast, open_page: Opener) -> None:
    at = fill(open_page(cast.anna, PAGE), digest_on=True)
    at = fill(at, digest_days="digests.chosen_days")
    at = save(fill(at, digest_weekdays=[0, 4]))
    assert mine(cast.anna).weekdays == (0, 4)
    at = fill(at, digest_days="digests.work_days")
    save(at)
    assert mine(cast.anna).weekdays == ()


def test_without_any_day_it_is_refused_beside_the_field_and_stays_typed(cast: Cast, open_page: Opener) -> None:
    at = fill(open_page(cast.anna, PAGE), digest_on=True)
    at = fill(at, digest_days="digests.chosen_days", digest_at=time(9))
    at = save(fill(at, digest_weekdays=[]))
    assert t("error.required").rstrip(".") in errors(at).replace("\\", "")
    assert (field(at, "digest_on").value, field(at, "digest_at").value) == (True, time(9))
    assert not mine(cast.anna).is_on


def test_what_became_of_the_last_one_stands_there(cast: Cast, open_page: Opener, clock: Clock) -> None:
    with by(cast.anna) as work:
        notifications.set_my_digest(work, is_on=True, at=time(7))
    clock.set(clocks.wall(date(2026, 3, 11), time(7), "Europe/Warsaw"))
    jobs.digest()
    assert t("digests.outcome.empty") in shown(open_page(cast.anna, PAGE)).replace("\\\\", "")


def test_one_can_be_sent_now_unless_there_is_nothing_to_say(cast: Cast, open_page: Opener) -> None:
    at = save(open_page(cast.anna, PAGE), "digest_now")
    assert mails() == []
    assert next(node.value for node in at.toast).startswith("There is nothing to say")
    a_task(cast.anna, due_at=NOON - timedelta(hours=1))
    at = save(open_page(cast.anna, PAGE), "digest_now")
    assert [mail.kind for mail in mails()] == ["digest.morning"]
    assert next(node.value for node in at.toast).startswith("It is on its way")
