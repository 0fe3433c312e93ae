/* Choosing how to cluster: the algorithms of the table, and the form made from the parameters of one. */
#include <config.h>
#include "clusters.h"

#include <glib/gi18n.h>
#include <math.h>

/* Parameters ------------------------------------------------------------------------------------------------------- */

static const SegClusterParameter *
parameter_at (SegView *view, guint number)
{
	return ((SegClustersState *) view->state)->settings.algorithm->parameters + number;
}

/* Takes @text for the parameter of that number; then asks for the next. */
static gboolean
accept_value (SegView *view, const char *text, gpointer data, GError **error)
{
	SegClustersState *state = view->state;
	const SegClusterParameter *parameter = parameter_at (view, GPOINTER_TO_UINT (data));
	const char *value = *text == '\0' && parameter->automatic != NULL ? "auto" : text;

	if (!seg_cluster_settings_parse (&state->settings, parameter->name, value, error))
		return FALSE;
	seg_clusters_ask_parameters (view);
	return TRUE;
}

static void
choice_chosen (SegView *view, guint choice, gpointer data)
{
	SegClustersState *state = view->state;
	const SegClusterParameter *parameter = parameter_at (view, GPOINTER_TO_UINT (data));
	gboolean automatic = parameter->automatic != NULL;

	seg_cluster_settings_put (&state->settings, parameter->name, automatic && choice == 0 ? NAN : (double) choice - (automatic ? 1 : 0));
	seg_clusters_ask_parameters (view);
}

static void
ask_choice (SegView *view, guint number)
{
	const SegClusterParameter *parameter = parameter_at (view, number);
	g_autoptr (GPtrArray) labels = g_ptr_array_new ();

	if (parameter->automatic != NULL)
		g_ptr_array_add (labels, (gpointer) _(parameter->automatic));
	for (gsize i = 0; parameter->choices[i] != NULL; i++)
		g_ptr_array_add (labels, (gpointer) seg_cluster_choice_label (parameter, i));
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _(parameter->label), (const char *const *) labels->pdata, NULL, 0, choice_chosen, GUINT_TO_POINTER (number), NULL);
}

static void
ask_value (SegView *view, guint number)
{
	const SegClustersState *state = view->state;
	const SegClusterParameter *parameter = parameter_at (view, number);
	g_autofree char *now = seg_cluster_settings_text (&state->settings, parameter->name);
	g_autofree char *hint = parameter->automatic != NULL ? g_strdup_printf (_("%s. \"auto\": %s."), _(parameter->meaning), _(parameter->automatic))
	                                                     : g_strdup_printf ("%s.", _(parameter->meaning));

	seg_ask_line (view, _(parameter->label), hint, now, accept_value, GUINT_TO_POINTER (number), NULL);
}

/* The first choice runs. */
static void
parameter_chosen (SegView *view, guint choice, gpointer data)
{
	(void) data;
	if (choice == 0)
		seg_clusters_run (view);
	else if (parameter_at (view, choice - 1)->type == SEG_PARAMETER_CHOICE)
		ask_choice (view, choice - 1);
	else
		ask_value (view, choice - 1);
}

void
seg_clusters_ask_parameters (SegView *view)
{
	const SegClustersState *state = view->state;
	const SegClusterParameter *parameters = state->settings.algorithm->parameters;
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new_with_free_func (g_free);

	g_ptr_array_add (labels, (gpointer) _("Run"));
	g_ptr_array_add (remarks, g_strdup (""));
	for (gsize i = 0; parameters[i].name != NULL; i++) {
		g_ptr_array_add (labels, (gpointer) _(parameters[i].label));
		g_ptr_array_add (remarks, seg_cluster_settings_shown (&state->settings, parameters[i].name));
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	seg_ask_choice (view, _(state->settings.algorithm->label), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, 0,
	                parameter_chosen, NULL, NULL);
}

/* Algorithms ------------------------------------------------------------------------------------------------------- */

static void
algorithm_chosen (SegView *view, guint choice, gpointer data)
{
	SegClustersState *state = view->state;
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_at (choice);

	(void) data;
	if (algorithm != state->settings.algorithm)
		seg_cluster_settings_init (&state->settings, algorithm);
	if (seg_clusters_is_kmeans (state))
		seg_clusters_run (view);
	else
		seg_clusters_ask_parameters (view);
}

void
seg_clusters_ask_algorithm (SegView *view)
{
	const SegClustersState *state = view->state;
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new ();
	const SegClusterAlgorithm *algorithm;
	guint current = 0;

	for (gsize i = 0; (algorithm = seg_cluster_algorithm_at (i)) != NULL; i++) {
		g_ptr_array_add (labels, (gpointer) _(algorithm->label));
		g_ptr_array_add (remarks, (gpointer) _(algorithm->meaning));
		if (algorithm == state->settings.algorithm)
			current = (guint) i;
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	seg_ask_choice (view, _("How to cluster"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, current,
	                algorithm_chosen, NULL, NULL);
}
