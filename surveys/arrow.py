"""numpy's arrays as Arrow's. `pa.array` would load all of numpy.ma (0.01 s) to ask whether they are masked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def arrow(values: NDArray[Any], valid: NDArray[np.bool_] | None = None) -> pa.Array:
    """Integers of this machine's byte order or truth values, null where not `valid`; integers are not copied."""
    data = pa.py_buffer(np.ascontiguousarray(values)) if values.dtype != np.bool_ else _bits(values)
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None if valid is None else _bits(valid), data])


def _bits(flags: NDArray[np.bool_]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(flags, bitorder="little"))
