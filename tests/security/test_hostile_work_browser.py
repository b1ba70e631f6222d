"""X1 on the pages of work, in a browser: tasks, cases, series, files, comments, templates, modes, absences, digests.

One record of each kind holds all the strings at once (lines of a checklist, notes, reasons, files, comments, consents),
so that one look reads fifty of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, time, timedelta

import pytest

from crm import cases, clients, notifications, people, tasks
from crm.core import i18n
from crm.core.errors import Refusal
from crm.core.work import Actor, Work, begin
from crm.flows import digest, office_settings
from crm.notifications import OutboxFilters
from crm.notifications.rules import DIGEST
from crm.notifications.tables import Entry
from crm.records import comments, files
from crm.tasks import series
from crm.tasks.series_rules import SeriesForm
from tests.living import Office, eventually
from tests.living_browser import Person
from tests.security import hostile
from tests.security.harness import fill_new, quiet_office, serve
from tests.security.looking import BLOCKS, FEW, LINES, NAME, TEXTS, heads, quiet, shown, texts, values

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SOME = TEXTS[::4][:12]  # as many modes of work as one may have
CROWDED, REFUSED, WAITING = 0, 1, 2  # what is in lists by its string, and holds more than that
LABEL = "[data-testid=stMain] summary [data-testid=stMarkdownContainer]"
TOASTED = "[data-testid=stToast] [data-testid=stToastText]"


@dataclass
class World:
    """The ids of what was made, in the order of the strings."""

    ada: int
    client: int = 0
    tasks: list[int] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)
    series: list[int] = field(default_factory=list)
    templates: dict[str, list[str]] = field(default_factory=lambda: {"email": [], "sms": []})
    files: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    digest: int = 0


def fill(ada: int) -> World:
    """Each string in every text field of a record of its own, then all of them in one."""
    world = World(ada)
    with begin(Actor.person(ada), writes=True) as work:
        _office(work)
        world.client = clients.create(work, is_company=True, name=TEXTS[0])
        for place, text in enumerate(TEXTS):
            _records(work, world, place, text)
    _refused(world)
    with begin(Actor.person(ada), writes=True) as work:
        _crowd(work, world)
        _mine(work)
        _bell(work, world)
        digest.send_me_one(work)
        found = notifications.messages(work, OutboxFilters(kind=DIGEST)).rows
        world.digest = found[0].id
    return world


def _office(work: Work) -> None:
    card = office_settings.read(work)
    same = {name: getattr(card, name) for name in ("zone", "language", "currency", "contract_pattern")}
    office_settings.edit(work, name=NAME, **same)


def _records(work: Work, world: World, place: int, text: str) -> None:
    kind = cases.create_kind(work, name=text, colour=f"#{0x101010 + place * 4097:06x}")
    world.cases.append(
        cases.create(work, client_id=world.client, kind_id=kind, title=text, description=text, owner_id=world.ada)
    )
    late = work.now - timedelta(days=1, minutes=place % 5 * 60 - place)  # every fifth string comes first
    world.tasks += tasks.create(
        work, title=text, description=text, category=text, checklist=[text], due_at=late, subject_kind="client",
        subject_id=world.client, tell=False,
    )  # fmt: skip
    form = SeriesForm(
        text, "FREQ=WEEKLY", date(2026, 3, 11), time(9), owner_id=world.ada, description=text, category=text,
        checklist=[text],
    )  # fmt: skip
    world.series.append(series.create(work, form))
    for name in world.templates:
        with suppress(Refusal), work.savepoint():  # one with braces that are no key, or that is too long
            given = {"form": name, "purpose": "task", "language": "en", "subject": text, "body": text}
            notifications.create_template(work, name=text, **given)
            world.templates[name].append(text)


def _refused(world: World) -> None:
    """One task, given to somebody and refused for every reason; and one that waits for others."""
    with begin(Actor.office(), writes=True) as work:
        roles = [people.role_id(work, "employee")]
        eve = people.create(work, name=NAME, email="eve@example.test", role_ids=roles)
    task = world.tasks[REFUSED]
    for text in TEXTS:
        with begin(Actor.person(world.ada), writes=True) as work:
            tasks.delegate(work, task, None, person_id=eve)
        with begin(Actor.person(eve), writes=True) as work:
            tasks.move(work, task, "refuse", None, text)
    with begin(Actor.person(world.ada), writes=True) as work:
        tasks.delegate(work, task, None, person_id=world.ada)
        waiting = tasks.get(work, world.tasks[WAITING])
        same = ("title", "description", "category", "due_at", "subject_kind", "subject_id")
        said = {name: getattr(waiting, name) for name in same}
        tasks.edit(work, waiting.id, None, blocked_by=world.tasks[3:13], **said)


def _crowd(work: Work, world: World) -> None:
    task, case = world.tasks[CROWDED], world.cases[CROWDED]
    tasks.set_checklist(work, task, None, LINES)
    for text in TEXTS:
        tasks.add_note(work, task, text=text)
        comments.add(work, "case", case, text)
        clients.note_consent(work, world.client, None, "email", is_given=True, on=None, source=text)
        with suppress(Refusal), work.savepoint():  # a name whose ending says something else than what is in it
            files.add(work, "case", case, text, b"hello")
    world.files = [row.name for row in files.listing(work, "case", case).rows]


def _mine(work: Work) -> None:
    first = date(2026, 4, 1)
    for place, text in enumerate(SOME):
        day = first + timedelta(days=place)
        people.add_my_absence(work, first_on=day, last_on=day, note=text)
        notifications.switch_mode(work, notifications.add_mode(work, name=text, channels=["email"]))


def _bell(work: Work, world: World) -> None:
    """What was told so far is read; then an entry with each string, some of them put off with a reason."""
    notifications.mark_all_read(work)
    made = [_entry(work, world.ada, text, place) for place, text in enumerate(LINES)]
    work.session.flush()
    for entry, text in list(zip(made, TEXTS, strict=True))[:40:4]:
        notifications.snooze(work, entry.id, work.now + timedelta(hours=1), text)
    world.told = [entry.title for entry in made]


def _entry(work: Work, person: int, text: str, number: int) -> Entry:
    row = Entry(key=f"{number} {text}"[:120], person_id=person, kind="task.assigned", title=text, body=text)
    row.created_at = work.now
    work.session.add(row)
    return row


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, World]]:
    with pytest.MonkeyPatch.context() as patch, quiet_office(tmp_path_factory.mktemp("work")) as office:
        world = fill(fill_new(office, patch))
        serve(office, "app:app")
        yield office, world


@pytest.fixture(scope="module")
def world(made: tuple[Office, World]) -> World:
    return made[1]


def same(person: Person, selector: str, wanted: list[str]) -> None:
    """Exactly these texts stand in these places, in whatever order."""
    with suppress(AssertionError):  # the difference says more
        eventually(lambda: len(texts(person, selector)) >= len(wanted), 20)
    assert sorted(texts(person, selector)) == shown(wanted), selector


def tab(person: Person, key: str) -> None:
    person.tab(i18n.words("en", key))


def test_lists_on_a_phone_show_the_texts(phone: Person) -> None:
    for path, table in (("/tasks", "tasks"), ("/cases", "cases"), ("/series", "series")):
        phone.go(path)
        same(phone, f".st-key-narrow-{table} .row > b", LINES)
        quiet(phone)
    phone.go("/cases")
    same(phone, ".st-key-narrow-cases .row > .chip:nth-last-of-type(2)", LINES)  # their kinds
    quiet(phone)


def test_the_board_shows_the_texts(desk: Person) -> None:
    desk.go("/tasks?view=mine&as=board")
    same(desk, "[class*='st-key-task-card-'] .line > b", LINES)
    rest = texts(desk, "[class*='st-key-task-card-'] .line > span:not(.chip)")
    assert len([line for line in rest if hostile.visible(LINES[0]) in line]) == len(LINES)  # the client's name
    quiet(desk)


def test_dictionaries_and_templates_show_the_texts_and_their_preview(desk: Person, world: World) -> None:
    desk.go("/case_kinds")
    eventually(lambda: len(texts(desk, LABEL)) > len(LINES), 20, "the kinds")
    assert [ascii(text) for text in LINES if hostile.visible(text) not in texts(desk, LABEL)] == []
    quiet(desk)
    desk.go("/templates")
    for form, key in (("email", "wording.tab_email"), ("sms", "wording.tab_sms")):
        tab(desk, key)
        known = world.templates[form]
        assert len(known) > 30, form
        names = [hostile.visible(hostile.stored_line(text)) for text in known]
        eventually(lambda names=names: set(names) <= _beginnings(texts(desk, LABEL)), 30, form)
        looks = set(texts(desk, "[data-testid=stText]"))
        kept = [hostile.visible(hostile.stored(text)) for text in known if form == "email"]
        assert [ascii(text) for text in kept if text not in looks] == []
        quiet(desk)


def _beginnings(labels: list[str]) -> set[str]:
    """Everything that may be the name in labels of a name and a note."""
    return {" — ".join(label.split(" — ")[:count]) for label in labels for count in range(1, 4)}


def test_a_task_with_all_of_them_shows_every_line_note_and_reason(desk: Person, world: World) -> None:
    desk.go(f"/task?id={world.tasks[CROWDED]}")
    heads(desk, hostile.visible(LINES[CROWDED]))
    tab(desk, "tasks.tab_checklist")
    same(desk, "[class*='st-key-part-'] [data-testid=stMarkdownContainer]", LINES)
    tab(desk, "tasks.tab_notes")
    same(desk, "[data-testid=stMain] .entry b", BLOCKS)
    quiet(desk)
    desk.go(f"/task?id={world.tasks[REFUSED]}")
    tab(desk, "tasks.tab_chain")
    lines = "[role=tabpanel] .line > span"
    eventually(lambda: len(texts(desk, lines)) >= len(TEXTS), 20, "the chain")
    said = texts(desk, lines)
    assert [
        ascii(text) for text in BLOCKS if not any(line.endswith(f"· {hostile.visible(text)}") for line in said)
    ] == []
    assert len([name for name in texts(desk, "[role=tabpanel] .line > b") if hostile.visible(NAME) in name]) >= 50
    quiet(desk)


def test_a_case_with_all_of_them_shows_every_file_and_comment(desk: Person, world: World) -> None:
    assert len(world.files) > 40
    desk.go(f"/case?id={world.cases[CROWDED]}")
    tab(desk, "files.tab")
    same(desk, "[class*='st-key-file-'] .line > b", world.files)
    same(desk, ".comment p", BLOCKS)
    quiet(desk)


def test_a_client_shows_who_said_what(desk: Person, world: World) -> None:
    desk.go(f"/client?id={world.client}")
    tab(desk, "clients.tab_people")
    desk.press_fold(i18n.words("en", "consents.history"))
    lines = "[data-testid=stExpanderDetails] .line > span:not(.chip)"
    eventually(lambda: len(texts(desk, lines)) >= len(LINES), 20, "the consents")
    said = texts(desk, lines)
    assert [ascii(text) for text in LINES if not any(f"· {hostile.visible(text)} ·" in line for line in said)] == [], (
        said
    )
    quiet(desk)


@pytest.mark.parametrize("place", [9, 27, 45])
def test_cards_show_the_texts(desk: Person, world: World, place: int) -> None:
    line, block = hostile.visible(LINES[place]), hostile.visible(BLOCKS[place])
    for path, ids in (("task", world.tasks), ("case", world.cases), ("series", world.series)):
        desk.go(f"/{path}?id={ids[place]}")
        heads(desk, line)
        eventually(lambda: {line, block} <= values(desk), 20, f"{path}: fields with {line!a} and {block!a}")
        if path != "series":
            assert line in texts(desk, "[data-testid=stMain] .chips .chip"), path  # its category, its kind
        quiet(desk)


def test_what_is_waited_for_is_named_in_the_refusal(desk: Person, world: World) -> None:
    desk.go(f"/task?id={world.tasks[WAITING]}")
    desk.page.locator(f".st-key-task-finish-{world.tasks[WAITING]} button").first.click()
    said = "[data-testid=stAlert] [data-testid=stMarkdownContainer]"
    wanted = hostile.visible(i18n.words("en", "tasks.blocked", names=", ".join(LINES[3:13])))
    eventually(lambda: wanted in texts(desk, said), 10, ascii(wanted))
    quiet(desk)


def test_my_absences_and_modes_show_the_texts(desk: Person) -> None:
    desk.go("/working_time")
    for key in ("hours.tab_absences", "hours.tab_modes"):
        tab(desk, key)
    names = [hostile.visible(hostile.stored_line(text)) for text in SOME]
    eventually(lambda: all(any(name in label for label in texts(desk, LABEL)) for name in names), 20, "the folds")
    labels = texts(desk, LABEL)
    assert [ascii(name) for name in names if not any(label.endswith(name) for label in labels)] == []  # absences
    assert [ascii(name) for name in names if not any(label.startswith(name) for label in labels)] == []  # modes
    assert names[-1] in texts(desk, ".st-key-mode-foot button [data-testid=stMarkdownContainer]")
    desk.page.locator(".st-key-mode-foot button").first.click()
    offered = "[role=option], [role=menuitem], [data-baseweb=menu] li"
    eventually(lambda: set(names) <= set(texts(desk, offered)), 10, f"{texts(desk, offered)!a}")
    desk.page.keyboard.press("Escape")
    quiet(desk)


def test_the_inbox_the_line_above_and_the_start_page_show_the_texts(desk: Person, world: World) -> None:
    desk.go("/inbox")
    titles = ".entry b"
    eventually(lambda: set(shown(LINES)) <= set(texts(desk, titles)), 20, "the entries")
    waits = texts(desk, "[data-testid=stCaptionContainer]")
    reasons = [hostile.visible(hostile.stored_line(text)) for text in TEXTS[:40:4]]
    assert [ascii(text) for text in reasons if not any(said.endswith(f": {text}") for said in waits)] == []
    assert texts(desk, ".st-key-status-bar .bar b")[0] in shown(LINES)
    quiet(desk)
    desk.go("/")
    late = texts(desk, "[class*='st-key-task-row-'] .line > b")
    assert len(late) >= 10
    assert set(late) <= set(shown(LINES))
    quiet(desk)


def test_the_letter_of_the_morning_shows_the_texts(desk: Person, world: World) -> None:
    desk.page.goto(f"{desk.base}/outbox/{world.digest}/preview")
    said = hostile.visible(desk.page.evaluate("document.body.innerText"))
    with begin(Actor.person(world.ada)) as work:
        late = tasks.listing(work, tasks.Filters(view="mine", due="overdue")).rows[:10]
    missing = [row.title for row in late if hostile.visible(row.title) not in said]
    assert missing == [], ascii(missing)
    assert desk.page.evaluate("document.querySelectorAll('script, iframe, form, object, embed, svg').length") == 0
    quiet(desk)


def test_a_quick_task_keeps_what_was_typed_and_the_toast_shows_it(desk: Person, world: World) -> None:
    desk.go("/clients")
    for text in FEW[1:3]:
        desk.page.locator(".st-key-quick-task button").first.click()
        desk.page.get_by_role("dialog").get_by_label(i18n.words("en", "field.task_title")).first.fill(text)
        desk.page.keyboard.press("Enter")
        desk.settle()
        assert text in desk.page.evaluate(
            "[...document.querySelectorAll('[role=dialog] input')].map(found => found.value)"
        )
        desk.page.get_by_role("dialog").get_by_role("button", name=i18n.words("en", "tasks.add")).click()
        desk.settle()
        with begin(Actor.person(world.ada)) as work:
            found = tasks.listing(work, tasks.Filters(sort="created", descending=True)).rows
            assert text in [row.title for row in found], ascii(text)
        quiet(desk)
    with begin(Actor.office(), writes=True) as work:
        for place, text in enumerate(FEW[:5]):
            _entry(work, world.ada, text, 1000 + place)
    eventually(lambda: set(shown(FEW[:5])) <= set(texts(desk, TOASTED)), 30, "the toasts")
    quiet(desk)
