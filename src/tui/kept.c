#include <config.h>
#include "kept.h"

#include <glib/gi18n.h>

#define ROOM_FOR_DETAIL 16 /* lines from which on the row under the cursor is also told in words */

/* The things --------------------------------------------------------------------------------------------------------- */

gsize
seg_kept_n_rows (gpointer data)
{
	const SegKept *kept = data;

	return kept->things != NULL ? kept->things->len : 0;
}

gpointer
seg_kept_at (gconstpointer state, gsize row)
{
	return ((const SegKept *) state)->things->pdata[row];
}

gpointer
seg_kept_cursor (gconstpointer state)
{
	const SegKept *kept = state;
	gsize row;

	return kept->things != NULL && seg_list_cursor (kept->list, &row) && row < kept->things->len ? kept->things->pdata[row] : NULL;
}

/* Life --------------------------------------------------------------------------------------------------------------- */

gboolean
seg_kept_open (SegView *view, const SegKeptClass *class)
{
	SegKept *kept = view->state;

	kept->class = class;
	kept->list = seg_list_new (class->source, class->columns, class->n_columns, kept);
	return TRUE;
}

void
seg_kept_close (SegView *view)
{
	SegKept *kept = view->state;

	seg_list_free (kept->list);
	g_clear_pointer (&kept->things, g_ptr_array_unref);
	g_free (kept->failure);
}

void
seg_kept_refresh (SegView *view)
{
	SegKept *kept = view->state;
	g_autoptr (GError) error = NULL;

	g_clear_pointer (&kept->failure, g_free);
	g_clear_pointer (&kept->things, g_ptr_array_unref);
	kept->things = kept->class->read (view, &error);
	if (kept->things == NULL)
		kept->failure = g_strdup (error->message);
	seg_list_changed (kept->list);
}

SegList *
seg_kept_list (SegView *view)
{
	return ((SegKept *) view->state)->list;
}

const char *
seg_kept_when_empty (SegView *view)
{
	const SegKept *kept = view->state;

	return kept->failure != NULL ? kept->failure : seg_kept_n_rows (view->state) > 0 ? NULL : _(kept->class->empty);
}

gboolean
seg_kept_can (SegView *view, int action)
{
	return action < SEG_ACTION_OWN || seg_kept_n_rows (view->state) > 0;
}

/* Drawing ------------------------------------------------------------------------------------------------------------ */

void
seg_kept_draw (SegView *view, SegCells *cells, SegRect rect)
{
	const SegKept *kept = view->state;
	const SegKeptClass *class = kept->class;
	gconstpointer thing = class->draw_detail != NULL ? seg_kept_cursor (kept) : NULL;
	int detail;

	rect = seg_rect_below (rect, seg_draw_heading (cells, rect, _(class->title), class->remark != NULL ? class->remark (view) : NULL));
	if (class->words != NULL)
		rect = seg_rect_below (rect, seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, _(class->words)) + 1);
	detail = class->draw_detail != NULL && rect.height >= ROOM_FOR_DETAIL && !seg_pane_is_shown (view) ? class->detail_lines : 0;
	seg_list_set_columns (kept->list, class->columns, class->n_narrow > 0 && rect.width < class->wide ? class->n_narrow : class->n_columns);
	seg_list_draw (kept->list, cells, seg_rect_top (rect, rect.height - detail - (detail > 0)), seg_view_has_focus (view));
	if (thing != NULL && detail > 0)
		class->draw_detail (thing, cells, seg_rect_below (rect, rect.height - detail));
}
