"""Templates: data and never programs; keys of the purpose only, one pass, hostile values, ten segments at most."""

from __future__ import annotations

import html as markup
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import notifications
from crm.core import gsm
from crm.core.errors import Conflict, Forbidden, Invalid
from crm.notifications import wording
from tests.conftest import Cast
from tests.dumping import Dumper
from tests.firm import by, by_office, codes
from tests.security.hostile import ALL

GIVEN: dict[str, Any] = {
    "name": "Przypomnienie",
    "form": "email",
    "purpose": "task",
    "language": "pl",
    "subject": "{{task.title}} – {{ task.from }}",
    "body": "Dzień dobry {{person.name}},\n\nbędziemy u Państwa {{task.from}}.\n{{owner.name}}, {{owner.phone}}",
}
SMS = {**GIVEN, "form": "sms", "subject": None, "body": "Bedziemy {{task.from}}. {{owner.name}}"}


def made(cast: Cast, **changes: Any) -> int:
    with by(cast.admin) as work:
        return notifications.create_template(work, **{**GIVEN, **changes})


def refused(cast: Cast, **changes: Any) -> Invalid:
    with pytest.raises(Invalid) as refusal:
        made(cast, **changes)
    return refusal.value


def names(cast: Cast, form: str) -> list[str]:
    with by(cast.admin) as work:
        return [row.name for row in notifications.templates(work, form)]


def test_a_template_is_kept_as_it_was_written(cast: Cast) -> None:
    made(cast)
    with by(cast.admin) as work:
        [row] = notifications.templates(work)
    assert (row.name, row.form, row.language, row.subject) == ("Przypomnienie", "email", "pl", GIVEN["subject"])
    assert row.body == GIVEN["body"]
    assert row.is_active
    assert not row.is_used


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("{{task.owner_password}}", "task.owner_password"),
        ("{{monitoring.title}}", "monitoring.title"),  # of another purpose
        ("{{ 7*7 }}", "7*7"),
        ("{{task.title|safe}}", "task.title|safe"),
        ("{{}}", ""),
        ("{{{task.title}}}", "{task.title"),
        ("{{Task.Title}}", "Task.Title"),
        ("{{task.title.__class__}}", "task.title.__class__"),
        ("{{task.title\n.x}}", "task.title\n.x"),
    ],
)
@pytest.mark.parametrize("field", ["subject", "body"])
def test_a_key_that_is_not_known_is_refused_and_named(
    cast: Cast, dump: Dumper, text: str, key: str, field: str
) -> None:
    before = dump()
    shown = " ".join(key.split()) if field == "subject" else key
    problems = refused(cast, **{field: f"Before {text} after"}).problems
    assert [(p.code, p.field, p.params.get("key")) for p in problems if p.code == "wording.key_unknown"] == [
        ("wording.key_unknown", field, shown)
    ]
    assert dump() == before


@pytest.mark.parametrize("text", ["{{task.title", "task.title}}", "{{task.title}} }}", "{{ {{task.title}}"])
def test_braces_that_are_no_gap_are_refused(cast: Cast, text: str) -> None:
    found = codes(refused(cast, body=text).problems)
    assert found & {("wording.braces", "body"), ("wording.key_unknown", "body")}


def test_single_braces_and_other_signs_are_just_text(cast: Cast) -> None:
    text = "{task.title} {% for x in y %} ${x} %s {0} <b> \\"
    made(cast, body=text)
    assert wording.fill(text, {"task.title": "x"}) == text


def test_everything_that_is_wrong_is_told_at_once(cast: Cast, dump: Dumper) -> None:
    before = dump()
    found = refused(cast, name=" ", form="fax", purpose="weather", language="xx", subject="", body="x" * 5001)
    assert codes(found.problems) == {
        ("error.required", "name"),
        ("wording.choose", "form"),
        ("wording.choose", "purpose"),
        ("wording.choose", "language"),
        ("error.required", "subject"),
        ("error.too_long", "body"),
    }
    assert dump() == before


def test_a_value_is_never_expanded_again() -> None:
    values = {"client.name": "{{owner.phone}}", "owner.phone": "{{client.name}}", "task.title": "}}{{owner.phone}}"}
    assert wording.fill("{{client.name}} {{ owner.phone }} {{task.title}}", values) == (
        "{{owner.phone}} {{client.name}} }}{{owner.phone}}"
    )
    assert wording.fill("{{{{client.name}}}}", {"client.name": "task.title", "task.title": "x"}) == "}}"


@given(st.dictionaries(st.sampled_from(wording.PURPOSES["task"]), st.text(max_size=400)))
def test_filling_puts_each_value_once_and_on_one_line(values: dict[str, str]) -> None:
    for key in wording.PURPOSES["task"]:
        found = wording.fill(f"<{{{{{key}}}}}>", values)
        assert found == f"<{wording.one_line(values.get(key, ''))}>"
        assert "\n" not in found
        assert len(found) <= wording.VALUE + 2


def test_hostile_values_stay_text_in_subject_text_and_layout() -> None:
    """All of the collection: no tag that is not ours, no second line in a subject, nothing read a second time."""
    bare = notifications.letter(notifications.filled("email", "pl", "A", "B\nC", {}), "Czuwaj")
    for value in ALL:
        given = {"client.name": value, "owner.phone": "EXPANDED"}
        worded = notifications.filled("email", "pl", "A {{client.name}}", "B {{client.name}}\nC", given)
        letter, shown = notifications.letter(worded, "Czuwaj"), wording.one_line(value)
        assert worded.title == wording.one_line(f"A {shown}")[: wording.SUBJECT]
        assert letter.text.startswith(f"B {shown}\nC\n")
        assert re.findall(r"<[/\w!]+", letter.html) == re.findall(r"<[/\w!]+", bare.html), value
        assert markup.unescape(letter.html).count(shown) >= 1
        assert "EXPANDED" not in letter.text


def test_a_letter_keeps_our_layout_and_its_lines(engine: Any) -> None:
    worded = notifications.filled("email", "pl", "Temat", "Jeden\n\nDwa <b>trzy</b>", {})
    letter = notifications.letter(worded, "Biuro & Syn")
    assert "Jeden\n\nDwa &lt;b&gt;trzy&lt;/b&gt;" in letter.html
    assert "white-space:pre-line" in letter.html
    assert 'lang="pl"' in letter.html
    assert "Biuro &amp; Syn" in letter.html
    assert "/unsubscribe?token=" in letter.html
    assert "/unsubscribe?token=" in letter.text


def test_an_sms_of_more_than_ten_segments_is_refused_with_its_number(cast: Cast, dump: Dumper) -> None:
    made(cast, **{**SMS, "body": "a" * 1530})
    before = dump()
    [problem] = refused(cast, **{**SMS, "body": "a" * 1531}).problems
    assert (problem.code, problem.field, dict(problem.params)) == (
        "wording.sms_too_long",
        "body",
        {"count": 11, "max": 10},
    )
    [problem] = refused(cast, **{**SMS, "body": "ą" * 671}).problems
    assert problem.params["count"] == 11
    assert dump() == before
    made(cast, **{**SMS, "body": "ą" * 671, "is_plain": True})


def test_long_values_never_make_an_sms_longer_than_ten_segments(cast: Cast) -> None:
    body = "a" * 1400 + "{{client.name}}{{task.title}}"
    made(cast, **{**SMS, "body": body, "is_plain": True})
    worded = notifications.filled("sms", "pl", "", body, {"client.name": "x" * 300, "task.title": "y" * 300})
    assert gsm.measure(worded.text).segments == 10
    assert worded.text.endswith("...")


def test_transliteration_is_a_wish(cast: Cast) -> None:
    values = {"task.title": "Przegląd „kotła” – jutro"}
    plain = notifications.filled("sms", "pl", "", "{{task.title}}", values, is_plain=True)
    assert plain.text == 'Przeglad "kotla" - jutro'
    assert gsm.alphabet_of(plain.text) == gsm.GSM
    assert notifications.filled("sms", "pl", "", "{{task.title}}", values).text == values["task.title"]


def test_templates_are_ordered_copied_and_switched_off(cast: Cast) -> None:
    first = made(cast, name="A")
    second = made(cast, name="B")
    made(cast, **{**SMS, "name": "S"})
    with by(cast.admin) as work:
        notifications.move_template(work, second, -1)
    assert names(cast, "email") == ["B", "A"]
    with by(cast.admin) as work:
        notifications.copy_template(work, first)
    assert names(cast, "email") == ["B", "A", "A (copy)"]
    assert names(cast, "sms") == ["S"]
    with by(cast.admin) as work:
        row = next(row for row in notifications.templates(work) if row.id == first)
        notifications.edit_template(work, first, row.version, **{**GIVEN, "name": "A"}, is_active=False)
    with by(cast.anna) as work:
        assert [c.name for c in notifications.template_choices(work, "email", "task")] == [
            "B · polski", "A (copy) · polski",
        ]  # fmt: skip
        assert first in [c.id for c in notifications.template_choices(work, "email", "task", held=first)]
        assert notifications.template_choices(work, "sms", "monitoring") == []


def test_what_was_used_is_never_deleted(cast: Cast, dump: Dumper) -> None:
    free, used = made(cast, name="free"), made(cast, name="used")
    with by_office() as work:
        notifications.worded(work, used, {})
    with by(cast.admin) as work:
        notifications.delete_template(work, free, 1)
    before = dump()
    with pytest.raises(Invalid, match=r"wording\.used"), by(cast.admin) as work:
        notifications.delete_template(work, used, 1)
    assert dump() == before
    assert names(cast, "email") == ["used"]


def test_form_and_purpose_of_a_template_stay(cast: Cast) -> None:
    template = made(cast)
    with by(cast.admin) as work:
        notifications.edit_template(work, template, 1, **{**GIVEN, "form": "sms", "purpose": "monitoring"})
        [row] = notifications.templates(work)
    assert (row.form, row.purpose) == ("email", "task")


def test_two_people_editing_one_template_meet(cast: Cast, dump: Dumper) -> None:
    template = made(cast)
    with by(cast.admin) as work:
        notifications.edit_template(work, template, 1, **{**GIVEN, "name": "Mine"})
    before = dump()
    with pytest.raises(Conflict), by(cast.admin) as work:
        notifications.edit_template(work, template, 1, **{**GIVEN, "name": "Yours"})
    assert dump() == before


def test_only_who_configures_the_office_writes_templates(cast: Cast, dump: Dumper) -> None:
    template = made(cast)
    before = dump()
    for person in (cast.mona, cast.anna, cast.vera):
        for refused_call in (
            lambda work: notifications.create_template(work, **GIVEN),
            lambda work: notifications.edit_template(work, template, 1, **GIVEN),
            lambda work: notifications.delete_template(work, template, 1),
        ):
            with pytest.raises(Forbidden), by(person) as work:
                refused_call(work)
    assert dump() == before


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("purpose", sorted(wording.PURPOSES))
def test_every_key_has_an_example(purpose: str, language: str) -> None:
    assert all(notifications.examples(purpose, language).values())
