/* Rows that contradict each other, and counts that are kept beside what they count: a table of questions, each with its answer. */
#include <config.h>
#include "check.h"

#include <segscope/event_pack.h>
#include <segscope/hint.h>
#include <segscope/steps.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>

typedef struct {
	const char *check;
	const char *wrong;  /* FROM ... WHERE: the rows that are wrong */
	const char *one, *many; /* with one %s, their number */
	const char *remedy;
	const char *repair; /* NULL: there is none */
} Question;

#define NO_SUCH_EVENT "NOT EXISTS (SELECT 1 FROM event WHERE event.id = event_id) AND " \
	"NOT EXISTS (SELECT 1 FROM event_set_aside WHERE event_set_aside.id = event_id)"
#define NO_SUCH_ENTITY "(entity = 'user' AND NOT EXISTS (SELECT 1 FROM user WHERE user.id = entity_id)) OR " \
	"(entity = 'item' AND NOT EXISTS (SELECT 1 FROM item WHERE item.id = entity_id))"
#define OTHER_SEGMENTATION "membership WHERE segmentation_id <> (SELECT s.segmentation_id FROM segment AS s WHERE s.id = segment_id)"
#define SIZE_OF_SEGMENT "(SELECT count(*) FROM membership WHERE membership.segment_id = segment.id)"
#define SIZE_OF_SEGMENTATION "(SELECT count(*) FROM membership WHERE membership.segmentation_id = segmentation.id)"

#define OTHER_VERSION "version_member WHERE NOT EXISTS (SELECT 1 FROM version_segment AS v WHERE v.version_id = version_member.version_id " \
	"AND v.segment_id = version_member.segment_id)"
#define OTHER_PINS(table) table " WHERE segmentation_id <> (SELECT s.segmentation_id FROM segment AS s WHERE s.id = segment_id)"
#define SIZE_OF_VERSION "(SELECT count(*) FROM version_member AS m WHERE m.version_id = version_segment.version_id " \
	"AND m.segment_id = version_segment.segment_id)"
#define NOT_IN_USE "version_id NOT IN (SELECT id FROM segmentation_version AS v WHERE number = " \
	"(SELECT max (number) FROM segmentation_version AS w WHERE w.segmentation_id = v.segmentation_id))"

#define KEY_TWICE(entity) entity " WHERE key IN (SELECT key FROM " entity " GROUP BY key HAVING count(*) > 1) AND " \
	"id NOT IN (SELECT min (id) FROM " entity " GROUP BY key)"
/* Where keys are: each one is in a block, between its first and last key. A workspace without blocks has no keys yet to look for. */
#define IN_ITS_KEY_BLOCK(entity) "(SELECT count(*) FROM key_block CROSS JOIN json_each (ids) AS one JOIN " entity " AS e ON e.id = one.value " \
	"WHERE entity = '" entity "' AND e.key BETWEEN first_key AND last_key)"
#define KEYS_MISS "(SELECT 1 WHERE EXISTS (SELECT 1 FROM key_block) AND ((SELECT count(*) FROM user) <> " IN_ITS_KEY_BLOCK ("user") \
	" OR (SELECT count(*) FROM item) <> " IN_ITS_KEY_BLOCK ("item") "))"
/* Where events are: each one up to the last block is in a block that knows its user, also those that may be put back. */
#define IN_ITS_BLOCK(table) "SELECT count(*) AS n FROM event_block CROSS JOIN " table " AS e ON e.id BETWEEN first_event_id AND last_event_id " \
	"AND e.user_id BETWEEN first_user_id AND last_user_id"
#define BLOCKS_MISS "(SELECT 1 WHERE (SELECT count(*) FROM event WHERE id <= " SEG_SQL_LAST_BLOCK ") <> (" IN_ITS_BLOCK ("event") ") " \
	"OR (SELECT count(*) FROM event_set_aside WHERE id <= " SEG_SQL_LAST_BLOCK ") <> (" IN_ITS_BLOCK ("event_set_aside") ") " \
	"OR EXISTS (SELECT 1 FROM (SELECT first_event_id, lag (last_event_id) OVER (ORDER BY first_event_id) AS before FROM event_block) " \
	"WHERE before >= first_event_id))"
#define MAKE_BLOCKS "DELETE FROM event_block; INSERT INTO event_block SELECT min (id), max (id), min (user_id), max (user_id) FROM " \
	"(SELECT id, user_id FROM event UNION ALL SELECT id, user_id FROM event_set_aside) GROUP BY id / 512"

#define CONTACTS_OF_EXPORT "(SELECT count(*) FROM contact WHERE contact.export_id = export.id AND contact.counts)"

#define WHERE_KEYS N_("The list of where keys are (key_block) is wrong%.0s, and looking for one takes long")
#define WHERE_EVENTS N_("The list of where a user's events are (event_block) is wrong%.0s")

static const Question questions[] = {
	{ "rows", KEY_TWICE ("user"), N_("%s user has the key of another"), N_("%s users have the key of another"), N_("the later ones get a key with their number behind it"),
	  "UPDATE user SET key = key || ' (' || id || ')' WHERE id IN (SELECT id FROM " KEY_TWICE ("user") "); " SEG_SQL_INDEX_KEYS },
	{ "rows", KEY_TWICE ("item"), N_("%s item has the key of another"), N_("%s items have the key of another"), N_("the later ones get a key with their number behind it"),
	  "UPDATE item SET key = key || ' (' || id || ')' WHERE id IN (SELECT id FROM " KEY_TWICE ("item") "); " SEG_SQL_INDEX_KEYS },
	{ "rows", KEYS_MISS, WHERE_KEYS, WHERE_KEYS, N_("it is made anew"),
	  SEG_SQL_INDEX_KEYS },
	{ "events", "event_set_aside WHERE EXISTS (SELECT 1 FROM event WHERE event.id = event_set_aside.id)",
	  N_("%s event is both counted and set aside"), N_("%s events are both counted and set aside"), N_("what is both is counted"),
	  "DELETE FROM event_set_aside WHERE id IN (SELECT id FROM event)" },
	{ "events", BLOCKS_MISS, WHERE_EVENTS, WHERE_EVENTS, N_("it is made anew"), MAKE_BLOCKS },
	{ "events", "given_back WHERE " NO_SUCH_EVENT, N_("%s purchase that was given back is not there"), N_("%s purchases that were given back are not there"),
	  N_("notes on what is not there are deleted"),
	  "DELETE FROM given_back WHERE " NO_SUCH_EVENT },
	{ "links", "original_value WHERE " NO_SUCH_ENTITY, N_("%s value is kept for a user or an item that is not there"),
	  N_("%s values are kept for users or items that are not there"), N_("what is kept of nobody is deleted"),
	  "DELETE FROM original_value WHERE " NO_SUCH_ENTITY },
	{ "links", "attribute_change WHERE " NO_SUCH_ENTITY, N_("%s change is kept of a user or an item that is not there"),
	  N_("%s changes are kept of users or items that are not there"), N_("what is kept of nobody is deleted"), "DELETE FROM attribute_change WHERE " NO_SUCH_ENTITY },
	{ "links", OTHER_SEGMENTATION, N_("%s user is in a segment of another segmentation"), N_("%s users are in a segment of another segmentation"),
	  N_("whoever does not belong there is taken out"),
	  "DELETE FROM " OTHER_SEGMENTATION },
	{ "links", OTHER_VERSION, N_("%s user of an older version is in a segment that it did not have"),
	  N_("%s users of older versions are in segments these did not have"), N_("whoever does not belong there is taken out"),
	  "DELETE FROM " OTHER_VERSION },
	{ "links", OTHER_PINS ("pin"), N_("%s pin is for a segment of another segmentation"), N_("%s pins are for a segment of another segmentation"),
	  N_("pins that hold nobody are taken off"),
	  "DELETE FROM " OTHER_PINS ("pin") },
	{ "links", OTHER_PINS ("pinned_away"), N_("%s user who is pinned would come back to a segment of another segmentation"),
	  N_("%s users who are pinned would come back to a segment of another segmentation"),
	  N_("this is forgotten"), "DELETE FROM " OTHER_PINS ("pinned_away") },
	{ "counts", "version_segment WHERE " NOT_IN_USE " AND size <> " SIZE_OF_VERSION,
	  N_("%s segment of an older version has another number of users than it says"),
	  N_("%s segments of older versions have another number of users than they say"), N_("the users are counted anew"),
	  "UPDATE version_segment SET size = " SIZE_OF_VERSION " WHERE " NOT_IN_USE },
	{ "counts", "segment WHERE size <> " SIZE_OF_SEGMENT, N_("%s segment has another number of users than it says"), N_("%s segments have another number of users than they say"),
	  N_("the users are counted anew"), "UPDATE segment SET size = " SIZE_OF_SEGMENT },
	{ "counts", "export WHERE n_contacts <> " CONTACTS_OF_EXPORT, N_("%s export has written to another number of people than it says"),
	  N_("%s exports have written to another number of people than they say"),
	  N_("the people are counted anew"), "UPDATE export SET n_contacts = " CONTACTS_OF_EXPORT },
	{ "counts", "segmentation WHERE n_users <> " SIZE_OF_SEGMENTATION, N_("%s segmentation has another number of users than it says"),
	  N_("%s segmentations have another number of users than they say"),
	  N_("the users are counted anew"), "UPDATE segmentation SET n_users = " SIZE_OF_SEGMENTATION },
};

static gboolean
ask (SegCheckup *checkup, const Question *question, GError **error)
{
	g_autofree char *sql = g_strconcat ("SELECT count(*) FROM ", question->wrong, NULL), *count = NULL;
	gint64 n;

	if (!seg_checkup_count (checkup, sql, &n, error))
		return FALSE;
	if (n == 0)
		return TRUE;
	count = seg_format_integer (n);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	seg_checkup_found (checkup, question->check, g_strdup_printf (_(n == 1 ? question->one : question->many), count), g_strdup (_(question->remedy)), question->repair);
#pragma GCC diagnostic pop
	return TRUE;
}

/* Missing values of one attribute, said and counted. */
static gboolean
compare_missing (SegCheckup *checkup, const char *entity, const SegStatement *attribute, GError **error)
{
	const char *column = seg_statement_text (attribute, 0), *label = seg_statement_text (attribute, 1);
	g_autofree char *name = seg_sql_identifier (column), *sql = g_strdup_printf ("SELECT count(*) - count (%s) FROM %s", name, entity);
	gint64 said = seg_statement_integer (attribute, 2), n;
	g_autofree char *said_text = seg_format_integer (said), *counted = NULL;
	char *repair;

	if (!seg_checkup_count (checkup, sql, &n, error))
		return FALSE;
	if (n == said)
		return TRUE;
	counted = seg_format_integer (n);
	repair = sqlite3_mprintf ("UPDATE attribute SET missing = %lld WHERE entity = %Q AND name = %Q", (long long) n, entity, column);
	seg_checkup_found (checkup, "counts",
	                   g_strdup_printf (ngettext ("%s value of %s (%s) is said to be missing, but %s are", "%s values of %s (%s) are said to be missing, but %s are",
	                                            (gulong) said), said_text, label, entity, counted),
	                   g_strdup (_("they are counted anew")), repair);
	sqlite3_free (repair);
	return TRUE;
}

static gboolean
check_missing (SegCheckup *checkup, const char *entity, GError **error)
{
	g_autoptr (SegStatement) attributes = seg_workspace_prepare (checkup->workspace,
		"SELECT name, label, missing FROM attribute WHERE entity = :entity AND name IN (SELECT name FROM pragma_table_info (:entity))", error);
	GError *failure = NULL;

	if (attributes == NULL)
		return FALSE;
	seg_statement_bind_text (attributes, ":entity", entity);
	while (seg_statement_next (attributes, &failure))
		if (!compare_missing (checkup, entity, attributes, error))
			return FALSE;
	return seg_query_ended (failure, error);
}

/* Users in the table of each feature set. */
static gboolean
check_feature_sets (SegCheckup *checkup, GError **error)
{
	g_autoptr (SegStatement) sets = seg_workspace_prepare (checkup->workspace,
		"SELECT s.id, s.name, s.n_users FROM feature_set AS s WHERE 'feature_set_' || s.id IN (SELECT name FROM sqlite_schema WHERE type = 'table') "
		"OR s.id IN (SELECT feature_set_id FROM feature_block)", error);
	GError *failure = NULL;

	if (sets == NULL)
		return FALSE;
	while (seg_statement_next (sets, &failure)) {
		g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM feature_set_%" G_GINT64_FORMAT, seg_statement_integer (sets, 0));
		gint64 n;

		if (!seg_checkup_count (checkup, sql, &n, error))
			return FALSE;
		if (n != seg_statement_integer (sets, 2))
			seg_checkup_found (checkup, "counts",
			                   g_strdup_printf (_("The feature set \"%s\" has %" PRId64 " users instead of %" PRId64),
			                                    seg_statement_text (sets, 1), n, seg_statement_integer (sets, 2)),
			                   g_strdup (seg_hint (_("compute it anew with: segscope features"),
			                                       _("compute it anew on Features with b"))), NULL);
	}
	return seg_query_ended (failure, error);
}

/* Packed columns of events beside their rows. */
static gboolean
check_packs (SegCheckup *checkup, GError **error)
{
	g_autoptr (GArray) wrong = NULL;
	g_autoptr (GString) repair = g_string_new ("DELETE FROM event_pack WHERE first_event_id IN (");
	g_autofree char *count = NULL;

	if (!seg_event_packs_check (checkup->workspace, &wrong, checkup->job, error))
		return FALSE;
	if (wrong->len == 0)
		return TRUE;
	for (guint i = 0; i < wrong->len; i++)
		g_string_append_printf (repair, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", g_array_index (wrong, gint64, i));
	g_string_append (repair, "); DELETE FROM event_copy"); /* which was made by them */
	count = seg_format_integer (wrong->len);
	seg_checkup_found (checkup, "events", g_strdup_printf (_("%s packs of events (event_pack) do not say what their rows do"), count),
	                   g_strdup (_("they are dropped, and made again when features are computed")), repair->str);
	return TRUE;
}

/* About how often the questions look at each row of the great tables. */
static double
steps_of_questions (SegCheckup *checkup)
{
	gint64 n_attributes = 0;

	seg_workspace_count (checkup->workspace, "SELECT count(*) FROM attribute WHERE entity = 'user'", &n_attributes, NULL);
	return SEG_STEPS_A_ROW * (2 * seg_workspace_about_rows (checkup->workspace, "event") + 5 * seg_workspace_about_rows (checkup->workspace, "membership")
	                          + (double) (10 + n_attributes) * seg_workspace_about_rows (checkup->workspace, "user"));
}

static gboolean
ask_all (SegCheckup *checkup, GError **error)
{
	seg_workspace_expect (checkup->workspace, steps_of_questions (checkup));
	for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
		if (!ask (checkup, &questions[i], error))
			return FALSE;
	if (!check_missing (checkup, "user", error) || !check_missing (checkup, "item", error))
		return FALSE;
	seg_workspace_expect (checkup->workspace, 0);
	return TRUE;
}

gboolean
seg_check_rows (SegCheckup *checkup, GError **error)
{
	SegJobSpan span = seg_job_enter (checkup->job, 0, 0.7);
	gboolean fine = ask_all (checkup, error);

	seg_job_leave (checkup->job, span);
	if (!fine)
		return FALSE;
	span = seg_job_enter (checkup->job, 0.7, 1);
	fine = check_packs (checkup, error) && check_feature_sets (checkup, error);
	seg_job_leave (checkup->job, span);
	return fine;
}
