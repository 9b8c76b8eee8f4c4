"""The base of every error that stops a job before it has changed anything."""


class RefusedBeforeWriting(Exception):
    """The job was refused before the first write: nothing was written to Plytix."""
