"""Mutated files through the guarded reader: `python -m benchmarks.fuzz [csv xlsx sav] [--count N | --full]`.

Mutants are read by the child's own code, under the child's own limits, in a forked process that takes one after the other
until one kills it; a new interpreter for each would cost a tenth of a second. Each answer is turned into a table as the
parent does. What must not happen: a death or an exception of the parent, an exception that our code did not foresee in the
child, or a wait of more than SECONDS. A child that a foreign library kills is what the guard is for.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from benchmarks.mutants import mutant, originals
from surveys.problems import InputError
from surveys.reading import child, sav, workbook  # noqa: F401 - loaded once, before the forks
from surveys.reading.guard import MEMORY
from surveys.reading.text_table import table_of

KINDS = ("csv", "xlsx", "sav")
SECONDS = 10
AT_ONCE = 50
FULL = 20_000
Load = Callable[[int], bytes]
BAD = ("exception", "hang", "parent")


def outcomes(load: Load, seeds: Sequence[int]) -> Iterator[tuple[int, str, float]]:
    """Seed, what became of its mutant, and the seconds it took."""
    while seeds:
        answers = _in_child(load, seeds[:AT_ONCE])
        began = time.monotonic()
        for seed, answer in zip(seeds, answers, strict=False):
            yield seed, answer if isinstance(answer, str) else _judged(answer), time.monotonic() - began
            began, seeds = time.monotonic(), seeds[1:]


def _judged(answer: bytes) -> str:
    """ "read", "refused: why", or one of BAD."""
    if answer.startswith(b"exception"):
        return answer.decode("utf-8", "replace")
    try:
        table = table_of("file", answer)
    except InputError as refused:
        return f"refused: {refused.problems[0].code}"
    except Exception as fault:  # which one is what we look for
        return f"parent: {fault!r}"
    return "read" if len(table.rows) == table.columns.num_rows else "parent: rows"


def _in_child(load: Load, seeds: Sequence[int]) -> Iterator[bytes | str]:
    """What a forked child wrote for each mutant; the last one is a text where the child died or hung."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(read)
        _answer_all(load, seeds, write)
    os.close(write)
    try:
        for _ in seeds:
            size = _exactly(read, 8)
            answer = _exactly(read, int.from_bytes(size)) if len(size) == 8 else size
            if len(size) < 8 or len(answer) < int.from_bytes(size):
                break
            yield answer
        else:
            return
    except TimeoutError:
        yield "hang"
        return
    finally:
        os.close(read)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    yield "died"


def _exactly(pipe: int, size: int) -> bytes:
    """The next bytes; fewer where the child has ended. TimeoutError after SECONDS without any."""
    found = b""
    while len(found) < size:
        if not select.select([pipe], [], [], SECONDS)[0]:
            raise TimeoutError
        piece = os.read(pipe, min(size - len(found), 1 << 20))
        if not piece:
            break
        found += piece
    return found


def _answer_all(load: Load, seeds: Sequence[int], pipe: int) -> None:
    """Does for each mutant what the child does, and never returns. A panic of a foreign library ends it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    child.limit(MEMORY, SECONDS * len(seeds))
    try:
        for seed in seeds:
            said = _said(load(seed))
            said = len(said).to_bytes(8) + said
            while said:
                said = said[os.write(pipe, said) :]
    finally:
        os._exit(0)


def _said(data: bytes) -> bytes:
    out = io.StringIO()
    try:
        child.answer(data, out)
    except Exception as fault:  # which one is what we look for
        return f"exception: {fault!r}".encode()
    return out.getvalue().encode()


class Found(Struct, frozen=True):
    """How often each outcome was seen, the seeds of the bad ones, and the longest time that one took."""

    kind: str
    tried: int
    slowest: float
    bad: dict[int, str]
    seen: dict[str, int]


def run(kind: str, first: int, count: int) -> Found:
    originals(kind)
    found = list(outcomes(lambda seed: mutant(kind, seed), range(first, first + count)))
    seen = Counter(what if not what.startswith(BAD) else what.split(":")[0] for _, what, _ in found)
    bad = {seed: what for seed, what, _ in found if what.startswith(BAD)}
    slowest = round(max(seconds for *_, seconds in found), 2)
    return Found(kind, len(found), slowest, bad, dict(seen.most_common()))


def run_folder(folder: Path) -> dict[str, object]:
    """What became of each file in a folder, the slowest one's seconds, and by how many megabytes the parent grew."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = list(outcomes(lambda place: files[place].read_bytes(), range(len(files))))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    what = {str(files[place].relative_to(folder)): said for place, said, _ in found}
    bad = {name: said for name, said in what.items() if said.startswith(BAD)}
    return {"tried": len(found), "slowest": max(s for *_, s in found), "grown": round(grown), "bad": bad, "files": what}


def main() -> None:
    parser = argparse.ArgumentParser(description="Mutated files through the guarded reader.")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--full", action="store_true", help=f"{FULL} of each kind")
    parser.add_argument("--folder", type=Path, help="the files of a folder instead of mutants")
    chosen = parser.parse_args()
    if chosen.folder:
        print(json.dumps(run_folder(chosen.folder)))
        return
    found = [run(kind, chosen.first, FULL if chosen.full else chosen.count) for kind in chosen.kinds or KINDS]
    for each in found:
        print(json.dumps(asdict(each)), flush=True)
    sys.exit(any(each.bad for each in found))


if __name__ == "__main__":
    main()
