"""Filters whose state lives in the URL: a link is a view, and the way back leads to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from crm.core.asked import EARLIEST, LATEST
from crm.core.listing import Choice
from crm.ui import entries, grid
from crm.ui.text import apart, literal, say


class UrlState:
    """Ties the widgets of one list to the URL: they begin with what it says and write to it what they say."""

    def __init__(self, name: str, *, at_first: Mapping[str, str] | None = None) -> None:
        """`at_first` is what somebody sees who comes by the menu, without any filter in the address."""
        self.name = name
        asked = st.query_params.to_dict()
        if at_first and not set(asked) - {"page"} and self._held not in st.session_state:
            st.query_params.from_dict({**at_first, **asked})
        self.query = {key: str(value) for key, value in st.query_params.to_dict().items()}
        if st.session_state.get(self._held) != self.query:  # somebody came by a link, or went back
            self.reset()
            st.session_state[self._held] = self.query

    @property
    def _held(self) -> str:
        return f"{self.name}:url"

    def key(self, field: str) -> str:
        """The key of a filter's widget."""
        return f"{self.name}:filter:{field}"

    def reset(self) -> None:
        """Forget what the widgets held."""
        for key in [key for key in st.session_state if str(key).startswith(f"{self.name}:filter:")]:
            del st.session_state[key]
        grid.first_page(self.name)

    def write(self, query: Mapping[str, str]) -> None:
        """Put the filters into the URL; other filters begin on the first page again."""
        if dict(query) == self.query:
            return
        self.query = dict(query)
        st.session_state[self._held] = self.query
        st.query_params.from_dict(self.query)
        grid.first_page(self.name)

    def page(self) -> int:
        """The page that is turned to; a link may lead to another one than the first."""
        key, asked = grid.page_key(self.name), self.query.get("page", "")
        if key not in st.session_state and asked.isascii() and asked.isdigit() and 0 < len(asked) < 6:
            st.session_state[key] = max(1, int(asked))
        return grid.page_number(self.name)

    def place(self) -> str:
        """The place that is turned to, as an address says it; a link may lead to another one than the first."""
        asked = self.query.get("page", "")
        if asked and not grid.is_turned(self.name):
            grid.go(self.name, asked)
        return grid.place(self.name)

    def write_place(self, query: Mapping[str, str]) -> str:
        """Put filters and place into the URL; the place to show: the first page when filters changed."""
        place = self.place()
        is_same = dict(query) == {key: value for key, value in self.query.items() if key != "page"}
        place = place if is_same else "1"
        full = {**query, **({"page": place} if place != "1" else {})}
        if not is_same:
            grid.first_page(self.name)
        if full != self.query:
            self.query = full
            st.session_state[self._held] = full
            st.query_params.from_dict(full)
        return place

    def write_page(self, query: Mapping[str, str], page: int) -> int:
        """Put filters and page into the URL; the page to show, which is the first one when the filters are others."""
        is_same = dict(query) == {key: value for key, value in self.query.items() if key != "page"}
        number = page if is_same else 1
        full = {**query, **({"page": str(number)} if number > 1 else {})}
        if not is_same:
            grid.first_page(self.name)
        if full != self.query:
            self.query = full
            st.session_state[self._held] = full
            st.query_params.from_dict(full)
        return number

    def put(self, name: str, value: str | None) -> None:
        """One thing of the URL that filters nothing (what is open beside the list); None takes it away."""
        rest = {key: held for key, held in self.query.items() if key != name}
        self.query = {**rest, name: value} if value is not None else rest
        st.session_state[self._held] = self.query
        st.query_params.from_dict(self.query)

    def clear(self) -> None:
        """No filters; used as a callback, before the widgets are drawn."""
        self.reset()
        st.session_state[self._held] = {}
        st.query_params.clear()

    def text(self, field: str, label: str, value: str) -> str:
        """A search that answers while one types."""
        given = st.text_input(
            say(label),
            value=value,
            key=self.key(field),
            type="search",
            live="300ms",
            placeholder=say(label),
            label_visibility="collapsed",
            icon=":material/search:",
        )
        return given or ""

    def one(
        self, field: str, label: str, choices: Sequence[Choice], value: int | None, *, is_bare: bool = True
    ) -> int | None:
        """One choice by id, or none."""
        names = {choice.id: choice.name for choice in choices}
        found: int | None = self.pick(field, label, list(names), value, names, is_bare=is_bare)
        return found

    def pick(
        self, field: str, label: str, options: list[Any], value: Any, names: Mapping[Any, str], *, is_bare: bool = True
    ) -> Any:
        """One of the options, or none; texts shown literally."""
        shown = apart(options, lambda option: names.get(option, "?"))
        return st.selectbox(
            say(label),
            options,
            index=options.index(value) if value in options else None,
            key=self.key(field),
            format_func=lambda option: literal(shown(option)),
            placeholder=say(label),
            label_visibility="collapsed" if is_bare else "visible",
        )

    def several(
        self, field: str, label: str, options: list[Any], value: Sequence[Any], names: Mapping[Any, str]
    ) -> list[Any]:
        """Several of the options; none means all."""
        shown = apart(options, lambda option: names.get(option, "?"))
        return list(
            st.multiselect(
                say(label),
                options,
                default=[option for option in value if option in options],
                key=self.key(field),
                format_func=lambda option: literal(shown(option)),
                select_all=False,
                placeholder=say(label),
                label_visibility="collapsed",
            )
        )

    def switch(self, field: str, label: str, value: bool) -> bool:
        """On or off."""
        return bool(st.toggle(say(label), value=value, key=self.key(field)))

    def day(self, field: str, label: str, value: date | None) -> date | None:
        """A date, or none; one beyond all records as the first or the last day on which there can be one."""
        given = entries.day(say(label), value, self.key(field))
        return min(max(given, EARLIEST), LATEST) if given else None
