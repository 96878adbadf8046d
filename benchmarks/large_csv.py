"""A large survey as CSV: `python -m benchmarks.large_csv [FOLDER]` writes 1,000,000 × 50, then checks and analyses it.

Target: read, checked and counted in 20 s and 1 GB, with progress.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

ROWS, AT_ONCE = 1_000_000, 100_000
HEADER = ["id", "branch", "wave", "segment", "weight", *(f"{letter}{n}" for letter in "EP" for n in range(1, 23)), "remark"]
STUDY = "sources:\n  - {file: large.csv, role: customer, unit: branch, id: id, weight: weight, segments: [segment]}\n"


def write(folder: Path, rows: int = ROWS, seed: int = 7) -> Path:
    """large.csv (ids, 40 branches, 44 answers of which 5 % are missing, an empty remark) and its study.yaml."""
    rng = np.random.default_rng(seed)
    with (folder / "large.csv").open("w", encoding="utf-8") as file:
        file.write(",".join(HEADER) + "\n")
        for start in range(0, rows, AT_ONCE):
            count = min(AT_ONCE, rows - start)
            answers = np.clip(np.round(rng.normal(np.repeat((6, 5), 22), 1, (count, 44))), 1, 7).astype(int).astype(str)
            answers[rng.random((count, 44)) < 0.05] = ""
            branches, segments = rng.integers(0, 40, count), rng.integers(0, 4, count)
            for n, row in enumerate(answers):
                file.write(f"{start + n:07},Branch {branches[n]},2026,group {segments[n]},1,{','.join(row)},\n")
    (folder / "study.yaml").write_text(STUDY, "utf-8")
    return folder / "study.yaml"


def main() -> None:
    from benchmarks.__main__ import FIVEGAPS, timed

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        study = write(folder)
        for what, command in (("check", ["check", str(study)]), ("analyse", ["analyse", str(study), "-o", str(folder / "a.json")])):
            seconds, size = timed([*FIVEGAPS, *command])
            print(f"{what:8} {ROWS:,} × {len(HEADER)} CSV   {seconds:6.2f} s   {size:6.0f} MB", flush=True)


if __name__ == "__main__":
    main()
