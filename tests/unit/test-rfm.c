/* The RFM grid: cut points and scores by brute force, filters that must find exactly a cell, and a grid kept as a segmentation while
 * users and events come. Real purchase histories are in test-rfm-reference.c. */
#include <config.h>

#include "rfm-fixture.h"

/* Numbers ---------------------------------------------------------------------------------------------------------- */

/* Type 7 as Hyndman and Fan (1996) write it: position 1 + (n - 1) p, between the values on both sides. */
static double
quantile_7 (const double *sorted, gsize n, guint i, guint bins)
{
	gsize whole = (n - 1) * i / bins;
	double part = (double) (n - 1) * i / bins - (double) whole;

	return whole + 1 < n ? sorted[whole] * (1 - part) + sorted[whole + 1] * part : sorted[whole];
}

static int
compare (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

static void
test_quantiles (void)
{
	g_autoptr (GRand) rand = g_rand_new_with_seed (7);

	for (int round = 0; round < 300; round++) {
		gsize n = (gsize) g_rand_int_range (rand, 1, 60);
		guint bins = (guint) g_rand_int_range (rand, SEG_RFM_LEAST_BINS, SEG_RFM_MOST_BINS + 1);
		double values[60], sorted[60], mine[60], cuts[9];

		for (gsize i = 0; i < n; i++)
			sorted[i] = values[i] = g_rand_int_range (rand, 0, round % 3 == 0 ? 4 : 1000) / 8.0;
		qsort (sorted, n, sizeof *sorted, compare);
		g_assert_true (seg_rfm_quantiles (values, n, bins, mine, cuts));
		for (guint i = 1; i < bins; i++)
			assert_close (cuts[i - 1], quantile_7 (sorted, n, i, bins), 1e-12);
		for (gsize i = 0; i < n; i++) {
			guint below = 0, score = seg_rfm_score (values[i], cuts, bins, FALSE);

			for (guint c = 0; c + 1 < bins; c++)
				below += cuts[c] < values[i];
			g_assert_cmpuint (score, ==, below + 1);
			g_assert_cmpuint (seg_rfm_score (values[i], cuts, bins, TRUE), ==, bins + 1 - score);
			for (gsize j = 0; j < n; j++) { /* equal values together, larger ones never below */
				guint other = seg_rfm_score (values[j], cuts, bins, FALSE);

				g_assert_true (values[j] <= values[i] ? other <= score : other >= score);
			}
		}
	}
}

static void
test_no_values (void)
{
	double values[] = { NAN, NAN }, sorted[2], cuts[9] = { 1, 2 };

	g_assert_false (seg_rfm_quantiles (values, 2, 5, sorted, cuts));
	g_assert_false (seg_rfm_quantiles (values, 0, 5, sorted, cuts));
	g_assert_cmpuint (seg_rfm_score (NAN, cuts, 3, FALSE), ==, 0);
	g_assert_cmpuint (seg_rfm_score (NAN, cuts, 3, TRUE), ==, 0);
	values[1] = 4;
	g_assert_true (seg_rfm_quantiles (values, 2, 3, sorted, cuts));
	g_assert_cmpfloat (cuts[0], ==, 4);
	g_assert_cmpfloat (cuts[1], ==, 4);
}

static void
test_columns (void)
{
	SegRfmDefinition definition = { .columns = SEG_RFM_BY_BOTH };

	for (guint f = 2; f <= 10; f++)
		for (guint m = 2; m <= 10; m++) {
			definition.axes[SEG_RFM_FREQUENCY].n_bins = f;
			definition.axes[SEG_RFM_MONETARY].n_bins = m;
			g_assert_cmpuint (seg_rfm_column (&definition, 1, 1), ==, 1);
			g_assert_cmpuint (seg_rfm_column (&definition, f, m), ==, MAX (f, m));
			for (guint i = 1; i <= f; i++)
				for (guint j = 1; j <= m; j++) {
					double mean = ((i - 1.0) / (f - 1) + (j - 1.0) / (m - 1)) / 2 * (MAX (f, m) - 1);

					g_assert_cmpuint (seg_rfm_column (&definition, i, j), ==, 1 + (guint) floor (mean + 0.5 + 1e-9));
				}
		}
}

/* Corners are what their names say, whatever the size of the grid; better is never called worse. */
static void
test_usual_groups (void)
{
	SegRfmDefinition definition = { .columns = SEG_RFM_BY_FREQUENCY };

	for (guint rows = 2; rows <= 10; rows++)
		for (guint columns = 2; columns <= 10; columns++) {
			definition.axes[SEG_RFM_RECENCY].n_bins = rows;
			definition.axes[SEG_RFM_FREQUENCY].n_bins = columns;
			g_assert_cmpint (seg_rfm_group_at (&definition, rows, columns), ==, SEG_RFM_CHAMPIONS);
			g_assert_cmpint (seg_rfm_group_at (&definition, rows, 1), ==, SEG_RFM_NEW);
			g_assert_cmpint (seg_rfm_group_at (&definition, 1, columns), ==, SEG_RFM_CANNOT_LOSE);
			g_assert_cmpint (seg_rfm_group_at (&definition, 1, 1), ==, SEG_RFM_LOST);
			g_assert_cmpint (seg_rfm_group_at (&definition, rows + 1, 1), ==, SEG_RFM_NONE);
			g_assert_cmpint (seg_rfm_group_at (&definition, 0, 1), ==, SEG_RFM_NONE);
		}
	definition.axes[SEG_RFM_RECENCY].n_bins = definition.axes[SEG_RFM_FREQUENCY].n_bins = 5;
	for (guint group = 0; group < SEG_RFM_NONE; group++) {
		gboolean found = FALSE;

		for (guint cell = 0; cell < 25; cell++)
			found = found || (guint) seg_rfm_group_at (&definition, 1 + cell / 5, 1 + cell % 5) == group;
		g_assert_true (found);
	}
}

/* The definition --------------------------------------------------------------------------------------------------- */

static void
test_changes (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegRfmDefinition) definition = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	rfm_fill (fixture, 40, 3);
	set = fixture_build (fixture, 0);
	definition = seg_rfm_definition_load (fixture->workspace, set, &error);
	g_assert_no_error (error);
	g_assert_cmpstr (definition->axes[SEG_RFM_RECENCY].feature, ==, "recency_purchase_days");
	g_assert_cmpstr (definition->axes[SEG_RFM_FREQUENCY].feature, ==, "orders");
	g_assert_cmpstr (definition->axes[SEG_RFM_MONETARY].feature, ==, "monetary");
	g_assert_false (seg_rfm_set_bins (definition, SEG_RFM_RECENCY, 11, &error));
	test_error (&error, SEG_ERROR_USAGE, "2 to 10");
	g_assert_false (seg_rfm_set_bins (definition, SEG_RFM_RECENCY, 1, &error));
	g_clear_error (&error);
	g_assert_false (seg_rfm_set_cuts (definition, SEG_RFM_RECENCY, "30, 20", &error));
	test_error (&error, SEG_ERROR_USAGE, "must rise");
	g_assert_false (seg_rfm_set_cuts (definition, SEG_RFM_RECENCY, "30, x", &error));
	test_error (&error, SEG_ERROR_USAGE, "\"x\"");
	g_assert_false (seg_rfm_set_cuts (definition, SEG_RFM_RECENCY, "nan", &error));
	g_clear_error (&error);
	g_assert_false (seg_rfm_set_cuts (definition, SEG_RFM_RECENCY, " , ", &error));
	g_clear_error (&error);
	g_assert_false (seg_rfm_set_cuts (definition, SEG_RFM_RECENCY, "1 2 3 4 5 6 7 8 9 10", &error));
	test_error (&error, SEG_ERROR_USAGE, "at most 10 bins");
	g_assert_cmpuint (definition->axes[SEG_RFM_RECENCY].n_bins, ==, 5);
	g_assert_false (definition->axes[SEG_RFM_RECENCY].own_cuts);
	g_assert_false (seg_rfm_set_feature (fixture->workspace, set, definition, SEG_RFM_MONETARY, "nonsense", &error));
	test_error (&error, SEG_ERROR_DATA, "recency_purchase_days");
	g_assert_false (seg_rfm_set_name (definition, SEG_RFM_LOST, " loyal ", &error));
	test_error (&error, SEG_ERROR_USAGE, "Loyal");
	g_assert_false (seg_rfm_set_name (definition, SEG_RFM_LOST, "  ", &error));
	g_clear_error (&error);
	seg_rfm_set_language (definition, SEG_RFM_CHINESE);
	g_assert_cmpstr (definition->names[SEG_RFM_LOYAL], ==, "忠诚客户");
	g_assert_true (seg_rfm_set_feature (fixture->workspace, set, definition, SEG_RFM_RECENCY, "recency_days", &error));
	g_assert_cmpstr (definition->names[SEG_RFM_NONE], ==, "没有数据");
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegRfmDefinition) definition = NULL, again = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	rfm_fill (fixture, 40, 3);
	set = fixture_build (fixture, 0);
	definition = seg_rfm_definition_load (fixture->workspace, set, &error);
	seg_rfm_set_columns (definition, SEG_RFM_BY_MONETARY);
	g_assert_true (seg_rfm_set_cuts (definition, SEG_RFM_MONETARY, "0.1 1e3", &error));
	g_assert_true (seg_rfm_set_name (definition, SEG_RFM_AT_RISK, "风险 \"x\"; DROP TABLE user; --'", &error));
	definition->cells[4][2] = SEG_RFM_LOYAL + 1;
	g_assert_true (seg_rfm_definition_keep (fixture->workspace, definition, &error));
	g_assert_true (seg_rfm_definition_keep (fixture->workspace, definition, &error));
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM audit WHERE action = 'rfm'"), ==, 1);
	again = seg_rfm_definition_load (fixture->workspace, set, &error);
	g_assert_no_error (error);
	g_assert_cmpstr (again->names[SEG_RFM_AT_RISK], ==, definition->names[SEG_RFM_AT_RISK]);
	g_assert_cmpint (again->columns, ==, SEG_RFM_BY_MONETARY);
	g_assert_cmpuint (again->axes[SEG_RFM_MONETARY].n_bins, ==, 3);
	g_assert_true (again->axes[SEG_RFM_MONETARY].own_cuts);
	g_assert_cmpfloat (again->axes[SEG_RFM_MONETARY].cuts[0], ==, 0.1);
	g_assert_cmpint (seg_rfm_group_at (again, 5, 3), ==, SEG_RFM_LOYAL);
	g_assert_true (seg_rfm_set_bins (again, SEG_RFM_MONETARY, 4, &error)); /* another size: the cell's own group goes */
	g_assert_cmpint (again->cells[4][2], ==, 0);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
	static const char *const damaged[] = {
		"", "[]", "{}", "null", "{\"axes\": 3}", "{\"axes\": {}, \"cells\": [], \"columns\": \"both\", \"names\": {}}",
		"{\"axes\": {\"recency\": {\"feature\": \"a\", \"cuts\": [2, 1]}}, \"cells\": [], \"columns\": \"both\", \"names\": {}}",
		"{\"axes\": {\"recency\": {\"feature\": 3, \"cuts\": []}}, \"cells\": {}, \"columns\": null}",
	};
	g_autoptr (SegFeatureSet) set = NULL;

	(void) data;
	rfm_fill (fixture, 10, 3);
	set = fixture_build (fixture, 0);
	for (gsize i = 0; i < G_N_ELEMENTS (damaged); i++) {
		g_autoptr (GError) error = NULL;

		fixture_executef (fixture, "INSERT OR REPLACE INTO rfm_grid VALUES (1, '%s', 0)", damaged[i]);
		g_assert_null (seg_rfm_definition_load (fixture->workspace, set, &error));
		test_error (&error, SEG_ERROR_WORKSPACE, "damaged");
	}
}

static void
test_what_is_missing (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'view'); INSERT INTO user (id, key) VALUES (1, 'a'), (2, 'b');"
	                 "INSERT INTO event (user_id, kind_id, source_id) VALUES (1, 1, 1), (1, 1, 1), (2, 1, 1)");
	set = fixture_build (fixture, 0);
	g_assert_null (seg_rfm_definition_load (fixture->workspace, set, &error));
	test_error (&error, SEG_ERROR_DATA, "when people came");
}

/* The grid --------------------------------------------------------------------------------------------------------- */

/* Users that a filter finds. */
static gint64
found_by (Fixture *fixture, const char *text)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFilter) filter = seg_filter_parse (fixture->workspace, NULL, text, &error);
	SegUserQuery query = { .filter = filter };
	gint64 n = -1;

	g_assert_no_error (error);
	g_assert_true (seg_user_count (fixture->workspace, &query, &n, &error));
	return n;
}

/* Every cell and group: its users are those the filter finds; sums are right. */
static void
check_filters (Fixture *fixture, const SegRfm *rfm)
{
	gint64 in_cells = 0, in_groups = 0;
	double revenue = 0;

	for (guint row = 1; row <= rfm->n_rows; row++)
		for (guint column = 1; column <= rfm->n_columns; column++) {
			const SegRfmCell *cell = &rfm->cells[row - 1][column - 1];
			g_autofree char *filter = seg_rfm_cell_filter (rfm->definition, row, column);

			g_assert_cmpint (found_by (fixture, filter), ==, cell->n_users);
			in_cells += cell->n_users;
		}
	for (guint group = 0; group < SEG_RFM_N_GROUPS; group++) {
		g_autofree char *filter = seg_rfm_group_filter (rfm->definition, (SegRfmGroup) group);

		g_assert_cmpint (found_by (fixture, filter), ==, rfm->groups[group].n_users);
		in_groups += rfm->groups[group].n_users;
		revenue += rfm->groups[group].revenue;
	}
	g_assert_cmpint (in_cells, ==, (gint64) rfm->n_rated);
	g_assert_cmpint (in_groups, ==, (gint64) rfm->n_users);
	assert_close (revenue, rfm->all.revenue, 1e-12);
}

static void
test_grid (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegRfmDefinition) definition = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	rfm_fill (fixture, 300, 11);
	fixture_execute (fixture, "INSERT INTO user (id, key, listed) VALUES (9001, 'later', 0)"); /* without events: in no set */
	set = fixture_build (fixture, 0);
	definition = seg_rfm_definition_load (fixture->workspace, set, &error);
	for (int round = 0; round < 9; round++) {
		g_autoptr (SegRfm) rfm = NULL;

		seg_rfm_set_columns (definition, (SegRfmColumns) (round % 3));
		g_assert_true (seg_rfm_set_bins (definition, SEG_RFM_FREQUENCY, 2 + (guint) round, &error));
		g_assert_true (seg_rfm_set_bins (definition, SEG_RFM_RECENCY, 10 - (guint) round, &error));
		if (round > 5)
			g_assert_true (seg_rfm_set_cuts (definition, SEG_RFM_MONETARY, "0 20 20.5 1000000", &error));
		if (round == 7)
			g_assert_true (seg_rfm_set_name (definition, SEG_RFM_LOST, "it's \"gone\"", &error));
		rfm = seg_rfm_compute (fixture->workspace, set, definition, FALSE, NULL, &error);
		g_assert_no_error (error);
		g_assert_true (seg_rfm_definition_keep (fixture->workspace, rfm->definition, &error));
		g_assert_cmpuint (rfm->n_users, ==, 300);
		g_assert_cmpuint (rfm->n_rated, <, 300);
		check_filters (fixture, rfm);
		assert_close (rfm->all.revenue, fixture_number (fixture, "SELECT sum (amount) FROM event"), 1e-12);
		g_assert_cmpint (rfm->groups[SEG_RFM_NONE].n_users, ==,
		                 (gint64) fixture_number (fixture, "SELECT count (*) FROM feature_set_1 WHERE recency_purchase_days IS NULL"));
	}
}

/* Those who never bought are no part of the quantiles: fifths of the buyers by money hold a fifth of them each, ties aside. */
static void
test_cuts_of_buyers (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegRfmDefinition) definition = NULL;
	g_autoptr (SegRfm) rfm = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'purchase'), (2, 'view')");
	for (int i = 0; i < 50; i++)
		rfm_add_user (fixture, 1 + i, 1, RFM_LAST_DAY - i, 100 + i);
	for (int i = 0; i < 70; i++)
		rfm_add_user (fixture, 101 + i, 0, RFM_LAST_DAY, 0);
	set = fixture_build (fixture, 0);
	definition = seg_rfm_definition_load (fixture->workspace, set, &error);
	seg_rfm_set_columns (definition, SEG_RFM_BY_MONETARY);
	rfm = seg_rfm_compute (fixture->workspace, set, definition, FALSE, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (rfm->groups[SEG_RFM_NONE].n_users, ==, 70);
	for (guint row = 0; row < 5; row++) /* the richest came longest ago */
		for (guint column = 0; column < 5; column++)
			g_assert_cmpint (rfm->cells[row][column].n_users, ==, row + column == 4 ? 10 : 0);
}

/* The same users in another order of ids and events are in the same cells. */
static void
test_order (void)
{
	SegRfmCell cells[2][SEG_RFM_MOST_BINS][SEG_RFM_MOST_BINS];

	for (int turned = 0; turned <= 1; turned++) {
		Fixture fixture = { 0 };
		g_autoptr (SegFeatureSet) set = NULL;
		g_autoptr (SegRfmDefinition) definition = NULL;
		g_autoptr (SegRfm) rfm = NULL;

		fixture_set_up (&fixture, NULL);
		rfm_fill (&fixture, 200, 5);
		if (turned) /* ids backwards: the file's other order */
			fixture_execute (&fixture, "PRAGMA foreign_keys = OFF; UPDATE user SET id = -id; UPDATE user SET id = 201 + id;"
			                 "UPDATE event SET user_id = 201 - user_id; UPDATE event SET id = -id; UPDATE event SET id = 100000 + id");
		set = fixture_build (&fixture, 0);
		definition = seg_rfm_definition_load (fixture.workspace, set, NULL);
		rfm = seg_rfm_compute (fixture.workspace, set, definition, FALSE, NULL, NULL);
		if (rfm == NULL)
			g_error ("no grid");
		memcpy (cells[turned], rfm->cells, sizeof cells[turned]);
		fixture_tear_down (&fixture, NULL);
	}
	for (guint row = 0; row < 5; row++)
		for (guint column = 0; column < 5; column++) {
			g_assert_cmpint (cells[0][row][column].n_users, ==, cells[1][row][column].n_users);
			assert_close (cells[0][row][column].revenue, cells[1][row][column].revenue, 1e-12);
		}
}

static void
test_ranges (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegRfmDefinition) definition = NULL;
	g_autoptr (SegRfm) rfm = NULL;
	g_autoptr (GError) error = NULL;
	const struct { SegRfmAxis axis; guint score; const char *words; } cases[] = {
		{ SEG_RFM_RECENCY, 3, "up to 30 days" }, { SEG_RFM_RECENCY, 2, "over 30 to 90 days" }, { SEG_RFM_RECENCY, 1, "over 90 days" },
		{ SEG_RFM_FREQUENCY, 1, "up to 1 order" }, { SEG_RFM_FREQUENCY, 2, "over 1 order" },
	};

	(void) data;
	rfm_fill (fixture, 40, 3);
	set = fixture_build (fixture, 0);
	definition = seg_rfm_definition_load (fixture->workspace, set, &error);
	g_assert_true (seg_rfm_set_cuts (definition, SEG_RFM_RECENCY, "30, 90", &error));
	g_assert_true (seg_rfm_set_cuts (definition, SEG_RFM_FREQUENCY, "1", &error));
	rfm = seg_rfm_compute (fixture->workspace, set, definition, FALSE, NULL, &error);
	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autofree char *words = seg_rfm_range (rfm, cases[i].axis, cases[i].score);

		g_assert_cmpstr (words, ==, cases[i].words);
	}
}

/* Kept as a segmentation ------------------------------------------------------------------------------------------- */

static void
check_members (Fixture *fixture, const SegRfm *rfm, gint64 id)
{
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load_id (fixture->workspace, id, NULL);

	g_assert_nonnull (segmentation);
	g_assert_true (seg_segmentation_is_rfm (segmentation));
	g_assert_false (segmentation->stale);
	g_assert_cmpint (segmentation->n_users, ==, (gint64) rfm->n_users);
	for (gsize i = 0; i < rfm->n_users; i++) {
		g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM membership JOIN segment ON segment.id = segment_id WHERE user_id = %"
		                                        G_GINT64_FORMAT " AND membership.segmentation_id = %" G_GINT64_FORMAT " AND name = '%s'",
		                                        rfm->user_ids[i], id, rfm->definition->names[rfm->group_of[i]]);

		g_assert_cmpfloat (fixture_number (fixture, sql), ==, 1);
	}
	for (guint i = 0; i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];

		g_assert_cmpuint (segment->position, ==, i + 1);
		g_assert_cmpuint (segment->n_values, ==, 0);
		for (guint group = 0; group < SEG_RFM_N_GROUPS; group++)
			if (strcmp (rfm->definition->names[group], segment->name) == 0)
				g_assert_cmpint (segment->size, ==, rfm->groups[group].n_users);
	}
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegRfmDefinition) definition = NULL;
	g_autoptr (SegRfm) rfm = NULL;
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (GPtrArray) profiles = NULL;
	g_autoptr (GError) error = NULL;
	double revenue = 0;
	gint64 id;

	(void) data;
	rfm_fill (fixture, 120, 3);
	set = fixture_build (fixture, 0);
	definition = seg_rfm_definition_load (fixture->workspace, set, &error);
	rfm = seg_rfm_compute (fixture->workspace, set, definition, FALSE, NULL, &error);
	g_assert_cmpint (seg_rfm_save (fixture->workspace, " ", set, rfm, FALSE, NULL, &error), ==, 0);
	g_clear_error (&error);
	id = seg_rfm_save (fixture->workspace, "Grid", set, rfm, FALSE, NULL, &error);
	g_assert_no_error (error);
	check_members (fixture, rfm, id);
	g_assert_cmpint (seg_rfm_save (fixture->workspace, "Grid", set, rfm, FALSE, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_ARGUMENT, "already");
	id = seg_rfm_save (fixture->workspace, "Grid", set, rfm, TRUE, NULL, &error);
	g_assert_no_error (error);
	check_members (fixture, rfm, id);
	segmentation = seg_segmentation_load (fixture->workspace, NULL, &error);
	profiles = seg_profiles (fixture->workspace, segmentation, NULL, &error);
	g_assert_no_error (error);
	for (guint i = 0; i < profiles->len; i++)
		revenue += ((const SegProfile *) profiles->pdata[i])->revenue;
	assert_close (revenue, rfm->all.revenue, 1e-9);
	{
		g_autoptr (SegUserPage) page = seg_user_page (fixture->workspace, rfm->user_ids[0], &error);

		g_assert_true (isnan (page->distance));
		g_assert_true (isnan (page->distance_rank));
	}
}

/* New events move users by the cut points of then; names and ids of segments stay. */
static void
test_refresh (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL, now = NULL;
	g_autoptr (SegRfmDefinition) definition = NULL;
	g_autoptr (SegRfm) rfm = NULL, later = NULL;
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (GError) error = NULL;
	gint64 id, champions, n_moved = -1;

	(void) data;
	rfm_fill (fixture, 120, 3);
	set = fixture_build (fixture, 0);
	definition = seg_rfm_definition_load (fixture->workspace, set, &error);
	rfm = seg_rfm_compute (fixture->workspace, set, definition, FALSE, NULL, &error);
	id = seg_rfm_save (fixture->workspace, "Grid", set, rfm, FALSE, NULL, &error);
	g_assert_true (seg_rfm_refresh (fixture->workspace, id, &n_moved, NULL, &error));
	g_assert_cmpint (n_moved, ==, 0);
	champions = (gint64) fixture_number (fixture, "SELECT id FROM segment WHERE name = 'Champions'");
	g_assert_true (seg_segment_edit (fixture->workspace, champions, "Stars", NULL, 0, &error));

	rfm_add_user (fixture, 5001, 12, RFM_LAST_DAY, 1e6); /* a champion from the first day on */
	fixture_execute (fixture, "INSERT INTO source SELECT 2, 'b.csv', 'def', role, mapping, encoding, delimiter, 0, 0, 0, 0, 1700000001, '0', "
	                 "NULL, NULL, 0, '{}' FROM source WHERE id = 1");
	segmentation = seg_segmentation_load_id (fixture->workspace, id, &error);
	g_assert_no_error (error);
	g_assert_true (segmentation->stale);
	g_assert_true (seg_rfm_refresh (fixture->workspace, id, &n_moved, NULL, &error));
	g_assert_no_error (error);
	g_assert_cmpint (n_moved, ==, 1);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT segment_id FROM membership WHERE user_id = 5001"), ==, (double) champions);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT name = 'Stars' FROM segment WHERE position = 1"), ==, 1);
	now = seg_feature_set_load (fixture->workspace, NULL, &error);
	later = seg_rfm_compute (fixture->workspace, now, rfm->definition, TRUE, NULL, &error);
	g_assert_true (seg_rfm_set_name (later->definition, SEG_RFM_CHAMPIONS, "Stars", &error));
	check_members (fixture, later, id);
}

/* As a clustering does it: those who are new are put in, by the cut points kept; nobody else moves, though everyone has grown older. */
static void
test_assign (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegRfmDefinition) definition = NULL;
	g_autoptr (SegRfm) rfm = NULL;
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (GError) error = NULL;
	gint64 id, n = -1;

	(void) data;
	rfm_fill (fixture, 120, 3);
	set = fixture_build (fixture, 0);
	definition = seg_rfm_definition_load (fixture->workspace, set, &error);
	rfm = seg_rfm_compute (fixture->workspace, set, definition, FALSE, NULL, &error);
	id = seg_rfm_save (fixture->workspace, "Grid", set, rfm, FALSE, NULL, &error);
	g_assert_no_error (error);
	fixture_execute (fixture, "CREATE TABLE before AS SELECT * FROM membership");
	rfm_add_user (fixture, 5001, 12, RFM_LAST_DAY + 300, 1e6);
	rfm_add_user (fixture, 5002, 0, RFM_LAST_DAY, 0);
	fixture_execute (fixture, "INSERT INTO source SELECT 2, 'b.csv', 'def', role, mapping, encoding, delimiter, 0, 0, 0, 0, 1700000001, '0', "
	                 "NULL, NULL, 0, '{}' FROM source WHERE id = 1");
	g_assert_true (seg_segmentation_assign (fixture->workspace, id, NULL, &n, &error));
	g_assert_no_error (error);
	g_assert_cmpint (n, ==, 2);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM before JOIN membership USING (user_id, segment_id)"), ==, 120);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT name = 'Champions' FROM membership JOIN segment ON id = segment_id WHERE user_id = 5001"), ==, 1);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT name = 'Not bought yet' FROM membership JOIN segment ON id = segment_id WHERE user_id = 5002"), ==, 1);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT n_users FROM segmentation"), ==, 122);
	segmentation = seg_segmentation_load_id (fixture->workspace, id, &error);
	g_assert_true (segmentation->stale); /* the others may stand elsewhere by now */
	g_assert_true (seg_rfm_refresh (fixture->workspace, id, &n, NULL, &error));
	g_assert_cmpint (n, >, 50);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegRfmDefinition) definition = NULL;
	g_autoptr (SegRfm) rfm = NULL;
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;

	(void) data;
	rfm_fill (fixture, 50, 3);
	set = fixture_build (fixture, 0);
	definition = seg_rfm_definition_load (fixture->workspace, set, &error);
	rfm = seg_rfm_compute (fixture->workspace, set, definition, FALSE, NULL, &error);
	seg_job_cancel (job);
	g_assert_null (seg_rfm_compute (fixture->workspace, set, definition, FALSE, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_clear_error (&error);
	g_assert_cmpint (seg_rfm_save (fixture->workspace, "Grid", set, rfm, FALSE, job, &error), ==, 0);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT (SELECT count(*) FROM segmentation) + (SELECT count(*) FROM membership)"), ==, 0);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/rfm/quantiles", test_quantiles);
	g_test_add_func ("/rfm/no-values", test_no_values);
	g_test_add_func ("/rfm/columns", test_columns);
	g_test_add_func ("/rfm/usual-groups", test_usual_groups);
	g_test_add_func ("/rfm/order", test_order);
#define TEST(name, function) g_test_add ("/rfm/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
	TEST ("changes", test_changes);
	TEST ("kept", test_kept);
	TEST ("damaged", test_damaged);
	TEST ("what-is-missing", test_what_is_missing);
	TEST ("grid", test_grid);
	TEST ("cuts-of-buyers", test_cuts_of_buyers);
	TEST ("ranges", test_ranges);
	TEST ("save", test_save);
	TEST ("refresh", test_refresh);
	TEST ("assign", test_assign);
	TEST ("cancel", test_cancel);
	return g_test_run ();
}
