/* Feature sets: what was computed as of when, and kept under which name; one of them is in use. Opened from Features. */
#include <config.h>
#include "feature-sets.h"
#include "kept.h"

#include <glib/gi18n.h>

typedef struct {
	SegKept kept; /* of SegFeatureSet*, newest first */
	gint64  in_use;
} State;

enum { USE = SEG_ACTION_OWN, SAVE, COMPARE, NAME, DELETE };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USE, "use-set", N_("use"), N_("Work with this set from now on, in all screens and commands") },
	{ 'w', SAVE, "save-set", N_("save as"), N_("Keep the set, as it is, once more under another name") },
	{ 'c', COMPARE, "compare-sets", N_("compare"), N_("Compare the set with the one in use, or two that are marked with each other") },
	{ 'n', NAME, "name-set", N_("name"), N_("Give the set another name") },
	{ 'D', DELETE, "delete-set", N_("delete"), N_("Delete the set, unless segments were made from it") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { IN_USE, SET, AS_OF, USERS, CHOSEN, STATE, COMPUTED };

static const SegListColumn columns[] = {
	[IN_USE] = { "", SEG_ALIGN_LEFT, 1, FALSE },
	[SET] = { N_("Set"), SEG_ALIGN_LEFT, -16, FALSE },
	[AS_OF] = { N_("As of"), SEG_ALIGN_LEFT, 10, FALSE },
	[USERS] = { N_("Users"), SEG_ALIGN_RIGHT, 9, FALSE },
	[CHOSEN] = { N_("Chosen"), SEG_ALIGN_RIGHT, 6, FALSE },
	[STATE] = { N_("State"), SEG_ALIGN_LEFT, 6, FALSE },
	[COMPUTED] = { N_("Computed (UTC)"), SEG_ALIGN_LEFT, 16, FALSE },
};

static gint64
row_id (gpointer data, gsize row)
{
	return ((const SegFeatureSet *) seg_kept_at (data, row))->id;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegFeatureSet *set = seg_kept_at (state, row);

	switch (column) {
	case IN_USE:
		*ink = SEG_INK_ACCENT;
		return set->id == state->in_use ? g_strdup ("●") : NULL;
	case SET:
		return g_strdup (set->name);
	case AS_OF:
		return seg_format_date (set->as_of_local);
	case USERS:
		return seg_format_integer (set->n_users);
	case CHOSEN:
		return g_strdup_printf ("%u", set->selection->len);
	case STATE:
		*ink = set->stale ? SEG_INK_WARNING : SEG_INK_MUTED;
		return g_strdup (set->stale ? _("stale") : _("fresh"));
	case COMPUTED:
	default:
		*ink = SEG_INK_MUTED;
		return seg_format_time (set->created_at);
	}
}

static const SegListSource source = { .n_rows = seg_kept_n_rows, .cell = cell, .id = row_id, .can_mark = TRUE, .is_table = TRUE };

static GPtrArray *
read_sets (SegView *view, GError **error)
{
	State *state = view->state;

	return seg_feature_set_in_use (seg_view_workspace (view), &state->in_use, error) ? seg_feature_sets (seg_view_workspace (view), error) : NULL;
}

static const SegKeptClass kept = {
	.read = read_sets, .source = &source, .columns = columns, .n_columns = G_N_ELEMENTS (columns), .title = N_("Feature sets"),
	.words = N_("Each set has its own choice of features and its own day. ● is the one in use: the screens and commands that name none work with it."),
	.empty = N_("No feature set yet. Go back with Esc: Features computes one at its first visit."),
};

/* Writing: one job for all that changes a set. --------------------------------------------------------------------- */

typedef struct {
	int    action;
	gint64 id;
	char  *name;
} Change;

static void
free_change (gpointer data)
{
	g_free (((Change *) data)->name);
	g_free (data);
}

static gboolean
run_change (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Change *change = data;

	(void) job;
	switch (change->action) {
	case USE:
		return seg_feature_set_use (workspace, change->id, error);
	case SAVE:
		return seg_feature_set_copy (workspace, change->id, change->name, error) != 0;
	case NAME:
		return seg_feature_set_rename (workspace, change->id, change->name, error);
	case DELETE:
	default:
		return seg_feature_set_delete (workspace, change->id, error);
	}
}

static void
done_change (SegView *view, gpointer data)
{
	const Change *change = data;

	if (change->action == USE)
		seg_view_pop (view);
	else if (change->action == SAVE)
		seg_say (view, _("Kept as \"%s\"; the set in use stays in use."), change->name);
}

static const SegWork change_work = { N_("changing the feature sets"), run_change, done_change, NULL, free_change, TRUE, FALSE };

static Change *
change_new (int action, gint64 id, const char *name)
{
	Change *change = g_new (Change, 1);

	*change = (Change) { action, id, g_strdup (name) };
	return change;
}

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	const Change *asked = data;
	const GPtrArray *sets = ((const State *) view->state)->kept.things;
	g_autofree char *name = g_strstrip (g_strdup (text));

	if (*name == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A name is needed"));
		return FALSE;
	}
	for (guint i = 0; sets != NULL && i < sets->len; i++) {
		const SegFeatureSet *set = sets->pdata[i];

		if (set->id != (asked->action == NAME ? asked->id : 0) && g_strcmp0 (set->name, name) == 0) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is already a set \"%s\"; choose another name"), name);
			return FALSE;
		}
	}
	seg_view_run (view, &change_work, change_new (asked->action, asked->id, name));
	return TRUE;
}

static void
ask_name (SegView *view, int action, const SegFeatureSet *set)
{
	seg_ask_line (view, action == NAME ? _("Another name for the set") : _("Keep the set under which name?"),
	              action == NAME ? NULL : _("What is chosen, its day and all values are kept as they are now."), action == NAME ? set->name : "",
	              accept_name, change_new (action, set->id, NULL), free_change);
}

static void
delete (SegView *view, gpointer data)
{
	seg_view_run (view, &change_work, change_new (DELETE, ((const Change *) data)->id, NULL));
}

static void
ask_delete (SegView *view, const SegFeatureSet *set)
{
	g_autofree char *question = g_strdup_printf (_("Delete the set \"%s\" with its values?"), set->name);

	seg_ask_yes (view, question, delete, change_new (DELETE, set->id, NULL), free_change);
}

/* Two that are marked, else the one under the cursor with the one in use. */
static void
compare (SegView *view, const SegFeatureSet *set)
{
	const State *state = view->state;
	g_autoptr (GArray) marked = seg_list_marked (state->kept.list);
	SegComparePlace place = { set->id, state->in_use };

	if (marked->len == 2)
		place = (SegComparePlace) { g_array_index (marked, gint64, 0), g_array_index (marked, gint64, 1) };
	if (place.first == place.second)
		seg_say (view, "%s", _("This set is the one in use: go to another one, or mark two with space."));
	else
		seg_view_push (view, &seg_compare_view, &place);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
act (SegView *view, int action)
{
	const SegFeatureSet *set = seg_kept_cursor (view->state);

	if (set == NULL || action < SEG_ACTION_OWN)
		return FALSE;
	switch (action) {
	case USE:
		seg_view_run (view, &change_work, change_new (USE, set->id, NULL));
		return TRUE;
	case SAVE:
	case NAME:
		ask_name (view, action, set);
		return TRUE;
	case COMPARE:
		compare (view, set);
		return TRUE;
	case DELETE:
		ask_delete (view, set);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
can (SegView *view, int action)
{
	return action == COMPARE ? seg_kept_n_rows (view->state) > 1 : seg_kept_can (view, action);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	(void) argument;
	(void) error;
	return seg_kept_open (view, &kept);
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	const State *state = view->state;
	const SegFeatureSet *set = seg_kept_at (state, row);

	return seg_pane_view (view, &seg_feature_set_view, &(SegFeatureSetPlace) { set->id, set->id == state->in_use }, error);
}

static const SegPaneClass pane = { .list_least = 52, .list_most = 90, .least = 50, .lines = 16, .open = open_pane };

const SegViewClass seg_feature_sets_view = {
	.name = "feature-sets", .title = N_("Feature sets"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("A feature set holds which features are chosen, how each is treated, the day as of which they were computed, and the values of all "
	           "users. Keep one under a name before you try something else; compare two to see which features, users and values differ.\n\n"
	           "A set stays as long as segments that were made from it are kept. Stale: the data have changed since it was computed."),
	.open = open_view, .act = act, .can = can, .pane = &pane, SEG_KEPT_FRAME,
};
