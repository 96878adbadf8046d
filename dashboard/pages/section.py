"""A section of the findings: the page's address is the section's id, and the first section has the bare address too."""

import streamlit as st

from dashboard import problems, state
from dashboard.blocks import draw_section
from dashboard.frame import scope

shown = state.shown()
if shown.findings and shown.opened:
    problems.show((problem for problem in shown.opened.problems if problem.severity == "error"), shown.words)
    sections = {section.id: section for section in shown.findings.sections}
    if shown.page and shown.page not in sections:
        st.info(shown.words.say("dashboard.address.absent"), icon=":material/info:")
    section = sections.get(shown.page) or shown.findings.sections[0]
    scope(section.id, shown)
    draw_section(section, shown.words.language)
