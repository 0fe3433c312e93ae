/* One offer: what it is, what it costs, and which campaigns have it. Each change is kept at once. */
#include <config.h>
#include "campaigns.h"
#include "contact.h"

#include <segscope/format.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct {
	gint64    id;
	SegOffer *offer;   /* NULL: could not be read */
	GString  *used_in; /* names of campaigns */
	char     *failure;
	SegList  *list;
} State;

typedef enum { NAME, KIND, TEXT, COST, TERMS, ITEMS, ARCHIVED, N_ROWS } Row;
enum { CHANGE = SEG_ACTION_OWN, CAMPAIGN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, CHANGE, "change-offer", N_("change"), N_("Change what the cursor is on; it is kept at once") },
	{ 'c', CAMPAIGN, "offer-campaign", N_("campaign"), N_("Begin a campaign with this offer") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the offers") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The rows --------------------------------------------------------------------------------------------------------- */

static const char *const labels[N_ROWS] = {
	[NAME] = N_("Name"), [KIND] = N_("Kind"), [TEXT] = N_("What people read"), [COST] = N_("Cost"), [TERMS] = N_("Terms"), [ITEMS] = N_("Items"), [ARCHIVED] = N_("State"),
};

static const SegListColumn columns[] = { { "", SEG_ALIGN_LEFT, 18, FALSE }, { "", SEG_ALIGN_LEFT, SEG_LIST_TEXT (20), FALSE } };

static gsize
n_rows (gpointer data)
{
	return ((const State *) data)->offer != NULL ? N_ROWS : 0;
}

static char *
join (const GPtrArray *texts)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < texts->len; i++)
		g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (const char *) texts->pdata[i]);
	return g_string_free (text, FALSE);
}

static char *
value (const SegOffer *offer, Row row)
{
	g_autofree char *cost = seg_format_money (offer->cost, 2);

	switch (row) {
	case NAME:
		return g_strdup (offer->name);
	case KIND:
		return g_strdup (seg_offer_kind_label (offer->kind));
	case TEXT:
		return g_strdup (offer->text[0] != '\0' ? offer->text : _("nothing yet: {offer} reads as its name"));
	case COST:
		return offer->cost > 0 ? g_strdup_printf (_("%s for each person who takes it"), cost) : g_strdup (_("nothing"));
	case TERMS:
		return g_strdup (offer->terms[0] != '\0' ? offer->terms : _("none"));
	case ITEMS:
		return offer->item_titles->len > 0 ? join (offer->item_titles) : g_strdup (_("about no item in particular"));
	case ARCHIVED:
	case N_ROWS:
	default:
		return g_strdup (offer->archived ? _("put away: not proposed any more") : _("in use"));
	}
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;

	if (column == 0)
		return g_strdup (_(labels[row]));
	if (row == ARCHIVED && state->offer->archived)
		*ink = SEG_INK_WARNING;
	return value (state->offer, (Row) row);
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

/* Reading: one offer, and the names of campaigns. ------------------------------------------------------------------- */

static void
find_uses (SegView *view)
{
	State *state = view->state;
	g_autoptr (GPtrArray) campaigns = seg_campaigns (seg_view_workspace (view), NULL);

	g_string_truncate (state->used_in, 0);
	for (guint i = 0; campaigns != NULL && i < campaigns->len; i++) {
		const SegCampaign *campaign = campaigns->pdata[i];

		if (campaign->draft->offer_id == state->id)
			seg_format_append_quoted (state->used_in, campaign->name);
	}
}

static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;
	SegOffer *offer = seg_offer_load_id (seg_view_workspace (view), state->id, &error);

	g_clear_pointer (&state->failure, g_free);
	seg_offer_free (state->offer);
	state->offer = offer;
	if (offer == NULL)
		state->failure = g_strdup (error->message);
	else
		find_uses (view);
	seg_list_changed (state->list);
}

/* Changing --------------------------------------------------------------------------------------------------------- */

/* The offer as it is now, to be changed and kept. */
static SegOffer *
take_offer (SegView *view, GError **error)
{
	return seg_offer_load_id (seg_view_workspace (view), ((const State *) view->state)->id, error);
}

static gboolean
set_cost (SegOffer *offer, const char *text, GError **error)
{
	char *end;
	double cost = g_ascii_strtod (text, &end);

	if (end == text || *end != '\0' || !(cost >= 0 && isfinite (cost))) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not an amount of 0 or more, for example 12.5"), text);
		return FALSE;
	}
	offer->cost = cost;
	return TRUE;
}

/* Keys, separated by commas. */
static void
set_items (SegOffer *offer, const char *text)
{
	g_auto (GStrv) parts = g_strsplit (text, "，", -1);
	g_autofree char *plain = g_strjoinv (",", parts);
	g_auto (GStrv) keys = g_strsplit (plain, ",", -1);

	g_ptr_array_set_size (offer->item_keys, 0);
	for (char **key = keys; *key != NULL; key++)
		if (g_strstrip (*key)[0] != '\0')
			g_ptr_array_add (offer->item_keys, g_strdup (*key));
}

static gboolean
set_row (SegOffer *offer, Row row, const char *text, GError **error)
{
	char **texts[N_ROWS] = { [NAME] = &offer->name, [TEXT] = &offer->text, [TERMS] = &offer->terms };

	if (row == COST)
		return set_cost (offer, text, error);
	if (row == ITEMS)
		set_items (offer, text);
	else {
		g_free (*texts[row]);
		*texts[row] = g_strdup (text);
	}
	return TRUE;
}

static gboolean
take_line (SegView *view, const char *text, gpointer data, GError **error)
{
	g_autoptr (SegOffer) offer = take_offer (view, error);

	if (offer == NULL || !set_row (offer, (Row) GPOINTER_TO_INT (data), text, error))
		return FALSE;
	seg_offer_keep (view, g_steal_pointer (&offer), FALSE);
	return TRUE;
}

static void
kind_chosen (SegView *view, guint choice, gpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegOffer) offer = take_offer (view, &error);
	gsize n;

	(void) data;
	if (offer == NULL) {
		seg_report (view, error);
		return;
	}
	g_free (offer->kind);
	offer->kind = g_strdup (seg_offer_kinds (&n)[choice].name);
	seg_offer_keep (view, g_steal_pointer (&offer), FALSE);
}

static void
ask_kind (SegView *view)
{
	const State *state = view->state;
	g_autoptr (GPtrArray) names = g_ptr_array_new ();
	guint current = 0;
	gsize n;
	const SegOfferKind *kinds = seg_offer_kinds (&n);

	for (gsize i = 0; i < n; i++) {
		g_ptr_array_add (names, (gpointer) _(kinds[i].label));
		if (strcmp (kinds[i].name, state->offer->kind) == 0)
			current = (guint) i;
	}
	g_ptr_array_add (names, NULL);
	seg_ask_choice (view, _("What kind of offer?"), (const char *const *) names->pdata, NULL, current, kind_chosen, NULL, NULL);
}

static void
change_state (SegView *view)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegOffer) offer = take_offer (view, &error);

	if (offer == NULL) {
		seg_report (view, error);
		return;
	}
	offer->archived = !offer->archived;
	seg_offer_keep (view, g_steal_pointer (&offer), FALSE);
}

static void
ask_line (SegView *view, Row row)
{
	static const char *const hints[N_ROWS] = {
		[NAME] = N_("Campaigns name it so."), [TEXT] = N_("Stands for {offer} in messages: a fifth off until Sunday."), [COST] = N_("For each person who takes it: 12.5. 0: nothing."),
		[TERMS] = N_("Stand for {terms} in messages: once a person, until 31 May."), [ITEMS] = N_("Keys of items, separated by commas. Whoever has all of them is left out of campaigns with this offer."),
	};
	const SegOffer *offer = ((const State *) view->state)->offer;
	g_autofree char *cost = g_strdup_printf ("%g", offer->cost), *items = join (offer->item_keys);
	const char *now[N_ROWS] = { [NAME] = offer->name, [TEXT] = offer->text, [COST] = cost, [TERMS] = offer->terms, [ITEMS] = items };

	seg_ask_line (view, _(labels[row]), _(hints[row]), now[row], take_line, GINT_TO_POINTER ((int) row), NULL);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->id = *(const gint64 *) argument;
	state->used_in = g_string_new (NULL);
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_offer_free (state->offer);
	g_string_free (state->used_in, TRUE);
	g_free (state->failure);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->offer != NULL ? state->list : NULL;
}

static const char *
when_empty (SegView *view)
{
	return ((const State *) view->state)->failure;
}

static gboolean
begin_campaign (SegView *view)
{
	g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_new ();
	g_autoptr (SegSegmentation) newest = seg_segmentation_load (seg_view_workspace (view), NULL, NULL);
	const SegBuilderPlace place = { draft, 0 };

	draft->offer_id = ((const State *) view->state)->id;
	draft->segmentation_id = newest != NULL ? newest->id : 0;
	return seg_view_push (view, &seg_builder_view, (gpointer) &place);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row;

	if (action < SEG_ACTION_OWN || state->offer == NULL || !seg_list_cursor (state->list, &row))
		return FALSE;
	if (action == CAMPAIGN)
		return begin_campaign (view);
	if (row == KIND)
		ask_kind (view);
	else if (row == ARCHIVED)
		change_state (view);
	else
		ask_line (view, (Row) row);
	return TRUE;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *title = g_strdup_printf (_("Offer \"%s\""), state->offer->name), *changed = seg_format_date (state->offer->changed_at);
	g_autofree char *remark = g_strdup_printf (_("changed %s"), changed), *words = NULL;
	int used = seg_draw_heading (cells, rect, title, remark);

	words = state->used_in->len > 0 ? g_strdup_printf (_("Offered by %s. A change here changes what those say that are not written to files yet."), state->used_in->str)
	                                : g_strdup (_("No campaign offers it yet: c begins one."));
	used += seg_draw_paragraph (cells, rect, 0, used, state->used_in->len > 0 ? SEG_INK_NORMAL : SEG_INK_MUTED, words) + 1;
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

const SegViewClass seg_offer_view = {
	.name = "offer", .title = N_("Offer"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("One offer of the catalogue. Enter changes the line under the cursor, and each change is kept at once and noted in the audit log."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .list = list, .when_empty = when_empty,
};
