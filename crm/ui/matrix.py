"""The matrix of rights: a role's as a form, a person's as a table that says through which role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from crm.core.access import ACTIONS
from crm.core.i18n import t
from crm.people import RightRow, rules
from crm.ui.fields import key_of
from crm.ui.text import markup, say

REACHES = ("none", "own", "team", "all")


def reach_name(right: str, reach: int) -> str:
    """How far a right goes, in the reader's words."""
    if rules.is_plain(right):
        return t("roles.given") if reach else t("roles.not_given")
    return t(f"roles.reach_{REACHES[reach]}")


def right_name(right: str) -> str:
    """A right with its module, in the reader's words."""
    module, _, action = right.partition(".")
    return f"{t(f'roles.module_{module}')} – {t(f'roles.action_{action}').lower()}"


def wanting(reaches: Mapping[str, int]) -> None:
    """What these rights need beside them to be of use."""
    missing = rules.wanting(reaches)
    if missing:
        names = ", ".join(right_name(right) for right in missing)
        st.info(say("roles.wanting", rights=names), icon=":material/link:")


def matrix(form: str, reaches: Mapping[str, int], *, is_fixed: bool = False) -> dict[str, int]:
    """One line a module, one box an action: the reach chosen for each right."""
    chosen: dict[str, int] = {}
    for module, actions in ACTIONS.items():
        with st.container(horizontal=True, vertical_alignment="center", key=f"matrix-{module}"):
            st.html(f'<div class="module">{markup(t(f"roles.module_{module}"))}</div>', width=170)
            for action in actions:
                right = f"{module}.{action}"
                chosen[right] = _box(form, right, action, reaches.get(right, rules.NONE), is_fixed=is_fixed)
    return chosen


def _box(form: str, right: str, action: str, present: int, *, is_fixed: bool) -> int:
    options = rules.reaches_of(right, present)
    names = {reach: reach_name(right, reach) for reach in options}
    given = st.selectbox(
        say(f"roles.action_{action}"),
        list(names.values()),
        index=options.index(present),
        key=key_of(form, right),
        disabled=is_fixed,
        width=150,
    )
    return next((reach for reach, name in names.items() if name == given), present)


def rights(rows: Sequence[RightRow]) -> None:
    """What somebody may do: module, action, how far, through which roles."""
    body = "".join(_line(row, is_first=row.action == ACTIONS[row.module][0]) for row in rows)
    head = "".join(f"<th>{markup(t(key))}</th>" for key in ("roles.right", "roles.reach", "roles.through"))
    st.html(f'<table class="rights"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def _line(row: RightRow, *, is_first: bool) -> str:
    right = f"{row.module}.{row.action}"
    through = ", ".join(_source(right, row, number) for number in range(len(row.sources)))
    kind = ' class="none"' if not row.reach else ""
    heading = f'<tr class="module"><td colspan="3">{markup(t(f"roles.module_{row.module}"))}</td></tr>'
    cells = (t(f"roles.action_{row.action}"), reach_name(right, row.reach), through or "–")
    line = f"<tr{kind}>" + "".join(f"<td>{markup(cell)}</td>" for cell in cells) + "</tr>"
    return heading + line if is_first else line


def _source(right: str, row: RightRow, number: int) -> str:
    """A role; with how far it goes where another one goes further."""
    source = row.sources[number]
    if source.reach == row.reach:
        return source.role
    return t("roles.source", role=source.role, reach=reach_name(right, source.reach))
