/* Recency, frequency and monetary values of real purchase histories against figures of pandas and R (shared/reference/rfm). */
#include <config.h>

#include "feature-fixture.h"

#include <stdio.h>

static gint64
day_of (int year, unsigned month, unsigned day)
{
	g_autoptr (GDateTime) time = g_date_time_new_utc (year, (int) month, (int) day, 0, 0, 0);

	return g_date_time_to_unix (time) / DAY;
}

static gint64
parse_time (const char *text)
{
	g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
	g_autofree char *iso = g_strdelimit (g_strdup (text), " ", 'T');
	g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (iso, utc);

	g_assert_nonnull (time);
	return g_date_time_to_unix (time);
}

typedef struct {
	Fixture        *fixture;
	SegTransaction *transaction;
	SegStatement   *user, *event;
	GHashTable     *ids; /* of the users by key */
} Loader;

static void
loader_init (Loader *loader, Fixture *fixture)
{
	loader->fixture = fixture;
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'purchase')");
	loader->transaction = seg_transaction_begin (fixture->workspace, NULL);
	loader->user = seg_workspace_prepare (fixture->workspace, "INSERT INTO user (id, key) VALUES (:id, :key)", NULL);
	loader->event = seg_workspace_prepare (fixture->workspace,
		"INSERT INTO event (user_id, kind_id, at, amount, order_key, source_id) "
		"VALUES (:user, 1, :at, :amount, :order, 1)", NULL);
	loader->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gint64
loader_user (Loader *loader, const char *key)
{
	gpointer id = g_hash_table_lookup (loader->ids, key);

	if (id != NULL)
		return GPOINTER_TO_INT (id);
	id = GINT_TO_POINTER (g_hash_table_size (loader->ids) + 1);
	g_hash_table_insert (loader->ids, g_strdup (key), id);
	seg_statement_bind_integer (loader->user, ":id", GPOINTER_TO_INT (id));
	seg_statement_bind_text (loader->user, ":key", key);
	g_assert_true (seg_statement_run (loader->user, NULL));
	return GPOINTER_TO_INT (id);
}

static void
loader_add (Loader *loader, const char *key, gint64 at, double amount, const char *order)
{
	seg_statement_bind_integer (loader->event, ":user", loader_user (loader, key));
	seg_statement_bind_integer (loader->event, ":at", at);
	seg_statement_bind_double (loader->event, ":amount", amount);
	seg_statement_bind_text (loader->event, ":order", order);
	g_assert_true (seg_statement_run (loader->event, NULL));
}

static void
loader_finish (Loader *loader)
{
	seg_statement_free (loader->user);
	seg_statement_free (loader->event);
	g_hash_table_unref (loader->ids);
	g_assert_true (seg_transaction_commit (loader->transaction, NULL));
}

/* "00001 19970101  1   11.77", blank-separated, one header line. */
static gboolean
load_cdnow (Fixture *fixture)
{
	g_autofree char *path = test_shared_file ("data/cdnow/CDNOW_master.txt"), *text = path != NULL ? test_file_read (path) : NULL;
	g_auto (GStrv) lines = text != NULL ? split_lines (text) : NULL;
	Loader loader;

	if (text == NULL)
		return FALSE;
	loader_init (&loader, fixture);
	for (gsize i = 1; lines[i] != NULL; i++) {
		char key[16];
		double amount;
		unsigned year, month, day, n_discs;

		if (sscanf (lines[i], "%15s %4u%2u%2u %u %lf", key, &year, &month, &day, &n_discs, &amount) == 6)
			loader_add (&loader, key, day_of ((int) year, month, day) * DAY, amount, NULL);
	}
	loader_finish (&loader);
	return TRUE;
}

static gboolean
load_complete_journey (Fixture *fixture)
{
	g_autoptr (Table) table = table_read ("data/complete-journey/transactions_sample.csv");
	Loader loader;

	if (table == NULL)
		return FALSE;
	loader_init (&loader, fixture);
	for (gsize row = 0; row < table->n_rows; row++)
		loader_add (&loader, table_text (table, row, "household_id"), parse_time (table_text (table, row, "transaction_timestamp")),
		            table_number (table, row, "sales_value"), table_text (table, row, "basket_id"));
	loader_finish (&loader);
	return TRUE;
}

/* The features of all users, read once: rows by key. */
static GHashTable *
read_features (Fixture *fixture, const SegFeatureSet *set, const char *columns)
{
	g_autofree char *sql = g_strdup_printf ("SELECT key, %s FROM feature_set_%" G_GINT64_FORMAT " JOIN user ON id = user_id", columns, set->id);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (fixture->workspace, sql, NULL);
	GHashTable *rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

	while (seg_statement_next (statement, NULL)) {
		double *row = g_new (double, (gsize) seg_statement_n_columns (statement) - 1);

		for (int i = 1; i < seg_statement_n_columns (statement); i++)
			row[i - 1] = seg_statement_double (statement, i);
		g_hash_table_insert (rows, g_strdup (seg_statement_text (statement, 0)), row);
	}
	return rows;
}

/* Our feature beside the column of the reference. */
static const struct { const char *feature, *reference; } pairs[] = {
	{ "count_purchase", "rows" }, { "monetary", "total" }, { "recency_days", "days_since_last" },
	{ "recency_purchase_days", "days_since_last" }, { "tenure_days", "days_since_first" }, { "active_days", "active_days" },
	{ "purchase_days", "active_days" }, { "events_30d", "rows_30" }, { "events_90d", "rows_90" }, { "monetary_90d", "value_90" },
	{ "days_between_purchases", "mean_gap_days" }, { "gap_days", "mean_gap_days" }, { "first_purchase_days", "days_since_first" },
	{ "events", "rows" }, { "events_7d", "rows_7" }, { "events_365d", "rows_365" }, { "monetary_30d", "value_30" },
	{ "monetary_365d", "value_365" },
};

static void
check_windows (Fixture *fixture, const char *name, int year, unsigned month, unsigned day)
{
	g_autofree char *file = g_strdup_printf ("reference/rfm/customers/%s_windows_%04d-%02u-%02u.csv", name, year, month, day);
	g_autoptr (Table) table = table_read (file);
	g_autoptr (SegFeatureSet) set = fixture_build (fixture, (day_of (year, month, day) + 1) * DAY - 1);
	g_autoptr (GString) columns = g_string_new (pairs[0].feature);
	g_autoptr (GHashTable) rows = NULL;

	g_assert_nonnull (table);
	for (gsize i = 1; i < G_N_ELEMENTS (pairs); i++)
		g_string_append_printf (columns, ", %s", pairs[i].feature);
	rows = read_features (fixture, set, columns->str);
	g_assert_cmpuint (table->n_rows, >, 1000);
	for (gsize row = 0; row < table->n_rows; row++) {
		const double *values = g_hash_table_lookup (rows, table_text (table, row, "customer"));

		g_assert_nonnull (values);
		for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
			if (!is_close (values[i], table_number (table, row, pairs[i].reference), 1e-9))
				g_error ("%s of customer %s as of %d-%u-%u is %.17g, not %.17g", pairs[i].feature, table_text (table, row, "customer"), year,
				         month, day, values[i], table_number (table, row, pairs[i].reference));
	}
}

static double
total_of (const char *name, const char *date, const char *column)
{
	g_autoptr (Table) table = table_read ("reference/rfm/totals.csv");

	for (gsize row = 0; row < table->n_rows; row++)
		if (strcmp (table_text (table, row, "name"), name) == 0 && strcmp (table_text (table, row, "kind"), "windows") == 0
		    && strcmp (table_text (table, row, "date"), date) == 0)
			return table_number (table, row, column);
	return NAN;
}

static void
test_cdnow (Fixture *fixture, gconstpointer data)
{
	(void) data;
	if (!load_cdnow (fixture))
		return;
	check_windows (fixture, "cdnow_master", 1997, 9, 30);
	check_windows (fixture, "cdnow_master", 1998, 3, 15);
	check_windows (fixture, "cdnow_master", 1998, 6, 30);
	assert_close (fixture_number (fixture, "SELECT sum(monetary) FROM feature_set_1"),
	              total_of ("cdnow_master", "1998-06-30", "sum_monetary_or_total"), 1e-10);
	assert_close (fixture_number (fixture, "SELECT sum(recency_days) FROM feature_set_1"),
	              total_of ("cdnow_master", "1998-06-30", "sum_recency_or_days_since_last"), 0);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM feature_set_1"), ==, 23570);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT sum(orders) FROM feature_set_1"), ==, 69659);
}

static void
test_complete_journey (Fixture *fixture, gconstpointer data)
{
	(void) data;
	if (!load_complete_journey (fixture))
		return;
	check_windows (fixture, "complete_journey", 2017, 12, 31);
	assert_close (fixture_number (fixture, "SELECT sum(orders) FROM feature_set_1"),
	              fixture_number (fixture, "SELECT count(*) FROM (SELECT DISTINCT user_id, order_key FROM event)"), 0);
	assert_close (fixture_number (fixture, "SELECT sum(mean_order_value * orders) FROM feature_set_1"), 233935.24, 1e-9);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add ("/feature/reference/cdnow", Fixture, NULL, fixture_set_up, test_cdnow, fixture_tear_down);
	g_test_add ("/feature/reference/complete-journey", Fixture, NULL, fixture_set_up, test_complete_journey, fixture_tear_down);
	return g_test_run ();
}
