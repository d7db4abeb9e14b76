"""The examples of a policy, run through the real engine, and how much of its rules they have tried."""
