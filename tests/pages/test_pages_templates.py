"""Templates, consents and the automaton on their pages: strangers see nothing, forms say what is wrong and keep it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from crm import clients, notifications, people, tasks
from crm.core.i18n import t
from crm.flows import automatic, automaton
from tests.conftest import NOON, Cast
from tests.firm import by, by_office
from tests.pages.conftest import Opener, errors, key, shown, titles

TEMPLATES, AUTOMATON, CLIENT, TASK = (
    "office/templates.py",
    "office/automaton.py",
    "customers/client.py",
    "work/task.py",
)
GIVEN: dict[str, Any] = {"purpose": "task", "language": "en", "subject": "S", "body": "Kanarek {{task.title}}"}


def fill(at: AppTest, form: str, /, **typed: Any) -> AppTest:
    for name, value in typed.items():
        [found] = [node for node in at._tree if getattr(node, "key", None) == key(at, form, name)]
        found.set_value(value)
    return at.run()


def save(at: AppTest, form: str) -> AppTest:
    at.button(key=key(at, form, "save")).click().run()
    assert not at.exception
    return at


@pytest.fixture
def template(cast: Cast) -> int:
    with by(cast.admin) as work:
        return notifications.create_template(work, name="Kanarek", form="email", **GIVEN)


@pytest.fixture
def client(cast: Cast) -> int:
    with by(cast.admin) as work:
        made = clients.create(work, is_company=True, name="Młyn", owner_id=cast.anna)
        clients.add_person(work, made, name="Ewa", email="ewa@example.test")
    return made


@pytest.fixture
def task(cast: Cast, client: int) -> int:
    with by(cast.anna) as work:
        given = {"subject_kind": "client", "subject_id": client, "from_at": NOON + timedelta(days=3)}
        return tasks.create(work, title="Przegląd", **given)[0]


@pytest.mark.parametrize("page", [TEMPLATES, AUTOMATON])
@pytest.mark.parametrize("who", ["mona", "anna", "vera", None])
def test_who_does_not_configure_the_office_sees_nothing(
    cast: Cast, template: int, open_page: Opener, page: str, who: str | None
) -> None:
    at = open_page(getattr(cast, who) if who else None, page)
    assert "Kanarek" not in shown(at)
    assert not [button for button in at.button if "save" in str(button.key)]


def test_a_template_is_added_with_its_counter(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, TEMPLATES)
    form = "template-new-sms"
    fill(at, form, template_name="Wizyta", body="Przyjdziemy jutro – {{task.title}}", is_plain=False)
    assert not at.exception
    assert t("wording.alphabet.ucs2") in shown(at)
    fill(at, form, is_plain=True)
    assert t("wording.alphabet.gsm") in shown(at)
    save(at, form)
    assert [toast.value for toast in at.toast] == [t("wording.saved")]
    with by(cast.admin) as work:
        [row] = notifications.templates(work)
    assert (row.name, row.form, row.is_plain) == ("Wizyta", "sms", True)


def test_the_counter_counts_all_of_a_text_that_is_too_long(cast: Cast, open_page: Opener) -> None:
    at = open_page(cast.admin, TEMPLATES)
    form = "template-new-sms"
    fill(at, form, template_name="Long", body="ż" * 1700, is_plain=True)
    assert t("wording.segments", count=12) in shown(at)
    save(at, form)
    assert t("wording.sms_too_long", count=12, max=10) in errors(at)


def test_an_unknown_key_is_named_beside_the_text_which_stays(cast: Cast, open_page: Opener, dump: Any) -> None:
    at, before = open_page(cast.admin, TEMPLATES), dump()
    form = "template-new-email"
    fill(at, form, template_name="X", subject="S", body="{{task.secret}}")
    save(at, form)
    assert "task\\.secret" in errors(at)
    assert at.text_area(key=key(at, form, "body")).value == "{{task.secret}}"
    assert dump() == before


def test_a_template_is_looked_at_with_a_real_record(cast: Cast, template: int, task: int, open_page: Opener) -> None:
    at = open_page(cast.admin, TEMPLATES)
    fill(at, f"template-{template}", preview_record=task)
    assert "Kanarek Przegląd" in [node.value for node in at.text]


def test_consents_are_noted_and_shown_on_the_clients_card(cast: Cast, client: int, open_page: Opener) -> None:
    at = open_page(cast.anna, CLIENT, id=client)
    assert t("consents.never") in shown(at)
    save(at, "consent")
    assert t("error.required") in errors(at)
    fill(at, "consent", source="<b>telefon</b> *bold*")
    save(at, "consent")
    assert [toast.value for toast in at.toast] == [t("consents.noted")]
    assert t("consents.given") in shown(at)
    with by_office() as work:
        assert clients.may_write(work, client, None, "email") is None


def test_who_may_only_look_notes_no_consent(cast: Cast, client: int, open_page: Opener) -> None:
    at = open_page(cast.vera, CLIENT, id=client)
    assert t("consents.hint") in shown(at)
    assert not [button for button in at.button if str(button.key).startswith("consent:save")]


def test_the_automaton_is_set_with_the_operators_password(cast: Cast, template: int, open_page: Opener) -> None:
    with by(cast.admin) as work:
        people.set_password(work, cast.mona, "the operator's own")
    at = open_page(cast.admin, AUTOMATON)
    assert titles(at) == [t("page.automaton")]
    fill(at, "automaton", is_on=True, operator_id=cast.mona)
    fill(at, "automaton", operator_password="wrong")
    save(at, "automaton")
    assert t("automaton.password_wrong") in errors(at)
    fill(at, "automaton", operator_password="the operator's own")
    fill(at, "automaton", **{"client.email_template_id": template, "client.email_count": 3})
    save(at, "automaton")
    assert [toast.value for toast in at.toast] == [t("automaton.saved")]
    with by(cast.admin) as work:
        held = automaton.settings(work)
    assert (held.is_on, held.operator_id, held.client.email_template_id, held.client.email_count) == (
        True, cast.mona, template, 3,
    )  # fmt: skip


def test_a_hosted_office_is_not_shown_the_scheduler(
    cast: Cast, open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert t("automaton.scheduler_silent") in shown(open_page(cast.admin, AUTOMATON))
    automaton.use_hosted(True)
    try:
        assert t("automaton.scheduler_silent") not in shown(open_page(cast.admin, AUTOMATON))
    finally:
        automaton.use_hosted(False)


def test_a_reminder_is_set_on_a_task_and_says_what_is_missing(
    cast: Cast, template: int, task: int, open_page: Opener
) -> None:
    at = open_page(cast.anna, TASK, id=task)
    assert t("automaton.none") in shown(at)
    fill(at, "automatic", audience="both", count=2)
    fill(at, "automatic", email_template_id=template)
    save(at, "automatic")
    assert [toast.value for toast in at.toast] == [t("automaton.reminder_saved")], errors(at)
    with by(cast.anna) as work:
        card = automatic.card(work, task)
    assert [(wish.audience, wish.count, wish.email_template_id) for wish in card.wishes] == [
        ("client", 2, template), ("staff", 2, template),
    ]  # fmt: skip
    assert t("clients.no_consent") in "".join(node.value for node in at.warning)


def test_a_moment_that_has_gone_by_is_told_beside_it(cast: Cast, task: int, open_page: Opener, dump: Any) -> None:
    at = open_page(cast.anna, TASK, id=task)
    fill(at, "automatic", how="moment")
    fill(at, "automatic", at=(NOON - timedelta(days=1)).replace(tzinfo=None))
    before = dump()
    save(at, "automatic")
    assert t("automaton.at_past") in errors(at)
    assert dump() == before


def test_a_reminder_is_taken_away(cast: Cast, task: int, open_page: Opener) -> None:
    with by(cast.anna) as work:
        automatic.put(work, task, None, automatic.Wish("client", "email", count=1, unit="day"))
        [wish] = automatic.card(work, task).wishes
    at = open_page(cast.anna, TASK, id=task)
    at.button(key=f"automatic-{wish.id}-away-sure").click().run()
    assert not at.exception
    with by(cast.anna) as work:
        assert automatic.card(work, task).wishes == ()
