"""What the command line leaves out at its start is there when somebody asks, and what it takes instead is the very same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from surveys.example import write_example

ROOT = Path(__file__).parents[1]
SOURCES = "".join(file.read_text("utf-8") for file in (ROOT / "gaps").rglob("*.py"))
USED = sorted(set(re.findall(r"\bspecial\.([a-z]\w*)\(", SOURCES)))


def in_a_new_process(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_function_that_gaps_uses_is_there_without_the_whole_package() -> None:
    assert {"ndtri", "stdtrit", "nctdtrinc"} <= {*USED}
    in_a_new_process(f"""
import sys, startup
startup.special_functions_alone()
from scipy import special
from scipy.special import chdtri
alone = {{name: getattr(special, name) for name in {USED}}}
assert "scipy.special._basic" not in sys.modules and "numpy.testing" not in sys.modules
import scipy.stats, scipy.linalg
assert scipy.linalg.__file__ and scipy.linalg.det([[2.0]]) == 2
whole = sys.modules["scipy.special"]
assert whole is not special and whole.__file__
import numpy as np
for name, function in alone.items():
    given = [2.0, 0.3, 0.4][: function.nin] if function.nin < 3 else [3.0, 0.3, 2.0]
    np.testing.assert_array_equal(function(*given), getattr(whole, name)(*given), name)
""")


def test_anything_else_of_the_package_comes_with_the_whole() -> None:
    in_a_new_process("""
import startup
startup.special_functions_alone()
from scipy import special
assert special.comb(5, 2) == 10 and special.ndtri(0.5) == 0
from scipy.special import factorial, logsumexp
assert factorial(4) == 24
""")


def test_a_package_that_is_made_otherwise_is_imported_as_it_is() -> None:
    in_a_new_process("""
import startup
def missing(name):
    raise ImportError(name)
startup.import_module = missing
startup.special_functions_alone()
import scipy.special
assert scipy.special.__file__ and scipy.special.ndtri(0.5) == 0
""")


def test_arrow_finds_pandas_once_somebody_imports_it() -> None:
    in_a_new_process("""
import sys, startup
startup.arrow_alone()
import pyarrow as pa
assert pa.array([1, 2]).to_pylist() == [1, 2] and "pandas" not in sys.modules
import pandas as pd
assert pa.table({"a": [1, 2]}).to_pandas()["a"].tolist() == [1, 2]
assert pa.array(pd.Series([3])).to_pylist() == [3]
""")


def test_arrow_computes_the_same_without_its_documentation() -> None:
    in_a_new_process("""
import inspect, sys, startup
startup.arrow_alone()
import pyarrow as pa, pyarrow.compute as pc
assert "pyarrow.vendored.docscrape" not in sys.modules
short, alone = pc.is_in.__doc__, {name: str(inspect.signature(f)) for name, f in vars(pc).items() if inspect.isfunction(f)}
assert pc.is_in(pa.array([1, 2]), value_set=pa.array([2])).to_pylist() == [False, True]
del sys.modules["pyarrow.compute"], pa.compute
import pyarrow.compute as whole
assert {name: str(inspect.signature(f)) for name, f in vars(whole).items() if inspect.isfunction(f)} == alone
assert "value_set" in whole.is_in.__doc__ and "value_set" not in short
from pyarrow.vendored import docscrape
assert docscrape.NumpyDocString("A.")["Summary"] == ["A."]
""")


def test_an_arrow_that_is_made_otherwise_is_imported_as_it_is() -> None:
    in_a_new_process("""
import startup
def missing(name):
    raise AttributeError(name)
startup.import_module = missing
startup.arrow_alone()
import pyarrow.compute as pc
assert "value_set" in pc.is_in.__doc__
""")


def test_an_analysis_of_a_study_or_of_a_bare_file_leaves_pandas_out(tmp_path: Path) -> None:
    write_example(tmp_path)
    for name in ("study.yaml", "customers.csv"):
        in_a_new_process(f"""
import sys, cli
sys.argv = ["fivegaps", "analyse", {str(tmp_path / name)!r}, "-o", {str(tmp_path / "analysis.json")!r}]
try:
    cli.main()
except SystemExit as ended:
    assert not ended.code
assert "pandas" not in sys.modules
""")


def test_the_version_is_told_without_the_statistics() -> None:
    in_a_new_process("""
import sys, cli
sys.argv = ["fivegaps", "--version"]
try:
    cli.main()
except SystemExit as ended:
    assert not ended.code
assert "gaps.version" in sys.modules and not {"numpy", "scipy", "pyarrow"} & sys.modules.keys()
""")
