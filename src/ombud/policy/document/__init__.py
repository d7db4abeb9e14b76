"""The folder of Markdown that people read: its front matter, clauses, rules and examples, each with where it stands."""
