"""SMS texts: the alphabet of 3GPP TS 23.038, segments of 23.040, nothing torn in two, Polish letters seen to cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.core import gsm
from crm.core.gsm import ALONE, BASIC, EXTENDED, GSM, JOINED, UCS2, Measure

# Lengths as 3GPP TS 23.038 6.1.2.1.1 and TS 23.040 9.2.3.24.1 give them: 140 octets are 160 septets or 70 UCS-2
# characters; with the concatenation header of six octets 153 and 67 remain.
KNOWN = [
    ("", GSM, 0, 0),
    ("a", GSM, 1, 1),
    ("a" * 160, GSM, 160, 1),
    ("a" * 161, GSM, 161, 2),
    ("a" * 306, GSM, 306, 2),
    ("a" * 307, GSM, 307, 3),
    ("a" * 1530, GSM, 1530, 10),
    ("a" * 1531, GSM, 1531, 11),
    ("€" * 80, GSM, 160, 1),
    ("€" * 81, GSM, 162, 2),
    ("{}[]~|^\\€", GSM, 18, 1),
    ("a" * 152 + "€" + "a" * 7, GSM, 161, 2),  # the escape and its sign go together into the second
    ("a" * 152 + "€" + "a" * 152, GSM, 306, 3),  # so the first holds 152, and what is left no longer fits into one
    ("Zażółć gęślą jaźń", UCS2, 17, 1),
    ("ą" * 70, UCS2, 70, 1),
    ("ą" * 71, UCS2, 71, 2),
    ("ą" * 134, UCS2, 134, 2),
    ("ą" * 135, UCS2, 135, 3),
    ("a" * 69 + "ó", UCS2, 70, 1),  # ó is not in the alphabet, though ò is
    ("ò" * 160, GSM, 160, 1),
    ("😀" * 35, UCS2, 70, 1),
    ("😀" * 36, UCS2, 72, 2),
    ("a" * 66 + "😀" + "a" * 3, UCS2, 71, 2),  # the pair would straddle 66 and 67
    ("Grüße, Ærø: ΔΦΓΛΩΠΨΣΘΞ @£$¥§¿¡", GSM, 30, 1),
    ("x\ny", GSM, 3, 1),
    ("`", UCS2, 1, 1),
    ("ç", UCS2, 1, 1),  # the capital is in the alphabet, the small one is not
    ("Ç", GSM, 1, 1),
]


@pytest.mark.parametrize(("text", "alphabet", "units", "segments"), KNOWN)
def test_a_text_costs_what_the_standard_says(text: str, alphabet: str, units: int, segments: int) -> None:
    found = gsm.measure(text)
    assert (found.alphabet, found.units, found.segments) == (alphabet, units, segments)
    assert found.characters == len(text)
    assert len(gsm.segments(text)) == segments


def test_the_alphabet_is_the_one_of_the_standard() -> None:
    assert len(BASIC) == 127  # 128 places less the escape
    assert len(set(BASIC) | set(EXTENDED)) == 137
    assert not set(BASIC) & set(EXTENDED)


def test_one_polish_letter_makes_the_whole_message_cost_more() -> None:
    plain = "Przypominamy o przegladzie instalacji w piatek o 8:00. " * 2
    assert gsm.measure(plain).segments == 1
    found = gsm.measure(plain.replace("przegladzie", "przeglądzie"))
    assert (found.alphabet, found.segments, found.costly) == (UCS2, 2, ("ą",))


def test_what_is_left_is_told_of_the_last_segment() -> None:
    assert gsm.measure("").left == 160
    assert gsm.measure("a" * 150).left == 10
    assert gsm.measure("a" * 161).left == 153 - 8
    assert gsm.measure("ą").left == 69
    assert gsm.measure("ą" * 71).left == 67 - 4


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Zażółć gęślą jaźń", "Zazolc gesla jazn"),
        ("ĄĆĘŁŃÓŚŹŻ ąćęłńóśźż", "ACELNOSZZ acelnoszz"),
        ("„Cytat” – i ‘drugi’…", "\"Cytat\" - i 'drugi'..."),
        ("a\u0328", "a"),  # the same letter, written in two
        ("Čeština, şehir, ő, ỹ", "Cestina, sehir, o, y"),
        ("10\u00a0000,00\u00a0zł", "10 000,00 zl"),
        ("Ærø, Grüße, é, è, €", "Ærø, Grüße, é, è, €"),
        ("Привет 😀", "Привет 😀"),
        ("ﬁ ½ №", "fi 1/2 No"),
    ],
)
def test_transliteration_writes_the_nearest_sign_and_leaves_what_has_none(written: str, sent: str) -> None:
    assert gsm.transliterate(written) == sent


def test_every_polish_letter_is_in_the_alphabet_afterwards() -> None:
    assert gsm.alphabet_of(gsm.transliterate("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ„”–—…‚’«»")) == GSM


def test_a_text_too_long_is_cut_to_the_segments_allowed() -> None:
    assert gsm.shortened("short", 10) == "short"
    for text in ("a" * 5000, "ą" * 5000, "😀" * 2000, "€" * 3000):
        found = gsm.shortened(text, 10)
        assert gsm.measure(found).segments == 10
        assert found.endswith("...")
        assert text.startswith(found[:-3])


ANY = st.text(
    alphabet=st.one_of(st.sampled_from(BASIC + EXTENDED + "ąę😀"), st.characters(codec="utf-8")), max_size=700
)
CHEAP = st.text(alphabet=BASIC + EXTENDED, max_size=700)


@given(st.one_of(ANY, CHEAP))
def test_segments_are_the_text_again_and_none_is_too_long(text: str) -> None:
    found, whole = gsm.segments(text), gsm.measure(text)
    assert "".join(found) == text
    assert len(found) == whole.segments
    room = ALONE[whole.alphabet] if len(found) == 1 else JOINED[whole.alphabet]
    for part in found:
        units = len(part.encode("utf-16-be")) // 2 if whole.alphabet == UCS2 else sum(1 + (s in EXTENDED) for s in part)
        assert 0 < units <= room
    assert 0 <= whole.left <= ALONE[whole.alphabet]


@given(ANY)
def test_no_segment_begins_or_ends_inside_a_sign(text: str) -> None:
    for part in gsm.segments(text):
        assert part.encode("utf-16-be", "strict").decode("utf-16-be") == part


@given(ANY)
def test_transliterating_never_needs_more_than_twice_and_is_done_once(text: str) -> None:
    once = gsm.transliterate(text)
    assert gsm.transliterate(once) == once
    if gsm.alphabet_of(text) == GSM:
        assert gsm.measure(once).segments == gsm.measure(text).segments


@given(ANY, st.integers(1, 10))
def test_shortening_always_fits(text: str, most: int) -> None:
    found: Measure = gsm.measure(gsm.shortened(text, most))
    assert found.segments <= most
