"""What people report (DSA Art. 16), what they are answered, and those who report (Art. 22, 23)."""
