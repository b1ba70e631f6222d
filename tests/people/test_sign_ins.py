"""Sign-ins: passwords, throttles, expiry, revocation."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm import people
from crm.core.errors import NotSignedIn, Refusal
from crm.core.work import Actor, begin
from crm.people import passwords, sign_ins, throttles
from crm.people.tables import SignIn, Throttle
from tests.conftest import NOON

PASSWORD = "correct horse battery"


@pytest.fixture
def anna(cast) -> int:
    with begin(Actor.office(), writes=True) as work:
        people.set_password(work, cast.anna, PASSWORD)
    return cast.anna


def enter(email: str = "anna@example.test", password: str = PASSWORD, address: str = "192.0.2.1") -> str:
    return sign_ins.sign_in(email, password, address=address, agent="a browser")


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Counts real verifications, which is what costs time."""
    counted: list[str] = []
    verify = passwords._HASHER.__class__.verify

    def counting(self: object, stored: str, password: str) -> bool:
        counted.append(password)
        return verify(self, stored, password)

    monkeypatch.setattr(passwords._HASHER.__class__, "verify", counting)
    return counted


def test_the_right_password_opens_and_only_the_hash_of_the_token_is_kept(anna):
    token = enter("  Anna@Example.TEST ")
    found = sign_ins.find(token)
    assert found is not None
    assert found.user_id == anna
    with begin(Actor.signed_in(found.sign_in_id)) as work:
        assert (work.me.person_id, work.me.name) == (anna, "Anna")
        row = work.session.get(SignIn, found.sign_in_id)
        assert row is not None
        assert token not in (row.token_hash, row.agent, row.address)
        assert row.agent == "a browser"


def test_each_sign_in_has_a_token_of_its_own(anna):
    assert len({enter() for _ in range(3)}) == 3


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("anna@example.test", "wrong password"),
        ("anna@example.test", ""),
        ("anna@example.test", PASSWORD + "x" * 5000),
        ("nobody@example.test", PASSWORD),
        ("bob@example.test", PASSWORD),
        ("not an address", PASSWORD),
        ("", ""),
        ("\x00\udcff", "\udcff"),
    ],
)
def test_whatever_is_wrong_answers_alike_after_one_hash(anna, hashes, email: str, password: str):
    with pytest.raises(Refusal) as refusal:
        enter(email, password)
    assert (refusal.value.code, dict(refusal.value.params)) == ("people.sign_in_wrong", {})
    assert len(hashes) == 1


def test_an_inactive_person_costs_the_same_and_stays_out(anna, cast, hashes):
    with begin(Actor.office(), writes=True) as work:
        people.deactivate(work, anna, None)
    with pytest.raises(sign_ins.Wrong):
        enter()
    assert len(hashes) == 1


def test_guessing_one_account_is_stopped_before_hashing(anna, hashes):
    for number in range(throttles.PER_ACCOUNT):
        with pytest.raises(sign_ins.Wrong):
            enter(password=f"guess number {number}", address=f"192.0.2.{number}")
    spent = len(hashes)
    for password in ("one more guess", PASSWORD):
        with pytest.raises(throttles.Throttled) as refusal:
            enter("ANNA@example.test", password, address="198.51.100.7")
        assert refusal.value.params == {"count": 15}
    assert len(hashes) == spent


def test_an_unknown_account_is_throttled_like_a_known_one(anna, hashes):
    for _ in range(throttles.PER_ACCOUNT):
        with pytest.raises(sign_ins.Wrong):
            enter("nobody@example.test")
    with pytest.raises(throttles.Throttled):
        enter("nobody@example.test")


def test_guessing_many_accounts_from_one_address_is_stopped(anna):
    for number in range(throttles.PER_ADDRESS):
        throttles.spend(throttles.account(f"a{number}"), throttles.address("192.0.2.1"))
    with pytest.raises(throttles.Throttled):
        enter()
    assert enter(address="192.0.2.2")


def test_a_throttle_ends_with_its_window(anna, clock):
    for _ in range(throttles.PER_ACCOUNT):
        with pytest.raises(sign_ins.Wrong):
            enter(password="wrong password")
    clock.set(NOON + throttles.WINDOW - timedelta(seconds=1))
    with pytest.raises(throttles.Throttled):
        enter()
    clock.set(NOON + throttles.WINDOW)
    assert enter()


def test_the_right_password_forgives(anna):
    for _ in range(throttles.PER_ACCOUNT - 1):
        with pytest.raises(sign_ins.Wrong):
            enter(password="wrong password")
    enter()
    with begin(Actor.office()) as work:
        failures = dict(work.session.execute(select(Throttle.subject, Throttle.failures)).tuples().all())
    assert sorted(failures.values()) == [0, throttles.PER_ACCOUNT - 1]


def test_many_guesses_at_once_are_all_counted(anna):
    seen: list[str] = []

    def guess(number: int) -> None:
        try:
            enter(password="wrong password", address=f"192.0.2.{number}")
        except Refusal as refusal:
            seen.append(refusal.code)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen.count("people.sign_in_wrong") == throttles.PER_ACCOUNT
    assert seen.count("people.sign_in_throttled") == 20 - throttles.PER_ACCOUNT


def test_tidying_forgets_counters_that_are_over(anna, clock):
    throttles.spend(throttles.address("192.0.2.1"))
    with begin(Actor.office(), writes=True) as work:
        assert throttles.tidy(work) == 0
    clock.set(NOON + timedelta(hours=1))
    with begin(Actor.office(), writes=True) as work:
        assert throttles.tidy(work) == 1


def test_twelve_idle_hours_end_a_sign_in_and_use_keeps_it(anna, clock):
    token = enter()
    found = sign_ins.find(token)
    assert found is not None
    clock.set(NOON + timedelta(hours=11, minutes=59))
    assert sign_ins.find(token) == found
    clock.set(NOON + timedelta(hours=23))
    assert sign_ins.open_ids([found.sign_in_id]) == {found.sign_in_id}
    sign_ins.touch([found.sign_in_id])
    clock.set(NOON + timedelta(hours=35))
    assert sign_ins.find(token) is None
    with pytest.raises(NotSignedIn), begin(Actor.signed_in(found.sign_in_id)):
        raise AssertionError("never reached")
    sign_ins.touch([found.sign_in_id])
    assert sign_ins.find(token) is None, "what is over does not come back"


def test_thirty_days_end_a_sign_in_however_busy(anna, clock):
    token = enter()
    for half_day in range(1, 60):
        clock.set(NOON + timedelta(hours=11 * half_day))
        assert (sign_ins.find(token) is not None) == (timedelta(hours=11 * half_day) < timedelta(days=30))
    clock.set(NOON + timedelta(days=30))
    assert sign_ins.find(token) is None


def test_ending_a_token_ends_it_at_once_and_once(anna):
    token, other = enter(), enter()
    found = sign_ins.find(token)
    assert found is not None
    assert sign_ins.end(token) == found.sign_in_id
    assert sign_ins.end(token) is None
    assert sign_ins.find(token) is None
    assert sign_ins.find(other) is not None
    with pytest.raises(NotSignedIn), begin(Actor.signed_in(found.sign_in_id)):
        raise AssertionError("never reached")


def test_a_new_password_ends_every_sign_in_of_that_person_only(anna, cast):
    with begin(Actor.office(), writes=True) as work:
        people.set_password(work, cast.bob, PASSWORD)
    mine, theirs = [enter(), enter()], enter("bob@example.test")
    with begin(Actor.person(cast.admin), writes=True) as work:
        people.set_password(work, anna, "another password")
    assert [sign_ins.find(token) for token in mine] == [None, None]
    assert sign_ins.find(theirs) is not None
    with pytest.raises(sign_ins.Wrong):
        enter()
    assert enter(password="another password")


def test_deactivation_ends_what_is_open(anna, cast):
    token = enter()
    found = sign_ins.find(token)
    assert found is not None
    with begin(Actor.person(cast.admin), writes=True) as work:
        people.deactivate(work, anna, None)
    assert sign_ins.find(token) is None
    assert sign_ins.open_ids([found.sign_in_id]) == set()
    with pytest.raises(NotSignedIn), begin(Actor.signed_in(found.sign_in_id)):
        raise AssertionError("never reached")


def test_a_change_of_roles_moves_the_stamp(anna, cast):
    found = sign_ins.find(enter())
    assert found is not None
    with begin(Actor.person(cast.admin), writes=True) as work:
        card = people.get(work, anna)
        people.edit(work, anna, card.version, name=card.name, email=card.email, role_ids=[])
    assert sign_ins.stamps([found.sign_in_id])[found.sign_in_id] != found.stamp


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "' OR 1=1 --", "ąę", "\x00", "\udcff"])
def test_a_made_up_token_finds_nobody(anna, token: str):
    enter()
    assert sign_ins.find(token) is None


def test_a_sign_in_that_was_never_opened_is_nobody(cast):
    for sign_in_id in (1, 0, -1, 2**62):
        with pytest.raises(NotSignedIn), begin(Actor.signed_in(sign_in_id)):
            raise AssertionError("never reached")
