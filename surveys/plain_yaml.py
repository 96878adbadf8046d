"""Is this YAML plain? Looked at event by event before anything is built of it, so that a small file cannot end the process.

Measured with PyYAML: `[` a few ten thousand times over is a segmentation fault of the loader in C, and 24 lines that merge
(`<<`) the line before twice are an endless computation.
"""

from __future__ import annotations

from typing import Any

import yaml

DEEPEST = 30
LONGEST = 10_000
MERGE = "<<"


def first_wild_line(text: str, loader: Any) -> int | None:
    """The line, counted from 1, of the first thing no study or instrument needs: more than DEEPEST levels, a scalar of more
    than LONGEST characters, a merge. None where all is plain. Raises what `loader` raises.
    """
    events, depth = loader(text), 0
    while events.check_event():
        event = events.get_event()
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        wild = depth > DEEPEST or (isinstance(event, yaml.ScalarEvent) and (len(event.value) > LONGEST or event.value == MERGE))
        if wild:
            return int(event.start_mark.line) + 1
    return None
