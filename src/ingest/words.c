/* Plans and results in words, the same for commands and screens. */
#include <config.h>
#include "plan-private.h"

#include <segscope/hint.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

G_GNUC_PRINTF (2, 3)
static void
say (GPtrArray *sentences, const char *format, ...)
{
	va_list arguments;

	va_start (arguments, format);
	g_ptr_array_add (sentences, g_strdup_vprintf (format, arguments));
	va_end (arguments);
}

/* A plan --------------------------------------------------------------------------------------------------------------- */

static const char *
order_in_words (SegDateOrder order)
{
	switch (order) {
	case SEG_DATE_DAY_FIRST:
		return _("date, day first");
	case SEG_DATE_MONTH_FIRST:
		return _("date, month first");
	case SEG_DATE_ISO:
	default:
		return _("date");
	}
}

static char *
looks_like_type (const SegImportPlan *plan, gsize index)
{
	const SegPlanColumn *column = &plan->columns[index];
	const SegEvidence *evidence = &plan->evidence->columns[index];
	SegValueStyle style = seg_plan_column_style (plan, index);
	SegType type = column->field != NULL && column->field->type == SEG_TYPE_DATE ? SEG_TYPE_DATE
	               : seg_evidence_type (evidence, column->header, &style);

	if (evidence->n_email * 10 >= evidence->n_present * 9)
		return g_strdup (_("e-mail addresses"));
	switch (type) {
	case SEG_TYPE_DATE:
		return g_strdup (evidence->n_doubt > 0 ? order_in_words (plan->date_order) : _("date"));
	case SEG_TYPE_NUMBER:
		return evidence->currency != NULL ? g_strdup_printf (_("money, %s"), evidence->currency) : g_strdup (_("number"));
	case SEG_TYPE_BOOLEAN:
		return g_strdup (_("yes or no"));
	case SEG_TYPE_CATEGORY:
		return g_strdup_printf (_("category, %zu"), column->n_distinct);
	case SEG_TYPE_TEXT:
	default:
		if (column->n_distinct < SEG_DISTINCT_MOST && column->n_distinct < evidence->n_present)
			return g_strdup_printf (_("text, %zu different"), column->n_distinct);
		return g_strdup (column->n_distinct == evidence->n_compared ? _("text, unique") : _("text"));
	}
}

char *
seg_import_plan_looks (const SegImportPlan *plan, gsize column)
{
	double missing = (double) plan->columns[column].n_missing / (double) MAX (plan->n_looked_at, 1);
	g_autofree char *type = NULL, *share = NULL;

	if (plan->evidence->columns[column].n_present == 0)
		return g_strdup (_("empty"));
	type = looks_like_type (plan, column);
	if (missing < 0.005)
		return g_steal_pointer (&type);
	share = seg_format_share (missing);
	return g_strdup_printf (_("%s, %s empty"), type, share);
}

static const char *
type_in_words (SegType type)
{
	static const char *const words[] = {
		[SEG_TYPE_TEXT] = N_("text"), [SEG_TYPE_CATEGORY] = N_("category"), [SEG_TYPE_NUMBER] = N_("number"),
		[SEG_TYPE_DATE] = N_("date"), [SEG_TYPE_BOOLEAN] = N_("yes or no"),
	};

	return _(words[type]);
}

/* What a column of a log becomes besides its fields. */
static char *
entity_in_words (const SegPlanColumn *column)
{
	gboolean user = g_strcmp0 (column->entity, "user") == 0;

	if (g_strcmp0 (column->entity, "outcome") == 0)
		return g_strdup_printf (_("outcome: %s"), column->attribute);
	if (column->meaning != NULL)
		return g_strdup_printf (user ? _("attribute of the user: %s") : _("attribute of the item: %s"), _(column->meaning->label));
	if (strcmp (column->attribute, column->header) != 0)
		return g_strdup_printf (user ? _("attribute of the user: %s (%s)") : _("attribute of the item: %s (%s)"), column->attribute,
		                        type_in_words (column->type));
	return g_strdup_printf (user ? _("attribute of the user (%s)") : _("attribute of the item (%s)"), type_in_words (column->type));
}

char *
seg_import_plan_becomes (const SegImportPlan *plan, gsize index)
{
	const SegPlanColumn *column = &plan->columns[index];

	if (column->field != NULL)
		return g_str_has_prefix (_(column->field->label), column->field->name)
		       ? g_strdup (_(column->field->label)) /* "item", "order number": the name as well */
		       : g_strdup_printf ("%s: %s", column->field->name, _(column->field->label));
	if (!column->imported)
		return g_strdup (_("not imported"));
	if (plan->role->entity == NULL)
		return entity_in_words (column);
	if (strcmp (column->attribute, column->header) != 0)
		return g_strdup_printf (_("attribute %s (%s)"), column->attribute, type_in_words (column->type));
	return g_strdup_printf (_("attribute (%s)"), type_in_words (column->type));
}

#define SURE 0.995 /* of an encoding: there is no use in naming another */

static const SegEncodingCandidate *
candidate_in_use (const SegImportPlan *plan)
{
	for (guint i = 0; i < plan->candidates->len; i++) {
		const SegEncodingCandidate *candidate = plan->candidates->pdata[i];

		if (g_ascii_strcasecmp (candidate->encoding, plan->encoding) == 0)
			return candidate;
	}
	return NULL;
}

/* "Big5 (6 %)". Below a thousandth the share says nothing. */
static char *
name_candidate (const SegEncodingCandidate *candidate)
{
	g_autofree char *share = seg_format_share (candidate->confidence);

	return candidate->confidence < 0.0005 ? g_strdup_printf (_("%s (hardly)"), candidate->encoding)
	                                      : g_strdup_printf ("%s (%s)", candidate->encoding, share);
}

char *
seg_import_plan_encoding (const SegImportPlan *plan)
{
	const SegEncodingCandidate *used = candidate_in_use (plan);
	g_autofree char *name = used != NULL ? name_candidate (used) : g_strdup (plan->encoding);

	if (plan->has_bom && plan->candidates->len == 1)
		return g_strdup_printf (_("%s with byte order mark"), plan->encoding);
	if (plan->candidates->len < 2 || (used == plan->candidates->pdata[0] && used->confidence >= SURE))
		return g_strdup (plan->encoding);
	for (guint i = 0; i < plan->candidates->len; i++) {
		const SegEncodingCandidate *other = plan->candidates->pdata[i];
		g_autofree char *other_name = name_candidate (other);

		if (other != used)
			return g_strdup_printf (_("%s, or %s"), name, other_name);
	}
	return g_steal_pointer (&name);
}

static void
remark_dates (const SegImportPlan *plan, GPtrArray *remarks)
{
	const char *order = plan->date_order == SEG_DATE_DAY_FIRST ? _("Dates like 3/5/2024 are read day first, as the 3rd of May")
	                                                           : _("Dates like 3/5/2024 are read month first, as the 5th of March");

	if (plan->date_order == SEG_DATE_ISO)
		return;
	if (plan->date_order_guessed && plan->date_order_reason == NULL)
		say (remarks, seg_hint (_("%s. No row of the file tells: all fit both orders; say if that is wrong (--dates day-first or month-first)."),
		                        _("%s. No row of the file tells: all fit both orders; m changes it if that is wrong.")), order);
	else if (plan->date_order_reason != NULL)
		say (remarks, _("%s: %s."), order, plan->date_order_reason);
	else
		say (remarks, _("%s."), order);
}

/* A column that is named like a field and holds something else: better said than found out. */
static void
remark_unread (const SegImportPlan *plan, GPtrArray *remarks)
{
	for (gsize i = 0; i < plan->n_columns; i++) {
		const SegPlanColumn *column = &plan->columns[i];
		g_autofree char *folded = seg_name_fold (column->header);

		if (column->imported || column->n_missing == plan->n_looked_at)
			continue;
		for (gsize j = 0; j < plan->role->n_fields; j++) {
			const SegField *field = &plan->role->fields[j];

			if ((field->type == SEG_TYPE_DATE || field->type == SEG_TYPE_NUMBER) && seg_guess_rank (field, folded) >= 0
			    && seg_plan_column_of (plan, field->name) < 0) {
				say (remarks, seg_hint (_("%s is not read: it is named like the %s, but too few of its values read as one (--map %s=%s takes it all the same)."),
				                        _("%s is not read: it is named like the %s, but too few of its values read as one (choose %s for %s in the list to take it all the same).")),
				     column->header, field->label, field->name, column->header);
				break;
			}
		}
	}
}

/* Columns whose dates are written in another order than the file's, or as a spreadsheet's numbers. */
static void
remark_date_columns (const SegImportPlan *plan, GPtrArray *remarks)
{
	for (gsize i = 0; i < plan->n_columns; i++) {
		const SegPlanColumn *column = &plan->columns[i];

		if (column->type != SEG_TYPE_DATE || !column->imported)
			continue;
		if (column->serial_days)
			say (remarks, _("%s holds a spreadsheet's day numbers: 45356 is 2024-03-05."), column->header);
		else if (column->date_order != plan->date_order)
			say (remarks, column->date_order == SEG_DATE_DAY_FIRST ? _("%s is read day first.") : _("%s is read month first."),
			     column->header);
	}
}

static void
remark_missing_words (const SegImportPlan *plan, GPtrArray *remarks)
{
	g_autofree char *words = plan->missing_words != NULL ? g_strjoinv (", ", plan->missing_words) : NULL;

	if (words != NULL)
		say (remarks, _("Missing are empty values and these: %s."), words);
	for (gsize i = 0; i < plan->n_columns; i++)
		if (plan->columns[i].none_is_no)
			say (remarks, _("In %s, 无 is no, as 有 is yes; elsewhere 无 is missing."), plan->columns[i].header);
}

/* What a row cannot do without, and how many lack it. */
static void
remark_missing (const SegImportPlan *plan, GPtrArray *remarks)
{
	for (gsize i = 0; i < plan->n_columns; i++) {
		const SegPlanColumn *column = &plan->columns[i];
		g_autofree char *share = seg_format_share ((double) column->n_missing / (double) MAX (plan->n_looked_at, 1));

		if (column->field != NULL && column->field->required && column->n_missing > 0)
			say (remarks, _("%s of the rows looked at have nothing in %s (%s): such rows are set aside."), share, column->header,
			     _(column->field->label));
	}
}

static void
remark_recalled (const SegImportPlan *plan, GPtrArray *remarks)
{
	g_autofree char *name = g_path_get_basename (plan->recalled_from), *valid = g_utf8_make_valid (name, -1);
	g_autofree char *date = seg_format_date (plan->recalled_at);

	say (remarks, seg_hint (_("Columns as last time: %s, %s (to guess anew: --forget-mapping, or g on the screen)."),
	                        _("Columns as last time: %s, %s (g guesses anew).")), valid, date);
}

/* Files of results that do not say it themselves are of one campaign. */
static void
remark_campaign (const SegImportPlan *plan, GPtrArray *remarks)
{
	g_autofree char *campaign = strcmp (plan->role->name, "results") == 0 && seg_plan_column_of (plan, "campaign") < 0
		? seg_plan_campaign (plan) : NULL;

	if (campaign != NULL)
		say (remarks, seg_hint (_("Results of the campaign \"%s\"; --kind NAME names another one."), _("Results of the campaign \"%s\"; n names another one.")),
		     campaign);
}

GPtrArray *
seg_import_plan_remarks (const SegImportPlan *plan)
{
	GPtrArray *remarks = g_ptr_array_new_with_free_func (g_free);
	gboolean whole_keys = FALSE;
	gsize n_bad = 0;

	if (plan->corrects != 0)
		say (remarks, _("These are rows of the imported file number %" PRId64 " that were set aside, corrected: they are read as that "
		                "file was, and those it brings are no longer listed as set aside."), plan->corrects);
	for (gsize i = 0; i < plan->n_columns; i++) {
		n_bad += plan->columns[i].n_bad;
		whole_keys = whole_keys || plan->columns[i].whole_keys;
	}
	if (n_bad > 0)
		say (remarks, ngettext ("%zu value in the rows looked at does not read as what its column becomes.",
		                        "%zu values in the rows looked at do not read as what their column becomes.", n_bad), n_bad);
	remark_missing (plan, remarks);
	if (plan->recalled_from != NULL)
		remark_recalled (plan, remarks);
	if ((strcmp (plan->role->name, "users") == 0 || strcmp (plan->role->name, "results") == 0) && seg_plan_column_of (plan, "user") < 0)
		say (remarks, seg_hint (_("No column names the users: rows are numbered, and the number is the key. "
		                "If one does, say which (--map user=COLUMN)."),
		                _("No column names the users: rows are numbered, and the number is the key. "
		                "If one does, choose it in the list.")));
	if (strcmp (plan->role->name, "items") == 0 && seg_plan_column_of (plan, "title") < 0)
		say (remarks, seg_hint (_("No column is the title: items will stand on screens and lists by their keys. If one names them, say which (--map title=COLUMN)."),
		                        _("No column is the title: items will stand on screens and lists by their keys. If one names them, choose it (Enter).")));
	remark_campaign (plan, remarks);
	if (plan->rows_above > 0)
		say (remarks, _("Lines above the table that are its title or comments: %zu. They are not read."), plan->rows_above);
	if (plan->quote == '\0')
		say (remarks, _("Quotes (\") are characters like others."));
	else if (plan->quote != '"')
		say (remarks, _("Values are enclosed by %c."), plan->quote);
	if (!plan->has_header)
		say (remarks, _("The first row is data, not a header: columns are called column 1, column 2, ..."));
	remark_dates (plan, remarks);
	remark_unread (plan, remarks);
	remark_date_columns (plan, remarks);
	remark_missing_words (plan, remarks);
	if (plan->decimal_comma)
		say (remarks, _("Numbers have a decimal comma: 1.234,56."));
	if (whole_keys)
		say (remarks, _("Keys like 13085.0 are read as 13085."));
	if (plan->rating_most > 0 && seg_plan_column_of (plan, "rating") >= 0)
		say (remarks, _("Ratings end at %g; larger ones are set aside."), plan->rating_most);
	if (plan->cancellations)
		say (remarks, _("Order numbers like C1234 are cancellations, negative amounts and quantities refunds."));
	if (plan->state_entries)
		say (remarks, _("Rows whose state says refunded or cancelled take another row's order back."));
	else if (seg_plan_column_of (plan, "status") >= 0)
		say (remarks, _("An order whose state says refunded, cancelled or unpaid is the order itself: it is no revenue."));
	return remarks;
}
