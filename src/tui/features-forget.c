/* Forgetting what people added to the catalogue, after saying who uses it: own features, and components, which go together. */
#include <config.h>
#include "features.h"

#include <segscope/component.h>
#include <segscope/own_feature.h>

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	char    *name; /* of the own feature, or of the components without their numbers */
	gboolean is_own;
} Forget;

static void
free_forget (gpointer data)
{
	Forget *forget = data;

	g_free (forget->name);
	g_free (forget);
}

static const SegFeature *
at_cursor (const SegFeaturesState *state)
{
	const SegFeatureRow *row = state->table.catalogue != NULL ? seg_feature_table_cursor (&state->table) : NULL;

	return row != NULL && (strcmp (row->feature->group, "own") == 0 || strcmp (row->feature->group, "components") == 0)
	       ? row->feature : NULL;
}

gboolean
seg_features_may_forget (const SegFeaturesState *state)
{
	return at_cursor (state) != NULL;
}

static gboolean
run_forget (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Forget *forget = data;

	(void) job;
	return forget->is_own ? seg_own_feature_forget (workspace, forget->name, TRUE, error)
	                      : seg_reduction_forget (workspace, forget->name, TRUE, error);
}

static const SegWork forget_work = { N_("forgetting the feature"), run_forget, NULL, NULL, free_forget, TRUE, FALSE };

static void
forget (SegView *view, gpointer data)
{
	const Forget *asked = data;
	Forget *taken = g_new (Forget, 1);

	*taken = (Forget) { g_strdup (asked->name), asked->is_own };
	seg_view_run (view, &forget_work, taken);
}

static char *
question_of (const Forget *forget, const char *users)
{
	if (*users != '\0')
		return g_strdup_printf (_("Forget “%s”? It is used: %s. Sets go on without it; segmentations made with it stay, and are out of date."),
		                        forget->name, users);
	return g_strdup_printf (forget->is_own ? _("Forget “%s”?") : _("Forget all components “%s”?"), forget->name);
}

void
seg_features_ask_forget (SegView *view)
{
	const SegFeature *feature = at_cursor (view->state);
	Forget *asked = g_new0 (Forget, 1);
	g_autoptr (GError) error = NULL;
	g_autofree char *users = NULL, *question = NULL;

	asked->is_own = strcmp (feature->group, "own") == 0;
	asked->name = g_strdup (feature->name);
	for (gsize i = strlen (asked->name); !asked->is_own && i > 0 && g_ascii_isdigit (asked->name[i - 1]); i--)
		asked->name[i - 1] = '\0'; /* names of components do not end with a digit themselves */
	users = asked->is_own ? seg_own_feature_users (seg_view_workspace (view), asked->name, &error)
	                      : seg_reduction_users (seg_view_workspace (view), asked->name, &error);
	if (users == NULL) {
		seg_report (view, error);
		free_forget (asked);
		return;
	}
	question = question_of (asked, users);
	seg_ask_yes (view, question, forget, asked, free_forget);
}
