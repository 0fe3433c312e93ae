/* The users behind the numbers of a profile, as filters: what a list of users, an export or a campaign takes. */
#include <config.h>
#include "filter-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define DAY 86400

char *
seg_segment_filter (const SegSegmentation *segmentation, const SegSegment *segment)
{
	g_autofree char *name = seg_filter_quote (segmentation->name);

	return g_strdup_printf ("segment of %s = %u", name, segment->position);
}

char *
seg_segmentation_filter (const SegSegmentation *segmentation)
{
	g_autofree char *name = seg_filter_quote (segmentation->name);

	return g_strdup_printf ("segment of %s is not missing", name);
}

/* "@segment and @condition". */
static char *
both (const char *segment, const char *condition)
{
	return segment != NULL ? g_strdup_printf ("%s and %s", segment, condition) : g_strdup (condition);
}

/* "did purchase REST", for each kind of event that is a taking: any of them. */
static char *
taking (SegWorkspace *workspace, const char *rest, GError **error)
{
	const char *kind = seg_workspace_taking (workspace, error);
	g_autoptr (SegStatement) statement = NULL;
	g_autoptr (GString) text = g_string_new (NULL);
	GError *failure = NULL;
	guint n = 0;

	if (kind == NULL)
		return NULL;
	if (strcmp (kind, "event") == 0)
		return g_strdup_printf ("did anything %s", rest);
	statement = seg_workspace_prepare (workspace, "SELECT name FROM event_kind WHERE id IN " SEG_SQL_KINDS_OF_TAKING (":taking") " ORDER BY id", error);
	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":taking", kind);
	for (; seg_statement_next (statement, &failure); n++) {
		g_autofree char *name = seg_filter_quote (seg_statement_text (statement, 0));

		g_string_append_printf (text, "%sdid %s %s", n > 0 ? " or " : "", name, rest);
	}
	if (!seg_query_ended (failure, error))
		return NULL;
	return n > 1 ? g_strdup_printf ("(%s)", text->str) : g_string_free (g_steal_pointer (&text), FALSE);
}

char *
seg_habit_filter_item (SegWorkspace *workspace, const char *segment, const SegProfileItem *item, GError **error)
{
	g_autofree char *key = seg_filter_quote (item->key), *rest = g_strdup_printf ("of item %s", key);
	g_autofree char *condition = taking (workspace, rest, error);

	return condition != NULL ? both (segment, condition) : NULL;
}

/* Users whose attribute says @value: by itself, or among others ("music|film"). */
static char *
attribute_filter (SegWorkspace *workspace, const char *name, const char *value, GError **error)
{
	const char *column = name + strlen ("user.");
	g_autofree char *identifier = seg_sql_identifier (column), *quoted_name = seg_filter_quote (name);
	g_autofree char *sql = g_strdup_printf ("SELECT DISTINCT %s FROM user WHERE instr (%s, :value) > 0 ORDER BY 1", identifier, identifier);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	g_autoptr (GString) list = g_string_new (NULL);
	GError *failure = NULL;
	guint n = 0;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":value", value);
	while (seg_statement_next (statement, &failure)) {
		const char *text = seg_statement_text (statement, 0);
		g_auto (GStrv) parts = seg_categories_split (text);
		g_autofree char *quoted = NULL;

		if (strcmp (text, value) != 0 && !g_strv_contains ((const char *const *) parts, value))
			continue;
		quoted = seg_filter_quote (text);
		g_string_append_printf (list, "%s%s", n++ > 0 ? ", " : "", quoted);
	}
	if (!seg_query_ended (failure, error))
		return NULL;
	return n == 1 ? g_strdup_printf ("%s = %s", quoted_name, list->str) : g_strdup_printf ("%s in (%s)", quoted_name, list->str);
}

char *
seg_habit_filter_share (SegWorkspace *workspace, const char *segment, const SegHabitGroup *group, const SegHabitShare *share, GError **error)
{
	g_autofree char *value = seg_filter_quote (share->value), *rest = g_strdup_printf ("of category %s", value);
	g_autofree char *condition = group->of_items ? taking (workspace, rest, error) : attribute_filter (workspace, group->name, share->value, error);

	return condition != NULL ? both (segment, condition) : NULL;
}

char *
seg_habit_filter_hour (const char *segment, guint hour)
{
	g_autofree char *condition = g_strdup_printf ("did anything at hour %u", hour);

	return both (segment, condition);
}

char *
seg_habit_filter_weekday (const char *segment, guint weekday)
{
	g_autofree char *condition = g_strdup_printf ("did anything on weekday %u", weekday + 1);

	return both (segment, condition);
}

/* "2024-03-01", or with a time of day where local days do not begin at midnight of the files. */
static char *
date_text (gint64 at)
{
	g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (at);

	return g_date_time_format (date, at % DAY == 0 ? "%Y-%m-%d" : "%Y-%m-%d %H:%M");
}

/* What was done in period @number, whose last day or minute is included. */
static char *
in_period (const SegHabits *habits, guint number)
{
	gint64 from = habits->starts[number], until = habits->starts[number + 1];
	g_autofree char *first = date_text (from), *last = date_text (until - (until % DAY == 0 ? DAY : 60));

	return g_strdup_printf ("did anything between %s and %s", first, last);
}

static char *
cohort_condition (const SegHabits *habits, guint cohort, guint later)
{
	g_autofree char *came = in_period (habits, cohort), *again = in_period (habits, cohort + later), *start = date_text (habits->starts[cohort]);
	g_autofree char *before = cohort > 0 ? g_strdup_printf (" and did not anything before %s", start) : g_strdup ("");

	return later > 0 ? g_strdup_printf ("%s%s and %s", came, before, again) : g_strdup_printf ("%s%s", came, before);
}

/* Whoever was active so many periods after their first, whenever that was. */
static char *
any_cohort (const SegHabits *habits, guint later)
{
	static const char *const units[] = { [SEG_PERIOD_WEEK] = "week", [SEG_PERIOD_MONTH] = "month", [SEG_PERIOD_QUARTER] = "quarter", [SEG_PERIOD_YEAR] = "year" };

	return g_strdup_printf ("did anything %u %s%s after the first", later, units[habits->period], later == 1 ? "" : "s");
}

char *
seg_habit_filter_cohort (const char *segment, const SegHabits *habits, guint cohort, guint later)
{
	g_autofree char *condition = cohort == SEG_HABIT_ALL_COHORTS ? any_cohort (habits, later) : cohort_condition (habits, cohort, later);

	return both (segment, condition);
}

char *
seg_habit_filter_takers (SegWorkspace *workspace, const char *segment, GError **error)
{
	g_autofree char *condition = taking (workspace, "", error);

	return condition != NULL ? both (segment, g_strchomp (condition)) : NULL;
}

char *
seg_habit_filter_active (const char *segment)
{
	return both (segment, "did anything");
}

/* A yes, a value of a category, or whoever has a number. The rarer values of a category are those that have no row of their own. */
char *
seg_profile_filter_feature (const char *segment, const GPtrArray *features, const SegProfileFeature *feature)
{
	g_autofree char *name = seg_filter_quote (feature->feature), *condition = NULL;
	g_autoptr (GString) others = g_string_new (NULL);
	gsize length = strlen (feature->feature);

	if (!feature->share || (strcmp (feature->column, feature->feature) == 0 && !g_str_has_prefix (feature->feature, "user.")))
		condition = g_strdup_printf ("%s is not missing", name);
	else if (strcmp (feature->column, feature->feature) == 0)
		condition = g_strdup_printf ("%s = yes", name);
	else if (!g_str_has_suffix (feature->column, "=(other)")) {
		g_autofree char *value = seg_filter_quote (feature->column + length + 1);

		condition = g_strdup_printf ("%s = %s", name, value);
	} else {
		for (guint i = 0; i < features->len; i++) {
			const SegProfileFeature *other = features->pdata[i];

			if (strcmp (other->feature, feature->feature) == 0 && other != feature) {
				g_autofree char *value = seg_filter_quote (other->column + length + 1);

				g_string_append_printf (others, "%s%s", others->len > 0 ? ", " : "", value);
			}
		}
		condition = g_strdup_printf ("%s is not missing and %s not in (%s)", name, name, others->str);
	}
	return both (segment, condition);
}
