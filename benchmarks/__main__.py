"""Every figure of benchmarks/README.md: `python -m benchmarks [example pdf large ten_million spark dashboard]`.

Whole processes, medians of RUNS; of the ten million the parts of one process.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import dashboard, large, spark, ten_million
from surveys.example import write_example

RUNS = 5
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As users have it: with modules compiled once, not at every start."""
FIVEGAPS = [sys.executable, str(Path(__file__).parents[1] / "cli.py")]
YARDSTICK = [sys.executable, "-c", "sum(range(50_000_000))"]
SCAN = """
import duckdb, sys
sums = ", ".join(f"sum(E{i}), sum(P{i})" for i in range(1, 23))
duckdb.connect().sql(f"select branch, {sums} from '{sys.argv[1]}' group by branch").fetchall()
"""


OPENED = """
import sys, time
from pathlib import Path
from gaps.results import Analysis
from reports.findings import build
from reports.pdf import render
from reports.wording import Wording
analysis = Analysis.from_json(Path(sys.argv[1]).read_text("utf-8"))
began = time.perf_counter()
render(build(analysis, Wording(sys.argv[2]), edition="brief"))
print(time.perf_counter() - began)
"""


def timed(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak megabytes of one process and its children."""
    began = time.perf_counter()
    pid = os.posix_spawn(command[0], command, ENVIRONMENT, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ])  # fmt: skip
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return time.perf_counter() - began, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def report(what: str, command: list[str], runs: int = RUNS, against: list[str] | None = None) -> None:
    """Medians; beside them the ratio to another process run in turn, which holds when the machine's speed drifts."""
    timed(command)
    pairs = [(timed(command), timed(against or YARDSTICK)) for _ in range(runs)]
    seconds, size = statistics.median(p[0][0] for p in pairs), max(p[0][1] for p in pairs)
    ratio = statistics.median(p[0][0] / p[1][0] for p in pairs)
    name = "a scan that sums the same columns" if against else "the yardstick"
    print(f"{what:45} {seconds:6.2f} s {size:6.0f} MB   {ratio:5.2f} × {name}", flush=True)


def example(folder: Path) -> None:
    write_example(folder / "example")
    study = str(folder / "example/study.yaml")
    report("analyse the example", [*FIVEGAPS, "analyse", study, "-o", str(folder / "a.json")])


def pdf(folder: Path) -> None:
    if not (folder / "a.json").exists():
        example(folder)
    for language in ("en", "zh-Hans"):
        target = str(folder / "r.pdf")
        report(f"report PDF, {language}", [*FIVEGAPS, "report", str(folder / "a.json"), "-o", target, "--language", language])
        opened = [sys.executable, "-c", OPENED, str(folder / "a.json"), language]
        told = [float(subprocess.run(opened, check=True, capture_output=True, env=ENVIRONMENT).stdout) for _ in range(RUNS)]
        print(f"{f'the PDF of an open analysis, {language}':45} {statistics.median(told):6.2f} s", flush=True)


def a_million(folder: Path) -> None:
    file = folder / "customers.parquet"
    large.write(file, 1_000_000)
    for name, unit in (("no branches", ""), ("40 branches", ", unit: branch")):
        study = folder / "large.yaml"
        study.write_text(f"sources:\n  - {{file: customers.parquet, role: customer{unit}}}\n")
        command = [*FIVEGAPS, "analyse", str(study), "-o", str(folder / "l.json")]
        report(f"analyse 1,000,000 × 44, {name}", command, runs=2, against=[sys.executable, "-c", SCAN, str(file)])


def screen(folder: Path) -> None:
    write_example(folder / "example")
    for what, seconds in dashboard.measure(folder / "example/study.yaml", RUNS).items():
        print(f"{what:45} {statistics.median(seconds):6.2f} s", flush=True)


PARTS: dict[str, Callable[[Path], None]] = {
    "example": example, "pdf": pdf, "large": a_million, "ten_million": ten_million.measure, "spark": spark.measure,
    "dashboard": screen,
}  # fmt: skip


def main() -> None:
    yard = statistics.median(timed(YARDSTICK)[0] for _ in range(3))
    print(f"python {sys.version.split()[0]}, {os.cpu_count()} processors; the yardstick takes {yard:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or PARTS:
            PARTS[name](Path(folder))


if __name__ == "__main__":
    main()
