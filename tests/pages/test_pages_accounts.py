"""The page of mail accounts: only who sets up the office; passwords go in and never come out; one can test each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import probe
import pytest
from streamlit.testing.v1 import AppTest

from crm import notifications
from crm.core.config import MailServer
from crm.core.i18n import t
from crm.core.work import Actor, begin
from crm.notifications import outbox
from crm.people.tables import User
from tests.conftest import Cast
from tests.pages.conftest import Opener, errors, key, shown, titles
from tests.pages.test_pages_forms import fill, save

PAGE = "office/accounts.py"
CANARY = "canary-7f3a-password"
GOOD: dict[str, Any] = {
    "name": "Office",
    "host": "smtp.example.test",
    "port": 587,
    "security": "starttls",
    "username": "apikey",
    "password": CANARY,
    "sender": "Biuro <biuro@example.test>",
    "reply_to": "answers@example.test",
    "per_minute": 30,
}


@pytest.fixture(autouse=True)
def _no_environment() -> Iterator[None]:
    yield
    notifications.configure(None, "http://127.0.0.1:8501")


@pytest.fixture
def account(cast: Cast) -> int:
    return create(cast)


def create(cast: Cast, **more: Any) -> int:
    with begin(Actor.person(cast.admin), writes=True) as work:
        return notifications.create_account(work, **(GOOD | more))


def accounts(cast: Cast) -> dict[int, notifications.AccountRow]:
    with begin(Actor.person(cast.admin)) as work:
        return {row.id: row for row in notifications.accounts(work)}


def password() -> str | None:
    with probe.office(writes=False) as work:
        found = notifications.default_account(work)
        return found[1].password if found else None


def keys(at: AppTest) -> set[str]:
    return {str(node.key) for node in at._tree if getattr(node, "key", None)}


def test_a_stranger_and_who_does_not_set_up_the_office_sees_no_account(
    cast: Cast, account: int, open_page: Opener
) -> None:
    for person in (None, cast.mona, cast.anna, cast.vera):
        at = open_page(person, PAGE)
        assert "smtp.example.test" not in shown(at), person
        assert not at.text_input


def test_an_account_is_added_and_the_first_is_the_default(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE)
    assert titles(at) == ["Accounts for messages"]
    assert t("accounts.empty") in shown(at)
    fill(
        at, "account", account_name="Main", host="smtp.example.test", sender="a@example.test",
        reply_to="b@example.test", per_minute=20, username="me", account_password=CANARY,
    )  # fmt: skip
    save(at, "account")
    assert not errors(at)
    [row] = accounts(cast).values()
    assert (row.name, row.reply_to, row.per_minute, row.is_default, row.has_password) == (
        "Main", "b@example.test", 20, True, True,
    )  # fmt: skip
    assert password() == CANARY
    assert CANARY not in shown(at)


def test_wrong_fields_are_named_beside_the_field(cast: Cast, account: int, open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE)
    form = f"account-{account}"
    fill(at, form, host="https://x", reply_to="nobody", sender="")
    save(at, form)
    assert t("notifications.host_wrong") in errors(at)
    assert t("notifications.address_wrong").replace(".", "\\.") in errors(at) or "not an e" in errors(at)
    assert accounts(cast)[account].host == "smtp.example.test"


def test_the_password_is_kept_replaced_or_forgotten_and_never_shown(
    cast: Cast, account: int, open_page: Opener
) -> None:
    form = f"account-{account}"
    at = open_page(cast.admin, PAGE)
    assert CANARY not in shown(at)
    fill(at, form, account_name="Renamed")
    save(at, form)
    assert password() == CANARY
    fill(at, form, account_password="another-canary")
    save(at, form)
    assert password() == "another-canary"
    assert "another-canary" not in shown(at)
    fill(at, form, forget_password=True)
    save(at, form)
    assert password() is None
    assert accounts(cast)[account].name == "Renamed"


def test_a_stale_page_is_refused_and_says_who_changed_what(cast: Cast, account: int, open_page: Opener) -> None:
    form = f"account-{account}"
    mine, theirs = open_page(cast.admin, PAGE), open_page(cast.admin, PAGE)
    fill(theirs, form, host="other.example.test", account_password="theirs-secret-1")
    save(theirs, form)
    fill(mine, form, host="mine.example.test")
    save(mine, form)
    assert "Admin" in errors(mine)
    assert "other" in errors(mine)
    assert "theirs-secret-1" not in shown(mine)
    assert accounts(cast)[account].host == "other.example.test"
    [field] = [node for node in mine._tree if getattr(node, "key", None) == key(mine, form, "host")]
    assert field.value == "mine.example.test"  # what was typed stays


def test_another_account_becomes_the_default(cast: Cast, account: int, open_page: Opener) -> None:
    second = create(cast, name="Second", is_default=False)
    at = open_page(cast.admin, PAGE)
    assert key(at, f"account-{account}", "is_default") not in keys(at)  # it is the default: nothing to choose
    fill(at, f"account-{second}", is_default=True)
    save(at, f"account-{second}")
    assert [row.id for row in accounts(cast).values() if row.is_default] == [second]


def test_the_default_is_not_deleted_while_there_are_others(cast: Cast, account: int, open_page: Opener) -> None:
    second = create(cast, name="Second", is_default=False)
    at = open_page(cast.admin, PAGE)
    at.button(key=f"account-{account}-delete-sure").click().run()
    assert "default" in errors(at)
    at = open_page(cast.admin, PAGE)
    at.button(key=f"account-{second}-delete-sure").click().run()
    assert set(accounts(cast)) == {account}


def test_the_account_of_the_settings_is_shown_and_tested_and_not_edited(
    cast: Cast, account: int, open_page: Opener
) -> None:
    server = MailServer("env.example.test", 465, "tls", "me", CANARY, "e@example.test", 10, "r@example.test")
    notifications.configure(server, "http://127.0.0.1:8501")
    at = open_page(cast.admin, PAGE)
    text = shown(at)
    assert "env.example.test:465" in text
    assert "CRM_SMTP_URL" in text
    assert "r@example.test" in text
    assert CANARY not in text
    assert key(at, "account-0", "host") not in keys(at)
    assert "account-0-delete-sure" not in keys(at)
    fill(at, "account-0-test", test_address="me@example.test")
    save(at, "account-0-test")
    [mail] = probe.mails()
    assert (mail.address, mail.account_id, mail.state) == ("me@example.test", None, "waiting")


def test_a_test_goes_by_exactly_this_account_and_says_what_went_wrong(
    cast: Cast, account: int, open_page: Opener
) -> None:
    second = create(cast, name="Second", is_default=False)
    at = open_page(cast.admin, PAGE)
    save(at, f"account-{second}-test")
    [mail] = probe.mails()
    assert (mail.address, mail.account_id) == ("admin@example.test", second)
    assert t("accounts.test_waiting") in shown(at)
    with probe.office() as work:
        outbox.account_down(work, second, "535 5.7.8 who are you", by="x", trouble="smtp.login_refused")
    at.run()
    assert "does not accept this user and password" in errors(at)
    assert "535 5.7.8 who are you" in shown(at)
    with probe.office() as work:
        work.session.get_one(User, cast.admin).language = "pl"
    assert "Konta do wysyłki" in titles(open_page(cast.admin, PAGE))


def test_the_first_account_s_form_says_that_all_mail_will_go_out_from_it(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE)
    assert t("accounts.first_is_default") in shown(at)
    assert key(at, "account", "is_default") not in keys(at)
    create(cast)
    at = open_page(cast.admin, PAGE)
    assert t("accounts.is_the_default") in shown(at)
    assert t("accounts.first_is_default") not in shown(at)


def test_beside_the_settings_account_a_form_shows_what_its_switch_was_left_at(cast: Cast, open_page: Opener) -> None:
    notifications.configure(
        MailServer("env.example.test", 25, "none", None, None, "a@example.test"), "http://127.0.0.1"
    )
    off, on = create(cast, name="Off", is_default=False), create(cast, name="On", is_default=True)
    at = open_page(cast.admin, PAGE)
    assert t("accounts.first_is_default") not in shown(at)
    assert [at.toggle(key=key(at, f"account-{one}", "is_default")).value for one in (off, on)] == [False, True]
