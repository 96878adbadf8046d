"""Serve the dashboard and analyse the study named in the environment while nobody waits: `python -m dashboard.serve`.

Arguments are Streamlit's own (`--server.port=…`). `streamlit run app.py` serves the same pages; its first visitor waits
for the analysis.
"""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Thread

from streamlit.web import cli

from dashboard import state

ENTRANCE = Path(__file__).resolve().parent.parent / "app.py"


def main() -> None:
    Thread(target=state.warm, daemon=True).start()
    sys.argv = ["streamlit", "run", str(ENTRANCE), *sys.argv[1:]]
    cli.main(prog_name="streamlit")


if __name__ == "__main__":
    main()
