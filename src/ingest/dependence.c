/* What columns of a log say of each other: whether the values of one are settled by another (a customer's country by the customer),
 * which tells what describes users and items from what describes the single event. Looked at in the first rows, as hashes. */
#include <config.h>
#include "plan-private.h"

#include <math.h>

#define ROWS_MOST 20000

guint32
seg_dependence_hash (const char *text)
{
	guint32 hash = 2166136261u; /* FNV-1a; a collision in 20,000 rows changes a share by nothing that matters */

	if (seg_value_is_missing (text))
		return 0;
	for (; *text != '\0'; text++)
		hash = (hash ^ (guchar) *text) * 16777619u;
	return MAX (hash, 1);
}

void
seg_dependence_add (SegPlanEvidence *evidence, char *const *fields, gsize n_fields)
{
	if (evidence->rows == NULL)
		evidence->rows = g_array_new (FALSE, FALSE, sizeof (guint32));
	if (n_fields != evidence->n_columns || evidence->rows->len >= ROWS_MOST * n_fields)
		return;
	for (gsize i = 0; i < n_fields; i++) {
		guint32 hash = seg_dependence_hash (fields[i]);

		g_array_append_val (evidence->rows, hash);
	}
}

/* How often two rows taken by chance agree in @column. */
static double
chance (const SegPlanEvidence *evidence, gsize column, gsize n_rows)
{
	g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
	GHashTableIter iterator;
	gpointer count;
	double n = 0, squares = 0;

	for (gsize i = 0; i < n_rows; i++) {
		gpointer value = GUINT_TO_POINTER (g_array_index (evidence->rows, guint32, i * evidence->n_columns + column));

		if (value == NULL)
			continue;
		g_hash_table_insert (counts, value, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, value)) + 1));
		n++;
	}
	g_hash_table_iter_init (&iterator, counts);
	while (g_hash_table_iter_next (&iterator, NULL, &count))
		squares += (double) GPOINTER_TO_UINT (count) * (double) GPOINTER_TO_UINT (count);
	return n > 0 ? squares / (n * n) : 1;
}

double
seg_dependence (const SegPlanEvidence *evidence, gsize key, gsize column, gssize apart, gsize *n_compared)
{
	g_autoptr (GHashTable) first = g_hash_table_new (NULL, NULL); /* hash of the key -> its first row */
	gsize n_rows = evidence->rows != NULL ? evidence->rows->len / evidence->n_columns : 0, n_equal = 0;
	double by_chance = chance (evidence, column, n_rows);

	*n_compared = 0;
	for (gsize i = 0; i < n_rows; i++) {
		const guint32 *row = &g_array_index (evidence->rows, guint32, i * evidence->n_columns), *earlier;

		if (row[key] == 0 || row[column] == 0)
			continue;
		earlier = g_hash_table_lookup (first, GUINT_TO_POINTER (row[key]));
		if (earlier == NULL) {
			g_hash_table_insert (first, GUINT_TO_POINTER (row[key]), (gpointer) row);
			continue;
		}
		if (apart >= 0 && row[apart] == earlier[apart])
			continue;
		++*n_compared;
		n_equal += row[column] == earlier[column];
	}
	if (*n_compared == 0 || by_chance >= 1)
		return by_chance >= 1 ? NAN : 0;
	return ((double) n_equal / (double) *n_compared - by_chance) / (1 - by_chance);
}
