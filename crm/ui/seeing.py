"""A small panel on every card, for those who configure people: why somebody sees this record, or does not."""

from __future__ import annotations

import streamlit as st

from crm import people
from crm.core import i18n
from crm.core.access import Reach
from crm.flows import seeing
from crm.ui.text import apart, literal, safe, say
from crm.ui.work import reading


def why(module: str, record_id: int) -> None:
    """Choose a person: yes or no, and through which role; nothing is drawn for those who may not ask."""
    with reading() as reader:
        if not (reader.may("people.configure") and reader.may("people.view")):
            return
        staff = {choice.id: choice.name for choice in people.choices(reader)}
    shown = apart(staff, staff.__getitem__)
    with st.popover(
        say("seeing.ask"), icon=":material/person_search:", type="tertiary", key=f"seeing-{module}-{record_id}"
    ):
        person_id = st.selectbox(
            say("seeing.who"),
            list(staff),
            index=None,
            key=f"seeing-{module}-{record_id}:person",
            format_func=lambda option: literal(shown(option)),
            placeholder=say("ui.choose"),
        )
        if person_id is None:
            st.caption(say("seeing.hint"))
            return
        with reading() as reader:
            _answer(seeing.why(reader, module, record_id, person_id))


def _answer(found: seeing.Why) -> None:
    if found.is_seen:
        st.success(say("seeing.yes", person=found.person), icon=":material/visibility:")
    else:
        st.warning(say("seeing.no", person=found.person), icon=":material/visibility_off:")
    for reason in _reasons(found):
        st.markdown(f"- {safe(reason)}")


def _reasons(found: seeing.Why) -> list[str]:
    """Each role that gives the right, with what it reaches here; then what else stands in the way."""
    lines = [_reason(way, found) for way in found.ways]
    if not found.ways:
        lines.append(i18n.t("seeing.no_role"))
    if found.stands_in_for:
        lines.append(i18n.t("seeing.stands_in", name=found.stands_in_for))
    if not found.is_active:
        lines.append(i18n.t("seeing.left"))
    elif not found.can_sign_in:
        lines.append(i18n.t("seeing.no_sign_in"))
    return lines


def _reason(way: seeing.Way, found: seeing.Why) -> str:
    if way.reach == Reach.ALL:
        return i18n.t("seeing.all", role=way.role)
    reach = "own" if way.reach == Reach.OWN else "team"
    if any(owner.is_them for owner in found.owners):
        return i18n.t(f"seeing.{reach}_theirs", role=way.role)
    if not found.owners:
        return i18n.t(f"seeing.{reach}_nobodys", role=way.role)
    shared = next((owner for owner in found.owners if owner.teams), None)
    if way.reaches_it and shared is not None:
        return i18n.t("seeing.team_mate", role=way.role, owner=shared.name, team=", ".join(shared.teams))
    owners = ", ".join(owner.name for owner in found.owners)
    return i18n.t(f"seeing.{reach}_others", role=way.role, owners=owners)
