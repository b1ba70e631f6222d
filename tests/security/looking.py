"""Looking at pages full of hostile strings: which strings, where they are read, and that nothing else has happened."""

from __future__ import annotations

from tests.living import eventually
from tests.living_browser import Person
from tests.security import hostile

PHONE = {"width": 400, "height": 900}
READ = "(selector) => [...document.querySelectorAll(selector)].map(found => found.innerText)"
VALUES = "(selector) => [...document.querySelectorAll(selector)].map(found => found.value)"
STRANGE = """() => [...document.querySelectorAll('[data-testid=stMain] :is(script, iframe, img:not([alt=Logo]), object,'
    + 'embed, form, math, audio, video, [onerror], [onload], [onclick], .katex, mark, del:not(.was), blockquote, em)')]
    .filter(found => !found.closest('[data-testid=stDataFrame], [data-testid=stForm]')).map(found => found.outerHTML)"""
_LONGEST = 80  # of a contract's number, the shortest field
TEXTS = list(
    {
        hostile.stored_line(text).casefold(): text
        for text in hostile.sample(98)
        if len(hostile.stored_line(text)) <= _LONGEST
    }.values()
)[:50]
LINES = [hostile.stored_line(text) for text in TEXTS]
BLOCKS = [hostile.stored(text) for text in TEXTS]
NAME = next(text for text in hostile.FAMILIES["markdown"] if text.startswith("![picture]"))
FEW = LINES[::9]


def texts(person: Person, selector: str) -> list[str]:
    return [hostile.visible(text) for text in person.page.evaluate(READ, selector)]


def values(person: Person) -> set[str]:
    found = person.page.evaluate(VALUES, "[data-testid=stMain] input, [data-testid=stMain] textarea")
    return {hostile.visible(value) for value in found}


def heads(person: Person, text: str) -> None:
    """The text stands at the top of the page."""
    eventually(lambda: any(head.startswith(text) for head in texts(person, ".st-key-top h1")), 10, ascii(text))


def shown(wanted: list[str]) -> list[str]:
    return sorted(hostile.visible(text) for text in wanted)


def quiet(person: Person) -> None:
    assert person.foreign == []
    assert person.dialogs == []
    assert person.complaints == []
    assert person.page.evaluate(STRANGE) == []
