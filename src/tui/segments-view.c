/* Segments: who are these groups? A list with what marks each off; a profile behind each. */
#include <config.h>
#include "edit.h"
#include "persona.h"
#include "screens.h"
#include "rules.h"
#include "segments.h"
#include "separation.h"
#include "versions.h"

#include <glib/gi18n.h>

typedef SegSegmentsState State;

enum {
	PROFILE = SEG_ACTION_OWN, NAME, DESCRIBE, COLOUR, USERS, CAMPAIGN, OTHER, SEPARATION, TREE, DELETE, REFRESH, RULES, EXPLAIN, EDIT, UNDO, REDO, HISTORY, USES, OVERLAP,
	PERSONA, BESIDE, PLAYBOOK, NEXT_VERSION, MOVED, PINS, ASSIGN, ASSIGNED
};

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, PROFILE, "segment-profile", N_("profile"), N_("Show what the people of the segment are like") },
	{ 'p', PERSONA, "segment-persona", N_("card"), N_("Show the persona card: name, facts, what to do about these people") },
	{ 'b', BESIDE, "segments-beside", N_("side by side"), N_("Put two to four segments side by side") },
	{ 'P', PLAYBOOK, "playbook", NULL, N_("What to do for which kind of segment: the plays, and when each applies") },
	{ 'n', NAME, "name-segment", N_("name"), N_("Give the segment another name") },
	{ 'd', DESCRIBE, "describe-segment", N_("describe"), N_("Write down what to remember about the segment") },
	{ 'c', COLOUR, "colour-segment", N_("colour"), N_("Give the segment another colour") },
	{ 'u', USERS, "segment-users", N_("users"), N_("List the users of the segment") },
	{ 'e', CAMPAIGN, "campaign-from-segment", N_("campaign"), N_("Make a campaign for the segment") },
	{ 'o', OTHER, "other-segmentation", N_("other set"), N_("Look at another kept segmentation") },
	{ 'x', SEPARATION, "separation", N_("apart in"), N_("See what the segments are apart in, and which lie on each other") },
	{ 't', TREE, "segments-tree", N_("tree"), N_("Show the tree these segments were cut from, and move the cut") },
	{ 'r', REFRESH, "refresh-segments", N_("put in anew"), N_("Put the users into this RFM grid anew, by the cut points kept with it") },
	{ 'y', EXPLAIN, "explain-segments", N_("in short"), N_("Say in a short rule who is in each segment, and how far it is right") },
	{ 'R', RULES, "segment-rules", N_("rules"), N_("Conditions that are kept under a name: whom they take, what uses them") },
	{ 'm', EDIT, "edit-segment", N_("merge, split"), N_("Put the segment together with others, divide it, move its border, or take users out") },
	{ 'z', UNDO, "undo-edit", N_("undo"), N_("Take back what was changed last of segments and rules") },
	{ 'Z', REDO, "redo-edit", NULL, N_("Do again what was taken back last") },
	{ 'H', HISTORY, "edit-history", NULL, N_("What was changed of segments and rules, to go to any point of it") },
	{ 'v', OVERLAP, "segments-overlap", NULL, N_("See how these segments overlap with others, or with rules") },
	{ 'w', USES, "segment-uses", NULL, N_("Show which campaigns, rules, cards and features depend on the segment") },
	{ 'N', NEXT_VERSION, "next-version", N_("next version"), N_("Cluster again with the data of now; the segments go on with their names and campaigns") },
	{ 'M', MOVED, "who-moved", N_("who moved"), N_("See who moved since the version before, and what has drifted") },
	{ 'a', ASSIGN, "assign-users", N_("new users"), N_("Put users who have come since into the segments, unless they fit none") },
	{ 'A', ASSIGNED, "assigned-users", NULL, N_("Show who came after these segments were made, and who of them fits none") },
	{ 'i', PINS, "pinned-users", N_("pins"), N_("Show who is pinned in a segment or out of it") },
	{ 'D', DELETE, "delete-segmentation", NULL, N_("Delete this segmentation with its segments") },
	{ 0, 0, NULL, NULL, NULL }
};

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->list = seg_segments_new_list (state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_segments_unref (state->segments);
	g_free (state->failure);
}

/* The page of the segment that somebody was sent here for. */
static void
open_wanted (SegView *view)
{
	State *state = view->state;
	const GPtrArray *segments = state->segments != NULL ? state->segments->segmentation->segments : NULL;
	gint64 wanted = state->wanted;

	state->wanted = 0;
	for (guint i = 0; segments != NULL && i < segments->len; i++)
		if (((SegSegment *) segments->pdata[i])->id == wanted) {
			seg_list_set_cursor (state->list, i);
			seg_view_push (view, &seg_profile_view, &(SegProfilePlace) { state->segments, i });
			return;
		}
}

static void
loaded (SegView *view, SegSegments *segments, const GError *error)
{
	State *state = view->state;

	seg_segments_unref (state->segments);
	state->segments = segments;
	g_clear_pointer (&state->failure, g_free);
	state->is_missing = g_error_matches (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
	if (state->is_missing && state->chosen != 0) {
		state->chosen = 0; /* the chosen one was deleted */
		seg_segments_load (view, 0, NULL, loaded);
	} else if (error != NULL && !state->is_missing)
		state->failure = g_strdup (error->message);
	seg_list_changed (state->list);
	open_wanted (view);
}

static void
refresh (SegView *view)
{
	State *state = view->state;

	seg_segments_load (view, state->chosen, state->segments, loaded);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;
	const SegSession *session = seg_view_session (view);

	if (state->failure != NULL)
		return state->failure;
	if (!state->is_missing || seg_segments_is_loading (view))
		return NULL;
	if (session->info != NULL && session->info->n_users == 0)
		return _("No segments yet, and no data to find them in. Press 1 to import your files first.");
	return _("No segments yet. Press 4: Clusters finds out how many segments the data support; keep them there with w.");
}

static const char *
leads_to (SegView *view)
{
	const State *state = view->state;
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	if (state->failure != NULL || !state->is_missing || info == NULL)
		return NULL;
	return info->n_users == 0 ? "data" : "clusters";
}

static void
choose (SegView *view, gint64 segmentation_id)
{
	((State *) view->state)->chosen = segmentation_id;
	refresh (view);
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == REFRESH)
		return seg_segments_is_grid (state);
	if (action == NEXT_VERSION)
		return state->segments != NULL && !seg_segments_is_grid (state);
	if (action == TREE)
		return state->segments != NULL && state->segments->segmentation->has_tree;
	return action < SEG_ACTION_OWN || action == UNDO || action == REDO || action == HISTORY || state->segments != NULL;
}

/* Views that are opened with what the list shows. */
typedef enum { WITH_NOTHING, WITH_SEGMENTATION, WITH_RENEWAL, WITH_SEGMENT } OpenedWith;

static const struct {
	int                 action;
	const SegViewClass *view;
	OpenedWith          with;
} views[] = {
	{ PROFILE, &seg_profile_view, WITH_SEGMENT }, { EXPLAIN, &seg_explain_view, WITH_SEGMENT }, { PERSONA, &seg_persona_view, WITH_SEGMENT },
	{ PLAYBOOK, &seg_playbook_view, WITH_SEGMENT }, { SEPARATION, &seg_separation_view, WITH_SEGMENTATION },
	{ NEXT_VERSION, &seg_renewal_view, WITH_RENEWAL }, { MOVED, &seg_migration_view, WITH_SEGMENTATION },
	{ PINS, &seg_pins_view, WITH_SEGMENTATION }, { ASSIGNED, &seg_assigned_view, WITH_SEGMENTATION }, { RULES, &seg_rules_view, WITH_NOTHING }
};

static gboolean
push_view (SegView *view, gsize which, gsize row)
{
	const State *state = view->state;
	SegProfilePlace place = { state->segments, (guint) row };

	switch (views[which].with) {
	case WITH_SEGMENT:
		return seg_view_push (view, views[which].view, &place);
	case WITH_SEGMENTATION:
		return seg_view_push (view, views[which].view, &state->segments->segmentation->id);
	case WITH_RENEWAL:
		return seg_view_push (view, views[which].view, &(SegRenewalPlace) { state->segments->segmentation->id, 0 });
	case WITH_NOTHING:
	default:
		return seg_view_push (view, views[which].view, NULL);
	}
}

/* What is asked or shown of the segment under the cursor. */
static gboolean
act_on_segment (SegView *view, int action, gsize row)
{
	State *state = view->state;
	const SegSegment *segment = state->segments->segmentation->segments->pdata[row];

	switch (action) {
	case NAME:
		seg_segments_ask_name (view, segment);
		return TRUE;
	case DESCRIBE:
		seg_segments_ask_description (view, segment);
		return TRUE;
	case COLOUR:
		seg_segments_ask_colour (view, segment);
		return TRUE;
	case USERS:
		seg_view_visit (view, "users", "segment", segment->id);
		return TRUE;
	case CAMPAIGN:
		seg_view_visit (view, "campaigns", "segment", segment->id);
		return TRUE;
	case BESIDE:
		seg_segments_ask_beside (view, state->segments, (guint) row);
		return TRUE;
	case EDIT:
		seg_edit_ask (view, state->segments->segmentation, (guint) row);
		return TRUE;
	case USES:
		seg_uses_tell_segment (view, state->segments->segmentation, segment->id);
		return TRUE;
	default:
		return FALSE;
	}
}

/* The same of all of them. */
static gboolean
act_on_segmentation (SegView *view, int action)
{
	const SegSegmentation *segmentation = ((State *) view->state)->segments->segmentation;

	switch (action) {
	case OTHER:
		seg_ask_segmentation (view, segmentation->id, choose);
		return TRUE;
	case TREE:
		if (segmentation->has_tree)
			seg_view_visit (view, "clusters", "kept-tree", segmentation->id);
		return TRUE;
	case ASSIGN:
		seg_ask_assign (view, segmentation);
		return TRUE;
	case DELETE:
		seg_segments_ask_delete (view, segmentation);
		return TRUE;
	case REFRESH:
		seg_segments_put_in_anew (view, segmentation->id);
		return TRUE;
	case OVERLAP:
		seg_overlap_ask (view, segmentation);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row;

	if (action == UNDO || action == REDO) {
		seg_history_step (view, action == REDO);
		return TRUE;
	}
	if (action == HISTORY)
		return seg_view_push (view, &seg_history_view, NULL);
	if (action < SEG_ACTION_OWN || state->segments == NULL || !seg_list_cursor (state->list, &row))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
		if (views[i].action == action)
			return push_view (view, i, row);
	return act_on_segment (view, action, row) || act_on_segmentation (view, action);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->segments != NULL ? state->list : NULL;
}

/* The segmentation that the segment is of; 0: there is none. */
static gint64
segmentation_of (SegView *view, gint64 segment)
{
	g_autoptr (GPtrArray) all = seg_segmentations (seg_view_workspace (view), NULL);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const SegSegmentation *segmentation = all->pdata[i];

		for (guint j = 0; j < segmentation->segments->len; j++)
			if (((SegSegment *) segmentation->segments->pdata[j])->id == segment)
				return segmentation->id;
	}
	return 0;
}

static void
visit (SegView *view, const char *errand, gint64 id)
{
	State *state = view->state;

	if (g_strcmp0 (errand, "segment") == 0) {
		state->wanted = id;
		id = segmentation_of (view, id);
	} else if (g_strcmp0 (errand, "segmentation") != 0)
		return;
	state->chosen = id;
	refresh (view);
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	return seg_pane_view (view, &seg_profile_view, &(SegProfilePlace) { ((const State *) view->state)->segments, (guint) row }, error);
}

static const SegPaneClass pane = { .list_least = 48, .list_most = 104, .least = 52, .lines = 16, .open = open_pane };

const SegViewClass seg_segments_view = {
	.name = "segments",
	.title = N_("Segments"),
	.help = N_("The groups of a kept clustering, largest first, with their share of users and of revenue, and the features by which they differ most "
	           "from everyone. Names are proposed from what marks a segment off; give them names your team understands. "
	           "Silhouette says how clear the groups are: above 0.5 clear, 0.25 to 0.5 they touch, below that they are a convenient division."),
	.bindings = bindings,
	.state_size = sizeof (State),
	.open = open_view,
	.close = close_view,
	.refresh = refresh,
	.draw = seg_segments_draw,
	.act = act,
	.can = can,
	.list = list,
	.when_empty = when_empty,
	.leads_to = leads_to,
	.visit = visit,
	.pane = &pane,
};
