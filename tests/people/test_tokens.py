"""Links that let a person choose a password: one use, a limited time, one answer for all that do not hold."""

from __future__ import annotations

import random
import string
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm import people
from crm.core.errors import Forbidden, Invalid
from crm.core.history import Change
from crm.core.work import Actor, begin
from crm.people import passwords, sign_ins, tokens
from crm.people.tables import Token, User
from tests.conftest import NOON
from tests.dumping import Dumper

PASSWORD, OTHER = "correct horse battery", "another long password"


@pytest.fixture
def anna(cast) -> int:
    with begin(Actor.office(), writes=True) as work:
        people.set_password(work, cast.anna, PASSWORD)
    return cast.anna


def issued(person_id: int, purpose: str = "reset") -> str:
    with begin(Actor.office(), writes=True) as work:
        return tokens.issue(work, person_id, purpose)


def redeemed(token: str, password: str = OTHER) -> tokens.Bearer:
    with begin(Actor.nobody(), writes=True) as work:
        return tokens.redeem(work, token, password)


def bearer(token: str) -> tokens.Bearer | None:
    with begin(Actor.nobody()) as work:
        return tokens.bearer(work, token)


def enter(password: str, email: str = "anna@example.test") -> str:
    return sign_ins.sign_in(email, password, address="192.0.2.1", agent="a browser")


def test_a_token_sets_the_password_once_and_ends_every_sign_in_of_that_person(anna, cast):
    with begin(Actor.office(), writes=True) as work:
        people.set_password(work, cast.bob, PASSWORD)
    mine, theirs = enter(PASSWORD), enter(PASSWORD, "bob@example.test")
    token = issued(anna)
    found = redeemed(token)
    assert (found.user_id, found.purpose, found.email) == (anna, "reset", "anna@example.test")
    assert sign_ins.find(mine) is None
    assert sign_ins.find(theirs) is not None
    assert enter(OTHER)
    with pytest.raises(sign_ins.Wrong):
        enter(PASSWORD)
    with pytest.raises(tokens.TokenOver):
        redeemed(token, "yet another password")
    assert enter(OTHER)


def test_only_the_hash_of_a_token_is_kept(anna):
    token = issued(anna)
    with begin(Actor.office()) as work:
        row = work.session.execute(select(Token)).scalar_one()
        kept = str({column.name: getattr(row, column.name) for column in Token.__table__.columns})
    assert token not in kept
    assert len(row.token_hash) == 64


@pytest.mark.parametrize(("purpose", "lifetime"), [("reset", timedelta(hours=1)), ("invite", timedelta(days=7))])
def test_a_token_holds_until_its_time_is_over(anna, clock, dump: Dumper, purpose: str, lifetime: timedelta):
    token = issued(anna, purpose)
    clock.set(NOON + lifetime - timedelta(seconds=1))
    assert bearer(token)
    clock.set(NOON + lifetime)
    before = dump()
    assert bearer(token) is None
    with pytest.raises(tokens.TokenOver):
        redeemed(token)
    assert dump() == before


def test_a_newer_token_replaces_the_older_ones_of_its_purpose(anna, cast):
    first, invitation, others = issued(anna), issued(anna, "invite"), issued(cast.bob)
    second = issued(anna)
    assert bearer(first) is None
    assert bearer(second)
    assert bearer(invitation)
    assert bearer(others)


def test_a_password_that_was_set_in_any_way_closes_every_open_link(anna, cast):
    reset, invitation, others = issued(anna), issued(anna, "invite"), issued(cast.bob)
    redeemed(reset)
    assert bearer(invitation) is None
    assert bearer(others)
    again = issued(anna)
    with begin(Actor.person(cast.admin), writes=True) as work:
        people.set_password(work, anna, PASSWORD)
    assert bearer(again) is None


def test_a_new_address_closes_the_links_that_went_to_the_old_one(anna, cast):
    token = issued(anna)
    with begin(Actor.person(cast.admin), writes=True) as work:
        card = people.get(work, anna)
        people.edit(work, anna, card.version, name="Anna Nowak", email=card.email)
    assert bearer(token), "another name is no other address"
    with begin(Actor.person(cast.admin), writes=True) as work:
        card = people.get(work, anna)
        people.edit(work, anna, card.version, name=card.name, email="anna.nowak@example.test")
    assert bearer(token) is None


def test_a_deactivated_person_is_refused_like_a_stranger(anna, cast, dump: Dumper):
    token = issued(anna)
    with begin(Actor.office(), writes=True) as work:
        work.session.get_one(User, anna).is_active = False
    before = dump()
    assert bearer(token) is None
    with pytest.raises(tokens.TokenOver):
        redeemed(token)
    assert dump() == before


def test_looking_at_a_token_changes_nothing(anna, dump: Dumper):
    token = issued(anna)
    before = dump()
    for _ in range(5):
        assert bearer(token)
    assert dump() == before


def test_a_weak_password_is_refused_and_the_token_stays_good(anna, dump: Dumper):
    token, before = issued(anna), dump()
    for password in ("short", "anna@example.test", "aaaaaaaaaaaaa", "x1" * 101):
        with pytest.raises(Invalid) as refusal:
            redeemed(token, password)
        assert {problem.field for problem in refusal.value.problems} == {"password"}
    assert dump() == before
    assert redeemed(token)


def test_no_mutation_of_a_token_is_accepted(anna, dump: Dumper):
    """A hundred thousand; what differs in one place, in many, in length, in case."""
    token, chance = issued(anna), random.Random(7)
    letters = string.ascii_letters + string.digits + "-_=. %"
    before, seen = dump(), 0
    with begin(Actor.nobody()) as work:
        for _ in range(100_000 if work.session.get_bind().dialect.name == "sqlite" else 20_000):
            mutant = list(token)
            for _ in range(chance.choice((1, 1, 2, 5, 40))):
                mutant[chance.randrange(len(mutant))] = chance.choice(letters)
            forged = "".join(mutant)[: chance.choice((len(token), len(token), 1, 0))] + chance.choice(
                ("", "", "A", "\n")
            )
            seen += forged != token and tokens.bearer(work, forged) is not None
    assert seen == 0
    for forged in ("", "x", token.swapcase(), token + " ", " " + token, "x" * 5000, "' OR 1=1 --", "\x00", "\udcff"):
        with pytest.raises(tokens.TokenOver) as refusal:
            redeemed(forged)
        assert (refusal.value.code, dict(refusal.value.params)) == ("account.link_over", {})
    assert dump() == before


def test_a_token_that_does_not_hold_costs_no_hash(anna, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(passwords, "hashed", lambda password: pytest.fail("hashed for a forged token"))
    with pytest.raises(tokens.TokenOver):
        redeemed("forged")


def test_history_names_the_person_and_holds_neither_password_nor_token(anna):
    token = issued(anna)
    redeemed(token, "canary password 4711")
    with begin(Actor.office()) as work:
        last = work.session.execute(select(Change).order_by(Change.id.desc()).limit(1)).scalar_one()
        everything = str([row.changes for row in work.session.execute(select(Change)).scalars()])
    assert (last.kind, last.row_id, last.actor_id, last.is_office) == ("users", anna, anna, False)
    assert list(last.changes) == ["password_hash"]
    for secret in ("4711", "argon2", token):
        assert secret not in everything


def test_only_the_office_issues_links(anna, cast, dump: Dumper):
    before = dump()
    for actor in (Actor.nobody(), Actor.person(cast.admin), Actor.person(anna)):
        for refused in (lambda work: tokens.issue(work, anna, "reset"), lambda work: tokens.void(work, anna)):
            with pytest.raises(Forbidden), begin(actor, writes=True) as work:
                refused(work)
    assert dump() == before


def test_tidying_forgets_old_tokens(anna, clock):
    issued(anna)
    clock.set(NOON + timedelta(days=29))
    with begin(Actor.office(), writes=True) as work:
        assert people.forget(work, limit=10) == 0
    clock.set(NOON + timedelta(days=31))
    issued(anna)
    with begin(Actor.office(), writes=True) as work:
        assert people.forget(work, limit=10) == 1
        assert work.session.execute(select(Token)).scalar_one().created_at == NOON + timedelta(days=31)
