/* The Data screen: where you are, what deserves a look, what comes next; and the files that were imported. */
#include <config.h>
#include "import.h"
#include "maintenance.h"
#include "orders-ask.h"
#include "screens.h"

#include <segscope/format.h>
#include <segscope/ingest.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DAYS_A_MONTH 30.44
#define SHOWN_FINDINGS 4

typedef struct {
	GPtrArray *sources; /* of SegSource*; NULL before the first refresh */
	SegList   *list;
} State;

enum { IMPORT = SEG_ACTION_OWN, REJECTS, CHECK_FILE, BACK_UP, ORDERS, WHAT_CHANGED, FILE_PAGE };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, SEG_ACTION_OPEN, "open", N_("next step"), N_("Take the next step of the journey") },
	{ 'i', IMPORT, "import", N_("import"), N_("Import a file: users, items, events, purchases, ratings, reviews, results") },
	{ 'w', WHAT_CHANGED, "what-changed", N_("what changed"), N_("Show what the load of this file changed: new, changed, gone, known") },
	{ 'f', FILE_PAGE, "file-page", N_("file"), N_("Show what became of the columns of this file, and how good their values are") },
	{ 'r', REJECTS, "rejects", N_("set aside"), N_("Look at the rows of this file that were set aside, and why") },
	{ 'p', ORDERS, "orders", N_("orders"), N_("Refunds, cancellations, free and test orders: see how many there are, and choose what they count for") },
	{ 'c', CHECK_FILE, "check-file", NULL, N_("Check whether the workspace file is whole, and put it right where it is not") },
	{ 'b', BACK_UP, "back-up", NULL, N_("Back up: copy the workspace to another file") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { FILE_NAME, ROLE, ROWS, ASIDE, VALUES, REPEATED, WHEN, ENCODING };

static const SegListColumn columns[] = {
	[FILE_NAME] = { N_("File"), SEG_ALIGN_LEFT, -16, FALSE },   [ROLE] = { N_("Imported as"), SEG_ALIGN_LEFT, 11, FALSE },
	[ROWS] = { N_("Rows"), SEG_ALIGN_RIGHT, 10, FALSE },        [ASIDE] = { N_("Set aside"), SEG_ALIGN_RIGHT, 9, FALSE },
	[VALUES] = { N_("Bad values"), SEG_ALIGN_RIGHT, 10, FALSE }, [REPEATED] = { N_("Repeated"), SEG_ALIGN_RIGHT, 8, FALSE },
	[WHEN] = { N_("When (UTC)"), SEG_ALIGN_LEFT, 16, FALSE },   [ENCODING] = { N_("Encoding"), SEG_ALIGN_LEFT, 10, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->sources != NULL ? state->sources->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegSource *source = ((State *) data)->sources->pdata[row];

	switch (column) {
	case FILE_NAME:
		return g_path_get_basename (source->path);
	case ROLE:
		return g_strdup (_(source->role));
	case ROWS:
		return seg_format_integer (source->rows_read);
	case ASIDE:
		*ink = source->n_open_rows > 0 ? SEG_INK_WARNING : SEG_INK_MUTED;
		return seg_format_integer (source->n_open_rows);
	case VALUES:
		*ink = source->n_open_values > 0 ? SEG_INK_WARNING : SEG_INK_MUTED;
		return seg_format_integer (source->n_open_values);
	case REPEATED:
		*ink = SEG_INK_MUTED;
		return seg_format_integer (source->rows_known);
	case WHEN:
		*ink = SEG_INK_MUTED;
		return seg_format_time (source->imported_at);
	case ENCODING:
	default:
		*ink = SEG_INK_MUTED;
		return g_strdup (source->encoding);
	}
}

static gint64
row_id (gpointer data, gsize row)
{
	return ((SegSource *) ((State *) data)->sources->pdata[row])->id;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = row_id, .is_table = TRUE };

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
	g_clear_pointer (&state->sources, g_ptr_array_unref);
}

static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;
	GPtrArray *sources = seg_sources (seg_view_workspace (view), &error);

	if (sources == NULL) {
		seg_report (view, error);
		return;
	}
	g_clear_pointer (&state->sources, g_ptr_array_unref);
	state->sources = sources;
	seg_list_changed (state->list);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

/* What comes next -------------------------------------------------------------------------------------------------- */

typedef struct {
	const char *sentence; /* translatable */
	const char *screen;   /* where Enter leads, or NULL: the import */
} NextStep;

static NextStep
next_step (const SegSession *session)
{
	if (session->info->n_users == 0)
		return (NextStep) { N_("Next: import users, and what they did: events, purchases or ratings (i)."), NULL };
	if (session->info->n_events == 0 && !session->has_features)
		return (NextStep) { N_("Next: import what the users did (i), or go on with their attributes alone (Enter)."), "features" };
	if (!session->has_features)
		return (NextStep) { N_("Next: choose what the segments shall be made of (Enter)."), "features" };
	if (session->features_stale)
		return (NextStep) { N_("Next: the data have changed since the features were computed; compute them anew (Enter)."), "features" };
	if (!session->has_segmentation)
		return (NextStep) { N_("Next: find out how many segments the data support (Enter)."), "clusters" };
	if (session->segmentation_stale)
		return (NextStep) { N_("Next: the data have changed since the segments were made; make them anew (Enter)."), "clusters" };
	if (!session->has_campaign)
		return (NextStep) { N_("Next: look at the segments, then make a campaign list from them (Enter)."), "segments" };
	return (NextStep) { N_("Next: look at the campaign list (Enter)."), "campaigns" };
}

static void
go_on (SegView *view)
{
	const SegSession *session = seg_view_session (view);
	const char *screen = session->info != NULL ? next_step (session).screen : NULL;

	if (screen != NULL)
		seg_view_visit (view, screen, NULL, 0);
	else
		seg_view_push (view, &seg_import_files_view, NULL);
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

static char *
counts_in_words (const SegSession *session)
{
	const SegWorkspaceInfo *info = session->info;
	g_autofree char *users = seg_format_counted (info->n_users, "%s user", "%s users"), *items = seg_format_counted (info->n_items, "%s item", "%s items");
	g_autofree char *events = seg_format_counted (info->n_events, "%s event", "%s events");
	g_autofree char *from = seg_format_date (info->first_event_at), *to = seg_format_date (info->last_event_at);
	g_autofree char *revenue = seg_format_money (info->revenue, 0);
	double months = (double) (info->last_event_at - info->first_event_at) / 86400 / DAYS_A_MONTH;
	gboolean long_ago = months >= 36;
	g_autofree char *span = seg_format_number (long_ago ? months / 12 : months, long_ago || months < 2 ? 1 : 0);
	GString *text = g_string_new (NULL);

	g_string_append_printf (text, _("%s, %s, %s"), users, items, events);
	if (info->n_events > 0 && info->last_event_at > 0)
		g_string_append_printf (text, long_ago ? _(" in %s years (%s to %s)") : _(" in %s months (%s to %s)"), span, from, to);
	if (info->revenue != 0 && session->orders[0] != '\0')
		g_string_append_printf (text, _(", revenue %s (%s)"), revenue, session->orders);
	else if (info->revenue != 0)
		g_string_append_printf (text, _(", revenue %s"), revenue);
	g_string_append (text, _("."));
	return g_string_free (text, FALSE);
}

static guint
count_serious (const SegQualityReport *report)
{
	guint n = 0;

	for (guint i = 0; i < report->findings->len; i++)
		n += ((SegFinding *) report->findings->pdata[i])->weight != SEG_FINDING_NOTE;
	return n;
}

/* A finding with its mark, on as many lines as it needs. Returns the line below. */
static int
draw_finding (SegCells *cells, SegRect rect, int y, const SegFinding *finding)
{
	seg_draw_text (cells, rect, 2, y, finding->weight == SEG_FINDING_PROBLEM ? SEG_INK_BAD : SEG_INK_NORMAL, "!");
	return y + seg_draw_paragraph (cells, seg_rect_inset (rect, 4, 0), 0, y, SEG_INK_NORMAL, finding->sentence);
}

/* The worst findings, and how many there are in all. Returns the line below. */
static int
draw_findings (SegCells *cells, SegRect rect, int y, const SegQualityReport *report)
{
	guint serious = count_serious (report), shown = MIN (serious, rect.height >= 18 ? SHOWN_FINDINGS : 2);
	g_autofree char *heading = NULL;

	if (serious == 0) {
		seg_draw_text (cells, rect, 0, y, SEG_INK_GOOD, _("Nothing in the data stands in the way of segments; 2 shows the details."));
		return y + 1;
	}
	heading = g_strdup_printf (ngettext ("%u thing in the data deserves a look before you go on; 2 shows more:",
	                                     "%u things in the data deserve a look before you go on; 2 shows more:", serious), serious);
	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, heading);
	for (guint i = 0; i < shown; i++)
		y = draw_finding (cells, rect, y, report->findings->pdata[i]);
	return y;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	const SegSession *session = seg_view_session (view);
	NextStep next = next_step (session);
	g_autofree char *counts = counts_in_words (session);
	int y = seg_draw_heading (cells, rect, _("Where you are"), NULL);

	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_NORMAL, counts) + 1;
	if (session->quality != NULL)
		y = draw_findings (cells, rect, y, session->quality) + 1;
	else
		y += 1 + seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED,
		                             session->quality_stopped ? _("The data have not been checked: that was stopped. Press 2, then c, to check them.")
		                                                      : _("The data are being checked…"));
	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_ACCENT, _(next.sentence));
	rect = seg_rect_below (rect, y + 1);
	seg_list_draw (state->list, cells, rect, seg_view_has_focus (view));
	if (seg_list_filter (state->list)[0] == '\0' && !seg_list_is_typing (state->list)) /* whose field stands at the foot */
		seg_journey_draw (session, cells, seg_rect_below (rect, (int) MIN (n_rows (state), 1000) + 2));
}

static const char *
when_empty (SegView *view)
{
	const SegSession *session = seg_view_session (view);

	if (session->info == NULL)
		return session->unreadable ? _("The workspace could not be read. c looks the file through and saves what can be read; q leaves.") : _("Opening the workspace…");
	return session->info->n_sources > 0 ? NULL
		: _("No data yet. Press i to import a file.\n\n"
		    "segscope reads CSV files as shops and course platforms export them, in English or Chinese: users, items (courses, "
		    "products), events, purchases, ratings, reviews. The order does not matter. You see what each column becomes, and can "
		    "change it, before anything is loaded.\n\n"
		    "To look around with made-up data first, leave with q, start segscope again and press d.");
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

static const SegSource *
source_at_cursor (const State *state)
{
	gsize row;

	return state->sources != NULL && seg_list_cursor (state->list, &row) ? state->sources->pdata[row] : NULL;
}

static void
tell_changes (SegView *view)
{
	const SegSource *file = source_at_cursor (view->state);
	g_autoptr (GPtrArray) sentences = file != NULL ? seg_source_sentences (file) : NULL;
	g_autoptr (GString) text = g_string_new (NULL);
	g_autofree char *at = NULL, *title = NULL, *name = NULL;

	if (file == NULL)
		return;
	for (guint i = 0; i < sentences->len; i++)
		g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) sentences->pdata[i]);
	at = seg_format_time (file->imported_at);
	name = g_path_get_basename (file->path);
	title = g_strdup_printf (_("%s, imported %s (UTC)"), name, at);
	seg_tell (view, title, text->str);
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;
	const SegSource *file;

	if (action == ORDERS)
		return seg_view_session (view)->info != NULL && seg_view_session (view)->info->n_events > 0;
	if (action == REJECTS)
		return (file = source_at_cursor (state)) != NULL && file->n_open_rows + file->n_open_values + file->n_corrected > 0;
	if (action == WHAT_CHANGED || action == FILE_PAGE)
		return source_at_cursor (state) != NULL;
	return TRUE;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row;

	switch (action) {
	case SEG_ACTION_OPEN:
		go_on (view);
		return TRUE;
	case IMPORT:
		seg_view_push (view, &seg_import_files_view, NULL);
		return TRUE;
	case REJECTS:
		if (seg_list_cursor (state->list, &row))
			seg_view_push (view, &seg_rejects_view, state->sources->pdata[row]);
		return TRUE;
	case WHAT_CHANGED:
		tell_changes (view);
		return TRUE;
	case FILE_PAGE:
		return seg_view_push (view, &seg_file_view, (gpointer) source_at_cursor (state));
	case ORDERS:
		seg_orders_ask (view);
		return TRUE;
	case CHECK_FILE:
		seg_maintenance_check (view, seg_workspace_path (seg_view_workspace (view)));
		return TRUE;
	case BACK_UP:
		seg_maintenance_ask_backup (view);
		return TRUE;
	default:
		return FALSE;
	}
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	return seg_pane_view (view, &seg_file_view, ((const State *) view->state)->sources->pdata[row], error);
}

static const SegPaneClass pane = { .list_least = 52, .list_most = 112, .least = 48, .lines = 14, .open = open_pane };

const SegViewClass seg_data_view = {
	.name = "data", .title = N_("Where you are"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What the workspace holds, what in it deserves a look, and the step that comes next. Repeated are rows that an "
	           "earlier file had brought already; rows set aside could not be read, each with its reason; bad values were left out of rows "
	           "that were kept."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty, .pane = &pane,
};
