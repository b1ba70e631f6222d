"""Which browser on which system a user-agent header speaks of: a hint for people, never a proof."""

from __future__ import annotations

import re

# The first that is found: most browsers also name those that they want to be taken for.
_BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\bOPR/|\bOpera\b"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Vivaldi", r"\bVivaldi/"),
    ("Firefox", r"\bFirefox/|\bFxiOS/"),
    ("Chromium", r"\bChromium/"),
    ("Chrome", r"\b(?:Headless)?Chrome/|\bCriOS/"),
    ("Safari", r"\bVersion/[\d.]+ .*\bSafari/|\bSafari/"),
)
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac OS X\b|\bMacintosh\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Linux", r"\bLinux\b"),
)


def browser(agent: str) -> str:
    """The browser's name, "" when none is known."""
    return _first(_BROWSERS, agent)


def system(agent: str) -> str:
    """The system's name, "" when none is known."""
    return _first(_SYSTEMS, agent)


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, agent)), "")
