"""What was held back as a workbook: for whom, with which rows, in which words; nonsense does not widen it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from crm.core.work import Actor, begin
from crm.notifications.withheld_tables import Withheld
from tests.web.conftest import Site

EXPORT = "/export/withheld.xlsx"


@pytest.fixture
def held(site: Site) -> None:
    with begin(Actor.office(), writes=True) as work:
        work.session.query(Withheld).delete()
        alike = {"at": work.now, "name": "", "address": "", "title": "", "subject_kind": "monitoring", "subject_id": 7}
        for number, values in enumerate(
            (
                {"kind": "monitoring.ending", "channel": "email", "person_id": site.ids["anna"], "title": "=1+1"},
                {"kind": "client.reminder", "channel": "sms", "client_id": 9, "name": "Ewa", "address": "+48600100200"},
                {"kind": "monitoring.ending", "channel": "", "subject_id": 8, "reason": "reminders.reason.nobody"},
            )
        ):
            given = alike | {"reason": "notifications.reason.off_person", "key": f"k{number}"} | values
            work.session.add(Withheld(**given))


def rows(body: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_a_stranger_gets_no_workbook(site: Site, held: None) -> None:
    assert site.get(EXPORT).status in (303, 401)
    assert site.get(EXPORT, accept="text/html").status == 303


@pytest.mark.parametrize("who", ["anna", "vera"])
def test_who_does_not_see_the_office_gets_none(site: Site, held: None, who: str) -> None:
    answer = site.get(EXPORT, site.sign_in(who))
    assert answer.status == 403
    assert not answer.body.startswith(b"PK")


def test_the_workbook_has_the_rows_of_the_list_in_words(site: Site, held: None) -> None:
    answer = site.get(EXPORT, site.sign_in("admin"))
    assert answer.status == 200
    assert "held-back-" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    found = [row[2:8] for row in rows(answer.body)[2:]]
    off = "switched off in their own settings"
    assert found == [
        ("Reminder", None, "All", "Nobody", None, "Not sent: there was nobody to tell."),
        ("Reminder to a client", None, "SMS", "Ewa", "+48600100200", off),
        ("Reminder", "=1+1", "E-mail", "Anna Employee", None, off),
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.body)).worksheets[0]
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


@pytest.mark.parametrize(
    ("query", "people", "said"),
    [
        ("reason=reminders.reason.nobody", ["Nobody"], "reason: Not sent: there was nobody to tell."),
        ("channel=sms", ["Ewa"], "channel: sms"),
        ("of=monitoring&record=7", ["Ewa", "Anna Employee"], "about: Monitoring 7"),
        ("q=ewa&view=held", ["Ewa"], "text: ewa"),
    ],
)
def test_it_is_filtered_as_the_list_is_and_says_by_what(
    site: Site, held: None, query: str, people: list[str], said: str
) -> None:
    found = rows(site.get(f"{EXPORT}?{query}", site.sign_in("admin")).body)
    assert [row[5] for row in found[2:]] == people
    assert said in str(found[0])


@pytest.mark.parametrize(
    "query", ["person=1%20OR%201", "from=x", "kind=%3Cb%3E", "channel=1", "reason=a%27b", "of=%3C", "of=task&record=x"]
)
def test_a_filter_that_is_nonsense_does_not_widen_the_workbook(site: Site, held: None, query: str) -> None:
    answer = site.get(f"{EXPORT}?{query}", site.sign_in("admin"))
    assert answer.status == 422
    assert not answer.body.startswith(b"PK")


def test_the_workbook_of_messages_is_filtered_by_record_too(site: Site) -> None:
    cookie = site.sign_in("admin")
    found = rows(site.get("/export/outbox.xlsx?of=monitoring&record=999999", cookie).body)
    assert len(found) == 2
    assert "about: Monitoring 999999" in str(found[0])
    assert site.get("/export/outbox.xlsx?of=task&record=1%20OR%201", cookie).status == 422
