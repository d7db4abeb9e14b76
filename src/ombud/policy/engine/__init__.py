"""Checked conditions as code, and that code run over one event."""
