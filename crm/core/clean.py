"""Text as it may enter the house: no NUL, no lone surrogates, one form of Unicode, a bounded length."""

from __future__ import annotations

import re
import unicodedata

from crm.core.errors import Problem

LINE, BLOCK = 200, 10_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"\s+")


def text(value: object) -> str:
    """Any text, storable on every database: NFC, surrogates and control characters replaced by U+FFFD."""
    raw = str(value if value is not None else "").replace("\r\n", "\n").replace("\r", "\n")
    raw = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", _CONTROL.sub("\ufffd", raw))


def line(value: object) -> str:
    """One line: white space folded to single blanks, none at the ends."""
    return _SPACES.sub(" ", text(value)).strip()


def block(value: object) -> str:
    """Several lines; ends trimmed."""
    return text(value).strip()


def key(value: object) -> str:
    """A line for comparing: case folded."""
    return line(value).casefold()


def check(value: str, field: str, longest: int, *, is_needed: bool = False) -> list[Problem]:
    """What is wrong with a text's length: missing where it is needed, or longer than its column."""
    if is_needed and not value:
        return [Problem("error.required", field)]
    return [Problem("error.too_long", field, {"max": longest})] if len(value) > longest else []
