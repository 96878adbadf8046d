"""The true numbers of the worked example: what a perfect survey of the invented bank would find.

Harbour Bank does not exist. Its truth is written down here, as population means on the scale 1 to 7 *after* rounding and
clipping, so that an analysis can be held against it:

* **Expectation** of an item is the same at every branch and in every wave (EXPECTATION). It has a ceiling: about half of the
  answers to the strongest items are sevens.
* **Perception** is expectation + GAP of the item + effect of the branch + effect of the wave. Tangibles are really fine:
  their gap is 0 everywhere, always. Reliability is clearly short.
* **Branches** differ by BRANCH_EFFECT in every dimension except tangibles; Station Square is really worse, by 0.9 points.
* **Waves**: nothing changed from 2025-spring to 2025-autumn; in 2026-spring reliability and responsiveness rose by 0.4.
* **Managers** overestimate what customers expect of tangibles by 0.5 and underestimate empathy by 0.7 (gap 1); **employees** know
  it well (gap 6), so that knowledge is lost between them and their managers (gap 7).
* **Ratings** (gaps 2 to 4): standards are weak in responsiveness, and some managers say that none exist; delivery is fine in
  tangibles; promises are kept less well than standards.
* **What lies behind** (ANTECEDENTS): staff are hardly listened to by managers, and departments hardly talk to each other before
  something is promised; teamwork among employees is good.
* Age group and channel have no effect whatever: a difference between them is chance.

Missing answers are blank at random and bias nothing. `truth()` gives the numbers that follow from this.
"""

from __future__ import annotations

from typing import Any

from surveys.catalogue import load

WAVES = ("2025-spring", "2025-autumn", "2026-spring")
LATEST = WAVES[-1]
CUSTOMERS = {
    "Harbourside": 64,
    "Old Market": 56,
    "Station Square": 48,
    "University": 54,
    "Northgate": 46,
    "Riverside": 50,
    "Airport": 38,
    "Hillcrest": 44,
}
"""Customers who answer in each wave, by branch; 400 together."""
MANAGERS = 3
"""Managers who answer at each branch."""
EMPLOYEES = {
    "Harbourside": 29,
    "Old Market": 25,
    "Station Square": 22,
    "University": 24,
    "Northgate": 21,
    "Riverside": 22,
    "Airport": 17,
    "Hillcrest": 20,
}
"""Front-line employees who answer, by branch; 180 together."""

EXPECTATION = {
    "tangibles": (5.7, 5.8, 6.0, 5.5),
    "reliability": (6.4, 6.3, 6.4, 6.2, 6.5),
    "responsiveness": (6.2, 6.1, 6.3, 6.0),
    "assurance": (6.3, 6.5, 6.4, 6.3),
    "empathy": (6.0, 5.8, 5.9, 6.3, 6.1),
}
GAP = {
    "tangibles": (0.1, -0.1, 0.05, -0.05),
    "reliability": (-1.1, -0.7, -0.9, -1.2, -0.6),
    "responsiveness": (-0.7, -0.6, -0.2, -0.5),
    "assurance": (-0.3, -0.2, -0.1, -0.4),
    "empathy": (-0.5, -0.3, -0.6, -0.4, -0.7),
}
"""Perception minus expectation in 2026-spring at a branch without an effect of its own."""
BRANCH_EFFECT = {
    "Harbourside": 0.1,
    "Old Market": 0.0,
    "Station Square": -0.9,
    "University": 0.0,
    "Northgate": -0.1,
    "Riverside": 0.1,
    "Airport": -0.1,
    "Hillcrest": 0.1,
}
UNTOUCHED = "tangibles"
"""The dimension on which branches do not differ."""
IMPROVEMENT = {"reliability": 0.4, "responsiveness": 0.4}
"""What 2026-spring has gained over both waves before it."""

BELIEF_OFFSET = {
    "manager": {"tangibles": 0.5, "reliability": -0.1, "responsiveness": -0.2, "assurance": 0.0, "empathy": -0.7},
    "employee": {"tangibles": 0.1, "reliability": 0.0, "responsiveness": 0.0, "assurance": 0.1, "empathy": -0.1},
}
"""What each role believes customers expect, minus what customers expect."""
RATING = {
    "standard": {"tangibles": 6.0, "reliability": 5.4, "responsiveness": 3.2, "assurance": 5.3, "empathy": 4.4},
    "delivery": {"tangibles": 5.9, "reliability": 4.3, "responsiveness": 4.2, "assurance": 5.3, "empathy": 4.9},
    "promise": {"tangibles": 5.2, "reliability": 3.8, "responsiveness": 4.0, "assurance": 4.8, "empathy": 4.4},
}
"""Mean rating of those who do not say that no standards exist."""
NO_STANDARDS = {
    "standard": {"tangibles": 0.0, "reliability": 0.0, "responsiveness": 0.2, "assurance": 0.0, "empathy": 0.12},
    "delivery": {"tangibles": 0.0, "reliability": 0.0, "responsiveness": 0.05, "assurance": 0.0, "empathy": 0.03},
    "promise": {"tangibles": 0.0, "reliability": 0.02, "responsiveness": 0.02, "assurance": 0.0, "empathy": 0.03},
}
"""Share of those who say it."""
ANTECEDENTS = {
    "market_research": 4.9, "upward_communication": 2.8, "short_lines": 4.2, "commitment": 4.8, "goal_setting": 4.3,
    "standard_tasks": 4.5, "feasibility": 4.9, "teamwork": 6.0, "job_fit": 5.3, "technology_fit": 4.8, "control": 4.4,
    "supervision": 4.2, "free_of_conflict": 4.3, "role_clarity": 5.0, "horizontal_communication": 2.9, "restraint": 3.9,
}  # fmt: skip
"""Mean of every statement of a construct once it is turned, so that high is favourable."""
POINTS = {"tangibles": 12, "reliability": 30, "responsiveness": 24, "assurance": 18, "empathy": 16}
"""The typical customer's 100 points; people differ around it, and the mean is near it but not exactly it."""

RATED = {"gap2": "standard", "gap3": "delivery", "gap4": "promise"}


def perception_shift(dimension: str, branch: str, wave: str) -> float:
    """What a branch and a wave add to perception, against a branch without an effect in the latest wave."""
    of_branch = 0.0 if dimension == UNTOUCHED else BRANCH_EFFECT[branch]
    return of_branch - (0.0 if wave == LATEST else IMPROVEMENT.get(dimension, 0.0))


def ratings(facet: str, worst: int) -> dict[str, float]:
    """Mean rating by dimension with "no standards exist" counted as the worst answer."""
    none = NO_STANDARDS[facet]
    return {d: none[d] * worst + (1 - none[d]) * mean for d, mean in RATING[facet].items()}


def truth() -> dict[str, Any]:
    """The population values: gap5 by wave and, for the latest, branch; the other gaps; each by dimension. And the constructs."""
    manager, employee = BELIEF_OFFSET["manager"], BELIEF_OFFSET["employee"]
    worst = load("servqual").scale.low
    return {
        "expectation": {d: _mean(values) for d, values in EXPECTATION.items()},
        "gap5": {wave: {d: _bank_gap(d, wave) for d in GAP} for wave in WAVES},
        "gap5_by_branch": {branch: {d: _gap(d, branch, LATEST) for d in GAP} for branch in CUSTOMERS},
        "gap1": manager,
        "gap6": employee,
        "gap7": {d: employee[d] - manager[d] for d in manager},
        "constructs": dict(ANTECEDENTS),
        **{gap: ratings(facet, worst) for gap, facet in RATED.items()},
    }


def _mean(values: tuple[float, ...]) -> float:
    return sum(values) / len(values)


def _gap(dimension: str, branch: str, wave: str) -> float:
    return _mean(GAP[dimension]) + perception_shift(dimension, branch, wave)


def _bank_gap(dimension: str, wave: str) -> float:
    """The bank's gap: branches count by the customers who answer."""
    return sum(n * _gap(dimension, branch, wave) for branch, n in CUSTOMERS.items()) / sum(CUSTOMERS.values())
