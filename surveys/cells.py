"""When two cells say the same: blanks, case, widths and invisible characters do not count."""

from __future__ import annotations

import re
import unicodedata

WHOLE = re.compile(r"([+-]?\d{1,9})(?:\.0+|,0{1,2})?")
"""A whole number. Three noughts after a comma could be thousands."""
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"


def strip(text: str) -> str:
    """Without blanks of any kind, invisible characters and the apostrophe that spreadsheets put before text."""
    return text.strip().strip(INVISIBLE).strip().lstrip("'’").strip()


def fold(text: str) -> str:
    """Compatibility characters (full-width digits), case, minus signs and runs of blanks made equal."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("−", "-").casefold().split())


def plain_number(text: str) -> str:
    """"99.0" and "99" are the same code; any other text is itself."""
    number = WHOLE.fullmatch(text)
    return str(int(number[1])) if number else text
