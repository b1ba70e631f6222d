"""X1 in a browser: every outlet of crm.ui shows every hostile string letter by letter, and nothing else happens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from crm.core import i18n
from tests.living import Office, eventually
from tests.living_browser import Person
from tests.security import hostile
from tests.security.harness import fill_new, quiet_office, serve, signed_in
from tests.security.looking import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BUNDLE = 140
BREAK = " ¶ "
MARKDOWN = "[data-testid=stMarkdownContainer]"
OUTLETS = {  # where to look for the text of each string, in order
    "small title": ".st-key-o-small h2",
    "small chip": ".st-key-o-chip .chip",
    "fact": ".st-key-o-facts dd",
    "line title": ".st-key-o-line .line b",
    "line chip": ".st-key-o-line .chip",
    "line rest": ".st-key-o-line .line > span:not(.chip)",
    "entry title": ".st-key-o-entry .entry b",
    "entry time": ".st-key-o-entry .entry time",
    "caption": ".st-key-o-note [data-testid=stCaptionContainer]",
    "expander label": f".st-key-o-fold summary {MARKDOWN}",
    "expander note": f".st-key-o-noted summary {MARKDOWN}",
    "error": f".st-key-o-refused [data-testid=stAlert] {MARKDOWN}",
    "warning": f".st-key-o-server [data-testid=stAlert] {MARKDOWN}",
    "page link": f".st-key-o-link [data-testid=stPageLink] {MARKDOWN}",
    "problem at a field": f".st-key-o-problem [data-testid=stMarkdown] {MARKDOWN}",
    "narrow row": ".st-key-narrow-all .row > b",
    "narrow chip": ".st-key-narrow-all .row > .chip",
    "narrow rest": ".st-key-narrow-all .row > span:not(.chip)",
    "chosen": ".st-key-o-several [data-tag] > span:not(template *)",
}
READ = "(selector) => [...document.querySelectorAll(selector)].map(found => found.innerText)"
VALUES = "(selector) => [...document.querySelectorAll(selector)].map(found => found.value)"
OPTIONS = """async () => {
    const list = document.querySelector('[role=listbox]'), found = {};
    const boxes = [list, ...list.querySelectorAll('*'), list.parentElement];
    const box = boxes.find(one => one.scrollHeight > one.clientHeight
        && /auto|scroll/.test(getComputedStyle(one).overflowY)) || list;
    const all = Number(list.querySelector('[role=option]').ariaSetSize);
    for (let again = 0; again < 5 && Object.keys(found).length < all; again++)  // a busy machine draws late
        for (let top = 0; top <= box.scrollHeight; top += 160) {
            box.scrollTop = top;
            await new Promise(done => setTimeout(done, 40 * (again + 1)));
            for (const one of list.querySelectorAll('[role=option]')) found[one.ariaPosInSet] = one.innerText;
        }
    return found;
}"""
WATCH_TOASTS = """window.toasts = [];
new MutationObserver(changes => {
    for (const change of changes) for (const node of change.addedNodes) if (node.querySelectorAll)
        for (const one of node.querySelectorAll('[data-testid=stToastText]')) window.toasts.push(one.innerText);
}).observe(document, {childList: true, subtree: true});"""
STRANGE = """() => [...document.querySelectorAll(
    '[data-testid=stMain] :is(script, iframe, img, image, object, embed, form, math, audio, video, meta, base, link,'
    + '[onerror], [onload], [onclick], [onfocus], [onmouseover], .katex, mark, del, table, blockquote, code, em, hr)')]
    .filter(found => !found.closest('[data-testid=stDataFrame], [data-testid=stForm]')).map(found => found.outerHTML)"""


def words(key: str, **params: object) -> str:
    return i18n.words("en", key, **params)


def expected(outlet: str, text: str) -> str:
    """What the place should say when it shows this text."""
    if outlet in ("error", "problem at a field"):
        text = words("clients.nip_taken", name=text)
    if outlet == "problem at a field":
        text = f"error {text}"  # the icon's name is its letters
    if outlet == "warning":
        text = words("notifications.test_failed", error=text)
    if outlet == "expander note":
        text = f"Label — {text}"
    return hostile.visible(text)


def unmarked(option: str) -> str:
    """An option without the mark that keeps it apart from one that looks the same."""
    return hostile.visible(re.sub(r" \(#\d+\)$", "", option))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patch, quiet_office(tmp_path_factory.mktemp("outlets")) as found:
        fill_new(found, patch)
        serve(found, "tests.security.harness_app:app")
        yield found


@pytest.fixture(scope="module")
def person(chrome: Any, office: Office) -> Iterator[Person]:
    """At a phone, where rows take the place of tables."""
    found = signed_in(chrome, office, **PHONE)
    yield found
    found.close()


def nothing_happened(person: Person) -> None:
    assert person.foreign == []
    assert person.dialogs == []
    assert person.complaints == []
    assert person.page.evaluate(STRANGE) == []


def differences(person: Person, texts: list[str]) -> list[tuple[str, str, str]]:
    """Each outlet whose text is not the one that was given: (outlet, given, shown)."""
    wrong = []
    for outlet, selector in OUTLETS.items():
        shown = person.page.evaluate(READ, selector)
        if len(shown) != len(texts):
            wrong.append((outlet, f"{len(texts)} texts", f"{len(shown)} places"))
            continue
        for text, seen in zip(texts, shown, strict=True):
            if (unmarked(seen) if outlet == "chosen" else hostile.visible(seen)) != expected(outlet, text):
                wrong.append((outlet, ascii(text), ascii(seen)))
    return wrong


def all_shown(person: Person, count: int) -> bool:
    """Streamlit still draws for a moment after it has run."""
    return all(
        person.page.evaluate(f"document.querySelectorAll({selector!r}).length") == count
        for selector in OUTLETS.values()
    )


@pytest.mark.parametrize("start", range(0, len(hostile.STORED), BUNDLE))
def test_every_outlet_shows_the_text_as_it_is(person: Person, start: int) -> None:
    texts = hostile.STORED[start : start + BUNDLE]
    person.go(f"/?from={start}&to={start + BUNDLE}")
    person.page.wait_for_selector(".st-key-narrow-all .row", state="attached")
    with suppress(AssertionError):  # `differences` says which place is missing
        eventually(lambda: all_shown(person, len(texts)), 10)

    assert differences(person, texts) == []
    joined = hostile.visible(BREAK.join(texts))
    assert [hostile.visible(seen) for seen in person.page.evaluate(READ, ".st-key-top .under")] == [joined]
    assert [hostile.visible(seen) for seen in person.page.evaluate(READ, ".st-key-top h1")] == [f"{joined} {joined}"]
    lines = person.page.evaluate(VALUES, ".st-key-o-input input")  # browsers take line ends out of these
    assert [hostile.visible(seen) for seen in lines] == [hostile.visible(text.replace("\n", "")) for text in texts]
    blocks = person.page.evaluate(VALUES, ".st-key-o-area textarea")
    assert [hostile.visible(seen) for seen in blocks] == [hostile.visible(text) for text in texts]
    assert person.page.title() in ("Czuwaj", words("page.today"))
    nothing_happened(person)


@pytest.mark.parametrize("start", range(0, len(hostile.STORED), 2 * BUNDLE))
def test_options_show_the_text_as_it_is(person: Person, start: int) -> None:
    texts = hostile.STORED[start : start + 2 * BUNDLE]
    person.go(f"/?options=1&from={start}&to={start + 2 * BUNDLE}")
    box = person.page.locator(".st-key-o-pick input").first
    assert eventually(lambda: unmarked(box.input_value()), 10) == hostile.visible(texts[0])
    box.click()
    person.page.wait_for_selector("[role=listbox] [role=option]")
    offered = person.page.evaluate(OPTIONS)

    assert {int(place): unmarked(seen) for place, seen in offered.items()} == {
        place: hostile.visible(option) for place, option in enumerate(texts, start=1)
    }
    nothing_happened(person)


@pytest.mark.parametrize("start", range(0, len(hostile.STORED), 2 * BUNDLE))
def test_toasts_show_the_text_as_it_is(person: Person, start: int) -> None:
    texts = hostile.STORED[start : start + 2 * BUNDLE]
    person.page.add_init_script(WATCH_TOASTS)
    person.go(f"/?toasts=1&from={start}&to={start + 2 * BUNDLE}")
    eventually(lambda: len(person.page.evaluate("window.toasts")) >= len(texts), 15, "every toast")

    wrong = []
    wanted = {expected("error", text) for text in texts}
    for seen in person.page.evaluate("window.toasts"):
        whole, cut, _ = seen.partition("view more")  # long ones are shortened until somebody asks for the rest
        shown = hostile.visible(whole).removesuffix("\\")
        if shown not in wanted and not (cut and any(text.startswith(shown) for text in wanted)):
            wrong.append(ascii(seen))
    assert wrong == []
    nothing_happened(person)


def test_text_that_nobody_escaped_would_be_noticed(chrome: Any, office: Office) -> None:
    """The mutant: captions without `safe`; every net above must catch something."""
    start, count = hostile.STORED.index("![picture](http://evil.test/x.png)"), 60
    person = signed_in(chrome, office, **PHONE)
    person.go(f"/?raw=1&from={start}&to={start + count}")
    eventually(lambda: person.complaints or person.foreign, 10, "a picture from elsewhere")
    seen = [hostile.visible(text) for text in person.page.evaluate(READ, OUTLETS["caption"])]
    kept = [hostile.visible(text) for text in hostile.STORED[start : start + count]]
    assert len([text for text in kept if text not in seen]) > count / 3
    assert person.page.evaluate(STRANGE) != []
    person.complaints.clear()
    person.close()
