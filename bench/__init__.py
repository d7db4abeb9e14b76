"""Measurements. Each module prints one JSON object with ``--json``; `python -m bench` prints the tables of the docs."""
