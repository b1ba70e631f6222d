"""What people do about themselves: their data, their password, their sign-ins; and never anybody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm import people
from crm.core.errors import Conflict, Invalid, NotFound, NotSignedIn, Refusal
from crm.core.history import Change
from crm.core.i18n import moment_text
from crm.core.work import Actor, begin
from crm.flows import passwords as flow
from crm.notifications.tables import Entry, Message
from crm.people import account, agents, passwords, sign_ins, throttles, tokens
from crm.people.tables import Token, User, UserRole
from tests.conftest import NOON
from tests.dumping import Dumper

PASSWORD, OTHER = "correct horse battery", "another long password"
ABOUT: dict[str, Any] = {
    "name": "Anna Nowak",
    "phone": "601 602 603",
    "language": "en",
    "zone": "Europe/Lisbon",
    "theme": "dark",
}


@pytest.fixture
def anna(cast) -> int:
    with begin(Actor.office(), writes=True) as work:
        people.set_password(work, cast.anna, PASSWORD)
        people.set_password(work, cast.bob, PASSWORD)
    return cast.anna


def enter(email: str = "anna@example.test", password: str = PASSWORD, agent: str = "a browser") -> str:
    return sign_ins.sign_in(email, password, address="192.0.2.1", agent=agent)


def actor(token: str) -> Actor:
    found = sign_ins.find(token)
    assert found is not None
    return Actor.signed_in(found.sign_in_id)


def version(person: Actor) -> int:
    with begin(person) as work:
        return account.profile(work).version


def edited(person: Actor, seen: int | None = None, **values: Any) -> None:
    seen = seen or version(person)
    with begin(person, writes=True) as work:
        account.edit_profile(work, seen, **{**ABOUT, **values})


def fields(refusal: pytest.ExceptionInfo[Invalid]) -> dict[str | None, str]:
    return {problem.field: problem.code for problem in refusal.value.problems}


# --- about me ---


def test_people_change_their_own_data_and_nobody_elses(anna, cast):
    me = actor(enter())
    with begin(Actor.person(cast.bob)) as work:
        before = account.profile(work)
    edited(me)
    with begin(me) as work:
        mine = account.profile(work)
        assert (work.me.name, work.me.language, work.me.zone) == ("Anna Nowak", "en", "Europe/Lisbon")
    assert (mine.phone, mine.theme, mine.email) == ("+48601602603", "dark", "anna@example.test")
    with begin(Actor.person(cast.bob)) as work:
        assert account.profile(work) == before


def test_a_person_without_any_role_looks_after_themselves(anna):
    with begin(Actor.office(), writes=True) as work:
        for row in work.session.execute(select(UserRole).where(UserRole.user_id == anna)).scalars():
            work.session.delete(row)
    me = actor(enter())
    edited(me)
    with begin(me) as work:
        assert account.profile(work).theme == "dark"
        assert len(sign_ins.mine(work)) == 1


def test_a_stranger_has_no_account(anna, dump: Dumper):
    before = dump()
    calls: list[Callable[..., object]] = [
        account.profile,
        sign_ins.mine,
        sign_ins.end_everywhere,
        lambda work: account.edit_profile(work, 1, **ABOUT),
        lambda work: sign_ins.end_mine(work, 1),
        lambda work: account.choose_password(work, account.Proof(anna, ""), OTHER),
    ]
    for call in calls:
        with pytest.raises(NotSignedIn), begin(Actor.nobody(), writes=True) as work:
            call(work)
    with pytest.raises(NotSignedIn):
        account.prove(Actor.nobody(), PASSWORD)
    assert dump() == before


def test_everything_wrong_is_said_at_once(anna, dump: Dumper):
    me = actor(enter())
    before = dump()
    with pytest.raises(Invalid) as refusal:
        edited(me, name=" ", phone="12", language="de", zone="Mars/Base", theme="pink")
    assert fields(refusal) == {
        "name": "error.required",
        "phone": "people.phone_wrong",
        "language": "people.language_unknown",
        "zone": "people.zone_unknown",
        "theme": "account.theme_unknown",
    }
    assert dump() == before


def test_an_edit_of_a_stale_page_is_refused(anna, cast, dump: Dumper):
    me = actor(enter())
    seen = version(me)
    with begin(Actor.person(cast.admin), writes=True) as work:
        card = people.get(work, anna)
        people.edit(work, anna, card.version, name="Anna Kos", email=card.email, role_ids=card.role_ids)
    before = dump()
    with pytest.raises(Conflict) as refusal:
        edited(me, seen)
    assert refusal.value.params["columns"]["name"] == "Anna Kos"
    assert dump() == before


def test_the_theme_goes_with_the_sign_in_to_every_device(anna):
    first, second = enter(), enter()
    edited(actor(first), theme="dark")
    found = sign_ins.find(second)
    assert found is not None
    assert found.theme == "dark"


# --- my password ---


def test_a_change_of_password_keeps_this_sign_in_and_ends_all_others(anna, cast):
    here, there, bobs = enter(), enter(), enter("bob@example.test")
    with begin(Actor.office(), writes=True) as work:
        link = tokens.issue(work, anna, "reset")
    flow.change(actor(here), PASSWORD, OTHER)
    assert sign_ins.find(here) is not None
    assert sign_ins.find(there) is None
    assert sign_ins.find(bobs) is not None
    assert enter(password=OTHER)
    with pytest.raises(sign_ins.Wrong):
        enter()
    with begin(Actor.nobody()) as work:
        assert tokens.bearer(work, link) is None


def test_the_person_is_told_of_it_in_their_language(anna):
    flow.change(actor(enter()), PASSWORD, OTHER)
    with begin(Actor.office()) as work:
        mail = work.session.execute(select(Message)).scalar_one()
        bell = work.session.execute(select(Entry)).scalar_one()
    assert (mail.kind, mail.address, mail.title) == (
        "password.changed",
        "anna@example.test",
        "Your password was changed",
    )
    assert moment_text(NOON, "Europe/Warsaw") in mail.text
    assert bell.person_id == anna


def test_without_the_current_password_nothing_changes(anna, dump: Dumper):
    me = actor(enter())
    before = dump()
    for wrong in ("", "wrong password", PASSWORD + "x", "x" * 5000):
        with pytest.raises(Invalid) as refusal:
            flow.change(me, wrong, OTHER)
        assert fields(refusal) == {"current_password": "account.password_wrong"}
    after = dump()
    assert {name: rows for name, rows in after.items() if name != "throttles"} == {
        name: rows for name, rows in before.items() if name != "throttles"
    }


def test_guessing_the_current_password_is_stopped_before_hashing(anna, monkeypatch: pytest.MonkeyPatch):
    me = actor(enter())
    for number in range(throttles.PER_ACCOUNT):
        with pytest.raises(Invalid):
            flow.change(me, f"guess number {number}", OTHER)
    monkeypatch.setattr(passwords, "verify", lambda *_: pytest.fail("hashed"))
    with pytest.raises(throttles.Throttled):
        flow.change(me, PASSWORD, OTHER)
    with pytest.raises(throttles.Throttled):
        enter()


@pytest.mark.parametrize("weak", ["short", "anna@example.test", "aaaaaaaaaaaaa", "x1" * 101])
def test_a_weak_new_password_is_refused(anna, weak: str):
    here, there = enter(), enter()
    with pytest.raises(Invalid) as refusal:
        flow.change(actor(here), PASSWORD, weak)
    assert {problem.field for problem in refusal.value.problems} == {"new_password"}
    assert sign_ins.find(there) is not None
    assert enter()


def test_a_proof_is_worth_nothing_for_another_person_or_after_a_change(anna, cast, dump: Dumper):
    me, bob = actor(enter()), actor(enter("bob@example.test"))
    proof = account.prove(me, PASSWORD)
    assert "argon2" not in repr(proof)
    before = dump()
    with pytest.raises(Invalid), begin(bob, writes=True) as work:
        account.choose_password(work, proof, OTHER)
    assert dump() == before
    with begin(Actor.office(), writes=True) as work:
        people.set_password(work, anna, "set by somebody else")
    fresh = actor(enter(password="set by somebody else"))
    with pytest.raises(Invalid), begin(fresh, writes=True) as work:
        account.choose_password(work, proof, OTHER)


def test_history_and_outbox_hold_no_password(anna):
    flow.change(actor(enter()), PASSWORD, "canary password 4711")
    with begin(Actor.office()) as work:
        rows = work.session.execute(select(Change).where(Change.kind == "users").order_by(Change.id)).scalars().all()
        said = str([row.changes for row in rows])
        mails = str([(m.title, m.text, m.html, m.extra) for m in work.session.execute(select(Message)).scalars()])
    assert (rows[-1].actor_id, rows[-1].is_office, list(rows[-1].changes)) == (anna, False, ["password_hash"])
    for secret in ("4711", "argon2", PASSWORD):
        assert secret not in said + mails


# --- my sign-ins ---

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def test_my_open_sign_ins_and_nobody_elses_this_one_first(anna, cast, clock):
    enter("bob@example.test")
    old = enter(agent=FIREFOX)
    clock.set(NOON + timedelta(minutes=5))
    here = enter()
    ended = enter()
    sign_ins.end(ended)
    with begin(actor(here)) as work:
        rows = sign_ins.mine(work)
    assert [row.is_this for row in rows] == [True, False]
    assert (rows[1].browser, rows[1].system, rows[1].address) == ("Firefox", "Linux", "192.0.2.1")
    assert (rows[1].created_at, rows[0].created_at) == (NOON, NOON + timedelta(minutes=5))
    with begin(actor(old)) as work:
        assert [row.is_this for row in sign_ins.mine(work)] == [True, False]


def test_idle_and_expired_sign_ins_are_not_listed(anna, clock):
    enter()
    clock.set(NOON + timedelta(hours=12))
    with begin(actor(enter())) as work:
        assert len(sign_ins.mine(work)) == 1


def test_one_of_mine_can_be_ended_and_none_of_others(anna, cast, dump: Dumper):
    here, there, bobs = enter(), enter(), enter("bob@example.test")
    other, foreign = sign_ins.find(there), sign_ins.find(bobs)
    assert other
    assert foreign
    with begin(actor(here), writes=True) as work:
        sign_ins.end_mine(work, other.sign_in_id)
    assert sign_ins.find(there) is None
    before = dump()
    for sign_in_id in (foreign.sign_in_id, other.sign_in_id, 0, -1, 2**62):
        with pytest.raises(NotFound), begin(actor(here), writes=True) as work:
            sign_ins.end_mine(work, sign_in_id)
    assert dump() == before


def test_everywhere_else_and_everywhere(anna, cast):
    here, there, bobs = enter(), [enter(), enter()], enter("bob@example.test")
    with begin(actor(here), writes=True) as work:
        assert sign_ins.end_everywhere(work, but_this=True) == 2
    assert [sign_ins.find(token) for token in there] == [None, None]
    assert sign_ins.find(here) is not None
    with begin(actor(here), writes=True) as work:
        assert sign_ins.end_everywhere(work) == 1
    assert sign_ins.find(here) is None
    assert sign_ins.find(bobs) is not None


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (FIREFOX, "Firefox", "Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 "
         "Safari/537.36 Edg/139.0.0.0", "Edge", "Windows"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 "
         "Safari/537.36", "Chrome", "Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 "
         "Safari/605.1.15", "Safari", "macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/139.0 "
         "Mobile/15E148 Safari/604.1", "Chrome", "iPhone"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0 "
         "Mobile Safari/537.36", "Samsung Internet", "Android"),
        ("curl/8.5.0", "", ""),
        ("", "", ""),
        ("<script>alert(1)</script>", "", ""),
    ],
)  # fmt: skip
def test_a_user_agent_in_plain_words(agent: str, browser: str, system: str):
    assert (agents.browser(agent), agents.system(agent)) == (browser, system)


# --- a forgotten password ---


def asked(email: str, address: str = "192.0.2.9") -> None:
    flow.forgotten(email, address=address)


def mails() -> list[Message]:
    with begin(Actor.office()) as work:
        return list(work.session.execute(select(Message).order_by(Message.id)).scalars())


@pytest.fixture
def posting(anna, monkeypatch: pytest.MonkeyPatch) -> int:
    """There is a mail account."""
    from crm.core.config import MailServer
    from crm.notifications import servers

    server = MailServer("127.0.0.1", 2525, "none", None, None, "Czuwaj <czuwaj@example.test>")
    servers.configure(server, "https://crm.example.test")
    yield anna
    servers.configure(None, "http://127.0.0.1:8501")


def test_a_link_goes_to_whoever_may_sign_in_and_to_nobody_else(posting, cast):
    for stranger in ("nobody@example.test", "carol@example.test", "not an address", "", "\x00"):
        asked(stranger)
    assert mails() == [], "carol has no sign-in, which is the administrator's to give"
    asked("  ANNA@Example.test ")
    (mail,) = mails()
    assert (mail.kind, mail.address, mail.channel, mail.person_id) == (
        "password.forgotten", "anna@example.test", "email", posting
    )  # fmt: skip
    assert mail.title == "Choose a new password"
    assert moment_text(NOON + timedelta(hours=1), "Europe/Warsaw") in mail.text, "until when it holds"


def test_a_deactivated_person_is_sent_nothing(posting):
    with begin(Actor.office(), writes=True) as work:
        work.session.get_one(User, posting).is_active = False
    asked("anna@example.test")
    assert mails() == []


def test_the_outbox_shows_no_token_and_the_letter_carries_it(posting):
    from crm.notifications import outbox

    asked("anna@example.test")
    (mail,) = mails()
    with begin(Actor.office(), writes=True) as work:
        batch = outbox.lease(work, by="me", limit=5)
        stored = work.session.execute(select(Token.token_hash)).scalar_one()
    assert batch is not None
    (letter,) = batch.letters
    link = letter.text.split("https://crm.example.test/choose-password?token=")[1].split()[0]
    assert link in letter.html
    with begin(Actor.nobody()) as work:
        assert tokens.bearer(work, link)
    everything = "".join((mail.title, mail.text, mail.html, str(mail.extra), stored))
    assert link not in everything
    assert "-hidden-" in mail.text


def test_without_a_mail_account_nothing_is_left_lying_about(anna):
    asked("anna@example.test")
    assert mails() == []
    with begin(Actor.office()) as work:
        assert work.session.execute(select(Token)).all() == []


def test_asking_is_counted_for_each_account_alike_whether_it_exists_or_not(posting):
    for email in ("anna@example.test", "nobody@example.test"):
        for number in range(throttles.MAILS):
            asked(email, f"192.0.2.{number}")
        with pytest.raises(throttles.Throttled) as refusal:
            asked(email.upper(), "198.51.100.1")
        assert refusal.value.params == {"count": 15}
    assert len(mails()) == throttles.MAILS
    assert enter(), "the sign-in itself is not locked by it"


def test_asking_for_many_from_one_address_is_stopped(posting):
    for number in range(throttles.PER_ADDRESS):
        asked(f"person{number}@example.test")
    with pytest.raises(throttles.Throttled):
        asked("anna@example.test")
    assert mails() == []


def test_choosing_by_the_link_tells_the_person_afterwards(posting):
    here = enter()
    with begin(Actor.office(), writes=True) as work:
        token = tokens.issue(work, posting, "reset")
    flow.choose(token, OTHER, address="192.0.2.9")
    assert sign_ins.find(here) is None
    assert enter(password=OTHER)
    assert [mail.kind for mail in mails()] == ["password.changed"]


def test_an_invited_person_is_not_told_that_their_first_password_changed(posting, cast):
    with begin(Actor.office(), writes=True) as work:
        token = tokens.issue(work, cast.carol, "invite")
    flow.choose(token, OTHER, address="192.0.2.9")
    assert enter("carol@example.test", OTHER)
    assert mails() == []


def test_trying_tokens_from_one_address_is_stopped(posting):
    for number in range(throttles.PER_ADDRESS):
        with pytest.raises(tokens.TokenOver):
            flow.choose(f"forged{number}", OTHER, address="192.0.2.9")
    with begin(Actor.office(), writes=True) as work:
        token = tokens.issue(work, posting, "reset")
    with pytest.raises(Refusal) as refusal:
        flow.choose(token, OTHER, address="192.0.2.9")
    assert isinstance(refusal.value, throttles.Throttled)
    flow.choose(token, OTHER, address="192.0.2.10")
