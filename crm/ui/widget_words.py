"""What Streamlit's own widgets say, in the reader's language: they know only English, so the style sheet speaks."""

from __future__ import annotations

import json

import streamlit as st

from crm.core.i18n import t


def tell() -> None:
    """Hand the words to `web/assets/frame.css`, as the properties that it shows instead."""
    words = {"upload": t("ui.upload"), "upload-hint": t("ui.upload_hint"), "no-results": t("ui.no_results")}
    said = ";".join(f"--{name}:{json.dumps(text, ensure_ascii=False)}" for name, text in words.items())
    st.html(f"<style>:root{{{said}}}</style>")
