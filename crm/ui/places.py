"""Places: every page by name, and how to get there; filled by pages/map.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from crm.core.work import Work
from crm.ui.text import say

FOLDER = "pages"


@dataclass(frozen=True)
class Place:
    """One page: its file below pages/, its address, the right it needs, its icon; hidden ones are not in the menu.

    Without a right (None) it is about whoever looks, and a sign-in is enough.
    """

    name: str
    file: str
    right: str | None
    icon: str
    is_hidden: bool = False
    is_first: bool = False


def is_open(place: Place, work: Work) -> bool:
    """Whether this person has any reach of what the page needs."""
    return place.right is None or work.may(place.right)


_places: dict[str, Place] = {}


def register(places: list[Place]) -> None:
    """Make the pages known to `go` and `address`."""
    _places.update({place.name: place for place in places})


def page_of(place: Place, *, is_open: bool = True) -> Any:
    """The page as Streamlit knows it; one that is not open to this person is not in the menu, and says so itself."""
    return st.Page(
        place.file,
        title=say(f"page.{place.name}"),
        icon=f":material/{place.icon}:",
        url_path=place.name,
        default=place.is_first,
        visibility="visible" if is_open and not place.is_hidden else "hidden",
    )


def go(name: str, **query: Any) -> None:
    """Leave this page for another; ends the run."""
    st.switch_page(_places[name].file, query_params={key: str(value) for key, value in query.items()})


def address(name: str, **query: Any) -> str:
    """The path of a page within the app, for links that open anew."""
    from urllib.parse import urlencode

    path = "/" if _places[name].is_first else f"/{name}"
    return f"{path}?{urlencode(query)}" if query else path


def link(name: str, label: str, *, icon: str | None = None, **query: Any) -> None:
    """A link to a page; the label is text of ours (`say`) or escaped (`safe`)."""
    params = {key: str(value) for key, value in query.items()}
    st.page_link(_places[name].file, label=label, icon=f":material/{icon}:" if icon else None, query_params=params)
