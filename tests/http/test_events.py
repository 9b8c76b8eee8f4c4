"""What a client reports."""

from datetime import UTC, datetime

from amazon_plytix.http import ApiEvents, Wait


def test_a_listener_overrides_only_what_it_needs() -> None:
    class Notes(ApiEvents):
        def __init__(self) -> None:
            self.notes: list[str] = []

        def note(self, text: str) -> None:
            self.notes.append(text)

    listener = Notes()
    listener.waiting(Wait("reason", 5.0, datetime(2025, 12, 23, tzinfo=UTC)))
    listener.note("remark")
    assert listener.notes == ["remark"]
