"""What runs began and what became of it, kept where a crash cannot reach: one SQLite file."""
