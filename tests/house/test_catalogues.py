"""The words: every key that code uses exists in both languages, alike; none is unused."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from crm.core.access import RIGHTS
from crm.core.i18n import FOLDER

ROOT = Path(__file__).resolve().parents[2]
KEY = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")
IN_TEMPLATE = re.compile(r"""\bt\(\s*["']([a-z0-9_.]+)["']""")
PREFIX_IN_TEMPLATE = re.compile(r"""\bt\(\s*["']([a-z0-9_.]+\.)["']\s*~""")
# Calls whose dotted texts are no words: rights, settings, tables, SQL, kinds of messages.
NOT_WORDS = {
    "right", "require", "may", "visible", "fetch", "scope", "enter", "reach", "declared", "Place", "reference", "read",
    "write", "ForeignKey", "getattr", "import_module", "get", "tell", "tell_many", "joinpath", "suffix",
}  # fmt: skip
FIELD_CALLS = {
    "text",
    "block",
    "day",
    "choose",
    "pick",
    "pick_or_new",
    "several",
    "switch",
    "count",
    "amount",
    "colour",
}


@cache
def catalogue(language: str) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    assert key not in found, f"{key} stands twice ({path.name})"
                    assert key.split(".")[0] == path.stem, f"{key} lives in the wrong file: {language}/{path.name}"
                    found[key] = message
    return found


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in [*ROOT.glob("*.py"), *ROOT.glob("crm/**/*.py"), *ROOT.glob("pages/**/*.py")]:
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@cache
def used() -> tuple[frozenset[str], frozenset[str]]:
    """Texts in the code that look like keys, and the literal beginnings of computed ones."""
    keys, prefixes = set(), set()
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.match(node.value):
                keys.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                if re.match(r"^[a-z][a-z0-9_.]*[._]$", start) and "." in start:
                    prefixes.add(start)
    for path in ROOT.glob("crm/**/*.html"):
        keys |= set(IN_TEMPLATE.findall(path.read_text(encoding="utf-8")))
        prefixes |= set(PREFIX_IN_TEMPLATE.findall(path.read_text(encoding="utf-8")))
    return frozenset(keys), frozenset(prefixes)


def spoken() -> Iterator[tuple[str, str]]:
    """(place, key) for each text that is handed to a call as a key of words."""
    areas = {path.stem for path in (FOLDER / "en").glob("*.po")}
    for path, tree in sources():
        for call in [node for node in ast.walk(tree) if isinstance(node, ast.Call)]:
            if name_of(call) in NOT_WORDS:
                continue
            for value in [*call.args, *[keyword.value for keyword in call.keywords]]:
                for text in [node for node in _direct(value) if isinstance(node, ast.Constant)]:
                    word = text.value
                    if isinstance(word, str) and KEY.match(word) and word.split(".")[0] in areas and word not in RIGHTS:
                        yield f"{path.relative_to(ROOT)}:{text.lineno}", word
            owner = call.func.value if isinstance(call.func, ast.Attribute) else None
            is_field = isinstance(owner, ast.Name) and owner.id == "fields" and name_of(call) in FIELD_CALLS
            if is_field and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
                yield f"{path.relative_to(ROOT)}:{call.lineno}", f"field.{call.args[1].value}"


def _direct(value: ast.expr) -> list[ast.expr]:
    return [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_both_languages_know_the_same_keys() -> None:
    assert set(catalogue("en")) == set(catalogue("pl"))


def test_every_key_that_is_spoken_exists() -> None:
    missing = sorted({f"{key}  ({place})" for place, key in spoken() if key not in catalogue("en")})
    assert not missing, "\n".join(missing)


def test_every_key_of_a_template_exists() -> None:
    keys = {key for path in ROOT.glob("crm/**/*.html") for key in IN_TEMPLATE.findall(path.read_text(encoding="utf-8"))}
    assert not {key for key in keys if not key.endswith(".")} - set(catalogue("en"))


def test_every_computed_key_begins_like_one_that_exists() -> None:
    areas = {path.stem for path in (FOLDER / "en").glob("*.po")}
    dangling = [
        p for p in used()[1] if p.split(".")[0] in areas and not any(key.startswith(p) for key in catalogue("en"))
    ]
    assert not dangling


def test_no_key_is_unused() -> None:
    keys, prefixes = used()
    fields = {f"field.{key.removeprefix('field.')}" for key in keys}
    unused = sorted(
        key
        for key in catalogue("en")
        if key not in keys | fields and not any(key.startswith(prefix) for prefix in prefixes)
    )
    assert not unused, "\n".join(unused)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_no_text_is_empty_and_all_plural_forms_are_there(language: str) -> None:
    wanted = {"en": 2, "pl": 3}[language]
    for key, message in catalogue(language).items():
        found = forms(message)
        assert all(found), key
        assert len(found) in (1, wanted), key
        assert not message.fuzzy, key


def test_placeholders_are_the_same_in_both_languages() -> None:
    for key, message in catalogue("en").items():
        other = catalogue("pl")[key]
        names = [set().union(*(placeholders(text) for text in forms(one))) for one in (message, other)]
        assert names[0] == names[1], key
        assert isinstance(message.id, str) == isinstance(other.id, str), key
