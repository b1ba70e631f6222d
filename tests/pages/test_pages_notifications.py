"""Settings of notifications, the office's and my own; the forecast; the explain panel on a monitoring's card."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from crm import jobs, monitoring, notifications, reminders
from crm.core.i18n import t
from crm.notifications import preferred, rules
from tests.conftest import Cast
from tests.firm import Firm, Recipient, a_contract, a_firm, a_mail_account, a_watch, by, by_office
from tests.pages.conftest import Opener, errors, key, shown, titles

OFFICE, OWN, CARD = "office/notifications.py", "account/notifications.py", "customers/watch.py"
ENDING = "monitoring.ending"
EMAIL = f"{ENDING}:email"


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return a_firm(cast)


@pytest.fixture
def watch(cast: Cast, firm: Firm) -> int:
    told = [Recipient("person", person_id=person) for person in (cast.anna, cast.carol)]
    return a_watch(cast, a_contract(cast, firm), ends_on=date(2026, 3, 17), recipients=told)


def field(at: AppTest, form: str, name: str) -> Any:
    [found] = [node for node in at._tree if getattr(node, "key", None) == key(at, form, name)]
    return found


def save(at: AppTest, form: str) -> AppTest:
    return at.button(key=key(at, form, "save")).click().run()


def states(cast: Cast) -> dict[tuple[str, str], str]:
    with by(cast.admin, writes=False) as work:
        return dict(notifications.office_preferences(work).states)


def test_a_stranger_sees_nothing_and_only_administrators_see_the_offices(cast: Cast, open_page: Opener) -> None:
    for page in (OFFICE, OWN):
        at = open_page(None, page)
        assert not titles(at)
        assert not at.toggle
    for person in (cast.mona, cast.anna, cast.vera):
        at = open_page(person, OFFICE)
        assert titles(at) != ["Notifications"]
        assert t("notifications.office_hint") not in shown(at)


def test_both_pages_have_a_control_for_every_kind_and_channel(cast: Cast, open_page: Opener) -> None:
    office, own = open_page(cast.admin, OFFICE), open_page(cast.anna, OWN)
    for kind in preferred():
        for channel in rules.channels_of(kind):
            assert field(office, "office_preferences", f"{kind}:{channel}")
            assert field(own, "my_preferences", f"{kind}:{channel}").value is True


def test_the_administrator_locks_and_switches_off_and_my_page_says_so(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, OFFICE)
    field(at, "office_preferences", EMAIL).set_value("always")
    field(at, "office_preferences", "monitoring.created:bell").set_value("off")
    at = save(at.run(), "office_preferences")
    assert not at.exception
    assert states(cast)[ENDING, "email"] == "always"
    assert states(cast)["monitoring.created", "bell"] == "off"
    mine = open_page(cast.anna, OWN)
    locked, off = field(mine, "my_preferences", EMAIL), field(mine, "my_preferences", "monitoring.created:bell")
    assert (locked.value, locked.disabled, off.value, off.disabled) == (True, True, False, True)
    assert t("notifications.set_always") in shown(mine)
    assert t("notifications.set_off") in shown(mine)


def test_what_i_switch_off_is_kept_and_what_is_locked_in_between_is_refused(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.anna, OWN)
    field(at, "my_preferences", EMAIL).set_value(False)
    at = save(at.run(), "my_preferences")
    assert field(at, "my_preferences", EMAIL).value is False
    other = open_page(cast.bob, OWN)
    field(other, "my_preferences", EMAIL).set_value(False)
    other.run()
    with by(cast.admin) as work:
        notifications.set_office_preferences(work, {(ENDING, "email"): "always"})
    other = save(other, "my_preferences")
    with by(cast.bob, writes=False) as work:
        assert notifications.my_preferences(work).wishes[ENDING, "email"] is True


def test_two_administrators_meet(cast: Cast, open_page: Opener) -> None:
    first, second = open_page(cast.admin, OFFICE), open_page(cast.admin, OFFICE)
    for at, state in ((first, "off"), (second, "always")):
        field(at, "office_preferences", EMAIL).set_value(state)
        at.run()
    save(first, "office_preferences")
    second = save(second, "office_preferences")
    assert "Admin" in errors(second)
    assert states(cast)[ENDING, "email"] == "off"
    assert field(second, "office_preferences", EMAIL).value == "always"  # what was chosen stays


def test_days_ahead_are_added_and_taken_away(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.anna, OWN)
    field(at, "own_days", "own_days").set_value(21)
    at = save(at.run(), "own_days")
    assert "21 days before the end" in shown(at)
    field(at, "own_days", "own_days").set_value(21)
    at = save(at.run(), "own_days")
    assert t("reminders.step_duplicate") in errors(at)
    at = at.button(key="own-remove-21").click().run()
    assert "21 days before the end" not in shown(at)
    with by(cast.anna, writes=False) as work:
        assert reminders.own_days(work) == []


def test_a_test_without_a_mail_account_says_what_is_missing(cast: Cast, open_page: Opener) -> None:
    at = save(open_page(cast.anna, OWN), "my_test")
    assert t("notifications.no_account") in errors(at).replace("\\", "")
    a_mail_account(cast)
    at = save(at, "my_test")
    assert t("notifications.test_waiting") in [node.value.replace("\\", "") for node in at.info]


def test_the_forecast_says_who_and_why_not(cast: Cast, watch: int, open_page: Opener) -> None:
    with by(cast.anna) as work:
        notifications.set_my_preferences(work, {(ENDING, "email"): False})
    at = open_page(cast.admin, OFFICE, watch=watch)
    assert not at.exception
    text = shown(at)
    assert "Carol" in text
    assert t("notifications.reason.off_person") in text
    at = at.text_input(key="forecast:find").set_value("no such thing").run()
    assert t("notifications.no_watch") in shown(at)


def test_the_card_explains_every_step(cast: Cast, watch: int, open_page: Opener) -> None:
    jobs.remind()
    at = open_page(cast.admin, CARD, id=watch)
    assert not at.exception
    text = shown(at)
    for word in ("explain.step.fired", "explain.step.late", "explain.line.told", "explain.line.waiting"):
        assert t(word) in text, word
    assert "Carol" in text
    with by(cast.admin) as work:
        monitoring.cancel(work, watch, None)
    assert not open_page(cast.admin, CARD, id=watch).exception


def test_the_card_answers_why_not_me(cast: Cast, firm: Firm, open_page: Opener) -> None:
    told = [Recipient("person", person_id=cast.anna)]
    watch = a_watch(cast, a_contract(cast, firm), ends_on=date(2026, 9, 1), recipients=told)
    at = open_page(cast.bob, CARD, id=watch)
    assert t("reminders.reason.not_recipient") in shown(at)
    at = at.selectbox(key="why-not:person").set_value(cast.anna).run()
    assert not at.exception
    assert t("reminders.reason.not_recipient") not in shown(at)


def test_names_of_others_stay_away_from_who_may_not_see_people(cast: Cast, watch: int, open_page: Opener) -> None:
    from crm.people.tables import Role, RoleGrant

    with by_office() as work:
        [role] = work.session.query(Role).filter_by(key="employee")
        for grant in work.session.query(RoleGrant).filter_by(role_id=role.id, right="people.view"):
            grant.reach = 0
    jobs.remind()
    at = open_page(cast.anna, CARD, id=watch)
    assert "Carol" not in shown(at)


def test_send_again_is_for_administrators_and_sends_again(cast: Cast, watch: int, open_page: Opener) -> None:
    from crm.notifications.tables import Message

    jobs.remind()
    with by_office() as work:
        for mail in work.session.query(Message).filter_by(kind=ENDING):
            mail.state, mail.error = "failed", "550 no such user"
    at = open_page(cast.admin, CARD, id=watch)
    assert "550 no such user" in shown(at)
    assert t("explain.send_again") in shown(at)
    assert t("explain.send_again") not in shown(open_page(cast.anna, CARD, id=watch))
