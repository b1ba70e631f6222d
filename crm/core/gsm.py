"""The text of an SMS: which alphabet it needs, how many segments it fills, and what writes it more cheaply.

After 3GPP TS 23.038 (alphabets) and 23.040 (concatenation): a message of one segment holds 160 septets or 70 UTF-16
units; of several each loses some to the header that joins them. Nothing is ever torn in two: neither an escaped sign
nor a surrogate pair.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

GSM, UCS2 = "gsm", "ucs2"
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "\f^{}\\[~]|€"  # each behind an escape, so that it counts two
ALONE = {GSM: 160, UCS2: 70}
JOINED = {GSM: 153, UCS2: 67}
_COST = {**dict.fromkeys(BASIC, 1), **dict.fromkeys(EXTENDED, 2)}
_NEAR = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\t", " "),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
    **dict(zip("•·×łŁđĐħı°²³‹›", "-.xlLdDhio23<>", strict=True)),
    **dict(
        zip(
            "…œŒẞ™©®№½¼→←", ["...", "oe", "OE", "SS", "(TM)", "(C)", "(R)", "No", "1/2", "1/4", "->", "<-"], strict=True
        )
    ),
}


@dataclass(frozen=True)
class Measure:
    """What a text costs: `characters` as people count, `units` as the network does, and which signs are to blame."""

    alphabet: str
    characters: int
    units: int
    segments: int
    left: int  # units that still fit into the last segment
    costly: tuple[str, ...]  # signs outside the GSM alphabet, each once: one of them makes the whole text cost double


def measure(text: str) -> Measure:
    """What this text costs; no text is no segment."""
    alphabet = alphabet_of(text)
    units = [_units(sign, alphabet) for sign in text]
    total, parts = sum(units), _lengths(units, alphabet)
    room = ALONE[alphabet] if len(parts) < 2 else JOINED[alphabet]
    costly = tuple(dict.fromkeys(sign for sign in text if sign not in _COST))
    return Measure(alphabet, len(text), total, len(parts), room - parts[-1][1] if parts else room, costly)


def alphabet_of(text: str) -> str:
    """The GSM alphabet when it holds every sign, else UCS-2."""
    return GSM if all(sign in _COST for sign in text) else UCS2


def segments(text: str) -> list[str]:
    """The text as the network cuts it; together they are the text again."""
    alphabet = alphabet_of(text)
    found, start = [], 0
    for count, _ in _lengths([_units(sign, alphabet) for sign in text], alphabet):
        found.append(text[start : start + count])
        start += count
    return found


def transliterate(text: str) -> str:
    """The text with signs that the GSM alphabet lacks written by the nearest it has: ą as a, “ as ", – as -.

    What has no near one (another script, a picture) stays as it is.
    """
    found: list[str] = []
    for sign in unicodedata.normalize("NFC", text):
        near = sign if sign in _COST else _near(sign)
        is_mark = unicodedata.combining(sign) and found and found[-1][-1] in _COST  # of a letter just written plainly
        if near and not is_mark:
            found.append(near)
    return unicodedata.normalize("NFC", "".join(found))


def shortened(text: str, most: int) -> str:
    """The text, cut with three dots at its end when it would fill more than `most` segments."""
    parts = segments(text)
    if len(parts) <= most:
        return text
    kept = "".join(parts[:most])
    while measure(kept + "...").segments > most:
        kept = kept[:-1]
    return kept + "..."


def _near(sign: str) -> str:
    if sign in _NEAR:
        return _NEAR[sign]
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return bare if bare and all(part in _COST for part in bare) else sign


def _units(sign: str, alphabet: str) -> int:
    return _COST[sign] if alphabet == GSM else 1 + (ord(sign) > 0xFFFF)


def _lengths(units: list[int], alphabet: str) -> list[tuple[int, int]]:
    """(signs, units) of each segment."""
    if sum(units) <= ALONE[alphabet]:
        return [(len(units), sum(units))] if units else []
    found, signs, filled = [], 0, 0
    for cost in units:
        if filled + cost > JOINED[alphabet]:
            found.append((signs, filled))
            signs, filled = 0, 0
        signs, filled = signs + 1, filled + cost
    return [*found, (signs, filled)]
