"""YAML files that were dropped, loose or in a zip: a study, the structure of an instrument, or its words in one language.

What a file is follows from its content, and no name in a zip is ever a path.
"""

from __future__ import annotations

import io
import re
import zipfile
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import PurePosixPath

from dashboard.uploads import Upload, received
from surveys.instrument import LANGUAGES
from surveys.problems import InputError, Problem
from surveys.reading.formats import ZIP
from surveys.reading.refusal import RefusalError
from surveys.reading.zipped import DAMAGED, check_sizes

LARGEST = 1_000_000
"""Bytes of a YAML file, and of a zip of them."""
SUFFIXES = (".yaml", ".yml")
STUDY, STRUCTURE = "study", "instrument"
KEYS = re.compile(rb"^(\w+)[ \t]*:[ \t]*[\"']?([\w-]*)", re.MULTILINE)
"""The keys at the left margin, each with the word behind it."""
CALLED = re.compile(r"(?i)(instrument|study|" + "|".join(LANGUAGES) + r")\b")


def kind(upload: Upload) -> str:
    """STUDY, STRUCTURE, or the language of words. A file whose content says nothing is what it is called, else a study."""
    keys: dict[bytes, bytes] = dict(KEYS.findall(upload.data[:LARGEST].removeprefix(BOM_UTF8)))
    if b"sources" in keys:
        return STUDY
    if b"language" in keys:
        return keys[b"language"].decode()
    if b"scale" in keys or b"gaps" in keys:
        return STRUCTURE
    called = CALLED.match(upload.name)
    return called[1].lower() if called else STUDY


def unpacked(upload: Upload) -> tuple[Upload, ...] | None:
    """The YAML files of a zip that holds an instrument or a study; None of anything else, such as a workbook.

    Of several instruments in one zip the one that lies nearest to its top is meant. Raises InputError.
    """
    if not upload.data.startswith(ZIP) or len(upload.data) > LARGEST:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
            entries = list(_entries(archive))
            if not entries:
                return None
            check_sizes(archive)
            return received((entry.filename, _content(archive, entry, upload.name)) for entry in entries)
    except RefusalError as refusal:
        code = "yaml_zip" if refusal.code == "zip_bomb" else refusal.code
        raise InputError(Problem(code, upload.name, values=refusal.values)) from refusal
    except DAMAGED as error:
        raise InputError(Problem("unreadable", upload.name, values={"detail": type(error).__name__})) from error


def _entries(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """instrument.yaml with the files beside it, and study.yaml. What macOS adds to a zip is no file of anybody."""
    paths = {PurePosixPath(e.filename.replace("\\", "/")): e for e in archive.infolist() if not e.is_dir()}
    written = [path for path in paths if path.suffix.lower() in SUFFIXES and not path.name.startswith("._")]
    written.sort(key=lambda path: (len(path.parts), str(path)))
    stem = {path: path.stem.lower() for path in written}
    yield from (paths[path] for path in [path for path in written if stem[path] == STUDY][:1])
    for first in [path for path in written if stem[path] == STRUCTURE][:1]:
        beside = [first, *(path for path in written if path.parent == first.parent and CALLED.fullmatch(path.stem))]
        yield from (paths[path] for path in dict.fromkeys(beside) if stem[path] != STUDY)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    with archive.open(entry) as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(Problem("yaml_too_large", name, values={"limit": f"{LARGEST / 1e6:g}"}))
    return data


def packed(files: dict[str, bytes]) -> bytes:
    """A zip of these files by their paths in it; the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
