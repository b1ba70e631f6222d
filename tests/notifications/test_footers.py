"""The foot of a letter says why its reader gets it, and a substitute is told whom they stand in for."""

from __future__ import annotations

from datetime import date

import pytest

from crm.core import i18n
from crm.core.subjects import Facts
from crm.notifications.rendering import Occasion, Reader, render

FACTS = Facts("Boiler", (), date(2026, 3, 12))
TOMASZ = (("Tomasz", date(2026, 3, 20)),)


def letter(kind: str, language: str, absent: tuple[tuple[str, date], ...] = ()) -> str:
    occasion = Occasion(kind, "Office", "Europe/Warsaw", date(2026, 3, 10), FACTS, "/x", params={"by": "Anna"})
    return render(occasion, Reader(language, "Europe/Warsaw", in_place_of=absent)).text


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("kind", ["task.reminder", "task.late", "case.assigned", "comment.mentioned"])
def test_only_letters_about_monitorings_speak_of_them(kind: str, language: str) -> None:
    text, about = letter(kind, language), kind.partition(".")[0]
    assert "monitoring" not in text
    assert i18n.words(language, f"mail.why.{about}") in text
    assert i18n.words(language, "mail.why.change") in text
    assert i18n.words(language, "mail.why.monitoring") in letter("monitoring.ending", language)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_reminder_to_a_substitute_was_set_for_somebody_else(language: str) -> None:
    mine, theirs = letter("task.reminder", language), letter("task.reminder", language, TOMASZ)
    own = i18n.words(language, "news.task.reminder.lead")
    assert own in mine
    assert own not in theirs
    assert i18n.words(language, "mail.reminder.in_place").format(name="Tomasz") in theirs
    assert i18n.words(language, "mail.why.in_place").format(name="Tomasz") in theirs
