/* A workspace filled by SQL, for tests of recommend/ and campaign/: small companies written as a few lines. */
#ifndef RECOMMEND_FIXTURE_H
#define RECOMMEND_FIXTURE_H

#include <segscope/workspace.h>

#include <glib/gstdio.h>

typedef struct {
	char         *folder, *path;
	SegWorkspace *workspace;
} Fixture;

static inline void
fixture_execute (Fixture *fixture, const char *sql)
{
	GError *error = NULL;

	seg_workspace_execute (fixture->workspace, sql, &error);
	g_assert_no_error (error);
}

static inline void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
	GError *error = NULL;

	(void) data;
	fixture->folder = g_dir_make_tmp ("segscope-test-XXXXXX", &error);
	g_assert_no_error (error);
	fixture->path = g_build_filename (fixture->folder, "test.seg", NULL);
	fixture->workspace = seg_workspace_open (fixture->path, SEG_WORKSPACE_CREATE, &error);
	g_assert_no_error (error);
	fixture_execute (fixture,
		"INSERT INTO source (id, path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, rows_repeated, imported_at, program_version) VALUES (1, 'events.csv', 'abc', 'events', '{}', 'UTF-8', ',', 0, 0, 0, 0, 0, '0');"
		"INSERT INTO event_kind (id, name) VALUES (1, 'purchase'), (2, 'rating'), (3, 'review'), (4, 'view');");
}

static inline void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
	GDir *folder;
	const char *name;

	(void) data;
	seg_workspace_close (fixture->workspace);
	folder = g_dir_open (fixture->folder, 0, NULL);
	while ((name = g_dir_read_name (folder)) != NULL) {
		g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

		g_unlink (path);
	}
	g_dir_close (folder);
	g_rmdir (fixture->folder);
	g_free (fixture->folder);
	g_free (fixture->path);
}

/* Users u1..uN and items i1..iN with the ids 1..N; every item is named by the catalogue. */
static inline void
fixture_populate (Fixture *fixture, int n_users, int n_items)
{
	g_autofree char *sql = g_strdup_printf (
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
		"INSERT INTO user (id, key, listed) SELECT i, 'u' || i, 1 FROM n;"
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
		"INSERT INTO item (id, key, listed) SELECT i, 'i' || i, 1 FROM n;", n_users, n_items);

	fixture_execute (fixture, sql);
}

/* Events of one kind (a number of event_kind): "1:2 1:3" is user 1 with item 2, then with item 3, a second later. */
static inline void
fixture_events (Fixture *fixture, int kind, const char *pairs)
{
	g_auto (GStrv) words = g_strsplit (pairs, " ", -1);

	for (guint i = 0; words[i] != NULL; i++) {
		g_auto (GStrv) parts = g_strsplit (words[i], ":", 2);
		g_autofree char *sql = g_strdup_printf (
			"INSERT INTO event (user_id, item_id, kind_id, at, amount, source_id) VALUES (%s, %s, %d, %u, 10, 1)",
			parts[0], parts[1], kind, 1000 + i);

		fixture_execute (fixture, sql);
	}
}

/* A segmentation of the segments A (users 1..n_first) and B (the rest). Returns its id. */
static inline gint64
fixture_segment (Fixture *fixture, const char *name, int n_first, int n_users)
{
	gint64 id;
	g_autofree char *sql = NULL;

	fixture_execute (fixture, "INSERT OR IGNORE INTO feature_set (id, name, as_of, selection, n_users, created_at, program_version, fingerprint) VALUES (1, 'features', 2000, '[]', 0, 0, '0', '')");
	sql = g_strdup_printf (
		"INSERT INTO segmentation (name, feature_set_id, selection, algorithm, options, seed, n_users, created_at, "
		"program_version, fingerprint) SELECT '%s', 1, '[]', 'k-means', '{}', 1, %d, count(*), '0', '' FROM segmentation;"
		"INSERT INTO segment (segmentation_id, position, name, colour, size, centroid) "
		"SELECT max (id), 1, 'A', 1, %d, '[]' FROM segmentation;"
		"INSERT INTO segment (segmentation_id, position, name, colour, size, centroid) "
		"SELECT max (id), 2, 'B', 2, %d, '[]' FROM segmentation;"
		"INSERT INTO membership (segmentation_id, user_id, segment_id, distance, silhouette) SELECT segmentation.id, user.id, segment.id, 0.5, NULL FROM segmentation, user, segment "
		"WHERE segmentation.name = '%s' AND segment.segmentation_id = segmentation.id "
		"AND segment.name = CASE WHEN user.id <= %d THEN 'A' ELSE 'B' END",
		name, n_users, n_first, n_users - n_first, name, n_first);
	fixture_execute (fixture, sql);
	g_assert_true (seg_workspace_count (fixture->workspace, "SELECT max (id) FROM segmentation", &id, NULL));
	return id;
}

#endif
