"""What the child raises when a file cannot be read: the code of a problem and the values of its sentence."""

from __future__ import annotations


class RefusalError(Exception):
    def __init__(self, code: str, row: int | None = None, **values: str) -> None:
        super().__init__(code)
        self.code, self.row, self.values = code, row, values
