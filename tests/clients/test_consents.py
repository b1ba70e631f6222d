"""Consents: asked before each message, noted with date and source, kept for ever, withdrawn by a link for good."""

from __future__ import annotations

import random
import string
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from crm import clients
from crm.clients.consents import LIFETIME
from crm.core import secrets, signed
from crm.core.errors import Forbidden, Invalid, NotFound
from crm.core.history import Change
from crm.core.work import Actor, begin
from tests.conftest import NOON, SECRET, Cast
from tests.dumping import Dumper
from tests.firm import TODAY, by, by_office, codes

KIND = "client.reminder"


@pytest.fixture
def client(cast: Cast) -> int:
    with by(cast.admin) as work:
        return clients.create(work, is_company=True, name="Młyn", email="mlyn@example.test", owner_id=cast.anna)


@pytest.fixture
def ewa(cast: Cast, client: int) -> int:
    with by(cast.anna) as work:
        return clients.add_person(work, client, name="Ewa", email="ewa@example.test", phone="601100100")


def said(cast: Cast, client: int, person: int | None, channel: str, is_given: bool, on: date | None = TODAY) -> None:
    with by(cast.anna) as work:
        clients.note_consent(work, client, person, channel, is_given=is_given, on=on, source="telefon")


def why(client: int, person: int | None, channel: str, kind: str = "") -> str | None:
    with by_office() as work:
        return clients.may_write(work, client, person, channel, kind)


def token(client: int, person: int | None, channel: str = "email") -> str:
    with by_office() as work:
        return clients.leave_token(work, client, person, channel, KIND)


def left(link: str, **how: bool) -> clients.Leaving:
    with begin(Actor.nobody(), writes=True) as work:
        return clients.leave(work, link, **how)


def test_nobody_is_written_to_who_never_agreed(client: int, ewa: int) -> None:
    for person in (None, ewa):
        for channel in ("email", "sms"):
            assert why(client, person, channel) == "clients.no_consent"


def test_the_newest_word_about_a_channel_holds(cast: Cast, client: int, ewa: int) -> None:
    said(cast, client, ewa, "email", True)
    assert why(client, ewa, "email") is None
    assert why(client, ewa, "sms") == "clients.no_consent"
    said(cast, client, ewa, "email", False)
    assert why(client, ewa, "email") == "clients.consent_withdrawn"
    said(cast, client, ewa, "email", True)
    assert why(client, ewa, "email") is None


def test_the_client_speaks_for_those_of_its_people_who_said_nothing(cast: Cast, client: int, ewa: int) -> None:
    said(cast, client, None, "email", True)
    assert why(client, ewa, "email") is None
    said(cast, client, ewa, "email", False)
    assert why(client, ewa, "email") == "clients.consent_withdrawn"
    assert why(client, None, "email") is None
    said(cast, client, None, "email", False)
    said(cast, client, ewa, "email", True)
    assert why(client, ewa, "email") is None, "one's own word counts before the client's"
    assert why(client, None, "email") == "clients.consent_withdrawn"


def test_date_source_and_who_noted_it_are_kept(cast: Cast, client: int, ewa: int) -> None:
    said(cast, client, ewa, "sms", True, on=date(2026, 3, 1))
    said(cast, client, ewa, "sms", False)
    with by(cast.anna) as work:
        newest, first = clients.consents_of(work, client)
    assert (first.is_given, first.at.date(), first.source, first.noted_by) == (
        True,
        date(2026, 3, 1),
        "telefon",
        "Anna",
    )
    assert (first.person_id, first.channel, first.kind, first.noted_at) == (ewa, "sms", None, NOON)
    assert (newest.is_given, newest.at) == (False, NOON)


def test_bad_input_is_told_at_its_field_and_nothing_is_kept(cast: Cast, client: int, ewa: int, dump: Dumper) -> None:
    with by(cast.admin) as work:
        other = clients.create(work, is_company=True, name="Inny", owner_id=cast.carol)
        stranger = clients.add_person(work, other, name="Obcy")
    before = dump()
    with pytest.raises(Invalid) as refusal, by(cast.anna) as work:
        clients.note_consent(work, client, stranger, "fax", is_given=True, on=TODAY + timedelta(days=1), source=" \n ")
    assert codes(refusal.value.problems) == {
        ("error.required", "source"),
        ("consents.in_future", "said_on"),
        ("consents.choose", "channel"),
        ("error.not_found", "person_id"),
    }
    with pytest.raises(Invalid) as refusal, by(cast.anna) as work:
        clients.note_consent(work, client, None, "email", is_given=True, on=date(1899, 12, 31), source="x")
    assert codes(refusal.value.problems) == {("consents.day_out", "said_on")}
    with pytest.raises(NotFound), by(cast.anna) as work:
        clients.note_consent(work, other, None, "email", is_given=True, on=None, source="x")
    with pytest.raises(Forbidden), by(cast.vera) as work:
        clients.note_consent(work, client, None, "email", is_given=True, on=None, source="x")
    assert dump() == before


@pytest.mark.parametrize("statement", ["UPDATE consents SET is_given = true", "DELETE FROM consents"])
def test_even_sql_cannot_rewrite_what_was_said(cast: Cast, client: int, statement: str) -> None:
    said(cast, client, None, "email", False)
    with pytest.raises(DatabaseError, match="append-only"), by_office() as work:
        work.session.execute(text(statement))


def test_history_of_the_client_says_that_a_word_was_noted(cast: Cast, client: int) -> None:
    said(cast, client, None, "email", True)
    with by_office() as work:
        last = work.session.execute(select(Change).order_by(Change.id.desc()).limit(1)).scalar_one()
        version = clients.get(work, client).version
    assert (last.kind, last.row_id, last.actor_id) == ("clients", client, cast.anna)
    assert last.changes == {"consents": [None, "email +"]}
    assert version == 1, "whoever has the client's form open may still save it"


def test_looking_at_a_link_changes_nothing(cast: Cast, client: int, ewa: int, dump: Dumper) -> None:
    said(cast, client, ewa, "email", True)
    link, before = token(client, ewa), dump()
    for _ in range(3):
        with begin(Actor.nobody()) as work:
            found = clients.leaving(work, link)
        assert found == clients.Leaving(client, ewa, "email", KIND, False)
    assert dump() == before


def test_a_link_ends_one_kind_of_message_and_a_replay_changes_nothing(
    cast: Cast, client: int, ewa: int, dump: Dumper
) -> None:
    said(cast, client, ewa, "email", True)
    link = token(client, ewa)
    left(link)
    assert why(client, ewa, "email", KIND) == "clients.unsubscribed"
    assert why(client, ewa, "email", "client.other") is None
    with by(cast.anna) as work:
        row = clients.consents_of(work, client)[0]
    assert (row.is_given, row.kind, row.source, row.noted_by) == (False, KIND, "consents.by_link", None)
    before = dump()
    for _ in range(3):
        assert left(link).is_over
    assert dump() == before


def test_a_link_can_end_all_messages_of_its_channel(cast: Cast, client: int, ewa: int) -> None:
    for channel in ("email", "sms"):
        said(cast, client, ewa, channel, True)
    left(token(client, ewa), is_all=True)
    assert why(client, ewa, "email") == "clients.consent_withdrawn"
    assert why(client, ewa, "sms") is None


def test_a_fresh_consent_begins_anew(cast: Cast, client: int, ewa: int) -> None:
    said(cast, client, ewa, "email", True)
    left(token(client, ewa))
    said(cast, client, ewa, "email", True)
    assert why(client, ewa, "email", KIND) is None


def test_a_link_of_a_client_that_is_gone_for_good_writes_nothing(cast: Cast, dump: Dumper) -> None:
    link, before = token(4711, None), dump()
    assert left(link).client_id == 4711
    assert dump() == before


def test_a_link_holds_for_more_than_a_year_and_not_for_ever(client: int, clock: Any, dump: Dumper) -> None:
    link = token(client, None)
    clock.set(NOON + LIFETIME - timedelta(seconds=1))
    with begin(Actor.nobody()) as work:
        assert clients.leaving(work, link)
    clock.set(NOON + LIFETIME)
    before = dump()
    with begin(Actor.nobody()) as work:
        assert clients.leaving(work, link) is None
    with pytest.raises(NotFound):
        left(link)
    assert dump() == before


def test_a_link_outlives_one_change_of_the_secret_key(client: int) -> None:
    link, fresh = token(client, None), "another secret key that is long enough"
    try:
        for keys, holds in (((fresh, SECRET), True), ((fresh,), False)):
            secrets.use(*keys)
            with begin(Actor.nobody()) as work:
                assert (clients.leaving(work, link) is not None) is holds
    finally:
        secrets.use(SECRET)


def test_a_token_for_another_purpose_is_none_of_ours(client: int) -> None:
    link = signed.sign("something else", [client, None, "email", KIND], NOON)
    with begin(Actor.nobody()) as work:
        assert clients.leaving(work, link) is None


def test_no_mutation_of_a_link_is_accepted(cast: Cast, client: int, ewa: int, dump: Dumper) -> None:
    """A hundred thousand; what differs in one place, in many, in length, in the last sign's unused bits."""
    link, chance = token(client, ewa), random.Random(11)
    letters = string.ascii_letters + string.digits + "-_=. %\u0105"
    before, seen = dump(), 0
    with begin(Actor.nobody()) as work:
        for _ in range(100_000 if work.session.get_bind().dialect.name == "sqlite" else 20_000):
            mutant = list(link)
            for _ in range(chance.choice((1, 1, 1, 2, 5, 40))):
                mutant[chance.choice((chance.randrange(len(mutant)), -1))] = chance.choice(letters)
            forged = "".join(mutant)[: chance.choice((len(link), len(link), len(link) - 1))] + chance.choice(
                ("", "", "A", "=", "\n")
            )
            seen += forged != link and clients.leaving(work, forged) is not None
    assert seen == 0
    for forged in ("", ".", "x", link.swapcase(), f"{link} ", f" {link}", f"{link}=", "x" * 5000, "\x00", "\udcff"):
        with pytest.raises(NotFound):
            left(forged)
    assert dump() == before
