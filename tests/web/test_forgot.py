"""A forgotten password from outside: one answer after one time, links that change nothing when opened, no leak."""

from __future__ import annotations

import logging
import re
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import delete, select

from crm import notifications, people
from crm.core import assets, secrets
from crm.core.history import Change
from crm.core.work import Actor, begin
from crm.flows import passwords as flow
from crm.notifications import outbox
from crm.notifications.tables import Message
from crm.people import account, sign_ins, throttles, tokens
from crm.people.tables import SignIn, Throttle, Token
from crm.web.discreet import Discreet, keep_tokens_out_of_logs
from crm.web.forgot import FLOOR_SECONDS
from tests.living import patience
from tests.web.conftest import PASSWORD, Answer, Site, rerun
from tests.web.test_guard import closed_within

OTHER = "another long password"
ACCOUNT: dict[str, Any] = {
    "name": "Post",
    "host": "127.0.0.1",
    "port": 9,
    "security": "none",
    "username": "",
    "password": None,
    "sender": "czuwaj@example.test",
    "is_default": True,
}


@pytest.fixture(autouse=True)
def _ready(site: Site) -> None:
    """All tests come from one address, so counters begin anew; there is a mail account, which nobody listens at."""
    with begin(Actor.person(site.ids["admin"]), writes=True) as work:
        if notifications.default_account(work.as_office()) is None:
            notifications.create_account(work, **ACCOUNT)
        work.session.execute(delete(Throttle))


def issued(site: Site, who: str = "bob") -> str:
    with begin(Actor.office(), writes=True) as work:
        return tokens.issue(work, site.ids[who], "reset")


def asked(site: Site, email: str, **headers: str) -> Answer:
    return site.post("/forgot", {"email": email}, **headers)


def path(token: str) -> str:
    return f"/choose-password?token={token}"


@contextmanager
def password_kept(site: Site, who: str = "bob") -> Iterator[None]:
    """The password of the other tests comes back afterwards."""
    try:
        yield
    finally:
        with begin(Actor.office(), writes=True) as work:
            people.set_password(work, site.ids[who], PASSWORD)


def test_strangers_reach_the_pages_in_their_language(site: Site):
    for where in ("/forgot", "/choose-password", "/choose-password?token=x"):
        answer = site.get(where, accept_language="pl")
        assert answer.status == (200 if where == "/forgot" else 410)
        assert 'lang="pl"' in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert 'href="/forgot"' in site.get("/sign-in").text
    assert "Nie pamiętasz hasła?" in site.get("/forgot", accept_language="pl").text
    assert "Forgotten password" in site.get("/forgot", accept_language="en").text


def test_the_answer_is_the_same_whoever_is_asked_for(site: Site):
    answers = [
        asked(site, email)
        for email in ("anna@example.test", "nobody@example.test", "no address", "", "x" * 5000, "\x00<script>")
    ]
    assert {(one.status, one.location, one.body) for one in answers} == {(303, "/forgot?sent=1", b"")}
    known = [sorted(name.lower() for name in one.headers) for one in answers]
    assert all(names == known[0] for names in known)
    with begin(Actor.office()) as work:
        rows = work.session.execute(select(Message).where(Message.kind == "password.forgotten")).scalars().all()
    assert [row.address for row in rows] == ["anna@example.test"]


def test_the_time_says_nothing_either(site: Site):
    known, unknown = [], []
    for number in range(4):
        with begin(Actor.office(), writes=True) as work:
            work.session.execute(delete(Throttle))
        for email, times in (("anna@example.test", known), (f"nobody{number}@example.test", unknown)):
            began = time.perf_counter()
            asked(site, email)
            times.append(time.perf_counter() - began)
    assert min(known + unknown) >= FLOOR_SECONDS
    assert abs(statistics.median(known) - statistics.median(unknown)) < patience(0.15), (known, unknown)


def test_asking_too_often_is_refused_in_words_and_after_the_same_time(site: Site):
    for email in ("anna@example.test", "nobody@example.test"):
        for _ in range(throttles.MAILS):
            assert asked(site, email).status == 303
        began = time.perf_counter()
        answer = asked(site, email, accept_language="en")
        assert time.perf_counter() - began >= FLOOR_SECONDS
        assert answer.status == 429
        assert "Too many attempts. Try again in 15 minutes." in answer.text


def test_opening_the_link_changes_nothing_however_often(site: Site):
    token, cookie = issued(site), site.sign_in("bob")
    for method in ("GET", "HEAD", "GET", "HEAD", "OPTIONS"):
        answer = site.ask(method, path(token))
        assert answer.status in (200, 405)
    assert "bob@example.test" in site.get(path(token)).text
    with begin(Actor.office()) as work:
        digest = secrets.digest(token)
        assert work.session.execute(select(Token.used_at).where(Token.token_hash == digest)).scalar_one() is None
    assert site.get("/clients", cookie).status == 200, "still signed in"


def test_the_posted_form_sets_the_password_and_throws_everybody_else_out(site: Site):
    token, cookie = issued(site), site.sign_in("bob")
    with password_kept(site), site.socket(cookie) as channel:
        rerun(channel)
        answer = site.post(path(token), {"password": OTHER})
        assert (answer.status, answer.location) == (303, "/sign-in?chosen=1")
        assert answer.cookie is None, "a link alone signs nobody in"
        assert closed_within(channel, 1) == 4401
        assert site.get("/clients", cookie).status == 303
        assert site.post("/sign-in", {"email": "bob@example.test", "password": PASSWORD}).status == 401
        assert site.post("/sign-in", {"email": "bob@example.test", "password": OTHER}).status == 303
        assert site.post(path(token), {"password": "a third password"}).status == 410
    assert "The password is set" in site.get("/sign-in?chosen=1", accept_language="en").text


def test_used_expired_replaced_and_forged_links_look_alike(site: Site):
    used, replaced = issued(site, "vera"), issued(site, "bob")
    issued(site, "bob")
    with begin(Actor.office(), writes=True) as work:
        expired = tokens.issue(work, site.ids["anna"], "invite")
        row = work.session.execute(select(Token).where(Token.token_hash == secrets.digest(expired))).scalar_one()
        row.expires_at = work.now
    with password_kept(site, "vera"):
        assert site.post(path(used), {"password": OTHER}).status == 303
    shown = set()
    for token in (used, replaced, expired, "forged", "x" * 300, "", "%00", "%3Cscript%3E"):
        for answer in (site.get(path(token)), site.post(path(token), {"password": OTHER})):
            assert answer.status == 410
            shown.add(re.sub(r'href="\?[^"]*"', "", answer.text))  # the switch of language keeps the query
    assert len(shown) == 1
    assert 'href="/forgot"' in shown.pop()


def test_a_weak_password_is_explained_beside_the_field_and_the_link_stays_good(site: Site):
    token = issued(site)
    answer = site.post(path(token), {"password": "short"}, accept_language="en")
    assert answer.status == 422
    assert 'aria-describedby="password-problem"' in answer.text
    assert "short" not in answer.text.partition("<main")[2].partition("password-problem")[0]
    with password_kept(site):
        assert site.post(path(token), {"password": OTHER}).status == 303


def test_another_site_can_post_neither_form(site: Site):
    token = issued(site)
    for origin in ("http://evil.example", "null", ""):
        assert asked(site, "anna@example.test", origin=origin).status == 403
        assert site.post(path(token), {"password": OTHER}, origin=origin).status == 403
    assert site.post(path(token), {"password": OTHER}, sec_fetch_site="cross-site").status == 403
    assert site.post("/sign-in", {"email": "bob@example.test", "password": PASSWORD}).status == 303


def test_a_body_that_is_no_form_is_refused_in_words(site: Site):
    for where in ("/forgot", path(issued(site))):
        assert site.ask("POST", where, b"x" * 200_000, origin=site.url).status == 413


def test_the_address_with_the_token_is_told_to_nobody(site: Site):
    token = issued(site)
    for answer in (site.get(path(token)), site.post(path(token), {"password": "short"})):
        assert answer.headers["referrer-policy"] == "strict-origin", "the host at most; no-referrer breaks the form"
        assert answer.headers["cache-control"] == "no-store"
        assert "http" not in re.sub(r"http-equiv|https?://127\.0\.0\.1", "", answer.text), "nothing from elsewhere"
    assert site.get("/sign-in?next=%2Fchoose-password%3Ftoken%3Dx").text.count("token=x") <= 2
    right = {"email": "bob@example.test", "password": PASSWORD}
    assert site.post("/sign-in?next=%2Fchoose-password%3Ftoken%3Dx", right).location == "/"


def test_neither_token_nor_password_is_in_the_log_the_history_or_the_outbox(site: Site):
    asked(site, "vera@example.test")
    with begin(Actor.office(), writes=True) as work:
        batch = outbox.lease(work, by="test", limit=50)
        outbox.release(work, by="test")
    assert batch is not None
    letter = next(one for one in batch.letters if one.address == "vera@example.test" and "token=" in one.text)
    token = letter.text.split("/choose-password?token=")[1].split()[0]
    with password_kept(site, "vera"):
        site.get(path(token))
        assert site.post(path(token), {"password": "canary-password-4711"}).status == 303
        site.post(path(token), {"password": "canary-password-4711"})
    said = site.log.read_text()
    with begin(Actor.office()) as work:
        said += str(work.session.execute(select(Change.changes)).scalars().all())
        columns = (Message.title, Message.text, Message.html, Message.extra)
        said += str(work.session.execute(select(*columns)).all())
        said += str(work.session.execute(select(Token.token_hash)).all())
    for secret in (token, "canary-password-4711"):
        assert secret not in said


def test_the_access_log_of_the_server_is_kept_discreet():
    keep_tokens_out_of_logs()
    keep_tokens_out_of_logs()
    known = logging.getLogger("uvicorn.access")
    assert len([one for one in known.filters if isinstance(one, Discreet)]) == 1
    args = ("127.0.0.1:5", "GET", "/choose-password?lang=pl&token=aB-_1&x=2", "1.1", 200)
    record = known.makeRecord(known.name, logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d', args, None)
    assert known.filter(record)
    assert record.getMessage() == '127.0.0.1:5 - "GET /choose-password?lang=pl&token=…&x=2 HTTP/1.1" 200'


def test_a_change_of_password_closes_all_other_sockets_within_a_second(site: Site):
    here, there = site.sign_in("bob"), site.sign_in("bob")
    mine = sign_ins.find(here.partition("=")[2])
    assert mine is not None
    with password_kept(site), site.socket(there) as elsewhere:
        rerun(elsewhere)
        flow.change(Actor.signed_in(mine.sign_in_id), PASSWORD, OTHER)
        assert closed_within(elsewhere, 1) == 4401
        assert site.get("/clients", there).status == 303
        assert site.get("/clients", here).status == 200, "who changed it stays"


@pytest.mark.parametrize("but_this", [True, False])
def test_signing_out_everywhere_closes_the_sockets_within_a_second(site: Site, but_this: bool):
    here, there = site.sign_in("bob"), site.sign_in("bob")
    mine = sign_ins.find(here.partition("=")[2])
    assert mine is not None
    with site.socket(here) as own, site.socket(there) as elsewhere:
        rerun(own)
        rerun(elsewhere)
        with begin(Actor.signed_in(mine.sign_in_id), writes=True) as work:
            sign_ins.end_everywhere(work, but_this=but_this)
        assert closed_within(elsewhere, 1) == 4401
        if not but_this:
            assert closed_within(own, 1) == 4401
    assert site.get("/clients", here).status == (200 if but_this else 303)


def test_each_sign_in_is_a_new_session_and_takes_the_old_one_away(site: Site):
    old = site.sign_in("bob")
    answer = site.post("/sign-in", {"email": "bob@example.test", "password": PASSWORD}, old)
    assert answer.cookie
    assert answer.cookie != old
    assert site.get("/clients", old).status == 303, "rotated: the token from before is worth nothing"
    assert site.get("/clients", answer.cookie).status == 200
    with begin(Actor.office()) as work:
        ended = select(SignIn.ended_at).where(SignIn.token_hash == secrets.digest(old.partition("=")[2]))
        assert work.session.execute(ended).scalar_one() is not None


def test_a_planted_cookie_does_not_become_a_sign_in(site: Site):
    planted = "czuwaj=" + "A" * 43
    answer = site.post("/sign-in", {"email": "bob@example.test", "password": PASSWORD}, planted)
    assert answer.cookie
    assert answer.cookie != planted
    assert site.get("/clients", planted).status == 303


@pytest.mark.parametrize(("theme", "scheme"), [("dark", "dark"), ("light", "light"), ("system", "light dark")])
def test_the_chosen_theme_is_on_every_page_from_its_first_byte(site: Site, theme: str, scheme: str):
    cookie = site.sign_in("bob")
    with begin(Actor.person(site.ids["bob"]), writes=True) as work:
        me = account.profile(work)
        account.edit_profile(
            work, me.version, name=me.name, phone=me.phone, language=me.language, zone=me.zone, theme=theme
        )
    page = site.get("/clients", cookie).text
    assert f'<meta name="color-scheme" content="{scheme}">' in page
    assert f'<script src="{assets.address("frame.js")}" data-theme="{theme}">' in page
    assert page.index("frame.js") < page.index("/static/js/")
    ours = site.get("/sign-out", cookie).text
    assert f'<meta name="color-scheme" content="{scheme}">' in ours
    assert (f'data-theme="{theme}"' in ours) == (theme != "system")
    assert 'content="light dark"' in site.get("/sign-in").text, "a stranger has the system's"
