"""The import page as its script runs: who may open it, what each step of a run shows."""

from __future__ import annotations

import threading

import pytest

from crm.flows.imports import uploading, working
from crm.records import uploads
from tests.conftest import Cast
from tests.firm import by
from tests.pages.conftest import Opener, errors, shown, titles

PAGE = "office/imports.py"
TEXT = b"Name,Tax ID,Colour\nNorthern Boilers,5250000009,red\nBroken <b>Tax</b>,123,blue\n"


def upload(cast: Cast) -> int:
    with by(cast.admin) as work:
        return uploading.take(work, "clients", "clients *of* March.csv", TEXT)


def work_on(cast: Cast, id: int, state: str) -> None:
    with by(cast.admin) as work:
        if state == uploads.CHECK:
            uploading.check(work, id, uploading.proposal(work, id).settings)
        else:
            uploads.ask(work, id, state)
    working.work_once(threading.Event())


def test_a_stranger_and_roles_without_the_right_see_nothing_of_an_import(cast: Cast, open_page: Opener) -> None:
    id = upload(cast)
    for person in (None, cast.mona, cast.anna, cast.vera):
        at = open_page(person, PAGE, id=id)
        assert not at.exception
        assert "Northern" not in shown(at)
        assert "March" not in shown(at)


@pytest.mark.parametrize("wrong", ["0", "999999", str(2**63)])
def test_an_import_that_is_not_there_is_not_found(cast: Cast, open_page: Opener, wrong: str) -> None:
    at = open_page(cast.admin, PAGE, id=wrong)
    assert "not" in errors(at).lower()
    assert not titles(at)


def test_a_new_file_shows_its_rows_and_the_proposed_columns(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE, id=upload(cast))
    assert not at.exception
    assert titles(at) == ["clients *of* March.csv"]
    assert [box.value for box in at.selectbox if ":column:" in (box.key or "")] == ["name", "nip", ""]
    assert "Northern Boilers" in shown(at)


def test_a_choice_that_leads_nowhere_is_said_and_nothing_is_lost(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE, id=upload(cast))
    columns = [box for box in at.selectbox if ":column:" in (box.key or "")]
    columns[1].select("name").run()
    next(button for button in at.button if ":save:" in (button.key or "")).click().run()
    assert "Several columns lead to" in errors(at)
    assert [box.value for box in at.selectbox if ":column:" in (box.key or "")] == ["name", "name", ""]


def test_each_step_shows_what_can_be_done_next(cast: Cast, open_page: Opener) -> None:
    id = upload(cast)
    work_on(cast, id, uploads.CHECK)
    at = open_page(cast.admin, PAGE, id=id)
    assert not at.exception
    assert [button.label for button in at.button if button.key == "import-run"] == ["Import 1 record"]
    assert "ten digits" in shown(at)
    at.button(key="import-run").click().run()
    with by(cast.admin) as work:
        assert uploads.upload(work, id).state == "run"
    at = open_page(cast.admin, PAGE, id=id)
    assert not at.exception
    assert "Stop" in [button.label for button in at.button]
    working.work_once(threading.Event())
    at = open_page(cast.admin, PAGE, id=id)
    assert "Undo this import" in shown(at)
    work_on(cast, id, uploads.UNDO)
    at = open_page(cast.admin, PAGE, id=id)
    assert not at.exception
    assert "1 record was taken back" in shown(at)
    at = open_page(cast.admin, PAGE)
    assert "clients *of* March.csv" in shown(at)
    assert "undone" in shown(at)
