"""Invitations: a link by mail to who has no sign-in yet, once, and nobody but its reader learns it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm import notifications, people
from crm.core import secrets
from crm.core.errors import Forbidden, Invalid, NotFound, NotSignedIn
from crm.core.work import Actor, begin
from crm.flows import hand_over, invite_person
from crm.notifications import sealed
from crm.notifications.tables import Entry, Message
from crm.people import sign_ins, tokens
from crm.people.tables import Role, RoleGrant, Token
from tests.conftest import NOON, Cast, Clock
from tests.dumping import Dumper
from tests.firm import by, by_office


@pytest.fixture
def account(cast: Cast) -> int:
    with by(cast.admin) as work:
        return notifications.create_account(
            work, name="Mail", host="127.0.0.1", port=25, security="none", username=None, password=None,
            sender="office@example.test",
        )  # fmt: skip


def invite(cast: Cast, person: int, actor: int | None = None) -> None:
    with by(actor or cast.admin) as work:
        invite_person.invite(work, person)


def letters() -> list[Message]:
    with by_office() as work:
        found = select(Message).where(Message.kind == "people.invited").order_by(Message.id)
        return list(work.session.execute(found).scalars())


def token_of(letter: Message) -> str:
    """What the letter's reader finds behind the button."""
    text = sealed.opened(letter.text, letter.extra)
    return text.split("/choose-password?token=")[1].split()[0]


def state(cast: Cast, person: int) -> str:
    with by(cast.admin) as work:
        card = people.get(work, person).sign_in
        (row,) = [row for row in people.listing(work).rows if row.id == person]
    assert card == row.sign_in
    return card


def test_the_letter_holds_a_link_that_gives_a_sign_in(cast: Cast, account: int) -> None:
    assert state(cast, cast.anna) == "none"
    invite(cast, cast.anna)
    (letter,) = letters()
    assert (letter.address, letter.state, letter.person_id) == ("anna@example.test", "waiting", cast.anna)
    assert "Admin invites you" in letter.text
    assert state(cast, cast.anna) == "invited"
    with begin(Actor.nobody(), writes=True) as work:
        assert tokens.redeem(work, token_of(letter), "a quiet morning").purpose == "invite"
    assert state(cast, cast.anna) == "active"
    assert sign_ins.sign_in("anna@example.test", "a quiet morning", address="127.0.0.1", agent="test")


def test_the_token_stands_nowhere_in_plain(cast: Cast, account: int, dump: Dumper) -> None:
    invite(cast, cast.anna)
    token = token_of(letters()[0])
    assert token not in str(dump())
    with by_office() as work:
        assert work.session.execute(select(Token.token_hash)).scalar_one() == secrets.digest(token)
        assert work.session.execute(select(Entry)).first() is None, "who cannot sign in has no bell"


def test_a_second_invitation_voids_the_first(cast: Cast, account: int) -> None:
    invite(cast, cast.anna)
    invite(cast, cast.anna)
    first, second = letters()
    assert (first.state, second.state) == ("cancelled", "waiting")
    with begin(Actor.nobody(), writes=True) as work:
        assert tokens.bearer(work, token_of(first)) is None
        assert tokens.bearer(work, token_of(second)) is not None


def test_an_invitation_that_nobody_answers_is_over_after_a_week(cast: Cast, account: int, clock: Clock) -> None:
    invite(cast, cast.anna)
    clock.set(NOON + timedelta(days=6, hours=23))
    assert state(cast, cast.anna) == "invited"
    clock.set(NOON + timedelta(days=7))
    assert state(cast, cast.anna) == "none"


def test_who_leaves_cannot_use_the_link_any_more(cast: Cast, account: int) -> None:
    invite(cast, cast.anna)
    with by(cast.admin) as work:
        hand_over.deactivate(work, cast.anna, None)
    assert state(cast, cast.anna) == "deactivated"
    with by(cast.admin) as work:
        hand_over.activate(work, cast.anna, None)
    token = token_of(letters()[0])
    with begin(Actor.nobody(), writes=True) as work:
        assert tokens.bearer(work, token) is None
    assert state(cast, cast.anna) == "none"


def test_who_can_sign_in_or_has_left_is_not_invited(cast: Cast, account: int, dump: Dumper) -> None:
    with by(cast.admin) as work:
        people.set_password(work, cast.anna, "a quiet morning")
        hand_over.deactivate(work, cast.bob, None)
    before = dump()
    for person, code in ((cast.anna, "people.invite_signs_in"), (cast.bob, "people.invite_left")):
        with pytest.raises(Invalid) as refusal:
            invite(cast, person)
        assert refusal.value.code == code
    with pytest.raises(NotFound):
        invite(cast, 999)
    assert dump() == before


def test_without_a_mail_account_nobody_is_told_that_a_letter_is_on_its_way(cast: Cast, dump: Dumper) -> None:
    before = dump()
    with pytest.raises(Invalid) as refusal:
        invite(cast, cast.anna)
    assert refusal.value.code == "people.invite_no_mail"
    assert dump() == before


def test_only_those_who_configure_people_invite_and_nobody_beyond_themselves(
    cast: Cast, account: int, dump: Dumper
) -> None:
    with by_office() as work:
        clerk = Role(key=None, name="Clerk")
        work.session.add(clerk)
        work.session.flush()
        grants = {"people.view": 3, "people.configure": 3}
        work.session.add_all(RoleGrant(role_id=clerk.id, right=name, reach=reach) for name, reach in grants.items())
        kim = people.create(work, name="Kim", email="kim@example.test", role_ids=[clerk.id])
    before = dump()
    for who in (cast.mona, cast.anna, cast.vera):
        with pytest.raises(Forbidden):
            invite(cast, cast.bob, who)
    with pytest.raises(Forbidden):
        invite(cast, cast.admin, kim)
    with pytest.raises(NotSignedIn), begin(Actor.nobody(), writes=True) as work:
        invite_person.invite(work, cast.bob)
    assert dump() == before
