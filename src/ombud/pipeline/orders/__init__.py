"""Orders and informal demands (DSA Art. 9, 10), and the register that shows them all."""
