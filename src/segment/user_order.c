/* The order of a list of users, in memory.
 *
 * Users are taken in order of key (read and kept once), those that meet the filter remain, and a stable sort by the column puts them right: each
 * value becomes 64 bits that sort like it, missing ones the largest, and these are sorted byte by byte, bytes that are the same everywhere left
 * out. Stable, so that users alike stay in order of key, as SQLite has them in seg_user_list(). */
#include <config.h>
#include "column_store.h"
#include "segment-private.h"

#include <segscope/user_order.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MISSING G_MAXUINT64
#define BYTES 8

/* One user who is to be put in order. */
typedef struct {
	guint64 value;
	guint32 user; /* number in the store */
} Entry;

typedef struct {
	SegUserCounter     *counter;
	SegWorkspace       *workspace;
	const SegUserQuery *query;
	SegJob             *job;
	gint64              segmentation_id; /* 0: there is none */
	guint8             *meets;           /* of the users in the store */
	Entry              *entries, *spare;
	gsize               n;
} Ordering;

static gboolean
fail_memory (gsize n, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu users"), n);
	return FALSE;
}

/* Values as bits that sort like them ------------------------------------------------------------------------------------ */

static guint64
bits_of_number (double value)
{
	guint64 bits;

	if (isnan (value))
		return MISSING;
	value += 0.0; /* one zero */
	memcpy (&bits, &value, sizeof bits);
	return bits >> 63 ? ~bits : bits | G_GUINT64_CONSTANT (1) << 63;
}

static guint64
bits_of_integer (gint64 value)
{
	return value == SEG_COLUMN_MISSING ? MISSING : (guint64) value ^ G_GUINT64_CONSTANT (1) << 63;
}

/* As NOCASE of SQLite compares: letters of ASCII without regard to case, everything else by its bytes. */
static int
compare_texts (gconstpointer a, gconstpointer b)
{
	const char *one = *(const char *const *) a, *other = *(const char *const *) b;

	for (;; one++, other++) {
		guchar x = (guchar) g_ascii_tolower (*one), y = (guchar) g_ascii_tolower (*other);

		if (x != y || x == 0)
			return x < y ? -1 : x > y;
	}
}

/* By code - 1: the place of the text among all, the same for texts alike. */
static guint32 *
places_of_texts (const GPtrArray *texts)
{
	g_autoptr (GHashTable) codes = g_hash_table_new (g_direct_hash, g_direct_equal);
	g_autofree const char **sorted = g_new (const char *, texts->len + 1);
	guint32 *places = g_new0 (guint32, texts->len + 1), place = 0;

	for (guint i = 0; i < texts->len; i++) {
		sorted[i] = texts->pdata[i];
		g_hash_table_insert (codes, texts->pdata[i], GUINT_TO_POINTER (i));
	}
	qsort (sorted, texts->len, sizeof *sorted, compare_texts);
	for (guint i = 0; i < texts->len; i++) {
		if (i > 0 && compare_texts (&sorted[i - 1], &sorted[i]) != 0)
			place++;
		places[GPOINTER_TO_UINT (g_hash_table_lookup (codes, sorted[i]))] = place;
	}
	return places;
}

/* Descending turns all but the missing ones round. */
static void
take_values (Ordering *ordering, const SegStoredColumn *column)
{
	g_autofree guint32 *places = column->codes != NULL ? places_of_texts (column->texts) : NULL;

	for (gsize i = 0; i < ordering->n; i++) {
		Entry *entry = &ordering->entries[i];

		if (column->codes != NULL)
			entry->value = column->codes[entry->user] == 0 ? MISSING : places[column->codes[entry->user] - 1];
		else
			entry->value = column->numbers != NULL ? bits_of_number (column->numbers[entry->user]) : bits_of_integer (column->integers[entry->user]);
		if (ordering->query->descending && entry->value != MISSING)
			entry->value = MISSING - 1 - entry->value;
	}
}

/* Sorting --------------------------------------------------------------------------------------------------------------- */

static void
sort_by_byte (Ordering *ordering, const gsize *counts, int shift)
{
	gsize starts[256], at = 0;
	Entry *kept = ordering->entries;

	for (guint i = 0; i < 256; i++) {
		starts[i] = at;
		at += counts[i];
	}
	for (gsize i = 0; i < ordering->n; i++)
		ordering->spare[starts[(kept[i].value >> shift) & 0xFF]++] = kept[i];
	ordering->entries = ordering->spare;
	ordering->spare = kept;
}

static gboolean
sort (Ordering *ordering, GError **error)
{
	g_autofree gsize *counts = g_new0 (gsize, BYTES * 256);

	for (gsize i = 0; i < ordering->n; i++)
		for (guint byte = 0; byte < BYTES; byte++)
			counts[byte * 256 + ((ordering->entries[i].value >> (8 * byte)) & 0xFF)]++;
	for (guint byte = 0; byte < BYTES && ordering->n > 0; byte++) {
		const gsize *of_byte = counts + byte * 256;

		if (!seg_job_proceed (ordering->job, 0.5 + 0.05 * byte, NULL, error))
			return FALSE;
		if (of_byte[(ordering->entries[0].value >> (8 * byte)) & 0xFF] < ordering->n)
			sort_by_byte (ordering, of_byte, (int) (8 * byte));
	}
	return TRUE;
}

/* Whose order ------------------------------------------------------------------------------------------------------------ */

/* The column to sort by; NULL with no error: it is the key. */
static gboolean
find_sort (const Ordering *ordering, const SegUserColumn **column, GPtrArray *columns, GError **error)
{
	const char *name = ordering->query->sort;

	*column = seg_user_columns_find (columns, name != NULL ? name : "key");
	if (*column == NULL) {
		g_autofree char *names = seg_user_columns_names (columns);

		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no column \"%s\"; there are: %s"), name, names);
		return FALSE;
	}
	if (!(*column)->is_attribute && !(*column)->is_feature && strcmp ((*column)->name, "key") == 0)
		*column = NULL;
	return TRUE;
}

static gboolean
find_set (const Ordering *ordering, gint64 *set_id, GError **error)
{
	if (ordering->query->set == NULL)
		return seg_feature_set_in_use (ordering->workspace, set_id, error);
	*set_id = ordering->query->set->id;
	return TRUE;
}

/* What is not a column of the table of users: SQLite computes it, once. */
static const SegStoredColumn *
read_computed (const Ordering *ordering, const SegUserColumn *column, gint64 set_id, GError **error)
{
	SegColumnStore *store = &ordering->counter->store;
	g_autofree char *expression = seg_user_column_sql (column, "c"), *sql = NULL;
	const gint64 segmentation = ordering->segmentation_id;

	if (column->is_feature)
		sql = g_strdup_printf ("SELECT user_id, %s FROM feature_set_%" G_GINT64_FORMAT " c ORDER BY user_id", expression, set_id);
	else
		sql = g_strdup_printf ("SELECT m.user_id, %s FROM membership m JOIN segment s ON s.id = m.segment_id WHERE m.segmentation_id = %" G_GINT64_FORMAT
		                       " ORDER BY m.user_id", strcmp (column->name, "segment") == 0 ? "s.position" : expression, segmentation);
	return seg_column_store_compute (store, ordering->workspace, sql, column->type == SEG_TYPE_NUMBER || !column->is_feature, ordering->job, error);
}

static const SegStoredColumn *
read_column (const Ordering *ordering, const SegUserColumn *column, GError **error)
{
	const gboolean in_table = column->is_attribute || (!column->is_feature && strcmp (column->name, "listed") == 0);
	const SegStoredColumn *stored;
	gint64 set_id = 0;

	if (column->is_feature && !find_set (ordering, &set_id, error))
		return NULL;
	if (!in_table && (!column->is_feature || column->expression != NULL))
		return read_computed (ordering, column, set_id, error);
	stored = seg_column_store_get (&ordering->counter->store, ordering->workspace, column->name, column->is_feature ? SEG_TYPE_NUMBER : column->type,
	                               set_id, ordering->job, error);
	seg_column_store_end_reading (&ordering->counter->store);
	return stored;
}

/* Who is in it ------------------------------------------------------------------------------------------------------------ */

static gboolean
find_segmentation (Ordering *ordering, GError **error)
{
	if (ordering->query->segmentation == NULL)
		return seg_workspace_count (ordering->workspace, "SELECT coalesce (max (id), 0) FROM segmentation", &ordering->segmentation_id, error);
	ordering->segmentation_id = ordering->query->segmentation->id;
	return TRUE;
}

/* Only those of the segment that is asked for remain. */
static gboolean
take_segment (Ordering *ordering, GError **error)
{
	const gint64 segment_id = ordering->query->segment_id;
	const SegColumnStore *store = &ordering->counter->store;
	g_autofree char *sql = g_strdup_printf ("SELECT user_id, segment_id FROM membership WHERE segmentation_id = %" G_GINT64_FORMAT " ORDER BY user_id",
	                                        ordering->segmentation_id);
	const SegStoredColumn *column;

	if (segment_id == 0)
		return TRUE;
	column = seg_column_store_compute (&ordering->counter->store, ordering->workspace, sql, TRUE, ordering->job, error);
	for (gsize i = 0; column != NULL && i < store->n; i++)
		ordering->meets[i] = ordering->meets[i] && column->numbers[i] == (double) segment_id;
	return column != NULL;
}

static gboolean
take_filter (Ordering *ordering, GError **error)
{
	const SegFilter *filter = ordering->query->filter;

	if (filter != NULL)
		return seg_user_counter_take (ordering->counter, ordering->workspace, filter, ordering->query->segmentation, ordering->job, ordering->meets, error);
	memset (ordering->meets, 1, ordering->counter->store.n);
	return TRUE;
}

/* In order of key, which is the order of the list already where it is sorted by nothing else. */
static void
take_users (Ordering *ordering, gboolean backwards)
{
	const SegColumnStore *store = &ordering->counter->store;

	for (gsize i = 0; i < store->n; i++) {
		const guint32 user = store->by_key[backwards ? store->n - 1 - i : i];

		if (ordering->meets[user])
			ordering->entries[ordering->n++] = (Entry) { 0, user };
	}
}

static GArray *
ids_of (const Ordering *ordering)
{
	GArray *ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint) ordering->n);

	g_array_set_size (ids, (guint) ordering->n);
	for (gsize i = 0; i < ordering->n; i++)
		g_array_index (ids, gint64, i) = ordering->counter->store.ids[ordering->entries[i].user];
	return ids;
}

static gboolean
order (Ordering *ordering, GPtrArray *columns, GError **error)
{
	const SegUserColumn *sort_by;
	const SegStoredColumn *column;

	if (!find_sort (ordering, &sort_by, columns, error) || !find_segmentation (ordering, error) || !take_filter (ordering, error)
	    || !take_segment (ordering, error))
		return FALSE;
	take_users (ordering, sort_by == NULL && ordering->query->descending);
	if (sort_by == NULL)
		return TRUE;
	column = read_column (ordering, sort_by, error);
	if (column == NULL)
		return FALSE;
	take_values (ordering, column);
	return sort (ordering, error);
}

GArray *
seg_user_order (SegUserCounter *counter, SegWorkspace *workspace, const SegUserQuery *query, SegJob *job, GError **error)
{
	Ordering ordering = { .counter = counter, .workspace = workspace, .query = query, .job = job };
	g_autoptr (GPtrArray) columns = seg_user_columns (workspace, query->set, error);
	SegColumnStore *store = &counter->store;
	GArray *ids = NULL;

	if (columns == NULL || !seg_column_store_begin (store, workspace, job, error) || !seg_column_store_sort_keys (store, workspace, job, error))
		return NULL;
	ordering.meets = g_try_malloc0 (store->n + 1);
	ordering.entries = g_try_new (Entry, store->n + 1);
	ordering.spare = g_try_new (Entry, store->n + 1);
	if (ordering.meets == NULL || ordering.entries == NULL || ordering.spare == NULL)
		fail_memory (store->n, error);
	else if (order (&ordering, columns, error))
		ids = ids_of (&ordering);
	g_free (ordering.meets);
	g_free (ordering.entries);
	g_free (ordering.spare);
	return ids;
}

/* Rows ------------------------------------------------------------------------------------------------------------------- */

GPtrArray *
seg_user_rows (SegWorkspace *workspace, const SegUserQuery *query, const gint64 *ids, gsize n, GError **error)
{
	g_autoptr (GArray) only = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autoptr (GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
	g_autoptr (GPtrArray) read = NULL, rows = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_user_row_free);
	SegUserQuery those = *query;

	g_array_append_vals (only, ids, (guint) n);
	those.only = only;
	those.filter = NULL;
	those.sort = NULL;
	those.segment_id = 0;
	if ((read = seg_user_list (workspace, &those, 0, -1, error)) == NULL)
		return NULL;
	for (guint i = 0; i < read->len; i++)
		g_hash_table_insert (by_id, &((SegUserRow *) read->pdata[i])->id, read->pdata[i]);
	g_ptr_array_set_free_func (read, NULL);
	for (gsize i = 0; i < n; i++) {
		SegUserRow *row = g_hash_table_lookup (by_id, &ids[i]);

		if (row != NULL)
			g_hash_table_remove (by_id, &row->id);
		g_ptr_array_add (rows, row);
	}
	return g_steal_pointer (&rows);
}
