/* The kinds of steps, and a step's options as values that were checked one by one. */
#include <config.h>
#include "clean-private.h"

#include <errno.h>
#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* In the order in which forms and help list them. */
static const SegStepKind *const kinds[] = {
	&seg_step_fill.kind, &seg_step_outliers.kind, &seg_step_recode.kind, &seg_step_parse.kind, &seg_step_flag.kind,
	&seg_step_merge.kind, &seg_step_exclude.kind, &seg_step_filter.kind, &seg_step_drop_missing.kind, &seg_step_drop_column.kind,
};

const SegStepKind *const *
seg_step_kinds (gsize *n_kinds)
{
	*n_kinds = G_N_ELEMENTS (kinds);
	return kinds;
}

const SegStepKind *
seg_step_kind_find (const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
		if (g_strcmp0 (kinds[i]->name, name) == 0)
			return kinds[i];
	return NULL;
}

const SegStepClass *
seg_step_class (const SegStepKind *kind)
{
	return (const SegStepClass *) kind; /* its first member */
}

const SegStepOption *
seg_step_kind_option (const SegStepKind *kind, const char *name)
{
	for (gsize i = 0; i < kind->n_options; i++)
		if (strcmp (kind->options[i].name, name) == 0)
			return &kind->options[i];
	return NULL;
}

/* A step --------------------------------------------------------------------------------------------------------------------- */

SegStep *
seg_step_new (const SegStepKind *kind)
{
	SegStep *step = g_new0 (SegStep, 1);

	step->kind = kind;
	step->values = g_new0 (char **, kind->n_options);
	step->note = g_strdup ("");
	step->enabled = TRUE;
	return step;
}

SegStep *
seg_step_copy (const SegStep *step)
{
	SegStep *copy = seg_step_new (step->kind);

	copy->id = step->id;
	copy->position = step->position;
	copy->enabled = step->enabled;
	g_free (copy->note);
	copy->note = g_strdup (step->note);
	for (gsize i = 0; i < step->kind->n_options; i++)
		copy->values[i] = g_strdupv (step->values[i]);
	copy->effect = step->effect;
	copy->effect.skipped = g_strdup (step->effect.skipped);
	copy->effect.remark = g_strdup (step->effect.remark);
	return copy;
}

void
seg_step_effect_clear (SegStepEffect *effect)
{
	g_free (effect->skipped);
	g_free (effect->remark);
	*effect = (SegStepEffect) { 0 };
}

void
seg_step_free (SegStep *step)
{
	if (step == NULL)
		return;
	for (gsize i = 0; i < step->kind->n_options; i++)
		g_strfreev (step->values[i]);
	g_free (step->values);
	g_free (step->note);
	seg_step_effect_clear (&step->effect);
	g_free (step);
}

/* Options ---------------------------------------------------------------------------------------------------------------------- */

char *
seg_step_option_said (const SegStepOption *option)
{
	g_autofree char *typed = g_strconcat ("--", option->name, NULL), *shown = g_strdup_printf ("“%s”", _(option->label));

	return g_strdup (seg_hint (typed, shown));
}

char *
seg_step_said (const SegStep *step, const char *name)
{
	return seg_step_option_said (seg_step_kind_option (step->kind, name));
}

static gboolean
takes_several (SegStepOptionType type)
{
	return type == SEG_STEP_COLUMNS || type == SEG_STEP_TEXTS || type == SEG_STEP_PAIRS;
}

static gboolean
check_choice (const SegStepOption *option, const char *value, GError **error)
{
	g_autofree char *said = NULL, *choices = NULL;

	if (g_strv_contains (option->choices, value))
		return TRUE;
	said = seg_step_option_said (option);
	choices = g_strjoinv (", ", (char **) option->choices);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s is one of %s, not “%s”"), said, choices, value);
	return FALSE;
}

static gboolean
check_number (const SegStepOption *option, const char *value, GError **error)
{
	char *end;
	double number = g_ascii_strtod (value, &end);
	g_autofree char *said = NULL;

	if (*value != '\0' && *end == '\0' && isfinite (number)
	    && (option->type == SEG_STEP_NUMBER || (number >= 0 && number <= 1e15 && floor (number) == number)))
		return TRUE;
	said = seg_step_option_said (option);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, option->type == SEG_STEP_NUMBER ? _("%s is a number, not “%s”")
	             : _("%s is a whole number, not “%s”"), said, value);
	return FALSE;
}

static gboolean
check_value (const SegStepOption *option, const char *value, GError **error)
{
	static const char *const yes_no[] = { "yes", "no", NULL };
	g_autofree char *said = seg_step_option_said (option);

	if (!g_utf8_validate (value, -1, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s is not UTF-8 text"), said);
		return FALSE;
	}
	switch (option->type) {
	case SEG_STEP_CHOICE:
		return check_choice (option, value, error);
	case SEG_STEP_YES:
		return check_choice (&(SegStepOption) { .name = option->name, .label = option->label, .choices = yes_no }, value, error);
	case SEG_STEP_NUMBER:
	case SEG_STEP_COUNT:
		return check_number (option, value, error);
	case SEG_STEP_PAIRS:
		if (strchr (value, '=') != NULL)
			return TRUE;
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s is FROM=TO, not “%s”"), said, value);
		return FALSE;
	case SEG_STEP_COLUMN:
	case SEG_STEP_COLUMNS:
	case SEG_STEP_EXPRESSION:
		if (*value != '\0')
			return TRUE;
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s is empty"), said);
		return FALSE;
	case SEG_STEP_TEXT:
	case SEG_STEP_TEXTS:
	default:
		return TRUE;
	}
}

gboolean
seg_step_set (SegStep *step, const char *name, const char *value, GError **error)
{
	const SegStepOption *option = seg_step_kind_option (step->kind, name);
	char ***values;
	guint n;

	if (option == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The step %s has no option --%s"), step->kind->name, name);
		return FALSE;
	}
	if (!check_value (option, value, error))
		return FALSE;
	values = &step->values[option - step->kind->options];
	if (!takes_several (option->type))
		g_clear_pointer (values, g_strfreev);
	n = *values != NULL ? g_strv_length (*values) : 0;
	*values = g_renew (char *, *values, n + 2);
	(*values)[n] = g_strdup (value);
	(*values)[n + 1] = NULL;
	return TRUE;
}

void
seg_step_unset (SegStep *step, const char *name)
{
	const SegStepOption *option = seg_step_kind_option (step->kind, name);

	if (option != NULL)
		g_clear_pointer (&step->values[option - step->kind->options], g_strfreev);
}

const char *const *
seg_step_get_all (const SegStep *step, const char *name)
{
	const SegStepOption *option = seg_step_kind_option (step->kind, name);

	return option != NULL ? (const char *const *) step->values[option - step->kind->options] : NULL;
}

const char *
seg_step_get (const SegStep *step, const char *name)
{
	const SegStepOption *option = seg_step_kind_option (step->kind, name);
	const char *const *values = seg_step_get_all (step, name);

	return values != NULL ? values[0] : option != NULL ? option->standard : NULL;
}

gboolean
seg_step_is (const SegStep *step, const char *option, const char *value)
{
	return g_strcmp0 (seg_step_get (step, option), value) == 0;
}

double
seg_step_number (const SegStep *step, const char *option, double fallback)
{
	const char *text = seg_step_get (step, option);

	return text != NULL ? g_ascii_strtod (text, NULL) : fallback;
}

gboolean
seg_step_option_matters (const SegStep *step, const SegStepOption *option)
{
	g_auto (GStrv) parts = option->when != NULL ? g_strsplit (option->when, "=", 2) : NULL;
	g_auto (GStrv) values = parts != NULL ? g_strsplit (parts[1], ",", -1) : NULL;
	const char *value = parts != NULL ? seg_step_get (step, parts[0]) : NULL;

	return parts == NULL || (value != NULL && g_strv_contains ((const char *const *) values, value));
}
