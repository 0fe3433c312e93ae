/* Scores and grids of real purchase histories against those of pandas and R (shared/reference/rfm). */
#include <config.h>

#include "rfm-fixture.h"

#include <stdio.h>

/* Purchases by SQL, as CDNOW and the others write them. */
typedef struct {
	Fixture      *fixture;
	SegStatement *user, *event;
	GHashTable   *ids;
} Loader;

static void
loader_begin (Loader *loader, Fixture *fixture)
{
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'purchase'); BEGIN");
	loader->fixture = fixture;
	loader->user = seg_workspace_prepare (fixture->workspace, "INSERT INTO user (id, key) VALUES (:id, :key)", NULL);
	loader->event = seg_workspace_prepare (fixture->workspace,
		"INSERT INTO event (user_id, kind_id, at, amount, source_id) VALUES (:user, 1, unixepoch (:at), :amount, 1)", NULL);
	loader->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
loader_add (Loader *loader, const char *key, const char *at, double amount)
{
	gpointer id = g_hash_table_lookup (loader->ids, key);

	if (id == NULL) {
		id = GINT_TO_POINTER (g_hash_table_size (loader->ids) + 1);
		g_hash_table_insert (loader->ids, g_strdup (key), id);
		seg_statement_bind_integer (loader->user, ":id", GPOINTER_TO_INT (id));
		seg_statement_bind_text (loader->user, ":key", key);
		g_assert_true (seg_statement_run (loader->user, NULL));
	}
	seg_statement_bind_integer (loader->event, ":user", GPOINTER_TO_INT (id));
	seg_statement_bind_text (loader->event, ":at", at);
	seg_statement_bind_double (loader->event, ":amount", amount);
	g_assert_true (seg_statement_run (loader->event, NULL));
}

static void
loader_end (Loader *loader)
{
	seg_statement_free (loader->user);
	seg_statement_free (loader->event);
	g_hash_table_unref (loader->ids);
	fixture_execute (loader->fixture, "COMMIT");
}

/* "00001 19970101  1   11.77" with a header; the sample has two keys before the date. */
static gboolean
load_cdnow (Fixture *fixture, const char *file, const char *format)
{
	g_autofree char *path = test_shared_file (file), *text = path != NULL ? test_file_read (path) : NULL;
	g_auto (GStrv) lines = text != NULL ? split_lines (text) : NULL;
	Loader loader;

	if (text == NULL)
		return FALSE;
	loader_begin (&loader, fixture);
	for (gsize i = 0; lines[i] != NULL; i++) {
		char key[16], at[16];
		double amount;
		unsigned year, month, day, n_discs;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		if (sscanf (lines[i], format, key, &year, &month, &day, &n_discs, &amount) != 6)
			continue;
#pragma GCC diagnostic pop
		g_snprintf (at, sizeof at, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
		loader_add (&loader, key, at, amount);
	}
	loader_end (&loader);
	return TRUE;
}

static gboolean
load_complete_journey (Fixture *fixture)
{
	g_autoptr (Table) table = table_read ("data/complete-journey/transactions_sample.csv");
	Loader loader;

	if (table == NULL)
		return FALSE;
	loader_begin (&loader, fixture);
	for (gsize row = 0; row < table->n_rows; row++)
		loader_add (&loader, table_text (table, row, "household_id"), table_text (table, row, "transaction_timestamp"),
		            table_number (table, row, "sales_value"));
	loader_end (&loader);
	return TRUE;
}

/* By calendar days, purchase days and money, as the reference has it. */
static SegRfm *
compute (Fixture *fixture, const char *date)
{
	g_autofree char *instant = g_strdup_printf ("SELECT unixepoch ('%s 23:59:59')", date);
	g_autoptr (SegFeatureSet) set = fixture_build (fixture, (gint64) fixture_number (fixture, instant));
	g_autoptr (SegRfmDefinition) definition = NULL;
	g_autoptr (GError) error = NULL;
	SegRfm *rfm;

	definition = seg_rfm_definition_load (fixture->workspace, set, &error);
	g_assert_no_error (error);
	seg_rfm_set_columns (definition, SEG_RFM_BY_FREQUENCY);
	g_assert_true (seg_rfm_set_feature (fixture->workspace, set, definition, SEG_RFM_FREQUENCY, "purchase_days", &error));
	rfm = seg_rfm_compute (fixture->workspace, set, definition, FALSE, NULL, &error);
	g_assert_no_error (error);
	g_assert_true (seg_rfm_definition_keep (fixture->workspace, rfm->definition, &error));
	return rfm;
}

static void
check_scores (Fixture *fixture, const SegRfm *rfm, const char *name, const char *date)
{
	static const char *const columns[] = { "r_cut", "f_cut", "m_cut" };
	g_autofree char *file = g_strdup_printf ("reference/rfm/customers/%s_windows_%s.csv", name, date);
	g_autoptr (Table) table = table_read (file);
	g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (SegStatement) keys = seg_workspace_prepare (fixture->workspace, "SELECT key, id FROM user ORDER BY id", NULL);
	gsize row = 0;

	g_assert_nonnull (table);
	while (seg_statement_next (keys, NULL))
		for (; row < rfm->n_users && rfm->user_ids[row] == seg_statement_integer (keys, 1); row++)
			g_hash_table_insert (rows, g_strdup (seg_statement_text (keys, 0)), GSIZE_TO_POINTER (row + 1));
	g_assert_cmpuint (table->n_rows, >, 1000);
	for (gsize i = 0; i < table->n_rows; i++) {
		gsize place = GPOINTER_TO_SIZE (g_hash_table_lookup (rows, table_text (table, i, "customer")));

		g_assert_cmpuint (place, >, 0);
		for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++)
			if (rfm->scores[(place - 1) * SEG_RFM_N_AXES + axis] != (guint) table_number (table, i, columns[axis]))
				g_error ("%s %s: %s of %s is %u, not %g", name, date, columns[axis], table_text (table, i, "customer"),
				         rfm->scores[(place - 1) * SEG_RFM_N_AXES + axis], table_number (table, i, columns[axis]));
	}
}

/* Every cell of the reference, and no others. */
static void
check_grid (const SegRfm *rfm, const char *name, const char *date)
{
	g_autoptr (Table) table = table_read ("reference/rfm/rfm_grid.csv");
	gint64 n_users = 0;

	for (gsize i = 0; i < table->n_rows; i++) {
		const SegRfmCell *cell;

		if (strcmp (table_text (table, i, "name"), name) != 0 || strcmp (table_text (table, i, "as_of"), date) != 0
		    || strcmp (table_text (table, i, "rule"), "cut") != 0)
			continue;
		cell = &rfm->cells[(guint) table_number (table, i, "recency_score") - 1][(guint) table_number (table, i, "frequency_score") - 1];
		g_assert_cmpint (cell->n_users, ==, (gint64) table_number (table, i, "customers"));
		assert_close (cell->revenue, table_number (table, i, "value"), 1e-9);
		assert_close (cell->monetary_sum / (double) cell->n_users, table_number (table, i, "mean_monetary_score"), 1e-9);
		n_users += cell->n_users;
	}
	g_assert_cmpint (n_users, ==, (gint64) rfm->n_rated);
	g_assert_cmpint (n_users, >, 0);
}

static void
check (Fixture *fixture, const char *name, const char *date)
{
	g_autoptr (SegRfm) rfm = compute (fixture, date);

	check_scores (fixture, rfm, name, date);
	check_grid (rfm, name, date);
}

static void
test_cdnow (Fixture *fixture, gconstpointer data)
{
	(void) data;
	if (!load_cdnow (fixture, "data/cdnow/CDNOW_master.txt", "%15s %4u%2u%2u %u %lf"))
		return;
	check (fixture, "cdnow_master", "1997-09-30");
	check (fixture, "cdnow_master", "1998-03-15");
	check (fixture, "cdnow_master", "1998-06-30");
}

static void
test_cdnow_sample (Fixture *fixture, gconstpointer data)
{
	(void) data;
	if (load_cdnow (fixture, "data/cdnow/CDNOW_sample.txt", "%*s %15s %4u%2u%2u %u %lf"))
		check (fixture, "cdnow_sample", "1997-12-31");
}

static void
test_complete_journey (Fixture *fixture, gconstpointer data)
{
	(void) data;
	if (load_complete_journey (fixture))
		check (fixture, "complete_journey", "2017-12-31");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add ("/rfm/reference/cdnow", Fixture, NULL, fixture_set_up, test_cdnow, fixture_tear_down);
	g_test_add ("/rfm/reference/cdnow-sample", Fixture, NULL, fixture_set_up, test_cdnow_sample, fixture_tear_down);
	g_test_add ("/rfm/reference/complete-journey", Fixture, NULL, fixture_set_up, test_complete_journey, fixture_tear_down);
	return g_test_run ();
}
