/* What would remove a problem: a step of the cleaning recipe, with what it would change. Some problems have none: they must be mended
 * where the data come from, and the finding's advice says so. */
#include <config.h>
#include "prepare-private.h"

#include <segscope/format.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <stdarg.h>
#include <string.h>

#define SUSPECTS_MOST 12 /* values in one step: more are better looked at */

/* @...: name, value, ..., NULL: the options. Takes over @effect. */
static SegFix *
new_fix (const char *step, const char *label, char *effect, ...)
{
	SegFix *fix = g_new0 (SegFix, 1);
	g_autoptr (GPtrArray) options = g_ptr_array_new ();
	va_list arguments;

	fix->step = g_strdup (step);
	fix->label = g_strdup (label);
	fix->effect = effect;
	va_start (arguments, effect);
	for (const char *text = va_arg (arguments, const char *); text != NULL; text = va_arg (arguments, const char *))
		g_ptr_array_add (options, g_strdup (text));
	va_end (arguments);
	g_ptr_array_add (options, NULL);
	fix->options = (char **) g_ptr_array_steal (options, NULL);
	return fix;
}

static void
add_option (SegFix *fix, const char *name, const char *value)
{
	guint n = g_strv_length (fix->options);

	fix->options = g_renew (char *, fix->options, n + 3);
	fix->options[n] = g_strdup (name);
	fix->options[n + 1] = g_strdup (value);
	fix->options[n + 2] = NULL;
}

/* @one, @many: with one %s. */
static char *
count_in_words (const char *one, const char *many, gint64 count)
{
	g_autofree char *shown = seg_format_integer (count);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	return g_strdup_printf (ngettext (one, many, (gulong) count), shown);
#pragma GCC diagnostic pop
}

static const char *
of_table (const char *table)
{
	return strcmp (table, "user") == 0 ? "users" : strcmp (table, "item") == 0 ? "items" : "events";
}

/* One column ------------------------------------------------------------------------------------------------------------------ */

static SegFix *
fill (const SegColumnQuality *column)
{
	gboolean number = column->type == SEG_TYPE_NUMBER || column->type == SEG_TYPE_DATE;
	gint64 left = column->n - column->n_missing;

	if (column->n_missing == 0 || left == 0 || column->type == SEG_TYPE_TEXT)
		return NULL;
	return new_fix ("fill", number ? _("fill with the median") : _("fill with the most frequent value"),
	                count_in_words (N_("%s value filled"), N_("%s values filled"), column->n_missing), "of", of_table (column->table), "column",
	                column->name, "with", number ? "median" : "mode", NULL);
}

static SegFix *
drop_column (const SegColumnQuality *column)
{
	return new_fix ("drop-column", _("leave the column out"), count_in_words (N_("%s value out of use"), N_("%s values out of use"), column->n - column->n_missing),
	                "of", of_table (column->table), "column", column->name, NULL);
}

static SegFix *
outliers (const SegColumnQuality *column, const char *what, const char *label, const char *one, const char *many)
{
	if (column->type != SEG_TYPE_NUMBER || column->n_outliers == 0)
		return NULL;
	return new_fix ("outliers", label, count_in_words (one, many, column->n_outliers), "of", of_table (column->table), "column", column->name,
	                "beyond", "fences", "limit", "3", "do", what, NULL);
}

static SegFix *
fold (const SegColumnQuality *column, gint64 count)
{
	return new_fix ("recode", _("write them in one way"), count_in_words (N_("%s value spelled as the most frequent"),
	                N_("%s values spelled as the most frequent"), count), "of", of_table (column->table), "column", column->name, "fold", "yes", NULL);
}

static gboolean
is_far (const SegColumnQuality *column, double value)
{
	double reach = 3 * (column->upper_quartile - column->lower_quartile);

	return reach > 0 && (value < column->lower_quartile - reach || value > column->upper_quartile + reach);
}

/* Whether a step for outliers would take the suspects, and nothing else. */
static gboolean
are_the_outliers (const SegColumnQuality *column, SegFindingKind kind)
{
	gint64 n = 0;

	for (guint i = 0; i < column->suspects->len; i++) {
		const SegSuspect *suspect = column->suspects->pdata[i];

		if (suspect->kind == kind && !is_far (column, suspect->number))
			return FALSE;
		n += suspect->kind == kind ? suspect->count : 0;
	}
	return n > 0 && n == column->n_outliers;
}

/* A suspect as a step takes it: not as it is shown, with digits in groups. */
static char *
name_suspect (const SegColumnQuality *column, const SegSuspect *suspect)
{
	char number[G_ASCII_DTOSTR_BUF_SIZE];

	if (column->type == SEG_TYPE_NUMBER)
		return g_strdup (g_ascii_dtostr (number, sizeof number, suspect->number));
	return column->type == SEG_TYPE_DATE ? seg_format_exact_date ((gint64) suspect->number) : g_strdup (suspect->value);
}

/* They become missing: by the step for outliers, where it takes just those, as it will take others of the next file; else one by one. */
static SegFix *
forget (const SegColumnQuality *column, SegFindingKind kind, gint64 count)
{
	SegFix *fix;

	if (strcmp (column->table, "event") == 0 || column->type == SEG_TYPE_BOOLEAN)
		return NULL;
	if (column->type == SEG_TYPE_NUMBER && are_the_outliers (column, kind))
		return outliers (column, "empty", _("make them missing"), N_("%s value missing instead"), N_("%s values missing instead"));
	if (column->suspects->len == 0 || column->suspects->len > SUSPECTS_MOST)
		return NULL;
	fix = new_fix ("recode", _("make them missing"), count_in_words (N_("%s value missing instead"), N_("%s values missing instead"), count),
	               "of", of_table (column->table), "column", column->name, NULL);
	for (guint i = 0; i < column->suspects->len; i++) {
		const SegSuspect *suspect = column->suspects->pdata[i];
		g_autofree char *value = name_suspect (column, suspect), *pair = g_strconcat (value, "=", NULL);

		if (suspect->kind == kind)
			add_option (fix, "map", pair);
	}
	return fix;
}

/* Events --------------------------------------------------------------------------------------------------------------------------- */

/* Takes over @where. */
static SegFix *
drop_events (char *where, gint64 count)
{
	SegFix *fix = new_fix ("filter", _("set those events aside"), count_in_words (N_("%s fewer event"), N_("%s fewer events"), count), "of", "events",
	                       "where", where, "do", "drop", NULL);

	g_free (where);
	return fix;
}

static SegFix *
drop_suspects (const SegColumnQuality *column, SegFindingKind kind, gint64 count)
{
	g_autoptr (GString) where = g_string_new (NULL);

	if (column->type != SEG_TYPE_NUMBER || column->suspects->len == 0 || column->suspects->len > SUSPECTS_MOST)
		return NULL;
	for (guint i = 0; i < column->suspects->len; i++) {
		const SegSuspect *suspect = column->suspects->pdata[i];
		g_autofree char *number = seg_format_exact (suspect->number);

		if (suspect->kind == kind)
			g_string_append_printf (where, "%s%s = %s", where->len > 0 ? " OR " : "", column->name, number);
	}
	return drop_events (g_strdup (where->str), count);
}

static SegFix *
drop_future (const SegQualityReport *report, gint64 count)
{
	g_autofree char *after = seg_format_exact_time (report->made_at + 86400);

	return drop_events (g_strdup_printf ("at > '%s:00'", after), count);
}

/* Users ---------------------------------------------------------------------------------------------------------------------------- */

static SegFix *
merge (const SegQualityReport *report, const SegFinding *finding)
{
	const SegColumnQuality *column = seg_quality_column (report, "user", finding->column);

	if (column == NULL || column->field == NULL || strcmp (column->field, "name") == 0) /* names are to be looked at first */
		return NULL;
	return new_fix ("merge", _("merge them"), count_in_words (N_("%s fewer user"), N_("%s fewer users"), finding->less),
	                "alike", column->name, NULL);
}

/* The keys stand one on each line. */
static SegFix *
exclude (const SegFinding *finding)
{
	g_auto (GStrv) keys = finding->fix_key != NULL ? g_strsplit (finding->fix_key, "\n", -1) : NULL;
	SegFix *fix;

	if (keys == NULL || keys[0] == NULL)
		return NULL;
	fix = new_fix ("exclude", keys[1] == NULL ? _("leave this user out") : _("leave these users out"),
	               count_in_words (N_("%s fewer event"), N_("%s fewer events"), finding->less), "of", "users", NULL);
	for (guint i = 0; keys[i] != NULL; i++)
		add_option (fix, "key", keys[i]);
	return fix;
}

/* All ------------------------------------------------------------------------------------------------------------------------------- */

static SegFix *
fix_of_column (const SegFinding *finding, const SegColumnQuality *column)
{
	gboolean event = strcmp (finding->table, "event") == 0;

	switch (finding->kind) {
	case SEG_FINDING_MISSING:
		return event ? NULL : fill (column);
	case SEG_FINDING_STAND_IN:
	case SEG_FINDING_IMPOSSIBLE:
		return event ? drop_suspects (column, finding->kind, finding->count) : forget (column, finding->kind, finding->count);
	case SEG_FINDING_OUTLIERS:
		return event ? NULL : outliers (column, "clip", _("draw them in to the fences"), N_("%s value drawn in"), N_("%s values drawn in"));
	case SEG_FINDING_CONSTANT:
		return event ? NULL : drop_column (column);
	case SEG_FINDING_VARIANTS:
		return event ? NULL : fold (column, finding->count);
	case SEG_FINDING_MIXED:
		return event ? NULL : new_fix ("parse", strcmp (finding->fix_value != NULL ? finding->fix_value : "", "date") == 0
		                               ? _("read it as a date") : _("read it as a number"),
		                               count_in_words (N_("%s value missing, the others read"), N_("%s values missing, the others read"), finding->count),
		                               "of", of_table (column->table), "column", column->name, "as", finding->fix_value, NULL);
	default:
		return NULL;
	}
}

static SegFix *
fix_of (const SegQualityReport *report, const SegFinding *finding)
{
	const SegColumnQuality *column = finding->column != NULL ? seg_quality_column (report, finding->table, finding->column) : NULL;

	switch (finding->kind) {
	case SEG_FINDING_ALIKE_USERS:
		return merge (report, finding);
	case SEG_FINDING_ROBOT:
		return exclude (finding);
	case SEG_FINDING_FUTURE:
		return drop_future (report, finding->count);
	default:
		return column != NULL ? fix_of_column (finding, column) : NULL;
	}
}

void
seg_quality_fixes (SegQualityReport *report)
{
	for (guint i = 0; i < report->findings->len; i++) {
		SegFinding *finding = report->findings->pdata[i];

		finding->fix = fix_of (report, finding);
	}
}

static void
add_fix (GPtrArray *fixes, SegFix *fix)
{
	if (fix != NULL)
		g_ptr_array_add (fixes, fix);
}

GPtrArray *
seg_quality_column_fixes (const SegQualityReport *report, const SegColumnQuality *column)
{
	GPtrArray *fixes = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_fix_free);

	for (guint i = 0; i < report->findings->len; i++) {
		const SegFinding *finding = report->findings->pdata[i];

		if (strcmp (finding->table, column->table) == 0 && g_strcmp0 (finding->column, column->name) == 0)
			add_fix (fixes, fix_of (report, finding));
	}
	if (strcmp (column->table, "event") == 0)
		return fixes;
	if (fixes->len == 0)
		add_fix (fixes, fill (column));
	add_fix (fixes, outliers (column, "missing", _("make far outliers missing"), N_("%s value missing instead"), N_("%s values missing instead")));
	add_fix (fixes, outliers (column, "clip", _("draw far outliers in to the fences"), N_("%s value drawn in"), N_("%s values drawn in")));
	add_fix (fixes, drop_column (column));
	for (guint i = fixes->len; i > 0; i--) /* what a finding proposed already */
		for (guint k = 0; k + 1 < i; k++) {
			const SegFix *one = fixes->pdata[k], *other = fixes->pdata[i - 1];

			if (strcmp (one->step, other->step) == 0 && g_strv_equal ((const char *const *) one->options, (const char *const *) other->options)) {
				g_ptr_array_remove_index (fixes, i - 1);
				break;
			}
		}
	return fixes;
}
