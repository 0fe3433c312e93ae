/* What features are judged by, against reference figures; proposals on data of which the truth is known. */
#include <config.h>

#include "reference-case.h"
#include "support/figures.h"

#include <segscope/association.h>
#include <segscope/parallel.h>
#include <segscope/random.h>
#include <segscope/select.h>
#include "select/select-private.h"

#include <segscope/cluster.h>

/* Association -------------------------------------------------------------------------------------------------------------- */

static int
compare_numbers (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

static void
copy_column (const SegMatrix *matrix, gsize column, double *values)
{
	for (gsize i = 0; i < matrix->n_rows; i++)
		values[i] = seg_matrix_row (matrix, i)[column];
}

static double
binned_information (const double *values, const gint32 *group, guint n_groups, gsize n, guint n_bins)
{
	g_autofree gint32 *bins = g_new (gint32, n);
	g_autofree double *scratch = g_new (double, n);
	guint used = seg_quantile_bins (values, n, n_bins, scratch, bins);

	return seg_mutual_information (bins, used, group, n_groups, n);
}

static void
test_numbers (gconstpointer data)
{
	const ReferenceCase *which = data;
	g_autoptr (ReferenceData) read = reference_data_read (which);
	g_autoptr (Table) table = read != NULL ? table_read ("reference/features/against_group.csv") : NULL;
	g_autofree gint32 *group = NULL;
	g_autofree double *values = NULL, *p = NULL;
	gsize n, n_checked = 0;
	guint n_groups;

	if (table == NULL)
		return;
	n = read->matrix->n_rows;
	group = g_new (gint32, n);
	values = g_new (double, n);
	p = g_new0 (double, read->matrix->n_columns);
	n_groups = reference_classes (read, which->group, group);
	for (gsize j = 0; j < read->matrix->n_columns; j++) {
		copy_column (read->matrix, j, values);
		p[j] = seg_anova (values, group, n_groups, n).p;
	}
	seg_adjust_p (p, read->matrix->n_columns);
	for (gsize row = 0; row < table->n_rows; row++) {
		gsize column;
		SegTest test;

		if (strcmp (table_text (table, row, "name"), which->name) != 0)
			continue;
		column = reference_column (which, table_text (table, row, "column"));
		copy_column (read->matrix, column, values);
		test = seg_anova (values, group, n_groups, n);
		g_assert_cmpfloat (fabs (test.statistic / table_number (table, row, "anova_f") - 1), <, 1e-9);
		assert_close (test.df_within, table_number (table, row, "df_within"), 0);
		assert_close (test.p, table_number (table, row, "anova_p"), 1e-10);
		assert_close (p[column], table_number (table, row, "anova_p_benjamini_hochberg"), 1e-10);
		assert_close (binned_information (values, group, n_groups, n, 5), table_number (table, row, "mutual_information_5_bins"), 1e-11);
		assert_close (binned_information (values, group, n_groups, n, 10), table_number (table, row, "mutual_information_10_bins"), 1e-11);
		n_checked++;
	}
	g_assert_cmpuint (n_checked, ==, read->matrix->n_columns);
}

static void
test_categories (gconstpointer data)
{
	const ReferenceCase *which = data;
	g_autoptr (ReferenceData) read = reference_data_read (which);
	g_autoptr (Table) table = read != NULL ? table_read ("reference/features/categories_against_group.csv") : NULL;
	g_autofree gint32 *group = NULL, *labels = NULL;
	gsize n, n_checked = 0;
	guint n_groups;

	if (table == NULL)
		return;
	n = read->matrix->n_rows;
	group = g_new (gint32, n);
	labels = g_new (gint32, n);
	n_groups = reference_classes (read, which->group, group);
	for (gsize row = 0; row < table->n_rows; row++) {
		guint n_labels;
		SegTest test;

		if (strcmp (table_text (table, row, "name"), which->name) != 0)
			continue;
		n_labels = reference_classes (read, table_text (table, row, "column"), labels);
		test = seg_chi_square (labels, n_labels, group, n_groups, n);
		g_assert_cmpfloat (fabs (test.statistic / table_number (table, row, "chi_square") - 1), <, 1e-9);
		assert_close (test.df, table_number (table, row, "df"), 0);
		assert_close (test.p, table_number (table, row, "p"), 1e-10);
		assert_close (seg_mutual_information (labels, n_labels, group, n_groups, n), table_number (table, row, "mutual_information"), 1e-11);
		n_checked++;
	}
	g_assert_cmpuint (n_checked, >, 0);
}

static void
test_limits_of_tests (void)
{
	const gint32 one[] = { 0, 0, 0, 0 }, two[] = { 0, 1, 0, 1 }, unknown[] = { -1, -1, 0, 1 };
	const double values[] = { 1, 2, 1, 2 }, same[] = { 5, 5, 5, 5 };
	double p[] = { 0.01, NAN, 0.04, 0.03 };

	g_assert_true (isnan (seg_chi_square (one, 1, two, 2, 4).p));
	g_assert_true (isnan (seg_anova (values, one, 1, 4).p));
	g_assert_true (isnan (seg_anova (same, two, 2, 4).p));
	g_assert_cmpfloat (seg_anova (values, two, 2, 4).p, ==, 0);
	assert_close (seg_entropy (two, 2, 4), log (2), 1e-12);
	assert_close (seg_mutual_information (unknown, 2, two, 2, 4), log (2), 1e-12); /* the last two rows alone */
	assert_close (seg_mutual_information (one, 1, two, 2, 4), 0, 1e-12);
	seg_adjust_p (p, 4);
	assert_close (p[0], 0.03, 1e-12);
	assert_close (p[2], 0.04, 1e-12);
	assert_close (p[3], 0.04, 1e-12);
	g_assert_true (isnan (p[1]));
}

/* Laplacian score, L1 path --------------------------------------------------------------------------------------------------------- */

static TestFigures *
figures (const char *name)
{
	g_autofree char *path = g_build_filename (g_getenv ("SEGSCOPE_TEST_DATA"), "selection", name, NULL);

	return test_figures_read (path);
}

static void
test_laplacian (void)
{
	g_autoptr (ReferenceData) read = reference_data_read (&reference_cases[1]);
	g_autoptr (TestFigures) expected = NULL;
	double scores[6];

	if (read == NULL)
		return;
	expected = figures ("laplacian.csv");
	for (gsize i = 0; i < read->matrix->n_rows * 6; i++)
		read->matrix->values[i] = log1p (read->matrix->values[i]);
	g_assert_true (seg_laplacian_scores (read->matrix, 5, scores, NULL, NULL));
	for (gsize j = 0; j < 6; j++)
		assert_close (scores[j], test_figures_number (expected, j, "score"), 1e-9);
}

static void
test_path (void)
{
	const ReferenceCase *which = &reference_cases[0];
	g_autoptr (ReferenceData) read = reference_data_read (which);
	g_autoptr (TestFigures) expected = NULL;
	g_autoptr (SegL1Path) path = NULL, again = NULL;
	g_autofree gint32 *labels = NULL;

	if (read == NULL)
		return;
	expected = figures ("l1.csv");
	labels = g_new (gint32, read->matrix->n_rows);
	g_assert_cmpuint (reference_classes (read, which->group, labels), ==, 2);
	path = seg_l1_path (read->matrix, labels, 2, 1, NULL, NULL);
	again = seg_l1_path (read->matrix, labels, 2, 1, NULL, NULL);
	g_assert_cmpuint (path->n_steps, ==, expected->n_rows);
	for (guint step = 0; step < path->n_steps; step++)
		g_assert_cmpfloat (fabs (path->penalties[step] / test_figures_number (expected, step, "penalty") - 1), <, 1e-9);
	for (gsize j = 0; j < 4; j++) {
		guint entered = path->n_steps;

		for (guint step = path->n_steps; step-- > 0;)
			if (fabs (test_figures_number (expected, step, which->numeric[j])) > 0)
				entered = step;
		g_assert_cmpint (ABS ((gint) path->entered[j] - (gint) entered), <=, 1);
		assert_close (path->weights[j], fabs (test_figures_number (expected, path->chosen, which->numeric[j])), 0.03);
		g_assert_cmpfloat (path->weights[j], ==, again->weights[j]);
	}
	g_assert_cmpuint (path->chosen, <=, path->best);
	g_assert_cmpfloat (path->losses[path->chosen], <=, path->losses[path->best] + path->errors[path->best]);
	g_assert_cmpfloat (path->losses[path->best], <, log (2)); /* knows more than nothing */
}

/* Silhouettes by pairs are those of the cluster module, without columns too. */
static void
test_leave_out (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (300, 5, 3, 0.4, 2), rest = NULL;
	g_autoptr (SegPairs) pairs = seg_pairs_new (matrix, NULL);
	g_autofree gsize *rows = NULL;
	gboolean without[5] = { FALSE, TRUE, TRUE, FALSE, FALSE };
	gint32 labels[300];
	double mean;

	for (gsize i = 0; i < 300; i++)
		labels[i] = (gint32) (seg_matrix_row (matrix, i)[0] > 0) + (gint32) (seg_matrix_row (matrix, i)[1] > 0);
	g_assert_true (seg_silhouette (matrix, labels, 3, NULL, NULL, &mean, NULL));
	assert_close (seg_pairs_silhouette (pairs, labels, 3, 0, 0), mean, 1e-9);
	g_assert_cmpuint (seg_sample_rows (300, 1000, 1, &rows), ==, 300);
	rest = seg_matrix_part (matrix, rows, 300, without, NULL);
	g_assert_cmpuint (rest->n_columns, ==, 3);
	g_assert_true (seg_silhouette (rest, labels, 3, NULL, NULL, &mean, NULL));
	assert_close (seg_pairs_silhouette (pairs, labels, 3, 1, 3), mean, 1e-9);
}

static void
test_sample (void)
{
	g_autofree gsize *rows = NULL, *again = NULL, *other = NULL;
	gsize n = seg_sample_rows (1000, 50, 1, &rows);

	g_assert_cmpuint (n, ==, 50);
	for (gsize i = 1; i < n; i++)
		g_assert_cmpuint (rows[i - 1], <, rows[i]);
	g_assert_cmpuint (rows[n - 1], <, 1000);
	seg_sample_rows (1000, 50, 1, &again);
	seg_sample_rows (1000, 50, 2, &other);
	g_assert_cmpint (memcmp (rows, again, n * sizeof *rows), ==, 0);
	g_assert_cmpint (memcmp (rows, other, n * sizeof *rows), !=, 0);
}

/* Proposals ---------------------------------------------------------------------------------------------------------------------------- */

/* 400 users in two clouds apart in x and y. same: 2 x + 1; near: x with a little noise; sum: y + z2 + z3 with a little noise; flat: 7 but for
 * one; still: always 3; noise: of no use; left: what became of them, by x. */
static void
people (Fixture *fixture)
{
	static const char *const names[] = { "x", "same", "near", "y", "z2", "z3", "sum", "flat", "still", "noise" };
	g_autoptr (SegRandom) random = seg_random_new (3, 9);

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		fixture_attribute (fixture, "user", names[i], names[i], NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "went", "Left", "outcome", SEG_TYPE_BOOLEAN);
	fixture_attribute (fixture, "user", "town", "Town", NULL, SEG_TYPE_CATEGORY);
	for (int i = 1; i <= 400; i++) {
		double x = seg_random_gaussian (random) + (i % 2 == 0 ? 6 : 0), y = seg_random_gaussian (random) + (i % 2 == 0 ? 6 : 0);
		double z2 = seg_random_gaussian (random), z3 = seg_random_gaussian (random), noise = seg_random_uniform (random);
		double small = seg_random_gaussian (random) / 10;

		fixture_executef (fixture, "INSERT INTO user (id, key, listed, x, same, near, y, z2, z3, sum, flat, still, noise, went, town) VALUES (%d, 'u%d', 1, "
		                  "%.17g, %.17g, %.17g, %.17g, %.17g, %.17g, %.17g, %d, 3, %.17g, %d, '%s')", i, i, x, 2 * x + 1, i == 5 ? x : x + 3 * small, y, z2,
		                  z3, y + 3 * z2 + 3 * z3 + small, i == 9 ? 8 : 7, noise, x > 3, i % 3 == 0 ? "a" : "b");
	}
	fixture_execute (fixture, "UPDATE user SET near = NULL WHERE id = 5");
}

static SegProposal *
propose (Fixture *fixture, const SegSelectOptions *options)
{
	g_autoptr (SegFeatureSet) set = fixture_build (fixture, 0);
	GError *error = NULL;
	SegProposal *proposal = seg_select_propose (fixture->workspace, set, options, NULL, &error);

	g_assert_no_error (error);
	return proposal;
}

static const SegProposalRow *
find (const SegProposal *proposal, const char *feature)
{
	for (guint i = 0; i < proposal->rows->len; i++)
		if (strcmp (((const SegProposalRow *) proposal->rows->pdata[i])->feature, feature) == 0)
			return proposal->rows->pdata[i];
	g_error ("%s is not judged", feature);
}

static void
check_dropped (const SegProposal *proposal, const char *feature, const char *criterion, const char *words)
{
	const SegProposalRow *row = find (proposal, feature);

	g_assert_false (row->keep);
	g_assert_cmpstr (seg_criterion ((gsize) row->criterion)->name, ==, criterion);
	test_contains (row->reason, words);
}

static void
check_reasons (const SegProposal *proposal)
{
	guint n_kept = 0;

	for (guint i = 0; i < proposal->rows->len; i++) {
		const SegProposalRow *row = proposal->rows->pdata[i];

		g_assert_true (row->reason != NULL && *row->reason != '\0');
		g_assert_true (row->keep || row->by_person || row->criterion >= 0);
		n_kept += row->keep != 0;
	}
	g_assert_cmpuint (proposal->n_kept, ==, n_kept);
}

static void
test_groups (Fixture *fixture, gconstpointer data)
{
	SegSelectOptions options = seg_select_options_defaults ();
	g_autoptr (SegProposal) proposal = NULL;

	(void) data;
	people (fixture);
	proposal = propose (fixture, &options);
	check_reasons (proposal);
	check_dropped (proposal, "user.still", "constant", "same value, 3");
	check_dropped (proposal, "user.flat", "near-constant", "it tells only 1 of them");
	check_dropped (proposal, "user.same", "duplicate", "exactly what x says");
	check_dropped (proposal, "user.near", "correlation", "that one is kept because it is known for most users (400)");
	g_assert_cmpstr (find (proposal, "user.near")->instead, ==, "user.x");
	g_assert_true (find (proposal, "user.x")->keep);
	test_contains (find (proposal, "user.x")->reason, "Stands for near");
	g_assert_cmpuint (find (proposal, "user.x")->group, ==, find (proposal, "user.near")->group);
	check_dropped (proposal, "user.sum", "variance-inflation", "y, z3 and z2");
	g_assert_true (find (proposal, "user.y")->keep);
	g_assert_true (find (proposal, "user.town")->keep);
	for (guint i = 0; i < proposal->rows->len; i++) /* outcomes are no candidates */
		g_assert_cmpstr (((const SegProposalRow *) proposal->rows->pdata[i])->feature, !=, "user.went");
}

/* x and y go together less than near ones do: only where there are too many features does one stand for both. */
static void
test_few (Fixture *fixture, gconstpointer data)
{
	SegSelectOptions options = seg_select_options_defaults ();
	g_autoptr (SegProposal) all = NULL, few = NULL;
	const SegProposalRow *y;

	(void) data;
	people (fixture);
	options.skip[9] = options.skip[10] = options.skip[11] = TRUE;
	options.most = 0;
	all = propose (fixture, &options);
	g_assert_true (find (all, "user.x")->keep && find (all, "user.y")->keep);
	options.most = 3;
	few = propose (fixture, &options);
	check_reasons (few);
	y = find (few, "user.x")->keep ? find (few, "user.y") : find (few, "user.x");
	check_dropped (few, y->feature, "few", "Goes together with");
	g_assert_true (find (few, y->instead)->keep);
	g_assert_true (find (few, "user.noise")->keep); /* has nothing to do with others, and stays */
	g_assert_cmpuint (few->n_kept, ==, all->n_kept - 1);
}

/* Everything costs about the same, so that money says what orders say: both stay, as they are asked for, with what speaks against them;
 * figures that nobody asks for by name go. To predict something, money goes as others do. */
static void
test_core (Fixture *fixture, gconstpointer data)
{
	SegSelectOptions options = seg_select_options_defaults ();
	g_autoptr (SegProposal) groups = NULL, target = NULL;

	(void) data;
	people (fixture);
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'purchase');"
	                 "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2999) INSERT INTO event (user_id, kind_id, at, amount, source_id) "
	                 "SELECT 1 + (i * i / 7) % 400, 1, 1700000000 + i * 8111, 10 + (i * 31 % 17) / 20.0, 1 FROM n");
	g_assert_true (seg_workspace_index_events (fixture->workspace, NULL));
	groups = propose (fixture, &options);
	check_reasons (groups);
	g_assert_true (find (groups, "orders")->keep && find (groups, "monetary")->keep && find (groups, "recency_days")->keep);
	test_contains (find (groups, "monetary")->reason, "Kept as one of recency, frequency and money, which everyone asks for, although: Says nearly what Orders says");
	g_assert_false (find (groups, "purchase_days")->keep);
	options.target = "went";
	target = propose (fixture, &options);
	check_reasons (target);
	g_assert_false (find (target, "monetary")->keep && find (target, "orders")->keep);
}

/* Tenths as a sort would find them, with many ties, whatever the order. */
static void
test_bins (void)
{
	g_autoptr (SegRandom) random = seg_random_new (5, 1);

	for (gsize n = 1; n < 3000; n = n * 3 / 2 + 1)
		for (int kind = 0; kind < 5; kind++) {
			g_autofree double *values = g_new (double, n), *sorted = g_new (double, n), *scratch = g_new (double, n);
			g_autofree gint32 *bins = g_new (gint32, n), *bins_sorted = g_new (gint32, n);
			guint used;

			for (gsize i = 0; i < n; i++)
				values[i] = kind == 0 ? seg_random_gaussian (random) : kind == 1 ? floor (seg_random_uniform (random) * 4) - 1
				            : kind == 2 ? (double) i : kind == 3 ? -(double) i : (double) (i < n / 2 ? i : n - i);
			memcpy (sorted, values, n * sizeof *values);
			qsort (sorted, n, sizeof *sorted, compare_numbers);
			used = seg_quantile_bins (values, n, 10, scratch, bins);
			g_assert_cmpuint (seg_quantile_bins (sorted, n, 10, scratch, bins_sorted), ==, used);
			for (gsize i = 0; i < n; i++) {
				const double *at = bsearch (&values[i], sorted, n, sizeof *sorted, compare_numbers);

				g_assert_cmpint (bins[i], ==, bins_sorted[at - sorted]);
			}
		}
}

static void
test_target (Fixture *fixture, gconstpointer data)
{
	SegSelectOptions options = seg_select_options_defaults ();
	g_autoptr (SegProposal) proposal = NULL;

	(void) data;
	people (fixture);
	options.target = "went";
	proposal = propose (fixture, &options);
	check_reasons (proposal);
	g_assert_cmpuint (proposal->target->n_classes, ==, 2);
	g_assert_cmpuint (proposal->target->n_known, ==, 400);
	g_assert_true (find (proposal, "user.x")->keep);
	test_contains (find (proposal, "user.x")->reason, "Stands for near");
	g_assert_false (find (proposal, "user.noise")->keep);
	g_assert_false (find (proposal, "user.town")->keep);
	test_contains (find (proposal, "user.noise")->reason, "Left");
}

/* What the person wants stays, with what speaks against it; what they leave out goes. */
static void
test_person (Fixture *fixture, gconstpointer data)
{
	static const char *const keep[] = { "still", "same", NULL }, *const drop[] = { "y", NULL };
	SegSelectOptions options = seg_select_options_defaults ();
	g_autoptr (SegProposal) proposal = NULL;
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GPtrArray) selection = NULL;

	(void) data;
	people (fixture);
	options.keep = keep;
	options.drop = drop;
	proposal = propose (fixture, &options);
	check_reasons (proposal);
	g_assert_true (find (proposal, "user.still")->keep);
	test_contains (find (proposal, "user.still")->reason, "You asked for it, although: Everyone has the same value");
	g_assert_true (find (proposal, "user.same")->keep);
	check_dropped (proposal, "user.x", "duplicate", "exactly what same says");
	g_assert_false (find (proposal, "user.y")->keep);
	g_assert_cmpstr (find (proposal, "user.y")->reason, ==, "You left it out.");
	set = seg_feature_set_load (fixture->workspace, NULL, NULL);
	selection = seg_proposal_selection (proposal, set);
	g_assert_cmpuint (selection->len, ==, proposal->n_kept);
	g_assert_null (seg_selection_find (selection, "user.y"));
	g_assert_true (seg_feature_set_select (fixture->workspace, set->id, selection, NULL));
}

static void
test_same_proposal (Fixture *fixture, gconstpointer data)
{
	SegSelectOptions options = seg_select_options_defaults ();
	const guint threads[] = { 1, 2, 3, 8 };
	guint usual = seg_parallel_threads ();
	g_autofree char *first = NULL;

	(void) data;
	people (fixture);
	for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
		g_autoptr (SegProposal) proposal = NULL;
		g_autoptr (GString) all = g_string_new (NULL);

		seg_parallel_set_threads (threads[i]);
		proposal = propose (fixture, &options);
		for (guint row = 0; row < proposal->rows->len; row++) {
			const SegProposalRow *one = proposal->rows->pdata[row];

			g_string_append_printf (all, "%s %d %s", one->feature, one->keep, one->reason);
			for (gsize k = 0; k < SEG_MOST_CRITERIA; k++)
				g_string_append_printf (all, " %a", one->scores[k]);
		}
		if (first == NULL)
			first = g_strdup (all->str);
		g_assert_cmpstr (all->str, ==, first);
	}
	seg_parallel_set_threads (usual);
}

static void
refuse (Fixture *fixture, const SegSelectOptions *options, SegJob *job, int code, const char *words)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_load (fixture->workspace, NULL, NULL);
	g_autoptr (GError) error = NULL;

	g_assert_null (seg_select_propose (fixture->workspace, set, options, job, &error));
	g_assert_error (error, SEG_ERROR, code);
	test_contains (error->message, words);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
	static const char *const unknown[] = { "height", NULL };
	SegSelectOptions options = seg_select_options_defaults ();
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegJob) job = seg_job_new ();

	(void) data;
	people (fixture);
	set = fixture_build (fixture, 0);
	options.keep = unknown;
	refuse (fixture, &options, NULL, SEG_ERROR_DATA, "height");
	options.keep = NULL;
	options.target = "still";
	refuse (fixture, &options, NULL, SEG_ERROR_DATA, "same for everyone");
	options.target = "weight";
	refuse (fixture, &options, NULL, SEG_ERROR_NOT_FOUND, "segments:SEGMENTATION");
	options.target = "segments";
	refuse (fixture, &options, NULL, SEG_ERROR_NOT_FOUND, "segscope cluster");
	options.target = NULL;
	seg_job_cancel (job);
	refuse (fixture, &options, job, SEG_ERROR_CANCELLED, "");
}

/* Segments as a target; a number is cut into quarters. */
static void
test_targets (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegTarget) segments = NULL, one = NULL, number = NULL, town = NULL;
	gint64 ids[400];

	(void) data;
	people (fixture);
	set = fixture_build (fixture, 0);
	for (gsize i = 0; i < 400; i++)
		ids[i] = (gint64) i + 1;
	fixture_executef (fixture, "INSERT INTO segmentation (id, name, feature_set_id, selection, algorithm, options, seed, n_users, inertia, fingerprint, "
	                  "created_at, program_version) VALUES (1, 'first', %" G_GINT64_FORMAT ", '[]', 'k-means', '{}', 1, 3, 0, '', 0, '0')", set->id);
	fixture_execute (fixture, "INSERT INTO segment (id, segmentation_id, position, name, size, colour, centroid) VALUES (1, 1, 1, 'Big', 12, 1, '[]'), "
	                 "(2, 1, 2, 'Small', 8, 2, '[]')");
	fixture_execute (fixture, "INSERT INTO membership (segmentation_id, user_id, segment_id, distance) SELECT 1, id, 1 + (id > 12), 0 FROM user WHERE id <= 20");
	segments = seg_target_load (fixture->workspace, set, ids, 400, "segments:first", NULL, NULL);
	g_assert_nonnull (segments);
	g_assert_cmpuint (segments->n_known, ==, 20);
	g_assert_cmpint (segments->labels[11], ==, 0);
	g_assert_cmpint (segments->labels[12], ==, 1);
	g_assert_cmpint (segments->labels[20], ==, -1);
	one = seg_target_load (fixture->workspace, set, ids, 400, "segment:Small", NULL, NULL);
	g_assert_cmpint (one->labels[11], ==, 0);
	g_assert_cmpint (one->labels[12], ==, 1);
	number = seg_target_load (fixture->workspace, set, ids, 400, "x", NULL, NULL);
	g_assert_cmpuint (number->n_classes, ==, 4);
	town = seg_target_load (fixture->workspace, set, ids, 400, "town", NULL, NULL);
	g_assert_cmpuint (town->n_classes, ==, 2);
	g_assert_cmpint (town->labels[2], ==, 1);
}

#define ADD(path, test) g_test_add ("/select/" path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (reference_cases); i++) {
		g_autofree char *numbers = g_strconcat ("/select/numbers/", reference_cases[i].name, NULL);
		g_autofree char *categories = g_strconcat ("/select/categories/", reference_cases[i].name, NULL);

		g_test_add_data_func (numbers, &reference_cases[i], test_numbers);
		g_test_add_data_func (categories, &reference_cases[i], test_categories);
	}
	g_test_add_func ("/select/limits-of-tests", test_limits_of_tests);
	g_test_add_func ("/select/laplacian", test_laplacian);
	g_test_add_func ("/select/l1-path", test_path);
	g_test_add_func ("/select/leave-out", test_leave_out);
	g_test_add_func ("/select/sample", test_sample);
	ADD ("groups", test_groups);
	ADD ("few", test_few);
	ADD ("core", test_core);
	g_test_add_func ("/select/bins", test_bins);
	ADD ("target", test_target);
	ADD ("person", test_person);
	ADD ("same-proposal", test_same_proposal);
	ADD ("targets", test_targets);
	ADD ("errors", test_errors);
	return g_test_run ();
}
