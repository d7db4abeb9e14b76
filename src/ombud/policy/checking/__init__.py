"""What an expression means in a policy: its names, its types, and what must be true of an event before it can hold."""
