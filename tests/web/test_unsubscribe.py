"""The link in a letter to a client, from outside: opening changes nothing, posting ends it, forged ones say nothing."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from crm import clients
from crm.clients.consent_tables import Consent
from crm.core.work import Actor, begin
from tests.web.conftest import Answer, Site

KIND = "client.reminder"


@pytest.fixture
def token(site: Site) -> str:
    """The link of a fresh client who agreed."""
    with begin(Actor.person(site.ids["admin"]), writes=True) as work:
        client = clients.create(work, is_company=True, name="Młyn", email="mlyn@example.test")
        clients.note_consent(work, client, None, "email", is_given=True, on=None, source="letter")
        return clients.leave_token(work.as_office(), client, None, "email", KIND)


def path(token: str) -> str:
    return f"/unsubscribe?{urlencode({'token': token})}"


def words() -> int:
    """How often anybody said anything."""
    with begin(Actor.office()) as work:
        return work.session.execute(select(func.count(Consent.id))).scalar_one()


def why(token: str) -> bool:
    with begin(Actor.nobody()) as work:
        found = clients.leaving(work, token)
    assert found
    return found.is_over


def body(answer: Answer) -> str:
    """What the page says, without what differs by its own address."""
    return answer.text.partition("<main")[2].partition("</main>")[0]


def test_opening_the_link_changes_nothing_for_anybody(site: Site, token: str):
    before = words()
    for method in ("GET", "HEAD"):
        for _ in range(2):
            assert site.ask(method, path(token)).status == 200
    assert words() == before
    assert not why(token)


def test_the_page_speaks_the_visitors_language_and_is_told_to_nobody(site: Site, token: str):
    answer = site.get(path(token), accept_language="pl")
    assert 'lang="pl"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "strict-origin"


def test_pressing_the_button_ends_it_and_a_replay_changes_nothing(site: Site, token: str):
    assert site.post(path(token), {}).status == 200
    after = words()
    assert why(token)
    for _ in range(3):
        assert site.post(path(token), {}).status == 200
    assert words() == after
    assert "<form" not in body(site.get(path(token)))


def test_a_mail_program_unsubscribes_in_one_click_without_cookies_or_origin(site: Site, token: str):
    sent = site.ask(
        "POST", path(token), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )  # as RFC 8058, 3.2 has it
    assert sent.status == 200
    assert why(token)


def test_a_multipart_one_click_is_understood_too(site: Site, token: str):
    form = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    assert site.ask("POST", path(token), form, content_type="multipart/form-data; boundary=x").status == 200
    assert why(token)


def test_another_site_cannot_post_for_its_visitor(site: Site, token: str):
    assert site.post(path(token), {}, origin="http://evil.test").status == 403
    assert not why(token)


def test_all_messages_can_be_ended_at_once(site: Site, token: str):
    assert site.post(path(token), {"all": "1"}).status == 200
    with begin(Actor.nobody()) as work:
        found = clients.leaving(work, token)
        assert found
        assert clients.may_write(work.as_office(), found.client_id, None, "email", "other") is not None


def test_every_link_that_does_not_hold_gets_the_same_page(site: Site, token: str):
    before = words()
    pages = {body(site.get(path(bad))) for bad in ("", "x", token[:-1], token + "A", token.swapcase(), "x" * 3000)}
    assert len(pages) == 1
    for bad in ("", token[:-2] + "AA", "\x00"):
        answer = site.post(path(bad), {})
        assert answer.status == 410
        assert body(answer) in pages
    assert words() == before


def test_the_token_stays_out_of_the_log(site: Site, token: str):
    site.get(path(token))
    assert token not in site.log.read_text(errors="replace")
