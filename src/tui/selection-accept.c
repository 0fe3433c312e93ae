/* Accepting the features that are proposed: into the set in use, or as a set of their own. */
#include <config.h>
#include "selection.h"

#include <glib/gi18n.h>

typedef SegSelectionState State;

typedef struct {
	gint64     set_id, as_of;
	char      *name;      /* NULL: the set itself */
	GPtrArray *selection;
} Accept;

static void
free_accept (gpointer data)
{
	Accept *accept = data;

	g_free (accept->name);
	g_ptr_array_unref (accept->selection);
	g_free (accept);
}

static gboolean
run_accept (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Accept *accept = data;
	g_autoptr (SegFeatureSet) built = NULL;

	if (accept->name == NULL)
		return seg_feature_set_select (workspace, accept->set_id, accept->selection, error);
	built = seg_feature_set_build (workspace, accept->name, accept->as_of, accept->selection, job, error);
	return built != NULL;
}

static void
done_accept (SegView *view, gpointer data)
{
	const Accept *accept = data;

	if (accept->name == NULL)
		seg_say (view, ngettext ("%u feature is selected", "%u features are selected", accept->selection->len), accept->selection->len);
	else
		seg_say (view, _("Kept as the feature set \"%s\""), accept->name);
	seg_view_pop (view);
}

static const SegWork accept_work = { N_("selecting features"), run_accept, done_accept, NULL, free_accept, SEG_WORK_KEEPS, FALSE };

static Accept *
new_accept (const State *state, const char *name)
{
	Accept *accept = g_new0 (Accept, 1);

	for (guint i = 0; i < state->proposal->rows->len; i++)
		((SegProposalRow *) state->proposal->rows->pdata[i])->keep = state->keep[i];
	accept->set_id = state->set->id;
	accept->as_of = seg_feature_set_wanted_as_of (state->set);
	accept->name = g_strdup (name);
	accept->selection = seg_proposal_selection (state->proposal, state->set);
	return accept;
}

guint
seg_selection_n_kept (const State *state)
{
	guint n = 0;

	for (guint i = 0; i < state->proposal->rows->len; i++)
		n += state->keep[i] != 0;
	return n;
}

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	(void) data;
	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Give it a name"));
		return FALSE;
	}
	seg_view_run (view, &accept_work, new_accept (view->state, text));
	return TRUE;
}

void
seg_selection_accept (SegView *view, gboolean ask_name)
{
	const State *state = view->state;

	if (seg_selection_n_kept (state) == 0)
		seg_say (view, _("Nothing is marked: Space keeps a feature"));
	else if (ask_name)
		seg_ask_line (view, _("Name of the feature set"), _("Its figures are computed for it; sets of other names stay as they are."), "", accept_name,
		              NULL, NULL);
	else
		seg_view_run (view, &accept_work, new_accept (state, NULL));
}
