"""What time it is: the database's clock for deadlines, the fund's calendar for days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from lending.models import Fund


def database_now() -> datetime:
    """This very instant by the database's clock, not the start of the transaction; written in the site's time zone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return timezone.localtime(cursor.fetchone()[0], timezone.get_default_timezone())


def local_day(fund: Fund, *, at: datetime) -> date:
    """The day it is for the fund, in its own time zone, at an instant."""
    return at.astimezone(ZoneInfo(fund.time_zone)).date()
