"""Who is told what, in which words, and never more than they may see."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import probe
import pytest

from crm import notifications
from crm.clients.tables import Client
from crm.core.errors import Forbidden
from crm.core.work import Actor, begin
from crm.notifications import rendering, rules
from crm.notifications.rendering import Occasion, Reader, render
from crm.notifications.rules import message_id, short
from crm.notifications.tables import Entry, Message
from crm.people.tables import User
from tests.conftest import NOON, Cast, Clock

END = date(2026, 3, 17)


@pytest.fixture(autouse=True)
def _probe() -> None:
    probe.register()


def tell(row_id: int, people: list[int], kind: str = "monitoring.ending", **more: object) -> dict[str, object]:
    with probe.office() as work:
        values = {"subject_kind": "probe", "subject_id": row_id, "people": people, "key": "k", **more}
        return notifications.tell(work, kind, **values)  # type: ignore[arg-type]


def change(person: int, **values: object) -> None:
    with probe.office() as work:
        for column, value in values.items():
            setattr(work.session.get_one(User, person), column, value)


def mail_of(person: int) -> Message:
    [found] = [mail for mail in probe.mails() if mail.person_id == person]
    return found


def bell_of(person: int) -> Entry:
    [found] = [entry for entry in probe.bells() if entry.person_id == person]
    return found


def test_a_mail_says_what_and_when_then_what_to_do(cast: Cast) -> None:
    change(cast.anna, language="pl")
    row_id = probe.record([], END, [], name="Przegląd instalacji – Kowalski sp. z o.o.")
    assert tell(row_id, [cast.anna, cast.bob]) == {str(cast.anna): ["bell", "email"], str(cast.bob): ["bell", "email"]}
    polish, english = mail_of(cast.anna), mail_of(cast.bob)
    assert polish.title == "Monitoring kończy się za 7 dni: Przegląd instalacji – Kowalski sp. z o.o."
    assert english.title == "Monitoring ends in 7 days: Przegląd instalacji – Kowalski sp. z o.o."
    assert (polish.language, english.language) == ("pl", "en")
    lines = [line for line in polish.text.splitlines() if line]
    assert lines[0].startswith("Ustal z klientem, co dalej")
    assert "Ostatni dzień: 17 mar 2026" in lines
    assert f"Otwórz w Czuwaj: {rendering.link(f'/probe?id={row_id}')}" in lines
    assert 'lang="pl"' in polish.html
    assert f'href="{rendering.link(f"/probe?id={row_id}")}"' in polish.html
    assert bell_of(cast.anna).title == polish.title
    assert (polish.address, polish.name) == ("anna@example.test", "Anna")


@pytest.mark.parametrize(
    ("ends_on", "title"),
    [
        (date(2026, 3, 10), "Monitoring ends today: Probe"),
        (date(2026, 3, 11), "Monitoring ends tomorrow: Probe"),
        (date(2026, 3, 9), "Monitoring ended yesterday: Probe"),
        (date(2026, 3, 1), "Monitoring ended 9 days ago: Probe"),
    ],
)
def test_the_title_says_when(cast: Cast, ends_on: date, title: str) -> None:
    tell(probe.record([], ends_on, []), [cast.anna])
    assert mail_of(cast.anna).title == title


@pytest.mark.parametrize(
    ("ends_on", "title"),
    [(END, "New monitoring until Mar 17, 2026: Probe"), (None, "New monitoring without an end: Probe")],
)
def test_a_new_monitoring_is_told(cast: Cast, ends_on: date | None, title: str) -> None:
    tell(probe.record([], ends_on, []), [cast.anna], "monitoring.created")
    assert mail_of(cast.anna).title == title


def test_the_same_key_tells_nobody_twice(cast: Cast) -> None:
    row_id = probe.record([], END, [])
    tell(row_id, [cast.anna])
    tell(row_id, [cast.anna, cast.bob, cast.bob])
    assert sorted(mail.person_id for mail in probe.mails()) == sorted([cast.anna, cast.bob])
    assert len(probe.bells()) == 2


def test_a_long_key_still_fits_and_is_still_unique(cast: Cast) -> None:
    row_id = probe.record([], END, [])
    for end in "ab":
        tell(row_id, [cast.anna], key="k" * 400 + end)
    assert len(probe.mails()) == 2
    assert short("k") == "k"


def test_only_the_asked_channels_are_used(cast: Cast) -> None:
    row_id = probe.record([], END, [])
    assert tell(row_id, [cast.anna], channels=("bell",)) == {str(cast.anna): ["bell"]}
    assert tell(row_id, [cast.bob], channels=("email",)) == {str(cast.bob): ["email"]}
    assert (len(probe.bells()), len(probe.mails())) == (1, 1)


def test_who_left_is_not_told_and_it_says_why(cast: Cast) -> None:
    change(cast.anna, is_active=False)
    change(cast.bob, deleted_at=NOON)
    change(cast.carol, email="nowhere")
    row_id = probe.record([], END, [])
    assert tell(row_id, [cast.anna, cast.bob, cast.carol, 10**9]) == {
        str(cast.anna): "notifications.reason.inactive",
        str(cast.bob): "notifications.reason.inactive",
        str(cast.carol): {"bell": "told", "email": "notifications.reason.no_address"},
        str(10**9): "notifications.reason.inactive",
    }
    assert tell(row_id, [cast.carol], key="l", channels=("email",)) == {
        str(cast.carol): "notifications.reason.no_address"
    }


def test_a_reader_who_may_not_see_the_record_learns_the_date_and_whom_to_ask(cast: Cast) -> None:
    """anna owns it; carol, of another team, may sign in but not see it; bob has no sign-in and was chosen."""
    row_id = probe.record([], END, [], name="Secret client", owner_id=cast.anna)
    for person in (cast.anna, cast.carol):
        change(person, password_hash="x")
    change(cast.admin, name="Ada Admin")
    tell(row_id, [cast.anna, cast.bob, cast.carol])
    assert "Secret client" in mail_of(cast.anna).title
    assert "Secret client" in mail_of(cast.bob).title
    mail, entry = mail_of(cast.carol), bell_of(cast.carol)
    everything = " ".join([mail.title, mail.text, mail.html, entry.title, entry.body])
    assert "Secret client" not in everything
    assert "a fact" not in everything
    assert f"id={row_id}" not in everything
    assert mail.title == "A monitoring ends in 7 days"
    assert "Mar 17, 2026" in mail.text
    assert "Ada Admin" in mail.text
    tell(row_id, [cast.carol], "monitoring.created", key="l")
    assert probe.mails()[-1].title == "New monitoring until Mar 17, 2026"


def test_a_late_message_says_when_it_should_have_come_in_the_readers_zone(cast: Cast) -> None:
    change(cast.anna, zone="America/New_York")
    row_id = probe.record([], END, [])
    tell(row_id, [cast.anna, cast.bob], late_for=datetime(2026, 3, 8, 8, tzinfo=UTC))
    assert "Mar 8, 2026, 4:00\u202fAM (America/New_York)" in mail_of(cast.anna).text
    assert "Mar 8, 2026, 9:00\u202fAM." in mail_of(cast.bob).text
    assert "Mar 8, 2026" in bell_of(cast.bob).body


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %} {0} {title} %s",
    "Line\r\nBcc: victim@example.test",
    "\u202egnp.exe",
    "a\x00b\x1b[31m",
    "&amp; & &lt;",
    "</title></style><script>",
    "x" * 250,
    "javascript:alert(1)",
    "\ud800",
]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[str]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, [name for name, _ in attrs]))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("kind", ["monitoring.ending", "monitoring.created"])
def test_no_text_of_people_becomes_code(cast: Cast, hostile: str, kind: str) -> None:
    tell(probe.record([], END, [], name="Harmless"), [cast.anna], kind)
    with probe.office() as work:
        work.session.add(Client(name=hostile, is_company=True, note=END.isoformat(), address=""))
    row_id = probe.record([], END, [], name=hostile)
    tell(row_id, [cast.anna], kind, key="l")
    harmless, mail = probe.mails()
    before, after = Tags(), Tags()
    before.feed(harmless.html)
    after.feed(mail.html)
    assert after.tags == before.tags
    assert "\n" not in mail.title
    assert "\r" not in mail.title
    assert not re.search(r"[\u202a-\u202e\x00\x1b]", mail.title + mail.text + mail.html)
    assert len(mail.title) <= 300
    shown = rendering.one_line(hostile, 240)
    assert shown in mail.title
    assert shown in after.text
    assert not any(line.startswith("Bcc:") for line in mail.text.splitlines())


def test_every_kind_reads_well_in_both_languages(cast: Cast) -> None:
    for language in ("en", "pl"):
        for kind in [kind for kind in notifications.KINDS if kind != rules.DIGEST]:  # a letter of its own kind
            params = {"source": "a.csv", "created": 3, "count": 5, "name": "Mona", "by": "Anna"}
            params |= {
                "who": "Bob",
                "address": "+48601234567",
                "account": "Provider",
                "cap": 100,
                "to": "Eve",
                "whom": "Eve",
                "why": "-",
                "task": "T",
                "reason": "-",
            }
            occasion = Occasion(kind, "Biuro", "Europe/Warsaw", END, params=params)
            found = render(occasion, Reader(language, "Europe/Warsaw"))
            assert found.title
            assert found.text.count("\n\n\n") == 0
            assert "{" not in found.title + found.text
            assert "Biuro" in found.html


def test_a_summary_is_told_without_a_record(cast: Cast) -> None:
    with probe.office() as work:
        notifications.tell_summary(
            work, cast.anna, "import.done", "i1", {"source": "a.csv", "created": 3, "refused": 2}
        )
        notifications.tell_summary(work, cast.anna, "monitoring.created", "i2", {"source": "a.csv", "count": 5})
        notifications.tell_summary(work, cast.anna, "import.done", "i1", {"source": "a.csv"})
    done, many = probe.mails()
    assert done.title == "Import finished: a.csv"
    assert "Refused: 2" in done.text
    assert many.title == "5 new monitorings from a.csv"
    assert done.subject_id is None


def test_message_ids_are_the_same_for_a_key_and_unlike_another_offices() -> None:
    assert message_id("k", b"a", "crm.example.org") == message_id("k", b"a", "crm.example.org")
    assert len({message_id(key, secret, "crm.example.org") for key in "kl" for secret in (b"a", b"b")}) == 4
    assert message_id("k", b"a", "crm.example.org").endswith("@crm.example.org>")
    assert message_id("k", b"a", "127.0.0.1").endswith("@czuwaj.invalid>")


def test_only_the_office_tells(cast: Cast, clock: Clock) -> None:
    row_id = probe.record([], END, [])
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Forbidden):
        notifications.tell(work, "monitoring.ending", subject_kind="probe", subject_id=row_id, people=[], key="k")
