/* A segment's profile: pages of features, of what its people take and are, when they come, whether they come back, and who is typical. */
#include <config.h>
#include "orders-ask.h"
#include "persona.h"
#include "profile.h"
#include "rules.h"
#include "screens.h"
#include "users.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <math.h>

#define WIDE 150  /* from here on other pages stand beside the one in sight */
#define ASIDE 62  /* cells they take */

enum { NAME = SEG_ACTION_OWN, DESCRIBE, COLOUR, USERS, ABOVE, BEHIND, EVERYONE, CAMPAIGN, PREVIOUS, NEXT, MEDIANS, EXPLAIN, PAGE, PAGE_BACK, PERSONA, BESIDE, TEST };

static const SegBinding bindings[] = {
	{ 'v', PAGE, "profile-page", N_("page"), N_("Turn to the next page: features, what they take and are, when, who comes back, people, campaigns") },
	{ 'V', PAGE_BACK, "profile-page-back", NULL, N_("Turn to the page before") },
	{ SEG_KEY_ENTER, BEHIND, "profile-behind", N_("who"), N_("List the users behind the number under the cursor; Esc leads back") },
	{ 'a', EVERYONE, "profile-everyone", N_("everyone"), N_("List everyone behind the number under the cursor, of all these segments") },
	{ 'u', USERS, "segment-users", N_("users"), N_("List the users of the segment") },
	{ 'U', ABOVE, "profile-above", NULL, N_("List who is behind a figure at the top: size, revenue, events") },
	{ 'p', PERSONA, "segment-persona", N_("card"), N_("Show the persona card: name, facts, what to do about these people") },
	{ 'b', BESIDE, "segments-beside", N_("side by side"), N_("Put this segment and up to three others side by side") },
	{ 'n', NAME, "name-segment", N_("name"), N_("Give the segment another name") },
	{ 'd', DESCRIBE, "describe-segment", N_("describe"), N_("Write down what to remember about the segment") },
	{ 'c', COLOUR, "colour-segment", N_("colour"), N_("Give the segment another colour") },
	{ 'e', CAMPAIGN, "campaign-from-segment", N_("campaign"), N_("Make a campaign for the segment") },
	{ 'y', EXPLAIN, "explain-segments", N_("in short"), N_("Say in a short rule who is in the segment, and how far it is right") },
	{ '[', PREVIOUS, "previous-segment", N_("before"), N_("Show the segment before this one") },
	{ ']', NEXT, "next-segment", N_("next"), N_("Show the next segment") },
	{ 'm', MEDIANS, "profile-medians", N_("medians"), N_("Change between means and medians (a wide terminal shows both)") },
	{ 't', TEST, "test-stability", NULL, N_("Test whether the segments come back in resamples, and keep the verdict") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegProfilePage *const pages[SEG_N_PROFILE_PAGES] = {
	[SEG_PROFILE_FEATURES] = &seg_profile_page_features, [SEG_PROFILE_VALUES] = &seg_profile_page_values, [SEG_PROFILE_HOURS] = &seg_profile_page_hours,
	[SEG_PROFILE_RETENTION] = &seg_profile_page_retention, [SEG_PROFILE_PEOPLE] = &seg_profile_page_people,
	[SEG_PROFILE_CAMPAIGNS] = &seg_profile_page_campaigns,
};

const SegSegment *
seg_profile_segment (const SegProfileState *state)
{
	return state->segments->segmentation->segments->pdata[state->index];
}

const SegProfile *
seg_profile_profile (const SegProfileState *state)
{
	return state->segments->profiles->pdata[state->index];
}

char *
seg_profile_own_filter (const SegProfileState *state)
{
	const SegSegmentation *segmentation = state->segments->segmentation;

	return state->everyone ? seg_segmentation_filter (segmentation) : seg_segment_filter (segmentation, seg_profile_segment (state));
}

gboolean
seg_profile_open_users (SegView *view, SegProfileState *state, char *filter, const char *column, GError *error)
{
	SegUsersPlace place = { filter, state->segments->segmentation->feature_set_id, state->segments->segmentation->id, column };

	if (filter != NULL)
		seg_view_push (view, &seg_users_view, &place);
	else
		seg_report (view, error);
	g_free (filter);
	g_clear_error (&error);
	return TRUE;
}

/* Life ------------------------------------------------------------------------------------------------------------- */

/* All pages of the segment in sight. */
static void
show (SegProfileState *state)
{
	for (guint i = 0; i < SEG_N_PROFILE_PAGES; i++) {
		if (pages[i]->show != NULL)
			pages[i]->show (state);
		seg_list_set_cursor (state->lists[i], 0);
		seg_list_changed (state->lists[i]);
	}
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	SegProfileState *state = view->state;
	const SegProfilePlace *place = argument;

	(void) error;
	state->view = view;
	state->segments = seg_segments_ref (place->segments);
	state->index = place->index;
	state->features = g_ptr_array_new ();
	for (guint i = 0; i < SEG_N_PROFILE_PAGES; i++)
		state->lists[i] = pages[i]->new_list (state);
	show (state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	SegProfileState *state = view->state;

	for (guint i = 0; i < SEG_N_PROFILE_PAGES; i++)
		seg_list_free (state->lists[i]);
	g_ptr_array_unref (state->features);
	g_array_unref (state->values);
	g_array_unref (state->cohorts);
	g_clear_pointer (&state->sizes, g_array_unref);
	g_clear_pointer (&state->worked, g_ptr_array_unref);
	seg_segments_unref (state->segments);
}

static void
loaded (SegView *view, SegSegments *segments, const GError *error)
{
	SegProfileState *state = view->state;
	gint64 id = seg_profile_segment (state)->id;
	gboolean is_same = segments != NULL && segments->profiles == state->segments->profiles;

	if (error != NULL) {
		if (g_error_matches (error, SEG_ERROR, SEG_ERROR_NOT_FOUND))
			seg_view_pop (view); /* the segmentation was deleted or made again */
		return;
	}
	seg_segments_unref (state->segments);
	state->segments = segments;
	state->index = MIN (state->index, segments->segmentation->segments->len - 1);
	for (guint i = 0; i < segments->segmentation->segments->len; i++)
		if (((SegSegment *) segments->segmentation->segments->pdata[i])->id == id)
			state->index = i;
	if (!is_same)
		show (state);
	else {
		pages[SEG_PROFILE_PEOPLE]->show (state); /* it may have been tested */
		pages[SEG_PROFILE_CAMPAIGNS]->show (state); /* or measured */
		seg_list_changed (state->lists[SEG_PROFILE_CAMPAIGNS]);
	}
}

static void
refresh (SegView *view)
{
	SegProfileState *state = view->state;

	seg_segments_load (view, state->segments->segmentation->id, state->segments, loaded);
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

/* The names of the pages, the one in sight marked. */
static void
draw_tabs (const SegProfileState *state, SegCells *cells, SegRect rect, int y)
{
	int x = 0, wide = -1;

	for (guint i = 0; i < SEG_N_PROFILE_PAGES; i++)
		wide += seg_text_width (_(pages[i]->title)) + 3;
	for (guint i = 0; i < SEG_N_PROFILE_PAGES; i++)
		x += seg_draw_format (cells, rect, x, y, i == state->page ? SEG_INK_SELECTED : SEG_INK_MUTED, " %s ", _(pages[i]->title)) + (wide <= rect.width ? 1 : 0);
}

/* The other pages in short. */
static void
draw_aside (const SegProfileState *state, SegCells *cells, SegRect rect)
{
	for (guint i = 0; i < SEG_N_PROFILE_PAGES; i++) {
		int lines = pages[i]->aside_lines;

		if (i == state->page || pages[i]->aside == NULL || rect.height < 2)
			continue;
		seg_draw_text (cells, rect, 0, 0, SEG_INK_HEADING, _(pages[i]->title));
		pages[i]->aside (state, cells, seg_rect_top (seg_rect_below (rect, 1), MIN (lines, rect.height - 1)));
		rect = seg_rect_below (rect, lines + 2);
	}
}

static void
draw_page (SegView *view, SegCells *cells, SegRect rect)
{
	SegProfileState *state = view->state;
	const SegProfilePage *page = pages[state->page];
	SegRect right;
	gsize row;

	if (rect.width >= WIDE) {
		rect = seg_rect_split (rect, rect.width - ASIDE, &right);
		draw_aside (state, cells, seg_rect_inset (right, 2, 0));
		rect.width -= 1;
	}
	if (page->above != NULL)
		rect = seg_rect_below (rect, page->above (state, cells, rect));
	if (page->lay_out != NULL)
		page->lay_out (state, rect.width);
	if (!seg_list_cursor (state->lists[state->page], &row))
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, _(page->empty));
	else
		seg_list_draw (state->lists[state->page], cells, rect, seg_view_has_focus (view));
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	SegProfileState *state = view->state;
	const SegSegment *segment = seg_profile_segment (state);
	g_autofree char *title = g_strdup_printf ("■ %u  %s", segment->position, segment->name);
	g_autofree char *remark = seg_profile_heading (state, rect.width);
	int used = seg_draw_heading (cells, rect, title, remark);

	if (used == 2) /* the large heading of demo mode has an ink of its own */
		seg_draw_text (cells, rect, 0, 0, seg_ink_series (segment->colour), "■");
	if (state->segments->segmentation->stale)
		used += seg_draw_stale (cells, rect, used, state->segments->as_of);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, seg_profile_profile (state)->sentence);
	if (isfinite (seg_profile_profile (state)->share_revenue) && rect.height >= 24)
		used += seg_draw_orders (view, cells, rect, used);
	if (segment->description[0] != '\0')
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, segment->description);
	draw_tabs (state, cells, rect, used);
	draw_page (view, cells, seg_rect_below (rect, used + 1));
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

static void
turn (SegProfileState *state, guint step)
{
	state->index = (state->index + step) % state->segments->segmentation->segments->len;
	show (state);
}

static gboolean
run_test (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	return seg_segmentation_test_stability (workspace, *(gint64 *) data, job, error);
}

static const SegWork test_work = { N_("testing whether segments last"), run_test, NULL, NULL, g_free, TRUE, FALSE };

static gboolean
start_test (SegView *view, gint64 segmentation_id)
{
	seg_view_run (view, &test_work, g_memdup2 (&segmentation_id, sizeof segmentation_id));
	return TRUE;
}

static gboolean
open_behind (SegView *view)
{
	SegProfileState *state = view->state;
	gsize row;

	return !seg_list_cursor (state->lists[state->page], &row) || pages[state->page]->open (view, state, row);
}

/* The same of all segments, which is what the figures of everyone are of. */
static gboolean
open_everyone (SegView *view)
{
	SegProfileState *state = view->state;

	state->everyone = TRUE;
	open_behind (view);
	state->everyone = FALSE;
	return TRUE;
}

/* Of the segment as a thing, not of what its page shows. */
static gboolean
act_on_segment (SegView *view, int action)
{
	SegProfileState *state = view->state;
	const SegSegment *segment = seg_profile_segment (state);

	switch (action) {
	case USERS:
		seg_view_visit (view, "users", "segment", segment->id);
		return TRUE;
	case NAME:
		seg_segments_ask_name (view, segment);
		return TRUE;
	case DESCRIBE:
		seg_segments_ask_description (view, segment);
		return TRUE;
	case COLOUR:
		seg_segments_ask_colour (view, segment);
		return TRUE;
	case CAMPAIGN:
		seg_view_visit (view, "campaigns", "segment", segment->id);
		return TRUE;
	case EXPLAIN:
		return seg_view_push (view, &seg_explain_view, &(SegProfilePlace) { state->segments, state->index });
	case PERSONA:
		return seg_view_push (view, &seg_persona_view, &(SegProfilePlace) { state->segments, state->index });
	case BESIDE:
		seg_segments_ask_beside (view, state->segments, state->index);
		return TRUE;
	case TEST:
		return start_test (view, state->segments->segmentation->id);
	default:
		return FALSE;
	}
}

static gboolean
act (SegView *view, int action)
{
	SegProfileState *state = view->state;
	gboolean sideways = state->page == SEG_PROFILE_RETENTION;

	switch (action) {
	case BEHIND:
		return open_behind (view);
	case EVERYONE:
		return open_everyone (view);
	case ABOVE:
		return seg_profile_ask_above (view);
	case PAGE:
		state->page = (state->page + 1) % SEG_N_PROFILE_PAGES;
		return TRUE;
	case PAGE_BACK:
		state->page = (state->page + SEG_N_PROFILE_PAGES - 1) % SEG_N_PROFILE_PAGES;
		return TRUE;
	case MEDIANS:
		state->shows_medians = !state->shows_medians;
		return TRUE;
	case SEG_ACTION_LEFT:
	case SEG_ACTION_RIGHT:
		if (sideways)
			return seg_profile_retention_move (state, action == SEG_ACTION_LEFT ? -1 : 1) || TRUE;
		turn (state, action == SEG_ACTION_LEFT ? state->segments->segmentation->segments->len - 1 : 1);
		return TRUE;
	case PREVIOUS:
		turn (state, state->segments->segmentation->segments->len - 1);
		return TRUE;
	case NEXT:
		turn (state, 1);
		return TRUE;
	default:
		return act_on_segment (view, action);
	}
}

static gboolean
can (SegView *view, int action)
{
	const SegProfileState *state = view->state;

	if (action == BESIDE || action == TEST || action == PREVIOUS || action == NEXT)
		return state->segments->segmentation->segments->len > 1;
	if (action == EVERYONE)
		return pages[state->page]->of_everyone;
	return action != MEDIANS || state->page == SEG_PROFILE_FEATURES;
}

static SegList *
list (SegView *view)
{
	SegProfileState *state = view->state;

	return state->lists[state->page];
}

/* The page that is open. */
static SegPlot *
plot (SegView *view)
{
	const SegProfileState *state = view->state;
	const SegSegment *segment = seg_profile_segment (state);
	const SegProfile *profile = seg_profile_profile (state);

	switch (state->page) {
	case SEG_PROFILE_FEATURES:
		return seg_figure_profile (segment, profile);
	case SEG_PROFILE_VALUES:
		return seg_figure_values (segment, profile);
	case SEG_PROFILE_HOURS:
		return seg_figure_hours (segment, profile->habits);
	case SEG_PROFILE_RETENTION:
		return seg_figure_retention (segment, profile->habits);
	case SEG_PROFILE_PEOPLE:
		return seg_figure_sizes (segment, state->sizes);
	default:
		return NULL;
	}
}

const SegViewClass seg_profile_view = {
	.name = "profile",
	.title = N_("Profile"),
	.help = N_("What the people of this segment are like, on six pages that v turns. Features: each against everyone, the ones that mark the segment off most "
	           "first; index 100 is the mean of everyone, 200 twice as much; wide terminals show how far the mean lies from that of all others, with its confidence "
	           "interval, or that it may be chance. Takes and is: items, categories, cities, channels, by the share of its users, with how many times that is "
	           "everyone's share. When: hours and days of what they do. Who comes back: users by the time of their first event, and how many of them were active "
	           "so many periods later; left and right move over the map. People: who is nearest to the centre, who is at the border, whether the segment comes "
	           "back in resamples, its size in earlier versions. Campaigns: what they did for this segment. Enter lists exactly the users behind a number, a everyone behind it (not only this segment), U who is behind the figures at the "
	           "top; Esc leads back."),
	.bindings = bindings,
	.state_size = sizeof (SegProfileState),
	.open = open_view,
	.close = close_view,
	.refresh = refresh,
	.draw = draw,
	.act = act,
	.can = can,
	.list = list,
	.plot = plot,
};
