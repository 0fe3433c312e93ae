/* The plan: decides from what was seen what a file is, and follows the person's changes. Looking at the file is in look.c. */
#include <config.h>
#include "plan-private.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

#define RATING_SHARE 100            /* one in so many ratings may lie beyond the scale */
#define COLUMNS_MOST 900            /* SQLite allows expressions of depth 1,000 */

/* Decisions for the whole file --------------------------------------------------------------------------------------- */

static void
decide_decimals (SegImportPlan *plan)
{
	gsize n_commas = 0, n_points = 0;

	for (gsize i = 0; i < plan->n_columns; i++) {
		const SegEvidence *evidence = &plan->evidence->columns[i];

		if (evidence->n_present == 0 || evidence->n_number[TRUE] * 20 < evidence->n_present * 19)
			continue;
		n_commas += evidence->n_comma_decimals;
		n_points += evidence->n_number[FALSE] == evidence->n_present ? evidence->n_point_decimals : 0;
	}
	plan->decimal_comma = n_commas > 0 && n_points == 0;
}

static const SegEvidence *
evidence_of (const SegImportPlan *plan, const char *field)
{
	gssize column = seg_plan_column_of (plan, field);

	return column >= 0 ? &plan->evidence->columns[column] : NULL;
}

static gboolean
is_key (const SegField *field)
{
	return field != NULL && (strcmp (field->name, "user") == 0 || strcmp (field->name, "item") == 0);
}

void
seg_plan_refresh (SegImportPlan *plan)
{
	const SegEvidence *rating = evidence_of (plan, "rating"), *order = evidence_of (plan, "order");

	if (plan->corrects == 0) { /* the corrected file has decided it for a few rows of its own */
		plan->rating_most = rating == NULL || rating->n_number[FALSE] == 0          ? 0
		                    : rating->n_over_5 * RATING_SHARE <= rating->n_number[FALSE]  ? 5
		                    : rating->n_over_10 * RATING_SHARE <= rating->n_number[FALSE] ? 10
		                                                                            : 0;
		plan->state_entries = seg_guess_state_entries (plan);
		plan->cancellations = order != NULL && order->n_cancelled * 2 <= order->n_order_number;
	}
	for (gsize i = 0; i < plan->n_columns; i++) {
		SegPlanColumn *column = &plan->columns[i];
		const SegEvidence *evidence = &plan->evidence->columns[i];
		SegValueStyle style;

		if (plan->corrects == 0) {
			column->serial_days = column->type == SEG_TYPE_DATE && seg_evidence_is_serial (evidence);
			column->none_is_no = column->type == SEG_TYPE_BOOLEAN && seg_evidence_none_is_no (evidence);
			column->whole_keys = is_key (column->field) && evidence->n_present > 0 && evidence->n_whole == evidence->n_present;
		}
		column->n_missing = evidence->n_missing - (column->none_is_no ? evidence->n_none : 0);
		column->n_distinct = g_hash_table_size (evidence->distinct);
		style = seg_plan_column_style (plan, i);
		column->n_bad = column->imported ? seg_evidence_n_bad (evidence, column->type, &style) : 0;
		if (evidence == rating && plan->rating_most > 0)
			column->n_bad += plan->rating_most > 5 ? rating->n_over_10 : rating->n_over_5;
	}
}

SegValueStyle
seg_plan_style (const SegImportPlan *plan)
{
	return (SegValueStyle) { .date_order = plan->date_order, .decimal_comma = plan->decimal_comma, .missing = plan->evidence->missing };
}

SegValueStyle
seg_plan_column_style (const SegImportPlan *plan, gsize column)
{
	SegValueStyle style = seg_plan_style (plan);

	style.date_order = plan->columns[column].date_order;
	style.serial_days = plan->columns[column].serial_days;
	style.none_is_no = plan->columns[column].none_is_no;
	return style;
}

/* A mark, and a column without a field (NULL), keep the type of their values. */
SegType
seg_plan_field_type (const SegImportPlan *plan, gsize column, const SegField *field)
{
	SegValueStyle style = seg_plan_column_style (plan, column);

	return field != NULL && !seg_field_is_mark (field)
	       ? field->type : seg_evidence_type (&plan->evidence->columns[column], plan->columns[column].header, &style);
}

gssize
seg_plan_column_of (const SegImportPlan *plan, const char *field)
{
	for (gsize i = 0; i < plan->n_columns; i++)
		if (plan->columns[i].field != NULL && strcmp (plan->columns[i].field->name, field) == 0)
			return (gssize) i;
	return -1;
}

/* The public door ------------------------------------------------------------------------------------------------------ */

SegImportPlan *
seg_import_plan (const char *path, const SegRole *role, const SegImportOptions *options, GError **error)
{
	g_autoptr (SegImportPlan) plan = g_new0 (SegImportPlan, 1);

	plan->path = g_strdup (path);
	plan->event_kind = options != NULL ? g_strdup (options->event_kind) : NULL;
	if (!seg_plan_look (plan, options, error))
		return NULL;
	decide_decimals (plan);
	if (!seg_plan_decide_dates (plan, options, error))
		return NULL;
	plan->role = role != NULL ? role : seg_guess_role (plan);
	seg_guess_fields (plan);
	if (options != NULL && options->mappings != NULL && !seg_mapping_apply (plan, options->mappings, error))
		return NULL;
	return g_steal_pointer (&plan);
}

char *
seg_import_plan_sample (const SegImportPlan *plan, const char *encoding)
{
	return seg_encoding_sample (plan->telling_bytes, encoding);
}

void
seg_import_plan_free (SegImportPlan *plan)
{
	if (plan == NULL)
		return;
	for (gsize i = 0; i < plan->n_columns; i++) {
		g_free (plan->columns[i].header);
		g_free (plan->columns[i].attribute);
	}
	for (gsize i = 0; plan->evidence != NULL && i < plan->evidence->n_columns; i++) {
		seg_evidence_clear (&plan->evidence->columns[i]);
		for (gsize j = 0; j < SEG_PLAN_SAMPLES; j++)
			g_free (plan->columns[i].samples[j]);
	}
	if (plan->evidence != NULL) {
		seg_missing_free (plan->evidence->missing);
		g_free (plan->evidence->columns);
		g_clear_pointer (&plan->evidence->rows, g_array_unref);
	}
	g_free (plan->evidence);
	g_free (plan->columns);
	g_free (plan->path);
	g_free (plan->encoding);
	g_clear_pointer (&plan->candidates, g_ptr_array_unref);
	g_clear_pointer (&plan->telling_bytes, g_bytes_unref);
	g_free (plan->date_order_reason);
	g_strfreev (plan->missing_words);
	g_free (plan->event_kind);
	g_free (plan->recalled_from);
	g_free (plan);
}

void
seg_import_plan_set_role (SegImportPlan *plan, const SegRole *role)
{
	plan->role = role;
	seg_guess_fields (plan);
}

void
seg_plan_leave_out (SegImportPlan *plan, gsize index)
{
	SegPlanColumn *column = &plan->columns[index];

	column->field = column->meaning = NULL;
	column->entity = NULL;
	column->imported = FALSE;
	g_free (column->attribute);
	column->attribute = g_strdup (column->header);
}

/* The column without its field: an attribute in files of users and items, else what it is guessed to be. */
static void
release_column (SegImportPlan *plan, gsize index)
{
	SegPlanColumn *column = &plan->columns[index];
	SegValueStyle style = seg_plan_column_style (plan, index);

	seg_plan_leave_out (plan, index);
	column->chosen = FALSE;
	column->type = seg_evidence_type (&plan->evidence->columns[index], column->header, &style);
	column->imported = plan->role->has_attributes;
	column->entity = plan->role->entity;
}

void
seg_import_plan_set_field (SegImportPlan *plan, gsize column, const SegField *field, gboolean imported)
{
	SegPlanColumn *shown = &plan->columns[column];

	for (gsize i = 0; i < plan->n_columns; i++)
		if (i == column || (field != NULL && plan->columns[i].field == field && !seg_field_is_mark (field)))
			release_column (plan, i);
	shown->chosen = TRUE;
	shown->imported = field != NULL || (imported && plan->role->has_attributes);
	shown->entity = field == NULL && shown->imported ? plan->role->entity : NULL;
	if (field != NULL) {
		shown->field = field;
		shown->type = seg_plan_field_type (plan, column, field);
	}
	seg_guess_entities (plan);
	seg_plan_refresh (plan);
}

void
seg_import_plan_set_attribute (SegImportPlan *plan, gsize column, const char *entity, const SegField *meaning)
{
	SegPlanColumn *shown = &plan->columns[column];

	for (gsize i = 0; i < plan->n_columns; i++)
		if (i == column || (meaning != NULL && plan->columns[i].meaning == meaning && !seg_field_is_mark (meaning)))
			release_column (plan, i);
	shown->chosen = shown->imported = TRUE;
	shown->entity = g_intern_string (entity);
	shown->meaning = meaning;
	shown->type = meaning != NULL ? seg_plan_field_type (plan, column, meaning) : shown->type;
	seg_guess_entities (plan);
	seg_plan_refresh (plan);
}

/* An attribute of the item needs to know which item. */
static gboolean
check_entities (const SegImportPlan *plan, GError **error)
{
	for (gsize i = 0; plan->role->entity == NULL && i < plan->n_columns; i++) {
		const SegPlanColumn *column = &plan->columns[i];

		if (!column->imported || g_strcmp0 (column->entity, "item") != 0 || seg_plan_column_of (plan, "item") >= 0)
			continue;
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             seg_hint (_("%s: %s is to describe the item, but no column says which item; name one (--map item=COLUMN) or leave it out "
		               "(--map -=%s)"),
		               _("%s: %s is to describe the item, but no column says which item; choose one in the list of columns, or leave %s out")), plan->path, column->header, column->header);
		return FALSE;
	}
	return TRUE;
}

static char *
list_columns (const SegImportPlan *plan)
{
	GString *list = g_string_new (NULL);

	for (gsize i = 0; i < plan->n_columns; i++)
		g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", plan->columns[i].header);
	return g_string_free (list, FALSE);
}

gboolean
seg_import_plan_check (const SegImportPlan *plan, GError **error)
{
	g_autoptr (GString) absent = g_string_new (NULL);
	gsize n_imported = 0;
	const char *first = NULL;

	for (gsize i = 0; i < plan->role->n_fields; i++) {
		const SegField *field = &plan->role->fields[i];

		if (!field->required || seg_plan_column_of (plan, field->name) >= 0)
			continue;
		first = first == NULL ? field->name : first;
		g_string_append_printf (absent, "%s%s", absent->len > 0 ? ", " : "", field->name);
	}
	if (first != NULL) {
		g_autofree char *columns = list_columns (plan);

		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             seg_hint (_("%s: as %s it needs a column for: %s. Its columns are: %s. Say which it is (--map %s=COLUMN), or choose "
		               "another role (--as)"),
		               _("%s: as %s it needs a column for: %s. Its columns are: %s. Choose in the list which of them is the %s, or "
		               "another role with r")), plan->path, _(plan->role->name), absent->str, columns, first);
		return FALSE;
	}
	for (gsize i = 0; i < plan->n_columns; i++)
		n_imported += plan->columns[i].imported ? 1 : 0;
	if (n_imported == 0 || n_imported > COLUMNS_MOST) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             n_imported == 0 ? _("%s: no column is imported; choose at least one")
		                             : seg_hint (_("%s has more columns than a workspace can hold (900); leave some out with --map -=COLUMN"),
		                                         _("%s has more columns than a workspace can hold (900); leave some out in the list")),
		             plan->path);
		return FALSE;
	}
	return check_entities (plan, error);
}
