"""The upload page: files in, what was recognised shown and corrected, the analysis or the problems out."""

import streamlit as st

from dashboard import confirm_form, draft_form, problems, saved_study, settings_form, source_form, state, summary, upload_files
from dashboard.markdown import literal
from dashboard.study_form import ask_instrument, ask_study
from dashboard.uploads import check
from reports.problems import upload_remedy
from surveys.collect import table_key
from surveys.problems import InputError

words = state.shown().words
st.title(words.say("dashboard.upload.title"), anchor=False)
st.markdown(words.say("dashboard.upload.about"))
dropped = st.file_uploader(words.say("dashboard.upload.files"), accept_multiple_files=True, key="uploaded")
files = upload_files.sorted_out(draft_form.with_drafted([(file.name, file.getvalue()) for file in dropped]))
problems.show(files.problems, words)
instrument = ask_instrument(files.study, files.own, words)
asked = [source_form.ask(each, files, instrument, words) for each in upload_files.tables(files, instrument, words)]
good = [each for each in asked if each.table and each.source]

if good:
    study = confirm_form.ticked(ask_study(tuple(each.source for each in good if each.source), instrument, files, words))
    tables = {table_key(each.source): each.table for each in good if each.table and each.source}
    key = files.key
    collected = check(tables | files.structures, study, instrument, key)
    st.subheader(words.say("dashboard.summary.title"), anchor=False)
    summary.show(collected, instrument, words)
    settings_form.show(study, instrument, words)
    problems.show_grouped(collected.problems, words)
    confirm_form.ask(collected.problems, study, words)
    problems.offer((*(problem for each in asked for problem in each.problems), *collected.problems), words)
    if stopped := dict.fromkeys(p.file for p in collected.problems if p.severity == "error" and p.file):
        st.warning(literal(words.say("dashboard.upload.left_out", files=words.say("number.list").join(stopped))))
    left, right = st.columns(2)
    with right:
        saved_study.offer(study, files.own, words)
    usable = any(each.rows.used for each in collected.sets)
    wanted = left.button(
        words.say("dashboard.upload.analyse"), type="primary", key="analyse", disabled=not usable, width="stretch"
    )
    st.caption(words.say("dashboard.upload.leaving"))
    if wanted:
        try:
            with st.spinner(words.say("dashboard.upload.progress")):
                opened = state.open_collected(key, study, instrument, collected)
        except InputError as error:
            problems.show(error.problems, words, upload_remedy)
        else:
            state.show(opened)
