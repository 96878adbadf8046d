"""The start page: what this is, and two ways in. It answers the addresses of results too, as long as no study is open."""

import streamlit as st

from dashboard import problems, state
from surveys.problems import InputError

shown = state.shown()
words = shown.words
if shown.opened is None and shown.page not in ("", "start"):
    st.info(words.say("dashboard.address.no_study"), icon=":material/info:")
st.title(words.say("dashboard.start.title"), anchor=False)
st.markdown(words.say("dashboard.start.about"))
problems.show(state.refusal(), words)

st.space("small")
example, upload = st.columns(2, gap="medium")
with example, st.container(border=True, height="stretch", gap="small"):
    st.subheader(words.say("dashboard.start.example.title"), anchor=False)
    st.markdown(words.say("dashboard.start.example.text"))
    asked = st.button(words.say("dashboard.start.example.button"), type="primary", key="open_example")
with upload, st.container(border=True, height="stretch", gap="small"):
    st.subheader(words.say("dashboard.start.upload.title"), anchor=False)
    st.markdown(words.say("dashboard.start.upload.text"))
    if st.button(words.say("dashboard.start.upload.button"), key="go_upload"):
        st.switch_page("dashboard/pages/upload.py")
st.caption(words.say("dashboard.start.privacy"))

if asked:
    try:
        with st.spinner(words.say("dashboard.start.example.progress")):
            opened = state.open_example()
    except InputError as error:
        problems.show(error.problems, words)
    else:
        state.show(opened)
