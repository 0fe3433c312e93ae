/* Workspaces of every released version, as the program of that time made them, brought up to date: nothing is lost, nothing is otherwise
 * than in a fresh import, and a migration that is interrupted leaves the old file. */
#include <config.h>
#include "workspace-fixture.h"

#include <segscope/feature.h>
#include <segscope/intake.h>
#include <segscope/maintenance.h>

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "support/dump.h"
#include "support/fault.h"
#include "support/rounds.h"

/* Every version that was ever released; each has its SQL in tests/data/versions, made by the program of that time. */
static const struct {
	int         version;
	const char *sql;
} versions[] = {
	{ 1, "versions/version-1.sql" },
	{ 2, "versions/version-2.sql" },
};

/* The files that all of them were made from. */
static const char *const files[][2] = {
	{ "users", "versions/users.csv" }, { "items", "versions/items.csv" }, { "events", "versions/events.csv" },
	{ "purchases", "versions/purchases.csv" }, { "reviews", "versions/reviews.csv" },
};

/* The old file, in @folder. */
static char *
restore (const char *folder, gsize i)
{
	g_autofree char *script_path = test_data_file (versions[i].sql), *script = test_file_read (script_path);
	char *path = g_build_filename (folder, "old.seg", NULL), *message = NULL;
	sqlite3 *db;

	g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
	sqlite3_exec (db, script, NULL, NULL, &message);
	g_assert_cmpstr (message, ==, NULL);
	g_assert_cmpint (sqlite3_exec (db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL), ==, SQLITE_OK);
	sqlite3_close (db);
	g_chmod (path, 0600);
	return path;
}

static SegWorkspace *
open_at (const char *path)
{
	g_autoptr (GError) error = NULL;
	SegWorkspace *workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);

	g_assert_no_error (error);
	return workspace;
}

static SegImportResult
import (SegWorkspace *workspace, gsize i)
{
	g_autofree char *path = test_data_file (files[i][1]);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegImportPlan) plan = seg_import_plan (path, seg_role_find (files[i][0]), NULL, &error);
	SegImportResult result;

	g_assert_no_error (error);
	seg_intake_run (workspace, (SegImportPlan *const *) &plan, 1, NULL, NULL, &result, &error);
	g_assert_no_error (error);
	return result;
}

static SegWorkspace *
import_fresh (const char *folder)
{
	g_autofree char *path = g_build_filename (folder, "fresh.seg", NULL);
	SegWorkspace *workspace = open_at (path);

	for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
		import (workspace, i);
	return workspace;
}

/* All rows, one a line, read past the program. */
static char *
rows_of (const char *path, const char *sql)
{
	GString *text = g_string_new (NULL);
	sqlite3_stmt *rows;
	sqlite3 *db;

	g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
	if (sqlite3_prepare_v2 (db, sql, -1, &rows, NULL) != SQLITE_OK)
		g_error ("%s: %s", sqlite3_errmsg (db), sql);
	while (sqlite3_step (rows) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count (rows); i++) {
			const char *value = (const char *) sqlite3_column_text (rows, i);

			g_string_append_printf (text, "%s|", value != NULL ? value : "~");
		}
		g_string_append_c (text, '\n');
	}
	sqlite3_finalize (rows);
	sqlite3_close (db);
	g_assert_cmpuint (text->len, >, 0);
	return g_string_free (text, FALSE);
}

static void
assert_same (const char *path_a, const char *path_b, const char *sql)
{
	g_autofree char *a = rows_of (path_a, sql), *b = rows_of (path_b, sql);

	g_assert_cmpstr (a, ==, b);
}

/* What any version of the file can be asked, without ids. */
#define USERS "SELECT key, listed, name, email, city, age, registered_at, email_consent FROM user ORDER BY key"
#define ITEMS "SELECT key, listed, title, category, price FROM item ORDER BY key"
#define EVENTS "SELECT user.key, item.key, event_kind.name, at, amount, quantity, rating, seconds, order_key, review.text, source.role FROM event " \
	"JOIN user ON user.id = user_id JOIN event_kind ON event_kind.id = kind_id JOIN source ON source.id = source_id " \
	"LEFT JOIN item ON item.id = item_id LEFT JOIN review ON event_id = event.id ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"
#define ATTRIBUTES "SELECT entity, name, label, field, type, missing FROM attribute ORDER BY entity, name"
#define REJECTS "SELECT role, line, column_name, reason FROM reject JOIN source ON source.id = source_id ORDER BY 1, 2"
#define SOURCES "SELECT role, checksum, encoding, delimiter, rows_read, rows_loaded, rows_rejected FROM source ORDER BY id"
#define SEGMENTS "SELECT segmentation.name, segment.position, segment.name, user.key, distance, membership.silhouette FROM membership " \
	"JOIN segmentation ON segmentation.id = membership.segmentation_id JOIN segment ON segment.id = segment_id " \
	"JOIN user ON user.id = user_id ORDER BY 1, 2, 4"
#define FEATURES "SELECT user.key, f.* FROM feature_set_1 AS f JOIN user ON user.id = f.user_id ORDER BY 1"
#define LIST "SELECT campaign.name, user.key, arm, position, item.key, score, reason FROM campaign_member AS m " \
	"JOIN campaign ON campaign.id = m.campaign_id JOIN user ON user.id = m.user_id " \
	"LEFT JOIN campaign_item AS i ON i.campaign_id = m.campaign_id AND i.user_id = m.user_id LEFT JOIN item ON item.id = item_id ORDER BY 1, 2, 4"
#define AUDIT "SELECT at, who, action, object, detail FROM audit WHERE action NOT IN ('migrate', 'did not finish') ORDER BY id"

/* What migrating must leave as it was. */
static void
assert_kept (const char *path, const char *old_path)
{
	static const char *const all[] = { USERS, ITEMS, EVENTS, ATTRIBUTES, REJECTS, SOURCES, SEGMENTS, FEATURES, LIST, AUDIT };

	for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
		assert_same (path, old_path, all[i]);
}

static void
assert_whole (const char *path)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) problems = seg_workspace_check (path, NULL, &error);

	g_assert_no_error (error);
	for (guint i = 0; i < problems->len; i++)
		g_test_message ("%s", ((SegProblem *) problems->pdata[i])->what);
	g_assert_cmpuint (problems->len, ==, 0);
}

/* The values of all features, by the program of today; of campaigns that were exported a fresh import knows nothing. */
static char *
compute_features (SegWorkspace *workspace)
{
	g_autoptr (GError) error = NULL;
	gboolean drafted = seg_workspace_execute (workspace, "UPDATE campaign SET status = 'draft', exported_at = NULL; DELETE FROM export", &error);
	g_autoptr (SegFeatureSet) set = seg_feature_set_build (workspace, "compared", 0, NULL, NULL, &error);
	g_autoptr (GPtrArray) columns = NULL;
	g_autofree char *sql = NULL;
	g_autoptr (SegStatement) rows = NULL;
	GString *text = g_string_new (NULL);

	g_assert_true (drafted);
	g_assert_no_error (error);
	sql = g_strdup_printf ("SELECT user.key, f.* FROM feature_set_%" G_GINT64_FORMAT " AS f JOIN user ON user.id = f.user_id ORDER BY 1", set->id);
	rows = seg_workspace_prepare (workspace, sql, &error);
	g_assert_no_error (error);
	while (seg_statement_next (rows, &error)) {
		g_string_append (text, seg_statement_text (rows, 0));
		for (int i = 2; i < seg_statement_n_columns (rows); i++) /* 1 is user_id */
			g_string_append_printf (text, "|%.10g", seg_statement_double (rows, i));
		g_string_append_c (text, '\n');
	}
	g_assert_no_error (error);
	return g_string_free (text, FALSE);
}

/* As a fresh import of the same files. */
static void
compare_with_fresh (const char *path, const char *folder)
{
	static const char *const all[] = { USERS, ITEMS, EVENTS };
	g_autofree char *fresh_path = g_build_filename (folder, "fresh.seg", NULL);
	g_autoptr (SegWorkspace) fresh = import_fresh (folder), migrated = open_at (path);
	g_autofree char *fresh_features = NULL, *features = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
		assert_same (path, fresh_path, all[i]);
	assert_same (path, fresh_path, "SELECT name, money, purchase FROM event_kind WHERE id IN (SELECT kind_id FROM event) ORDER BY name");
	assert_same (path, fresh_path, "SELECT user, kind, at, amount FROM user_events ORDER BY 1, 2, 3, 4");
	/* The campaign of the old file is part of what its users answered to. */
	g_assert_true (seg_workspace_execute (migrated, "DELETE FROM campaign", NULL));
	fresh_features = compute_features (fresh);
	features = compute_features (migrated);
	g_assert_cmpstr (features, ==, fresh_features);
}

static void
test_versions (void)
{
	for (gsize i = 0; i < G_N_ELEMENTS (versions); i++) {
		g_autoptr (TestFolder) folder = test_folder_new (), other = test_folder_new ();
		g_autofree char *path = restore (folder, i), *old_path = restore (other, i);
		g_autofree char *backup = g_strdup_printf ("%s.backup-v%d", path, versions[i].version);
		g_autoptr (SegWorkspace) workspace = open_at (path);
		GStatBuf status;

		g_assert_cmpint (count (workspace, "PRAGMA user_version"), ==, SEG_WORKSPACE_VERSION);
		g_clear_pointer (&workspace, seg_workspace_close);
		assert_whole (path);
		assert_kept (path, old_path);
		g_assert_cmpint (g_stat (backup, &status), ==, 0);
		g_assert_cmpint (status.st_mode & 0777, ==, 0600);
		{
			g_autofree char *old_dump = test_dump (old_path), *backup_dump = test_dump (backup);

			g_assert_cmpstr (old_dump, ==, backup_dump);
		}
		compare_with_fresh (path, folder);
	}
}

/* Every version below this one has its file here. */
static void
test_complete (void)
{
	g_assert_cmpint (G_N_ELEMENTS (versions), ==, SEG_WORKSPACE_VERSION - 1);
	for (int i = 0; i < (int) G_N_ELEMENTS (versions); i++)
		g_assert_cmpint (versions[i].version, ==, i + 1);
}

/* The same files again bring nothing new. */
static void
test_import_again (void)
{
	for (gsize i = 0; i < G_N_ELEMENTS (versions); i++) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		g_autofree char *path = restore (folder, i);
		g_autoptr (SegWorkspace) workspace = open_at (path);
		gint64 before = count (workspace, "SELECT count(*) FROM event");

		for (gsize k = 0; k < G_N_ELEMENTS (files); k++)
			g_assert_cmpint (import (workspace, k).new_events, ==, 0);
		g_assert_cmpint (count (workspace, "SELECT count(*) FROM event"), ==, before);
		g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 66);
	}
}

/* Interrupted: refused by a full disk at any change, the old file is as it was and opens later. */
static void
test_disk_full (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = NULL;
	guint n_changes, n_failed = 0;

	path = restore (folder, 0);
	fault_reset ();
	seg_workspace_close (open_at (path));
	n_changes = fault_count (FALSE);
	g_assert_cmpuint (n_changes, >, 20);
	for (guint at = 1; at <= n_changes; at += 1 + n_changes / 15) {
		g_autoptr (TestFolder) here = test_folder_new ();
		g_autofree char *old_path = restore (here, 0), *before = test_dump (old_path), *after = NULL;
		g_autoptr (SegWorkspace) workspace = NULL;
		g_autoptr (GError) error = NULL;

		fault_reset ();
		fault_refuse_from (at, SQLITE_FULL, FALSE);
		workspace = seg_workspace_open (old_path, SEG_WORKSPACE_READ_WRITE, &error);
		fault_reset ();
		if (workspace == NULL) {
			n_failed++;
			test_contains (error->message, "old.seg");
			after = test_dump (old_path);
			g_assert_cmpstr (before, ==, after);
			workspace = open_at (old_path);
		}
		g_assert_cmpint (count (workspace, "PRAGMA user_version"), ==, SEG_WORKSPACE_VERSION);
	}
	g_assert_cmpuint (n_failed, >, 5);
}

static GPtrArray *cuts;

static void
cut (guint change, gpointer data)
{
	(void) data;
	if (change % 7 == 0) {
		char *folder = test_folder_new ();

		fault_cut_power (folder, change);
		g_ptr_array_add (cuts, folder);
	}
}

static void
test_power_cut (void)
{
	g_autoptr (TestFolder) folder = test_folder_new (), other = test_folder_new ();
	g_autofree char *path = restore (folder, 0), *old_path = restore (other, 0);
	guint n_old = 0;

	cuts = g_ptr_array_new_with_free_func ((GDestroyNotify) test_folder_remove);
	fault_reset ();
	fault_record (folder);
	fault_watch (cut, NULL);
	seg_workspace_close (open_at (path));
	fault_reset ();
	for (guint i = 0; i < cuts->len; i += TEST_STRIDE) {
		g_autofree char *cut_path = g_build_filename (cuts->pdata[i], "old.seg", NULL);
		g_autofree char *version = rows_of (cut_path, "PRAGMA user_version");

		n_old += strcmp (version, "1|\n") == 0 ? 1 : 0;
		seg_workspace_close (open_at (cut_path));
		g_chmod (cut_path, 0600); /* the test wrote it */
		assert_whole (cut_path);
		assert_kept (cut_path, old_path);
	}
	g_assert_cmpuint (n_old, >, 0);
	g_ptr_array_unref (cuts);
}

/* One who may not write is told what to do. */
static void
test_read_only (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = restore (folder, 0), *before = test_file_checksum (path), *after = NULL;
	g_autoptr (GError) error = NULL;

	g_assert_null (seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "must be brought up to date first");
	after = test_file_checksum (path);
	g_assert_cmpstr (before, ==, after);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	fault_install ();
	g_test_add_func ("/migrate/complete", test_complete);
	g_test_add_func ("/migrate/versions", test_versions);
	g_test_add_func ("/migrate/import-again", test_import_again);
	g_test_add_func ("/migrate/disk-full", test_disk_full);
	g_test_add_func ("/migrate/power-cut", test_power_cut);
	g_test_add_func ("/migrate/read-only", test_read_only);
	return g_test_run ();
}
