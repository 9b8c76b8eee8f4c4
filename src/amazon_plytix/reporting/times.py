"""Lengths of time and times of day, as people say them."""

from datetime import datetime, tzinfo

from amazon_plytix.planning.estimate import Estimate

MINUTE = 60.0


def duration(seconds: float) -> str:
    """Return a length of time: 45 s, 59 min, 1 h 13 min."""
    if round(seconds) < MINUTE:
        return f"{max(round(seconds), 0)} s"
    hours, minutes = divmod(round(seconds / MINUTE), 60)
    return f"{hours:,} h {minutes:02} min" if hours else f"{minutes} min"


def time_of_day(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    """Return a moment in local time, with its date if that is not today's.

    Arguments:
        moment: the moment, in any zone.
        now: the present, which decides what is today, and whether seconds matter.
        zone: the local zone, None for the system's.
    """
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    date = "" if local.date() == today else f"{local:%d %b %Y} "
    seconds = f":{local:%S}" if (moment - now).total_seconds() < MINUTE else ""
    return f"{date}{local:%H:%M}{seconds} (local)"


def forecast(estimate: Estimate) -> str:
    """Return how long it takes to carry a Plan out, and until when."""
    if estimate.seconds < MINUTE:
        return "less than a minute"
    return f"{duration(estimate.seconds)}, if begun now until {estimate.ends_at:%d %b %H:%M} UTC"
