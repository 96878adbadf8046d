"""How a command ends to which the system refuses something: in one line of the reader's language, and never in a traceback."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
import console
from reports.wording import Wording

ROOT = Path(cli.__file__).parent
FULL = Path("/dev/full")
"""A device on which there is no room."""
FAULTS = {
    errno.ENOSPC: OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
    errno.ENOMEM: MemoryError(),
    errno.EAGAIN: RuntimeError("can't start new thread"),
}


@pytest.mark.parametrize("number", FAULTS)
def test_what_the_system_refuses_is_told_in_its_words(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise FAULTS[number]

    monkeypatch.setattr(cli, "gather", refused)
    done = CliRunner().invoke(cli.cli, ["check", "a.csv", "--language", "zh-Hant"])
    assert done.output == Wording("zh-Hant").say("cli.fault.system", reason=os.strerror(number)) + "\n"
    assert done.exit_code == 1


def test_a_fault_of_the_program_is_not_told_as_one_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(cli, "gather", wrong)
    assert str(CliRunner().invoke(cli.cli, ["check", "a.csv"]).exception) == "a fault of ours"


@pytest.mark.skipif(not FULL.exists(), reason="no such device")
@pytest.mark.parametrize("argument", ["instruments", "--help"])
def test_a_full_disk_under_what_is_printed_is_one_line(argument: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with FULL.open("w") as full:
        done, silent = (
            subprocess.run([sys.executable, "cli.py", argument], cwd=ROOT, env=environment, stdout=full, stderr=errors, text=True)
            for errors in (subprocess.PIPE, full)
        )
    assert done.stderr == Wording("en").say("cli.fault.system", reason=os.strerror(errno.ENOSPC)) + "\n"
    assert (done.returncode, silent.returncode) == (1, 1)


def test_a_closed_pipe_ends_a_command_in_silence() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "cli.py", "instruments"], cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


def test_progress_that_cannot_be_shown_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(console, "QUIET_FOR", -1)
    monkeypatch.setattr(console, "tell", full)
    console.Progress(Wording("en")).file("a.csv", 0.5)


def test_what_could_not_be_written_whole_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(path: Path, content: bytes) -> None:
        with path.open("wb") as out:
            out.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    output, words = tmp_path / "analysis.json", Wording("en")
    console.write(output, b"first", words)
    output.chmod(0o640)
    console.write(output, b"second", words)
    assert (output.read_bytes(), output.stat().st_mode & 0o777) == (b"second", 0o640)
    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(SystemExit):
        console.write(output, b"third", words)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("analysis.json", b"second")]
