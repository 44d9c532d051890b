"""Guarded worker processes: each answers one request at a time and can be killed without harm to the others."""
