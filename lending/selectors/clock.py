"""The one clock that decides deadlines: the database's."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """This very instant by the database's clock, not the start of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
