"""The same study counted by Spark's workers and from DuckDB: the ratio, and whether both counted the same.

    python -m benchmarks spark                  (python -m benchmarks.spark ROWS for more or fewer)

Local mode with two workers, after one count that starts them. Says so and measures nothing where there is no PySpark or no Java.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from benchmarks import large
from benchmarks.ten_million import KEYS, read, timed
from gaps.cells import Counted
from gaps.counts import count
from gaps.provenance import counts_digest
from surveys.catalogue import load
from surveys.responses import ResponseSet

ROOT = Path(__file__).parents[1]
SETTINGS = {
    "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1", "spark.driver.memory": "2g", "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
}  # fmt: skip


def session() -> Any:
    """Spark on this machine alone, whose workers find this package."""
    from pyspark.sql import SparkSession

    os.environ |= {"PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    builder = SparkSession.builder.master("local[2]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def in_spark(spark: Any, file: Path, responses: ResponseSet) -> ResponseSet:
    """The response set over Spark's own reading of the file."""
    from pyspark.sql import functions

    columns = [functions.col(m.header).alias(m.answer) for m in responses.matches]
    labels = [functions.lit("").alias("wave"), functions.col("branch").alias("unit")]
    return replace(responses, frame=spark.read.parquet(str(file)).select(*labels, *columns))


def measure(folder: Path, rows: int = 1_000_000) -> None:
    if find_spec("pyspark") is None or (shutil.which("java") is None and "JAVA_HOME" not in os.environ):
        print("NOT MEASURED: Spark needs the extra “distributed” (PySpark) and Java", flush=True)
        return
    instrument, file = load("servqual"), folder / f"spark{rows}.parquet"
    large.write(file, rows)
    of_duckdb = read(file, instrument)
    spark = session()
    of_spark = in_spark(spark, file, of_duckdb)
    found: dict[str, Counted] = {"start": count(of_spark, instrument, KEYS)}

    def counted(name: str, responses: ResponseSet) -> float:
        return timed(lambda: found.update({name: count(responses, instrument, KEYS)}))[0]

    before, own, after = counted("duckdb", of_duckdb), counted("spark", of_spark), counted("duckdb", of_duckdb)
    spark.stop()
    same = counts_digest(found["duckdb"]) == counts_digest(found["spark"])
    ratio = own / ((before + after) / 2)
    verdict = "the same sums" if same else "DIFFERENT SUMS"
    print(
        f"{rows:,} × 44 by 40 branches: Spark {own:.1f} s, {ratio:.1f} × DuckDB ({before:.1f} and {after:.1f} s); {verdict}",
        flush=True,
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), int(sys.argv[1]))
