/* Import, last view: what has happened. */
#include <config.h>
#include "import.h"
#include "orders-ask.h"
#include "screens.h"

#include <glib/gi18n.h>

typedef struct {
	SegImportOutcome *outcome;
} State;

enum { REJECTS = SEG_ACTION_OWN, ANOTHER };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, SEG_ACTION_OPEN, "open", N_("done"), N_("Go to where you are") },
	{ 'i', ANOTHER, "import-another", N_("another file"), N_("Import another file") },
	{ 'r', REJECTS, "rejects", N_("set aside"), N_("Look at the rows that were set aside, and why") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", NULL, N_("Choose another file") },
	{ 0, 0, NULL, NULL, NULL }
};

void
seg_import_outcome_free (SegImportOutcome *outcome)
{
	g_free (outcome->path);
	g_clear_pointer (&outcome->sentences, g_ptr_array_unref);
	g_free (outcome);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	(void) error;
	((State *) view->state)->outcome = argument;
	return TRUE;
}

static void
close_view (SegView *view)
{
	seg_import_outcome_free (((State *) view->state)->outcome);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const SegImportOutcome *outcome = ((State *) view->state)->outcome;
	g_autofree char *name = g_path_get_basename (outcome->path);
	g_autofree char *title = g_strdup_printf (outcome->result.already_imported ? _("%s was imported before") : _("%s is imported"), name);
	int y = seg_draw_heading (cells, rect, title, NULL);

	for (guint i = 0; i < outcome->sentences->len; i++)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_NORMAL, outcome->sentences->pdata[i]);
	y += seg_draw_orders (view, cells, rect, y);
	seg_draw_text (cells, rect, 0, y + 1, SEG_INK_ACCENT, _("Enter shows where you are; i imports another file."));
}

static gint64
n_rejected (const SegImportOutcome *outcome)
{
	return outcome->result.rows_rejected + outcome->result.values_rejected;
}

static gboolean
can (SegView *view, int action)
{
	return action != REJECTS || n_rejected (((State *) view->state)->outcome) > 0;
}

static gboolean
act (SegView *view, int action)
{
	const SegImportOutcome *outcome = ((State *) view->state)->outcome;
	const SegSource source = { .id = outcome->result.source_id, .path = outcome->path };

	switch (action) {
	case SEG_ACTION_OPEN:
		seg_view_home (view);
		return TRUE;
	case ANOTHER:
		seg_view_pop (view);
		return TRUE;
	case REJECTS:
		seg_view_push (view, &seg_rejects_view, (gpointer) &source);
		return TRUE;
	default:
		return FALSE;
	}
}

const SegViewClass seg_import_result_view = {
	.name = "import-result", .title = N_("Imported"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What was loaded, and what was not."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .can = can,
};
