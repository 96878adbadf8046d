"""Careless answering, as a question of sensitivity: respondents are flagged, never dropped."""
