"""Rules in words: the usual forms read well in both languages, any other is said as it is written."""

from __future__ import annotations

from datetime import datetime

import pytest

from crm.core import i18n
from crm.core.recurrence import parse
from crm.core.recurrence_words import in_words
from tests.core.recurrence_vectors import RFC

START = datetime(2026, 3, 5, 9)  # a Thursday
SAID = [
    ("FREQ=DAILY", "every day at 9:00 AM", "codziennie o 9:00"),
    ("FREQ=DAILY;INTERVAL=2", "every 2 days at 9:00 AM", "co 2 dni o 9:00"),
    (
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "every Monday and Thursday at 9:00 AM",
        "co tydzień w poniedziałek i w czwartek o 9:00",
    ),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every 2 weeks on Tuesday at 9:00 AM", "co 2 tygodnie we wtorek o 9:00"),
    ("FREQ=WEEKLY;INTERVAL=5", "every 5 weeks on Thursday at 9:00 AM", "co 5 tygodni w czwartek o 9:00"),
    (
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "every working day, Monday to Friday, at 9:00 AM",
        "od poniedziałku do piątku o 9:00",
    ),
    ("FREQ=MONTHLY", "every month on day 5 at 9:00 AM", "co miesiąc 5. dnia o 9:00"),
    (
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1",
        "every 3 months on the last day at 9:00 AM",
        "co 3 miesiące ostatniego dnia o 9:00",
    ),
    (
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
        "every month on day 30, in shorter months on the last day at 9:00 AM",
        "co miesiąc 30. dnia, w krótszych miesiącach ostatniego o 9:00",
    ),
    ("FREQ=MONTHLY;BYDAY=1WE", "every month on the first Wednesday at 9:00 AM", "co miesiąc w pierwszą środę o 9:00"),
    ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday at 9:00 AM", "co miesiąc w ostatni piątek o 9:00"),
    ("FREQ=YEARLY", "every year on March 5 at 9:00 AM", "co rok 5 marca o 9:00"),
    (
        "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
        "every year on the fourth Thursday of November at 9:00 AM",
        "co rok w czwarty czwartek listopada o 9:00",
    ),
    ("FREQ=HOURLY;INTERVAL=3;COUNT=5", "every 3 hours from 9:00 AM, 5 times", "co 3 godziny od 9:00, 5 razy"),
    ("FREQ=DAILY;BYHOUR=9,15", "every day at 9:00 AM and 3:00 PM", "codziennie o 9:00 i 15:00"),
    (
        "FREQ=DAILY;UNTIL=20261224T080000Z",
        "every day at 9:00 AM, until Dec 24, 2026",
        "codziennie o 9:00, do 24 gru 2026",
    ),
    ("FREQ=DAILY;COUNT=1", "every day at 9:00 AM, once", "codziennie o 9:00, jeden raz"),
    ("FREQ=YEARLY;BYWEEKNO=20", "by the rule FREQ=YEARLY;BYWEEKNO=20", "według reguły FREQ=YEARLY;BYWEEKNO=20"),
]


@pytest.mark.parametrize(("text", "english", "polish"), SAID, ids=[text for text, *_ in SAID])
def test_a_usual_rule_reads_well(text: str, english: str, polish: str) -> None:
    rule = parse(text)
    said = in_words(rule, START, "Europe/Warsaw").replace("\u202f", " ").replace("\xa0", " ")
    assert said == english
    with i18n.speaking("pl"):
        assert in_words(rule, START, "Europe/Warsaw").replace("\xa0", " ") == polish


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_rule_of_the_rfc_can_be_said(language: str) -> None:
    with i18n.speaking(language):
        for vector in RFC:
            assert in_words(parse(vector.rule), vector.start, "America/New_York")
