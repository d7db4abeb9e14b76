"""Appeals (DSA Art. 20), from filing to the answer, and what lies beyond (Art. 21)."""
