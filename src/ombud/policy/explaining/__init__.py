"""Taking conditions apart for one event: what each part came to, and why."""
