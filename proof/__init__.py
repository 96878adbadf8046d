"""The proof that the numbers hold: `make prove` writes docs/validation.md. A short part of each runs in the tests."""
