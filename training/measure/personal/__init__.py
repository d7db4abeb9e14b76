"""A made-up development set of personal data, and how well the detector does on it."""
