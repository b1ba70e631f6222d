"""The page behind a digest's one-click link, from outside: looking changes nothing, its button does it, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from crm import tasks
from crm.core import db
from crm.core.work import Actor, begin
from crm.flows import digest_contents, digest_tokens
from crm.people.tables import User
from crm.tasks.tables import Task
from tests.web.conftest import Answer, Site

TITLE = "<script>alert(1)</script> {{ 7*7 }} & co"
Links = Callable[[str], str]


@pytest.fixture
def task(site: Site) -> int:
    """A task of the administrator's own, to be accepted by another administrator: offered to themselves by a role."""
    with begin(Actor.office(), writes=True) as work:
        row = tasks.create(work, title=TITLE, people=[site.ids["admin"]])[0]
        work.session.execute(update(Task.__table__).where(Task.id == row).values(state="offered"))  # type: ignore[arg-type]
        return row


@pytest.fixture
def link(site: Site, task: int) -> Links:
    def made(action: str) -> str:
        with begin(Actor.office()) as work:
            reader = digest_contents.as_reader(work, site.ids["admin"])
            return f"/act/{digest_tokens.sign(reader, action, task, tasks.get(reader, task).version)}"

    return made


def kept() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a click could change."""
    names = ("tasks", "delegations", "bell", "outbox", "snoozes", "history", "ledger")
    with db.engine().connect() as connection:
        tables = [db.Base.metadata.tables[name] for name in names]
        return {table.name: [tuple(row) for row in connection.execute(table.select())] for table in tables}


def state(task: int) -> str:
    with begin(Actor.office()) as work:
        return work.session.get_one(Task, task).state


def body(answer: Answer) -> str:
    return answer.text.partition("<main")[2].partition("</main>")[0]


def test_opening_the_link_changes_nothing_for_anybody(site: Site, link: Links) -> None:
    cookie, before = site.sign_in("admin"), None
    for action in digest_tokens.ACTIONS:
        path = link(action)
        before = before or kept()
        for method in ("GET", "HEAD"):
            for headers in ({}, {"cookie": cookie}, {"purpose": "prefetch"}):
                answer = site.ask(method, path, **headers)
                assert answer.status == 200
                assert (method == "HEAD") == (answer.text == "")
    assert kept() == before


def test_the_page_shows_the_title_as_text_and_one_button_in_the_readers_language(site: Site, link: Links) -> None:
    with begin(Actor.office(), writes=True) as work:
        work.session.get_one(User, site.ids["admin"]).language = "pl"
    answer = site.get(link("accept"), accept_language="en")
    assert 'lang="pl"' in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} &amp; co" in answer.text
    assert body(answer).count("<button") == 1
    assert "Przyjąć to zadanie?" in body(answer)
    assert 'lang="en"' in site.get(f"{link('accept')}?lang=en").text


def test_nobody_else_learns_the_address(site: Site, link: Links) -> None:
    answer = site.get(link("accept"))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "strict-origin"
    site.post(link("snooze"), {})
    log = site.log.read_text(errors="replace")
    assert "/act/…" in log or "/act/" not in log
    for path in (link("accept"), link("snooze")):
        assert path.removeprefix("/act/")[:40] not in log


def test_pressing_the_button_does_it_and_a_replay_changes_nothing(site: Site, link: Links, task: int) -> None:
    path = link("accept")
    assert "Accepted." in body(site.post(f"{path}?lang=en", {}))
    assert state(task) == "accepted"
    after = kept()
    for _ in range(3):
        answer = site.post(f"{path}?lang=en", {})
        assert answer.status == 200
        assert "<button" not in body(answer)
        assert "“Accepted”" in body(answer)
    assert kept() == after


def test_done_and_tomorrow(site: Site, link: Links, task: int) -> None:
    assert site.post(link("snooze"), {}).status == 200
    assert state(task) == "offered"
    site.post(link("accept"), {})
    assert "Done." in body(site.post(f"{link('done')}?lang=en", {}))
    assert state(task) == "done"


def test_another_site_cannot_post_for_its_visitor(site: Site, link: Links, task: int) -> None:
    path, before = link("accept"), kept()
    for headers in ({"origin": "http://evil.test"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}):
        assert site.post(path, {}, **headers).status == 403
    assert kept() == before
    assert state(task) == "offered"


def test_every_link_that_does_not_hold_gets_the_same_page(site: Site, link: Links) -> None:
    path, before = link("accept"), kept()
    gone = [path[:-1], f"{path}A", path.swapcase().replace("/ACT/", "/act/"), "/act/", "/act/x", f"/act/{'x' * 3000}"]
    gone += ["/act/_stcore/health", "/act/_stcore/stream", "/act/media/x"]
    pages = set()
    for bad in gone:
        for answer in (site.get(f"{bad}?lang=en"), site.post(f"{bad}?lang=en", {})):
            assert answer.status == 410, bad
            pages.add(body(answer))
    assert len(pages) == 1
    assert kept() == before


def test_other_methods_are_refused(site: Site, link: Links) -> None:
    path, before = link("accept"), kept()
    for method in ("PUT", "DELETE", "PATCH"):
        assert site.ask(method, path).status == 405
    assert kept() == before
