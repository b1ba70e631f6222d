"""Mail accounts: who may set them up, passwords that stay inside, a test message and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import probe
import pytest
from sqlalchemy import select

from crm import notifications
from crm.core import secrets
from crm.core.config import MailServer
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, Refusal
from crm.core.history import Change
from crm.core.work import Actor, begin
from crm.notifications import outbox, servers, trial
from crm.notifications.tables import Account, Message
from tests.conftest import NOON, Cast
from tests.firm import by

GOOD: dict[str, Any] = {
    "name": "Office",
    "host": "smtp.example.test",
    "port": 587,
    "security": "starttls",
    "username": "apikey",
    "password": "canary-7f3a",
    "sender": "Biuro <biuro@example.test>",
    "per_minute": 30,
}


@pytest.fixture(autouse=True)
def _no_environment() -> Iterator[None]:
    yield
    notifications.configure(None, "http://127.0.0.1:8501")


def create(person: int, **more: Any) -> int:
    with begin(Actor.person(person), writes=True) as work:
        return notifications.create_account(work, **(GOOD | more))


def rows(person: int) -> list[notifications.AccountRow]:
    with begin(Actor.person(person)) as work:
        return notifications.accounts(work)


def test_only_who_configures_the_office_sets_up_accounts(cast: Cast, dump: Callable[[], Any]) -> None:
    account_id = create(cast.admin)
    before = dump()
    for person in (cast.mona, cast.anna, cast.vera):
        with begin(Actor.person(person), writes=True) as work:
            for call in (
                lambda work=work: notifications.create_account(work, **GOOD),
                lambda work=work: notifications.edit_account(work, account_id, 1, **GOOD),
                lambda work=work: notifications.send_test(work, None, "a@example.test"),
                lambda work=work: notifications.outcome(work, 1),
            ):
                with pytest.raises(Forbidden):
                    call()
    with begin(Actor.nobody()) as work, pytest.raises(NotSignedIn):
        notifications.accounts(work)
    assert dump() == before


def test_the_password_is_encrypted_and_never_comes_out(cast: Cast, dump: Callable[[], Any]) -> None:
    account_id = create(cast.admin)
    [row] = rows(cast.admin)
    assert (row.id, row.name, row.username, row.has_password, row.is_default) == (
        account_id,
        "Office",
        "apikey",
        True,
        True,
    )
    assert "canary" not in repr(row)
    assert "canary" not in str(dump())
    with probe.office() as work:
        found = notifications.default_account(work)
        assert found is not None
        assert found[1].password == "canary-7f3a"
        assert "canary" not in repr(found)
        changes = work.session.execute(select(Change.changes).where(Change.kind == "accounts")).scalars().all()
        assert [change["password"] for change in changes] == [[None, "•••"]]


def test_editing_keeps_the_password_unless_another_is_given(cast: Cast) -> None:
    account_id = create(cast.admin)

    def edit(version: int, password: str | None) -> str | None:
        with begin(Actor.person(cast.admin), writes=True) as work:
            notifications.edit_account(
                work, account_id, version, **(GOOD | {"password": password, "name": f"v{version}"})
            )
        with probe.office() as work:
            found = notifications.default_account(work)
            assert found is not None
            return found[1].password

    assert edit(1, None) == "canary-7f3a"
    assert edit(2, "other") == "other"
    assert edit(3, "") is None
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Conflict):
        notifications.edit_account(work, account_id, 1, **GOOD)


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"name": " "}, {"name"}),
        ({"host": ""}, {"host"}),
        ({"host": "https://smtp.example.test"}, {"host"}),
        ({"port": 0}, {"port"}),
        ({"port": 65536}, {"port"}),
        ({"port": True}, {"port"}),
        ({"security": "ssl"}, {"security"}),
        ({"sender": "nobody"}, {"sender"}),
        ({"sender": "x" * 330 + "@example.test"}, {"sender"}),
        ({"per_minute": -1}, {"per_minute"}),
        (
            {"name": "", "host": "", "port": -1, "security": "", "sender": ""},
            {"name", "host", "port", "security", "sender"},
        ),
    ],
)
def test_every_wrong_field_is_named_and_nothing_is_written(
    cast: Cast, dump: Callable[[], Any], wrong: dict[str, Any], fields: set[str]
) -> None:
    before = dump()
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Invalid) as refusal:
        notifications.create_account(work, **(GOOD | wrong))
    assert {problem.field for problem in refusal.value.problems} == fields
    assert dump() == before


def test_there_is_one_default(cast: Cast) -> None:
    first, second = create(cast.admin), create(cast.admin, name="Second")
    assert [(row.id, row.is_default) for row in rows(cast.admin)] == [(second, True), (first, False)]
    with probe.office() as work:
        assert servers.default_id(work) == second


def test_the_environments_account_wins_and_is_shown_first(cast: Cast) -> None:
    create(cast.admin)
    notifications.configure(MailServer("env.test", 25, "none", None, "canary", "e@env.test"), "https://crm.example.org")
    shown = rows(cast.admin)
    assert [(row.id, row.host, row.is_default) for row in shown] == [
        (0, "env.test", True),
        (shown[1].id, "smtp.example.test", False),
    ]
    with probe.office() as work:
        assert notifications.default_account(work) == (None, servers.environment())
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(NotFound):
        notifications.edit_account(work, 0, 0, **GOOD)


def test_a_test_message_waits_in_the_outbox_and_its_outcome_can_be_asked(cast: Cast) -> None:
    account_id = create(cast.admin)
    with begin(Actor.person(cast.admin), writes=True) as work:
        message_id = notifications.send_test(work, account_id, " Ann@Example.test ")
    [mail] = probe.mails()
    assert (mail.kind, mail.address, mail.account_id, mail.state) == (
        "mail.test",
        "Ann@Example.test",
        account_id,
        "waiting",
    )
    with probe.office() as work:
        outbox.record_failed(work, message_id, "535 wrong password", is_permanent=False)
    with begin(Actor.person(cast.admin)) as work:
        assert notifications.outcome(work, message_id) == ("failed", None, "535 wrong password")
        with pytest.raises(NotFound):
            notifications.outcome(work, message_id + 1)


def test_a_test_message_needs_an_account_and_an_address(cast: Cast, dump: Callable[[], Any]) -> None:
    before = dump()
    for address, code in (("nowhere", "notifications.address_wrong"), ("a@example.test", "notifications.no_account")):
        with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Invalid) as refusal:
            notifications.send_test(work, None, address)
        assert refusal.value.code == code
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(NotFound):
        notifications.send_test(work, 10**9, "a@example.test")
    assert dump() == before


def test_the_outcome_of_other_messages_is_nobodys_business(cast: Cast) -> None:
    probe.register()
    row_id = probe.record([], None, [])
    with probe.office() as work:
        notifications.tell(
            work, "monitoring.created", subject_kind="probe", subject_id=row_id, people=[cast.anna], key="k"
        )
    with begin(Actor.person(cast.admin)) as work, pytest.raises(NotFound):
        notifications.outcome(work, probe.mails()[0].id)


def test_another_secret_key_is_said_and_costs_no_attempt(cast: Cast, settings: Any) -> None:
    create(cast.admin)
    with begin(Actor.person(cast.admin), writes=True) as work:
        trial.add_test(work.as_office(), key="t", address="a@example.test", account_id=None)
    secrets.use("quite another secret key, long enough for all")
    try:
        with probe.office() as work:
            assert outbox.lease(work, by="me", limit=5) is None
    finally:
        secrets.use(settings.secret_key)
    [mail] = probe.mails()
    assert (mail.state, mail.error, mail.attempts) == ("waiting", "error.secret_key_changed", 0)
    assert mail.next_try_at > NOON
    with begin(Actor.person(cast.admin), writes=True) as work:
        account = work.session.execute(select(Account)).scalar_one()
        notifications.edit_account(work, account.id, account.version, **GOOD)
    assert probe.mails()[0].next_try_at == NOON


def test_answers_go_where_the_account_says(cast: Cast) -> None:
    account_id = create(cast.admin, reply_to=" Odpowiedzi <odp@example.test> ")
    assert rows(cast.admin)[0].reply_to == "Odpowiedzi <odp@example.test>"
    with probe.office() as work:
        found = servers.account(work, account_id)
        assert found is not None
        assert found.reply_to == "Odpowiedzi <odp@example.test>"
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Invalid) as refusal:
        notifications.edit_account(work, account_id, 1, **(GOOD | {"reply_to": "nobody"}))
    assert [problem.field for problem in refusal.value.problems] == ["reply_to"]


def test_the_default_stays_somebodys(cast: Cast) -> None:
    first = create(cast.admin, is_default=False)  # the first is the default, whatever was said
    assert rows(cast.admin)[0].is_default
    second = create(cast.admin, name="Second", is_default=False)
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.edit_account(work, first, 1, **(GOOD | {"name": "Renamed"}))  # says nothing: it stays
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Invalid) as refusal:
        notifications.edit_account(work, first, 2, **GOOD, is_default=False)
    assert refusal.value.code == "accounts.needs_default"
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Refusal, match="default_first"):
        notifications.delete_account(work, first, 2)
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.edit_account(work, second, 1, **GOOD, is_default=True)
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.delete_account(work, first, 3)
    assert [row.id for row in rows(cast.admin)] == [second]


def test_a_deleted_account_forgets_its_password_and_lets_go_of_what_waits(cast: Cast) -> None:
    create(cast.admin)
    second = create(cast.admin, name="Second", is_default=False)
    with begin(Actor.person(cast.admin), writes=True) as work:
        tested = notifications.send_test(work, second, "a@example.test")
        other = notifications.send_test(work, second, "b@example.test")
    with probe.office() as work:
        work.session.get_one(Message, other).kind = "import.done"
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Conflict):
        notifications.delete_account(work, second, 7)
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.delete_account(work, second, 1)
    with probe.office() as work:
        gone = work.session.get_one(Account, second)
        assert gone.deleted_at is not None
        assert gone.password is None
    assert {mail.id: (mail.state, mail.account_id) for mail in probe.mails()} == {
        tested: ("cancelled", second),
        other: ("waiting", None),
    }


def test_the_last_account_may_go(cast: Cast) -> None:
    account_id = create(cast.admin)
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.delete_account(work, account_id, 1)
    assert rows(cast.admin) == []


def test_beside_an_account_from_the_settings_the_switch_says_what_holds_without_it(cast: Cast) -> None:
    notifications.configure(
        MailServer("env.example.test", 25, "none", None, None, "a@example.test"), "http://127.0.0.1"
    )
    try:
        first = create(cast.admin, is_default=False)
        assert [(row.id, row.is_chosen) for row in rows(cast.admin) if row.id] == [(first, False)]
        for version, wish in ((1, True), (2, False), (3, True)):
            with by(cast.admin) as work:
                notifications.edit_account(work, first, version, **GOOD, is_default=wish)
            [row] = [row for row in rows(cast.admin) if row.id]
            assert (row.is_chosen, row.is_default) == (wish, False)
    finally:
        notifications.configure(None, "http://127.0.0.1:8501")
    [row] = rows(cast.admin)
    assert row.is_default
