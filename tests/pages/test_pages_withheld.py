"""The outbox page's second list: what was held back, from whom and why; filters, the drawer, sending it after all."""

from __future__ import annotations

from datetime import timedelta

import probe
import pytest
from streamlit.testing.v1 import AppTest

from crm import notifications
from crm.core.i18n import t
from crm.core.work import Actor, begin
from crm.notifications import rules
from crm.notifications.withheld_tables import Withheld
from crm.people.tables import User
from tests.conftest import NOON, Cast
from tests.firm import a_contract, a_firm, a_watch, by
from tests.pages.conftest import Opener, errors, shown, titles

PAGE = "office/outbox.py"
EVIL = "<b>Lift</b> ![x](https://evil.test/x.png)"
HELD = {"view": "held"}
OFF = "switched off in their own settings"


@pytest.fixture
def held(cast: Cast) -> dict[str, int]:
    """A mail that anna switched off, an SMS without a client's consent, a reminder for nobody, a digest."""
    found = {}
    rows = {
        "mail": {"person_id": cast.anna, "title": EVIL, "again": {"path": "/", "params": {}}, "kind": "import.done"},
        "client": {"client_id": 7, "channel": "sms", "name": "Ewa", "reason": "clients.no_consent", "title": "Boiler"},
        "nobody": {"channel": "", "reason": "reminders.reason.nobody", "title": "Gate", "at": NOON - timedelta(days=3)},
        "digest": {"person_id": cast.bob, "kind": rules.DIGEST, "reason": "outbox.held.away", "subject_kind": None},
    }
    alike = {
        "at": NOON,
        "kind": "monitoring.ending",
        "channel": "email",
        "name": "",
        "address": "",
        "title": "",
        "reason": rules.OFF_PERSON,
        "subject_kind": None,
    }
    with probe.office() as work:
        for name, values in rows.items():
            row = Withheld(**(alike | {"key": f"{name}:{values.get('person_id', '')}"} | values))
            work.session.add(row)
            work.session.flush()
            found[name] = row.id
    return found


def buttons(at: AppTest) -> list[str]:
    return [str(button.key) for button in at.button if str(button.key).startswith("held-")]


def abouts(at: AppTest) -> list[str]:
    return [str(cell) for cell in at.dataframe[0].value["outbox.held.about"]] if at.dataframe else []


def asked(at: AppTest, name: str) -> str:
    """What the address asks for; a link's has lists, a page's own has not."""
    value = at.query_params[name]
    return value if isinstance(value, str) else value[0]


def speak_polish(person: int) -> None:
    with probe.office() as work:
        work.session.get_one(User, person).language = "pl"


def test_a_stranger_and_who_may_not_see_the_office_sees_nothing(
    cast: Cast, held: dict[str, int], open_page: Opener
) -> None:
    for person in (None, cast.anna, cast.vera):
        for query in ({}, {"id": held["mail"]}):
            at = open_page(person, PAGE, **HELD, **query)
            assert "Lift" not in shown(at), person
            assert not at.dataframe


def test_the_list_says_what_to_whom_how_and_why_not(cast: Cast, held: dict[str, int], open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE, **HELD)
    assert titles(at) == ["Outbox"]
    [table] = at.dataframe
    cells = table.value
    assert list(cells["outbox.held.about"]) == ["Morning digest", "Gate", "Boiler", EVIL]
    assert list(cells["outbox.to"]) == ["Bob", "Nobody", "Ewa", "Anna"]
    assert list(cells["outbox.channel"]) == ["E-mail", "All", "SMS", "E-mail"]
    assert list(cells["outbox.held.reason"]) == [
        "away", "Not sent: there was nobody to tell.", t("clients.no_consent"), OFF,
    ]  # fmt: skip
    [link] = [one.proto.url for one in at.get("link_button") if one.proto.url.startswith("/export/")]
    assert link == "/export/withheld.xlsx"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "BOIL"}, ["Boiler"]),
        ({"q": "anna"}, [EVIL]),
        ({"reason": "clients.no_consent"}, ["Boiler"]),
        ({"kind": "digest.morning"}, ["Morning digest"]),
        ({"channel": "sms"}, ["Boiler"]),
        ({"to": "2026-03-09"}, ["Gate"]),
        ({"person": "7777"}, []),
        ({"of": "task"}, []),
    ],
)
def test_filters_come_from_the_address_and_stay_in_it(
    cast: Cast, held: dict[str, int], open_page: Opener, query: dict[str, str], found: list[str]
) -> None:
    at = open_page(cast.admin, PAGE, **HELD, **query)
    assert not at.exception
    assert abouts(at) == found
    [link] = [one.proto.url for one in at.get("link_button") if one.proto.url.startswith("/export/")]
    assert all(name in link for name in query)
    assert asked(at, "view") == "held"


@pytest.mark.parametrize("query", [{"reason": "x'"}, {"id": "../"}, {"id": str(2**63)}, {"of": "<b>", "record": "1"}])
def test_nonsense_in_the_address_breaks_nothing(
    cast: Cast, held: dict[str, int], open_page: Opener, query: dict[str, str]
) -> None:
    assert not open_page(cast.admin, PAGE, **HELD, **query).exception


def test_turning_to_the_other_list_takes_along_what_it_can_be_asked_for(
    cast: Cast, held: dict[str, int], open_page: Opener
) -> None:
    at = open_page(cast.admin, PAGE, q="boil", state="sent")
    assert not at.dataframe
    at.segmented_control(key="outbox:view").set_value("held").run()
    assert abouts(at) == ["Boiler"]
    assert (asked(at, "q"), asked(at, "view")) == ("boil", "held")
    assert "state" not in at.query_params
    at.segmented_control(key="outbox:view").set_value("messages").run()
    assert "view" not in at.query_params
    assert not at.exception


def test_clearing_the_filters_stays_in_this_list(cast: Cast, held: dict[str, int], open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE, **HELD, q="no such thing")
    at.button(key="clear-filters").click().run()
    assert len(abouts(at)) == 4
    assert asked(at, "view") == "held"


def test_an_empty_list_says_what_it_is_for(cast: Cast, open_page: Opener) -> None:
    assert "Nothing has been held back yet." in shown(open_page(cast.admin, PAGE, **HELD))


def test_who_only_looks_is_offered_nothing_to_do(cast: Cast, held: dict[str, int], open_page: Opener) -> None:
    at = open_page(cast.mona, PAGE, **HELD, id=held["mail"])
    assert OFF in shown(at)
    assert "&lt;b&gt;Lift&lt;/b&gt;" in shown(at)
    assert buttons(at) == []


def test_it_is_sent_after_all_once_asked_and_then_says_so(cast: Cast, held: dict[str, int], open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE, **HELD, id=held["mail"])
    at.button(key="held-send-sure").click().run()
    [mail] = probe.mails()
    assert mail.person_id == cast.anna
    at = open_page(cast.admin, PAGE, **HELD, id=held["mail"])
    assert "Sent since" in shown(at)
    assert "Admin" in shown(at)
    assert "The message that was sent" in shown(at)
    assert buttons(at) == []


def test_what_stands_against_it_is_said_in_words(cast: Cast, held: dict[str, int], open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE, **HELD, id=held["mail"])
    with probe.office() as work:
        work.session.get_one(User, cast.anna).email = ""
    at.button(key="held-send-sure").click().run()
    assert "It cannot be sent: no e\\-mail address" in errors(at)
    assert not probe.mails()


@pytest.mark.parametrize(
    ("which", "words"),
    [("client", "outbox.held.to_client"), ("nobody", "outbox.held.to_nobody"), ("digest", "outbox.held.no_words")],
)
def test_what_can_never_be_sent_says_why_and_has_no_button(
    cast: Cast, held: dict[str, int], open_page: Opener, which: str, words: str
) -> None:
    at = open_page(cast.admin, PAGE, **HELD, id=held[which])
    assert t(words) in [caption.value for caption in at.caption]
    assert buttons(at) == []


def test_one_that_is_not_there_is_said_to_be_missing(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, PAGE, **HELD, id=999)
    assert t("error.not_found") in errors(at)


def test_a_card_leads_to_what_was_sent_about_its_record_and_what_was_not(cast: Cast, open_page: Opener) -> None:
    firm = a_firm(cast)
    contract = a_contract(cast, firm, cast.anna)
    watch = a_watch(cast, contract)
    for person, count in ((cast.admin, 1), (cast.anna, 0)):
        at = open_page(person, "customers/watch.py", id=watch)
        links = [one.proto.query_string for one in at.get("page_link") if "record=" in one.proto.query_string]
        assert len(links) == count, person
    with begin(Actor.office(), writes=True) as work:
        values = {
            "kind": "monitoring.ending",
            "channel": "email",
            "reason": rules.OFF_PERSON,
            "name": "",
            "address": "",
        }
        about = {"subject_kind": "monitoring", "subject_id": watch, "title": "The lift", "person_id": cast.anna}
        work.session.add(Withheld(at=work.now, key="watch", **values, **about))
    at = open_page(cast.admin, PAGE, **HELD, of="monitoring", record=watch)
    assert abouts(at) == ["The lift"]
    assert "Only what is about this record" in shown(at)
    assert abouts(open_page(cast.admin, PAGE, **HELD, of="monitoring", record=watch + 1)) == []


def test_the_page_speaks_polish(cast: Cast, held: dict[str, int], open_page: Opener) -> None:
    speak_polish(cast.admin)
    at = open_page(cast.admin, PAGE, **HELD, id=held["client"])
    text = shown(at)
    assert "Wstrzymane" in text
    assert "Dlaczego nie" in text
    assert "o kolejnych wiadomościach decydują przypomnienia zadania" in text
    with by(cast.admin) as work:
        assert notifications.held_one(work, held["client"]).row.name == "Ewa"
