"""What Streamlit's own widgets say, in the reader's language: they know only English, so the style sheet speaks."""

from __future__ import annotations

import json

import streamlit as st

from crm.core import assets
from crm.core.i18n import t


def tell() -> None:
    """Hand the words to `web/assets/frame.css`, as the properties that it shows instead, and the sheet as it is now."""
    words = {"upload": t("ui.upload"), "upload-hint": t("ui.upload_hint"), "no-results": t("ui.no_results")}
    said = ";".join(f"--{name}:{json.dumps(text, ensure_ascii=False)}" for name, text in words.items())
    sheet = assets.address("frame.css")  # a tab that was opened before an upgrade has the one of then, or none
    st.html(f'<style>@import url("{sheet}"); :root{{{said}}}</style>')
