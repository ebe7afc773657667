"""Tables, constraints, indexes and triggers of the database in use."""

from django.db import connection

QUERIES = {
    "sqlite": ["SELECT type, tbl_name, name, sql FROM sqlite_master ORDER BY 1, 2, 3"],
    "postgresql": [
        "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, "
        "collation_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal "
        "ORDER BY 1, 2",
    ],
}


def test_schema(db, golden):
    with connection.cursor() as cursor:
        lines = []
        for query in QUERIES[connection.vendor]:
            cursor.execute(query)
            lines += [" | ".join(map(str, row)) for row in cursor.fetchall()]
    golden(f"schema/{connection.vendor}", "\n".join(lines))
