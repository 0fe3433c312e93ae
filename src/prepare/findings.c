/* Findings about files and columns: what a person should know before trusting the segments, in words, each with what to do about
 * it. Those about events are in event-findings.c, those about people who are there twice in alike.c. */
#include <config.h>
#include "prepare-private.h"

#include <segscope/hint.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define RARE 0.02 /* more values than that outside the fences are a long tail, not mistakes */
#define MIXED 0.8 /* from this share on a column of texts is one of numbers or dates with other things in it */

SegFindingWeight
seg_quality_weigh (gint64 count, gint64 whole, double warning, double problem)
{
	double share = (double) count / (double) MAX (whole, 1);

	return share >= problem ? SEG_FINDING_PROBLEM : share >= warning ? SEG_FINDING_WARNING : SEG_FINDING_NOTE;
}

const char *
seg_quality_rows (const char *table)
{
	return strcmp (table, "user") == 0 ? _("users") : strcmp (table, "item") == 0 ? _("items") : _("events");
}

/* Rows set aside ---------------------------------------------------------------------------------------------------------- */

static gboolean
find_reason (SegWorkspace *workspace, gint64 source, char **reason, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT reason, count (*) FROM reject WHERE source_id = :source AND corrected_by IS NULL GROUP BY reason "
		"ORDER BY 2 DESC, min (id) LIMIT 1", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":source", source);
	*reason = g_strdup (seg_statement_next (statement, &failure) ? seg_statement_text (statement, 0) : "");
	return seg_query_ended (failure, error);
}

static const char *
table_of_role (const char *role)
{
	return strcmp (role, "users") == 0 ? "user" : strcmp (role, "items") == 0 ? "item" : "event";
}

/* Columns of @source: id, path, role, rows read, rows rejected, rejects that nobody corrected, those that were corrected. */
static gboolean
say_source (SegWorkspace *workspace, SegQualityReport *report, const SegStatement *source, GError **error)
{
	const char *table = table_of_role (seg_statement_text (source, 2));
	gint64 n_read = seg_statement_integer (source, 3);
	gint64 n_rows = MAX (seg_statement_integer (source, 4) - seg_statement_integer (source, 6), 0);
	gint64 n_values = MAX (seg_statement_integer (source, 5) - n_rows, 0);
	g_autofree char *name = g_path_get_basename (seg_statement_text (source, 1)), *reason = NULL;
	g_autofree char *rows = seg_format_integer (n_rows), *read = seg_format_integer (n_read), *values = seg_format_integer (n_values);
	const char *advice = seg_hint (_("Correct them in the file and import it again, or go on without them. They are listed by: segscope rejects."),
	                               _("Correct them in the file and import it again, or go on without them. They are listed on Data with r."));

	report->n_rejected += n_rows;
	report->n_values_rejected += n_values;
	if (n_rows + n_values == 0)
		return TRUE;
	if (!find_reason (workspace, seg_statement_integer (source, 0), &reason, error))
		return FALSE;
	if (n_rows > 0)
		seg_quality_say (report, SEG_FINDING_REJECTED_ROWS, seg_quality_weigh (n_rows, n_read, 0.005, 0.05), table, n_rows, n_read, advice,
		                 ngettext ("%s of %s rows of %s was set aside: %s", "%s of %s rows of %s were set aside; most often: %s", (gulong) n_rows), rows,
		                 read, name, reason);
	if (n_values > 0)
		seg_quality_say (report, SEG_FINDING_REJECTED_VALUES, seg_quality_weigh (n_values, n_read, 0.01, 0.1), table, n_values, n_read,
		                 advice, ngettext ("%s value of %s could not be read and was left out; its row is there",
		                                   "%s values of %s could not be read and were left out; their rows are there", (gulong) n_values), values,
		                 name);
	return TRUE;
}

static gboolean
say_sources (SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	g_autoptr (SegStatement) sources = seg_workspace_prepare (workspace,
		"SELECT id, path, role, rows_read, rows_rejected, "
		"(SELECT count (*) FROM reject WHERE source_id = source.id AND corrected_by IS NULL), "
		"(SELECT count (*) FROM reject WHERE source_id = source.id AND corrected_by IS NOT NULL) FROM source ORDER BY id", error);
	GError *failure = NULL;

	if (sources == NULL)
		return FALSE;
	while (seg_statement_next (sources, &failure))
		if (!say_source (workspace, report, sources, error))
			return FALSE;
	return seg_query_ended (failure, error);
}

/* Rows of users files that were merged as they repeat an earlier one. Without a key column each row is a user of its own. */
static gboolean
say_repeated_rows (SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	g_autofree char *shown = NULL;
	gint64 count, n;

	if (!seg_workspace_count (workspace,
	                          "SELECT sum (rows_repeated) FROM source WHERE role = 'users' AND EXISTS "
	                          "(SELECT 1 FROM json_each (mapping, '$.columns') WHERE value ->> 'field' = 'user')", &count, error)
	    || !seg_workspace_count (workspace, "SELECT sum (rows_read) FROM source WHERE role = 'users'", &n, error))
		return FALSE;
	report->n_repeated_users += count;
	shown = seg_format_integer (count);
	if (count > 0)
		seg_quality_say (report, SEG_FINDING_REPEATED_ROWS, SEG_FINDING_NOTE, "user", count, n, _("They were merged: each user is there once."),
		                 ngettext ("%s row of users files repeats an earlier row exactly", "%s rows of users files repeat an earlier row exactly",
		                           (gulong) count), shown);
	return TRUE;
}

/* Columns --------------------------------------------------------------------------------------------------------------------- */

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
	SegFinding *finding;

	if (column->n_missing == 0 || (!event && share < 0.05))
		return;
	finding = seg_quality_say (report, SEG_FINDING_MISSING, share >= 0.5 ? SEG_FINDING_WARNING : SEG_FINDING_NOTE, column->table,
	                           column->n_missing, column->n, advice_on_missing (column), _("%s is missing for %s of %s %s (%s)"),
	                           column->label, count, whole, seg_quality_rows (column->table), percent);
	seg_quality_of_column (finding, column);
}

static void
say_constant (SegQualityReport *report, const SegColumnQuality *column)
{
	SegFinding *finding;

	if (strcmp (column->table, "event") == 0 || column->n_distinct != 1 || column->n_missing > 0 || column->n < 2)
		return;
	finding = seg_quality_say (report, SEG_FINDING_CONSTANT, SEG_FINDING_NOTE, column->table, column->n, column->n,
	                           _("It tells no segments apart; leave it out of the features."), _("%s is the same for all %s"), column->label,
	                           seg_quality_rows (column->table));
	seg_quality_of_column (finding, column);
}

/* How many of the far values are said to stand for something else: those need not be said twice. */
static gint64
count_suspects (const SegColumnQuality *column, double low, double high)
{
	gint64 count = 0;

	for (guint i = 0; i < column->suspects->len; i++) {
		const SegSuspect *suspect = column->suspects->pdata[i];

		count += suspect->number < low || suspect->number > high ? suspect->count : 0;
	}
	return count;
}

static void
say_outliers (SegQualityReport *report, const SegColumnQuality *column)
{
	double reach = 3 * (column->upper_quartile - column->lower_quartile);
	g_autofree char *minimum = seg_format_auto (column->minimum), *maximum = seg_format_auto (column->maximum);
	g_autofree char *from = seg_format_auto (column->lower_quartile), *to = seg_format_auto (column->upper_quartile);
	g_autofree char *count = seg_format_integer (column->n_outliers);
	gint64 n_suspects = count_suspects (column, column->lower_quartile - reach, column->upper_quartile + reach);
	gboolean far = n_suspects == 0
	               && (column->maximum > column->upper_quartile + 10 * reach || column->minimum < column->lower_quartile - 10 * reach);
	SegFinding *finding;

	if (column->n_outliers <= n_suspects || (double) column->n_outliers > RARE * (double) column->n)
		return;
	finding = seg_quality_say (report, SEG_FINDING_OUTLIERS, far ? SEG_FINDING_WARNING : SEG_FINDING_NOTE, column->table,
	                           column->n_outliers, column->n,
	                           _("If they are mistakes, correct them at the source; if not, log or robust scaling keeps them from ruling."),
	                           column->n_outliers == 1 ? _("%s: %s value lies far from the rest (all: %s to %s; the middle half: %s to %s)")
	                                                   : _("%s: %s values lie far from the rest (all: %s to %s; the middle half: %s to %s)"),
	                           column->label, count, minimum, maximum, from, to);
	seg_quality_of_column (finding, column);
}

/* The values with their counts, "未知 30, none 12". */
static char *
list_suspects (const SegColumnQuality *column, SegFindingKind kind, gint64 *count, const char **reason)
{
	GString *list = g_string_new (NULL);
	guint n = 0;

	*count = 0;
	*reason = NULL;
	for (guint i = 0; i < column->suspects->len; i++) {
		const SegSuspect *suspect = column->suspects->pdata[i];
		g_autofree char *shown = suspect->number == suspect->number && column->type == SEG_TYPE_NUMBER ? seg_format_auto (suspect->number)
		                                                                                               : g_strdup (suspect->value);
		g_autofree char *times = seg_format_integer (suspect->count);

		if (suspect->kind != kind)
			continue;
		*count += suspect->count;
		if (*reason == NULL)
			*reason = suspect->reason;
		if (n++ < 3)
			g_string_append_printf (list, suspect->count == 1 ? _("%s%s (once)") : _("%s%s (%s times)"), n > 1 ? ", " : "", shown, times);
	}
	if (n > 3)
		g_string_append (list, ", …");
	return g_string_free (list, FALSE);
}

static gboolean
is_age (const SegColumnQuality *column)
{
	return g_ascii_strcasecmp (column->label, "age") == 0 || strcmp (column->label, "年龄") == 0;
}

static void
say_suspects (SegQualityReport *report, const SegColumnQuality *column)
{
	static const struct { SegFindingKind kind; const char *advice; } kinds[] = {
		{ SEG_FINDING_STAND_IN, N_("Most likely it stands for something else, and counts as it stands: make it missing.") },
		{ SEG_FINDING_IMPOSSIBLE, N_("Most likely the word for \"unknown\" of some form; correct them at the source, or make them missing.") },
		{ SEG_FINDING_END_OF_RANGE, N_("Cut off at the source, or standing for \"this or more\": fine, as long as you know.") },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
		const char *reason;
		gint64 count;
		g_autofree char *list = list_suspects (column, kinds[i].kind, &count, &reason), *shown = seg_format_integer (count);
		g_autofree char *whole = seg_format_integer (column->n);
		SegFinding *finding;

		if (count == 0)
			continue;
		if (kinds[i].kind == SEG_FINDING_IMPOSSIBLE && is_age (column))
			finding = seg_quality_say (report, kinds[i].kind, SEG_FINDING_WARNING, column->table, count, column->n, _(kinds[i].advice),
			                           ngettext ("%s of %s %s has an age under 3 or over 110", "%s of %s %s have an age under 3 or over 110",
			                                     (gulong) count), shown, whole, seg_quality_rows (column->table));
		else
			finding = seg_quality_say (report, kinds[i].kind, kinds[i].kind == SEG_FINDING_END_OF_RANGE ? SEG_FINDING_NOTE : SEG_FINDING_WARNING,
			                           column->table, count, column->n, _(kinds[i].advice), _("%s has %s: %s"), column->label, list, reason);
		seg_quality_of_column (finding, column);
	}
}

static void
say_variants (SegQualityReport *report, const SegColumnQuality *column)
{
	gint64 count = 0;
	g_autofree char *shown = NULL;
	const SegVariants *first;
	SegFinding *finding;

	if (column->variants->len == 0)
		return;
	for (guint i = 0; i < column->variants->len; i++)
		count += ((SegVariants *) column->variants->pdata[i])->count;
	first = column->variants->pdata[0];
	shown = seg_format_integer (count);
	finding = seg_quality_say (report, SEG_FINDING_VARIANTS, SEG_FINDING_WARNING, column->table, count, column->n,
	                           _("One thing in several spellings counts as several: recode them to one."),
	                           ngettext ("%s: %s value differs from another only in case, width or spaces (“%s” and “%s”)",
	                                     "%s: %s values differ from another only in case, width or spaces (“%s” and “%s”)", (gulong) count), column->label,
	                           shown, first->value, (char *) first->others->pdata[0]);
	seg_quality_of_column (finding, column);
}

static void
say_mixed (SegQualityReport *report, const SegColumnQuality *column)
{
	gint64 all = column->n_like_number + column->n_like_date + column->n_like_other;
	gint64 like = MAX (column->n_like_number, column->n_like_date);
	gboolean numbers = column->n_like_number >= column->n_like_date;
	g_autofree char *rest = seg_format_integer (all - like), *percent = seg_format_share ((double) like / (double) MAX (all, 1));
	SegFinding *finding;

	if (all == 0 || like == all || (double) like < MIXED * (double) all)
		return;
	finding = seg_quality_say (report, SEG_FINDING_MIXED, SEG_FINDING_WARNING, column->table, all - like, column->n,
	                           numbers ? _("It counts as text, and texts are no features: read it again as a number; what is none becomes missing.")
	                                   : _("It counts as text, and texts are no features: read it again as a date; what is none becomes missing."),
	                           numbers ? ngettext ("%s is a text, but %s of its values are numbers; %s is none",
	                                               "%s is a text, but %s of its values are numbers; %s are none", (gulong) (all - like))
	                                   : ngettext ("%s is a text, but %s of its values are dates; %s is none",
	                                               "%s is a text, but %s of its values are dates; %s are none", (gulong) (all - like)),
	                           column->label, percent, rest);
	seg_quality_of_column (finding, column);
	finding->fix_value = g_strdup (numbers ? "number" : "date");
}

static void
say_columns (SegQualityReport *report)
{
	for (guint i = 0; i < report->columns->len; i++) {
		const SegColumnQuality *column = report->columns->pdata[i];

		say_missing (report, column);
		say_constant (report, column);
		if (column->type == SEG_TYPE_NUMBER)
			say_outliers (report, column);
		if (strcmp (column->table, "event") != 0 || column->type == SEG_TYPE_NUMBER)
			say_suspects (report, column);
		say_variants (report, column);
		say_mixed (report, column);
	}
}

static gboolean
say_consent (SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);
	gint64 n_users;

	if (attributes == NULL || !seg_workspace_count (workspace, "SELECT count (*) FROM user WHERE " SEG_SQL_USER_IN_USE ("user"), &n_users, error))
		return FALSE;
	if (n_users > 0 && seg_attributes_with_field (attributes, "consent") == NULL)
		seg_quality_say (report, SEG_FINDING_CONSENT, SEG_FINDING_WARNING, "user", n_users, n_users,
		                 _("A campaign cannot keep to those who agreed. Import a users file and say in the plan of the import which of its columns is consent."),
		                 _("No column says who agreed to be contacted"));
	return TRUE;
}

gboolean
seg_quality_findings (SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	if (!say_sources (workspace, report, error) || !say_repeated_rows (workspace, report, error) || !say_consent (workspace, report, error))
		return FALSE;
	say_columns (report);
	return TRUE;
}
