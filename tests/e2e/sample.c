#include <config.h>
#include "sample.h"

#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "support/folder.h"

void
sample_make (const char *folder, gboolean segments)
{
	static const char *const files[][2] = {
		{ "users", "users.csv" }, { "items", "courses.csv" }, { "events", "events.csv" }, { "purchases", "purchases.csv" },
		{ "ratings", "ratings.csv" }, { "reviews", "reviews.csv" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
		g_autofree char *path = test_sample_file (files[i][1]);
		g_autoptr (Outcome) outcome = command_ok (folder, "import", "sample.seg", path, "--as", files[i][0], NULL);
	}
	if (segments) {
		g_autoptr (Outcome) features = command_ok (folder, "features", "sample.seg", NULL);
		g_autoptr (Outcome) cluster = command_ok (folder, "cluster", "sample.seg", "--name", "main", "-k", "5", NULL);
	}
}

static char *shared_folder;

static void
remove_shared (void)
{
	test_folder_remove (shared_folder);
}

const char *
sample_workspace (void)
{
	static char *path;

	if (path == NULL) {
		shared_folder = test_folder_new ();
		atexit (remove_shared);
		sample_make (shared_folder, TRUE);
		path = g_build_filename (shared_folder, "sample.seg", NULL);
	}
	return path;
}

char *
sample_copy (const char *folder)
{
	char *path = g_build_filename (folder, "sample.seg", NULL);
	g_autofree char *bytes = NULL;
	gsize size;

	g_assert_true (g_file_get_contents (sample_workspace (), &bytes, &size, NULL));
	g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
	return path;
}

/* What the files themselves say --------------------------------------------------------------------------------------- */

GPtrArray *
sample_rows (const char *name)
{
	g_autofree char *path = test_sample_file (name), *text = test_file_read (path);

	return csv_rows (g_str_has_prefix (text, "\xEF\xBB\xBF") ? text + 3 : text);
}

GHashTable *
sample_consenting (void)
{
	GHashTable *consenting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (GPtrArray) users = sample_rows ("users.csv");

	for (guint i = 0; i + 1 < users->len; i++) {
		const char *answer = csv_value (users, i, "email_consent"), *key = csv_value (users, i, "user_id");

		if (g_ascii_strcasecmp (answer, "yes") == 0)
			g_hash_table_add (consenting, g_strdup (key));
		else if (*answer != '\0')
			g_hash_table_remove (consenting, key);
	}
	return consenting;
}

/* Whether a purchase can be read: the sample holds a few whose amount or day is none. */
static gboolean
is_readable (const char *amount, const char *at)
{
	g_auto (GStrv) parts = g_strsplit_set (at, "-/ :", -1);
	char *end;

	g_ascii_strtod (amount, &end);
	return end != amount && *end == '\0' && g_strv_length (parts) >= 3
	       && g_date_valid_dmy ((GDateDay) atoi (parts[2]), (GDateMonth) atoi (parts[1]), (GDateYear) atoi (parts[0]));
}

/* "user item" of every purchase in the file that can be read. */
static GHashTable *
owned_items (void)
{
	GHashTable *owned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (GPtrArray) purchases = sample_rows ("purchases.csv");

	for (guint i = 0; i + 1 < purchases->len; i++)
		if (is_readable (csv_value (purchases, i, "amount"), csv_value (purchases, i, "at")))
			g_hash_table_add (owned, g_strdup_printf ("%s %s", csv_value (purchases, i, "user_id"), csv_value (purchases, i, "course_id")));
	return owned;
}

void
sample_check_list (const GPtrArray *list)
{
	g_autoptr (GHashTable) consenting = sample_consenting (), owned = owned_items ();
	const char *before = "";

	for (guint i = 0; i + 1 < list->len; i++) {
		const char *key = csv_value (list, i, "key");

		g_assert_cmpstr (before, <, key); /* in order, nobody twice */
		before = key;
		if (!g_hash_table_contains (consenting, key))
			g_error ("%s did not consent", key);
		for (const char *const *column = (const char *const[]) { "item1", "item2", "item3", NULL }; *column != NULL; column++) {
			g_autofree char *pair = g_strdup_printf ("%s %s", key, csv_value (list, i, *column));

			g_assert_cmpstr (csv_value (list, i, *column), !=, "");
			if (g_hash_table_contains (owned, pair))
				g_error ("%s was recommended what is theirs: %s", key, pair);
		}
	}
}
