/* Why a key that is bound does nothing now: one sentence in the status line. What is true of every screen is found out here; what belongs to one action
 * stands in the table, beside the name of its binding. */
#include <config.h>
#include "app.h"
#include "list-tools.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct {
	const char *reason;
	const char *names[8]; /* of bindings: when one of these is refused, that is why */
} reasons[] = {
	/* data and import */
	{ N_("There are no orders here: they stand in files of what people did."), { "orders" } },
	{ N_("Nothing of this file is set aside."), { "rejects", "export-rejects" } },
	{ N_("No date in this file could be read in two ways."), { "change-dates" } },
	{ N_("Say first what the columns are: one that is needed is missing."), { "try-import" } },
	{ N_("The columns were guessed, not taken over from an earlier import."), { "guess-anew" } },
	{ N_("Only files of events and of results may lack a column for it."), { "event-kind" } },
	/* quality and cleaning */
	{ N_("Nothing was fixed here since the program was started."), { "undo-fix" } },
	{ N_("That is for after it was stopped or has failed, and it has not."),
	  { "check-data", "try-step", "try-feature", "compute-components", "compute-separation", "explain-again", "why-again" } },
	{ N_("There is nothing to apply: the step is as it was, or something in it is wrong."), { "apply-step" } },
	{ N_("The standard holds already."), { "clear-option" } },
	{ N_("The recipe has no steps yet; a adds one."), { "edit-step", "switch-step", "remove-step", "note-step", "export-recipe" } },
	{ N_("It stands first already."), { "step-earlier", "play-up" } },
	{ N_("It stands last already."), { "step-later", "play-down" } },
	{ N_("There is nothing to take back."), { "undo-recipe" } },
	{ N_("Nothing was taken back that could be done again."), { "redo-recipe" } },
	/* features */
	{ N_("There are no users yet: import them first."), { "compute-features", "rfm-grid", "rfm-compute", "new-campaign" } },
	{ N_("The figures of the features are not computed yet."), { "correlations", "propose-selection", "outlying-users", "components" } },
	{ N_("There are no segments yet: step 4 finds them, and w there keeps them."), { "feature-separation", "why-here", "pin-user", "kept-tree" } },
	{ N_("Only components and features of your own can be forgotten."), { "forget-feature" } },
	{ N_("Two are needed to compare."), { "compare-sets", "campaigns-beside" } },
	{ N_("The field is empty already."), { "clear-field" } },
	{ N_("Stand on a cell of the grid first; g leads there."), { "rfm-cell" } },
	{ N_("There are no amounts of money in the data."), { "rfm-revenue" } },
	/* clusters */
	{ N_("Nothing has been tried yet: r finds out how many segments there are."), { "keep-segments", "silhouette-plot", "scatter", "next-index" } },
	{ N_("There is no tree: run a hierarchical algorithm first; a chooses one."), { "dendrogram" } },
	{ N_("The reach belongs to DBSCAN; a chooses that algorithm."), { "k-distance" } },
	{ N_("Another algorithm is proposed only where it suits the users better."), { "proposed-algorithm" } },
	{ N_("Not while it is being found out how many segments; Ctrl-C stops that."), { "compare-runs" } },
	{ N_("All users are measured already."), { "compute-silhouettes" } },
	{ N_("How well users fit is not measured yet."), { "open-worst-user", "worst-users" } },
	{ N_("This chart has no nearer view."), { "zoom-in", "zoom-out", "zoom-all", "zoom-range" } },
	/* segments and rules */
	{ N_("These segments are no RFM grid; N makes their next version."), { "refresh-segments" } },
	{ N_("An RFM grid has no versions; r puts the users into it anew."), { "next-version" } },
	{ N_("These segments were not cut from a tree."), { "segments-tree" } },
	{ N_("There is only one segment."), { "segments-beside", "test-stability", "previous-segment", "next-segment" } },
	{ N_("No figure on this page is one of everyone."), { "profile-everyone" } },
	{ N_("Medians stand on the page of the features; v turns to it."), { "profile-medians" } },
	{ N_("No border is moved here."), { "more-users", "fewer-users" } },
	{ N_("No short rule was found for this segment."), { "explained-users", "keep-explanation" } },
	{ N_("There is no version before that to compare with."), { "earlier-version" } },
	{ N_("There is no version after that to compare with."), { "later-version" } },
	{ N_("Nobody is behind that number."), { "moved-users" } },
	{ N_("Stand on a cell of two, not on a total."), { "keep-overlap" } },
	{ N_("Only a group can be matched; this line is none."), { "match-group" } },
	{ N_("That is as proposed already."), { "persona-as-proposed", "persona-reset" } },
	{ N_("Stand on a name first."), { "persona-name" } },
	{ N_("This play is your own: none is built in for it."), { "play-as-built-in" } },
	{ N_("The whole cannot be taken away or turned round; its parts can."), { "remove-part", "negate-part" } },
	{ N_("There is no condition yet; a adds the first."), { "keep-built-rule" } },
	{ N_("The rule is not frozen."), { "thaw-rule" } },
	{ N_("No filter is set that could be kept; / sets one."), { "keep-rule" } },
	/* users, recommendations */
	{ N_("The user was on no campaign's list."), { "user-campaigns" } },
	{ N_("No later file changed a value of this user."), { "history" } },
	{ N_("All models that are kept are up to date."), { "update-models" } },
	{ N_("The rule is not set."), { "take-off-advice-rule" } },
	/* campaigns */
	{ N_("There is nobody to send to, or the people are still being counted."), { "keep-campaign" } },
	{ N_("Only where a contact brings money is one length the best."), { "best-list" } },
	{ N_("A list of nobody cannot be taken."), { "take-list-length" } },
	{ N_("The list has gone out and stays as it was; make a new campaign like it."), { "redraw-arms", "change-campaign" } },
	{ N_("The subject cannot be deleted."), { "message-delete-line" } },
	{ N_("The file as it is chosen has no such setting."),
	  { "export-preset", "export-fields", "export-columns", "export-encoding", "export-people", "export-parts", "export-pseudonyms" } },
	{ N_("Nothing is measured yet."), { "measure-words" } },
	{ N_("Arms are chosen on the page that says how far people went; v turns to it."), { "course-arm" } },
	{ N_("No rows stand behind this line."), { "results-people", "results-rows" } },
	{ N_("No results name a campaign that is not here."), { "give-results" } },
};

const char *const *
seg_refusal_names (void)
{
	static const char *names[G_N_ELEMENTS (reasons) * G_N_ELEMENTS (reasons[0].names) + 1];
	gsize n = 0;

	for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
		for (gsize j = 0; j < G_N_ELEMENTS (reasons[i].names) && reasons[i].names[j] != NULL; j++)
			names[n++] = reasons[i].names[j];
	names[n] = NULL;
	return names;
}

static const char *
find_reason (const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
		for (gsize j = 0; j < G_N_ELEMENTS (reasons[i].names) && reasons[i].names[j] != NULL; j++)
			if (strcmp (reasons[i].names[j], name) == 0)
				return _(reasons[i].reason);
	return NULL;
}

gboolean
seg_view_refuses (SegView *view, const SegBinding *binding)
{
	return (binding->action >= SEG_ACTION_OWN || binding->action == SEG_ACTION_OPEN) && view->class->bindings != NULL
	       && seg_binding_is_in (view->class->bindings, binding) && seg_view_is_keeping (view);
}

/* What the list of a view cannot do. */
static const char *
list_reason (int action)
{
	switch (action) {
	case SEG_ACTION_FILTER:
		return _("This list cannot be filtered.");
	case SEG_ACTION_SORT:
	case SEG_ACTION_SORT_REVERSE:
		return _("This list cannot be sorted.");
	case SEG_ACTION_MARK:
	case SEG_ACTION_MARK_ALL:
		return _("Nothing can be marked in this list.");
	case SEG_ACTION_COPY:
	case SEG_ACTION_COLUMNS:
	case SEG_ACTION_EXPORT_VIEW:
		return _("This list is no table that could be read by row, arranged or written to a file.");
	default:
		return NULL; /* moving about */
	}
}

/* The work of @view that runs, in words; or NULL. */
static const char *
work_of (SegView *view)
{
	const SegWorkQueue *queues[] = { view->app->queue, view->app->pane_queue, view->app->glance_queue };

	for (gsize i = 0; i < G_N_ELEMENTS (queues); i++) {
		SegWorkStatus status;

		seg_work_queue_read (queues[i], &status);
		if (status.running && status.view == view && !status.work->background)
			return _(status.work->phrase);
	}
	return NULL;
}

/* Whether something that was begun here has not ended, which may change what is true of it. */
static gboolean
is_expecting (SegView *view)
{
	return seg_view_is_keeping (view) || seg_work_queue_expects (view->app->queue, view) || seg_work_queue_expects (view->app->pane_queue, view)
	       || seg_work_queue_expects (view->app->glance_queue, view);
}

static char *
not_now (SegView *view)
{
	const char *work = work_of (view);

	return work != NULL ? g_strdup_printf (_("Not now: %s. Ctrl-C stops that."), work) : g_strdup (_("Not now: what was begun here waits for its turn (J)."));
}

/* Of an action of the view itself. */
static char *
own_reason (SegView *view, const SegBinding *binding)
{
	SegList *list = seg_view_list (view);
	const char *reason = find_reason (binding->name);
	gsize row;

	if (is_expecting (view))
		return not_now (view);
	if (reason != NULL)
		return g_strdup (reason);
	if (seg_view_shows_nothing (view))
		return g_strdup (_("There is nothing here yet that this could be done with."));
	if (list != NULL && !seg_list_cursor (list, &row))
		return g_strdup (_("No row is under the cursor."));
	return g_strdup (_("That cannot be done with what is shown here now."));
}

/* NULL: nothing needs to be said. */
static char *
words (SegApp *app, const SegBinding *binding)
{
	SegView *view = seg_app_view (app);
	const gboolean is_own = view->class->bindings != NULL && seg_binding_is_in (view->class->bindings, binding);

	if (binding->action == SEG_ACTION_LEFT || binding->action == SEG_ACTION_RIGHT || binding->action == SEG_ACTION_BACK
	    || (binding->action >= SEG_ACTION_UP && binding->action <= SEG_ACTION_LAST))
		return NULL;
	if (is_own)
		return own_reason (view, binding);
	if (app->start != NULL)
		return g_strdup (_("Open a workspace first."));
	if (binding->action == SEG_ACTION_PANE || binding->action == SEG_ACTION_HIDE_PANE)
		return g_strdup (seg_pane_why_not (seg_app_host (app)));
	if (seg_view_shows_nothing (view))
		return g_strdup (_("There is nothing here yet that this could be done with."));
	return g_strdup (list_reason (binding->action));
}

gboolean
seg_refusal_is_final (SegApp *app, const SegBinding *binding)
{
	SegView *view = seg_app_view (app);

	return view->class->bindings != NULL && seg_binding_is_in (view->class->bindings, binding)
	       && (seg_view_refuses (view, binding) || find_reason (binding->name) != NULL);
}

void
seg_refusal_say (SegApp *app, const SegBinding *binding)
{
	g_autofree char *text = words (app, binding);

	if (text != NULL)
		seg_app_say (app, "%s", text);
}
