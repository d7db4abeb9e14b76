"""What marks add to the words of spam and scam: fitted on held-out rows, tried across corpora."""
