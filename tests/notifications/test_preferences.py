"""Who is told by which channel: the office's word first, then each person's; whoever is not told has a reason."""

from __future__ import annotations

from datetime import date

import probe
import pytest
from sqlalchemy import event, select

from crm import notifications
from crm.core import db
from crm.core.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from crm.core.i18n import has
from crm.core.work import Actor, begin
from crm.flows import remind
from crm.notifications import rules
from crm.notifications.tables import Entry, Message, UserPreference
from crm.people.tables import User
from tests.conftest import Cast
from tests.firm import a_mail_account

END = date(2026, 3, 17)
ENDING, CREATED = "monitoring.ending", "monitoring.created"
OFF_OFFICE, OFF_PERSON = "notifications.reason.off_office", "notifications.reason.off_person"


@pytest.fixture(autouse=True)
def _probe() -> None:
    probe.register()


def office(cast: Cast, **states: str) -> None:
    """`ending_email="off"`."""
    with begin(Actor.person(cast.admin), writes=True) as work:
        named = {(f"monitoring.{kind}", channel): state for kind, channel, state in _split(states)}
        notifications.set_office_preferences(work, named)


def mine(person: int, **wishes: bool) -> None:
    with begin(Actor.person(person), writes=True) as work:
        named = {(f"monitoring.{kind}", channel): is_on for kind, channel, is_on in _split(wishes)}
        notifications.set_my_preferences(work, named)


def _split(given):  # type: ignore[no-untyped-def]
    return [(*name.split("_"), value) for name, value in given.items()]


def tell(people: list[int], kind: str = ENDING) -> dict[str, object]:
    row_id = probe.record([], END, [])
    with probe.office() as work:
        return notifications.tell(work, kind, subject_kind="probe", subject_id=row_id, people=people, key=f"k{row_id}")


@pytest.mark.parametrize(
    ("state", "is_wanted", "reason"),
    [
        ("on", True, None), ("on", False, OFF_PERSON), ("always", True, None), ("always", False, None),
        ("off", True, OFF_OFFICE), ("off", False, OFF_OFFICE),
    ],
)  # fmt: skip
def test_the_offices_word_comes_first(state: str, is_wanted: bool, reason: str | None) -> None:
    assert rules.why_silent(state, is_wanted) == reason


@pytest.mark.parametrize(
    ("reasons", "kept", "is_reached"),
    [
        ({"bell": None, "email": None}, ["bell", "email"], True),
        ({"bell": None, "email": OFF_PERSON}, {"bell": "told", "email": OFF_PERSON}, True),
        ({"bell": OFF_PERSON, "email": OFF_PERSON}, OFF_PERSON, False),
        ({"bell": OFF_OFFICE, "email": OFF_PERSON}, {"bell": OFF_OFFICE, "email": OFF_PERSON}, False),
    ],
)
def test_what_is_kept_of_a_telling_reads_back_the_same(
    reasons: dict[str, str | None], kept: object, is_reached: bool
) -> None:
    assert rules.summed(reasons) == kept
    assert rules.is_reached(kept) == is_reached
    assert {reason for _, reason in rules.by_channel(kept)} == set(reasons.values())


def test_when_nobody_is_told_the_reason_that_holds_for_all_is_named() -> None:
    assert rules.why_nobody({"1": OFF_PERSON, "2": OFF_PERSON}) == OFF_PERSON
    assert rules.why_nobody({"1": OFF_PERSON, "2": OFF_OFFICE}) == "notifications.reason.off"
    assert rules.why_nobody({"1": OFF_PERSON, "2": "notifications.reason.no_address"}) is None
    assert rules.why_nobody({}) is None


def test_every_kind_that_can_be_switched_has_its_words_and_what_must_come_cannot() -> None:
    assert set(rules.preferred()) == set(rules.KINDS) - set(rules.ASKED_FOR)
    assert "mail.test" not in rules.preferred()
    for kind in rules.preferred():
        assert notifications.kind_name(kind) != kind
    for channel in rules.CHANNELS:
        assert has(f"notifications.channel.{channel}")


def test_without_preferences_everything_is_told(cast: Cast) -> None:
    assert tell([cast.anna]) == {str(cast.anna): ["bell", "email"]}


def test_what_the_office_switched_off_reaches_nobody_and_says_why(cast: Cast) -> None:
    office(cast, ending_email="off")
    assert tell([cast.anna]) == {str(cast.anna): {"bell": "told", "email": OFF_OFFICE}}
    assert (len(probe.mails()), len(probe.bells())) == (0, 1)
    assert tell([cast.anna], CREATED) == {str(cast.anna): ["bell", "email"]}


def test_what_a_person_switched_off_reaches_the_others_only(cast: Cast) -> None:
    mine(cast.anna, ending_email=False)
    told = tell([cast.anna, cast.bob])
    assert told == {str(cast.anna): {"bell": "told", "email": OFF_PERSON}, str(cast.bob): ["bell", "email"]}
    assert [mail.person_id for mail in probe.mails()] == [cast.bob]
    mine(cast.anna, ending_email=True)
    assert tell([cast.anna]) == {str(cast.anna): ["bell", "email"]}


def test_what_is_locked_reaches_those_who_had_switched_it_off_and_can_no_longer_be(cast: Cast) -> None:
    mine(cast.anna, ending_email=False)
    office(cast, ending_email="always")
    assert tell([cast.anna]) == {str(cast.anna): ["bell", "email"]}
    with pytest.raises(Invalid) as refusal:
        mine(cast.bob, ending_email=False)
    assert (refusal.value.code, refusal.value.problems[0].field) == (
        "notifications.set_always",
        "monitoring.ending:email",
    )
    mine(cast.anna, ending_email=False)  # as it was: a form may send what it shows
    office(cast, ending_email="on")
    assert tell([cast.anna]) == {str(cast.anna): {"bell": "told", "email": OFF_PERSON}}


def test_a_step_that_everybody_switched_off_is_recorded_with_the_reason(cast: Cast) -> None:
    row_id = probe.record([cast.anna, cast.bob], END)
    for person in (cast.anna, cast.bob):
        mine(person, ending_bell=False, ending_email=False)
    with probe.office() as work:
        remind.fire(work)
    [row] = probe.ledger(row_id)
    assert (row.state, row.reason) == ("suppressed", OFF_PERSON)
    assert row.told == {str(cast.anna): OFF_PERSON, str(cast.bob): OFF_PERSON}
    assert not probe.mails()
    assert not probe.bells()


def test_many_are_told_with_one_look_at_preferences_a_transaction(cast: Cast) -> None:
    for end in range(5):
        probe.record([cast.anna, cast.bob, cast.carol], END, name=f"P{end}")
    seen: list[str] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *given: seen.append(str(given[2])))
    with probe.office() as work:
        assert remind.fire(work) == 5
    assert len([one for one in seen if "preferences" in one]) == 2


def test_a_change_holds_for_what_is_told_later_in_the_same_transaction(cast: Cast) -> None:
    row_id = probe.record([], END, [])
    given = {"subject_kind": "probe", "subject_id": row_id, "people": [cast.anna]}
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.tell(work.as_office(), ENDING, key="a", **given)  # type: ignore[arg-type]
        notifications.set_office_preferences(work, {(ENDING, "bell"): "off"})
        told = notifications.tell(work.as_office(), ENDING, key="b", **given)  # type: ignore[arg-type]
    assert told == {str(cast.anna): {"bell": OFF_OFFICE, "email": "told"}}


def test_only_those_who_set_up_the_office_change_it(cast: Cast, dump) -> None:  # type: ignore[no-untyped-def]
    before = dump()
    for person in (cast.mona, cast.anna, cast.vera):
        with begin(Actor.person(person), writes=True) as work, pytest.raises(Forbidden):
            notifications.set_office_preferences(work, {(ENDING, "email"): "off"})
    with begin(Actor.nobody(), writes=True) as work, pytest.raises(NotSignedIn):
        notifications.set_my_preferences(work, {(ENDING, "email"): False})
    assert dump() == before


@pytest.mark.parametrize("pair", [("mail.test", "email"), ("monitoring.ending", "pigeon"), ("x", "bell")])
def test_what_nobody_can_choose_is_refused(cast: Cast, pair: tuple[str, str]) -> None:
    with begin(Actor.person(cast.admin), writes=True) as work:
        with pytest.raises(Invalid):
            notifications.set_office_preferences(work, {pair: "off"})
        with pytest.raises(Invalid):
            notifications.set_office_preferences(work, {(ENDING, "email"): "perhaps"})
        with pytest.raises(Invalid):
            notifications.set_my_preferences(work, {pair: False})


def test_the_second_of_two_who_save_the_offices_form_is_told_who_was_quicker(cast: Cast) -> None:
    with begin(Actor.person(cast.admin)) as work:
        version = notifications.office_preferences(work).version
    office(cast, ending_email="off")
    with begin(Actor.person(cast.admin), writes=True) as work, pytest.raises(Conflict) as refusal:
        notifications.set_office_preferences(work, {(ENDING, "bell"): "off"}, version)
    assert refusal.value.params["actor_id"] == cast.admin
    assert [name.endswith("· e-mail") for name in refusal.value.params["columns"]] == [True]  # type: ignore[attr-defined]
    with begin(Actor.person(cast.admin), writes=True) as work:
        notifications.set_office_preferences(work, {(ENDING, "bell"): "off"}, version + 1)


def test_my_form_shows_the_offices_word_and_mine_and_nobody_elses(cast: Cast) -> None:
    office(cast, ending_bell="always", created_email="off")
    mine(cast.bob, ending_email=False)
    with begin(Actor.person(cast.anna)) as work:
        card = notifications.my_preferences(work)
    assert all(card.wishes.values())
    assert not card.is_mine((ENDING, "bell"))
    assert not card.is_mine((CREATED, "email"))
    assert card.is_mine((ENDING, "email"))
    with probe.office() as work:
        [row] = work.session.execute(select(UserPreference)).scalars()
        assert (row.user_id, row.is_on) == (cast.bob, False)


def test_a_test_rings_my_bell_and_queues_my_mail_whatever_is_switched_off(cast: Cast) -> None:
    a_mail_account(cast)
    mine(cast.anna, ending_bell=False, ending_email=False)
    with begin(Actor.person(cast.anna), writes=True) as work:
        number = notifications.send_me_a_test(work)
    with begin(Actor.person(cast.anna)) as work:
        assert notifications.my_test_outcome(work, number).state == "waiting"
        mail = work.session.get_one(Message, number)
        assert (mail.person_id, mail.address, mail.kind) == (cast.anna, "anna@example.test", "mail.test")
        assert [entry.kind for entry in work.session.execute(select(Entry)).scalars()] == ["mail.test"]
    for other in (cast.bob, cast.admin):
        with begin(Actor.person(other)) as work, pytest.raises(NotFound):
            notifications.my_test_outcome(work, number)


def test_a_test_that_cannot_work_says_so_and_the_sixth_within_an_hour_waits(cast: Cast, dump) -> None:  # type: ignore[no-untyped-def]
    before = dump()
    with begin(Actor.person(cast.anna), writes=True) as work, pytest.raises(Invalid) as refusal:
        notifications.send_me_a_test(work)
    assert refusal.value.code == "notifications.no_account"
    assert dump() == before
    a_mail_account(cast)
    with begin(Actor.person(cast.anna), writes=True) as work:
        for _ in range(5):
            notifications.send_me_a_test(work)
        with pytest.raises(Invalid, match="tests_enough"):
            notifications.send_me_a_test(work)
        work.session.get_one(User, cast.bob).email = "nowhere"
    with begin(Actor.person(cast.bob), writes=True) as work, pytest.raises(Invalid, match="my_address_missing"):
        notifications.send_me_a_test(work)
