#include <config.h>
#include "cluster_option.h"

#include <segscope/choose.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

static gssize
index_of (const SegClusterOptionSet *set, const char *name)
{
	for (guint i = 0; i < set->n; i++)
		if (strcmp (set->parameters[i]->name, name) == 0)
			return (gssize) i;
	return -1;
}

/* The algorithms that have parameter @name: "ward, average". */
static char *
owners_of (const char *name)
{
	GString *owners = g_string_new (NULL);
	const SegClusterAlgorithm *algorithm;

	for (gsize i = 0; (algorithm = seg_cluster_algorithm_at (i)) != NULL; i++)
		if (seg_cluster_parameter_find (algorithm, name) != NULL)
			g_string_append_printf (owners, "%s%s", owners->len > 0 ? ", " : "", algorithm->name);
	return g_string_free (owners, FALSE);
}

static char *
default_of (const SegClusterAlgorithm *algorithm, const SegClusterParameter *parameter)
{
	SegClusterSettings settings;

	seg_cluster_settings_init (&settings, algorithm);
	return isnan (parameter->value) ? g_strdup (_(parameter->automatic)) : seg_cluster_settings_text (&settings, parameter->name);
}

/* An option may mean different things to different algorithms, or have another value where none is given: whose share all of it. */
static gboolean
is_same_option (const SegClusterAlgorithm *algorithm, const SegClusterParameter *parameter, const SegClusterAlgorithm *other, gboolean value_too)
{
	const SegClusterParameter *its = seg_cluster_parameter_find (other, parameter->name);
	g_autofree char *own = NULL, *others = NULL;

	if (its == NULL || strcmp (its->meaning, parameter->meaning) != 0)
		return FALSE;
	own = default_of (algorithm, parameter);
	others = default_of (other, its);
	return !value_too || strcmp (own, others) == 0;
}

/* Whether an algorithm before @algorithm shares it, so that it was said already. */
static gboolean
was_said (const SegClusterAlgorithm *algorithm, const SegClusterParameter *parameter, gboolean value_too)
{
	const SegClusterAlgorithm *other;

	for (gsize i = 0; (other = seg_cluster_algorithm_at (i)) != algorithm; i++)
		if (is_same_option (algorithm, parameter, other, value_too))
			return TRUE;
	return FALSE;
}

/* " (10) [k-means, mixture]" */
static void
append_value (GString *text, const SegClusterAlgorithm *algorithm, const SegClusterParameter *parameter)
{
	g_autofree char *value = default_of (algorithm, parameter);
	const SegClusterAlgorithm *other;
	guint n = 0;

	g_string_append_printf (text, " (%s) [", value);
	for (gsize i = 0; (other = seg_cluster_algorithm_at (i)) != NULL; i++)
		if (is_same_option (algorithm, parameter, other, TRUE))
			g_string_append_printf (text, "%s%s", n++ > 0 ? ", " : "", other->name);
	g_string_append_c (text, ']');
}

/* Everything that is meant by @name: "Starts (10) [k-means], (3) [size-limits]; ..." */
static char *
help_of (const char *name)
{
	GString *text = g_string_new (NULL);
	const SegClusterAlgorithm *algorithm, *other;

	for (gsize i = 0; (algorithm = seg_cluster_algorithm_at (i)) != NULL; i++) {
		const SegClusterParameter *parameter = seg_cluster_parameter_find (algorithm, name);
		guint n = 0;

		if (parameter == NULL || was_said (algorithm, parameter, FALSE))
			continue;
		g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", _(parameter->meaning));
		for (gsize o = i; (other = seg_cluster_algorithm_at (o)) != NULL; o++) {
			if (!is_same_option (algorithm, parameter, other, FALSE) || was_said (other, seg_cluster_parameter_find (other, name), TRUE))
				continue;
			g_string_append (text, n++ > 0 ? "," : "");
			append_value (text, other, seg_cluster_parameter_find (other, name));
		}
	}
	return g_string_free (text, FALSE);
}

static void
add_parameter (SegClusterOptionSet *set, const SegClusterParameter *parameter)
{
	set->parameters[set->n++] = parameter;
	if (strcmp (parameter->name, "k") == 0)
		g_ptr_array_add (set->texts, g_strdup (_("Number of segments (without it: the number the data suggest, or 5 where only one number is tried)")));
	else
		g_ptr_array_add (set->texts, help_of (parameter->name));
}

static void
gather (SegClusterOptionSet *set)
{
	const SegClusterAlgorithm *algorithm;
	gsize n = 0;

	for (gsize i = 0; seg_cluster_algorithm_at (i) != NULL; i++)
		n += SEG_CLUSTER_PARAMETERS;
	set->parameters = g_new0 (const SegClusterParameter *, n);
	set->values = g_new0 (char *, n + 1);
	set->texts = g_ptr_array_new_with_free_func (g_free);
	for (gsize i = 0; (algorithm = seg_cluster_algorithm_at (i)) != NULL; i++)
		for (const SegClusterParameter *parameter = algorithm->parameters; parameter->name != NULL; parameter++)
			if (index_of (set, parameter->name) < 0)
				add_parameter (set, parameter);
}

GOptionEntry *
seg_cluster_option_entries (SegClusterOptionSet *set, const GOptionEntry *own)
{
	gsize n_own = 0;
	GOptionEntry *entries;

	gather (set);
	while (own[n_own].long_name != NULL)
		n_own++;
	entries = g_new0 (GOptionEntry, n_own + set->n + 2);
	memcpy (entries, own, n_own * sizeof *own);
	entries[n_own++] = (GOptionEntry) { "algorithm", 'a', 0, G_OPTION_ARG_STRING, &set->algorithm, N_("How to cluster (k-means)"), "NAME" };
	for (guint i = 0; i < set->n; i++) {
		const SegClusterParameter *parameter = set->parameters[i];

		entries[n_own + i] = (GOptionEntry) { parameter->name, strcmp (parameter->name, "k") == 0 ? 'k' : 0, 0, G_OPTION_ARG_STRING,
			                                  &set->values[i], set->texts->pdata[i],
			                                  parameter->type == SEG_PARAMETER_CHOICE ? "NAME" : "N" };
	}
	return entries;
}

void
seg_cluster_option_set_clear (SegClusterOptionSet *set)
{
	for (guint i = 0; i < set->n; i++)
		g_free (set->values[i]);
	g_free (set->values);
	g_free (set->parameters);
	g_free (set->algorithm);
	g_clear_pointer (&set->texts, g_ptr_array_unref);
}

static const SegClusterAlgorithm *
find_algorithm (const char *name, GError **error)
{
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_find (name != NULL ? name : "k-means");
	g_autoptr (GString) names = g_string_new (NULL);

	if (algorithm != NULL)
		return algorithm;
	for (gsize i = 0; (algorithm = seg_cluster_algorithm_at (i)) != NULL; i++)
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", algorithm->name);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no algorithm \"%s\"; there is: %s"), name, names->str);
	return NULL;
}

gboolean
seg_cluster_option_settings (const SegClusterOptionSet *set, guint64 seed, SegClusterSettings *settings, GError **error)
{
	const SegClusterAlgorithm *algorithm = find_algorithm (set->algorithm, error);

	if (algorithm == NULL)
		return FALSE;
	seg_cluster_settings_init (settings, algorithm);
	settings->seed = seed;
	for (guint i = 0; i < set->n; i++) {
		const char *name = set->parameters[i]->name;
		g_autofree char *owners = NULL;

		if (set->values[i] == NULL)
			continue;
		if (seg_cluster_parameter_find (algorithm, name) == NULL) {
			owners = owners_of (name);
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s has no option --%s (it is one of: %s)"), _(algorithm->label), name, owners);
			return FALSE;
		}
		if (!seg_cluster_settings_parse (settings, name, set->values[i], error)) {
			g_prefix_error_literal (error, "--");
			return FALSE;
		}
	}
	return TRUE;
}

gboolean
seg_cluster_option_given (const SegClusterOptionSet *set, const char *name)
{
	gssize i = index_of (set, name);

	return i >= 0 && set->values[i] != NULL;
}

char *
seg_cluster_option_help (void)
{
	GString *text = g_string_new (_("Algorithms:\n"));
	const SegClusterAlgorithm *algorithm;

	for (gsize i = 0; (algorithm = seg_cluster_algorithm_at (i)) != NULL; i++)
		g_string_append_printf (text, "  %-13s %s\n", algorithm->name, _(algorithm->meaning));
	return g_string_free (text, FALSE);
}

void
seg_cli_say_cost (const SegCommonOptions *common, gboolean asked, const char *what, gsize n_users, gsize n_features,
                  const SegClusterCost *cost)
{
	g_autofree char *users = seg_format_integer ((gint64) n_users), *bytes = g_format_size ((guint64) MAX (cost->bytes, 1e6));
	g_autofree char *seconds = seg_format_number (MAX (cost->seconds, 0.1), cost->seconds < 10 ? 1 : 0);
	g_autofree char *text = g_strdup_printf (ngettext ("%s of %s users by %zu feature: about %s s on this machine, up to %s of memory",
	                                                   "%s of %s users by %zu features: about %s s on this machine, up to %s of memory",
	                                                   n_features), what, users, n_features, seconds, bytes);

	if (asked && common->output == SEG_OUTPUT_TABLE)
		seg_cli_say (common, "%s", text);
	else if (asked || isatty (STDERR_FILENO))
		seg_cli_remark (common, "%s", text);
}

void
seg_cli_say_other_way (const SegSweep *sweep, char **select, const SegCommonOptions *common)
{
	g_autoptr (GString) words = g_string_new (NULL);
	SegClusterSettings settings;

	if (!seg_sweep_other_settings (sweep, &settings))
		return;
	g_string_append (words, settings.algorithm->name);
	if (seg_cluster_parameter_find (settings.algorithm, "k") != NULL)
		g_string_append_printf (words, " --shape full -k %.0f", seg_cluster_settings_get (&settings, "k"));
	if (settings.seed != 1)
		g_string_append_printf (words, " --seed %" PRIu64, settings.seed);
	for (; select != NULL && *select != NULL; select++) {
		g_autofree char *quoted = g_shell_quote (*select);

		g_string_append_printf (words, " --select %s", quoted);
	}
	seg_cli_remark (common, _("segscope cluster WORKSPACE --algorithm %s keeps the segments that suit better"), words->str);
}
