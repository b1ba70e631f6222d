"""My account: everybody's own, without any role; the password, the sign-ins, the colours."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select
from streamlit.testing.v1 import AppTest

from crm import people
from crm.core.i18n import t
from crm.core.work import Actor, begin
from crm.people import sign_ins
from crm.people.tables import SignIn, User, UserRole
from tests.conftest import Cast
from tests.pages.conftest import Opener, errors, key, shown, sign_in, titles

PAGE, PASSWORD, OTHER = "account/me.py", "correct horse battery", "another long password"


@pytest.fixture
def anna(cast: Cast) -> int:
    with begin(Actor.office(), writes=True) as work:
        people.set_password(work, cast.anna, PASSWORD)
    return cast.anna


def person(person_id: int) -> User:
    with begin(Actor.office()) as work:
        return work.session.get_one(User, person_id)


def is_open(sign_in_id: int) -> bool:
    return bool(sign_ins.open_ids([sign_in_id]))


def write(at: AppTest, form: str, name: str, value: str) -> None:
    at.text_input(key=key(at, form, name)).set_value(value)


def save(at: AppTest, form: str) -> AppTest:
    return at.button(key=key(at, form, "save")).click().run()


def test_a_stranger_sees_nothing(cast: Cast, open_page: Opener) -> None:
    at = open_page(None, PAGE)
    assert not titles(at)
    assert not at.text_input
    assert "example.test" not in shown(at)


def test_everybody_sees_their_own_and_only_that(cast: Cast, open_page: Opener) -> None:
    for who, address in (
        (cast.admin, "admin@"), (cast.mona, "mona@"), (cast.anna, "anna@"), (cast.vera, "vera@")
    ):  # fmt: skip
        at = open_page(who, PAGE)
        assert titles(at) == [t("page.me")]
        assert not errors(at)
        text = shown(at)
        assert address in text
        assert text.count("@example.test") == text.count(f"{address}example.test")


def test_a_person_without_any_role_has_their_settings_and_nothing_else(cast: Cast, open_page: Opener) -> None:
    with begin(Actor.office(), writes=True) as work:
        work.session.execute(delete(UserRole).where(UserRole.user_id == cast.vera))
    at = open_page(cast.vera, PAGE)
    assert titles(at) == [t("page.me")]
    assert not at.exception
    assert not errors(at)
    assert not [node.value for node in at.info]
    first = open_page(cast.vera, "work/today.py")
    assert t("account.no_role") in [node.value for node in first.info]
    assert t("error.forbidden") in errors(first)
    assert not titles(first)


def test_my_data_is_saved_and_the_page_is_loaded_anew_for_its_new_colours(anna: int, open_page: Opener) -> None:
    at = open_page(anna, PAGE)
    assert "again.js" not in shown(at)
    write(at, "me", "person_name", "Anna Nowak")
    write(at, "me", "phone", "601 602 603")
    at.selectbox(key=key(at, "me", "theme")).set_value("dark")
    at.selectbox(key=key(at, "me", "language")).set_value("pl")
    save(at, "me")
    assert not at.exception
    now = person(anna)
    assert (now.name, now.phone, now.theme, now.language) == ("Anna Nowak", "+48601602603", "dark", "pl")
    assert "again.js" in shown(at)
    assert "again.js" not in shown(at.run()), "once"
    assert "Moje konto" in titles(at)[0]


def test_what_is_wrong_stands_beside_its_field_and_stays_typed(anna: int, open_page: Opener) -> None:
    at = open_page(anna, PAGE)
    write(at, "me", "person_name", " ")
    write(at, "me", "phone", "12")
    save(at, "me")
    assert t("error.required") in errors(at)
    assert t("people.phone_wrong") in errors(at)
    assert at.text_input(key=key(at, "me", "phone")).value == "12"
    assert person(anna).name == "Anna"


def test_a_stale_form_is_refused_with_what_the_administrator_changed(anna: int, cast: Cast, open_page: Opener) -> None:
    at = open_page(anna, PAGE)
    with begin(Actor.person(cast.admin), writes=True) as work:
        card = people.get(work, anna)
        people.edit(work, anna, card.version, name="Anna Kos", email=card.email, role_ids=card.role_ids)
    write(at, "me", "phone", "601 602 603")
    save(at, "me")
    assert "Anna Kos" in errors(at).replace("\\", "")
    assert person(anna).phone is None
    save(at, "me")
    assert person(anna).phone == "+48601602603", "who has read it may save over it"


def test_the_password_is_changed_by_who_knows_the_current_one(anna: int, open_page: Opener) -> None:
    other = int(sign_in(anna))
    at = open_page(anna, PAGE)
    write(at, "my_password", "current_password", "wrong password")
    write(at, "my_password", "new_password", OTHER)
    save(at, "my_password")
    assert t("account.password_wrong") in errors(at)
    assert is_open(other)
    write(at, "my_password", "current_password", PASSWORD)
    write(at, "my_password", "new_password", "short")
    save(at, "my_password")
    assert t("people.password_short", min=10) in errors(at).replace("\\", "")
    write(at, "my_password", "new_password", OTHER)
    save(at, "my_password")
    assert not errors(at)
    assert t("account.password_saved") in [node.value for node in at.toast]  # beside the news of it
    assert not is_open(other)
    assert is_open(int(at.user["sign_in"]))
    assert sign_ins.sign_in("anna@example.test", OTHER, address="", agent="")
    fresh = [at.text_input(key=key(at, "my_password", name)).value for name in ("current_password", "new_password")]
    assert fresh == ["", ""]


def test_my_sign_ins_can_be_ended_one_by_one_and_all_at_once(anna: int, cast: Cast, open_page: Opener) -> None:
    others, foreign = [int(sign_in(anna)) for _ in range(3)], int(sign_in(cast.bob))
    at = open_page(anna, PAGE)
    here = int(at.user["sign_in"])
    assert len([node for node in at.get("html") if f">{t('account.this_one')}<" in node.proto.body]) == 1
    assert not [node for node in at.button if node.key == f"end:{here}"], "this one goes by the way out"
    at.button(key=f"end:{others[0]}").click().run()
    assert [is_open(one) for one in others] == [False, True, True]
    at.button(key="end-others").click().run()
    assert [is_open(one) for one in others] == [False, False, False]
    assert is_open(here)
    assert not [node for node in at.button if node.key == "end-others"]
    at.button(key="end-all-sure").click().run()
    assert not is_open(here)
    assert is_open(foreign)
    assert not titles(at), "signed out: nothing is shown any more"


def test_a_browser_name_is_shown_as_text(anna: int, open_page: Opener) -> None:
    number = int(sign_in(anna))
    with begin(Actor.office(), writes=True) as work:
        row = work.session.execute(select(SignIn).where(SignIn.id == number)).scalar_one()
        row.agent, row.address = "<img src=x onerror=alert(1)> Firefox/1", "<b>1</b>"
    text = shown(open_page(anna, PAGE))
    assert "<img" not in text
    assert "<b>1</b>" not in text
    assert "Firefox" in text
