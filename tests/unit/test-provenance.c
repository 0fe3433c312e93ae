/* What a workspace says of itself: fingerprint, contents, audit log, attributes. */
#include <config.h>
#include "workspace-fixture.h"

#include <string.h>

static void
add_source (SegWorkspace *workspace, const char *checksum, const char *mapping)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace,
		"INSERT INTO source (path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, "
		"rows_repeated, imported_at, program_version) "
		"VALUES ('u.csv', :checksum, 'users', :mapping, 'UTF-8', ',', 1, 1, 0, 0, 0, '0')", &error);

	g_assert_no_error (error);
	seg_statement_bind_text (insert, ":checksum", checksum);
	seg_statement_bind_text (insert, ":mapping", mapping);
	g_assert_true (seg_statement_run (insert, &error));
}

static void
test_fingerprint (void)
{
	g_autoptr (TestFolder) folder = test_folder_new (), other_folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder), other = make (other_folder);
	g_autofree char *empty = seg_workspace_fingerprint (workspace, NULL), *one = NULL, *same = NULL, *two = NULL, *swapped = NULL;

	g_assert_cmpuint (strlen (empty), ==, 64);
	add_source (workspace, "aa", "{}");
	add_source (other, "aa", "{}");
	one = seg_workspace_fingerprint (workspace, NULL);
	same = seg_workspace_fingerprint (other, NULL);
	g_assert_cmpstr (one, !=, empty);
	g_assert_cmpstr (one, ==, same);
	add_source (workspace, "bb", "{}");
	two = seg_workspace_fingerprint (workspace, NULL);
	g_assert_cmpstr (two, !=, one);
	run (workspace, "DELETE FROM source");
	add_source (workspace, "bb", "{}");
	add_source (workspace, "aa", "{}");
	swapped = seg_workspace_fingerprint (workspace, NULL); /* the order counts: later values replace earlier ones */
	g_assert_cmpstr (swapped, !=, two);
}

static void
test_taking (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);

	g_assert_cmpstr (seg_workspace_taking (workspace, NULL), ==, "event");
	add_source (workspace, "aa", "{}");
	run (workspace, "INSERT INTO user (key) VALUES ('u'); INSERT INTO item (key) VALUES ('i');"
	                "INSERT INTO event_kind (id, name) VALUES (1, 'view'), (2, 'rating'), (3, 'purchase')");
	run (workspace, "INSERT INTO event (user_id, item_id, kind_id, source_id) VALUES (1, 1, 1, 1)");
	g_assert_cmpstr (seg_workspace_taking (workspace, NULL), ==, "event");
	run (workspace, "INSERT INTO event (user_id, item_id, kind_id, source_id) VALUES (1, NULL, 3, 1), (1, 1, 2, 1)");
	g_assert_cmpstr (seg_workspace_taking (workspace, NULL), ==, "rating"); /* purchases of nothing named do not count */
	run (workspace, "INSERT INTO event (user_id, item_id, kind_id, source_id) VALUES (1, 1, 3, 1)");
	g_assert_cmpstr (seg_workspace_taking (workspace, NULL), ==, "purchase");
}

static void
test_info (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegWorkspaceInfo) empty = seg_workspace_info (workspace, &error), full = NULL;

	g_assert_no_error (error);
	g_assert_cmpint (empty->version, ==, SEG_WORKSPACE_VERSION);
	g_assert_cmpint (empty->n_users, ==, 0);
	g_assert_cmpint (empty->last_event_at, ==, 0);
	g_assert_cmpfloat (empty->revenue, ==, 0);
	add_source (workspace, "aa", "{}");
	run (workspace, "INSERT INTO user (key, listed) VALUES ('u', 1), ('v', 0); INSERT INTO item (key) VALUES ('i');"
	                "INSERT INTO event_kind (id, name) VALUES (1, 'purchase'), (2, 'refund'), (3, 'view');"
	                "INSERT INTO event (user_id, item_id, kind_id, at, amount, source_id) VALUES"
	                " (1, 1, 1, 100, 20.5, 1), (1, 1, 2, 300, -5, 1), (2, 1, 3, 200, 1000, 1);"
	                "INSERT INTO review VALUES (1, '好')");
	full = seg_workspace_info (workspace, &error);
	g_assert_no_error (error);
	g_assert_cmpint (full->n_users, ==, 2);
	g_assert_cmpint (full->n_users_listed, ==, 1);
	g_assert_cmpint (full->n_items_listed, ==, 0);
	g_assert_cmpint (full->n_events, ==, 3);
	g_assert_cmpint (full->n_reviews, ==, 1);
	g_assert_cmpint (full->first_event_at, ==, 100);
	g_assert_cmpint (full->last_event_at, ==, 300);
	g_assert_cmpfloat (full->revenue, ==, 15.5);
	g_assert_cmpstr (full->fingerprint, !=, empty->fingerprint);
}

static void
test_audit (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) entries = NULL;
	const SegAuditEntry *entry;

	for (int i = 0; i < 5; i++) {
		g_autofree char *object = g_strdup_printf ("file %d", i);

		g_assert_true (seg_audit_add (workspace, "import", object, i == 3 ? "{\"rows\": 3}" : NULL, &error));
	}
	entries = seg_audit_list (workspace, 3, 2, &error);
	g_assert_cmpuint (entries->len, ==, 2);
	entry = entries->pdata[0];
	g_assert_cmpstr (entry->object, ==, "file 2");
	g_assert_null (entry->detail);
	entry = entries->pdata[1];
	g_assert_cmpstr (entry->detail, ==, "{\"rows\": 3}");
	g_assert_cmpstr (entry->who, ==, g_get_user_name ());
}

static void
test_attributes (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) attributes = NULL;
	const SegAttribute *attribute;

	run (workspace, "INSERT INTO attribute (entity, name, label, field, type, missing) VALUES"
	                " ('user', 'registered', 'Registration date', 'registered', 'date', 3),"
	                " ('item', 'title', 'Title', 'title', 'text', 0),"
	                " ('user', 'city', '城市', NULL, 'category', 41)");
	attributes = seg_attributes (workspace, "user", &error);
	g_assert_no_error (error);
	g_assert_cmpuint (attributes->len, ==, 2);
	attribute = seg_attributes_find (attributes, "CITY");
	g_assert_cmpstr (attribute->label, ==, "城市");
	g_assert_cmpint (attribute->type, ==, SEG_TYPE_CATEGORY);
	g_assert_cmpint (attribute->n_missing, ==, 41);
	g_assert_true (seg_attributes_find (attributes, "城市") == attribute);
	g_assert_true (seg_attributes_with_field (attributes, "registered") == attributes->pdata[0]);
	g_assert_null (seg_attributes_find (attributes, "title"));
	g_assert_null (seg_attributes_with_field (attributes, NULL)); /* not one without a meaning */
	for (SegType type = SEG_TYPE_TEXT; type <= SEG_TYPE_BOOLEAN; type++)
		g_assert_nonnull (seg_type_name (type));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/provenance/fingerprint", test_fingerprint);
	g_test_add_func ("/provenance/taking", test_taking);
	g_test_add_func ("/provenance/info", test_info);
	g_test_add_func ("/provenance/audit", test_audit);
	g_test_add_func ("/provenance/attributes", test_attributes);
	return g_test_run ();
}
