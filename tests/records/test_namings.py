"""Whom a text names with "@": whole names, words of names, beginnings; never what is an address."""

from __future__ import annotations

import pytest

from crm.records.rules import MOST_NAMED, Naming, namings, narrowed

ANNA, JAN, LUKASZ, LIS, BOB, MARIA = range(1, 7)
PEOPLE = {ANNA: "Anna Nowak", JAN: "Jan Kowalski", LUKASZ: "Łukasz Żółć-Mała", LIS: "Anna Lis", BOB: "Bob"}


def named(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.written, one.fits) for one in namings(text, PEOPLE)]


@pytest.mark.parametrize(
    ("text", "written", "fits"),
    [
        ("@Anna Nowak please look", "Anna Nowak", (ANNA,)),
        ("Please look, @anna nowak!", "anna nowak", (ANNA,)),
        ("@jan please", "jan", (JAN,)),
        ("(@JAN KOWALSKI)", "JAN KOWALSKI", (JAN,)),
        ("@Jan\u00a0Kowalski.", "Jan Kowalski", (JAN,)),
        ("@Jan\nKowalski", "Jan", (JAN,)),
        ("@nowak", "nowak", (ANNA,)),
        ("@lukasz", "lukasz", (LUKASZ,)),
        ("@ŁUKASZ ZOLC-MALA", "ŁUKASZ ZOLC-MALA", (LUKASZ,)),
        ("@zolc-mala", "zolc-mala", (LUKASZ,)),
        ("@Bob's idea", "Bob", (BOB,)),
        ("@Bob.Please look", "Bob", (BOB,)),
        ("@kow", "kow", (JAN,)),
        ("@anna", "anna", (ANNA, LIS)),
        ("@ann", "ann", (ANNA, LIS)),
        ("@ko", "ko", ()),
        ("@Zofia Nowakowska", "Zofia", ()),
        ("@zolc", "zolc", (LUKASZ,)),
    ],
)
def test_a_name_is_found_in_any_case_and_without_its_accents(text: str, written: str, fits: tuple[int, ...]) -> None:
    [found] = named(text)
    assert (found[0].replace("\u00a0", " "), found[1]) == (written, fits)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "a @ b",
        "@ anna",
        "anna@nowak.pl",
        "jan.kowalski+crm@anna.pl",
        "mail: @jan@x.pl",
        "@jan.kowalski@x.pl",
        "https://example.org/@jan/1",
        "jan@anna nowak",
    ],
)
def test_addresses_name_nobody(text: str) -> None:
    assert named(text) == []


def test_what_goes_on_as_a_domain_is_no_name_and_is_said_whole() -> None:
    assert named("see @anna.pl") == [("anna.pl", ())]
    assert named("@Anna Nowak.pl") == [("Anna", (ANNA, LIS))]


def test_what_reads_more_of_the_text_wins_then_the_whole_name() -> None:
    people = {1: "Anna", 2: "Anna Nowak", 3: "Annabel Nowak", 4: "Anna Maria Lis"}
    found = {text: namings(text, people)[0].fits for text in ("@Anna", "@Anna Nowak", "@Anna Lis", "@annab")}
    assert found == {"@Anna": (1,), "@Anna Nowak": (2,), "@Anna Lis": (4,), "@annab": (3,)}


def test_several_are_found_each_once_and_not_without_end() -> None:
    assert named("@Bob and @jan, again @BOB; @ktoś") == [("Bob", (BOB,)), ("jan", (JAN,)), ("ktoś", ())]
    assert len(namings(" ".join(f"@x{n}," for n in range(500)), PEOPLE)) == MOST_NAMED


def test_of_several_only_those_remain_who_can_be_meant() -> None:
    assert narrowed(Naming("anna", (ANNA, LIS)), [LIS, BOB]).fits == (LIS,)
    assert narrowed(Naming("anna", (ANNA, LIS)), [BOB]).fits == (ANNA, LIS)
    assert narrowed(Naming("bob", (BOB,)), []).fits == (BOB,)
