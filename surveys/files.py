"""Names that others gave us are looked at with care."""

from __future__ import annotations

from pathlib import Path


def is_there(path: Path) -> bool:
    """Whether it is a file; a name that is too long for one, or may not be looked at, is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
