/* The parameters of an algorithm: their values, as numbers and as text. */
#include <config.h>
#include "cluster-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static gssize
index_of (const SegClusterAlgorithm *algorithm, const char *name)
{
	for (gssize i = 0; algorithm->parameters[i].name != NULL; i++)
		if (strcmp (algorithm->parameters[i].name, name) == 0)
			return i;
	return -1;
}

const SegClusterParameter *
seg_cluster_parameter_find (const SegClusterAlgorithm *algorithm, const char *name)
{
	gssize i = index_of (algorithm, name);

	return i >= 0 ? algorithm->parameters + i : NULL;
}

void
seg_cluster_settings_init (SegClusterSettings *settings, const SegClusterAlgorithm *algorithm)
{
	*settings = (SegClusterSettings) { .algorithm = algorithm, .seed = 1 };
	for (gsize i = 0; algorithm->parameters[i].name != NULL; i++) {
		g_assert (i < SEG_CLUSTER_PARAMETERS);
		settings->values[i] = algorithm->parameters[i].value;
	}
}

double
seg_cluster_settings_get (const SegClusterSettings *settings, const char *name)
{
	gssize i = index_of (settings->algorithm, name);

	return i >= 0 ? settings->values[i] : NAN;
}

void
seg_cluster_settings_put (SegClusterSettings *settings, const char *name, double value)
{
	gssize i = index_of (settings->algorithm, name);

	g_return_if_fail (i >= 0);
	settings->values[i] = value;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

static char *
names_of (const SegClusterParameter *parameter)
{
	return g_strjoinv (", ", (char **) parameter->choices);
}

static gboolean
parse_choice (const SegClusterParameter *parameter, const char *text, double *value, GError **error)
{
	g_autofree char *names = names_of (parameter);

	for (gsize i = 0; parameter->choices[i] != NULL; i++)
		if (g_ascii_strcasecmp (parameter->choices[i], text) == 0) {
			*value = (double) i;
			return TRUE;
		}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s: \"%s\" is none of: %s"), parameter->name, text, names);
	return FALSE;
}

static char *
limit_text (double limit)
{
	return fabs (limit) < 1e9 && floor (limit) == limit ? seg_format_number (limit, 0) : g_strdup_printf ("%g", limit);
}

static gboolean
parse_number (const SegClusterParameter *parameter, const char *text, double *value, GError **error)
{
	g_autofree char *least = limit_text (parameter->minimum), *most = limit_text (parameter->maximum);
	char *end;
	double number = g_ascii_strtod (text, &end);

	if (*text != '\0' && *end == '\0' && number >= parameter->minimum && number <= parameter->maximum
	    && (parameter->type != SEG_PARAMETER_INTEGER || floor (number) == number)) {
		*value = number;
		return TRUE;
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE,
	             parameter->type == SEG_PARAMETER_INTEGER ? _("%s: \"%s\" is not a whole number from %s to %s%s%s")
	                                                      : _("%s: \"%s\" is not a number from %s to %s%s%s"),
	             parameter->name, text, least, most, parameter->automatic != NULL ? _("; \"auto\": ") : "",
	             parameter->automatic != NULL ? _(parameter->automatic) : "");
	return FALSE;
}

gboolean
seg_cluster_settings_parse (SegClusterSettings *settings, const char *name, const char *text, GError **error)
{
	gssize i = index_of (settings->algorithm, name);
	const SegClusterParameter *parameter;

	if (i < 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s has no option \"%s\""), _(settings->algorithm->label), name);
		return FALSE;
	}
	parameter = settings->algorithm->parameters + i;
	if (parameter->automatic != NULL && g_ascii_strcasecmp (text, "auto") == 0) {
		settings->values[i] = NAN;
		return TRUE;
	}
	return parameter->type == SEG_PARAMETER_CHOICE ? parse_choice (parameter, text, settings->values + i, error)
	                                               : parse_number (parameter, text, settings->values + i, error);
}

char *
seg_cluster_settings_text (const SegClusterSettings *settings, const char *name)
{
	const SegClusterParameter *parameter = seg_cluster_parameter_find (settings->algorithm, name);
	double value = seg_cluster_settings_get (settings, name);
	char number[G_ASCII_DTOSTR_BUF_SIZE];

	g_return_val_if_fail (parameter != NULL, NULL);
	if (isnan (value))
		return g_strdup ("auto");
	if (parameter->type == SEG_PARAMETER_CHOICE)
		return g_strdup (parameter->choices[(gsize) value]);
	return g_strdup (g_ascii_formatd (number, sizeof number, parameter->type == SEG_PARAMETER_INTEGER ? "%.0f" : "%.6g", value));
}

const char *
seg_cluster_choice_label (const SegClusterParameter *parameter, gsize i)
{
	return g_dpgettext2 (NULL, "choice", parameter->choices[i]);
}

char *
seg_cluster_settings_shown (const SegClusterSettings *settings, const char *name)
{
	const SegClusterParameter *parameter = seg_cluster_parameter_find (settings->algorithm, name);
	double value = seg_cluster_settings_get (settings, name);

	g_return_val_if_fail (parameter != NULL, NULL);
	if (isnan (value))
		return g_strdup (_(parameter->automatic));
	return parameter->type == SEG_PARAMETER_CHOICE ? g_strdup (seg_cluster_choice_label (parameter, (gsize) value)) : seg_cluster_settings_text (settings, name);
}

char *
seg_cluster_settings_words (const SegClusterSettings *settings)
{
	const SegClusterAlgorithm *algorithm = settings->algorithm;
	GString *words = g_string_new (_(algorithm->label));

	for (const SegClusterParameter *parameter = algorithm->parameters; parameter->name != NULL; parameter++) {
		double value = seg_cluster_settings_get (settings, parameter->name);
		g_autofree char *text = parameter->type == SEG_PARAMETER_INTEGER && !isnan (value) ? seg_format_integer ((gint64) value)
		                                                                                   : seg_cluster_settings_shown (settings, parameter->name);

		if (!isnan (value))
			g_string_append_printf (words, " · %s %s", _(parameter->label), text);
	}
	return g_string_free (words, FALSE);
}
