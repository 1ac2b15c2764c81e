"""What a leg lends of a drawdown was voted and agreed: its row is never rewritten."""

from django.db import migrations

GUARD = """
CREATE TRIGGER keeps_rows BEFORE UPDATE OR DELETE ON lending_trancheshare
    FOR EACH ROW EXECUTE FUNCTION lending_refuse_change();
CREATE TRIGGER keeps_table BEFORE TRUNCATE ON lending_trancheshare
    FOR EACH STATEMENT EXECUTE FUNCTION lending_refuse_change();
"""
UNGUARD = "DROP TRIGGER keeps_rows ON lending_trancheshare; DROP TRIGGER keeps_table ON lending_trancheshare;"


class Migration(migrations.Migration):
    dependencies = [("lending", "0029_addenda")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
