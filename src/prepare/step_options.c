/* What kinds of steps share: choices, and words for them. */
#include <config.h>
#include "step_options.h"

#include <segscope/ingest.h>
#include <segscope/text.h>

#include <math.h>

const char *const seg_of_users_items[] = { "users", "items", NULL };
const char *const seg_of_users_items_labels[] = { N_("users"), N_("items"), NULL };
const char *const seg_of_all[] = { "users", "items", "events", NULL };
const char *const seg_of_all_labels[] = { N_("users"), N_("items"), N_("events"), NULL };
const char *const seg_beyond[] = { "fences", "robust-z", "quantiles", NULL };
const char *const seg_beyond_labels[] = { N_("fences around the quartiles"), N_("robust z-score"), N_("quantiles"), NULL };

char *
seg_step_list_words (const SegStep *step, const char *option)
{
	const char *const *values = seg_step_get_all (step, option);
	GString *words = g_string_new (NULL);

	for (gsize i = 0; values != NULL && values[i] != NULL; i++)
		g_string_append_printf (words, "%s%s", i == 0 ? "" : values[i + 1] == NULL ? _(" and ") : ", ", values[i]);
	return g_string_free (words, FALSE);
}

char *
seg_step_beyond_words (const SegStep *step)
{
	if (seg_step_is (step, "beyond", "quantiles")) {
		g_autofree char *share = seg_format_share (seg_step_number (step, "limit", 0.01));

		return g_strdup_printf (_("among the lowest or highest %s"), share);
	}
	if (seg_step_is (step, "beyond", "robust-z")) {
		g_autofree char *limit = seg_format_auto (seg_step_number (step, "limit", 3.5));

		return g_strdup_printf (_("beyond a robust z-score of %s"), limit);
	} else {
		g_autofree char *limit = seg_format_auto (seg_step_number (step, "limit", 3));

		return g_strdup_printf (_("beyond %s distances of the quartiles"), limit);
	}
}

gboolean
seg_step_check_limit (SegStepRun *run, GError **error)
{
	double limit = seg_step_number (run->step, "limit", 0.01);
	gboolean quantiles = seg_step_is (run->step, "beyond", "quantiles");
	g_autofree char *said = seg_step_said (run->step, "limit");

	if (limit > 0 && (!quantiles || limit < 0.5))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, quantiles ? _("%s is a share between 0 and 0.5 where quantiles bound what is usual")
	             : _("%s is above 0"), said);
	return FALSE;
}

/* A person's text as a value --------------------------------------------------------------------------------------------------- */

static gboolean
read_value (const SegAttribute *attribute, const char *text, double *number, gint64 *integer)
{
	const SegReading reading = { 0 };

	if (attribute->type == SEG_TYPE_TEXT || attribute->type == SEG_TYPE_CATEGORY)
		return *text != '\0';
	return seg_read_value (text, attribute->type, &reading, number, integer) == SEG_READ_FINE;
}

gboolean
seg_step_check_value (const SegAttribute *attribute, const char *text, GError **error)
{
	double number;
	gint64 integer;

	if (read_value (attribute, text, &number, &integer))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("“%s” is no value of %s, a %s column"), text, attribute->label,
	             seg_type_name (attribute->type));
	return FALSE;
}

gboolean
seg_step_bind_value (SegStatement *statement, const char *parameter, const SegAttribute *attribute, const char *text, GError **error)
{
	double number = 0;
	gint64 integer = 0;

	if (!read_value (attribute, text, &number, &integer))
		return seg_step_check_value (attribute, text, error);
	if (attribute->type == SEG_TYPE_NUMBER)
		seg_statement_bind_double (statement, parameter, number);
	else if (attribute->type == SEG_TYPE_DATE || attribute->type == SEG_TYPE_BOOLEAN)
		seg_statement_bind_integer (statement, parameter, integer);
	else
		seg_statement_bind_text (statement, parameter, text);
	return TRUE;
}
