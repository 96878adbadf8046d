"""The catalogue: instruments of the library and from folders, read completely or refused with every fault named."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from msgspec import to_builtins
from msgspec.structs import replace

from surveys.asked_scale import asked_on
from surveys.files import is_there
from surveys.instrument import LANGUAGES, Instrument, Scale, Words
from surveys.instrument_file import read_instrument
from surveys.problems import InputError, Problem
from surveys.words_file import read_words

LIBRARY = Path(__file__).parent / "library"
ADDED = ("constructs", "statements")
"""Parts that instruments were once written without; where there are none the digest is what it was."""


def library() -> tuple[str, ...]:
    """The ids of the instruments that come with the product."""
    return tuple(sorted(file.parent.name for file in LIBRARY.glob("*/instrument.yaml")))


def load(id_or_folder: str, base: Path = Path(), scale: Scale | None = None) -> Instrument:
    """The instrument of a library id, or of a folder (relative to `base`) that holds instrument.yaml; asked on `scale`, if any.

    A file of words, <language>.yaml, is optional for each of LANGUAGES. InputError where the instrument does not exist
    or is faulty; its problems name the file as `folder/file`.
    """
    folder = LIBRARY / id_or_folder if id_or_folder in library() else base / id_or_folder
    path = folder / "instrument.yaml"
    if not is_there(path):
        raise InputError(Problem("instrument_not_found", values={"name": id_or_folder, "known": ", ".join(library())}))
    name = folder.resolve().name
    structure = read_instrument(path, f"{name}/instrument.yaml")
    whole = replace(structure, digest=_digest(structure), words=_words(folder, name, structure))
    return on_scale(whole, scale) if scale else whole


def copy(name: str, folder: Path) -> list[Path]:
    """The files of an instrument of the library, written into a folder to be changed."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file in sorted((LIBRARY / name).glob("*.yaml")):
        written.append(folder / file.name)
        written[-1].write_bytes(file.read_bytes())
    return written


def on_scale(instrument: Instrument, scale: Scale) -> Instrument:
    """The instrument as it was asked on this scale, with the digest of what was asked."""
    asked = asked_on(instrument, scale)
    return replace(asked, digest=_digest(asked)) if scale != instrument.scale else instrument


def _digest(structure: Instrument) -> str:
    """SHA-256 of the structure's canonical JSON: the same for any layout of the file, different for any other meaning."""
    left_out = {"words", "digest", *(key for key in ADDED if not getattr(structure, key))}
    plain = {key: value for key, value in to_builtins(structure).items() if key not in left_out}
    return sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _words(folder: Path, name: str, structure: Instrument) -> dict[str, Words]:
    """The words by language, from the files that are there; the problems of all files are raised together."""
    words: dict[str, Words] = {}
    problems: list[Problem] = []
    for language in LANGUAGES:
        path = folder / f"{language}.yaml"
        if path.is_file():
            try:
                words[language] = read_words(path, f"{name}/{path.name}", language, structure)
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(*problems)
    return words
