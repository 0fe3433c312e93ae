#include <config.h>
#include "reading.h"

#include <glib/gi18n.h>

/* What goes through the worker. */
typedef struct {
	const SegReadingClass *class;
	gpointer request, result;
	GDestroyNotify clear; /* what the request points to; or NULL */
} Errand;

gboolean
seg_reading_run (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Errand *errand = data;

	errand->result = errand->class->read (workspace, job, errand->request, error);
	return errand->result != NULL;
}

static void
take (SegReading *reading, gpointer result, GDestroyNotify free_result, char *failure)
{
	seg_reading_clear (reading);
	*reading = (SegReading) { result, failure, free_result };
}

void
seg_reading_done (SegView *view, gpointer data)
{
	Errand *errand = data;

	take (view->state, g_steal_pointer (&errand->result), errand->class->free_result, NULL);
	if (errand->class->done != NULL)
		errand->class->done (view);
}

void
seg_reading_failed (SegView *view, gpointer data, const GError *error)
{
	const Errand *errand = data;
	gboolean stopped = g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED);

	take (view->state, NULL, NULL, g_strdup (stopped ? _("Stopped; Esc leads back.") : error->message));
	if (errand->class->done != NULL)
		errand->class->done (view);
}

void
seg_reading_free (gpointer data)
{
	Errand *errand = data;

	if (errand->result != NULL)
		errand->class->free_result (errand->result);
	if (errand->clear != NULL)
		errand->clear (errand->request);
	g_free (errand->request);
	g_free (errand);
}

void
seg_reading_begin (SegView *view, const SegReadingClass *class, gconstpointer request, gsize size)
{
	seg_reading_begin_with (view, class, request, size, NULL);
}

void
seg_reading_begin_with (SegView *view, const SegReadingClass *class, gconstpointer request, gsize size, GDestroyNotify clear)
{
	Errand *errand = g_new (Errand, 1);

	*errand = (Errand) { class, g_memdup2 (request, size), NULL, clear };
	if (seg_view_again_after (view, &class->work))
		seg_reading_free (errand);
	else
		seg_view_run (view, &class->work, errand);
}

void
seg_reading_clear (SegReading *reading)
{
	if (reading->result != NULL)
		reading->free_result (reading->result);
	g_free (reading->failure);
	*reading = (SegReading) { NULL, NULL, NULL };
}

const char *
seg_reading_when_empty (const SegReading *reading, const char *meanwhile)
{
	return reading->failure != NULL ? reading->failure : reading->result == NULL ? meanwhile : NULL;
}

SegRect
seg_reading_draw (SegView *view, SegCells *cells, SegRect rect, const char *title, const char *remark)
{
	const SegReading *reading = view->state;
	const char *empty = view->class->when_empty (view);

	rect = seg_rect_below (rect, seg_draw_heading (cells, rect, title, remark));
	if (empty == NULL)
		return rect;
	seg_draw_paragraph (cells, rect, 0, 0, reading->failure != NULL ? SEG_INK_WARNING : SEG_INK_NORMAL, empty);
	return seg_rect_top (rect, 0);
}
