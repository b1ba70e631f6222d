"""Names of files made harmless: no folders, nothing that hides or turns letters, the ending kept."""

from __future__ import annotations

import re
import unicodedata

from crm.core import clean

LONGEST, LONGEST_ENDING = 150, 20
NAMELESS = "file"
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # not in a name on every system
_HIDING = ("Cc", "Cf", "Co", "Cs")  # control, bidi and other invisible marks, private letters, surrogates


def harmless(given: object) -> str:
    """The name under which a file is kept and handed out again, whatever it was called."""
    name = re.split(r"[/\\]", clean.text(given))[-1]
    name = "".join(letter for letter in name if letter in "\t\n" or unicodedata.category(letter) not in _HIDING)
    name = _FORBIDDEN.sub("_", clean.line(name.replace("\ufffd", "")))
    return _shortened(name.lstrip(". ").rstrip(". ")) or NAMELESS


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > LONGEST_ENDING:
        return name[:LONGEST].rstrip(". ")
    return f"{stem[: LONGEST - len(ending) - 1].rstrip('. ')}{dot}{ending}"
