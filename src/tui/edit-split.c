/* By which algorithm a segment is divided: the table of algorithms, and the form made from the parameters of the one chosen. */
#include <config.h>
#include "edit.h"

#include <glib/gi18n.h>
#include <math.h>

/* The request, and which parameter is asked for. */
typedef struct {
	SegEditRequest *request;
	guint           number;
} Form;

static void
free_form (gpointer data)
{
	seg_edit_request_free (((Form *) data)->request);
	g_free (data);
}

static Form *
form_new (const SegEditRequest *request, guint number)
{
	Form *form = g_new (Form, 1);

	*form = (Form) { seg_edit_request_copy (request), number };
	return form;
}

static void ask_parameters (SegView *view, const SegEditRequest *request);

static gboolean
accept_value (SegView *view, const char *text, gpointer data, GError **error)
{
	Form *form = data;
	const SegClusterParameter *parameter = form->request->settings.algorithm->parameters + form->number;
	const char *value = *text == '\0' && parameter->automatic != NULL ? "auto" : text;

	if (!seg_cluster_settings_parse (&form->request->settings, parameter->name, value, error))
		return FALSE;
	ask_parameters (view, form->request);
	return TRUE;
}

static void
choice_chosen (SegView *view, guint choice, gpointer data)
{
	Form *form = data;
	const SegClusterParameter *parameter = form->request->settings.algorithm->parameters + form->number;
	gboolean automatic = parameter->automatic != NULL;

	seg_cluster_settings_put (&form->request->settings, parameter->name, automatic && choice == 0 ? NAN : (double) choice - (automatic ? 1 : 0));
	ask_parameters (view, form->request);
}

static void
ask_one (SegView *view, const SegEditRequest *request, guint number)
{
	const SegClusterParameter *parameter = request->settings.algorithm->parameters + number;
	g_autofree char *now = seg_cluster_settings_text (&request->settings, parameter->name);
	g_autofree char *hint = parameter->automatic != NULL ? g_strdup_printf (_("%s. \"auto\": %s."), _(parameter->meaning), _(parameter->automatic))
	                                                     : g_strdup_printf ("%s.", _(parameter->meaning));
	g_autoptr (GPtrArray) labels = g_ptr_array_new ();

	if (parameter->type != SEG_PARAMETER_CHOICE) {
		seg_ask_line (view, _(parameter->label), hint, now, accept_value, form_new (request, number), free_form);
		return;
	}
	if (parameter->automatic != NULL)
		g_ptr_array_add (labels, (gpointer) _(parameter->automatic));
	for (gsize i = 0; parameter->choices[i] != NULL; i++)
		g_ptr_array_add (labels, (gpointer) seg_cluster_choice_label (parameter, i));
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _(parameter->label), (const char *const *) labels->pdata, NULL, 0, choice_chosen, form_new (request, number), free_form);
}

/* The first choice shows what would become of it. */
static void
parameter_chosen (SegView *view, guint choice, gpointer data)
{
	const Form *form = data;

	if (choice == 0)
		seg_edit_show (view, seg_edit_request_copy (form->request));
	else
		ask_one (view, form->request, choice - 1);
}

static void
ask_parameters (SegView *view, const SegEditRequest *request)
{
	const SegClusterParameter *parameters = request->settings.algorithm->parameters;
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new_with_free_func (g_free);

	g_ptr_array_add (labels, (gpointer) _("Look at it"));
	g_ptr_array_add (remarks, g_strdup (""));
	for (gsize i = 0; parameters[i].name != NULL; i++) {
		g_ptr_array_add (labels, (gpointer) _(parameters[i].label));
		g_ptr_array_add (remarks, seg_cluster_settings_shown (&request->settings, parameters[i].name));
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	seg_ask_choice (view, _(request->settings.algorithm->label), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, 0,
	                parameter_chosen, form_new (request, 0), free_form);
}

static void
algorithm_chosen (SegView *view, guint choice, gpointer data)
{
	Form *form = data;
	SegClusterSettings *settings = &form->request->settings;

	seg_cluster_settings_init (settings, seg_cluster_algorithm_at (choice));
	if (seg_cluster_parameter_find (settings->algorithm, "k") != NULL)
		seg_cluster_settings_put (settings, "k", 2);
	ask_parameters (view, form->request);
}

void
seg_edit_ask_split (SegView *view, SegEditRequest *request)
{
	g_autoptr (SegEditRequest) owned = request;
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new ();
	const SegClusterAlgorithm *algorithm;

	for (gsize i = 0; (algorithm = seg_cluster_algorithm_at (i)) != NULL; i++) {
		g_ptr_array_add (labels, (gpointer) _(algorithm->label));
		g_ptr_array_add (remarks, (gpointer) _(algorithm->meaning));
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	seg_ask_choice (view, _("Divide by which algorithm?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, 0,
	                algorithm_chosen, form_new (owned, 0), free_form);
}
