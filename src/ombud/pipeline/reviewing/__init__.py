"""People judge what waits for them."""
