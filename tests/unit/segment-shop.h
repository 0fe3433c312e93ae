/* A shop of eight users, small enough to work every figure out by hand, for the tests of segment/.
 *
 *   key  name        city           age  joined               vip   odd    orders  spent  items
 *   u1   Ada         上海            30  2024-03-05 00:00     yes    1       1     150-50  i1, i2
 *   u2   Bob         Beijing         40  2024-03-04 23:59:59  no     2       2     30+30   i1, i1
 *   u3   Cai         上海             –  2024-03-06 00:00     yes    –       0       0     (views i2)
 *   u4   Dora        –               25  –                    –      4       0       –     (nothing)
 *   u5   50%_off     New York        60  2023-01-01           no     5       1      10     i2 (without a time)
 *   u6   eve         new york        60  2024-03-05 23:59:59  yes    6       3     300     i1, i2, i3
 *   u7   (known from events only)                                            1      40     i3
 *   u8   Fay = and   rock and roll   18  2024-01-01           no     8       0       –     (nothing)
 */
#ifndef SEGMENT_SHOP_H
#define SEGMENT_SHOP_H

#include <segscope/segment.h>

#include <math.h>

#include "support/folder.h"

typedef struct {
	char          *folder;
	SegWorkspace  *workspace;
	SegFeatureSet *set;
} Shop;

static inline void
shop_run (Shop *shop, const char *sql)
{
	g_autoptr (GError) error = NULL;

	seg_workspace_execute (shop->workspace, sql, &error);
	g_assert_no_error (error);
}

static inline gint64
shop_count (Shop *shop, const char *sql)
{
	g_autoptr (GError) error = NULL;
	gint64 value = -1;

	seg_workspace_count (shop->workspace, sql, &value, &error);
	g_assert_no_error (error);
	return value;
}

static const char shop_sql[] =
	"INSERT INTO source (id, path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, "
	"rows_repeated, imported_at, program_version) VALUES (1, 'users.csv', 'abc', 'users', '{}', 'UTF-8', ',', 0, 0, 0, 0, 0, '0');"
	"ALTER TABLE user ADD COLUMN name TEXT; ALTER TABLE user ADD COLUMN city TEXT; ALTER TABLE user ADD COLUMN age REAL;"
	"ALTER TABLE user ADD COLUMN joined INTEGER; ALTER TABLE user ADD COLUMN vip INTEGER;"
	"ALTER TABLE user ADD COLUMN \"odd \"\"name\"\"; --\" REAL; ALTER TABLE item ADD COLUMN title TEXT;"
	"INSERT INTO attribute (entity, name, label, field, type) VALUES ('user', 'name', 'Name', 'name', 'text'),"
	" ('user', 'city', '城市', NULL, 'category'), ('user', 'age', 'Age in years', NULL, 'number'),"
	" ('user', 'joined', 'Joined', 'registered', 'date'), ('user', 'vip', 'VIP', NULL, 'boolean'),"
	" ('user', 'odd \"name\"; --', 'odd \"name\"; --', NULL, 'number'), ('item', 'title', 'Title', 'title', 'text');"
	"INSERT INTO user VALUES (1, 'u1', 1, 'Ada', '上海', 30, unixepoch ('2024-03-05'), 1, 1),"
	" (2, 'u2', 1, 'Bob', 'Beijing', 40, unixepoch ('2024-03-04 23:59:59'), 0, 2),"
	" (3, 'u3', 1, 'Cai', '上海', NULL, unixepoch ('2024-03-06'), 1, NULL),"
	" (4, 'u4', 1, 'Dora', NULL, 25, NULL, NULL, 4),"
	" (5, 'u5', 1, '50%_off', 'New York', 60, unixepoch ('2023-01-01'), 0, 5),"
	" (6, 'u6', 1, 'eve', 'new york', 60, unixepoch ('2024-03-05 23:59:59'), 1, 6),"
	" (7, 'u7', 0, NULL, NULL, NULL, NULL, NULL, NULL),"
	" (8, 'u8', 1, 'Fay = and', 'rock and roll', 18, unixepoch ('2024-01-01'), 0, 8);"
	"INSERT INTO item VALUES (1, 'i1', 1, 'Alpha'), (2, 'i2', 1, '《贝塔》'), (3, 'i3', 0, NULL);"
	"INSERT INTO event_kind (id, name) VALUES (1, 'purchase'), (2, 'refund'), (3, 'view'), (4, 'search');"
	"INSERT INTO event (user_id, item_id, kind_id, at, amount, order_key, source_id) VALUES"
	" (1, 1, 1, unixepoch ('2024-04-01 10:00'), 100, 'o1', 1), (1, 2, 1, unixepoch ('2024-04-01 10:00'), 50, 'o1', 1),"
	" (1, 2, 2, unixepoch ('2024-04-03 09:00'), -50, 'o1', 1),"
	" (2, 1, 1, unixepoch ('2024-02-01 08:00'), 30, NULL, 1), (2, 1, 1, unixepoch ('2024-03-01 08:00'), 30, NULL, 1),"
	" (3, 2, 3, unixepoch ('2024-05-20 12:00'), NULL, NULL, 1),"
	" (5, 2, 1, NULL, 10, 'o5', 1),"
	" (6, 1, 1, unixepoch ('2024-05-01'), 100, 'o6', 1), (6, 2, 1, unixepoch ('2024-05-02'), 100, 'o7', 1),"
	" (6, 3, 1, unixepoch ('2024-05-31 20:00'), 100, 'o8', 1), (6, NULL, 4, unixepoch ('2024-05-31 20:00'), NULL, NULL, 1),"
	" (7, 3, 1, unixepoch ('2024-05-05'), 40, 'o9', 1);"
	"INSERT INTO review SELECT id, '贝塔 or beta?' FROM event WHERE kind_id = 4;";

static inline void
shop_set_up (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *path = NULL;

	(void) data;
	shop->folder = test_folder_new ();
	path = g_build_filename (shop->folder, "shop.seg", NULL);
	shop->workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);
	g_assert_no_error (error);
	shop_run (shop, shop_sql);
	shop->set = seg_feature_set_build (shop->workspace, "default", 0, NULL, NULL, &error);
	g_assert_no_error (error);
}

static inline void
shop_tear_down (Shop *shop, gconstpointer data)
{
	(void) data;
	seg_feature_set_free (shop->set);
	seg_workspace_close (shop->workspace);
	test_folder_remove (shop->folder);
}

/* The clustering that @labels (one a row of @matrix, 0..k-1) makes: centroids are means, distances Euclidean. */
static inline SegClustering *
shop_clustering (const SegFeatureMatrix *matrix, const gint32 *labels, guint k)
{
	SegClustering *clustering = g_new0 (SegClustering, 1);
	gsize n = matrix->scaled->n_rows, d = matrix->scaled->n_columns;

	clustering->k = k;
	clustering->n_rows = n;
	clustering->labels = g_memdup2 (labels, n * sizeof *labels);
	clustering->distances = g_new0 (double, n);
	clustering->sizes = g_new0 (gsize, k);
	clustering->centroids = seg_matrix_new (k, d, NULL);
	clustering->converged = TRUE;
	for (gsize i = 0; i < n; i++)
		clustering->sizes[labels[i]]++;
	for (gsize i = 0; i < n; i++)
		for (gsize j = 0; j < d; j++)
			seg_matrix_row (clustering->centroids, (gsize) labels[i])[j] +=
				seg_matrix_row (matrix->scaled, i)[j] / (double) clustering->sizes[labels[i]];
	for (gsize i = 0; i < n; i++) {
		double squares = 0;

		for (gsize j = 0; j < d; j++) {
			double apart = seg_matrix_row (matrix->scaled, i)[j] - seg_matrix_row (clustering->centroids, (gsize) labels[i])[j];

			squares += apart * apart;
		}
		clustering->distances[i] = sqrt (squares);
		clustering->inertia += squares;
	}
	return clustering;
}

#define SHOP_N 7 /* users of the feature set: those of the users file */

/* Users 1, 2, 3, 4, 5, 6, 8: buyers of much (u1, u6), buyers of little (u2, u5), others. */
static const gint32 shop_labels[SHOP_N] = { 2, 1, 0, 0, 1, 2, 0 };

/* Saves the three segments as @name; returns the id, or 0 with @error. */
static inline gint64
shop_save (Shop *shop, const char *name, const gint32 *labels, gboolean replace, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegClustering) clustering = NULL;
	SegClusterOptions options = { 3, 10, 300, 7 };
	const double widths[SHOP_N] = { 0.25, -0.5, 0.75, 0, 0.125, 1, 0.5 };
	g_autoptr (GError) failure = NULL;

	g_ptr_array_add (selection, seg_selected_new ("orders", SEG_SCALING_Z_SCORE));
	g_ptr_array_add (selection, seg_selected_new ("monetary", SEG_SCALING_LOG));
	matrix = seg_feature_matrix (shop->workspace, shop->set, selection, NULL, &failure);
	g_assert_no_error (failure);
	g_assert_cmpuint (matrix->scaled->n_rows, ==, SHOP_N);
	clustering = shop_clustering (matrix, labels, 3);
	return seg_segmentation_save (shop->workspace, name, shop->set, selection, matrix, "k-means", &options, clustering, 0.303,
	                              widths, replace, job, error);
}

#endif
