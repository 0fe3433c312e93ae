/* The catalogue of offers: what campaigns give people, with what it costs and where it is used. */
#include <config.h>
#include "campaigns.h"
#include "contact.h"
#include "reading.h"

#include <segscope/format.h>
#include <segscope/playbook.h>

#include <glib/gi18n.h>

typedef struct {
	SegReading reading; /* GPtrArray of SegOffer*, those put away last */
	SegList   *list;
} State;

enum { OPEN = SEG_ACTION_OWN, NEW, FROM_PLAY, ARCHIVE, DELETE };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, OPEN, "offer", N_("open"), N_("Show the offer, to change it") },
	{ 'n', NEW, "new-offer", N_("new offer"), N_("Put a new offer into the catalogue") },
	{ 'p', FROM_PLAY, "offer-from-play", N_("from playbook"), N_("Make an offer of what a play of the playbook proposes") },
	{ 'X', ARCHIVE, "archive-offer", N_("put away"), N_("Put the offer away, or take it out again") },
	{ 'D', DELETE, "delete-offer", NULL, N_("Delete an offer that no campaign has") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The list --------------------------------------------------------------------------------------------------------- */

enum { NAME, KIND, TEXT, COST, USED };

static const SegListColumn columns[] = {
	[NAME] = { N_("Offer"), SEG_ALIGN_LEFT, -14, FALSE },     [KIND] = { N_("Kind"), SEG_ALIGN_LEFT, 13, FALSE },
	[TEXT] = { N_("What people read"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (16), FALSE }, [COST] = { N_("Cost"), SEG_ALIGN_RIGHT, 9, FALSE },
	[USED] = { N_("Used in"), SEG_ALIGN_RIGHT, 12, FALSE },
};

static const SegOffer *
offer_at (gpointer data, gsize row)
{
	return ((const GPtrArray *) ((const State *) data)->reading.result)->pdata[row];
}

static gsize
n_rows (gpointer data)
{
	const GPtrArray *offers = ((const State *) data)->reading.result;

	return offers != NULL ? offers->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegOffer *offer = offer_at (data, row);

	*ink = offer->archived ? SEG_INK_MUTED : SEG_INK_NORMAL;
	switch (column) {
	case NAME:
		return g_strdup (offer->name);
	case KIND:
		return g_strdup (offer->archived ? _("put away") : seg_offer_kind_label (offer->kind));
	case TEXT:
		return g_strdup (offer->text);
	case COST:
		return seg_format_money (offer->cost, 2);
	default:
		return offer->n_campaigns == 0 ? g_strdup ("–") : g_strdup_printf (ngettext ("%u campaign", "%u campaigns", (gulong) offer->n_campaigns), (guint) offer->n_campaigns);
	}
}

static gint64
row_id (gpointer data, gsize row)
{
	return offer_at (data, row)->id;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = row_id, .is_table = TRUE };

/* Reading ---------------------------------------------------------------------------------------------------------- */

static gpointer
read_offers (SegWorkspace *workspace, SegJob *job, gconstpointer request, GError **error)
{
	(void) request;
	(void) job;
	return seg_offers (workspace, error);
}

static void
free_offers (gpointer offers)
{
	g_ptr_array_unref (offers);
}

static void
show (SegView *view)
{
	seg_list_changed (((State *) view->state)->list);
}

static const SegReadingClass reading = { SEG_READING_WORK (N_("reading offers")), read_offers, show, free_offers };

static void
refresh (SegView *view)
{
	seg_reading_begin (view, &reading, NULL, 0);
}

/* Changes ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegOffer *offer;
	gboolean  opens;
	gint64    id;
} Keep;

static void
free_keep (gpointer data)
{
	seg_offer_free (((Keep *) data)->offer);
	g_free (data);
}

static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Keep *keep = data;

	(void) job;
	return (keep->id = seg_offer_save (workspace, keep->offer, error)) != 0;
}

static void
done_keep (SegView *view, gpointer data)
{
	Keep *keep = data;

	if (keep->opens)
		seg_view_push (view, &seg_offer_view, &keep->id);
}

static const SegWork keep_work = { N_("keeping the offer"), run_keep, done_keep, NULL, free_keep, SEG_WORK_KEEPS, FALSE };

void
seg_offer_keep (SegView *view, SegOffer *offer, gboolean opens)
{
	Keep *keep = g_new (Keep, 1);

	*keep = (Keep) { offer, opens, 0 };
	seg_view_run (view, &keep_work, keep);
}

static gboolean
take_name (SegView *view, const char *text, gpointer data, GError **error)
{
	(void) data;
	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("An offer needs a name, for example spring coupon"));
		return FALSE;
	}
	seg_offer_keep (view, seg_offer_new (text), TRUE);
	return TRUE;
}

static void
play_chosen (SegView *view, guint choice, gpointer data)
{
	const SegPlay *play = ((const GPtrArray *) data)->pdata[choice];
	SegOffer *offer = seg_offer_new (play->name);

	g_free (offer->text);
	offer->text = g_strdup (play->offer);
	g_free (offer->kind);
	offer->kind = g_strdup ("other");
	seg_offer_keep (view, offer, TRUE);
}

static void
free_plays (gpointer plays)
{
	g_ptr_array_unref (plays);
}

static void
ask_play (SegView *view)
{
	g_autoptr (GError) error = NULL;
	GPtrArray *plays = seg_playbook (seg_view_workspace (view), &error);
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new ();

	if (plays == NULL) {
		seg_report (view, error);
		return;
	}
	for (guint i = 0; i < plays->len; i++) {
		g_ptr_array_add (labels, ((const SegPlay *) plays->pdata[i])->name);
		g_ptr_array_add (remarks, ((const SegPlay *) plays->pdata[i])->offer);
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("What which play proposes?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, 0, play_chosen, plays, free_plays);
}

static gboolean
run_delete (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	(void) job;
	return seg_offer_delete (workspace, *(const gint64 *) data, error);
}

static const SegWork delete_work = { N_("deleting the offer"), run_delete, NULL, NULL, g_free, TRUE, FALSE };

static void
delete_now (SegView *view, gpointer data)
{
	seg_view_run (view, &delete_work, g_memdup2 (data, sizeof (gint64)));
}

static void
ask_delete (SegView *view, const SegOffer *offer)
{
	g_autofree char *question = g_strdup_printf (_("Delete the offer \"%s\"?"), offer->name);

	if (offer->n_campaigns > 0)
		seg_say (view, _("\"%s\" is what a campaign offers, and stays; X puts it away."), offer->name);
	else
		seg_ask_yes (view, question, delete_now, g_memdup2 (&offer->id, sizeof offer->id), g_free);
}

static void
archive (SegView *view, gint64 id)
{
	g_autoptr (GError) error = NULL;
	SegOffer *offer = seg_offer_load_id (seg_view_workspace (view), id, &error);

	if (offer == NULL) {
		seg_report (view, error);
		return;
	}
	offer->archived = !offer->archived;
	seg_offer_keep (view, offer, FALSE);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_reading_clear (&state->reading);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return n_rows (state) > 0 ? state->list : NULL;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;
	const char *words = seg_reading_when_empty (&state->reading, _("Reading the offers ..."));

	if (words != NULL || n_rows (view->state) > 0)
		return words;
	return _("No offers yet. Press n to write one: a coupon, a discount, a free trial ... with what it costs you for each person who takes "
	         "it. Or p, to begin from what the playbook proposes. Campaigns then choose from here.");
}

static gboolean
can (SegView *view, int action)
{
	return action < SEG_ACTION_OWN || action == NEW || action == FROM_PLAY || n_rows (view->state) > 0;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row = 0;

	if (n_rows (state) > 0)
		seg_list_cursor (state->list, &row);
	switch (action) {
	case NEW:
		seg_ask_line (view, _("Name of the offer"), _("Campaigns name it so; what people read comes next."), "", take_name, NULL, NULL);
		return TRUE;
	case FROM_PLAY:
		ask_play (view);
		return TRUE;
	case OPEN:
		return seg_view_push (view, &seg_offer_view, (gpointer) &offer_at (state, row)->id);
	case ARCHIVE:
		archive (view, offer_at (state, row)->id);
		return TRUE;
	case DELETE:
		ask_delete (view, offer_at (state, row));
		return TRUE;
	default:
		return FALSE;
	}
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const guint n = (guint) n_rows (view->state);
	g_autofree char *remark = g_strdup_printf (ngettext ("%u offer", "%u offers", n), n);
	int used = seg_draw_heading (cells, rect, _("Offers: what campaigns give"), remark);

	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	return seg_pane_view (view, &seg_offer_view, (gpointer) &offer_at (view->state, row)->id, error);
}

static const SegPaneClass pane = { .list_least = 48, .list_most = 100, .least = 50, .lines = 14, .open = open_pane };

const SegViewClass seg_offers_view = {
	.name = "offers", .title = N_("Offers"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What a campaign can give: coupons, discounts, trials, bundles, points ... What people read stands for {offer} in messages, the terms for {terms}. The cost, for "
	           "each person who takes it, is counted where a campaign is planned and measured. Whoever has all items that an offer is about is left out of its campaigns.\n\n"
	           "An offer that a campaign has cannot be deleted; put away, it is not proposed any more."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty, .pane = &pane,
};
