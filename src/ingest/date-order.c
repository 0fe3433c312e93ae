/* Day or month first? Dates like 3/5/2024 do not say, but a column of them mostly does: a number over 12 is no month. When the
 * rows looked at leave it open, the file is read on until one row decides it. */
#include <config.h>
#include "plan-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

#define ASK_EVERY 1024 /* rows between looks at the job */

static gboolean
is_decided (const SegEvidence *evidence)
{
	return evidence->n_first_over_12 > 0 || evidence->n_second_over_12 > 0;
}

/* Whether the column is dates, all of them such as fit both orders so far. */
static gboolean
is_in_doubt (const SegEvidence *evidence)
{
	return evidence->n_doubt > 0 && evidence->n_doubt * 20 >= evidence->n_present * 19 && !is_decided (evidence);
}

/* What a column's own dates say; of a column in doubt: the place with fewer different numbers is the month, as files cover
 * more days than months; when even that is equal, the day comes first. */
static SegDateOrder
order_of (gsize n_day_first, gsize n_month_first, guint32 first_seen, guint32 second_seen)
{
	if (n_day_first != n_month_first)
		return n_month_first > n_day_first ? SEG_DATE_MONTH_FIRST : SEG_DATE_DAY_FIRST;
	return __builtin_popcount (first_seen) < __builtin_popcount (second_seen) ? SEG_DATE_MONTH_FIRST : SEG_DATE_DAY_FIRST;
}

static gboolean
say_date_order (SegImportPlan *plan, const char *order, GError **error)
{
	if (strcmp (order, "day-first") != 0 && strcmp (order, "month-first") != 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The order of dates is day-first or month-first, not \"%s\""), order);
		return FALSE;
	}
	plan->date_order = strcmp (order, "day-first") == 0 ? SEG_DATE_DAY_FIRST : SEG_DATE_MONTH_FIRST;
	plan->evidence->date_order_said = TRUE;
	return TRUE;
}

/* Reading on ------------------------------------------------------------------------------------------------------------ */

/* Shows the record to the columns in doubt. @open: how many still are, afterwards. */
static void
show_record (SegImportPlan *plan, const gboolean *in_doubt, const SegRecord *record, gsize *open)
{
	*open = 0;
	for (gsize i = 0; i < plan->n_columns; i++) {
		SegEvidence *evidence = &plan->evidence->columns[i];

		if (!in_doubt[i] || is_decided (evidence))
			continue;
		if (record->fault == SEG_RECORD_FINE && i < record->n_fields)
			seg_evidence_add_order (evidence, record->fields[i], record->line);
		*open += !is_decided (evidence);
	}
}

static gboolean
read_on (SegImportPlan *plan, const gboolean *in_doubt, SegJob *job, GError **error)
{
	g_autoptr (SegReader) reader = seg_plan_open_reader (plan, error);
	SegRecord record;
	GError *failure = NULL;
	gsize open = 1;

	if (reader == NULL)
		return FALSE;
	for (gsize n = 1; open > 0 && seg_reader_next (reader, &record, &failure); n++) {
		show_record (plan, in_doubt, &record, &open);
		if (n % ASK_EVERY == 0
		    && !seg_job_proceed (job, (double) seg_reader_position (reader) / (double) MAX (plan->size, 1),
		                         _("looking for how dates are written"), &failure))
			break;
	}
	if (failure != NULL)
		g_propagate_error (error, failure);
	return failure == NULL;
}

static gboolean
read_on_where_open (SegImportPlan *plan, SegJob *job, GError **error)
{
	g_autofree gboolean *in_doubt = g_new0 (gboolean, plan->n_columns);
	gboolean any = FALSE;

	if (plan->evidence->whole_file)
		return TRUE;
	for (gsize i = 0; i < plan->n_columns; i++) {
		in_doubt[i] = is_in_doubt (&plan->evidence->columns[i]);
		any |= in_doubt[i];
	}
	return !any || read_on (plan, in_doubt, job, error);
}

/* Deciding -------------------------------------------------------------------------------------------------------------- */

/* What speaks for the order, and what against it. */
static void
give_reason (SegImportPlan *plan, const SegSighting *day, const SegSighting *month)
{
	const SegSighting *own = plan->date_order == SEG_DATE_MONTH_FIRST ? month : day, *other = own == day ? month : day;
	g_autofree char *own_line = seg_format_integer (own->line), *other_line = seg_format_integer (other->line);

	g_clear_pointer (&plan->date_order_reason, g_free);
	if (own->line != 0 && other->line != 0)
		plan->date_order_reason = g_strdup_printf (_("line %s has %s, but line %s has %s, which does not fit"), own_line, own->text,
		                                           other_line, other->text);
	else if (own->line != 0)
		plan->date_order_reason = g_strdup_printf (_("line %s has %s"), own_line, own->text);
	else if (other->line != 0)
		plan->date_order_reason = g_strdup_printf (_("but line %s has %s, which does not fit"), other_line, other->text);
}

static void
sum_up (SegImportPlan *plan)
{
	gsize n_doubt = 0, n_day_first = 0, n_month_first = 0;
	guint32 first_seen = 0, second_seen = 0;
	const SegSighting nowhere = { .line = 0 };
	const SegSighting *day = &nowhere, *month = &nowhere;

	for (gsize i = 0; i < plan->n_columns; i++) {
		const SegEvidence *evidence = &plan->evidence->columns[i];

		n_doubt += evidence->n_doubt;
		n_day_first += evidence->n_first_over_12;
		n_month_first += evidence->n_second_over_12;
		first_seen |= evidence->first_seen;
		second_seen |= evidence->second_seen;
		day = day->line == 0 ? &evidence->day_first : day;
		month = month->line == 0 ? &evidence->month_first : month;
	}
	if (!plan->evidence->date_order_said)
		plan->date_order = n_doubt == 0 ? SEG_DATE_ISO : order_of (n_day_first, n_month_first, first_seen, second_seen);
	plan->date_order_guessed = !plan->evidence->date_order_said && n_doubt > 0 && n_day_first == n_month_first;
	if (n_doubt > 0)
		give_reason (plan, day, month);
}

gboolean
seg_plan_decide_dates (SegImportPlan *plan, const SegImportOptions *options, GError **error)
{
	const char *said = options != NULL ? options->date_order : NULL;

	if (said != NULL && !say_date_order (plan, said, error))
		return FALSE;
	if (said == NULL && !read_on_where_open (plan, options != NULL ? options->job : NULL, error))
		return FALSE;
	sum_up (plan);
	for (gsize i = 0; i < plan->n_columns; i++) {
		const SegEvidence *evidence = &plan->evidence->columns[i];

		plan->columns[i].date_order = plan->date_order;
		if (said == NULL && evidence->n_first_over_12 != evidence->n_second_over_12)
			plan->columns[i].date_order = order_of (evidence->n_first_over_12, evidence->n_second_over_12, 0, 0);
	}
	return TRUE;
}
