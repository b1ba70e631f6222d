"""Rules with the dates that published documents list for them; nothing here was computed.

`RFC` are the examples of RFC 5545, section 3.8.5.3, with its verified errata (the one that matters: "Every 3 hours from
9:00 AM to 5:00 PM" ends at 17:00 New York time, UNTIL=19970902T210000Z). `DATEUTIL` are the examples of
python-dateutil's documentation (docs/examples.rst: "rrule examples", "rruleset examples", "rrulestr examples"), their
arguments written as a rule. Where a document leaves out the middle of a list ("...") its own words say what stands
there ("January 1-31"). Examples without an end are listed as far as the document lists them.
`SUITE` is what python-dateutil's own test suite lists (see `recurrence_suite`).

A vector is a name, the start, the rule and the dates. Dates are written as the RFC does: a year, then months with days;
`2-11` is a range; times stand in brackets when they are not the start's. UNTIL is kept as the RFC gives it, for New
York; elsewhere the same wall time is meant, so that both zones expect the same wall times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from tests.core import recurrence_suite as suite

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Vector:
    """One example; `is_open`: the document lists only its beginning."""

    name: str
    start: datetime
    rule: str
    dates: tuple[datetime, ...]
    is_open: bool = False
    excluded: tuple[datetime, ...] = ()
    added: tuple[datetime, ...] = ()


def dates(text: str, start: datetime) -> tuple[datetime, ...]:
    """ "1997 Sep 2-4,9 Oct 1; 1998 Jan 5" as wall times at the start's time of the day."""
    found: list[datetime] = []
    year = month = 0
    for word in re.findall(r"\d{4}(?=\s|$)|[A-Z][a-z]{2}|[\d,-]+(?:\[[\d:,]+\])?", text):
        if re.fullmatch(r"\d{4}", word):
            year = int(word)
        elif word in MONTHS:
            month = MONTHS.index(word) + 1
        else:
            days, _, times = word.partition("[")
            for day in _days(days):
                for at in times.rstrip("]").split(",") if times else [f"{start:%H:%M}"]:
                    hour, minute = at.split(":")
                    found.append(datetime(year, month, day, int(hour), int(minute)))
    return tuple(found)


def _days(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def _vectors(kind: str, table: str) -> list[Vector]:
    """`name | start | rule | dates`, a line each; "..." at the end of the dates says that more follow."""
    found = []
    for line in filter(None, map(str.strip, table.splitlines())):
        name, begins, rule, listed = (part.strip() for part in line.split("|"))
        start = datetime.strptime(begins, "%Y%m%dT%H%M")
        more = listed.endswith("...")
        found.append(Vector(f"{kind}: {name}", start, rule, dates(listed.removesuffix("..."), start), more))
    return found


_JANUARIES = "1998 Jan 1-31 1999 Jan 1-31 2000 Jan 1-31"
_EVERY_20 = ",".join(f"{hour}:{minute:02}" for hour in range(9, 17) for minute in (0, 20, 40))

RFC = _vectors(
    "RFC 5545",
    f"""
    daily for 10 occurrences | 19970902T0900 | FREQ=DAILY;COUNT=10 | 1997 Sep 2-11
    daily until December 24, 1997 | 19970902T0900 | FREQ=DAILY;UNTIL=19971224T000000Z | 1997 Sep 2-30 Oct 1-31 Nov 1-30 Dec 1-23
    every other day, forever | 19970902T0900 | FREQ=DAILY;INTERVAL=2 | 1997 Sep 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 Oct 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 Nov 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29 Dec 1,3 ...
    every 10 days, 5 occurrences | 19970902T0900 | FREQ=DAILY;INTERVAL=10;COUNT=5 | 1997 Sep 2,12,22 Oct 2,12
    every day in January, for 3 years, yearly | 19980101T0900 | FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA | {_JANUARIES}
    every day in January, for 3 years, daily | 19980101T0900 | FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1 | {_JANUARIES}
    weekly for 10 occurrences | 19970902T0900 | FREQ=WEEKLY;COUNT=10 | 1997 Sep 2,9,16,23,30 Oct 7,14,21,28 Nov 4
    weekly until December 24, 1997 | 19970902T0900 | FREQ=WEEKLY;UNTIL=19971224T000000Z | 1997 Sep 2,9,16,23,30 Oct 7,14,21,28 Nov 4,11,18,25 Dec 2,9,16,23
    every other week, forever | 19970902T0900 | FREQ=WEEKLY;INTERVAL=2;WKST=SU | 1997 Sep 2,16,30 Oct 14,28 Nov 11,25 Dec 9,23 1998 Jan 6,20 Feb 3,17 ...
    weekly on Tuesday and Thursday for five weeks, until | 19970902T0900 | FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH | 1997 Sep 2,4,9,11,16,18,23,25,30 Oct 2
    weekly on Tuesday and Thursday for five weeks, count | 19970902T0900 | FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH | 1997 Sep 2,4,9,11,16,18,23,25,30 Oct 2
    every other week on Monday, Wednesday and Friday | 19970901T0900 | FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR | 1997 Sep 1,3,5,15,17,19,29 Oct 1,3,13,15,17,27,29,31 Nov 10,12,14,24,26,28 Dec 8,10,12,22
    every other week on Tuesday and Thursday, 8 times | 19970902T0900 | FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH | 1997 Sep 2,4,16,18,30 Oct 2,14,16
    monthly on the first Friday for 10 occurrences | 19970905T0900 | FREQ=MONTHLY;COUNT=10;BYDAY=1FR | 1997 Sep 5 Oct 3 Nov 7 Dec 5 1998 Jan 2 Feb 6 Mar 6 Apr 3 May 1 Jun 5
    monthly on the first Friday until December 24, 1997 | 19970905T0900 | FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR | 1997 Sep 5 Oct 3 Nov 7 Dec 5
    every other month on the first and last Sunday | 19970907T0900 | FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU | 1997 Sep 7,28 Nov 2,30 1998 Jan 4,25 Mar 1,29 May 3,31
    the second-to-last Monday of the month for 6 months | 19970922T0900 | FREQ=MONTHLY;COUNT=6;BYDAY=-2MO | 1997 Sep 22 Oct 20 Nov 17 Dec 22 1998 Jan 19 Feb 16
    the third-to-the-last day of the month, forever | 19970928T0900 | FREQ=MONTHLY;BYMONTHDAY=-3 | 1997 Sep 28 Oct 29 Nov 28 Dec 29 1998 Jan 29 Feb 26 ...
    the 2nd and 15th of the month for 10 occurrences | 19970902T0900 | FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15 | 1997 Sep 2,15 Oct 2,15 Nov 2,15 Dec 2,15 1998 Jan 2,15
    the first and last day of the month for 10 occurrences | 19970930T0900 | FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1 | 1997 Sep 30 Oct 1,31 Nov 1,30 Dec 1,31 1998 Jan 1,31 Feb 1
    every 18 months on the 10th thru 15th | 19970910T0900 | FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15 | 1997 Sep 10-15 1999 Mar 10-13
    every Tuesday, every other month | 19970902T0900 | FREQ=MONTHLY;INTERVAL=2;BYDAY=TU | 1997 Sep 2,9,16,23,30 Nov 4,11,18,25 1998 Jan 6,13,20,27 Mar 3,10,17,24,31 ...
    yearly in June and July for 10 occurrences | 19970610T0900 | FREQ=YEARLY;COUNT=10;BYMONTH=6,7 | 1997 Jun 10 Jul 10 1998 Jun 10 Jul 10 1999 Jun 10 Jul 10 2000 Jun 10 Jul 10 2001 Jun 10 Jul 10
    every other year on January, February and March | 19970310T0900 | FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3 | 1997 Mar 10 1999 Jan 10 Feb 10 Mar 10 2001 Jan 10 Feb 10 Mar 10 2003 Jan 10 Feb 10 Mar 10
    every third year on the 1st, 100th and 200th day | 19970101T0900 | FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200 | 1997 Jan 1 Apr 10 Jul 19 2000 Jan 1 Apr 9 Jul 18 2003 Jan 1 Apr 10 Jul 19 2006 Jan 1
    every 20th Monday of the year, forever | 19970519T0900 | FREQ=YEARLY;BYDAY=20MO | 1997 May 19 1998 May 18 1999 May 17 ...
    Monday of week number 20, forever | 19970512T0900 | FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO | 1997 May 12 1998 May 11 1999 May 17 ...
    every Thursday in March, forever | 19970313T0900 | FREQ=YEARLY;BYMONTH=3;BYDAY=TH | 1997 Mar 13,20,27 1998 Mar 5,12,19,26 1999 Mar 4,11,18,25 ...
    every Thursday during June, July and August, forever | 19970605T0900 | FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8 | 1997 Jun 5,12,19,26 Jul 3,10,17,24,31 Aug 7,14,21,28 1998 Jun 4,11,18,25 Jul 2,9,16,23,30 Aug 6,13,20,27 1999 Jun 3,10,17,24 Jul 1,8,15,22,29 Aug 5,12,19,26 ...
    the first Saturday after the first Sunday of the month | 19970913T0900 | FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13 | 1997 Sep 13 Oct 11 Nov 8 Dec 13 1998 Jan 10 Feb 7 Mar 7 Apr 11 May 9 Jun 13 ...
    U.S. Presidential Election day | 19961105T0900 | FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8 | 1996 Nov 5 2000 Nov 7 2004 Nov 2 ...
    the third of Tuesday, Wednesday or Thursday | 19970904T0900 | FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3 | 1997 Sep 4 Oct 7 Nov 6
    the second-to-last weekday of the month | 19970929T0900 | FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2 | 1997 Sep 29 Oct 30 Nov 27 Dec 30 1998 Jan 29 Feb 26 Mar 30 ...
    every 3 hours from 9:00 AM to 5:00 PM on a day | 19970902T0900 | FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z | 1997 Sep 2[9:00,12:00,15:00]
    every 15 minutes for 6 occurrences | 19970902T0900 | FREQ=MINUTELY;INTERVAL=15;COUNT=6 | 1997 Sep 2[9:00,9:15,9:30,9:45,10:00,10:15]
    every hour and a half for 4 occurrences | 19970902T0900 | FREQ=MINUTELY;INTERVAL=90;COUNT=4 | 1997 Sep 2[9:00,10:30,12:00,13:30]
    every 20 minutes from 9:00 AM to 4:40 PM, daily | 19970902T0900 | FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40 | 1997 Sep 2[{_EVERY_20}] 3[{_EVERY_20}] ...
    every 20 minutes from 9:00 AM to 4:40 PM, minutely | 19970902T0900 | FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16 | 1997 Sep 2[{_EVERY_20}] 3[{_EVERY_20}] ...
    WKST makes a difference: Monday | 19970805T0900 | FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO | 1997 Aug 5,10,19,24
    WKST makes a difference: Sunday | 19970805T0900 | FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU | 1997 Aug 5,17,19,31
    an invalid date (February 30) is ignored | 20070115T0900 | FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5 | 2007 Jan 15,30 Feb 15 Mar 15,30
    """,  # noqa: E501 - a line an example
)
_FRIDAYS = datetime(1997, 9, 2, 9)
RFC.append(
    Vector(
        "RFC 5545: every Friday the 13th, forever",
        _FRIDAYS,
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        dates("1998 Feb 13 Mar 13 Nov 13 1999 Aug 13 2000 Oct 13", _FRIDAYS),
        is_open=True,
        excluded=(_FRIDAYS,),
    )
)

DATEUTIL = _vectors(
    "python-dateutil",
    f"""
    daily, for 10 occurrences | 19970902T0900 | FREQ=DAILY;COUNT=10 | 1997 Sep 2-11
    daily until December 24, 1997 | 19970902T0900 | FREQ=DAILY;UNTIL=19971224T050000Z | 1997 Sep 2-30 Oct 1-31 Nov 1-30 Dec 1-23
    every other day, 5 occurrences | 19970902T0900 | FREQ=DAILY;INTERVAL=2;COUNT=5 | 1997 Sep 2,4,6,8,10
    every 10 days, 5 occurrences | 19970902T0900 | FREQ=DAILY;INTERVAL=10;COUNT=5 | 1997 Sep 2,12,22 Oct 2,12
    everyday in January, for 3 years | 19980101T0900 | FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=MO,TU,WE,TH,FR,SA,SU | {_JANUARIES}
    same thing, in another way | 19980101T0900 | FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1 | {_JANUARIES}
    weekly for 10 occurrences | 19970902T0900 | FREQ=WEEKLY;COUNT=10 | 1997 Sep 2,9,16,23,30 Oct 7,14,21,28 Nov 4
    every other week, 6 occurrences | 19970902T0900 | FREQ=WEEKLY;INTERVAL=2;COUNT=6 | 1997 Sep 2,16,30 Oct 14,28 Nov 11
    weekly on Tuesday and Thursday for 5 weeks | 19970902T0900 | FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH | 1997 Sep 2,4,9,11,16,18,23,25,30 Oct 2
    every other week on Tuesday and Thursday | 19970902T0900 | FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH | 1997 Sep 2,4,16,18,30 Oct 2,14,16
    monthly on the 1st Friday for ten occurrences | 19970905T0900 | FREQ=MONTHLY;COUNT=10;BYDAY=1FR | 1997 Sep 5 Oct 3 Nov 7 Dec 5 1998 Jan 2 Feb 6 Mar 6 Apr 3 May 1 Jun 5
    every other month on the 1st and last Sunday | 19970907T0900 | FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU | 1997 Sep 7,28 Nov 2,30 1998 Jan 4,25 Mar 1,29 May 3,31
    the second to last Monday of the month | 19970922T0900 | FREQ=MONTHLY;COUNT=6;BYDAY=-2MO | 1997 Sep 22 Oct 20 Nov 17 Dec 22 1998 Jan 19 Feb 16
    the third to the last day of the month | 19970928T0900 | FREQ=MONTHLY;COUNT=6;BYMONTHDAY=-3 | 1997 Sep 28 Oct 29 Nov 28 Dec 29 1998 Jan 29 Feb 26
    the 2nd and 15th of the month | 19970902T0900 | FREQ=MONTHLY;COUNT=5;BYMONTHDAY=2,15 | 1997 Sep 2,15 Oct 2,15 Nov 2
    the first and last day of the month | 19970902T0900 | FREQ=MONTHLY;COUNT=5;BYMONTHDAY=-1,1 | 1997 Sep 30 Oct 1,31 Nov 1,30
    every 18 months on the 10th thru 15th | 19970910T0900 | FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15 | 1997 Sep 10-15 1999 Mar 10-13
    every Tuesday, every other month | 19970902T0900 | FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=TU | 1997 Sep 2,9,16,23,30 Nov 4
    yearly in June and July | 19970610T0900 | FREQ=YEARLY;COUNT=4;BYMONTH=6,7 | 1997 Jun 10 Jul 10 1998 Jun 10 Jul 10
    every 3rd year on the 1st, 100th and 200th day | 19970101T0900 | FREQ=YEARLY;COUNT=4;INTERVAL=3;BYYEARDAY=1,100,200 | 1997 Jan 1 Apr 10 Jul 19 2000 Jan 1
    every 20th Monday of the year | 19970519T0900 | FREQ=YEARLY;COUNT=3;BYDAY=20MO | 1997 May 19 1998 May 18 1999 May 17
    Monday of week number 20 | 19970512T0900 | FREQ=YEARLY;COUNT=3;BYWEEKNO=20;BYDAY=MO | 1997 May 12 1998 May 11 1999 May 17
    the week number 1 may be in the last year | 19970902T0900 | FREQ=WEEKLY;COUNT=3;BYWEEKNO=1;BYDAY=MO | 1997 Dec 29 1999 Jan 4 2000 Jan 3
    week numbers greater than 51 may be in the next year | 19970902T0900 | FREQ=WEEKLY;COUNT=3;BYWEEKNO=52;BYDAY=SU | 1997 Dec 28 1998 Dec 27 2000 Jan 2
    only some years have week number 53 | 19970902T0900 | FREQ=WEEKLY;COUNT=3;BYWEEKNO=53;BYDAY=MO | 1998 Dec 28 2004 Dec 27 2009 Dec 28
    every Friday the 13th | 19970902T0900 | FREQ=YEARLY;COUNT=4;BYDAY=FR;BYMONTHDAY=13 | 1998 Feb 13 Mar 13 Nov 13 1999 Aug 13
    U.S. Presidential Election day | 19961105T0900 | FREQ=YEARLY;INTERVAL=4;COUNT=3;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8 | 1996 Nov 5 2000 Nov 7 2004 Nov 2
    the 3rd of Tuesday, Wednesday or Thursday | 19970904T0900 | FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3 | 1997 Sep 4 Oct 7 Nov 6
    the 2nd to last weekday of the month | 19970929T0900 | FREQ=MONTHLY;COUNT=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2 | 1997 Sep 29 Oct 30 Nov 27
    every 3 hours from 9:00 AM to 5:00 PM on a day | 19970902T0900 | FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z | 1997 Sep 2[9:00,12:00,15:00]
    every 15 minutes for 6 occurrences | 19970902T0900 | FREQ=MINUTELY;INTERVAL=15;COUNT=6 | 1997 Sep 2[9:00,9:15,9:30,9:45,10:00,10:15]
    every hour and a half for 4 occurrences | 19970902T0900 | FREQ=MINUTELY;INTERVAL=90;COUNT=4 | 1997 Sep 2[9:00,10:30,12:00,13:30]
    every 20 minutes from 9:00 AM to 4:40 PM for two days | 19970902T0900 | FREQ=MINUTELY;INTERVAL=20;COUNT=48;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40 | 1997 Sep 2[{_EVERY_20}] 3[{_EVERY_20}]
    wkst makes a difference: Monday | 19970805T0900 | FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO | 1997 Aug 5,10,19,24
    wkst makes a difference: Sunday | 19970805T0900 | FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU | 1997 Aug 5,17,19,31
    rrulestr: every 10 days | 19970902T0900 | RRULE:FREQ=DAILY;INTERVAL=10;COUNT=5 | 1997 Sep 2,12,22 Oct 2,12
    """,  # noqa: E501 - a line an example
)
_SEPTEMBER = datetime(1997, 9, 2, 9)
DATEUTIL += [
    Vector(
        "python-dateutil: daily for 7 days, jumping Saturday and Sunday",
        _SEPTEMBER,
        "FREQ=DAILY;COUNT=7",
        dates("1997 Sep 2-5,8", _SEPTEMBER),
        excluded=(datetime(1997, 9, 6, 9), datetime(1997, 9, 7, 9)),
    ),
    Vector(
        "python-dateutil: weekly for 4 weeks, plus day 7, not day 16",
        _SEPTEMBER,
        "FREQ=WEEKLY;COUNT=4",
        dates("1997 Sep 2,7,9,23", _SEPTEMBER),
        excluded=(datetime(1997, 9, 16, 9),),
        added=(datetime(1997, 9, 7, 9),),
    ),
]
SUITE = _vectors(
    "python-dateutil's suite",
    "\n".join(f"{' '.join(line.split('|')[1].split())} | {line}" for line in suite.SUITE.strip().splitlines()),
)


@dataclass(frozen=True)
class Case:
    """A vector asked in one way: `after` a date of its list (none: from the start) its `expected` come next."""

    name: str
    vector: Vector
    after: datetime | None
    expected: tuple[datetime, ...]


def cases() -> list[Case]:
    """Every vector from its start, from after its first date, and from the middle of its list.

    Asked later than the start, an engine that leaps must arrive at the same dates.
    """
    found = []
    for vector in RFC + DATEUTIL + SUITE:
        found.append(Case(f"{vector.name} / whole", vector, None, vector.dates))
        for word, place in (("after the first", 0), ("from the middle", len(vector.dates) // 2)):
            if place + 1 < len(vector.dates):
                found.append(Case(f"{vector.name} / {word}", vector, vector.dates[place], vector.dates[place + 1 :]))
    return found
