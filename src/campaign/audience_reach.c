/* How each user is reached: who has agreed, and what addresses are compared by. The columns of all channels are read in one pass when one of them is asked
 * for, so that another channel costs no other; addresses are folded and hashed on all cores. */
#include <config.h>
#include "address-private.h"
#include "audience-private.h"

#include <segscope/parallel.h>

#include <string.h>

#define ROWS_AT_ONCE 32768
#define ROWS_A_BLOCK 1024
#define MOST_TEXT (64u << 20) /* of one column at once: bytes */
#define MOST_COLUMNS 16

/* An answer that is made of one column: hashes of addresses of some kind, or who has agreed. */
typedef struct {
	gboolean       is_consent;
	SegAddressKind kind;
	char          *column, *key;
	gpointer       values;
	GByteArray    *texts;  /* of addresses: those of the rows at hand, each with its NUL */
	guint          starts[ROWS_AT_ONCE];
} Column;

static void
free_column (gpointer data)
{
	Column *column = data;

	g_byte_array_unref (column->texts);
	g_free (column->column);
	g_free (column->key);
	g_free (column->values);
	g_free (column);
}

static Column *
new_column (gboolean is_consent, SegAddressKind kind, const char *name)
{
	Column *column = g_new0 (Column, 1);

	column->is_consent = is_consent;
	column->kind = kind;
	column->column = g_strdup (name);
	column->key = is_consent ? g_strconcat ("consents:", name, NULL) : g_strdup_printf ("addresses:%d:%s", kind, name);
	column->texts = g_byte_array_new ();
	return column;
}

static gsize
value_size (const Column *column)
{
	return column->is_consent ? 1 : sizeof (XXH128_hash_t);
}

/* Which columns -------------------------------------------------------------------------------------------------------- */

/* Takes @column over: what is kept or read already is not read again. */
static void
add_column (const SegAsking *asking, GPtrArray *columns, Column *column)
{
	gboolean known = columns->len == MOST_COLUMNS || seg_asking_is_kept (asking, column->key);

	for (guint i = 0; i < columns->len && !known; i++)
		known = strcmp (((const Column *) columns->pdata[i])->key, column->key) == 0;
	if (known)
		free_column (column);
	else
		g_ptr_array_add (columns, column);
}

/* Those of the channels there are, as far as there is room for them. */
static gboolean
add_other_channels (const SegAsking *asking, GPtrArray *columns, GError **error)
{
	gsize n_channels;
	const SegChannel *channels = seg_channels (&n_channels);

	for (gsize i = 0; i < n_channels; i++) {
		g_autofree char *consent = NULL, *address = NULL;

		if (!seg_channel_columns (asking->workspace, &channels[i], &consent, &address, error))
			return FALSE;
		if (consent != NULL && seg_asking_has_room (asking, 1 + columns->len * sizeof (XXH128_hash_t)))
			add_column (asking, columns, new_column (TRUE, SEG_ADDRESS_TEXT, consent));
		if (address != NULL && seg_asking_has_room (asking, (1 + columns->len) * sizeof (XXH128_hash_t)))
			add_column (asking, columns, new_column (FALSE, seg_address_kind (channels[i].name), address));
	}
	return TRUE;
}

static SegStatement *
prepare (const SegAsking *asking, const GPtrArray *columns, GError **error)
{
	g_autoptr (GString) sql = g_string_new ("SELECT id");

	for (guint i = 0; i < columns->len; i++) {
		const Column *column = columns->pdata[i];
		g_autofree char *name = seg_sql_identifier (column->column);

		g_string_append_printf (sql, column->is_consent ? ", coalesce (%s, 0) = 1" : ", %s", name);
	}
	g_string_append (sql, " FROM user WHERE " SEG_SQL_USER_IN_USE ("user"));
	return seg_workspace_prepare (asking->workspace, sql->str, error);
}

/* Reading -------------------------------------------------------------------------------------------------------------- */

/* Rows at hand. */
typedef struct {
	const GPtrArray *columns;
	gsize *places; /* of each row's user in the audience */
	gsize  n;
} Rows;

/* TRUE: there is room for another. */
static gboolean
take_row (Rows *rows, const SegStatement *row)
{
	gboolean is_full = rows->n + 1 == ROWS_AT_ONCE;

	for (guint i = 0; i < rows->columns->len; i++) {
		Column *column = rows->columns->pdata[i];
		const char *text;

		if (column->is_consent) {
			((guint8 *) column->values)[rows->places[rows->n]] = seg_statement_integer (row, (int) i + 1) != 0;
			continue;
		}
		text = seg_statement_text (row, (int) i + 1);
		column->starts[rows->n] = column->texts->len;
		g_byte_array_append (column->texts, (const guint8 *) (text != NULL ? text : ""), text != NULL ? (guint) strlen (text) + 1 : 1);
		is_full |= column->texts->len > MOST_TEXT;
	}
	rows->n++;
	return !is_full;
}

static void
hash_rows (gsize block, gsize first, gsize last, gpointer data)
{
	const Rows *rows = data;
	g_autoptr (GString) folded = g_string_new (NULL);

	(void) block;
	for (guint i = 0; i < rows->columns->len; i++) {
		const Column *column = rows->columns->pdata[i];
		XXH128_hash_t *hashes = column->values;

		for (gsize row = first; !column->is_consent && row < last; row++)
			seg_address_hash_kind (column->kind, (const char *) column->texts->data + column->starts[row], folded, &hashes[rows->places[row]]);
	}
}

static void
end_rows (Rows *rows)
{
	seg_parallel_blocks (rows->n, ROWS_A_BLOCK, hash_rows, rows);
	rows->n = 0;
	for (guint i = 0; i < rows->columns->len; i++)
		g_byte_array_set_size (((Column *) rows->columns->pdata[i])->texts, 0);
}

static gboolean
read_columns (const SegAsking *asking, const GPtrArray *columns, GError **error)
{
	g_autoptr (SegStatement) statement = prepare (asking, columns, error);
	g_autofree gsize *places = g_new (gsize, ROWS_AT_ONCE);
	Rows rows = { columns, places, 0 };
	GError *failure = NULL;
	gsize next = 0;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		const gssize at = seg_audience_find_next (asking->audience, &next, seg_statement_integer (statement, 0));

		if (at < 0)
			continue;
		places[rows.n] = (gsize) at;
		if (take_row (&rows, statement))
			continue;
		end_rows (&rows);
		if (!seg_job_proceed (asking->job, 0.5, NULL, &failure))
			break;
	}
	end_rows (&rows);
	return seg_query_ended (failure, error);
}

/* Asking --------------------------------------------------------------------------------------------------------------- */

/* Takes @column over. */
static gconstpointer
ask (const SegAsking *asking, Column *column, GError **error)
{
	g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (free_column);

	g_ptr_array_add (columns, column);
	if (seg_asking_is_kept (asking, column->key))
		return seg_asking_kept (asking, column->key);
	if (!add_other_channels (asking, columns, error))
		return NULL;
	for (guint i = 0; i < columns->len; i++) {
		Column *one = columns->pdata[i];

		if ((one->values = seg_asking_new (asking, value_size (one), error)) == NULL)
			return NULL;
	}
	if (!read_columns (asking, columns, error) || !seg_job_proceed (asking->job, 0, NULL, error))
		return NULL;
	for (guint i = 0; i < columns->len; i++) {
		Column *one = columns->pdata[i];

		seg_asking_keep (asking, one->key, g_steal_pointer (&one->values), value_size (one));
	}
	return seg_asking_kept (asking, column->key);
}

const XXH128_hash_t *
seg_asking_addresses (const SegAsking *asking, const char *channel, const char *column, GError **error)
{
	return ask (asking, new_column (FALSE, seg_address_kind (channel), column), error);
}

const guint8 *
seg_asking_consents (const SegAsking *asking, const char *column, GError **error)
{
	return ask (asking, new_column (TRUE, SEG_ADDRESS_TEXT, column), error);
}
