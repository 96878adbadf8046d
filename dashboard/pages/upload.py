"""The upload page: files in, the guess shown and corrected, the analysis or the problems out."""

import streamlit as st

from dashboard import problems, source_form, state, uploads
from dashboard.study_form import ask_instrument, ask_study
from surveys.problems import InputError

words = state.shown().words
st.title(words.say("dashboard.upload.title"), anchor=False)
st.markdown(words.say("dashboard.upload.about"))
instrument = ask_instrument(words)
dropped = st.file_uploader(words.say("dashboard.upload.files"), accept_multiple_files=True, key="uploaded")
read = uploads.read_all((file.name, file.getvalue()) for file in dropped)
asked = [(upload, source_form.ask(upload, instrument, words)) for upload in read]
good = [(upload, source) for upload, source in asked if upload.table and source]

if good:
    study = ask_study(tuple(source for _, source in good), instrument, words)
    tables = {upload.name: upload.table for upload, _ in good if upload.table}
    key = " ".join(upload.digest for upload, _ in good)
    collected = uploads.check(tables, study, instrument, key)
    problems.show(collected.problems, words)
    wanted = st.button(
        words.say("dashboard.upload.analyse"), type="primary", key="analyse", disabled=not collected.sets, width="stretch"
    )
    uploads.offer_study(study, words)
    if wanted:
        try:
            with st.spinner(words.say("dashboard.upload.progress")):
                opened = state.open_collected(key, study, instrument, collected)
        except InputError as error:
            problems.show(error.problems, words)
        else:
            state.show(opened)
