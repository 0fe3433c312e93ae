/* The jobs: what runs and how far it is, what waits, what has ended and how; any that has not ended can be stopped. */
#include <config.h>
#include "app.h"

#include <glib/gi18n.h>

#define WIDTH 84
#define WIDEST 150
#define HEIGHT 16
#define TALLEST 36
#define MARGIN 8  /* cells of the screen that stay free beside the dialog, where it grows */
#define BESIDE 120 /* columns from which the job under the cursor stands beside the list */
#define ASIDE 52
#define BAR 30

enum { WHAT, WHERE, STATE, HOW_LONG };

typedef struct {
	SegDialog     base;
	SegList      *list;
	SegListColumn columns[4];
	GPtrArray    *entries; /* of SegWorkEntry*, as last drawn */
} Jobs;

static gsize
n_jobs (gpointer data)
{
	return ((Jobs *) data)->entries->len;
}

static gint64
job_id (gpointer data, gsize row)
{
	return ((SegWorkEntry *) ((Jobs *) data)->entries->pdata[row])->id;
}

static char *
state_words (const SegWorkEntry *entry, SegInk *ink)
{
	switch (entry->state) {
	case SEG_WORK_RUNNING:
		*ink = SEG_INK_ACCENT;
		return entry->status.fraction > 0 ? seg_format_share (entry->status.fraction) : g_strdup (_("running"));
	case SEG_WORK_WAITING:
		*ink = SEG_INK_MUTED;
		return g_strdup (_("waiting"));
	case SEG_WORK_STOPPED:
		*ink = SEG_INK_WARNING;
		return g_strdup (_("stopped"));
	case SEG_WORK_FAILED:
		*ink = SEG_INK_BAD;
		return g_strdup (_("failed"));
	case SEG_WORK_DONE:
	default:
		*ink = SEG_INK_GOOD;
		return g_strdup (_("done"));
	}
}

static char *
time_words (const SegWorkEntry *entry)
{
	if (entry->state == SEG_WORK_WAITING)
		return NULL;
	return seg_format_duration (entry->state == SEG_WORK_RUNNING ? entry->status.elapsed : entry->seconds);
}

static char *
jobs_cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegWorkEntry *entry = ((Jobs *) data)->entries->pdata[row];

	switch (column) {
	case WHAT:
		return g_strdup (entry->state == SEG_WORK_RUNNING && entry->status.phrase[0] != '\0' ? entry->status.phrase : _(entry->phrase));
	case WHERE:
		*ink = SEG_INK_MUTED;
		return g_strdup (entry->where != NULL ? _(entry->where) : _("segscope"));
	case STATE:
		return state_words (entry, ink);
	default:
		*ink = SEG_INK_MUTED;
		return time_words (entry);
	}
}

static const SegListSource jobs_source = { .n_rows = n_jobs, .cell = jobs_cell, .id = job_id };

static const SegWorkEntry *
entry_at_cursor (const Jobs *jobs)
{
	gsize row;

	return seg_list_cursor (jobs->list, &row) && row < jobs->entries->len ? jobs->entries->pdata[row] : NULL;
}

static void
read_entries (Jobs *jobs)
{
	g_clear_pointer (&jobs->entries, g_ptr_array_unref);
	jobs->entries = seg_work_queue_list (jobs->base.app->queue);
	seg_list_changed (jobs->list);
}

/* How long it has taken, and how long it will. */
static char *
duration_words (const SegWorkEntry *entry)
{
	const gboolean running = entry->state == SEG_WORK_RUNNING;
	g_autofree char *taken = seg_format_duration (running ? entry->status.elapsed : entry->seconds), *left = NULL;

	if (entry->state == SEG_WORK_WAITING)
		return g_strdup (_("Begins when what stands before it has ended."));
	if (!running)
		return g_strdup_printf (_("It took %s."), taken);
	if (entry->status.cancelling)
		return g_strdup_printf (_("Running for %s; being stopped ..."), taken);
	if (entry->status.remaining < 0)
		return g_strdup_printf (_("Running for %s."), taken);
	left = seg_format_duration (entry->status.remaining);
	return g_strdup_printf (_("Running for %s, about %s left."), taken, left);
}

/* The job under the cursor in full. */
static void
draw_entry (const SegWorkEntry *entry, SegCells *cells, SegRect rect)
{
	SegInk ink = SEG_INK_NORMAL;
	g_autofree char *state = state_words (entry, &ink), *duration = duration_words (entry);
	int y = seg_draw_heading (cells, rect, _(entry->phrase), entry->where != NULL ? _(entry->where) : _("segscope"));

	if (entry->state == SEG_WORK_RUNNING) {
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_NORMAL, entry->status.phrase) + 1;
		seg_chart_bar (cells, rect.x, rect.y + y, MIN (BAR, rect.width - 10), entry->status.fraction, SEG_INK_ACCENT);
		seg_draw_fit (cells, rect, MIN (BAR, rect.width - 10) + 1, y, 9, SEG_ALIGN_RIGHT, ink, state);
		y += 2;
	} else
		y += seg_draw_paragraph (cells, rect, 0, y, ink, state) + 1;
	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, duration) + 1;
	if (entry->message != NULL)
		seg_draw_paragraph (cells, seg_rect_below (rect, y), 0, 0, SEG_INK_BAD, entry->message);
}

static void
draw_jobs (SegDialog *base, SegCells *cells, SegRect screen)
{
	Jobs *jobs = (Jobs *) base;
	SegRect inside = seg_dialog_box (cells, screen, CLAMP (screen.width - MARGIN - 4, WIDTH, WIDEST), CLAMP (screen.height - MARGIN - 2, HEIGHT, TALLEST), _("Jobs"));
	SegRect foot = seg_rect_below (inside, inside.height - 3), list, aside = { 0 };
	const SegWorkEntry *entry;

	base->cursor_x = -1;
	read_entries (jobs);
	entry = entry_at_cursor (jobs);
	if (jobs->entries->len == 0) {
		seg_draw_paragraph (cells, inside, 0, 0, SEG_INK_NORMAL, _("Nothing runs, and nothing has run since the program was started."));
		seg_draw_text (cells, foot, 0, 2, SEG_INK_MUTED, _("Esc close"));
		return;
	}
	list = (SegRect) { inside.x, inside.y, inside.width, MAX (1, inside.height - 4) };
	if (inside.width >= BESIDE)
		list = seg_rect_split (list, list.width - ASIDE, &aside);
	seg_list_draw (jobs->list, cells, list, TRUE);
	if (entry != NULL && aside.width > 0)
		draw_entry (entry, cells, seg_rect_inset (aside, 2, 0));
	else if (entry != NULL && entry->message != NULL)
		seg_draw_paragraph (cells, (SegRect) { foot.x, foot.y, foot.width, 2 }, 0, 0, SEG_INK_BAD, entry->message);
	seg_draw_text (cells, foot, 0, 2, SEG_INK_MUTED, entry != NULL && entry->state <= SEG_WORK_WAITING ? _("x stop it   Esc close") : _("Esc close"));
}

static gboolean
key_jobs (SegDialog *base, int key)
{
	Jobs *jobs = (Jobs *) base;
	const SegWorkEntry *entry = entry_at_cursor (jobs);
	const SegBinding *binding;

	switch (key) {
	case SEG_KEY_ESCAPE:
	case SEG_KEY_ENTER:
	case 'J':
	case 'q':
		return FALSE;
	case 'x':
	case SEG_CTRL ('c'):
		if (entry != NULL)
			seg_work_queue_stop (base->app->queue, entry->id);
		return TRUE;
	default:
		binding = seg_binding_find (seg_bindings_list, key);
		if (binding != NULL && binding->action <= SEG_ACTION_LAST)
			seg_list_act (jobs->list, binding->action);
		return TRUE;
	}
}

static gboolean
mouse_jobs (SegDialog *base, const SegEvent *event)
{
	gboolean opened;

	seg_list_mouse (((Jobs *) base)->list, event, &opened);
	return TRUE;
}

static void
free_jobs (SegDialog *base)
{
	Jobs *jobs = (Jobs *) base;

	seg_list_free (jobs->list);
	g_ptr_array_unref (jobs->entries);
}

static const SegDialogClass jobs_class = { sizeof (Jobs), draw_jobs, key_jobs, mouse_jobs, free_jobs };

void
seg_jobs_show (SegApp *app)
{
	Jobs *jobs = seg_dialog_push (app, NULL, &jobs_class, NULL, NULL);

	jobs->entries = seg_work_queue_list (app->queue);
	jobs->columns[WHAT] = (SegListColumn) { N_("Job"), SEG_ALIGN_LEFT, -24, FALSE };
	jobs->columns[WHERE] = (SegListColumn) { N_("Screen"), SEG_ALIGN_LEFT, -16, FALSE };
	jobs->columns[STATE] = (SegListColumn) { N_("State"), SEG_ALIGN_RIGHT, 9, FALSE };
	jobs->columns[HOW_LONG] = (SegListColumn) { N_("Took"), SEG_ALIGN_RIGHT, 8, FALSE };
	jobs->list = seg_list_new (&jobs_source, jobs->columns, G_N_ELEMENTS (jobs->columns), jobs);
}
