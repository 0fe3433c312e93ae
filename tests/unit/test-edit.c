/* Edits of segments against loops over the users: who is where afterwards, what it is measured by, what refers to segments that are gone, how
 * new users are put in; and that the history brings back every byte, in any order. */
#include <config.h>
#include "segment-shop.h"

#include <segscope/edit.h>
#include <segscope/history.h>
#include <segscope/rule.h>

#include "history-dump.h"

#define N_USERS 240

/* 240 users of whom number i has ordered i % 12 times for about 10 * (1 + i / 60) each, in some months. */
static const char many_sql[] =
	"INSERT INTO source (id, path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, "
	"rows_repeated, imported_at, program_version) VALUES (1, 'users.csv', 'abc', 'users', '{}', 'UTF-8', ',', 0, 0, 0, 0, 0, '0');"
	"ALTER TABLE user ADD COLUMN age REAL;"
	"INSERT INTO attribute (entity, name, label, type) VALUES ('user', 'age', 'Age', 'number');"
	"INSERT INTO user WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 239) SELECT 10 + i, 'u' || i, 1, 20 + i % 50 FROM n;"
	"INSERT INTO item VALUES (1, 'i1', 1);"
	"INSERT INTO event_kind (id, name) VALUES (1, 'purchase');"
	"INSERT INTO event (user_id, item_id, kind_id, at, amount, order_key, source_id) WITH RECURSIVE n (i, j) AS (SELECT 0, 0 UNION ALL "
	"SELECT CASE j WHEN 11 THEN i + 1 ELSE i END, (j + 1) % 12 FROM n WHERE i < 240) "
	"SELECT 10 + i, 1, 1, unixepoch ('2024-01-01') + ((i * 7 + j * 13) % 180) * 86400, 10 * (1 + i / 60) + j + i % 7, 'o' || i || '-' || j, 1 "
	"FROM n WHERE i < 240 AND j < i % 12;";

static void
many_set_up (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *path = NULL;

	(void) data;
	shop->folder = test_folder_new ();
	path = g_build_filename (shop->folder, "shop.seg", NULL);
	shop->workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);
	g_assert_no_error (error);
	shop_run (shop, many_sql);
	shop->set = seg_feature_set_build (shop->workspace, "default", 0, NULL, NULL, &error);
	g_assert_no_error (error);
}

/* What a segmentation was made from. */
typedef struct {
	GPtrArray        *selection;
	SegFeatureMatrix *matrix;
} Source;

static Source
source_new (Shop *shop)
{
	g_autoptr (GError) error = NULL;
	Source source = { g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free), NULL };

	g_ptr_array_add (source.selection, seg_selected_new ("orders", SEG_SCALING_Z_SCORE));
	g_ptr_array_add (source.selection, seg_selected_new ("monetary", SEG_SCALING_LOG));
	g_ptr_array_add (source.selection, seg_selected_new ("recency_days", SEG_SCALING_Z_SCORE));
	source.matrix = seg_feature_matrix (shop->workspace, shop->set, source.selection, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (source.matrix->scaled->n_rows, ==, N_USERS);
	return source;
}

static void
source_clear (Source *source)
{
	g_ptr_array_unref (source->selection);
	seg_feature_matrix_free (source->matrix);
}

static gint64
cluster (Shop *shop, const char *name, const char *algorithm, guint k)
{
	Source source = source_new (shop);
	SegClusterSettings settings;
	g_autoptr (SegClusterModel) model = NULL;
	g_autoptr (SegClustering) clustering = NULL;
	g_autoptr (GError) error = NULL;
	gint64 id;

	seg_cluster_settings_init (&settings, seg_cluster_algorithm_find (algorithm));
	if (k > 0)
		seg_cluster_settings_put (&settings, "k", k);
	else
		seg_cluster_settings_put (&settings, "eps", 0.35);
	model = seg_cluster_fit (source.matrix->scaled, &settings, NULL, &error);
	g_assert_no_error (error);
	clustering = seg_clustering_group_noise (model->clustering, source.matrix->scaled, NULL, &error);
	id = seg_segmentation_save_model (shop->workspace, name, shop->set, source.selection, source.matrix, model, clustering, 0.4, NULL, FALSE, NULL,
	                                  &error);
	g_assert_no_error (error);
	source_clear (&source);
	return id;
}

static SegSegmentation *
load (Shop *shop, gint64 id)
{
	g_autoptr (GError) error = NULL;
	SegSegmentation *segmentation = seg_segmentation_load_id (shop->workspace, id, &error);

	g_assert_no_error (error);
	return segmentation;
}

static gint64
segment_id (Shop *shop, gint64 id, guint place)
{
	g_autoptr (SegSegmentation) segmentation = load (shop, id);

	return ((const SegSegment *) segmentation->segments->pdata[place])->id;
}

/* The segment of each user, by user id from 10. */
static gint64 *
where (Shop *shop, gint64 id)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (shop->workspace,
		"SELECT user_id, segment_id FROM membership WHERE segmentation_id = :id", NULL);
	gint64 *found = g_new0 (gint64, N_USERS);

	seg_statement_bind_integer (statement, ":id", id);
	while (seg_statement_next (statement, NULL))
		if (seg_statement_integer (statement, 0) < 10 + N_USERS)
			found[seg_statement_integer (statement, 0) - 10] = seg_statement_integer (statement, 1);
	return found;
}

/* What must hold of any segmentation, whoever edited it: counts, middles, distances, silhouettes. */
static void
check_figures (Shop *shop, gint64 id, gboolean centres)
{
	g_autoptr (SegSegmentation) segmentation = load (shop, id);
	Source source = source_new (shop);
	const SegMatrix *rows = source.matrix->scaled;
	g_autofree gint64 *segments = where (shop, id);
	g_autofree gint32 *labels = g_new (gint32, N_USERS);
	g_autofree double *widths = g_new (double, N_USERS);
	g_autoptr (GError) error = NULL;
	double mean;
	guint k = 0;

	for (guint s = 0; s < segmentation->segments->len; s++) {
		const SegSegment *segment = segmentation->segments->pdata[s];
		gint64 n = 0;
		double sums[3] = { 0 };

		for (gsize i = 0; i < N_USERS; i++)
			if (segments[i] == segment->id) {
				labels[i] = (gint32) k;
				for (gsize j = 0; j < 3; j++)
					sums[j] += seg_matrix_row (rows, i)[j];
				n++;
			}
		g_assert_cmpint (n, ==, segment->size);
		for (gsize j = 0; centres && n > 0 && j < 3; j++)
			g_assert_cmpfloat_with_epsilon (segment->centroid[j], sums[j] / (double) n, 1e-9);
		k += n > 0;
	}
	seg_silhouette (rows, labels, k, NULL, widths, &mean, &error);
	g_assert_no_error (error);
	g_assert_cmpfloat_with_epsilon (segmentation->silhouette, mean, 1e-9);
	for (gsize i = 0; i < N_USERS; i++) {
		g_autofree char *sql = g_strdup_printf ("SELECT CAST (round (silhouette * 1e9) AS INTEGER) FROM membership WHERE segmentation_id = %d "
		                                        "AND user_id = %d", (int) id, (int) (10 + i));

		g_assert_cmpint (ABS (shop_count (shop, sql) - llround (widths[i] * 1e9)), <=, 2);
	}
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM membership JOIN segment ON segment.id = segment_id "
	                                   "WHERE segment.segmentation_id <> membership.segmentation_id"), ==, 0);
	source_clear (&source);
}

static SegEditPreview *
look (Shop *shop, const SegEditRequest *request)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *before = history_dump (shop->workspace), *after = NULL;
	SegEditPreview *preview = seg_edit_preview (shop->workspace, request, NULL, &error);

	g_assert_no_error (error);
	after = history_dump (shop->workspace);
	history_assert_same (after, before);
	return preview;
}

static void
expect (Shop *shop, const SegEditRequest *request, int code, const char *pattern)
{
	g_autoptr (GError) error = NULL;

	g_assert_false (seg_edit_do (shop->workspace, request, NULL, &error));
	g_assert_error (error, SEG_ERROR, code);
	if (!g_pattern_match_simple (pattern, error->message))
		g_error ("\"%s\" does not match \"%s\"", error->message, pattern);
}

/* Applies what was looked at; then back and forth, to the byte. */
static void
apply (Shop *shop, const SegEditPreview *preview)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *before = history_dump (shop->workspace), *after = NULL, *now = NULL;

	seg_edit_apply (shop->workspace, preview, NULL, &error);
	g_assert_no_error (error);
	after = history_dump (shop->workspace);
	seg_history_undo (shop->workspace, NULL, NULL, &error);
	g_assert_no_error (error);
	now = history_dump (shop->workspace);
	history_assert_same (now, before);
	g_clear_pointer (&now, g_free);
	seg_history_redo (shop->workspace, NULL, NULL, &error);
	g_assert_no_error (error);
	now = history_dump (shop->workspace);
	history_assert_same (now, after);
}

static void
check_preview (Shop *shop, gint64 id, const SegEditPreview *preview)
{
	g_autoptr (SegSegmentation) segmentation = load (shop, id);
	double revenue = 0;

	for (guint i = 0; i < preview->segments->len; i++) {
		const SegEditSegment *segment = preview->segments->pdata[i];
		g_autofree char *before = g_strdup_printf ("SELECT coalesce (sum (amount), 0) FROM event WHERE user_id IN (SELECT user_id FROM membership "
		                                           "WHERE segment_id = %d)", (int) segment->id);

		if (segment->id != 0) {
			g_assert_cmpint (segment->before, ==, ((const SegSegment *) segmentation->segments->pdata[i])->size);
			g_assert_cmpfloat_with_epsilon (segment->revenue_before, (double) shop_count (shop, before), 1e-6);
		}
		revenue += isnan (segment->revenue_after) ? 0 : segment->revenue_after;
	}
	g_assert_cmpfloat_with_epsilon (revenue, (double) shop_count (shop, "SELECT sum (amount) FROM event"), 1e-6);
}

/* New users like the old ones: where the rule puts those is where their doubles are put. */
static void
check_new_users (Shop *shop, gint64 id)
{
	g_autofree gint64 *segments = where (shop, id), *again = NULL;
	g_autoptr (GError) error = NULL;
	gint64 n;
	guint wrong = 0;

	shop_run (shop, "INSERT INTO user SELECT id + 1000, key || 'x', listed, age FROM user WHERE id < 1000;"
	                "INSERT INTO event (user_id, item_id, kind_id, at, amount, order_key, source_id) SELECT user_id + 1000, item_id, kind_id, at, amount, "
	                "order_key || 'x', source_id FROM event WHERE user_id < 1000; UPDATE source SET checksum = 'def';");
	seg_segmentation_assign (shop->workspace, id, NULL, &n, &error);
	g_assert_no_error (error);
	for (guint i = 0; i < N_USERS; i++) {
		/* those at the edge may be said to fit none, but the segment is the nearest */
		g_autofree char *sql = g_strdup_printf ("SELECT segment_id FROM membership WHERE segmentation_id = %d AND user_id = %u UNION ALL "
		                                        "SELECT segment_id FROM fits_none WHERE segmentation_id = %d AND user_id = %u",
		                                        (int) id, 1010 + i, (int) id, 1010 + i);

		wrong += shop_count (shop, sql) != segments[i];
	}
	g_assert_cmpuint (wrong, ==, 0);
}

static void
test_merge (Shop *shop, gconstpointer data)
{
	gint64 id = cluster (shop, "autumn", "k-means", 4), first = segment_id (shop, id, 1), second = segment_id (shop, id, 3);
	g_autoptr (SegEditRequest) request = seg_edit_request_new (SEG_EDIT_MERGE, id, first);
	g_autofree gint64 *before = where (shop, id), *after = NULL;
	g_autoptr (SegEditPreview) preview = NULL;
	g_autofree char *rule = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	shop_run (shop, "INSERT INTO campaign (name, status, segmentation_id, options, funnel, seed, created_at, program_version, fingerprint) "
	                "VALUES ('May', 'draft', 1, '{\"segments\":[4,2,1],\"filter\":\"segment = 4 and age > 30\"}', '[]', 1, 0, '0', '');"
	                "INSERT INTO campaign_member VALUES (1, 10, 4, 'send'), (1, 11, 2, 'send'), (1, 12, 1, 'control');"
	                "INSERT INTO pin (segmentation_id, user_id, segment_id, side, pinned_at) VALUES (1, 10, 4, 'in', 0);");
	seg_rule_save (shop->workspace, "fourth", "segment of autumn in (4, 1) or age < 25", NULL, FALSE, &error);
	seg_rule_save (shop->workspace, "deeper", "rule = fourth and age > 22", NULL, FALSE, &error);
	g_assert_no_error (error);
	expect (shop, request, SEG_ERROR_ARGUMENT, "Name at least two*");
	g_array_append_val (request->others, second);
	request->name = g_strdup ("Both of them");
	preview = look (shop, request);
	check_preview (shop, id, preview);
	g_assert_cmpuint (preview->uses->len, >=, 4);
	rule = seg_uses_words (preview->uses);
	g_assert_nonnull (strstr (rule, "rule \"fourth\" (its condition asks for it)"));
	g_assert_nonnull (strstr (rule, "rule \"deeper\" (through the rule \"fourth\")"));
	g_assert_nonnull (strstr (rule, "campaign \"May\""));
	g_assert_nonnull (strstr (rule, "1 pinned user"));
	apply (shop, preview);
	after = where (shop, id);
	for (guint i = 0; i < N_USERS; i++)
		g_assert_cmpint (after[i], ==, before[i] == second ? first : before[i]);
	check_figures (shop, id, TRUE);
	g_assert_cmpint (shop_count (shop, "SELECT name = 'Both of them' AND position = 2 FROM segment WHERE id = 2"), ==, 1);
	g_assert_cmpint (shop_count (shop, "SELECT condition = 'segment of autumn in (\"Both of them\", 1) or age < 25' FROM rule WHERE name = 'fourth'"), ==, 1);
	g_assert_cmpint (shop_count (shop, "SELECT options ->> '$.segments' = '[2,1]' FROM campaign"), ==, 1);
	g_assert_cmpint (shop_count (shop, "SELECT options ->> '$.filter' = 'segment = \"Both of them\" and age > 30' FROM campaign"), ==, 1);
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM campaign_member WHERE segment_id = 2"), ==, 2);
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM pin WHERE segment_id = 2"), ==, 1);
	shop_run (shop, "DELETE FROM pin");
	check_new_users (shop, id);
}

static void
test_split (Shop *shop, gconstpointer data)
{
	gint64 id = cluster (shop, "autumn", "k-means", 3), whole = segment_id (shop, id, 0);
	g_autoptr (SegEditRequest) request = seg_edit_request_new (SEG_EDIT_SPLIT, id, whole);
	g_autofree gint64 *before = where (shop, id), *after = NULL;
	g_autoptr (SegEditPreview) preview = NULL;
	g_autoptr (SegSegmentation) segmentation = NULL;
	Source source = source_new (shop);
	g_autoptr (SegMatrix) part = NULL;
	g_autoptr (SegClusterModel) model = NULL;
	gsize n = 0;

	seg_cluster_settings_init (&request->settings, seg_cluster_algorithm_find (data));
	seg_cluster_settings_put (&request->settings, "k", 3);
	preview = look (shop, request);
	check_preview (shop, id, preview);
	apply (shop, preview);
	check_figures (shop, id, TRUE);
	after = where (shop, id);
	segmentation = load (shop, id);
	g_assert_cmpuint (segmentation->segments->len, ==, 5);
	for (guint i = 0; i < N_USERS; i++)
		n += before[i] == whole;
	part = seg_matrix_new (n, 3, NULL);
	n = 0;
	for (guint i = 0; i < N_USERS; i++)
		if (before[i] == whole)
			memcpy (seg_matrix_row (part, n++), seg_matrix_row (source.matrix->scaled, i), 3 * sizeof (double));
	model = seg_cluster_fit (part, &request->settings, NULL, NULL);
	n = 0;
	for (guint i = 0; i < N_USERS; i++) {
		if (before[i] == whole) {
			gint32 label = model->clustering->labels[n++];

			g_assert_cmpint (after[i], ==, ((const SegSegment *) segmentation->segments->pdata[label == 0 ? 0 : 2 + label])->id);
		} else
			g_assert_cmpint (after[i], ==, before[i]);
	}
	source_clear (&source);
	if (g_str_equal (data, "k-means")) /* of others the nearest centre is not always where the old ones were */
		check_new_users (shop, id);
}

static void
test_border (Shop *shop, gconstpointer data)
{
	gint64 id = cluster (shop, "autumn", "k-means", 3), first = segment_id (shop, id, 0), second = segment_id (shop, id, 1);
	g_autoptr (SegEditRequest) request = seg_edit_request_new (SEG_EDIT_BORDER, id, first);
	g_autoptr (SegSegmentation) segmentation = load (shop, id);
	g_autofree gint64 *before = where (shop, id), *after = NULL;
	g_autoptr (SegEditPreview) preview = NULL, counted = NULL;
	const SegSegment *losing = segmentation->segments->pdata[GPOINTER_TO_INT (data) > 0 ? 0 : 1];
	const SegSegment *gaining = segmentation->segments->pdata[GPOINTER_TO_INT (data) > 0 ? 1 : 0];
	Source source = source_new (shop);
	gint64 n_over = 0;

	g_array_append_val (request->others, second);
	request->offset = 0.9 * GPOINTER_TO_INT (data);
	preview = look (shop, request);
	check_preview (shop, id, preview);
	apply (shop, preview);
	after = where (shop, id);
	for (guint i = 0; i < N_USERS; i++) {
		double length = 0, product = 0;
		gboolean over;

		for (gsize j = 0; j < 3; j++) {
			double apart = losing->centroid[j] - gaining->centroid[j];

			length += apart * apart;
			product += (seg_matrix_row (source.matrix->scaled, i)[j] - (losing->centroid[j] + gaining->centroid[j]) / 2) * apart;
		}
		over = before[i] == losing->id && product / sqrt (length) < 0.9;
		n_over += over;
		g_assert_cmpint (after[i], ==, over ? gaining->id : before[i]);
	}
	g_assert_cmpint (n_over, >, 0);
	g_assert_cmpint ((gint64) preview->n_moved, ==, n_over);
	check_figures (shop, id, FALSE);
	check_new_users (shop, id);
	seg_history_go (shop->workspace, 1, NULL, NULL, NULL);
	request->offset = 0;
	request->n_users = n_over * GPOINTER_TO_INT (data);
	counted = look (shop, request);
	g_assert_cmpint ((gint64) counted->n_moved, ==, n_over);
	source_clear (&source);
}

static void
test_carve (Shop *shop, gconstpointer data)
{
	gint64 id = cluster (shop, "autumn", "k-means", 3);
	g_autoptr (SegEditRequest) request = seg_edit_request_new (SEG_EDIT_CARVE, id, 0);
	g_autofree gint64 *before = where (shop, id), *after = NULL;
	g_autoptr (SegEditPreview) preview = NULL;
	gint64 new;

	(void) data;
	request->condition = g_strdup ("age >= 60");
	request->name = g_strdup ("Sixty");
	preview = look (shop, request);
	check_preview (shop, id, preview);
	apply (shop, preview);
	check_figures (shop, id, TRUE);
	after = where (shop, id);
	new = shop_count (shop, "SELECT id FROM segment WHERE name = 'Sixty'");
	for (guint i = 0; i < N_USERS; i++)
		g_assert_cmpint (after[i], ==, 20 + i % 50 >= 60 ? new : before[i]);
	g_free (request->condition);
	request->condition = g_strdup ("age > 200");
	expect (shop, request, SEG_ERROR_ARGUMENT, "Nobody in \"autumn\" meets the condition");
}

/* Segments of a density based algorithm: those who fit none come in. */
static void
test_noise (Shop *shop, gconstpointer data)
{
	gint64 id = cluster (shop, "dense", "dbscan", 0), noise = shop_count (shop, "SELECT id FROM segment WHERE noise");
	g_autoptr (SegEditRequest) request = seg_edit_request_new (SEG_EDIT_MERGE, id, segment_id (shop, id, 0));
	g_autoptr (SegEditPreview) preview = NULL;

	(void) data;
	g_assert_cmpint (noise, >, 0);
	g_array_append_val (request->others, noise);
	preview = look (shop, request);
	apply (shop, preview);
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM segment WHERE noise"), ==, 0);
	check_new_users (shop, id);
}

static void
test_refusals (Shop *shop, gconstpointer data)
{
	gint64 id = cluster (shop, "autumn", "k-means", 3), first = segment_id (shop, id, 0), second = segment_id (shop, id, 1);
	g_autoptr (SegEditRequest) border = seg_edit_request_new (SEG_EDIT_BORDER, id, first), merge = seg_edit_request_new (SEG_EDIT_MERGE, id, first);
	g_autoptr (SegEditPreview) preview = NULL;
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	g_autofree char *before = NULL, *after = NULL;

	(void) data;
	g_array_append_val (border->others, second);
	expect (shop, border, SEG_ERROR_ARGUMENT, "Name two segments*");
	border->offset = 1e-9;
	expect (shop, border, SEG_ERROR_ARGUMENT, "No user of * is so near to the border*");
	border->offset = -1000;
	expect (shop, border, SEG_ERROR_ARGUMENT, "All users of * would go over*");
	g_array_append_val (merge->others, first);
	expect (shop, merge, SEG_ERROR_ARGUMENT, "* is named twice*");
	g_array_set_size (merge->others, 0);
	g_array_append_val (merge->others, second);
	merge->name = g_strdup ("  ");
	before = history_dump (shop->workspace);
	expect (shop, merge, SEG_ERROR_ARGUMENT, "A segment needs a name");
	g_clear_pointer (&merge->name, g_free);
	preview = look (shop, merge);
	seg_job_cancel (job);
	g_assert_false (seg_edit_apply (shop->workspace, preview, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_clear_error (&error);
	after = history_dump (shop->workspace);
	history_assert_same (after, before);
	shop_run (shop, "UPDATE membership SET segment_id = 3 WHERE user_id = 20");
	g_assert_false (seg_edit_apply (shop->workspace, preview, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
}

/* Conditions */
static void
test_conditions (Shop *shop, gconstpointer data)
{
	const SegConditionGroup groups[] = { { "Old", "age >= 60" }, { "Buyers", "orders > 5" } }, nobody[] = { { "None", "age > 900" } };
	g_autoptr (GError) error = NULL;
	gint64 id = seg_conditions_save (shop->workspace, "by hand", shop->set, groups, 2, "Rest", FALSE, NULL, &error);
	g_autofree gint64 *segments = NULL;

	(void) data;
	g_assert_no_error (error);
	segments = where (shop, id);
	for (guint i = 0; i < N_USERS; i++)
		g_assert_cmpint (segments[i], ==, segment_id (shop, id, 20 + i % 50 >= 60 ? 0 : i % 12 > 5 ? 1 : 2));
	g_assert_cmpint (seg_conditions_save (shop->workspace, "none", shop->set, nobody, 1, "Rest", FALSE, NULL, &error), ==, 0);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	check_new_users (shop, id);
}

static void
test_algebra (void)
{
	const char *const parts[] = { "a = 1", "b = 2 or c = 3", "rule = x", NULL };
	g_autofree char *both = seg_algebra_condition (SEG_ALGEBRA_AND, parts), *any = seg_algebra_condition (SEG_ALGEBRA_OR, parts),
	                *minus = seg_algebra_condition (SEG_ALGEBRA_MINUS, parts);

	g_assert_cmpstr (both, ==, "a = 1 and (b = 2 or c = 3) and rule = x");
	g_assert_cmpstr (any, ==, "a = 1 or (b = 2 or c = 3) or rule = x");
	g_assert_cmpstr (minus, ==, "a = 1 and not (b = 2 or c = 3) and not rule = x");
}

/* Edits at random, all taken back, all done again. */
static void
edit_at_random (Shop *shop, gint64 id, GRand *random)
{
	g_autoptr (SegSegmentation) segmentation = load (shop, id);
	guint n = segmentation->segments->len, first = (guint) g_rand_int_range (random, 0, (gint32) n), second = (first + 1) % n;
	SegEditKind kind = n > 6 ? SEG_EDIT_MERGE : (SegEditKind) g_rand_int_range (random, 0, 4);
	g_autoptr (SegEditRequest) request = seg_edit_request_new (kind, id, ((const SegSegment *) segmentation->segments->pdata[first])->id);

	request->n_resamples = 0;
	if (n > 2 || kind != SEG_EDIT_MERGE)
		g_array_append_val (request->others, ((SegSegment *) segmentation->segments->pdata[second])->id);
	request->offset = g_rand_double_range (random, -0.5, 0.5);
	request->condition = g_strdup_printf ("age = %d", g_rand_int_range (random, 20, 70));
	seg_edit_do (shop->workspace, request, NULL, NULL);
}

static void
test_random (Shop *shop, gconstpointer data)
{
	g_autoptr (GRand) random = g_rand_new_with_seed (GPOINTER_TO_UINT (data));
	g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (g_free);
	gint64 id = cluster (shop, "autumn", "k-means", 4);
	g_autoptr (GError) error = NULL;

	g_ptr_array_add (states, history_dump (shop->workspace));
	for (guint i = 0; i < 15; i++) {
		gint64 last = shop_count (shop, "SELECT max (id) FROM history");

		edit_at_random (shop, id, random);
		if (shop_count (shop, "SELECT max (id) FROM history") > last)
			g_ptr_array_add (states, history_dump (shop->workspace));
	}
	g_assert_cmpuint (states->len, >, 6);
	check_figures (shop, id, FALSE);
	for (guint i = states->len - 1; i-- > 0; ) {
		g_autofree char *now = NULL;

		seg_history_undo (shop->workspace, NULL, NULL, &error);
		g_assert_no_error (error);
		now = history_dump (shop->workspace);
		history_assert_same (now, states->pdata[i]);
	}
	for (guint i = 1; i < states->len; i++) {
		g_autofree char *now = NULL;

		seg_history_redo (shop->workspace, NULL, NULL, &error);
		g_assert_no_error (error);
		now = history_dump (shop->workspace);
		history_assert_same (now, states->pdata[i]);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
#define TEST(name, func, data) g_test_add (name, Shop, data, many_set_up, func, shop_tear_down)
	TEST ("/edit/merge", test_merge, NULL);
	TEST ("/edit/split/k-means", test_split, "k-means");
	TEST ("/edit/split/ward", test_split, "ward");
	TEST ("/edit/border/into", test_border, GINT_TO_POINTER (1));
	TEST ("/edit/border/other", test_border, GINT_TO_POINTER (-1));
	TEST ("/edit/carve", test_carve, NULL);
	TEST ("/edit/noise", test_noise, NULL);
	TEST ("/edit/refusals", test_refusals, NULL);
	TEST ("/edit/conditions", test_conditions, NULL);
	g_test_add_func ("/edit/algebra", test_algebra);
	TEST ("/edit/random-1", test_random, GUINT_TO_POINTER (1));
	TEST ("/edit/random-2", test_random, GUINT_TO_POINTER (2));
	return g_test_run ();
}
