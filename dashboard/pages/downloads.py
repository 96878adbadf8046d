"""The downloads: the same findings as a PDF, a workbook and plain text, and the analysis itself. Made when asked for."""

from collections.abc import Callable

import streamlit as st

from dashboard import state
from dashboard.frame import AUTONYMS
from dashboard.markdown import literal
from reports.blocks import Findings
from reports.view import Group
from reports.wording import Wording


def pdf(opened: state.Opened, language: str, group: Group) -> bytes:
    """The printed report: the brief edition, as the screen and the workbook hold the rest."""
    from reports.findings import build
    from reports.pdf import render

    return render(build(opened.analysis, Wording(language), group, edition="brief"))


def workbook(found: Findings) -> bytes:
    from reports.workbook import render

    return render(found)


def text(found: Findings) -> bytes:
    from reports.plain import render

    return render(found).encode()


def offer(words: Wording, kind: str, file: str, mime: str, make: Callable[[], bytes]) -> None:
    with st.container(border=True):
        said, button = st.columns([3, 1], vertical_alignment="center")
        said.markdown(f"**{words.say(f'dashboard.downloads.{kind}.title')}**  \n{words.say(f'dashboard.downloads.{kind}.text')}")
        button.download_button(
            words.say(f"dashboard.downloads.{kind}.button"),
            make,
            file,
            mime,
            key=f"download_{kind}",
            on_click="ignore",
            type="primary" if kind == "pdf" else "secondary",
            width="stretch",
        )


shown = state.shown()
words = shown.words
st.title(words.say("dashboard.downloads.title"), anchor=False)
if shown.opened and shown.findings:
    st.markdown(literal(words.say("dashboard.downloads.about", group=shown.findings.subtitle)))
    opened = shown.opened
    chosen = st.segmented_control(
        words.say("dashboard.downloads.language"),
        list(AUTONYMS),
        format_func=AUTONYMS.__getitem__,
        default=words.language,
        required=True,
        key=f"download_language_{words.language}",
    )
    found = state.findings(opened, chosen or words.language, shown.group)
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    offer(words, "pdf", f"five-gaps-{chosen}.pdf", "application/pdf", lambda: pdf(opened, chosen or words.language, shown.group))
    offer(words, "workbook", f"five-gaps-{chosen}.xlsx", sheet, lambda: workbook(found))
    offer(words, "text", f"five-gaps-{chosen}.txt", "text/plain", lambda: text(found))
    offer(words, "json", "analysis.json", "application/json", lambda: opened.analysis.to_json().encode())
