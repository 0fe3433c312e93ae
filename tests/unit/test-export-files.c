/* Lists in several files, under pseudonyms, for services, and what a manifest says of them. */
#include <config.h>
#include <segscope/campaign_export.h>
#include <segscope/contact.h>
#include <segscope/pseudonym.h>

#include <glib/gstdio.h>
#include <string.h>

#include "support/folder.h"
#include "campaign-fixture.h"

#define add_test(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

/* The company's list without anybody held back: 1..60 in A, 61..90 in B; who consented. */
static SegCampaign *
make_list (Fixture *fixture, guint n_arms)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "list");

	draft->control_share = 0;
	draft->no_control_reason = g_strdup ("test");
	draft->n_recommendations = 0;
	seg_campaign_draft_set_arms (draft, n_arms);
	return fixture_create (fixture, draft);
}

static char *
path_in (const Fixture *fixture, const char *name)
{
	return g_build_filename (fixture->folder, name, NULL);
}

static SegExport *
export (Fixture *fixture, const SegCampaign *campaign, const char *name, const SegExportOptions *options)
{
	g_autofree char *path = path_in (fixture, name);
	GError *error = NULL;
	SegExport *done = seg_campaign_export (fixture->workspace, campaign, path, options, NULL, &error);

	g_assert_no_error (error);
	return done;
}

static guint
n_lines (const Fixture *fixture, const char *name)
{
	g_autofree char *path = path_in (fixture, name), *text = test_file_read (path);
	guint n = 0;

	for (const char *at = text; (at = strstr (at, "\r\n")) != NULL; at += 2)
		n++;
	return n;
}

/* Everybody is in exactly one file, and the files are those of the workspace. */
static void
test_parts (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, 2);
	SegExportOptions by_segment = { .parts = SEG_EXPORT_BY_SEGMENT }, by_arm = { .parts = SEG_EXPORT_BY_ARM };
	g_autoptr (SegExport) segments = export (fixture, campaign, "list.csv", &by_segment), arms = NULL;
	g_autoptr (GPtrArray) kept = NULL;
	gint64 n_a = fixture_count (fixture, "SELECT count(*) FROM campaign_member m JOIN segment s ON s.id = m.segment_id WHERE s.name LIKE '%A'");

	(void) data;
	g_assert_cmpuint (segments->files->len, ==, 2);
	g_assert_cmpint (segments->n_rows, ==, campaign->n_send);
	g_assert_cmpint (((SegExportedFile *) segments->files->pdata[0])->n_rows, ==, n_a);
	arms = export (fixture, campaign, "arms.csv", &by_arm);
	g_assert_cmpint (n_lines (fixture, "arms-A.csv") + n_lines (fixture, "arms-B.csv"), ==, campaign->n_send + 2);
	kept = seg_exports (fixture->workspace, campaign->id, NULL);
	g_assert_cmpuint (kept->len, ==, 2);
	g_assert_cmpuint (((SegExport *) kept->pdata[0])->files->len, ==, 2);
	g_assert_cmpstr (((SegExportedFile *) ((SegExport *) kept->pdata[0])->files->pdata[0])->sha256, ==,
	                 ((SegExportedFile *) arms->files->pdata[0])->sha256);
}

static gboolean
holds (gconstpointer text, gconstpointer part)
{
	return strstr (text, part) != NULL;
}

static void
test_small_groups (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, 1);
	gint64 n_b = fixture_count (fixture, "SELECT min (n) FROM (SELECT count (*) AS n FROM campaign_member GROUP BY segment_id)");
	SegExportOptions options = { .smallest_group = n_b };
	g_autoptr (SegExport) all = export (fixture, campaign, "all.csv", &options), some = NULL, blind = NULL;
	static const char *const blind_columns[] = { "key", NULL };

	(void) data;
	g_assert_cmpint (all->n_small, ==, 0);
	options.smallest_group = n_b + 1;
	some = export (fixture, campaign, "some.csv", &options);
	g_assert_cmpint (some->n_small, ==, n_b);
	g_assert_cmpint (some->n_small_groups, ==, 1);
	g_assert_cmpint (some->n_rows, ==, campaign->n_send - n_b);
	g_assert_true (g_ptr_array_find_with_equal_func (some->remarks, "Left out: ", holds, NULL));
	options.columns = blind_columns; /* the file does not tell segments */
	blind = export (fixture, campaign, "blind.csv", &options);
	g_assert_cmpint (blind->n_small, ==, 0);
}

/* Pseudonyms say nothing, are the same in the next file, and find their people, under older keys too. */
static void
test_pseudonyms (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, 1);
	SegExportOptions options = { .pseudonyms = TRUE };
	g_autoptr (SegExport) first = export (fixture, campaign, "first.csv", &options), second = NULL, third = NULL;
	g_autofree char *path = path_in (fixture, "first.csv"), *text = test_file_read (path), *pseudonym = NULL;
	g_autoptr (GHashTable) users = NULL;
	const gint64 *user;

	(void) data;
	g_assert_true (g_str_has_prefix (text, "pseudonym,segment\r\n"));
	g_assert_null (strstr (text, "example.org"));
	pseudonym = g_strndup (text + strlen ("pseudonym,segment\r\n"), SEG_PSEUDONYM_LENGTH);
	g_assert_true (seg_pseudonym_is_one (pseudonym));
	second = export (fixture, campaign, "second.csv", &options);
	g_assert_cmpstr (second->key_id, ==, first->key_id);
	options.new_pseudonym_key = TRUE;
	third = export (fixture, campaign, "third.csv", &options);
	g_assert_cmpstr (third->key_id, !=, first->key_id);
	users = seg_pseudonym_users (fixture->workspace, campaign->id, NULL, NULL);
	g_assert_cmpint (g_hash_table_size (users), ==, 2 * campaign->n_send);
	user = g_hash_table_lookup (users, pseudonym);
	g_assert_nonnull (user);
	g_assert_cmpint (*user, ==, fixture_count (fixture, "SELECT min (user_id) FROM campaign_member"));
}

/* RFC 4231, test case 2 has another length of key; here against GLib's own HMAC. */
static void
test_pseudonym_is_hmac (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegPseudonyms) pseudonyms = NULL;
	g_autoptr (SegStatement) statement = NULL;
	g_autofree char *hmac = NULL;
	char text[SEG_PSEUDONYM_LENGTH + 1];
	gconstpointer key;
	gsize size;

	(void) data;
	pseudonyms = seg_pseudonyms_open (fixture->workspace, FALSE, NULL);
	seg_pseudonym_make (pseudonyms, "用户 1", text);
	statement = seg_workspace_prepare (fixture->workspace, "SELECT key FROM pseudonym_key", NULL);
	g_assert_true (seg_statement_next (statement, NULL));
	key = seg_statement_blob (statement, 0, &size);
	g_assert_cmpuint (size, ==, 32);
	hmac = g_compute_hmac_for_string (G_CHECKSUM_SHA256, key, size, "用户 1", -1);
	g_assert_true (text[0] == 'p' && strlen (text) == SEG_PSEUDONYM_LENGTH && strncmp (text + 1, hmac, SEG_PSEUDONYM_LENGTH - 1) == 0);
}

static void
test_preset (Fixture *fixture, gconstpointer data)
{
	static const char *const wrong[] = { "email=nowhere", NULL }, *const none[] = { "email=-", NULL };
	g_autoptr (SegCampaign) campaign = make_list (fixture, 1);
	SegExportOptions options = { .preset = seg_preset_find ("meta", NULL) };
	g_autofree char *path = path_in (fixture, "audience.csv"), *text = NULL, *left_out_path = path_in (fixture, "audience-left-out.csv"), *left_out = NULL;
	g_autoptr (SegExport) done = NULL;
	GError *error = NULL;

	(void) data;
	fixture_execute (fixture, "UPDATE user SET mail = 'no address' WHERE id = 1; UPDATE user SET mail = NULL WHERE id = 2; UPDATE user SET mail = ' John_Smith@gmail.com' WHERE id = 3");
	done = export (fixture, campaign, "audience.csv", &options);
	g_assert_cmpint (done->n_invalid, ==, 1);
	g_assert_cmpint (done->n_unreachable, ==, 2);
	g_assert_cmpint (done->n_rows, ==, campaign->n_send - 2);
	text = test_file_read (path);
	g_assert_true (g_str_has_prefix (text, "email,ct\r\n62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f,"));
	g_assert_null (strchr (text, '@'));
	left_out = test_file_read (left_out_path);
	test_contains (left_out, ",email,no address\r\n");
	options.fields = wrong;
	g_assert_null (seg_campaign_export (fixture->workspace, campaign, path, &options, NULL, &error));
	test_error (&error, SEG_ERROR_USAGE, "no column \"nowhere\"");
	options.fields = none;
	g_assert_null (seg_campaign_export (fixture->workspace, campaign, path, &options, NULL, &error));
	test_error (&error, SEG_ERROR_USAGE, "needs the e-mail address or telephone number");
	options.fields = NULL;
	fixture_execute (fixture, "UPDATE attribute SET field = NULL WHERE field = 'email'; ALTER TABLE user ADD COLUMN email TEXT; ALTER TABLE user ADD COLUMN Work TEXT;"
	                 "INSERT INTO attribute (entity, name, label, field, type) VALUES ('user', 'email', 'E', NULL, 'text'), ('user', 'Work', 'Email', NULL, 'text')");
	g_assert_null (seg_campaign_export (fixture->workspace, campaign, path, &options, NULL, &error));
	test_error (&error, SEG_ERROR_USAGE, "Several columns may be the e-mail address");
}

/* Google refuses a file that has some of the columns of an address and not all. */
static void
test_preset_together (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, 1);
	SegExportOptions options = { .preset = seg_preset_find ("google", NULL) };
	g_autofree char *path = path_in (fixture, "audience.csv"), *some = NULL, *all = NULL;
	g_autoptr (SegExport) done = NULL, again = NULL;

	(void) data;
	fixture_execute (fixture, "ALTER TABLE user ADD COLUMN zip TEXT; ALTER TABLE user ADD COLUMN first_name TEXT; ALTER TABLE user ADD COLUMN last_name TEXT;"
	                 "ALTER TABLE user ADD COLUMN country TEXT; UPDATE user SET zip = '94103', first_name = ' Ann', last_name = 'LEE', country = 'USA';"
	                 "INSERT INTO attribute (entity, name, label, field, type) VALUES ('user', 'zip', 'Zip', NULL, 'text'), "
	                 "('user', 'first_name', 'F', NULL, 'text'), ('user', 'last_name', 'L', NULL, 'text')");
	done = export (fixture, campaign, "audience.csv", &options);
	some = test_file_read (path);
	g_assert_true (g_str_has_prefix (some, "Email\r\n"));
	test_contains (g_ptr_array_index (done->remarks, done->remarks->len - 1), "First Name, Last Name, Zip; Google");
	fixture_execute (fixture, "INSERT INTO attribute (entity, name, label, field, type) VALUES ('user', 'country', 'C', NULL, 'text')");
	again = export (fixture, campaign, "audience.csv", &options);
	all = test_file_read (path);
	g_assert_true (g_str_has_prefix (all, "Email,First Name,Last Name,Country,Zip\r\n"));
	test_contains (all, ",US,94103\r\n");
}

static void
test_renamed (Fixture *fixture, gconstpointer data)
{
	static const char *const names[] = { "mail=Email Address", "key=编号", "city", NULL }, *const twice[] = { "mail", "city=mail", NULL };
	g_autoptr (SegCampaign) campaign = make_list (fixture, 1);
	SegExportOptions options = { .columns = names };
	g_autoptr (SegExport) done = export (fixture, campaign, "list.csv", &options);
	g_autoptr (GPtrArray) rows = seg_campaign_export_preview (fixture->workspace, campaign, &options, 2, NULL);
	g_autofree char *path = path_in (fixture, "list.csv"), *text = test_file_read (path), *first = NULL;
	GError *error = NULL;

	(void) data;
	g_assert_true (g_str_has_prefix (text, "Email Address,编号,city\r\n"));
	g_assert_cmpuint (rows->len, ==, 3);
	first = g_strjoinv (",", rows->pdata[1]); /* the preview shows what is in the file */
	g_assert_true (g_str_has_prefix (text + strlen ("Email Address,编号,city\r\n"), first));
	options.columns = twice;
	g_assert_null (seg_campaign_export (fixture->workspace, campaign, path, &options, NULL, &error));
	test_error (&error, SEG_ERROR_USAGE, "Two columns of the file would be called \"mail\"");
}

static SegFileState
state_of (const GPtrArray *findings, const char *file)
{
	for (guint i = 0; i < findings->len; i++)
		if (strcmp (((SegFileFinding *) findings->pdata[i])->file, file) == 0)
			return ((SegFileFinding *) findings->pdata[i])->state;
	g_error ("nothing was found about %s", file);
}

static void
test_manifest (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, 2);
	SegExportOptions options = { .parts = SEG_EXPORT_BY_ARM };
	g_autoptr (SegExport) done = export (fixture, campaign, "list.csv", &options);
	g_autofree char *a = path_in (fixture, "list-A.csv"), *b = path_in (fixture, "list-B.csv"), *extra = path_in (fixture, "list-C.csv"), *text = NULL, *both = NULL;
	g_autoptr (GPtrArray) fine = seg_manifest_verify (fixture->workspace, done->manifest, NULL), bad = NULL;
	GError *error = NULL;

	(void) data;
	g_assert_cmpuint (fine->len, ==, 3);
	for (guint i = 0; i < fine->len; i++)
		g_assert_cmpint (((SegFileFinding *) fine->pdata[i])->state, ==, SEG_FILE_AS_WRITTEN);
	text = test_file_read (a);
	text[strlen (text) - 3] ^= 1; /* one bit */
	g_assert_true (g_file_set_contents (a, text, -1, NULL));
	g_remove (b);
	g_assert_true (g_file_set_contents (extra, "x", -1, NULL));
	both = test_file_read (done->manifest);
	both[strlen (both) - 2] = ' ';
	bad = seg_manifest_verify (NULL, done->manifest, NULL);
	g_assert_cmpint (state_of (bad, "list-A.csv"), ==, SEG_FILE_CHANGED);
	g_assert_cmpint (state_of (bad, "list-B.csv"), ==, SEG_FILE_MISSING);
	g_assert_cmpint (state_of (bad, "list-C.csv"), ==, SEG_FILE_EXTRA);
	g_assert_true (g_file_set_contents (done->manifest, "{\"manifest\":1,\"files\":[1,{\"file\":7},{\"file\":\"../x\",\"sha256\":\"\"}]}", -1, NULL));
	g_clear_pointer (&bad, g_ptr_array_unref);
	bad = seg_manifest_verify (fixture->workspace, done->manifest, NULL);
	g_assert_cmpint (state_of (bad, "list.csv.manifest.json"), ==, SEG_FILE_CHANGED);
	g_assert_null (seg_manifest_verify (NULL, a, &error));
	test_error (&error, SEG_ERROR_DATA, "is not a manifest");
}

/* Lists of one name in three formats, two of them in parts, and one by an older version: each manifest knows its own, and what is left over from before is
 * told by the one it could be taken for. */
static void
test_manifests_beside (Fixture *fixture, gconstpointer data)
{
	static const char *const names[] = { "list.csv", "list.xlsx", "list.jsonl" };
	g_autoptr (SegCampaign) campaign = make_list (fixture, 2);
	g_autofree char *older = path_in (fixture, "list.manifest.json"), *left = path_in (fixture, "list-C.csv"), *text = NULL;
	GError *error = NULL;

	(void) data;
	for (guint round = 0; round < 2; round++)
		for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
			SegExportOptions options = { .parts = i == 2 ? SEG_EXPORT_TOGETHER : SEG_EXPORT_BY_ARM, .file.format = seg_table_format_of_path (names[i]) };
			g_autoptr (SegExport) done = export (fixture, campaign, names[i], &options);
			g_autofree char *manifest = g_strconcat (names[i], ".manifest.json", NULL), *path = path_in (fixture, manifest);

			g_assert_cmpstr (done->manifest, ==, path);
		}
	text = g_strdup ("{\"manifest\":1,\"files\":[{\"file\":\"list-C.csv\",\"rows\":1,\"bytes\":1,\"sha256\":\"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\"}]}");
	g_assert_true (g_file_set_contents (older, text, -1, NULL) && g_file_set_contents (left, "x", -1, NULL));
	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		g_autofree char *manifest = g_strconcat (names[i], ".manifest.json", NULL), *path = path_in (fixture, manifest);
		g_autoptr (GPtrArray) findings = seg_manifest_verify (fixture->workspace, path, &error);

		g_assert_no_error (error);
		g_assert_cmpuint (findings->len, ==, i == 0 ? 4 : i == 1 ? 3 : 2); /* the manifest, its files, the part left over */
		for (guint k = 0; k < findings->len; k++)
			g_assert_cmpint (((SegFileFinding *) findings->pdata[k])->state, ==, i == 0 && k == 3 ? SEG_FILE_EXTRA : SEG_FILE_AS_WRITTEN);
	}
	{
		g_autoptr (GPtrArray) findings = seg_manifest_verify (NULL, older, NULL); /* the others are of lists of their own */

		g_assert_cmpuint (findings->len, ==, 1);
		g_assert_cmpint (state_of (findings, "list-C.csv"), ==, SEG_FILE_AS_WRITTEN);
	}
}

/* What a manifest says must be said of files in its folder, with checksums. */
static void
test_manifest_unusable (Fixture *fixture, gconstpointer data)
{
	static const char *const texts[] = { "{\"manifest\":1,\"files\":[{\"file\":\"./d.csv\",\"sha256\":\"0\"}]}", "{\"manifest\":1,\"files\":[7]}",
	                                     "{\"manifest\":1,\"files\":[{\"file\":\"d.csv\"}]}", "{\"manifest\":1,\"files\":[{\"sha256\":\"0\"}]}" };
	g_autofree char *path = path_in (fixture, "d.manifest.json");
	GError *error = NULL;

	(void) data;
	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
		g_autoptr (GPtrArray) findings = NULL;

		g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
		findings = seg_manifest_verify (NULL, path, NULL);
		g_assert_cmpuint (findings->len, ==, 1);
		g_assert_cmpint (((SegFileFinding *) findings->pdata[0])->state, ==, SEG_FILE_CHANGED);
	}
	g_assert_true (g_file_set_contents (path, "{\"manifest\":1,\"files\":[]}", -1, NULL));
	g_assert_null (seg_manifest_verify (NULL, path, &error));
	test_error (&error, SEG_ERROR_DATA, "names no files");
}

/* A file for a service has no place for people who are not to be written to. */
static void
test_preset_arms (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, 1);
	SegExportOptions options = { .preset = seg_preset_find ("meta", NULL), .arm = SEG_ARM_BOTH };
	g_autofree char *path = path_in (fixture, "list.csv");
	g_autoptr (SegExport) done = NULL;
	GError *error = NULL;

	(void) data;
	g_assert_null (seg_campaign_export (fixture->workspace, campaign, path, &options, NULL, &error));
	test_error (&error, SEG_ERROR_USAGE, "add --split arm");
	options.arm = SEG_ARM_CONTROL;
	options.parts = SEG_EXPORT_BY_ARM;
	g_assert_null (seg_campaign_export (fixture->workspace, campaign, path, &options, NULL, &error));
	test_error (&error, SEG_ERROR_USAGE, "leave out --arm control");
	g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
	options.arm = SEG_ARM_BOTH;
	done = export (fixture, campaign, "list.csv", &options);
	g_assert_cmpint (done->n_rows, >, 0);
}

/* Two lists made before either went out: the second does not reach the same people again, the first goes out again as it was. */
static void
test_contacted (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) first = make_list (fixture, 1), second = NULL, third = NULL;
	g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_copy (first->draft);
	SegExportOptions options = { .arm = SEG_ARM_SEND };
	g_autoptr (SegExport) one = NULL, two = NULL, again = NULL, other = NULL, often = NULL;
	g_autoptr (GPtrArray) exports = NULL;
	g_autoptr (SegCampaign) after = NULL;

	(void) data;
	g_free (draft->name);
	draft->name = g_strdup ("second");
	second = fixture_create (fixture, draft);
	g_free (draft->name);
	draft->name = g_strdup ("third");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONTACTED, "a correction");
	third = fixture_create (fixture, draft);
	one = export (fixture, first, "one.csv", &options);
	g_assert_cmpint (one->n_rows, ==, first->n_send);
	two = export (fixture, second, "two.csv", &options);
	g_assert_cmpint (two->n_rows, ==, 0);
	g_assert_cmpint (two->n_contacted, ==, second->n_send);
	test_contains (two->remarks->pdata[two->remarks->len - 1], "the days of quiet are not over");
	after = seg_campaign_load (fixture->workspace, "second", NULL);
	g_assert_cmpstr (after->status, ==, "draft");
	again = export (fixture, first, "again.csv", &options);
	g_assert_cmpint (again->n_rows, ==, first->n_send);
	other = export (fixture, third, "other.csv", &options);
	g_assert_cmpint (other->n_rows, ==, third->n_send);
	g_assert_cmpint (fixture_count (fixture, "SELECT max (detail ->> 'left_out_contacted') FROM audit WHERE action = 'export'"), ==, second->n_send);
	g_assert_true (seg_contact_policy_write (fixture->workspace, &(SegContactPolicy) { 0, 1, 30 }, "once a month", NULL));
	often = export (fixture, second, "often.csv", &options);
	g_assert_cmpint (often->n_too_often, ==, second->n_send);
	exports = seg_exports (fixture->workspace, second->id, NULL);
	g_assert_cmpint (((SegExport *) exports->pdata[1])->n_contacted, ==, second->n_send);
}

/* Who was put into the hold-out, has no address any more or was contacted too often since the list was made. */
static void
test_rules_since (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, 1);
	SegExportOptions options = { .arm = SEG_ARM_SEND };
	g_autoptr (SegExport) done = NULL, later = NULL;

	(void) data;
	fixture_execute (fixture, "UPDATE user SET mail = NULL WHERE id = (SELECT min (user_id) FROM campaign_member)");
	done = export (fixture, campaign, "list.csv", &options);
	g_assert_cmpint (done->n_unreachable, ==, 1);
	g_assert_cmpint (done->n_rows, ==, campaign->n_send - 1);
	g_assert_true (seg_hold_out_set (fixture->workspace, 0.5, "to measure all campaigns", NULL));
	later = export (fixture, campaign, "later.csv", &options);
	g_assert_cmpint (later->n_held_back, >, 0);
	g_assert_cmpint (later->n_rows, ==, campaign->n_send - later->n_held_back - later->n_unreachable);
}

/* Addresses that became the same since the list was made: one of each goes out, whoever was written to before, else who came in first; those who may
 * not be written to anyway stand in nobody's way. */
static void
test_same_address (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, 1), stale = NULL;
	SegExportOptions options = { .arm = SEG_ARM_SEND };
	g_autoptr (SegExport) done = NULL, again = NULL;

	(void) data;
	fixture_execute (fixture, "CREATE TEMP TABLE sent AS SELECT user_id AS id, row_number () OVER (ORDER BY user_id) AS n FROM campaign_member;"
	                 "UPDATE source SET checksum = 'more';"
	                 "UPDATE user SET mail = 'Two@example.org' WHERE id IN (SELECT id FROM sent WHERE n IN (1, 3, 4));"
	                 "UPDATE user SET consent = 0 WHERE id IN (SELECT id FROM sent WHERE n = 1);"
	                 "UPDATE user SET mail = NULL WHERE id IN (SELECT id FROM sent WHERE n = 2)");
	stale = seg_campaign_load (fixture->workspace, campaign->name, NULL);
	g_assert_true (stale->stale);
	done = export (fixture, stale, "list.csv", &options);
	g_assert_cmpint (done->n_withdrawn, ==, 1);
	g_assert_cmpint (done->n_unreachable, ==, 1);
	g_assert_cmpint (done->n_same_address, ==, 1);
	g_assert_cmpint (done->n_rows, ==, campaign->n_send - 3);
	g_assert_cmpint (fixture_count (fixture, "SELECT sum (n) FROM contact JOIN sent ON id = user_id WHERE outcome = 'same address'"), ==, 4);
	fixture_execute (fixture, "UPDATE user SET mail = ' two@EXAMPLE.org' WHERE id IN (SELECT id FROM sent WHERE n = 2)");
	again = export (fixture, stale, "again.csv", &options);
	g_assert_cmpint (again->n_same_address, ==, 2);
	g_assert_cmpint (fixture_count (fixture, "SELECT sum (n) FROM contact JOIN sent ON id = user_id WHERE counts AND n <= 4"), ==, 3);
	g_assert_cmpint (fixture_count (fixture, "SELECT max (left_out ->> 'same_address') FROM export"), ==, 2);
}

/* Who asked not to be contacted since the list was made, and what no program can be trusted with. */
static void
test_since (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, 1);
	SegExportOptions options = { .arm = SEG_ARM_SEND };
	g_autoptr (SegExport) done = NULL;
	g_autofree char *path = path_in (fixture, "list.csv"), *text = NULL;

	(void) data;
	fixture_execute (fixture, "INSERT INTO do_not_contact (key, channel, reason, added_at, who) SELECT key, 'email', 'asked', 0, 'me' FROM user WHERE id = 1;"
	                 "INSERT INTO do_not_contact (key, channel, reason, added_at, who) SELECT key, 'sms', 'asked', 0, 'me' FROM user WHERE id = 2;"
	                 "UPDATE user SET mail = 'a' || char (7) || 'b@example.org' WHERE id = 3");
	done = export (fixture, campaign, "list.csv", &options);
	g_assert_cmpint (done->n_withdrawn, ==, 1);
	g_assert_cmpint (done->n_rows, ==, campaign->n_send - 1);
	g_assert_cmpint (done->n_replaced, ==, 1);
	text = test_file_read (path);
	test_contains (text, "a\xEF\xBF\xBD" "b@example.org");
}

/* The same, said by an account that was merged into the one on the list. */
static void
test_since_merged (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, 1);
	SegExportOptions options = { .arm = SEG_ARM_SEND };
	g_autoptr (SegExport) done = NULL;

	(void) data;
	fixture_execute (fixture, "INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'merge', '{}', 0);"
	                 "INSERT INTO excluded_user (user_id, step_id, merged_into) VALUES (95, 1, 1), (96, 1, 2), (97, 1, 3);"
	                 "INSERT INTO do_not_contact (key, channel, reason, added_at, who) SELECT key, '', 'asked', 0, 'me' FROM user WHERE id = 95;"
	                 "INSERT INTO result (campaign, user_id, outcome, source_id) VALUES ('old', 96, 'complained', 1)");
	done = export (fixture, campaign, "list.csv", &options);
	g_assert_cmpint (done->n_withdrawn, ==, 2);
	g_assert_cmpint (done->n_rows, ==, campaign->n_send - 2);
}

static gboolean
is_in_file (const Fixture *fixture, const char *name, const char *text)
{
	g_autofree char *path = path_in (fixture, name), *content = test_file_read (path);

	return strstr (content, text) != NULL;
}

/* The same, said by an account with the address of one on the list, which is not on it itself; in every kind of file, and on lists that write to each
 * account. A campaign that asks for nobody's no, with its reason, writes to them. */
static void
test_since_twins (Fixture *fixture, gconstpointer data)
{
	SegExportOptions options = { .arm = SEG_ARM_SEND }, meta = { .preset = seg_preset_find ("meta", NULL) }, control = { .arm = SEG_ARM_CONTROL };
	g_autoptr (SegCampaign) campaign = make_list (fixture, 1), each = NULL, bold = NULL;
	g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_copy (campaign->draft);
	g_autoptr (SegExport) done = NULL, again = NULL, hashed = NULL, of_each = NULL, of_bold = NULL, held = NULL;

	(void) data;
	g_free (draft->name);
	draft->name = g_strdup ("each");
	draft->one_an_address = FALSE;
	draft->control_share = 0.5;
	each = fixture_create (fixture, draft);
	g_free (draft->name);
	draft->name = g_strdup ("bold");
	draft->control_share = 0;
	seg_campaign_draft_override (draft, SEG_SUPPRESS_UNSUBSCRIBED, "a notice that the law asks for");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONTACTED, "the same");
	bold = fixture_create (fixture, draft);
	fixture_execute (fixture, "CREATE TEMP TABLE n AS SELECT user_id AS id, row_number () OVER (ORDER BY user_id) AS n FROM campaign_member WHERE campaign_id = 1;"
	                 "UPDATE user SET mail = 'first@example.org' WHERE id = (SELECT id FROM n WHERE n = 1) OR id = 96;"
	                 "UPDATE user SET mail = 'second@example.org' WHERE id = (SELECT id FROM n WHERE n = 2);"
	                 "UPDATE user SET mail = ' Second@Example.org ' WHERE id = 97");
	done = export (fixture, campaign, "list.csv", &options);
	g_assert_cmpint (done->n_withdrawn, ==, 0);
	g_assert_true (is_in_file (fixture, "list.csv", "first@example.org"));
	fixture_execute (fixture, "INSERT INTO do_not_contact (key, channel, reason, added_at, who) SELECT key, 'email', 'asked', 0, 'me' FROM user WHERE id = 96;"
	                 "INSERT INTO result (campaign, user_id, outcome, source_id) VALUES ('old', 97, 'unsubscribed', 1)");
	again = export (fixture, campaign, "list.csv", &options);
	g_assert_cmpint (again->n_withdrawn, ==, 2);
	g_assert_cmpint (again->n_rows, ==, campaign->n_send - 2);
	g_assert_false (is_in_file (fixture, "list.csv", "first@example.org"));
	g_assert_false (is_in_file (fixture, "list.csv", "second@example.org"));
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM contact WHERE export_id = 2 AND outcome = 'withdrawn' AND user_id IN (SELECT id FROM n WHERE n <= 2)"), ==, 2);
	hashed = export (fixture, campaign, "meta.csv", &meta);
	g_assert_cmpint (hashed->n_withdrawn, ==, 2);
	of_bold = export (fixture, bold, "bold.csv", &options);
	g_assert_true (is_in_file (fixture, "bold.csv", "first@example.org"));
	of_each = export (fixture, each, "each.csv", &options);
	held = export (fixture, each, "held.csv", &control); /* the analyst's file has them, whatever they said */
	g_assert_cmpint (of_each->n_withdrawn + fixture_count (fixture, "SELECT count (*) FROM campaign_member WHERE campaign_id = 2 AND arm = 'control' AND user_id IN "
	                 "(SELECT id FROM n WHERE n <= 2)"), ==, 2);
	g_assert_cmpint (held->n_rows, ==, each->n_control);
	g_assert_false (is_in_file (fixture, "each.csv", "first@example.org"));
}

/* Nothing that nobody has named comes to lie on something else; what was named is refused where it belongs to another list. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
	SegExportOptions meta = { .preset = seg_preset_find ("meta", NULL) }, parts = { .preset = seg_preset_find ("meta", NULL), .parts = SEG_EXPORT_BY_SEGMENT };
	SegExportOptions plain = { .arm = SEG_ARM_SEND };
	g_autoptr (SegCampaign) campaign = make_list (fixture, 1);
	g_autoptr (SegExport) first = NULL, again = NULL, other = NULL, beside = NULL, split = NULL;
	g_autofree char *left_out = path_in (fixture, "w-left-out.csv"), *mine = path_in (fixture, "own-left-out.csv"), *list = path_in (fixture, "w.csv");
	g_autofree char *manifest = path_in (fixture, "w.csv.manifest.json"), *part = path_in (fixture, "s-A.csv"), *long_name = NULL, *name = NULL, *sql = NULL;
	GError *error = NULL;

	(void) data;
	fixture_execute (fixture, "UPDATE user SET mail = 'no address' WHERE id IN (1, 61)");
	first = export (fixture, campaign, "w.csv", &meta);
	g_assert_cmpstr (((SegExportedFile *) first->files->pdata[1])->path, ==, left_out);
	again = export (fixture, campaign, "w.csv", &meta); /* its own of the last time */
	g_assert_cmpstr (((SegExportedFile *) again->files->pdata[1])->path, ==, left_out);
	g_assert_null (seg_campaign_export (fixture->workspace, campaign, left_out, &plain, NULL, &error));
	test_error (&error, SEG_ERROR_FILE, "who was left out of the list w.csv");
	g_assert_null (seg_campaign_export (fixture->workspace, campaign, manifest, &plain, NULL, &error));
	test_error (&error, SEG_ERROR_USAGE, "name of a manifest");
	g_unlink (left_out);
	other = export (fixture, campaign, "w-left-out.csv", &plain);
	beside = export (fixture, campaign, "w.csv", &meta);
	g_assert_true (g_str_has_suffix (((SegExportedFile *) beside->files->pdata[1])->path, "/w-left-out-2.csv"));
	g_assert_cmpint (n_lines (fixture, "w-left-out.csv"), ==, campaign->n_send - 2 + 1);
	g_assert_true (g_file_set_contents (mine, "my own", -1, NULL)); /* whoever wrote that */
	g_clear_pointer (&beside, seg_export_free);
	beside = export (fixture, campaign, "own.csv", &meta);
	g_assert_true (g_str_has_suffix (((SegExportedFile *) beside->files->pdata[1])->path, "/own-left-out-2.csv"));
	/* Segments whose names are those of other files, long, or "none". */
	fixture_execute (fixture, "UPDATE segment SET name = 'left-out' WHERE name = 'A'");
	long_name = g_strnfill (300, 'x');
	memcpy (long_name + 200, "\xE4\xBD\xA0\xE4\xBD\xA0\xE4\xBD\xA0\xE4\xBD\xA0\xE4\xBD\xA0\xE4\xBD\xA0\xE4\xBD\xA0\xE4\xBD\xA0\xE4\xBD\xA0\xE4\xBD\xA0"
	        "\xE4\xBD\xA0\xE4\xBD\xA0\xE4\xBD\xA0", 39);
	sql = g_strdup_printf ("UPDATE segment SET name = '%s' WHERE name = 'B'", long_name);
	fixture_execute (fixture, sql);
	split = export (fixture, campaign, "p.csv", &parts);
	g_assert_cmpuint (split->files->len, ==, 3);
	g_assert_true (g_str_has_suffix (((SegExportedFile *) split->files->pdata[0])->path, "/p-left-out-2.csv"));
	g_assert_true (g_str_has_suffix (((SegExportedFile *) split->files->pdata[2])->path, "/p-left-out.csv"));
	name = g_path_get_basename (((SegExportedFile *) split->files->pdata[1])->path);
	g_assert_true (g_utf8_validate (name, -1, NULL));
	g_assert_cmpuint (strlen (name), <=, 244);
	/* A list of its own where a part would come. */
	fixture_execute (fixture, "UPDATE segment SET name = 'A' WHERE name = 'left-out'");
	g_clear_pointer (&other, seg_export_free);
	other = export (fixture, campaign, "s-A.csv", &plain);
	name = (g_free (name), path_in (fixture, "s.csv"));
	g_assert_null (seg_campaign_export (fixture->workspace, campaign, name, &parts, NULL, &error));
	test_error (&error, SEG_ERROR_FILE, "belongs to the list s-A.csv");
	g_assert_true (g_file_test (part, G_FILE_TEST_EXISTS));
	g_assert_false (g_file_test (name, G_FILE_TEST_EXISTS));
	g_assert_true (g_file_test (list, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	add_test ("/export-files/parts", test_parts);
	add_test ("/export-files/small-groups", test_small_groups);
	add_test ("/export-files/pseudonyms", test_pseudonyms);
	add_test ("/export-files/pseudonym-is-hmac", test_pseudonym_is_hmac);
	add_test ("/export-files/preset", test_preset);
	add_test ("/export-files/preset-arms", test_preset_arms);
	add_test ("/export-files/preset-together", test_preset_together);
	add_test ("/export-files/contacted", test_contacted);
	add_test ("/export-files/rules-since", test_rules_since);
	add_test ("/export-files/manifest-unusable", test_manifest_unusable);
	add_test ("/export-files/renamed", test_renamed);
	add_test ("/export-files/manifest", test_manifest);
	add_test ("/export-files/manifests-beside", test_manifests_beside);
	add_test ("/export-files/same-address", test_same_address);
	add_test ("/export-files/since", test_since);
	add_test ("/export-files/since-merged", test_since_merged);
	add_test ("/export-files/since-twins", test_since_twins);
	add_test ("/export-files/names", test_names);
	return g_test_run ();
}
