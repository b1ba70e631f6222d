"""What is true of comments: whom a text names with "@"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

LEAST, MOST_WORDS = 3, 6  # letters of a beginning that stands for a name; words of a name
MOST_NAMED = 100  # of one text
_WORD = r"\w+(?:-\w+|['’](?!s\b)\w+)*"
# Not within an address ("jan@firma.pl", "ftp://@host"); `rest` is what goes on behind the words without a space.
_NAME = rf"(?P<words>{_WORD}(?:[ \u00a0]{_WORD}){{0,{MOST_WORDS - 1}}})"
_AT = re.compile(rf"(?<![\w@.+%/&=-])@{_NAME}(?P<rest>(?:[.@/]\w\S*)?)")
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "’": "'"})


@dataclass(frozen=True)
class Naming:
    """One "@name" of a text: as it was written, and everybody whom it fits."""

    written: str
    fits: tuple[int, ...]


def namings(text: str, people: Mapping[int, str]) -> list[Naming]:
    """Every "@name" of a text, each once, with whom of these people (id to name) it fits.

    A name is the person's whole, or some of its words in their order; a single word may be no more than the beginning
    of one. Case and accents do not matter. What reads more of the text wins, then whole names, then beginnings.
    """
    known = {id: tuple(folded(name).split()) for id, name in people.items()}
    found: dict[str, Naming] = {}
    for words in islice(_written(text), MOST_NAMED):
        naming = _naming(words, known)
        found.setdefault(folded(naming.written), naming)
    return list(found.values())


def folded(text: str) -> str:
    """A text without case and accents: "Łukasz" as "lukasz"."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def narrowed(naming: Naming, able: Collection[int]) -> Naming:
    """Of several whom a name fits, those who can be meant, if there are any."""
    left = tuple(one for one in naming.fits if one in able)
    return Naming(naming.written, left) if len(naming.fits) > 1 and left else naming


def _written(text: str) -> Iterator[Sequence[str]]:
    """The words behind each "@"; the last is left out, or taken as it stands, where it goes on as an address does."""
    for match in _AT.finditer(unicodedata.normalize("NFC", text)):
        words, rest = re.split("[ \u00a0]", match["words"]), match["rest"]
        if not rest or (rest[0] == "." and rest[1].isupper()):  # a full stop without its space
            yield words
        elif len(words) > 1:
            yield words[:-1]
        elif "@" not in rest:
            yield [words[0] + rest]


def _naming(words: Sequence[str], known: Mapping[int, Sequence[str]]) -> Naming:
    wanted = [folded(word) for word in words]
    for length in range(len(wanted), 0, -1):
        said = wanted[:length]
        runs = [id for id, name in known.items() if _has(name, said)]
        whole = [id for id in runs if list(known[id]) == said]
        if runs:
            return Naming(" ".join(words[:length]), tuple(whole or runs))
    begun = [id for id, name in known.items() if any(word.startswith(wanted[0]) for word in name)]
    return Naming(words[0], tuple(begun) if len(wanted[0]) >= LEAST else ())


def _has(name: Sequence[str], said: Sequence[str]) -> bool:
    """Whether a name has these words in this order."""
    left = iter(name)
    return all(word in left for word in said)
