"""Work that runs beside the rest, when woken or when its time comes."""
