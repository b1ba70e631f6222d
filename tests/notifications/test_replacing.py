"""A mode of work leaves nobody with the bell alone: what it keeps silent is replaced, and that is written down."""

from __future__ import annotations

from datetime import date
from typing import Any

import probe
import pytest
from sqlalchemy import select

from crm import jobs, notifications
from crm.core import i18n
from crm.notifications import refused, replacing, rules
from crm.notifications.replacing import Against, in_mode
from crm.notifications.saying import reason_words
from crm.notifications.tables import Account, Message
from crm.notifications.to_clients import Letterhead
from crm.notifications.withheld_tables import Withheld
from crm.notifications.wordbook import Worded
from crm.people.tables import User
from crm.reminders import StepPlan, explain
from tests.conftest import Cast
from tests.firm import by
from tests.notifications.test_ways import mode, switch, told

BY_MAIL = ("bell", "email")
INSTEAD = replacing.instead(["sms"], "Field")
FREE = Against(None, None)
NOWHERE = Against(None, rules.NO_PHONE)


@pytest.fixture(autouse=True)
def _probe() -> None:
    probe.register()


def with_phone(person: int, phone: str | None = "+48501234567") -> None:
    with probe.office() as work:
        work.session.get_one(User, person).phone = phone
        if work.session.execute(select(Account.id).where(Account.kind == "sms")).first() is None:
            gate = {"name": "Gate", "host": "gate.example.test", "port": 443, "security": "tls", "sender": "Office"}
            work.session.add(Account(kind="sms", is_default=True, **gate))


def in_field(person: int, channels: list[str]) -> None:
    switch(person, mode(person, "Field", channels))


def withheld() -> list[tuple[str, str]]:
    with probe.office(writes=False) as work:
        rows = work.session.execute(select(Withheld.channel, Withheld.reason).order_by(Withheld.id))
        return [(row.channel, row.reason) for row in rows]


@pytest.mark.parametrize(
    ("asked", "own", "against", "found"),
    [
        (BY_MAIL, ("email",), {}, {"bell": None, "email": None}),
        (("email", "sms"), ("sms",), {}, {"email": rules.MODE, "sms": None}),
        (BY_MAIL, ("sms",), {}, {"bell": None, "email": INSTEAD, "sms": None}),
        (BY_MAIL, (), {}, {"bell": None, "email": rules.MODE}),
        (("bell",), ("sms",), {}, {"bell": None}),
        (BY_MAIL, ("sms",), {"sms": NOWHERE}, {"bell": None, "email": None, "sms": rules.NO_PHONE}),
        (("email", "sms"), ("sms",), {"sms": NOWHERE}, {"email": None, "sms": rules.NO_PHONE}),
        (("push",), ("sms",), {"sms": NOWHERE, "push": Against(None, rules.NO_DEVICE)},
         {"push": rules.NO_DEVICE, "sms": rules.NO_PHONE, "email": None}),
        (BY_MAIL, ("sms",), {"email": Against(None, None, is_locked=True)}, {"bell": None, "email": None}),
        (BY_MAIL, ("sms",), {"email": Against(rules.OFF_OFFICE, None)}, {"bell": None, "email": rules.OFF_OFFICE}),
        (BY_MAIL, ("sms",), {"sms": Against(rules.OFF_OFFICE, None)},
         {"bell": None, "email": None, "sms": rules.OFF_OFFICE}),
        (BY_MAIL, ("push", "sms"), {"push": Against(None, rules.NO_DEVICE)},
         {"bell": None, "email": INSTEAD, "sms": None}),
    ],
)  # fmt: skip
def test_what_a_mode_makes_of_the_channels_in_question(
    asked: tuple[str, ...], own: tuple[str, ...], against: dict[str, Against], found: dict[str, str | None]
) -> None:
    assert in_mode(asked, "Field", own, lambda channel: against.get(channel, FREE)) == found


def test_no_mode_that_has_channels_leaves_anybody_with_the_bell_alone_who_could_be_reached() -> None:
    """Every set of named channels, every mode, everything that leads nowhere: e-mail always does."""
    outward = ("email", "sms", "push")
    sets = [tuple(one for n, one in enumerate(outward) if mask >> n & 1) for mask in range(8)]
    for named in sets[1:]:
        for own in sets[1:]:
            for dead in (one for one in sets if "email" not in one):
                look = dict.fromkeys(dead, NOWHERE)
                found = in_mode(("bell", *named), "x", own, lambda channel, look=look: look.get(channel, FREE))
                is_own_trouble = not set(named) - set(own) and set(named) <= set(dead)
                assert is_own_trouble or any(why is None for one, why in found.items() if one != "bell")


def test_an_sms_takes_the_place_of_a_mail_that_was_named(cast: Cast) -> None:
    with_phone(cast.anna)
    in_field(cast.anna, ["sms"])
    assert told(cast.anna, channels=BY_MAIL) == {"bell": rules.TOLD, "email": INSTEAD, "sms": rules.TOLD}
    assert [mail.channel for mail in probe.mails()] == ["sms"]
    assert withheld() == [("email", rules.INSTEAD)]
    assert told(cast.anna, channels=BY_MAIL, priority="urgent") == ["bell", "email"]


def test_who_has_no_number_for_it_gets_the_mail_after_all_and_that_is_said(cast: Cast) -> None:
    with_phone(cast.anna, None)
    in_field(cast.anna, ["sms"])
    for named in (BY_MAIL, None):
        found = told(cast.anna, channels=named)
        assert found == {"bell": rules.TOLD, "email": rules.TOLD, "sms": rules.NO_PHONE}
    assert {mail.channel for mail in probe.mails()} == {"email"}


def test_a_number_that_was_refused_leads_nowhere_either(cast: Cast) -> None:
    with_phone(cast.anna)
    in_field(cast.anna, ["sms"])
    with probe.office() as work:
        refused.mark(work, "sms", "+48501234567", "no such number", "gates.number_refused")
    assert told(cast.anna, channels=BY_MAIL) == {"bell": rules.TOLD, "email": rules.TOLD, "sms": rules.REFUSED}


@pytest.mark.parametrize(
    ("state", "channel", "found"),
    [
        ("always", "email", ["bell", "email"]),
        ("off", "email", {"bell": rules.TOLD, "email": rules.OFF_OFFICE}),
        ("off", "sms", {"bell": rules.TOLD, "email": rules.TOLD, "sms": rules.OFF_OFFICE}),
    ],
)
def test_what_the_office_insists_on_or_switched_off_holds_in_a_mode(
    cast: Cast, state: str, channel: str, found: object
) -> None:
    with_phone(cast.anna)
    in_field(cast.anna, ["sms"])
    with by(cast.admin) as work:
        notifications.set_office_preferences(work, {("monitoring.ending", channel): state})
    assert told(cast.anna, channels=BY_MAIL) == found


def test_a_digest_is_a_letter_and_nothing_else_and_stays_as_the_mode_says(cast: Cast) -> None:
    with_phone(cast.anna)
    in_field(cast.anna, ["sms"])
    row_id = probe.record([], None, [])
    with probe.office() as work:
        found = notifications.would_tell(
            work, rules.DIGEST, subject_kind="probe", subject_id=row_id, people=[cast.anna], channels=("email",)
        )
    assert found[cast.anna].told == rules.MODE


def test_the_explain_panel_names_the_channel_and_the_mode(cast: Cast) -> None:
    with_phone(cast.anna)
    in_field(cast.anna, ["sms"])
    row_id = probe.record([cast.anna], date(2026, 3, 10), [StepPlan(0, "day", channels=BY_MAIL)])
    for is_past in (False, True):
        with by(cast.admin) as work:
            [step] = explain(work, "probe", row_id)
        states = {line.channel: (line.state, line.reason) for line in step.lines}
        assert states["email"] == ("skipped", INSTEAD)
        assert states["sms"][0] == ("waiting" if is_past else "expected")
        jobs.remind()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "by SMS instead: mode “Field”"), ("pl", "zamiast tego: SMS, tryb „Field”")]
)
def test_the_reason_reads_as_a_sentence(language: str, words: str) -> None:
    with i18n.speaking(language):
        assert reason_words(INSTEAD) == words
        assert reason_words("550 no | such user") == "550 no | such user"
        assert reason_words(rules.INSTEAD) == i18n.t(rules.INSTEAD)
    assert replacing.instead(["sms"], "a|b").count("|") == 2


def staff(cast: Cast, forms: tuple[str, ...], worded: tuple[str, ...]) -> Any:
    """How anna is told by words of the office's own, which there are for these forms only."""
    row_id = probe.record([cast.anna], None, [])
    head = Letterhead("task.reminder", f"staff:{row_id}", "probe", row_id)

    def wording(form: str, _reader: str) -> Worded | str:
        return Worded(form, "en", "Title", "Words") if form in worded else "automaton.no_template"

    with probe.office() as work:
        return notifications.tell_staff(work, head, [cast.anna], forms, wording)[str(cast.anna)]


def test_words_of_the_office_s_own_go_by_what_the_mode_puts_in_place(cast: Cast) -> None:
    with_phone(cast.anna)
    in_field(cast.anna, ["sms"])
    assert staff(cast, ("email",), ("email", "sms")) == {"email": INSTEAD, "sms": rules.TOLD}
    assert staff(cast, ("email",), ("email",)) == {"email": rules.TOLD, "sms": "automaton.no_template"}
    assert staff(cast, ("sms", "email"), ("email",)) == {"sms": "automaton.no_template", "email": rules.TOLD}
    with probe.office(writes=False) as work:
        sent = work.session.execute(select(Message.channel).order_by(Message.id)).scalars().all()
    assert sent == ["sms", "email", "email"]


def test_in_a_mode_without_channels_nothing_goes_at_all(cast: Cast) -> None:
    with_phone(cast.anna)
    in_field(cast.anna, [])
    assert staff(cast, ("sms", "email"), ("email", "sms")) == rules.MODE
    assert told(cast.anna, channels=BY_MAIL) == {"bell": rules.TOLD, "email": rules.MODE}
