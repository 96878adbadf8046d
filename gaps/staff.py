"""Managers and employees of whom the study declares how many there are (`staff`): half of them asked is half of it known.

The finite-population correction multiplies the squared error by 1 − n / N: the limits draw near to the mean by its root. As if one
person more were unseen than there are, it keeps what a single unseen answer could change; without that one, 9 % of limits missed
on one side where nearly everybody at the ceiling was asked (docs/decisions/design.md). It holds where the result is to speak of
these very people and not of those who might stand in their place; so it is made only where N is declared, and only for results
of the whole latest wave, as N is not known of parts. Customers have `population` instead (gaps/strata.py).
"""

from __future__ import annotations

from math import sqrt

from msgspec.structs import replace

from gaps.drafts import Draft
from gaps.estimates import StudentMean, welch


def correct(drafts: list[Draft], staff: dict[str, int], latest: str) -> None:
    """Makes the answers of declared staff count for more, the fewer were not asked; the interval and its p follow."""
    for d in drafts if staff else []:
        if _whole(d, latest):
            sides = [(d.spec.minuend.role, d.minuend.n)]
            if d.spec.design == "independent" and d.spec.subtrahend and d.subtrahend:
                sides.append((d.spec.subtrahend.role, d.subtrahend.n))
            _correct(d, [unseen(staff.get(role), n or 0) for role, n in sides])
            d.notes += ["staff_exceeded"] if any((n or 0) > staff.get(role, n or 0) for role, n in sides) else []


def left_aside(drafts: list[Draft], staff: dict[str, int], latest: str) -> None:
    """Notes that nothing is corrected in a sample of branches: those who were not asked are not in these branches alone."""
    for d in drafts if staff else []:
        sides = [s.role for s in (d.spec.minuend, d.spec.subtrahend) if s]
        d.notes += ["staff_needs_strata"] if _whole(d, latest) and set(sides) & set(staff) else []


def _whole(d: Draft, latest: str) -> bool:
    """Whether it speaks of everybody in the latest wave."""
    return set(d.group.label) <= {"wave"} and d.group.wave == latest


def unseen(population: int | None, asked: int) -> float:
    """The share of the squared error that is left; 1 where nothing is declared, nobody or more answered than there are."""
    if population is None or not 0 < asked <= population:
        return 1.0
    return (population - asked + 1) / population


def _correct(d: Draft, left: list[float]) -> None:
    if all(share == 1.0 for share in left):
        return
    d.notes.append("staff_counted")
    d.question = d.question and replace(d.question, left=left[0])
    d.other = d.other and replace(d.other, left=left[-1])
    d.student = _student(d, left)


def _student(d: Draft, left: list[float]) -> StudentMean | None:
    """The same for what Student's or Welch's interval is printed of."""
    if d.student is None or len(left) == 1:
        return d.student and replace(d.student, se=d.student.se * sqrt(left[0]))
    a, b = (replace(m, se=m.se * sqrt(share)) if m.se else m for m, share in zip(d.moments, left, strict=True))
    return welch(a, b)
