"""How a page ends before its end, without leaving behind what would break the browser's page."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType


def stop() -> NoReturn:
    """End this run here; in place of `st.stop`, which pages do not call."""
    forget_undrawn()
    st.stop()


def forget_undrawn() -> None:
    """Let no fragment of the former run draw itself again after a whole run that ended early.

    Streamlit 1.67 forgets such fragments only when a run reaches its end. One whose timer had just fired would write
    to a place that is no longer on the page; the browser takes that for a broken page, shows nothing and hangs up.
    A run that another has replaced meanwhile, and that breaks only then, has no say in what is on the page.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or context.script_requests is None:
        return
    is_replaced = context.script_requests._state is ScriptRequestType.STOP
    if not is_replaced and not context.fragment_ids_this_run:
        context.fragment_storage.clear(context.shared.new_fragment_ids.snapshot())
