"""What is true of templates: which keys each purpose knows, what is wrong with one, and how its gaps are filled.

Templates are data, not programs: `{{key}}` from a declared list, filled in one pass; a value is never read again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from crm.core import clean, gsm
from crm.core.errors import Problem

EMAIL, SMS = "email", "sms"
FORMS = (EMAIL, SMS)
LANGUAGES = ("en", "pl")
NAME, SUBJECT, BODY, VALUE = 120, 200, 5_000, 300
MOST_SEGMENTS = 10
_COMMON = ("client.name", "person.name", "office.name", "owner.name", "owner.phone", "owner.email")
PURPOSES: Mapping[str, tuple[str, ...]] = {
    "task": ("task.title", "task.from", "task.due", "task.priority", *_COMMON),
    "case": ("case.number", "case.title", "case.kind", "case.state", "case.priority", "case.due", *_COMMON),
    "monitoring": ("monitoring.title", "monitoring.type", "monitoring.ends", "contract.number", *_COMMON),
}
_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_DIRECTION = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # would turn the text around them


def problems(*, name: str, form: str, purpose: str, language: str, subject: str, body: str) -> list[Problem]:
    """Everything that is wrong with a template; its texts are cleaned already."""
    found = clean.check(name, "name", NAME, is_needed=True)
    choices = ((form, FORMS, "form"), (purpose, PURPOSES, "purpose"), (language, LANGUAGES, "language"))
    found += [Problem("wording.choose", field) for value, known, field in choices if value not in known]
    texts = [("body", body, BODY)] if form == SMS else [("subject", subject, SUBJECT), ("body", body, BODY)]
    for field, text, longest in texts:
        found += clean.check(text, field, longest, is_needed=True) + gap_problems(text, field, purpose)
    return found


def gap_problems(text: str, field: str, purpose: str) -> list[Problem]:
    """A key that the purpose does not know is named; braces that belong to no gap are refused, too."""
    known = PURPOSES.get(purpose, ())
    named = dict.fromkeys(gap.strip() for gap in _GAP.findall(text))
    found = [Problem("wording.key_unknown", field, {"key": key[:60]}) for key in named if key not in known]
    rest = _GAP.sub("", text)
    return found + ([Problem("wording.braces", field)] if "{{" in rest or "}}" in rest else [])


def too_long(text: str) -> list[Problem]:
    """Whether an SMS, its gaps filled with examples, takes more segments than may be sent."""
    count = gsm.measure(text).segments
    is_short = count <= MOST_SEGMENTS
    return [] if is_short else [Problem("wording.sms_too_long", "body", {"count": count, "max": MOST_SEGMENTS})]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled, in one pass: what stands in a value is never looked at. No value leaves none."""
    return _GAP.sub(lambda gap: one_line(values.get(gap[1].strip(), "")), text)


def gaps_left(texts: Sequence[str], values: Mapping[str, str]) -> list[str]:
    """The keys that these texts name and that have no value: filled, there would be a hole."""
    named = dict.fromkeys(gap.strip() for text in texts for gap in _GAP.findall(text))
    return [key for key in named if not one_line(values.get(key, ""))]


def one_line(value: object) -> str:
    """A value as it may stand in a text: one line, nothing that turns its direction, not too long."""
    found = clean.line(_DIRECTION.sub("", clean.text(value)))
    return found if len(found) <= VALUE else found[: VALUE - 1].rstrip() + "…"


def example_key(key: str) -> str:
    """The words that stand for a key in a form and in examples."""
    return key.replace(".", "_")
