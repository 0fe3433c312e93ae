/* The data of a workspace as text, so that two imports can be compared: without what tells when, from which file and under
 * which numbers it came in. */
#ifndef SEG_IMPORT_DUMP_H
#define SEG_IMPORT_DUMP_H

#include "ingest-fixture.h"

/* "col1, col2, ..." of the table's attributes, quoted. */
G_GNUC_UNUSED static char *
dump_attributes (Shop *shop, const char *entity)
{
	g_autofree char *sql = g_strdup_printf ("SELECT coalesce (group_concat ('\"' || replace (name, '\"', '\"\"') || '\"', ', '), '') "
	                                        "FROM (SELECT name FROM attribute WHERE entity = '%s' ORDER BY name)", entity);
	g_autofree char *names = shop_query (shop, sql);

	return g_strconcat ("key, listed", names[0] != '\0' ? ", " : "", names, NULL);
}

G_GNUC_UNUSED static char *
dump_entity (Shop *shop, const char *entity)
{
	g_autofree char *columns = dump_attributes (shop, entity);
	g_autofree char *sql = g_strdup_printf ("SELECT %s FROM \"%s\" ORDER BY key", columns, entity);

	return shop_query (shop, sql);
}

/* Users, items and events with every value, in an order of their own. */
G_GNUC_UNUSED static char *
dump_data (Shop *shop)
{
	g_autofree char *users = dump_entity (shop, "user"), *items = dump_entity (shop, "item");
	g_autofree char *types = shop_query (shop, "SELECT entity, name, field, type, missing FROM attribute ORDER BY entity, name");
	g_autofree char *events = shop_query (shop,
		"SELECT user, item, kind, at, amount, quantity, rating, seconds, order_key, text FROM event_named ORDER BY 1, 4, 2, 3, 5, 6, 7, 8, 9, 10");

	return g_strconcat (types, "\n--\n", users, "\n--\n", items, "\n--\n", events, NULL);
}

/* What was set aside, by line. */
G_GNUC_UNUSED static char *
dump_rejects (Shop *shop)
{
	return shop_query (shop, "SELECT line, column_name, reason, raw FROM reject ORDER BY line, id");
}

/* Everything as it is stored, numbers and order included: for imports that must be the same to the bit. */
G_GNUC_UNUSED static char *
dump_rows (Shop *shop)
{
	g_autofree char *users = shop_query (shop, "SELECT * FROM user ORDER BY id"), *items = shop_query (shop, "SELECT * FROM item ORDER BY id");
	g_autofree char *events = shop_query (shop, "SELECT * FROM event ORDER BY id"), *rejects = dump_rejects (shop);

	return g_strconcat (users, "\n--\n", items, "\n--\n", events, "\n--\n", rejects, NULL);
}

#endif
