"""The outbox page: who may look into everybody's mail, what the list and the drawer show, what can be done there."""

from __future__ import annotations

from typing import Any

import probe
import pytest
from sqlalchemy import delete
from streamlit.testing.v1 import AppTest

from crm import notifications
from crm.core.i18n import t
from crm.notifications import outbox
from crm.notifications.rendering import Rendered
from crm.notifications.tables import Message
from crm.notifications.telling import message_row
from crm.people.tables import User
from tests.conftest import Cast
from tests.pages.conftest import Opener, errors, key, shown, titles

PAGE = "office/outbox.py"
SUBJECT = "Monitoring ends in 7 days: <b>Lift</b> ![x](https://evil.test/x.png)"


@pytest.fixture
def mails(cast: Cast) -> dict[str, int]:
    """One message in each state, and one that waits after a failed attempt."""
    found = {}
    with probe.office() as work:
        for state in ("waiting", "leased", "sent", "failed", "cancelled"):
            row = message_row(
                work,
                Rendered(f"{SUBJECT} {state}", "b", f"Plain {state}", f"<p>Html {state}</p>"),
                key=state,
                kind="monitoring.ending",
                channel="email",
                person_id=cast.anna,
                address="anna@example.test",
                name="Anna",
                language="en",
            )
            message = Message(**row)
            work.session.add(message)
            work.session.flush()
            found[state] = message.id
        outbox.record_sent(work, found["sent"], sender="Office <office@example.test>")
        words = "550 5.1.1 no such user"
        outbox.record_failed(work, found["failed"], words, is_permanent=True, trouble="smtp.recipient_refused")
        work.session.execute(delete(Message).where(Message.kind == "address.refused"))  # what administrators are told
        outbox.record_failed(work, found["waiting"], "452 full", is_permanent=False, trouble="smtp.mailbox_full")
        for state in ("leased", "cancelled"):
            work.session.get_one(Message, found[state]).state = state
    return found


def states() -> dict[str, str]:
    return {mail.key: mail.state for mail in probe.mails()}


def cells(at: AppTest) -> Any:
    [table] = at.dataframe
    return table.value


def test_a_stranger_and_who_may_not_see_the_office_sees_no_mail(
    cast: Cast, mails: dict[str, int], open_page: Opener
) -> None:
    for person in (None, cast.anna, cast.vera):
        for query in ({}, {"id": mails["sent"]}):
            at = open_page(person, PAGE, **query)
            assert "Lift" not in shown(at), person
            assert "Plain" not in shown(at), person
            assert not at.dataframe


def test_who_sees_the_office_looks_but_does_nothing(cast: Cast, mails: dict[str, int], open_page: Opener) -> None:
    at = open_page(cast.mona, PAGE, id=mails["failed"])
    assert titles(at) == ["Outbox"]
    assert "550 5.1.1 no such user" in shown(at)
    assert not [button for button in at.button if "message" in str(button.key)]


def test_the_list_shows_states_trouble_and_the_servers_words(
    cast: Cast, mails: dict[str, int], open_page: Opener
) -> None:
    at = open_page(cast.admin, PAGE)
    rows = cells(at)
    assert list(rows["outbox.subject"]) == [
        f"{SUBJECT} {s}" for s in ("cancelled", "failed", "sent", "leased", "waiting")
    ]
    assert [cell[0] for cell in rows["field.state"]] == ["Cancelled", "Not sent", "Sent", "Being sent", "Waiting"]
    assert rows["outbox.trouble"][1] == f"{t('smtp.recipient_refused')} · 550 5.1.1 no such user"
    assert rows["outbox.next_try"][4] != ""
    assert "1 not sent" in shown(at)
    assert set(rows["outbox.kind"]) == {"Reminder"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "failed,sent"}, {"failed", "sent"}),
        ({"q": "CANCEL"}, {"cancelled"}),
        ({"q": "anna@"}, {"waiting", "leased", "sent", "failed", "cancelled"}),
        ({"kind": "mail.test"}, set()),
        ({"channel": "email", "state": "leased"}, {"leased"}),
        ({"person": "7777"}, set()),
        ({"from": "2026-03-11"}, set()),
        ({"to": "2026-03-09"}, set()),
        ({"from": "2026-03-10", "to": "2026-03-10", "state": "sent"}, {"sent"}),
    ],
)
def test_filters_come_from_the_address(
    cast: Cast, mails: dict[str, int], open_page: Opener, query: dict[str, str], found: set[str]
) -> None:
    at = open_page(cast.admin, PAGE, **query)
    assert not at.exception
    subjects = {str(one).rsplit(" ", 1)[1] for one in cells(at)["outbox.subject"]} if at.dataframe else set()
    assert subjects == found
    [link] = [one.proto.url for one in at.get("link_button") if one.proto.url.startswith("/export/")]
    assert link.startswith("/export/outbox.xlsx")
    assert all(name in link for name in query)


@pytest.mark.parametrize(
    "query", [{"state": "x", "person": "1 OR 1"}, {"id": "../"}, {"id": str(2**63)}, {"from": "x"}]
)
def test_nonsense_in_the_address_breaks_nothing(
    cast: Cast, mails: dict[str, int], open_page: Opener, query: dict[str, str]
) -> None:
    assert not open_page(cast.admin, PAGE, **query).exception


def test_an_empty_outbox_says_what_it_is_for(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE)
    assert "No message has left the house yet" in shown(at)


def test_the_drawer_shows_the_message_as_it_goes_out(cast: Cast, mails: dict[str, int], open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE, id=mails["sent"])
    text = shown(at)
    [code] = at.code
    assert code.value == "Plain sent"
    assert f"/outbox/{mails['sent']}/preview" in text
    assert "Html sent" not in text  # only in its sandbox
    assert "&lt;b&gt;Lift&lt;/b&gt;" in text
    assert "<b>Lift" not in "".join(node.proto.body for node in at.get("html"))
    for header in ("From", "Message-ID", "Auto-Submitted", "Office &lt;office@example.test&gt;"):
        assert header in text, header


@pytest.mark.parametrize("view", [{}, {"view": "held"}], ids=["messages", "held back"])
def test_a_quick_task_over_an_open_drawer_stands_alone(
    cast: Cast, mails: dict[str, int], open_page: Opener, view: dict[str, str]
) -> None:
    at = open_page(cast.admin, PAGE, id=mails["sent"], **view)
    at = at.button(key="quick-task").click().run()
    assert key(at, "quick_task", "task_title")


def test_send_again_and_cancel_from_the_drawer(cast: Cast, mails: dict[str, int], open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE, id=mails["failed"])
    at.button(key=key(at, "message", "save")).click().run()
    assert states()["failed"] == "waiting"
    at = open_page(cast.admin, PAGE, id=mails["waiting"])
    at.button(key="message-cancel-sure").click().run()
    assert states()["waiting"] == "cancelled"


def test_what_is_refused_is_said_with_words(cast: Cast, mails: dict[str, int], open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE, id=mails["failed"])
    with probe.office() as work:
        work.session.get_one(User, cast.anna).is_active = False
    at.button(key=key(at, "message", "save")).click().run()
    assert t("outbox.reader_inactive") in errors(at)
    assert states()["failed"] == "failed"


def test_a_link_that_signs_in_shows_its_token_nowhere(cast: Cast, open_page: Opener) -> None:
    with probe.office() as work:
        notifications.tell_link(
            work,
            cast.anna,
            "password.forgotten",
            path="/choose-password",
            token="canary-token-5f1",
            params={"until": work.now},
        )
    [mail] = probe.mails()
    at = open_page(cast.admin, PAGE, id=mail.id)
    assert "canary-token-5f1" not in shown(at)
    assert "-hidden-" in at.code[0].value
    with probe.office(writes=False) as work:
        assert "canary-token-5f1" not in notifications.message(work, mail.id).html


def test_the_page_speaks_polish(cast: Cast, mails: dict[str, int], open_page: Opener) -> None:
    with probe.office() as work:
        work.session.get_one(User, cast.admin).language = "pl"
    at = open_page(cast.admin, PAGE, id=mails["failed"])
    assert titles(at) == ["Dziennik wysyłki"]
    assert "Serwer odrzuca odbiorcę" in shown(at)
