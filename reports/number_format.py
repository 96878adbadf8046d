"""The spreadsheet format that shows a raw number exactly as it is printed everywhere else."""

from __future__ import annotations

import re

from reports.numbers import MINUS


def number_format(text: str) -> str:
    """For `text`, the printed form of a number.

    The signs are literals, as a spreadsheet would write a hyphen; a number printed without a sign never shows one, so
    that what rounds to zero stays 0.00. Bounds such as `< .001` become literals around the raw number.
    """
    if re.fullmatch(r"\d+%", text):
        return "0%"
    if re.fullmatch(r"\.\d+", text):
        return "." + "0" * (len(text) - 1)
    if re.fullmatch(rf"[+{MINUS}]?[\d,]+(\.\d+)?", text):
        body = "#,##0" if "," in text or "." not in text else "0"
        body += "." + "0" * len(text.split(".")[1]) if "." in text else ""
        return f'"+"{body};"{MINUS}"{body};{body}' if text[0] in f"+{MINUS}" else f"{body};{body}"
    return f'"{text}"'
