"""A fresh server: everything leads to set-up, the code opens once, the mail account can wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from crm import start
from crm.core import db
from crm.core.work import Actor, begin
from crm.flows import set_up
from crm.notifications.tables import Account, Message
from crm.people import throttles
from tests.web.conftest import PASSWORD, Site, serve, stop

GOOD = {
    "office_name": "Straż Terminów",
    "zone": "Europe/Warsaw",
    "language": "pl",
    "currency": "PLN",
    "name": "Ala Nowak",
    "email": "ala@example.test",
    "password": PASSWORD,
}
MAIL = {
    "host": "127.0.0.1",
    "port": "2525",
    "security": "none",
    "sender": "biuro@example.test",
    "address": "ala@example.test",
}


@pytest.fixture
def fresh(new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of an office that nobody has set up."""
    site = serve(tmp_path_factory.mktemp("fresh"), new_database("sqlite"))
    try:
        start.make_ready(site.settings)
        yield site
    finally:
        stop(site)
        db.engine().dispose()


def issue() -> str:
    with begin(Actor.office(), writes=True) as work:
        return set_up.issue_code(work)


def test_the_first_run_from_code_to_test_message(fresh: Site):
    code = issue()
    for path in ("/", "/clients", "/sign-in"):
        assert fresh.get(path).location == "/setup"
    assert fresh.get("/media/x").status == 401
    shown = fresh.get(f"/setup?code={code}", accept_language="en")
    assert shown.status == 200
    assert f'value="{code}"' in shown.text
    assert '<option value="Europe/Warsaw" selected>' in shown.text

    wrong = fresh.post("/setup", {**GOOD, "code": "AAAA", "name": "<b>Ala</b>"}, accept_language="en")
    assert wrong.status == 422
    assert "This is not the code that was printed last." in wrong.text
    assert "&lt;b&gt;Ala&lt;/b&gt;" in wrong.text, "what was typed stays, as text"
    assert PASSWORD not in wrong.text

    bad = fresh.post("/setup", {**GOOD, "code": code, "email": "x", "office_name": ""}, accept_language="en")
    assert bad.status == 422
    assert "This is not an e-mail address." in bad.text
    assert "This is needed." in bad.text

    done = fresh.post("/setup", {**GOOD, "code": code})
    assert (done.status, done.location) == (303, "/setup/mail")
    cookie = done.cookie
    assert cookie
    assert fresh.get("/", cookie).status == 200
    assert fresh.get("/clients").location == "/sign-in?next=%2Fclients"
    assert fresh.post("/setup", {**GOOD, "code": code, "email": "two@example.test"}).status == 422

    form = fresh.get("/setup/mail", cookie, accept_language="en")
    assert 'value="ala@example.test"' in form.text
    assert "Skip for now" in form.text
    refused = fresh.post("/setup/mail", {**MAIL, "port": "http"}, cookie, accept_language="en")
    assert refused.status == 422
    assert 'value="127.0.0.1"' in refused.text
    queued = fresh.post("/setup/mail", {**MAIL, "username": "ala", "password": "canary-4711"}, cookie)
    assert queued.status == 303
    assert queued.location is not None
    waiting = fresh.get(queued.location, cookie, accept_language="en")
    assert 'http-equiv="refresh"' in waiting.text
    assert "python scheduler.py" in waiting.text
    assert _outbox(fresh) == ["ala@example.test"]

    _fail("550 5.7.1 <b>not you</b>")
    failed = fresh.get(queued.location, cookie, accept_language="en")
    assert "550 5.7.1 &lt;b&gt;not you&lt;/b&gt;" in failed.text
    assert 'value="biuro@example.test"' in failed.text, "what was typed stays"
    assert "canary-4711" not in failed.text
    again = fresh.post("/setup/mail", {**MAIL, "port": "2526", "username": "ala"}, cookie)
    assert again.status == 303
    with begin(Actor.office()) as work:
        account = work.session.execute(select(Account)).scalar_one()
    assert account.port == 2526, "a second try mends the account of the first"
    assert fresh.get("/setup/mail?message=1%20OR%201", cookie).status == 200
    assert fresh.get("/setup/mail?message=99999", cookie).status == 404


def _outbox(_site: Site) -> list[str]:
    with begin(Actor.office()) as work:
        return list(work.session.execute(select(Message.address)).scalars())


def _fail(error: str) -> None:
    with begin(Actor.office(), writes=True) as work:
        message = work.session.execute(select(Message)).scalar_one()
        message.state, message.error = "failed", error


def test_guessing_the_code_is_throttled(fresh: Site):
    code = issue()
    guesses = [fresh.post("/setup", {**GOOD, "code": f"AAAA{n}"}).status for n in range(throttles.PER_ACCOUNT + 1)]
    assert guesses == [422] * throttles.PER_ACCOUNT + [429]
    assert fresh.post("/setup", {**GOOD, "code": code}).status == 429, (
        "nor does the right one, until the window is over"
    )
