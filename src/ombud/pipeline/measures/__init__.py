"""What is done to items and people: begun, counted, ended, and marked where something was."""
