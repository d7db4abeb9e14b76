"""The default model of texts: hashed features, one linear head for each signal. ``python -m training.text``."""
