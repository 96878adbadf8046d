"""What the command line need not load: two libraries bring others along that it never uses, and would wait 0.4 s for.

The tricks change nothing but the time. The dashboard, notebooks and tests do without them, but for their second process.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

SPECIAL, LINALG, DOCUMENTATION = "scipy.special", "scipy.linalg", "pyarrow.vendored.docscrape"


def arrow_alone() -> None:
    """Lets Arrow ask once whether there is pandas, and find none: it would load it to see whether a list is a Series.

    And lets it write no documentation of its functions, which it does anew each time and takes half of the time that they load.
    """
    if "pandas" not in sys.modules:
        import pyarrow as pa

        sys.meta_path.insert(0, _NoPandas)
        pa.scalar(0)
        sys.meta_path.remove(_NoPandas)
    if "pyarrow.compute" not in sys.modules and DOCUMENTATION not in sys.modules:
        blank = sys.modules[DOCUMENTATION] = ModuleType(DOCUMENTATION)
        blank.NumpyDocString = lambda text: {"Parameters": ()}  # type: ignore[attr-defined]
        try:
            with suppress(ImportError, AttributeError):  # an Arrow that is made otherwise is imported as it is
                import_module("pyarrow.compute")
        finally:
            del sys.modules[DOCUMENTATION]


class _NoPandas:
    """A finder of modules that says of pandas that it is nowhere."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def special_functions_alone() -> None:
    """Puts a package in scipy.special's place that holds its compiled functions: the objects themselves, loaded five times as fast.

    The package around them wraps each for other array libraries, and loads numpy's test tools and Fortran compiler on the way.
    So does scipy.linalg, of which they need one compiled part from SciPy 1.18 on. Asked for anything else the bare package makes
    room for it; a SciPy that is made otherwise is imported as it is. There is no plainer way: Python runs a package's own
    code before it loads any part of it.
    """
    if SPECIAL not in sys.modules and LINALG not in sys.modules:
        bare = sys.modules[SPECIAL] = _bare(SPECIAL)
        bare.__getattr__ = _from_the_whole  # type: ignore[method-assign]
        sys.modules[LINALG] = _bare(LINALG)
        try:
            vars(bare).update(_public(import_module(f"{SPECIAL}._ufuncs")))
        except (ImportError, AttributeError):
            del sys.modules[SPECIAL]
        finally:
            del sys.modules[LINALG]


def _bare(package: str) -> ModuleType:
    """A package of SciPy without its own code, in which its parts are found."""
    import scipy

    found = ModuleType(package)
    found.__path__ = [str(Path(scipy.__file__).parent / package.rpartition(".")[2])]
    return found


def _public(module: ModuleType) -> dict[str, Any]:
    return {name: thing for name, thing in vars(module).items() if not name.startswith("_")}


def _from_the_whole(name: str) -> Any:
    """`name` of the whole package, which from now on is the one that is imported."""
    if name.startswith("__"):
        raise AttributeError(name)
    if getattr(sys.modules[SPECIAL], "__file__", None) is None:
        del sys.modules[SPECIAL]
    return getattr(import_module(SPECIAL), name)
