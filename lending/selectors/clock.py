"""What time it is: the database's clock for deadlines, the fund's calendar for days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from lending.models import Fund


def database_now() -> datetime:
    """This very instant by the database's clock, not the start of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def local_day(fund: Fund, *, at: datetime) -> date:
    """The day it is for the fund, in its own time zone, at an instant."""
    return at.astimezone(ZoneInfo(fund.time_zone)).date()
