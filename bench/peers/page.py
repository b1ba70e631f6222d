"""A page with a query and a table, the same for both servers; each run of it is a new page of a list."""

import os

import pandas as pd
import streamlit as st

from crm import monitoring, start
from crm.core import config, db
from crm.core.work import Actor, begin
from crm.monitoring import Filters

if not db._engine:  # once a process; the product's server has done it already
    start.make_ready(config.load(dict(os.environ), config.ROOT))

st.session_state["runs"] = st.session_state.get("runs", 0) + 1
with begin(Actor.person(1)) as work:
    page = monitoring.listing(work, Filters(), st.session_state["runs"] % 20 + 1)
st.title("Monitoring")
st.dataframe(pd.DataFrame([vars(row) for row in page.rows]), hide_index=True)
