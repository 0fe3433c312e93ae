/* Findings: what a person should know before trusting the segments, in words, each with what to do about it. */
#include <config.h>
#include "prepare-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DAY 86400
#define RARE 0.02 /* more values than that outside the fences are a long tail, not mistakes */

static SegFindingWeight
weigh (gint64 count, gint64 whole, double warning, double problem)
{
	double share = (double) count / (double) MAX (whole, 1);

	return share >= problem ? SEG_FINDING_PROBLEM : share >= warning ? SEG_FINDING_WARNING : SEG_FINDING_NOTE;
}

/* Rows set aside ---------------------------------------------------------------------------------------------------------- */

static gboolean
find_reason (SegWorkspace *workspace, gint64 source, char **reason, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT reason, count (*) FROM reject WHERE source_id = :source GROUP BY reason ORDER BY 2 DESC, min (id) LIMIT 1", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":source", source);
	*reason = g_strdup (seg_statement_next (statement, &failure) ? seg_statement_text (statement, 0) : "");
	return seg_query_ended (failure, error);
}

static gboolean
say_source (SegWorkspace *workspace, SegQualityReport *report, const SegStatement *source, GError **error)
{
	gint64 n_read = seg_statement_integer (source, 2), n_rows = seg_statement_integer (source, 3);
	gint64 n_values = seg_statement_integer (source, 4) - n_rows;
	g_autofree char *name = g_path_get_basename (seg_statement_text (source, 1)), *reason = NULL;
	g_autofree char *rows = seg_format_integer (n_rows), *read = seg_format_integer (n_read), *values = seg_format_integer (n_values);
	const char *advice = _("Correct them in the file and import it again, or go on without them. They are listed on Data with r (command: segscope rejects).");

	report->n_rejected += n_rows;
	report->n_values_rejected += n_values;
	if (n_rows + n_values == 0)
		return TRUE;
	if (!find_reason (workspace, seg_statement_integer (source, 0), &reason, error))
		return FALSE;
	if (n_rows > 0)
		seg_quality_say (report, weigh (n_rows, n_read, 0.005, 0.05), n_rows, advice,
		                 _("%s of %s rows of %s were set aside; most often: %s"), rows, read, name, reason);
	if (n_values > 0)
		seg_quality_say (report, weigh (n_values, n_read, 0.01, 0.1), n_values, advice,
		                 _("%s values of %s could not be read and were left out; their rows are there"), values, name);
	return TRUE;
}

static gboolean
say_sources (SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	g_autoptr (SegStatement) sources = seg_workspace_prepare (workspace,
		"SELECT id, path, rows_read, rows_rejected, (SELECT count (*) FROM reject WHERE source_id = source.id) "
		"FROM source ORDER BY id", error);
	GError *failure = NULL;

	if (sources == NULL)
		return FALSE;
	while (seg_statement_next (sources, &failure))
		if (!say_source (workspace, report, sources, error))
			return FALSE;
	return seg_query_ended (failure, error);
}

/* Unknown keys -------------------------------------------------------------------------------------------------------------- */

static gboolean
say_unknown (SegWorkspace *workspace, SegQualityReport *report, const char *entity, gint64 *count, GError **error)
{
	gboolean users = strcmp (entity, "user") == 0, listed;
	g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM event WHERE %s_id IN (SELECT id FROM %s WHERE NOT listed)",
	                                        entity, entity);
	g_autofree char *keys_sql = g_strdup_printf ("SELECT count (*) FROM %s WHERE NOT listed", entity);
	g_autofree char *keys = NULL, *events = NULL;
	gint64 n_events, n_all;

	if (!seg_quality_is_listed (workspace, entity, &listed, error))
		return FALSE;
	if (!listed)
		return TRUE;
	if (!seg_workspace_count (workspace, keys_sql, count, error) || !seg_workspace_count (workspace, sql, &n_events, error)
	    || !seg_workspace_count (workspace, "SELECT count (*) FROM event", &n_all, error))
		return FALSE;
	if (*count == 0)
		return TRUE;
	keys = seg_format_integer (*count);
	events = seg_format_integer (n_events);
	seg_quality_say (report, weigh (n_events, n_all, 0.005, 0.1), *count,
	                 users ? _("They stay out of features and segments until a users file names them; closed or test accounts?")
	                       : _("They have no title or category until an items file names them; withdrawn from sale?"),
	                 users ? _("%s users are in no users file; they have %s events") : _("%s items are in no items file; they have %s events"),
	                 keys, events);
	return TRUE;
}

/* Columns --------------------------------------------------------------------------------------------------------------------- */

static const char *
table_in_words (const SegColumnQuality *column)
{
	return strcmp (column->table, "user") == 0 ? _("users") : strcmp (column->table, "item") == 0 ? _("items") : _("events");
}

/* What features make of a missing value. */
static const char *
advice_on_missing (const SegColumnQuality *column)
{
	if (strcmp (column->table, "event") == 0)
		return _("Where it is missing it counts as nothing.");
	switch (column->type) {
	case SEG_TYPE_NUMBER:
	case SEG_TYPE_DATE:
		return _("Fine unless you need it: as a feature, a missing value becomes the median.");
	case SEG_TYPE_CATEGORY:
		return _("Fine unless you need it: as a feature, a missing value counts as none of the values.");
	case SEG_TYPE_BOOLEAN:
		return _("Fine unless you need it: as a feature, a missing value becomes the more frequent answer.");
	case SEG_TYPE_TEXT:
	default:
		return _("Fine unless you need it; texts are no features.");
	}
}

static void
say_missing (SegQualityReport *report, const SegColumnQuality *column)
{
	double share = (double) column->n_missing / (double) MAX (column->n, 1);
	g_autofree char *percent = seg_format_share (share), *count = seg_format_integer (column->n_missing);
	g_autofree char *whole = seg_format_integer (column->n);
	gboolean event = strcmp (column->table, "event") == 0;

	if (column->n_missing == 0 || (!event && share < 0.05))
		return;
	seg_quality_say (report, share >= 0.5 ? SEG_FINDING_WARNING : SEG_FINDING_NOTE, column->n_missing,
	                 advice_on_missing (column),
	                 _("%s is missing for %s of %s %s (%s)"), column->label, count, whole, table_in_words (column), percent);
}

static void
say_constant (SegQualityReport *report, const SegColumnQuality *column)
{
	if (strcmp (column->table, "event") == 0 || column->n_distinct != 1 || column->n_missing > 0 || column->n < 2)
		return;
	seg_quality_say (report, SEG_FINDING_NOTE, column->n, _("It tells no segments apart; leave it out of the features."),
	                 _("%s is the same for all %s"), column->label, table_in_words (column));
}

static void
say_outliers (SegQualityReport *report, const SegColumnQuality *column)
{
	double reach = 3 * (column->upper_quartile - column->lower_quartile);
	g_autofree char *minimum = seg_format_auto (column->minimum), *maximum = seg_format_auto (column->maximum);
	g_autofree char *from = seg_format_auto (column->lower_quartile), *to = seg_format_auto (column->upper_quartile);
	g_autofree char *count = seg_format_integer (column->n_outliers);
	gboolean far = column->maximum > column->upper_quartile + 10 * reach || column->minimum < column->lower_quartile - 10 * reach;

	if (column->n_outliers == 0 || (double) column->n_outliers > RARE * (double) column->n)
		return;
	seg_quality_say (report, far ? SEG_FINDING_WARNING : SEG_FINDING_NOTE, column->n_outliers,
	                 _("If they are mistakes, correct them at the source; if not, log or robust scaling keeps them from ruling."),
	                 column->n_outliers == 1 ? _("%s: %s value lies far from the rest (all: %s to %s; the middle half: %s to %s)")
	                                         : _("%s: %s values lie far from the rest (all: %s to %s; the middle half: %s to %s)"),
	                 column->label, count, minimum, maximum, from, to);
}

/* Ages that nobody has; the fences of outliers let 0 pass. */
static gboolean
say_ages (SegWorkspace *workspace, SegQualityReport *report, const SegColumnQuality *column, GError **error)
{
	g_autofree char *name = NULL, *sql = NULL;
	gint64 count;

	if (column->type != SEG_TYPE_NUMBER || strcmp (column->table, "user") != 0
	    || (g_ascii_strcasecmp (column->label, "age") != 0 && strcmp (column->label, "年龄") != 0))
		return TRUE;
	name = seg_sql_identifier (column->name);
	sql = g_strdup_printf ("SELECT count (*) FROM user WHERE %s < 3 OR %s > 110", name, name);
	if (!seg_workspace_count (workspace, sql, &count, error))
		return FALSE;
	if (count > 0 && (double) count < 0.5 * (double) column->n)
		seg_quality_say (report, SEG_FINDING_WARNING, count, _("Most likely the word for \"unknown\" of some form; correct them at the source."),
		                 _("%" G_GINT64_FORMAT " users have an age under 3 or over 110"), count);
	return TRUE;
}

static gboolean
say_columns (SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	for (guint i = 0; i < report->columns->len; i++) {
		const SegColumnQuality *column = report->columns->pdata[i];

		say_missing (report, column);
		say_constant (report, column);
		if (column->type == SEG_TYPE_NUMBER)
			say_outliers (report, column);
		if (!say_ages (workspace, report, column, error))
			return FALSE;
	}
	return TRUE;
}

/* Counts by one query ----------------------------------------------------------------------------------------------------------- */

#define OF_KIND(name) "kind_id = (SELECT id FROM event_kind WHERE name = '" name "')"

static const struct {
	SegFindingWeight weight;
	const char *sql, *sentence, *advice; /* the sentence has one %s, the count */
} counted[] = {
	{ SEG_FINDING_WARNING, "SELECT count (*) FROM event WHERE at > unixepoch () + 86400", N_("%s events lie in the future"),
	  N_("Wrong dates, or day and month exchanged: look at the order of dates in the import plan.") },
	{ SEG_FINDING_WARNING, "SELECT count (*) FROM event WHERE at < 86400", N_("%s events are from 1 January 1970 or before"),
	  N_("That is how programs write an unknown time; recency and tenure count it as it stands.") },
	{ SEG_FINDING_NOTE, "SELECT count (*) FROM event WHERE " OF_KIND ("refund"), N_("%s lines are refunds or cancellations"),
	  N_("They count against revenue.") },
	{ SEG_FINDING_NOTE, "SELECT count (*) FROM event WHERE " OF_KIND ("purchase") " AND amount = 0", N_("%s purchases cost nothing"),
	  N_("Gifts, samples or test orders: they count as purchases without revenue.") },
	{ SEG_FINDING_WARNING, "SELECT count (*) FROM user WHERE listed AND EXISTS (SELECT 1 FROM event) "
	  "AND id NOT IN (SELECT user_id FROM event)", N_("%s users of the users file did nothing in the data"),
	  N_("They get 0 for what they did; segments of behaviour put them together.") },
};

static gboolean
say_counted (SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS (counted); i++) {
		g_autofree char *shown = NULL;
		gint64 count;

		if (!seg_workspace_count (workspace, counted[i].sql, &count, error))
			return FALSE;
		shown = seg_format_integer (count);
		if (count > 0) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			seg_quality_say (report, counted[i].weight, count, _(counted[i].advice), _(counted[i].sentence), shown);
#pragma GCC diagnostic pop
		}
	}
	return TRUE;
}

static gboolean
say_before_registration (SegWorkspace *workspace, SegQualityReport *report, const SegAttribute *registered, GError **error)
{
	g_autofree char *name = NULL, *sql = NULL;
	gint64 count;

	if (registered == NULL)
		return TRUE;
	name = seg_sql_identifier (registered->name);
	sql = g_strdup_printf ("SELECT count (*) FROM event JOIN user ON user.id = user_id WHERE at < %s - %d", name, DAY);
	if (!seg_workspace_count (workspace, sql, &count, error))
		return FALSE;
	if (count > 0)
		seg_quality_say (report, SEG_FINDING_WARNING, count, _("Wrong dates, or accounts that were moved: tenure will be too short."),
		                 _("%" G_GINT64_FORMAT " events lie before their user registered"), count);
	return TRUE;
}

static gboolean
say_people (SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);
	gint64 n_users;

	if (attributes == NULL || !seg_workspace_count (workspace, "SELECT count (*) FROM user", &n_users, error)
	    || !say_before_registration (workspace, report, seg_attributes_with_field (attributes, "registered"), error))
		return FALSE;
	if (n_users > 0 && seg_attributes_with_field (attributes, "consent") == NULL)
		seg_quality_say (report, SEG_FINDING_WARNING, n_users,
		                 _("A campaign cannot keep to those who agreed. Import a users file and say which of its columns is consent (--map consent=COLUMN)."),
		                 _("No column says who agreed to be contacted"));
	return TRUE;
}

static gint
compare_findings (gconstpointer a, gconstpointer b)
{
	const SegFinding *m = *(const SegFinding *const *) a, *n = *(const SegFinding *const *) b;

	if (m->weight != n->weight)
		return m->weight > n->weight ? -1 : 1;
	return 0; /* the sort is stable: in the order in which they were said */
}

gboolean
seg_quality_findings (SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	g_autofree char *repeated = seg_format_integer (report->n_repeated_events);

	if (report->n_repeated_events > 0)
		seg_quality_say (report, SEG_FINDING_NOTE, report->n_repeated_events,
		                 _("Two equal lines can be true (two of the same on one receipt); if a file was exported twice, they are not."),
		                 _("%s events are equal in every column to an earlier one"), repeated);
	if (!say_sources (workspace, report, error)
	    || !say_unknown (workspace, report, "user", &report->n_unknown_users, error)
	    || !say_unknown (workspace, report, "item", &report->n_unknown_items, error) || !say_columns (workspace, report, error)
	    || !say_counted (workspace, report, error) || !say_people (workspace, report, error))
		return FALSE;
	g_ptr_array_sort (report->findings, compare_findings);
	return TRUE;
}
