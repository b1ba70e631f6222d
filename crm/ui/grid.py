"""Lists: a table on wide screens, two-line rows on phones, page by page, a row opens what it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from crm.core import i18n
from crm.core.listing import CAP, Page
from crm.core.places import LAST
from crm.ui.text import markup, say

T = TypeVar("T")
NO_COLOUR = "#7a7a72"


@dataclass(frozen=True)
class Column:
    """One column: the key of its header, how to read its text from a row; chips name the colour of each text."""

    key: str
    read: Callable[[Any], str]
    width: int | None = None
    chips: Mapping[str, str] = field(default_factory=dict)
    is_number: bool = False
    is_wide_only: bool = False


def table(
    name: str, page: Page[T], columns: Sequence[Column], *, href: Callable[[T], str], can_tick: bool = False
) -> T | None:
    """Draw a page of rows; the row that was clicked just now, else None. `href` is where a phone's row leads.

    With `can_tick` each row has a box before it; `ticked` says which are.
    """
    with st.container(key=f"wide-{name}"):
        clicked = _wide(name, page, columns, can_tick)
    with st.container(key=f"narrow-{name}"):
        st.html(_narrow(page, columns, href))
    return clicked


def turn(name: str, page: Page[Any]) -> None:
    """The line below a table: which rows of how many, and the pages."""
    if not page.rows and page.number == 1:
        return
    total = f"{i18n.number(CAP)}+" if page.is_capped else i18n.number(page.total)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        if page.first:
            st.caption(say("ui.rows", first=i18n.number(page.first), last=i18n.number(page.last), total=total))
        else:
            st.caption(say("ui.rows_from_end", count=len(page.rows), total=total))
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", width="content"):
            _leaves(name, page)


def _leaves(name: str, page: Page[Any]) -> None:
    """The pages that can be turned to: by number within the first thousand rows, step by step beyond."""
    is_far = page.is_capped and bool(page.here)
    if not is_far or 0 < page.number <= page.pages:
        if page.pages > 1:
            if page_number(name) > page.pages:
                st.session_state[page_key(name)] = page.number
            st.pagination(page.pages, key=page_key(name), max_visible_pages=5)
    else:
        _step(name, "ui.first_page", "first_page", "1")
        _step(name, "ui.previous_page", "chevron_left", page.back)
    if is_far:
        _step(name, "ui.next_page", "chevron_right", page.onward)
        _step(name, "ui.last_page", "last_page", LAST if page.onward else "")


def _step(name: str, label: str, icon: str, to: str) -> None:
    key, sign = f"{name}:{label}", f":material/{icon}:"
    st.button(say(label), key=key, icon=sign, type="tertiary", disabled=not to, on_click=go, args=(name, to))


def go(name: str, to: str) -> None:
    """Turn to a place, as `Page` and an address say it."""
    first_page(name)
    if to.isascii() and to.isdigit():
        st.session_state[page_key(name)] = max(1, int(to[:6]))
    else:
        st.session_state[_place_key(name)] = to


def place(name: str) -> str:
    """The place that is turned to."""
    return str(st.session_state.get(_place_key(name)) or page_number(name))


def is_turned(name: str) -> bool:
    """Whether anything has been turned to since the list was opened or its filters changed."""
    return page_key(name) in st.session_state or _place_key(name) in st.session_state


def _place_key(name: str) -> str:
    return f"{name}:place"


def page_key(name: str) -> str:
    return f"{name}:page"


def page_number(name: str) -> int:
    """The page that is turned to."""
    return int(st.session_state.get(page_key(name), 1))


def first_page(name: str) -> None:
    """Back to the first page, because what is listed has changed."""
    st.session_state.pop(page_key(name), None)
    st.session_state.pop(_place_key(name), None)


def ticked(name: str) -> list[int]:
    """The ids of the rows whose boxes are ticked, as they stood there when that was done."""
    return list(st.session_state.get(f"{name}:ticked", []))


def _tick(name: str, page: Page[Any], state: Any) -> None:
    """Places become ids by what was drawn when they were ticked: the list may have moved on in the meantime."""
    places = [int(place) for place in state.selection.get("rows", [])]
    drawn, before = st.session_state.get(f"{name}:drawn"), st.session_state.get(f"{name}:places")
    now = (page.mark, [row.id for row in page.rows])
    if before != (page.mark, places):
        ids = drawn[1] if drawn and drawn[0] == page.mark else now[1]
        st.session_state[f"{name}:ticked"] = [ids[place] for place in places if 0 <= place < len(ids)]
        st.session_state[f"{name}:places"] = (page.mark, places)
    st.session_state[f"{name}:drawn"] = now


def _wide(name: str, page: Page[T], columns: Sequence[Column], can_tick: bool) -> T | None:
    frame = pd.DataFrame({column.key: [_cell(column, row) for row in page.rows] for column in columns}, dtype=object)
    key = f"{name}:table:{page.mark}"
    state = st.dataframe(
        frame,
        hide_index=True,
        height="content",
        row_height=40,
        key=key,
        on_select="rerun",
        selection_mode=["multi-row", "single-cell"] if can_tick else "single-cell",
        column_config={column.key: _config(column, page) for column in columns},
    )
    if can_tick:
        _tick(name, page, state)
    return _clicked(name, page, state)


def _clicked(name: str, page: Page[T], state: Any) -> T | None:
    """The row of the selected cell, once per selection (the value stays on every rerun)."""
    cells = [tuple(cell) for cell in state.selection.get("cells", [])]
    handled = f"{name}:handled"
    fresh = (page.mark, cells[0]) if cells else None
    if fresh is None or st.session_state.get(handled) == fresh:
        if fresh is None:
            st.session_state.pop(handled, None)
        return None
    st.session_state[handled] = fresh
    place = int(cells[0][0])
    return page.rows[place] if 0 <= place < len(page.rows) else None


def _cell(column: Column, row: Any) -> Any:
    text = column.read(row)
    return [text] if column.chips and text else ([] if column.chips else text)


def _config(column: Column, page: Page[Any]) -> Any:
    label = say(column.key)
    if column.chips:
        names = sorted({column.read(row) for row in page.rows if column.read(row)})
        colours = [column.chips.get(name, NO_COLOUR) for name in names]
        return st.column_config.MultiselectColumn(label, options=names, color=colours, width=column.width)
    return st.column_config.TextColumn(label, width=column.width, alignment="right" if column.is_number else "left")


def _narrow(page: Page[T], columns: Sequence[Column], href: Callable[[T], str]) -> str:
    rows = [_two_lines([(column, column.read(row)) for column in columns], href(row)) for row in page.rows]
    return f'<div class="rows">{"".join(rows)}</div>'


def _two_lines(cells: list[tuple[Column, str]], target: str) -> str:
    chips = [(column.chips.get(text, NO_COLOUR), text) for column, text in cells if column.chips and text]
    chip = "".join(f'<span class="chip" style="--chip:{colour}">{markup(text)}</span>' for colour, text in chips)
    rest = " · ".join(markup(text) for column, text in cells[1:] if not (column.chips or column.is_wide_only) and text)
    first = markup(cells[0][1])
    return f'<a class="row" href="{markup(target)}" target="_self"><b>{first}</b>{chip}<span>{rest}</span></a>'


def all_of(rows: Sequence[T]) -> Page[T]:
    """A short list as one page."""
    return Page(rows=list(rows), number=1, total=len(rows))
