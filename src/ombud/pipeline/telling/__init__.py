"""People and platforms are told: what is written to whom, and how it arrives."""
