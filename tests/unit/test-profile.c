/* Pages of segments: figures against queries in SQL, every number against the users its filter takes, who is typical against all distances,
 * what is kept against what is computed, equal bits with any number of threads. */
#include "segment/segment-private.h"
#include "segment-shop.h"

#include <segscope/habits.h>
#include <segscope/parallel.h>

#include <gsl/gsl_statistics_double.h>
#include <sqlite3.h>
#include <math.h>
#include <string.h>

#define N_USERS 400
#define N_EVENTS 6000
#define K 4

typedef struct {
	Shop shop;
	gint64 id;
	SegSegmentation *segmentation;
} Page;

static guint32
draw (guint32 *state, guint32 below)
{
	*state = *state * 1664525u + 1013904223u;
	return (guint32) (((guint64) *state * below) >> 32);
}

static void
add_data (Shop *shop)
{
	static const char *const cities[] = { "上海", "New \"York\"", "Lyon", "O'Hare" };
	static const char *const tastes[] = { "music|film", "music", "books", "film、books" };
	static const char *const kinds[] = { "purchase", "view", "refund" };
	static const char *const categories[] = { "art", "art|code", "code", "cooking", NULL };
	g_autoptr (GString) sql = g_string_new ("BEGIN;"
		"INSERT INTO source (id, path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, rows_repeated, imported_at, "
		"program_version) VALUES (1, 'users.csv', 'abc', 'users', '{}', 'UTF-8', ',', 0, 0, 0, 0, 0, '0');"
		"ALTER TABLE user ADD COLUMN city TEXT; ALTER TABLE user ADD COLUMN taste TEXT; ALTER TABLE user ADD COLUMN age REAL; ALTER TABLE user ADD COLUMN vip INTEGER;"
		"ALTER TABLE item ADD COLUMN title TEXT; ALTER TABLE item ADD COLUMN category TEXT;"
		"INSERT INTO attribute (entity, name, label, field, type) VALUES ('user', 'city', 'City', NULL, 'category'), ('user', 'taste', 'Taste', NULL, 'category'),"
		" ('user', 'age', 'Age', NULL, 'number'), ('user', 'vip', 'VIP', NULL, 'boolean'), ('item', 'title', 'Title', 'title', 'text'),"
		" ('item', 'category', 'Category', 'category', 'category');"
		"INSERT INTO event_kind (id, name) VALUES (1, 'purchase'), (2, 'view'), (3, 'refund');");
	guint32 state = 7;

	for (guint i = 1; i <= 40; i++)
		g_string_append_printf (sql, "INSERT INTO item VALUES (%u, 'i %u', 1, 'Title \"%u\"', %s%s%s);", i, i, i, i % 5 < 4 ? "'" : "",
		                        i % 5 < 4 ? categories[i % 5] : "NULL", i % 5 < 4 ? "'" : "");
	for (guint i = 1; i <= N_USERS; i++) {
		char *city = sqlite3_mprintf ("%Q", i % 9 == 0 ? NULL : cities[draw (&state, 4)]), *taste = sqlite3_mprintf ("%Q", i % 7 == 0 ? NULL : tastes[draw (&state, 4)]);

		g_string_append_printf (sql, "INSERT INTO user VALUES (%u, 'u%u', 1, %s, %s, ", i, i, city, taste);
		if (i % 11 == 0)
			g_string_append (sql, "NULL, 1);");
		else
			g_string_append_printf (sql, "%u, %u);", 18 + draw (&state, 60), draw (&state, 2));
		sqlite3_free (city);
		sqlite3_free (taste);
	}
	for (guint i = 0; i < N_EVENTS; i++) {
		guint user = 1 + draw (&state, N_USERS - 10), kind = 1 + (draw (&state, 10) < 3 ? 0 : draw (&state, 20) == 0 ? 2 : 1);
		gint64 at = 1704067200 + 3600 + (gint64) draw (&state, 150) * 86400 + draw (&state, 82000);

		g_string_append_printf (sql, "INSERT INTO event (user_id, item_id, kind_id, at, amount, source_id) VALUES (%u, ", user);
		g_string_append_printf (sql, draw (&state, 8) == 0 ? "NULL, " : "%u, ", 1 + draw (&state, 40));
		g_string_append_printf (sql, "%u, %" G_GINT64_FORMAT ", ", kind, draw (&state, 30) == 0 ? at / 86400 * 86400 : at);
		g_string_append_printf (sql, kind == 2 ? "NULL, 1);" : "%s%u.25, 1);", kind == 3 ? "-" : "", 5 + draw (&state, 90));
	}
	g_string_append (sql, "COMMIT;");
	(void) kinds;
	shop_run (shop, sql->str);
}

/* Groups of four by what they spent, which says nothing of the rest. */
static gint64
save (Shop *shop, gboolean with_widths, GError **error)
{
	g_autoptr (GPtrArray) selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegClustering) clustering = NULL;
	SegClusterOptions options = { K, 10, 300, 7 };
	g_autofree gint32 *labels = NULL;
	g_autofree double *widths = NULL;

	g_ptr_array_add (selection, seg_selected_new ("orders", SEG_SCALING_Z_SCORE));
	g_ptr_array_add (selection, seg_selected_new ("monetary", SEG_SCALING_Z_SCORE));
	matrix = seg_feature_matrix (shop->workspace, shop->set, selection, NULL, error);
	g_assert_nonnull (matrix);
	labels = g_new (gint32, matrix->scaled->n_rows);
	widths = g_new (double, matrix->scaled->n_rows);
	for (gsize i = 0; i < matrix->scaled->n_rows; i++) {
		double orders = seg_matrix_row (matrix->raw, i)[0], spend = seg_matrix_row (matrix->raw, i)[1];

		labels[i] = (orders > 4 ? 2 : 0) + (spend > 200 ? 1 : 0);
		widths[i] = sin ((double) i);
	}
	clustering = shop_clustering (matrix, labels, K);
	return seg_segmentation_save (shop->workspace, "page \"1\"", shop->set, selection, matrix, "k-means", &options, clustering, 0.3,
	                              with_widths ? widths : NULL, FALSE, NULL, error);
}

static void
set_up (Page *page, gconstpointer widths)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *path = NULL;

	page->shop.folder = test_folder_new ();
	path = g_build_filename (page->shop.folder, "page.seg", NULL);
	page->shop.workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);
	g_assert_no_error (error);
	add_data (&page->shop);
	page->shop.set = seg_feature_set_build (page->shop.workspace, "default", 0, NULL, NULL, &error);
	g_assert_no_error (error);
	page->id = save (&page->shop, widths != NULL, &error);
	g_assert_no_error (error);
	page->segmentation = seg_segmentation_load_id (page->shop.workspace, page->id, &error);
	g_assert_no_error (error);
}

static void
tear_down (Page *page, gconstpointer data)
{
	seg_segmentation_free (page->segmentation);
	shop_tear_down (&page->shop, data);
}

static GPtrArray *
profiles_of (Page *page)
{
	g_autoptr (GError) error = NULL;
	GPtrArray *profiles = seg_profiles (page->shop.workspace, page->segmentation, NULL, &error);

	g_assert_no_error (error);
	return profiles;
}

static double
number (Page *page, const char *format, gint64 segment)
{
	g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, segment);
	g_auto (GStrv) parts = g_strsplit (format, "{segment}", -1);
	g_autofree char *sql = g_strjoinv (id, parts);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (page->shop.workspace, sql, &error);

	g_assert_no_error (error);
	g_assert_true (seg_statement_next (statement, &error));
	return seg_statement_double (statement, 0);
}

#define OF_SEGMENT "user_id IN (SELECT user_id FROM membership WHERE segment_id = {segment})"

/* How many users @filter takes. Takes it over. */
static gint64
taken (Page *page, char *filter)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFilter) parsed = seg_filter_parse (page->shop.workspace, page->shop.set, filter, &error);
	SegUserQuery query = { .set = page->shop.set, .segmentation = page->segmentation, .filter = parsed };
	gint64 n = -1;

	g_assert_no_error (error);
	g_assert_true (seg_user_count (page->shop.workspace, &query, &n, &error));
	g_free (filter);
	return n;
}

/* Figures -------------------------------------------------------------------------------------------------------- */

static void
test_events (Page *page, gconstpointer data)
{
	g_autoptr (GPtrArray) profiles = profiles_of (page);
	double share = 0, revenue = 0;

	(void) data;
	for (guint c = 0; c < K; c++) {
		const SegProfile *profile = profiles->pdata[c];
		gint64 hour = 0;

		g_assert_cmpfloat ((double) profile->habits->n_events, ==, number (page, "SELECT count(*) FROM event WHERE " OF_SEGMENT, profile->segment_id));
		g_assert_cmpfloat ((double) profile->habits->n_active, ==, number (page, "SELECT count(DISTINCT user_id) FROM event WHERE " OF_SEGMENT, profile->segment_id));
		g_assert_cmpfloat_with_epsilon (profile->revenue, number (page, "SELECT total(amount) FROM event WHERE kind_id IN (1, 3) AND " OF_SEGMENT, profile->segment_id), 1e-9);
		g_assert_cmpfloat ((double) profile->habits->by_hour[13], ==,
		                   number (page, "SELECT count(*) FROM event WHERE at % 86400 <> 0 AND strftime ('%H', at, 'unixepoch') = '13' AND " OF_SEGMENT, profile->segment_id));
		g_assert_cmpfloat ((double) profile->habits->by_weekday[6], ==,
		                   number (page, "SELECT count(*) FROM event WHERE strftime ('%w', at, 'unixepoch') = '0' AND " OF_SEGMENT, profile->segment_id));
		for (guint i = 0; i < 24; i++)
			hour += profile->habits->by_hour[i];
		g_assert_cmpfloat ((double) hour, ==, number (page, "SELECT count(*) FROM event WHERE at % 86400 <> 0 AND " OF_SEGMENT, profile->segment_id));
		share += profile->habits->share_events;
		revenue += profile->share_revenue;
	}
	g_assert_cmpfloat_with_epsilon (share, 1, 1e-12);
	g_assert_cmpfloat_with_epsilon (revenue, 1, 1e-12);
}

static void
test_items (Page *page, gconstpointer data)
{
	g_autoptr (GPtrArray) profiles = profiles_of (page);
	g_autoptr (GError) error = NULL;
	guint n = 0;

	(void) data;
	for (guint c = 0; c < K; c++) {
		const SegProfile *profile = profiles->pdata[c];
		g_autofree char *segment = seg_segment_filter (page->segmentation, page->segmentation->segments->pdata[c]);
		double most = number (page, "SELECT max (n) FROM (SELECT count(DISTINCT user_id) AS n FROM event WHERE kind_id = 1 AND item_id IS NOT NULL AND " OF_SEGMENT " GROUP BY item_id)",
		                      profile->segment_id);

		for (guint i = 0; i < profile->items->len; i++, n++) {
			const SegProfileItem *item = profile->items->pdata[i];

			g_assert_true (i > 0 || (double) item->n_users == most);
			g_assert_cmpint (taken (page, seg_habit_filter_item (page->shop.workspace, segment, item, &error)), ==, item->n_users);
			g_assert_no_error (error);
		}
	}
	g_assert_cmpuint (n, >, 20);
}

/* Cities, tastes of which some have several, categories of items. */
static void
test_values (Page *page, gconstpointer data)
{
	g_autoptr (GPtrArray) profiles = profiles_of (page);
	g_autoptr (GError) error = NULL;

	(void) data;
	for (guint c = 0; c < K; c++) {
		const SegProfile *profile = profiles->pdata[c];
		g_autofree char *segment = seg_segment_filter (page->segmentation, page->segmentation->segments->pdata[c]);

		g_assert_cmpuint (profile->habits->groups->len, ==, 3);
		for (guint i = 0; i < 3; i++) {
			const SegHabitGroup *group = profile->habits->groups->pdata[i];

			g_assert_cmpuint (group->n_values, ==, group->shares->len);
			for (guint j = 0; j < group->shares->len; j++) {
				const SegHabitShare *share = group->shares->pdata[j];

				g_assert_cmpint (taken (page, seg_habit_filter_share (page->shop.workspace, segment, group, share, &error)), ==, share->n_users);
				g_assert_no_error (error);
				g_assert_cmpfloat_with_epsilon (share->share, (double) share->n_users / (double) profile->size, 1e-15);
			}
		}
		g_assert_cmpfloat ((double) ((SegHabitGroup *) profile->habits->groups->pdata[1])->n_known, ==,
		                   number (page, "SELECT count(city) FROM user WHERE id IN (SELECT user_id FROM membership WHERE segment_id = {segment})", profile->segment_id));
	}
}

static void
test_retention (Page *page, gconstpointer data)
{
	g_autoptr (GPtrArray) profiles = profiles_of (page);

	(void) data;
	for (guint c = 0; c < K; c++) {
		const SegProfile *profile = profiles->pdata[c];
		const SegHabits *habits = profile->habits;
		g_autofree char *segment = seg_segment_filter (page->segmentation, page->segmentation->segments->pdata[c]);
		gint64 n = 0;

		g_assert_cmpint (habits->period, ==, SEG_PERIOD_MONTH);
		g_assert_cmpuint (habits->n_periods, ==, 5); /* January to May */
		for (guint cohort = 0; cohort < habits->n_periods; cohort++) {
			n += seg_habits_retained (habits, cohort, 0);
			for (guint later = 0; cohort + later < habits->n_periods; later++)
				g_assert_cmpint (taken (page, seg_habit_filter_cohort (segment, habits, cohort, later)), ==, seg_habits_retained (habits, cohort, later));
		}
		g_assert_cmpint (n, ==, habits->n_active);
		for (guint later = 0; later < habits->n_periods; later++) {
			n = 0;
			for (guint cohort = 0; cohort + later < habits->n_periods; cohort++)
				n += seg_habits_retained (habits, cohort, later);
			g_assert_cmpint (taken (page, seg_habit_filter_cohort (segment, habits, SEG_HABIT_ALL_COHORTS, later)), ==, n);
		}
		g_assert_cmpfloat ((double) seg_habits_retained (habits, 0, 2), ==,
		                   number (page, "SELECT count(*) FROM (SELECT user_id FROM event WHERE " OF_SEGMENT " GROUP BY user_id HAVING min (at) < unixepoch ('2024-02-01') AND "
		                                 "count(*) FILTER (WHERE strftime ('%m', at, 'unixepoch') = '03') > 0)", profile->segment_id));
		g_assert_cmpfloat (seg_habits_retention (habits, 0), ==, 1);
	}
}

static void
test_times (Page *page, gconstpointer data)
{
	g_autoptr (GPtrArray) profiles = profiles_of (page);
	const SegProfile *profile = profiles->pdata[0];
	g_autofree char *segment = seg_segment_filter (page->segmentation, page->segmentation->segments->pdata[0]);

	(void) data;
	g_assert_cmpint (taken (page, seg_habit_filter_active (segment)), ==, profile->habits->n_active);
	g_assert_cmpfloat ((double) taken (page, seg_habit_filter_takers (page->shop.workspace, segment, NULL)), ==,
	                   number (page, "SELECT count(DISTINCT user_id) FROM event WHERE kind_id = (SELECT id FROM event_kind WHERE name = 'purchase') AND " OF_SEGMENT, profile->segment_id));
#define PERIODS_AFTER(period, first) \
	"SELECT count(DISTINCT e.user_id) FROM event e JOIN (SELECT user_id AS who, min (at) AS began FROM event GROUP BY user_id) ON who = e.user_id WHERE " OF_SEGMENT " AND " period " - " first
	g_assert_cmpfloat ((double) taken (page, g_strconcat (segment, " and did anything 3 weeks after the first", NULL)), ==,
	                   number (page, PERIODS_AFTER ("julianday (date (at, 'unixepoch', 'weekday 0', '-6 days'))", "julianday (date (began, 'unixepoch', 'weekday 0', '-6 days')) = 21"),
	                           profile->segment_id));
	g_assert_cmpfloat ((double) taken (page, g_strconcat (segment, " and did anything 1 quarter after the first", NULL)), ==,
	                   number (page, PERIODS_AFTER ("(strftime ('%m', at, 'unixepoch') > '03')", "(strftime ('%m', began, 'unixepoch') > '03') = 1"), profile->segment_id));
	g_assert_cmpfloat ((double) taken (page, g_strconcat (segment, " and did anything 0 years after the first", NULL)), ==, (double) profile->habits->n_active);
	g_assert_cmpint (taken (page, g_strconcat (segment, " and did anything 1 year after the first", NULL)), ==, 0);
	g_assert_cmpfloat ((double) taken (page, seg_habit_filter_hour (segment, 21)), ==,
	                   number (page, "SELECT count(DISTINCT user_id) FROM event WHERE at % 86400 <> 0 AND strftime ('%H', at, 'unixepoch') = '21' AND " OF_SEGMENT, profile->segment_id));
	g_assert_cmpfloat ((double) taken (page, seg_habit_filter_weekday (segment, 0)), ==,
	                   number (page, "SELECT count(DISTINCT user_id) FROM event WHERE strftime ('%w', at, 'unixepoch') = '1' AND " OF_SEGMENT, profile->segment_id));
}

/* Every feature against its own users: how many have a value, its mean and median. */
static void
test_features (Page *page, gconstpointer data)
{
	g_autoptr (GPtrArray) profiles = profiles_of (page);
	g_autoptr (GError) error = NULL;
	guint n_checked = 0;

	(void) data;
	for (guint c = 0; c < K; c++) {
		const SegProfile *profile = profiles->pdata[c];
		g_autofree char *segment = seg_segment_filter (page->segmentation, page->segmentation->segments->pdata[c]);

		for (guint i = 0; i < profile->features->len; i++) {
			const SegProfileFeature *feature = profile->features->pdata[i];
			gboolean is_yes = feature->share && g_str_has_prefix (feature->feature, "user.");
			gint64 n = taken (page, seg_profile_filter_feature (segment, profile->features, feature));
			g_autofree char *column = seg_sql_identifier (feature->feature), *sql = NULL;

			if (is_yes && strcmp (feature->column, feature->feature) == 0) {
				g_assert_cmpint (n, ==, (gint64) llround (feature->mean * feature->known_users));
				continue;
			}
			if (is_yes && strstr (feature->column, "taste") == NULL) {
				g_assert_cmpint (n, ==, (gint64) llround (feature->mean * (double) profile->size));
				continue;
			}
			if (is_yes)
				continue; /* texts of several values are asked for one by one: test_values() */
			g_assert_cmpint (n, ==, (gint64) feature->known_users);
			if (g_str_has_prefix (feature->feature, "user.") || n == 0)
				continue;
			sql = g_strdup_printf ("SELECT avg (%s) FROM feature_set_%" G_GINT64_FORMAT " WHERE " OF_SEGMENT, column, page->shop.set->id);
			g_assert_cmpfloat_with_epsilon (feature->mean, number (page, sql, profile->segment_id), 1e-9 * MAX (1, fabs (feature->mean)));
			n_checked++;
		}
	}
	g_assert_cmpuint (n_checked, >, 100);
}

static void
test_median (void)
{
	guint32 state = 3;

	for (gsize n = 1; n < 60000; n = n * 5 + 1)
		for (guint kind = 0; kind < 3; kind++) {
			g_autofree double *values = g_new (double, n), *copy = NULL;

			for (gsize i = 0; i < n; i++)
				values[i] = kind == 0 ? (double) draw (&state, 5) - 2 : kind == 1 ? ((double) draw (&state, 2000000) - 1e6) / 7 : 1e-300 * draw (&state, 9);
			copy = g_memdup2 (values, n * sizeof *values);
			g_assert_cmpfloat (seg_median (values, n), ==, gsl_stats_median (copy, 1, n));
		}
	g_assert_true (isnan (seg_median (NULL, 0)));
}

/* Typical and borderline ------------------------------------------------------------------------------------------ */

static void
check_user (Page *page, const SegHabitUser *user, const char *sql, gint64 segment)
{
	g_assert_cmpfloat_with_epsilon (user->figure, number (page, sql, segment), 1e-12);
}

static void
test_people (Page *page, gconstpointer widths)
{
	g_autoptr (GPtrArray) profiles = profiles_of (page);

	for (guint c = 0; c < K; c++) {
		const SegProfile *profile = profiles->pdata[c];
		const SegHabits *habits = profile->habits;

		g_assert_cmpuint (habits->typical->len, ==, SEG_HABIT_USERS);
		check_user (page, habits->typical->pdata[0], "SELECT min (distance) FROM membership WHERE segment_id = {segment}", profile->segment_id);
		check_user (page, habits->typical->pdata[4], "SELECT distance FROM membership WHERE segment_id = {segment} ORDER BY distance LIMIT 1 OFFSET 4", profile->segment_id);
		g_assert_true (habits->borderline_by_silhouette == (widths != NULL));
		if (widths != NULL)
			check_user (page, habits->borderline->pdata[1], "SELECT silhouette FROM membership WHERE segment_id = {segment} ORDER BY silhouette LIMIT 1 OFFSET 1",
			            profile->segment_id);
	}
}

/* Without silhouettes: all distances to all centres. */
static void
test_borders (Page *page, gconstpointer data)
{
	g_autoptr (GPtrArray) profiles = profiles_of (page);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFeatureMatrix) matrix = seg_feature_matrix (page->shop.workspace, page->shop.set, page->segmentation->selection, NULL, &error);
	g_autofree gint32 *labels = seg_segmentation_labels (page->shop.workspace, page->segmentation, matrix, NULL, &error);
	double least[K];

	(void) data;
	for (guint c = 0; c < K; c++)
		least[c] = INFINITY;
	for (gsize i = 0; i < matrix->scaled->n_rows; i++) {
		double distances[K], next = INFINITY;

		for (guint c = 0; c < K; c++) {
			const SegSegment *segment = page->segmentation->segments->pdata[c];

			distances[c] = hypot (seg_matrix_row (matrix->scaled, i)[0] - segment->centroid[0], seg_matrix_row (matrix->scaled, i)[1] - segment->centroid[1]);
			if ((gint32) c != labels[i])
				next = MIN (next, distances[c]);
		}
		least[labels[i]] = MIN (least[labels[i]], next - distances[labels[i]]);
	}
	for (guint c = 0; c < K; c++) {
		const SegHabitUser *user = ((SegProfile *) profiles->pdata[c])->habits->borderline->pdata[0];

		g_assert_cmpfloat_with_epsilon (user->figure, least[c], 1e-9);
		g_assert_cmpint (user->segment_id, !=, ((SegProfile *) profiles->pdata[c])->segment_id);
	}
}

/* Kept ------------------------------------------------------------------------------------------------------------ */

static char *
as_text (const GPtrArray *profiles)
{
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; i < profiles->len; i++) {
		g_autofree char *json = seg_profile_to_json (profiles->pdata[i]);

		g_string_append (text, json);
	}
	return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
kept_text (Page *page)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) kept = seg_profiles_kept (page->shop.workspace, page->segmentation, NULL, &error);

	g_assert_no_error (error);
	return as_text (kept);
}

static void
test_kept (Page *page, gconstpointer data)
{
	g_autoptr (GPtrArray) profiles = profiles_of (page);
	g_autofree char *computed = as_text (profiles), *first = kept_text (page), *second = kept_text (page), *moved = NULL, *again = NULL;

	(void) data;
	g_assert_cmpstr (first, ==, computed);
	g_assert_cmpstr (second, ==, computed);
	g_assert_cmpint (shop_count (&page->shop, "SELECT count(*) FROM segment_profile"), ==, K);
	/* who is asked again is read, not computed: a figure that is put there shows */
	shop_run (&page->shop, "UPDATE segment_profile SET profile = replace (profile, '\"active\":', '\"active\":1')");
	again = kept_text (page);
	g_assert_cmpstr (again, !=, computed);
	/* who moves drops all of them */
	shop_run (&page->shop, "UPDATE membership SET segment_id = (SELECT max (id) FROM segment) WHERE user_id = (SELECT min (user_id) FROM membership WHERE segment_id = (SELECT min (id) FROM segment))");
	g_assert_cmpint (shop_count (&page->shop, "SELECT count(*) FROM segment_profile"), ==, 0);
	moved = kept_text (page);
	g_assert_cmpstr (moved, !=, computed);
	/* another policy or file is other data */
	shop_run (&page->shop, "UPDATE source SET checksum = 'other'; UPDATE segment_profile SET profile = '{}'");
	g_free (again);
	again = kept_text (page);
	g_assert_cmpstr (again, ==, moved);
	shop_run (&page->shop, "UPDATE segment_profile SET profile = 'damaged'");
	g_free (again);
	again = kept_text (page);
	g_assert_cmpstr (again, ==, moved);
}

static void
test_threads (Page *page, gconstpointer data)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autofree char *first = NULL;

	(void) data;
	for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
		g_autoptr (GPtrArray) profiles = NULL;
		g_autofree char *text = NULL;

		seg_parallel_set_threads (threads[i]);
		profiles = profiles_of (page);
		text = as_text (profiles);
		if (first == NULL)
			first = g_steal_pointer (&text);
		else
			g_assert_cmpstr (text, ==, first);
	}
	seg_parallel_set_threads (0);
}

static void
test_cancelled (Page *page, gconstpointer data)
{
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;

	(void) data;
	seg_job_cancel (job);
	g_assert_null (seg_profiles_kept (page->shop.workspace, page->segmentation, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_assert_cmpint (shop_count (&page->shop, "SELECT count(*) FROM segment_profile"), ==, 0);
}

static void
test_stability (Page *page, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	SegSegmentStability stability;
	gint64 id = ((SegSegment *) page->segmentation->segments->pdata[0])->id;

	(void) data;
	g_assert_true (seg_segment_stability (page->shop.workspace, page->segmentation, id, &stability, &error));
	g_assert_true (isnan (stability.jaccard));
	g_assert_true (seg_segmentation_test_stability (page->shop.workspace, page->id, NULL, &error));
	g_assert_no_error (error);
	g_assert_true (seg_segment_stability (page->shop.workspace, page->segmentation, id, &stability, &error));
	g_assert_cmpfloat (stability.jaccard, >, 0.2);
	g_assert_cmpfloat (stability.jaccard, <=, 1);
	g_assert_false (stability.stale);
	page->segmentation->n_users++;
	g_assert_true (seg_segment_stability (page->shop.workspace, page->segmentation, id, &stability, &error));
	g_assert_true (stability.stale);
}

/* Filters that ask for what is not there. */
static void
test_wrong_filters (Page *page, gconstpointer data)
{
	static const char *const wrong[] = {
		"did purchase of item", "did purchase of item nothing", "did view of category nothing", "did anything at hour 24", "did anything on weekday 8",
		"did anything on weekday 0", "did anything at hour", "did anything of item \"i 1\" of",
	};

	(void) data;
	for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_autoptr (GError) error = NULL;

		g_assert_null (seg_filter_parse (page->shop.workspace, page->shop.set, wrong[i], &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	}
	g_assert_cmpint (taken (page, g_strdup ("did purchase of item \"Title \"\"7\"\"\"")), ==, taken (page, g_strdup ("did purchase of item \"i 7\"")));
	g_assert_cmpint (taken (page, g_strdup ("did purchase of item \"i 7\" at least 2 times between 2024-01-01 and 2024-12-31")), <=,
	                 taken (page, g_strdup ("did purchase of item \"i 7\"")));
}

int
main (int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*test) (Page *page, gconstpointer data);
		gboolean widths;
	} tests[] = {
		{ "/profile/events", test_events, FALSE }, { "/profile/items", test_items, FALSE }, { "/profile/values", test_values, FALSE },
		{ "/profile/retention", test_retention, FALSE }, { "/profile/times", test_times, FALSE }, { "/profile/features", test_features, FALSE },
		{ "/profile/typical", test_people, TRUE }, { "/profile/typical-without-silhouettes", test_people, FALSE }, { "/profile/borders", test_borders, FALSE },
		{ "/profile/kept", test_kept, FALSE }, { "/profile/threads", test_threads, FALSE }, { "/profile/cancelled", test_cancelled, FALSE },
		{ "/profile/stability", test_stability, FALSE }, { "/profile/wrong-filters", test_wrong_filters, FALSE },
	};

	g_test_init (&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
		g_test_add (tests[i].name, Page, GINT_TO_POINTER (tests[i].widths), set_up, tests[i].test, tear_down);
	g_test_add_func ("/profile/median", test_median);
	return g_test_run ();
}
