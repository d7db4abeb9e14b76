"""What makes the models. Not part of what is installed: `make model` runs it over the data folder."""
