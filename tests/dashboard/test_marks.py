"""What lies on the same place is seen all the same."""

from __future__ import annotations

from dashboard.gap_chart import gap_chart
from reports.blocks import GapChart, Mark, Number, Span, Verdict

SAME = Mark("Empathy", "", Number(5.0, "5.00"), Number(5.0, "5.00"), Number(0.0, "0.00"), Span(-0.1, 0.1, ""), Verdict("meets", ""))


def test_two_means_that_coincide_are_a_dot_in_a_ring() -> None:
    drawn = gap_chart(GapChart("means", (SAME,), 1, 7, "perceive", "expect", "gap", "", ""))
    ring, dot = [trace["marker"] for trace in drawn["data"] if trace.get("text") == ["5.00"]]
    assert ring["size"] - ring["line"]["width"] >= dot["size"] and ring["color"] != dot["color"] == ring["line"]["color"]
    assert "⬤" in drawn["layout"]["annotations"][0]["text"] and "◯" in drawn["layout"]["annotations"][0]["text"]


def test_a_target_that_is_met_stands_out_behind_its_rating() -> None:
    drawn = gap_chart(GapChart("rating", (SAME,), 1, 7, "rated", "target", "to target", "", ""))
    target, dot = [trace for trace in drawn["data"] if trace["mode"] == "markers+text"]
    assert target["marker"]["symbol"] == "line-ns" and 2 * target["marker"]["size"] > dot["marker"]["size"]
