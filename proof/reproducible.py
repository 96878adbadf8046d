"""The same analysis.json, byte for byte, whatever counts the answers, in whatever order, on however many threads."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from msgspec.structs import replace

from gaps.analyse import analyse
from surveys.catalogue import load
from surveys.collect import collect
from surveys.example import write_example
from surveys.study_file import read_study

ROOT = Path(__file__).parents[1]
Engine = Callable[[pa.Table], Any]


def shuffled(seed: int) -> Engine:
    return lambda table: table.take(np.random.default_rng(seed).permutation(table.num_rows))


def pandas(table: pa.Table) -> Any:
    import pandas as pd

    return table.to_pandas(types_mapper=pd.ArrowDtype)


def duckdb(threads: int) -> Engine:
    import duckdb as engine

    return lambda table: engine.connect(config={"threads": threads}).from_arrow(table)


def ways() -> dict[str, Engine]:
    return {
        "Arrow": lambda table: table, "pandas": pandas, "DuckDB, 1 thread": duckdb(1), "DuckDB, 2 threads": duckdb(2),
        "rows shuffled": shuffled(1), "rows shuffled otherwise": shuffled(2),
    }  # fmt: skip


def digests(study_file: Path) -> Iterator[tuple[str, str]]:
    study = read_study(study_file)
    instrument = load(study.instrument, study.folder)
    sets = collect(study, instrument).sets
    for name, engine in ways().items():
        moved = [replace(s, frame=engine(s.frame)) for s in sets]
        yield name, hashlib.sha256(analyse(study, instrument, moved).to_json().encode()).hexdigest()
    for seed in ("0", "1"):
        yield f"a process of its own, hash seed {seed}", _in_a_process(study_file, seed)


def _in_a_process(study_file: Path, seed: str) -> str:
    target = study_file.with_name(f"seed{seed}.json")
    command = [sys.executable, str(ROOT / "cli.py"), "analyse", str(study_file), "-o", str(target)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": seed})
    return hashlib.sha256(target.read_bytes()).hexdigest()


def section(quick: bool) -> Iterator[str]:
    yield "## Reproducibility\n"
    with tempfile.TemporaryDirectory() as folder:
        write_example(Path(folder))
        found = list(digests(Path(folder) / "study.yaml"))
    one = len({digest for _, digest in found}) == 1
    yield f"SHA-256 of the worked example's analysis.json: {'all the same' if one else '**not the same**'}.\n"
    yield "| counted by | digest |\n| --- | --- |"
    for name, digest in found:
        yield f"| {name} | `{digest[:16]}…` |"
    if not one:
        raise RuntimeError("the same answers gave different documents")
