"""The import page as its script runs: who may open it, what each step of a run shows."""

from __future__ import annotations

import io
import re
import threading

import openpyxl
import pytest
from sqlalchemy import delete

from crm.core import beats
from crm.core.i18n import number, speaking, words
from crm.core.work import Actor, begin
from crm.flows.imports import uploading, working
from crm.people.tables import User
from crm.records import uploads
from crm.records.tables import Import
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


def test_another_sheet_shows_its_own_columns_and_key(cast: Cast, open_page: Opener) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Info"
    book.active.append(["Lista"])
    second = book.create_sheet("Umowy")
    for row in (["Spis umów"], ["Numer", "Klient"], ["U/1", "Acme"]):
        second.append(row)
    raw = io.BytesIO()
    book.save(raw)
    with by(cast.admin) as work:
        id = uploading.take(work, "contracts", "umowy.xlsx", raw.getvalue())
    at = open_page(cast.admin, PAGE, id=id)
    assert [box.value for box in at.selectbox if ":column:" in (box.key or "")] == [""]
    next(box for box in at.selectbox if "import_sheet" in (box.key or "")).select("Umowy").run()
    assert not at.exception
    assert [box.value for box in at.selectbox if ":column:" in (box.key or "")] == ["number", "client"]
    assert [box.value for box in at.number_input] == [2]
    assert [box.value for box in at.selectbox if "import_match" in (box.key or "")] == ["number"]
    next(button for button in at.button if ":save:" in (button.key or "")).click().run()
    with by(cast.admin) as work:
        settings = uploads.upload(work, id).settings or {}
    assert (settings["sheet"], settings["header_row"], settings["match"]) == ("Umowy", 2, "number")


@pytest.mark.parametrize("language", ["en", "pl"])
def test_an_import_that_waits_says_for_what(cast: Cast, open_page: Opener, language: str) -> None:
    id = upload(cast)
    with begin(Actor.office(), writes=True) as work:
        work.session.get_one(User, cast.admin).language = language
    with by(cast.admin) as work:
        uploading.check(work, id, uploading.proposal(work, id).settings)
    for state in (uploads.CHECK, uploads.RUN, uploads.UNDO):
        if state != uploads.CHECK:
            with by(cast.admin) as work:
                uploads.ask(work, id, state)
        at = open_page(cast.admin, PAGE, id=id)
        assert not at.exception
        assert words(language, "import.waiting_silent") in shown(at)
        assert not re.search(r"\b0 (of|z) 0\b", shown(at))
        with begin(Actor.office(), writes=True) as work:
            beats.record(work.session, "deliver", work.now, work.now, 0)
        assert words(language, "import.waiting") in shown(open_page(cast.admin, PAGE, id=id))
        working.work_once(threading.Event())
        with begin(Actor.office(), writes=True) as work:
            work.session.execute(delete(beats.Beat))


def test_numbers_are_written_as_the_reader_writes_them(cast: Cast, open_page: Opener) -> None:
    id = upload(cast)
    work_on(cast, id, uploads.CHECK)
    with begin(Actor.office(), writes=True) as work:
        row = work.session.get_one(Import, id)
        row.created = 12345
        work.session.get_one(User, cast.admin).language = "pl"
    at = open_page(cast.admin, PAGE, id=id)
    with speaking("pl"):
        assert at.button(key="import-run").label == f"Zaimportuj {number(12345)} rekordów"
        assert number(12345) in shown(at)


def test_too_many_rows_are_said_with_the_files_own_name_and_a_readable_number(cast: Cast, open_page: Opener) -> None:
    with by(cast.admin) as work:
        id = uploading.take(work, "clients", "Everybody.csv", b"Name\n" + b"x\n" * 50_001)
    work_on(cast, id, uploads.CHECK)
    said = errors(open_page(cast.admin, PAGE, id=id))
    assert "Everybody" in said
    assert f"{id}.csv" not in said
    assert "50,000" in said.replace("\\", "")


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
