/* People whom a file of results names otherwise than by their keys: by the pseudonym that an exported list had in place of the key, or, where no key
 * looks like it, by their e-mail address, as mail programs do. What is nobody's pseudonym, or the address of several people, is set aside. */
#include <config.h>
#include "load.h"

#include <segscope/pseudonym.h>

#include <string.h>

static void
add_address (GHashTable *aliases, const char *key, const char *address)
{
	g_autofree char *folded = g_utf8_casefold (address, -1);

	g_strstrip (folded);
	if (strchr (folded, '@') == NULL)
		return;
	if (g_hash_table_contains (aliases, folded)) /* "" is no key */
		g_hash_table_insert (aliases, g_steal_pointer (&folded), g_strdup (""));
	else
		g_hash_table_insert (aliases, g_steal_pointer (&folded), g_strdup (key));
}

/* Of people in use only: an account that was merged into another one is that person's. */
static gboolean
read_addresses (SegLoad *load, const char *column, GError **error)
{
	g_autofree char *name = seg_sql_identifier (column);
	g_autofree char *sql = g_strdup_printf ("SELECT key, %s FROM user u WHERE %s IS NOT NULL AND " SEG_SQL_USER_IN_USE ("u"), name, name);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (load->workspace, sql, error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure))
		add_address (load->aliases, seg_statement_text (rows, 0), seg_statement_text (rows, 1));
	return seg_query_ended (failure, error);
}

/* Names are the same as SQLite takes them for the same (NOCASE). */
static gboolean
read_campaigns (SegLoad *load, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (load->workspace, "SELECT name FROM campaign", error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	load->campaigns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	while (seg_statement_next (rows, &failure))
		g_hash_table_add (load->campaigns, g_ascii_strdown (seg_statement_text (rows, 0), -1));
	return seg_query_ended (failure, error);
}

gboolean
seg_load_prepare_aliases (SegLoad *load, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (load->workspace, "user", error);
	const SegAttribute *address;

	if (attributes == NULL || (load->aliases = seg_pseudonym_keys (load->workspace, load->job, error)) == NULL)
		return FALSE;
	if (!read_campaigns (load, error))
		return FALSE;
	address = seg_attributes_with_field (attributes, "email");
	load->results_seen = g_hash_table_new (g_direct_hash, g_direct_equal);
	return address == NULL || read_addresses (load, address->name, error);
}

gboolean
seg_load_find_alias (const SegLoad *load, const char **text, gsize *size)
{
	g_autofree char *copy = g_strndup (*text, *size), *folded = NULL;
	const char *key;
	gboolean is_pseudonym = seg_pseudonym_is_one (copy);

	if ((!is_pseudonym && strchr (copy, '@') == NULL) || seg_keys_find (load->users, copy) != NULL)
		return TRUE;
	folded = is_pseudonym ? NULL : g_utf8_casefold (copy, -1);
	key = g_hash_table_lookup (load->aliases, is_pseudonym ? copy : folded);
	if (key == NULL)
		return !is_pseudonym; /* an address that nobody has is a key that is new */
	if (*key == '\0')
		return FALSE;
	*text = key;
	*size = strlen (key);
	return TRUE;
}

void
seg_load_clear_aliases (SegLoad *load)
{
	g_clear_pointer (&load->aliases, g_hash_table_unref);
	g_clear_pointer (&load->campaigns, g_hash_table_unref);
	g_clear_pointer (&load->results_seen, g_hash_table_unref);
}
