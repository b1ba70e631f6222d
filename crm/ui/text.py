"""User text on Streamlit's screen: the one escaper, and words whose parameters are escaped."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from crm.core.i18n import t

JOINER = "\u2060"  # word joiner: invisible, breaks what Streamlit's Markdown would join into a sign or a link
_DROPPED = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff\u2060]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_SIGNS = [("->", 1), ("<-", 1), ("--", 1), (">=", 1), ("<=", 1), ("~=", 1), ("://", 1), (":streamlit:", 1)]
_WWW = re.compile(r"(?i)www\.")
_SCHEME = re.compile(r"(?i)(mailto:|xmpp:)")
_MARKED = re.compile(r" \(#\d+\)$")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def safe(value: object) -> str:
    """Any text so that Markdown shows it letter by letter.

    Line breaks are normalised and empty lines kept within the paragraph, bidi controls dropped, automatic links and
    Streamlit's own signs broken up by an invisible joiner, and every ASCII punctuation mark is escaped: more than 800
    hostile strings come through a browser unchanged (tests/security).
    """
    text = str(value if value is not None else "").replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("\ufffd", _DROPPED.sub("", text))
    for sign, place in _SIGNS:
        text = text.replace(sign, sign[:place] + JOINER + sign[place:])
    text = text.replace("--", "-" + JOINER + "-").replace("@", JOINER + "@")
    text = _WWW.sub(lambda found: found[0][:3] + JOINER + ".", text)
    text = _SCHEME.sub(lambda found: found[0] + JOINER, text)
    text = re.sub(r"\n(?=\n)", "\n\u00a0", text)  # an empty line would end the paragraph, and a colour around it
    text = re.sub(r"(?m)^[ \t]+", lambda found: "\u00a0" * len(found[0]), text)
    return _PUNCTUATION.sub(r"\\\1", text)


def say(key: str, /, **params: object) -> str:
    """The words of a key for Markdown, with every text among its parameters escaped."""
    return t(key, **{name: safe(value) if isinstance(value, str) else value for name, value in params.items()})


def literal(value: object) -> str:
    """Any text for outlets that show it letter by letter already (options, cells): no bidi, no control marks."""
    return _CONTROL.sub("\ufffd", _DROPPED.sub("", str(value if value is not None else "")))


def apart(options: Iterable[Any], name_of: Callable[[Any], str]) -> Callable[[Any], str]:
    """The literal names of options, no two alike: Streamlit knows an option by its text, and takes the last of a name.

    Those that would look the same get their id (or place) behind the name: "Jan Kowalski (#17)".
    """
    names = [(option, literal(name_of(option))) for option in options]
    times = Counter(name for _, name in names)
    shown = {
        option: f"{name} (#{option if isinstance(option, int) else place})"
        if times[name] > 1 or _MARKED.search(name)
        else name
        for place, (option, name) in enumerate(names, start=1)
    }
    return lambda option: shown[option] if option in shown else literal(name_of(option))


def markup(value: object) -> str:
    """Any text for our own HTML: escaped, without bidi controls."""
    return html.escape(_CONTROL.sub("\ufffd", _DROPPED.sub("", str(value if value is not None else ""))))
