"""The command line: `fivegaps …`. It reads arguments, calls the rooms and prints; it computes nothing."""

from __future__ import annotations

import atexit
import gc
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import click
from msgspec.structs import replace

import startup
from console import Progress, fail, refuse, serious, show, spoken, tell, writable, write
from reports import problems as told
from reports.wording import Wording, languages
from surveys.problems import InputError, Problem

FILE = click.Path(dir_okay=False, path_type=Path)
FOREIGN = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, RuntimeError, TypeError, ValueError)
"""What an analysis that is not ours may raise anywhere on its way to a report: any number, name or shape may stand in it."""


def main() -> None:
    """Runs the command named; a problem is a line on standard error and exit 1, never a traceback."""
    gc.disable()  # a short life of many small objects and no cycles worth looking for,
    atexit.register(gc.freeze)  # at its end either
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads would only wait, on a processor that others need
    with spoken("en"):  # before a language is known, and at the help
        cli.main(prog_name="fivegaps")


def words(language: str) -> Wording:
    if language not in languages():
        fail(Wording("en"), "language", language=language, known=", ".join(languages()))
    return Wording(language)


def option_language(command: Callable[..., None]) -> Callable[..., None]:
    return click.option("--language", default="en", show_default=True, help=Wording("en").say("cli.language"))(command)


def option_instrument(command: Callable[..., None]) -> Callable[..., None]:
    return click.option("--instrument", "chosen", default=None, help=Wording("en").say("cli.instrument"))(command)


def option_scale(command: Callable[..., None]) -> Callable[..., None]:
    return click.option("--scale", "asked", metavar="LOW-HIGH", default=None, help=Wording("en").say("scale.option"))(command)


class Spoken(click.Command):
    """A command that ends in a sentence of the language asked for, whatever the system refuses it."""

    def invoke(self, ctx: click.Context) -> Any:
        with spoken(ctx.params["language"]):
            return super().invoke(ctx)


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    return cli.command(name, cls=Spoken, help=Wording("en").say(f"cli.help.{name}"))


def tell_version(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    if wanted:
        from gaps.version import tool_version

        tell(f"fivegaps {tool_version()}")
        context.exit()


@click.group(help=Wording("en").say("cli.about"))
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=tell_version, help=Wording("en").say("cli.version")
)
def cli() -> None:
    """The group that holds the commands."""


@command("demo")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@option_language
def demo(folder: Path, language: str) -> None:
    from surveys.example import FILES, write_example

    wording = words(language)
    if present := [name for name in FILES if (folder / name).exists()]:
        fail(wording, "present", folder=folder, files=", ".join(present))
    try:
        paths = write_example(folder)
    except OSError as error:
        fail(wording, "cannot_write", file=folder, reason=error.strerror)
    for path in paths:
        tell(wording.say("cli.written", file=path))


@command("instruments")
@click.option("--from", "origin", default=None, help=Wording("en").say("draft.origin"))
@click.option("-o", "--output", "folder", type=click.Path(file_okay=False, path_type=Path), help=Wording("en").say("draft.folder"))
@option_language
def instruments(origin: str | None, folder: Path | None, language: str) -> None:
    from surveys.catalogue import library, load

    wording = words(language)
    if origin or folder:
        new_instrument(origin, folder, wording)
        return
    for name in library():
        i = load(name)
        spoken = i.words.get(language)
        tell(
            wording.say(
                "cli.instruments_line", id=i.id, title=spoken.title if spoken else i.id, items=len(i.items),
                dimensions=len(i.dimensions), low=i.scale.low, high=i.scale.high, version=i.version,
            )
        )  # fmt: skip


def new_instrument(origin: str | None, folder: Path | None, wording: Wording) -> None:
    """An instrument of one's own to begin with: a copy of the library's, or what the columns of a file say."""
    from surveys.catalogue import copy, library
    from surveys.draft_files import Wordings, write_draft

    if not origin or not folder:
        fail(wording, "draft_options")
    if folder.exists() and any(folder.iterdir()):
        fail(wording, "not_empty", folder=folder)
    try:
        if origin in library():
            for path in copy(origin, folder):
                tell(wording.say("cli.written", file=path))
            return
        title, item = Path(origin).stem, wording.say("draft.item", n="{n}")
        made, unknown = write_draft(Path(origin), folder, Wordings(wording.language, title, wording.say("draft.record"), item))
    except InputError as error:
        refuse(error, wording)
    except OSError as error:
        fail(wording, "cannot_write", file=folder, reason=error.strerror)
    counts = {"items": len(made.items), "dimensions": len(made.dimensions), "low": made.scale.low, "high": made.scale.high}
    show(unknown, wording)
    key = "draft.written" if (folder / "study.yaml").exists() else "draft.written_alone"
    tell(wording.say(key if made.dimensions else f"{key}_flat", folder=folder, **counts))


@command("check")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", is_flag=True, help=Wording("en").say("cli.mapping"))
@click.option("--every", is_flag=True, help=Wording("en").say("cli.every"))
@option_instrument
@option_scale
@option_language
def check(
    sources: tuple[Path, ...], mapping: bool, every: bool, chosen: str | None, asked: str | None, language: str
) -> None:
    wording = words(language)
    from surveys.source_columns import service_headers

    study, _, collected = gather(sources, chosen, asked, wording)
    show(collected.problems, wording, every)
    for s in collected.sets:
        rows = {"used": s.rows.used, "read": s.rows.read, "excluded": s.rows.read - s.rows.used}
        numbers = {name: f"{n:,}" for name, n in {**rows, "problems": sum(p.count for p in serious(s.problems))}.items()}
        tell(wording.say("cli.check.source", file=s.source, **numbers))
        own = [source for source in study.sources if f" + {source.file}" in f" + {s.source}"]  # several of the same people
        services = dict.fromkeys(each for source in own for each in service_headers(source))
        for line in told.mapping(s.matches, services, s.unrecognised, wording) if mapping else ():
            tell(line)
    sys.exit(1 if serious(collected.problems) else 0)


@command("analyse")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=FILE, help=Wording("en").say("cli.output"))
@click.option("--by", multiple=True, help=Wording("en").say("cli.by"))
@option_instrument
@option_scale
@option_language
def analyse(
    sources: tuple[Path, ...], output: Path, by: tuple[str, ...], chosen: str | None, asked: str | None, language: str
) -> None:
    wording = words(language)
    study, instrument, collected = gather(sources, chosen, asked, wording, meanwhile=_analysis_loaded)
    writable(output, wording, *sources, *(study.folder / source.file for source in study.sources))
    show(serious(collected.problems), wording)
    if collected.unread:
        fail(wording, "unread")
    from gaps.analyse import analyse as run
    from gaps.evidence import breakdowns

    try:
        breakdowns(collected.sets, by)
    except ValueError as unknown:
        fail(wording, "by", by=unknown)
    analysis = run(study, instrument, collected.sets, by or None, Progress(wording).step)
    write(output, analysis.to_json().encode(), wording)


def _analysis_loaded() -> None:
    startup.arrow_alone()
    startup.special_functions_alone()
    import_module("gaps.analyse")


def gather(
    sources: tuple[Path, ...],
    chosen: str | None,
    asked: str | None,
    wording: Wording,
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[Any, Any, Any]:
    """The study, its instrument, and what was collected. Ends the command where a study or an instrument cannot be read.

    `meanwhile` is called while the first files are read in processes of their own.
    """
    from surveys.ahead import ask_ahead
    from surveys.catalogue import load

    if len(sources) > 1:
        fail(wording, "two_sources")
    source = sources[0]
    if source.is_dir():
        fail(wording, "folder", folder=source)
    scale = scale_of(asked, wording) if asked else None
    try:
        if source.suffix.lower() in (".yaml", ".yml"):
            from surveys.study_file import read_study

            study = read_study(source)
            study = replace(study, instrument=chosen or study.instrument, scale=scale or study.scale)
            instrument = load(study.instrument, Path() if chosen else study.folder, study.scale)
        else:
            startup.arrow_alone()
            from surveys.bare_file import study_of_file

            instrument = load(chosen or "servqual", scale=scale)
            study = replace(study_of_file(source, instrument), scale=scale)
        progress = Progress(wording).file
        files = ask_ahead(study, progress)
        meanwhile()
        from surveys.collect import collect

        return study, instrument, collect(study, instrument, progress, files)
    except InputError as error:
        refuse(error, wording)


def scale_of(text: str, wording: Wording) -> Any:
    """`1-5` as a Scale."""
    from surveys.instrument import Scale
    from surveys.instrument_rules import LARGEST

    ends = [int(end) for end in re.split(r"[-–]", text) if re.fullmatch(r"\d{1,4}", end, re.ASCII)]
    if len(ends) != 2 or not 0 <= ends[0] < ends[1] <= LARGEST:
        fail(wording, "scale", value=text, highest=LARGEST)
    return Scale(*ends)


@command("audit")
@click.argument("table", type=FILE)
@option_language
def audit(table: Path, language: str) -> None:
    from gaps.audit.table import audit as run
    from surveys.reading.text_table import read_table

    wording = words(language)
    try:
        read = read_table(table, table.name)
    except InputError as error:
        refuse(error, wording)
    found = run(table.name, read.header, [c.to_pylist() for c in read.columns.columns], read.rows.to_pylist())
    show((*read.problems, *found.problems), wording)
    if not found.checks:
        refuse(InputError(Problem("audit_nothing", file=table.name)), wording)
    counts = {"rows": found.rows, "checks": found.checks, "contradictions": found.contradictions}
    tell(wording.say("audit.found" if found.contradictions else "audit.clean", file=table.name, **counts))
    sys.exit(1 if found.contradictions else 0)


@command("report")
@click.argument("analysis", type=FILE)
@click.option("-o", "--output", required=True, type=FILE, help=Wording("en").say("cli.output"))
@click.option("--edition", type=click.Choice(["brief", "full"]), default=None, help=Wording("en").say("cli.edition"))
@option_language
def report(analysis: Path, output: Path, edition: Literal["brief", "full"] | None, language: str) -> None:
    from gaps.results import Analysis, OtherVersionError
    from reports.findings import build

    wording = words(language)
    if output.suffix.lower() not in RENDERERS:
        fail(wording, "format", file=output, endings=", ".join(RENDERERS))
    writable(output, wording, analysis)
    usual: Literal["brief", "full"] = "brief" if output.suffix.lower() == ".pdf" else "full"
    try:
        found = Analysis.from_json(analysis.read_bytes().decode())  # text mode would look for line ends, for 10 ms
        printed = RENDERERS[output.suffix.lower()](build(found, wording, edition=edition or usual))
    except OSError:
        fail(wording, "cannot_open", file=analysis)
    except OtherVersionError:
        fail(wording, "other_version", file=analysis)
    except FOREIGN:
        fail(wording, "not_an_analysis", file=analysis)
    write(output, printed, wording)


def _pdf(findings: Any) -> bytes:
    from reports.pdf import render

    return render(findings)


def _workbook(findings: Any) -> bytes:
    from reports.workbook import render

    return render(findings)


def _plain(findings: Any) -> bytes:
    from reports.plain import render

    return render(findings).encode()


def _json(findings: Any) -> bytes:
    from msgspec import json

    return json.format(json.encode(findings, order="sorted"), indent=1) + b"\n"


RENDERERS: dict[str, Callable[[Any], bytes]] = {".pdf": _pdf, ".xlsx": _workbook, ".txt": _plain, ".json": _json}


@command("plan")
@option_instrument
@click.option("--sd", type=float, default=None, help=Wording("en").say("cli.plan.sd"))
@click.option("--margin", type=float, default=None, help=Wording("en").say("cli.plan.margin"))
@click.option("--smallest", type=float, default=None, help=Wording("en").say("cli.plan.smallest"))
@click.option("-n", "--n", "sizes", type=click.IntRange(2, 10_000_000), multiple=True, help=Wording("en").say("cli.plan.n"))
@click.option("--places", type=click.IntRange(1, 1000), default=None, help=Wording("en").say("cli.plan.places"))
@click.option("--branches", type=click.IntRange(1, 100_000), default=None, help=Wording("en").say("cli.plan.branches"))
@click.option("--power", type=click.FloatRange(0.05, 0.999), default=0.8, help=Wording("en").say("cli.plan.power"))
@option_language
def plan(
    chosen: str | None, sd: float | None, margin: float | None, smallest: float | None, sizes: tuple[int, ...],
    places: int | None, branches: int | None, power: float, language: str,
) -> None:  # fmt: skip
    from gaps.power import TYPICAL, Plan, planned
    from reports.plain import render
    from reports.planning import build
    from surveys.catalogue import load

    wording = words(language)
    try:
        instrument = load(chosen or "servqual")
    except InputError as error:
        refuse(error, wording)
    scale, width = instrument.scale, instrument.margin if margin is None else margin
    wanted = Plan(TYPICAL * scale.span if sd is None else sd, width, power=power)
    try:
        found = planned(wanted, width if smallest is None else smallest, places or len(instrument.dimensions) or 1, sizes)
    except ValueError:
        fail(wording, "plan")
    tell(render(build(found, wording, instrument.id, scale.low, scale.high, branches)).rstrip("\n"))


@command("dashboard")
@click.argument("study", required=False, type=FILE)
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@option_language
def dashboard(study: Path | None, port: int, language: str) -> None:
    wording = words(language)
    if study is not None and not study.is_file():
        fail(wording, "cannot_open", file=study)
    if not free(port):
        fail(wording, "port", port=port)
    home = Path(__file__).resolve().parent
    environment = os.environ | ({"FIVEGAPS_STUDY": str(study.resolve())} if study else {})
    served = [sys.executable, "-m", "dashboard.serve", f"--server.port={port}"]
    served += ["--server.headless=true"] if os.environ.get("CI") else []
    tell(wording.say("cli.served", address=f"http://localhost:{port}"))
    sys.exit(subprocess.run(served, cwd=home, env=environment).returncode)  # noqa: S603 - our own words only


def free(port: int) -> bool:
    """Whether nobody else is served at a port of this computer: what is told there must not go to another program."""
    with socket.socket() as asked:
        if os.name != "nt":  # where it would allow just that; elsewhere a port that was left a moment ago is free
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind(("localhost", port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    main()
