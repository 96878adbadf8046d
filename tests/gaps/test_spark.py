"""The same cells and the same analysis from a Spark frame, counted by Spark's own workers."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from msgspec.structs import replace

from gaps.analyse import analyse
from surveys.responses import ResponseSet
from tests.study_of import customers, small_instrument, study

ROOT = Path(__file__).parents[2]
pytest.importorskip("pyspark", reason="pyspark is not installed: the Spark engine is NOT tested")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("there is no Java: the Spark engine is NOT tested", allow_module_level=True)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "PYSPARK_PYTHON", "SPARK_LOCAL_IP")}
    os.environ |= {"PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    settings = {
        "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1", "spark.driver.memory": "512m",
    }  # fmt: skip
    builder = SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
    for name, value in before.items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def test_the_same_bytes_from_spark(spark: Any) -> None:
    sets = [customers(small_instrument(), 120, weighted=True)]
    assert _bytes_of([replace(sets[0], frame=_in_spark(spark, sets[0].frame))]) == _bytes_of(sets)


def _in_spark(spark: Any, table: pa.Table) -> Any:
    """In two partitions, each counted apart."""
    return spark.createDataFrame(table).repartition(2)


def _bytes_of(sets: list[ResponseSet]) -> str:
    return analyse(study(*sets), small_instrument(), sets).to_json()
