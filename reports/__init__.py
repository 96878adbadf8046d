"""What the reader is told: an Analysis becomes Findings, Findings become text, PDF and workbook."""
