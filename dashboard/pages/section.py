"""A section of the findings: the page's address is the section's id, and the first section has the bare address."""

from dashboard import problems, state
from dashboard.blocks import draw_section

shown = state.shown()
if shown.findings and shown.opened:
    problems.show((problem for problem in shown.opened.problems if problem.severity == "error"), shown.words)
    sections = {section.id: section for section in shown.findings.sections}
    draw_section(sections.get(shown.page) or shown.findings.sections[0], shown.words.language)
