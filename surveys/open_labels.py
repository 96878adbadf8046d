"""The words of answers of which nobody can say for certain what they mean: to be asked, never guessed."""

from __future__ import annotations

from surveys.hearing import facet_codings, read_texts
from surveys.instrument import Instrument
from surveys.mapping import ColumnMapping
from surveys.reading.text_table import TextTable
from surveys.row_report import RowReport
from surveys.study import Source

OPEN = ("labels_unknown", "labels_unclear", "labels_other_length")


def open_labels(table: TextTable, source: Source, instrument: Instrument, mapping: ColumnMapping) -> tuple[str, ...]:
    """The labels that `source.labels` must hold before the facets they stand in can be read, each once."""
    unsaid = RowReport(source.file, table.rows)
    facets = [facet.id for facet in instrument.facets_of(source.role)]
    read = {facet: [(m, read_texts(table, m, unsaid)) for m in mapping.matches if m.facet == facet] for facet in facets}
    found: dict[str, None] = {}
    for facet in facets:
        for how in facet_codings(table, read, facet, source, instrument, unsaid)[:1]:
            found |= dict.fromkeys(how.spoken.words if how.spoken.trouble in OPEN else ())
    return tuple(found)
