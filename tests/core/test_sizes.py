"""Sizes in words: the unit that shows them, never "0 MB"."""

from __future__ import annotations

import pytest

from crm.core import i18n, sizes


@pytest.mark.parametrize(
    ("size", "english", "polish"),
    [
        (0, "0 B", "0 B"),
        (1023, "1,023 B", "1 023 B"),
        (1024, "1 kB", "1 kB"),
        (340 * 1024, "340 kB", "340 kB"),
        (2**20 - 1, "1 MB", "1 MB"),
        (2**20 * 5 // 2, "2.5 MB", "2,5 MB"),
    ],
)
def test_a_size_is_said_in_the_unit_that_shows_it(size: int, english: str, polish: str) -> None:
    assert sizes.text(size).replace("\N{NO-BREAK SPACE}", " ") == english
    i18n.speak("pl")
    try:
        assert sizes.text(size).replace("\N{NO-BREAK SPACE}", " ") == polish
    finally:
        i18n.speak("en")
