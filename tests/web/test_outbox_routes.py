"""The outbox beside Streamlit: a preview in which nothing runs, and a workbook of the same rows as the list."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sqlalchemy import delete

from crm.core.work import Actor, begin
from crm.notifications import outbox
from crm.notifications.rendering import Rendered
from crm.notifications.tables import Message
from crm.notifications.telling import message_row
from tests.web.conftest import Site

EXPORT = "/export/outbox.xlsx"
EVIL = '<p>Hello</p><script>top.location="https://evil.test"</script><img src="https://evil.test/x.png" onerror="x()">'


@pytest.fixture
def mails(site: Site) -> dict[str, int]:
    found = {}
    with begin(Actor.office(), writes=True) as work:
        work.session.execute(delete(Message))
        for name, title in (("sent", "=1+1"), ("failed", "Lift")):
            rendered = Rendered(title, "b", "text", EVIL)
            values = {"kind": "monitoring.ending", "channel": "email", "address": "a@example.test", "language": "en"}
            row = Message(**message_row(work, rendered, key=name, name="Anna", **values))
            work.session.add(row)
            work.session.flush()
            found[name] = row.id
        outbox.record_sent(work, found["sent"])
        words = "550 no such user"
        outbox.record_failed(work, found["failed"], words, is_permanent=True, trouble="smtp.recipient_refused")
    return found


def rows(body: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_a_stranger_gets_neither_mail_nor_workbook(site: Site, mails: dict[str, int]) -> None:
    for path in (f"/outbox/{mails['sent']}/preview", EXPORT):
        assert site.get(path).status == 401
        assert "Hello" not in site.get(path).text
    assert site.get(EXPORT, accept="text/html").status == 303


@pytest.mark.parametrize("who", ["anna", "vera"])
def test_who_does_not_see_the_office_gets_neither(site: Site, mails: dict[str, int], who: str) -> None:
    cookie = site.sign_in(who)
    for path in (f"/outbox/{mails['sent']}/preview", EXPORT):
        answer = site.get(path, cookie)
        assert answer.status == 403
        assert "Hello" not in answer.text
        assert not answer.body.startswith(b"PK")


def test_a_preview_is_the_mail_itself_in_a_sandbox(site: Site, mails: dict[str, int]) -> None:
    answer = site.get(f"/outbox/{mails['sent']}/preview", site.sign_in("admin"))
    assert (answer.status, answer.text) == (200, EVIL)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")  # no scripts, no forms, no origin, nothing is fetched
    assert "allow-" not in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_why_there_is_no_preview_stands_where_it_would_be(site: Site, mails: dict[str, int]) -> None:
    """A page of its own, a link to one or a way to sign in would be blocked within the outbox's page."""
    path = f"/outbox/{mails['sent']}/preview"
    nobody, anna, admin = None, site.sign_in("anna"), site.sign_in("admin")
    asked = [(path, nobody, 401), (path, anna, 403), ("/outbox/999999/preview", admin, 404)]
    for where, cookie, status in asked:
        answer = site.get(where, cookie, accept="text/html")
        assert answer.status == status
        assert 'role="alert"' in answer.text
        assert "<a " not in answer.text
        assert "Hello" not in answer.text
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy
        assert "style-src 'self'" in policy  # it looks like ours
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize("row_id", ["999999", "0", "9" * 18])
def test_a_mail_that_is_not_there_is_not_found(site: Site, mails: dict[str, int], row_id: str) -> None:
    assert site.get(f"/outbox/{row_id}/preview", site.sign_in("admin")).status == 404


@pytest.mark.parametrize(
    "path", ["/outbox/-1/preview", "/outbox/1%20OR%201/preview", "/outbox/..%2f/preview", "/outbox/1/x"]
)
def test_addresses_that_are_none_lead_nowhere(site: Site, mails: dict[str, int], path: str) -> None:
    answer = site.get(path, site.sign_in("admin"), accept="text/html")
    assert answer.status == 404
    assert "Hello" not in answer.text


def test_the_workbook_has_the_rows_of_the_list_and_nothing_of_what_they_say(site: Site, mails: dict[str, int]) -> None:
    cookie = site.sign_in("admin")
    answer = site.get(EXPORT, cookie)
    assert answer.status == 200
    assert "attachment" in answer.headers["content-disposition"]
    found = rows(answer.body)
    assert [row[6] for row in found[2:]] == ["Lift", "=1+1"]
    assert found[2][1:6] == ("Not sent", "Reminder", "E-mail", "Anna", "a@example.test")
    assert found[2][12] == "550 no such user"
    assert "Hello" not in str(found)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.body)).worksheets[0]
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    filtered = rows(site.get(f"{EXPORT}?state=sent&q=1", cookie).body)
    assert [row[6] for row in filtered[2:]] == ["=1+1"]
    assert "state: Sent" in str(filtered[0])


@pytest.mark.parametrize("query", ["state=sent,zzz", "person=1%20OR%201", "from=x", "kind=%3Cb%3E", "channel=1"])
def test_a_filter_that_is_nonsense_does_not_widen_the_workbook(site: Site, mails: dict[str, int], query: str) -> None:
    answer = site.get(f"{EXPORT}?{query}", site.sign_in("admin"))
    assert answer.status == 422
    assert not answer.body.startswith(b"PK")
