"""Results and Plans as files, lines and tables. Changes nothing, and decides no path."""
