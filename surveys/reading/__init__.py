"""Files become tables of text, inside a child process that may die without harm."""
