"""One small file a command: parse, call the page, print."""
