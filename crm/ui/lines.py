"""The parts of a contract's form: its client, its lines with prices proposed from the calculator."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from crm import clients
from crm.calculator import ItemRow
from crm.contracts import LineInput, LineRow
from crm.core import i18n
from crm.core.listing import CAP, Choice
from crm.ui.fields import choose, key_of, parsed
from crm.ui.text import apart, literal, say
from crm.ui.work import problems, reading


def lines(form: str, items: Sequence[ItemRow], value: Sequence[LineRow], currency: str) -> list[LineInput]:
    """Draw the lines; what was typed comes back as it is, for the rules to judge."""
    key = key_of(form, "lines")
    rows: dict[str, LineRow | None] = st.session_state.setdefault(key, {f"l{line.id}": line for line in value})
    found = [_line(form, key, name, line, items, place) for place, (name, line) in enumerate(list(rows.items()))]
    if st.button(say("contracts.add_line"), key=f"{key}:add", icon=":material/add:", type="tertiary"):
        rows[secrets.token_hex(3)] = None
        st.rerun()
    for problem in problems(form):
        if problem.field == "lines":
            st.markdown(f":red[:material/error: {say(problem.code, **dict(problem.params))}]")
    chosen = [line for line in found if line is not None]
    total = sum((_net(line) for line in chosen), Decimal(0))
    if chosen:
        st.caption(say("contracts.total", amount=i18n.money(total, currency)))
    return chosen


def _line(
    form: str, key: str, name: str, line: LineRow | None, items: Sequence[ItemRow], place: int
) -> LineInput | None:
    offered = {item.id: item for item in items if item.is_active or (line and item.id == line.item_id)}
    with st.container(border=True, key=f"{key}:{name}"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            item_id = _pick(
                "item_id",
                f"{key}:{name}:item",
                {i: item.name for i, item in offered.items()},
                line.item_id if line else None,
            )
            values = {v.id: v for v in offered[item_id].values} if item_id else {}
            shown = {i: v.name for i, v in values.items() if v.is_active or (line and line.value_id == i)}
            value_id = _pick("value_id", f"{key}:{name}:value:{item_id}", shown, line.value_id if line else None)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            quantity = _text("quantity", f"{key}:{name}:quantity", line.quantity if line else Decimal(1))
            proposed = line.price if line and line.item_id == item_id else _price(offered, item_id, value_id)
            price = _text("price", f"{key}:{name}:price:{item_id}:{value_id}", proposed)
            st.button(
                say("ui.remove"),
                key=f"{key}:{name}:x",
                icon=":material/close:",
                type="tertiary",
                on_click=_remove,
                args=(key, name),
            )
    return LineInput(
        item_id=item_id or 0, value_id=value_id, quantity=quantity, price=price, id=line.id if line else None
    )


def _pick(label: str, key: str, names: dict[int, str], value: int | None) -> int | None:
    options = list(names)
    shown = apart(options, lambda option: names.get(option, "?"))
    return st.selectbox(
        say(f"field.{label}"),
        options,
        index=options.index(value) if value in options else None,
        key=key,
        format_func=lambda option: literal(shown(option)),
        placeholder=say("ui.choose"),
    )


def _text(label: str, key: str, value: Decimal | None) -> Any:
    shown = i18n.price if label == "price" else i18n.number
    written = st.text_input(say(f"field.{label}"), value="" if value is None else shown(value), key=key, width=150)
    return parsed(written or "")


def _price(items: dict[int, ItemRow], item_id: int | None, value_id: int | None) -> Decimal | None:
    if item_id is None:
        return None
    own = next((value.price for value in items[item_id].values if value.id == value_id), None)
    return items[item_id].price if own is None else own


def _net(line: LineInput) -> Decimal:
    numbers = isinstance(line.quantity, Decimal) and isinstance(line.price, Decimal)
    return line.quantity * line.price if numbers else Decimal(0)


def _remove(key: str, name: str) -> None:
    st.session_state[key].pop(name, None)


def client_choice(form: str, wanted: int | None, kept: Choice | None = None) -> int | None:
    """The client of a contract or a case: found by typing, given by the page one comes from, or `kept` as it is."""
    with reading() as work:
        if wanted:
            card = clients.get(work, wanted)
            return choose(form, "client_id", [Choice(card.id, card.name)], card.id, needed=True)
        offered = clients.choices(work, limit=CAP) if work.may("clients.view") or not kept else []
    if len(offered) >= CAP:  # more than fit: ask for a part of the name
        text = st.text_input(
            say("ui.search_clients"),
            placeholder=say("ui.search_clients"),
            type="search",
            live="300ms",
            key=key_of(form, "find"),
            icon=":material/search:",
        )
        with reading() as work:
            offered = clients.choices(work, text or "")
    if kept and kept.id not in {one.id for one in offered}:
        offered = [kept, *offered]
    return choose(form, "client_id", offered, kept.id if kept else None, needed=True)
