"""The command that runs a part of this program in another process, from wherever this one was installed and started."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def command(code: str, *arguments: str) -> list[str]:
    """Python with what this program and whoever started it can import, but nothing of the working directory.

    The root stands in the code: in PYTHONPATH a colon of its own path would part it, and what stands at the parts would be run.
    """
    return [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!a}); {code}", *arguments]
