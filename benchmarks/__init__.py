"""How fast and how large: measured, never tested. See README.md."""
