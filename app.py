"""The dashboard's entrance: `streamlit run app.py`. FIVEGAPS_STUDY names the study.yaml to open; without it: the start page."""

import streamlit as st

from dashboard import frame, state
from dashboard.logo import ICON, LOGO
from dashboard.navigation import navigation

st.set_page_config(page_title="Five Gaps", page_icon=ICON, layout="wide")
st.logo(LOGO, size="large")

language, title, filters = (st.sidebar.container() for _ in range(3))
words = frame.wording(language)
opened = state.current()
group = frame.filters(filters, opened, words) if opened else {}
findings = state.findings(opened, words.language, group) if opened else None
frame.title(title, findings)
page = navigation(findings, words)

state.hand_over(state.Shown(page.url_path, words, group, opened, findings))
with st.container(width=960), frame.spoken_failure(words):
    page.run()
