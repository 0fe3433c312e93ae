/* What sets segments apart, in a table below their list where there is room: the features that mark each off most, against everyone. */
#include <config.h>
#include "overview.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define LABEL 18    /* columns at least */
#define MOST_LABEL 48
#define WIDEST 8 /* columns of one segment: a sign and its index */
#define LEAST 6
#define LEAST_ROWS 4
#define MOST_ROWS 18 /* further ones repeat what is said */
#define MARKED 0.25 /* effect from which a segment differs noticeably, as in the marks of a segment */

static const SegProfileFeature *
find (const SegOverviewColumn *segment, const char *column)
{
	for (guint i = 0; i < segment->features->len; i++)
		if (strcmp (((const SegProfileFeature *) segment->features->pdata[i])->column, column) == 0)
			return segment->features->pdata[i];
	return NULL;
}

/* The strongest of each segment, then the second of each, and so on: of char*, borrowed. */
static GPtrArray *
choose_features (const SegOverviewColumn *segments, guint n, guint most)
{
	GPtrArray *chosen = g_ptr_array_new ();
	gboolean more = TRUE;

	for (guint rank = 0; more && chosen->len < most; rank++) {
		more = FALSE;
		for (guint i = 0; i < n && chosen->len < most; i++) {
			const SegProfileFeature *feature = rank < segments[i].features->len ? segments[i].features->pdata[rank] : NULL;

			more = more || feature != NULL;
			if (feature != NULL && isfinite (feature->index) && feature->known >= 0.5
			    && !g_ptr_array_find_with_equal_func (chosen, feature->column, g_str_equal, NULL))
				g_ptr_array_add (chosen, feature->column);
		}
	}
	return chosen;
}

static char *
index_text (double index)
{
	return index < 999.5 ? seg_format_number (index, 0) : seg_format_compact (index);
}

static void
draw_index (const SegProfileFeature *feature, SegCells *cells, SegRect rect, int right, int y)
{
	gboolean marked = feature != NULL && fabs (feature->effect) >= MARKED;
	g_autofree char *index = feature != NULL && isfinite (feature->index) ? index_text (feature->index) : g_strdup ("·");
	SegInk ink = !marked ? SEG_INK_MUTED : feature->effect > 0 ? SEG_INK_ACCENT : SEG_INK_WARNING;

	if (marked)
		seg_draw_text (cells, rect, right - LEAST + 1, y, ink, feature->effect > 0 ? "▲" : "▼");
	seg_draw_fit (cells, rect, right - 4, y, 4, SEG_ALIGN_RIGHT, ink, index);
}

static void
draw_head (const SegOverviewColumn *segments, guint n, gssize current, SegCells *cells, SegRect rect, int label, int width)
{
	for (guint i = 0; i < n; i++) {
		g_autofree char *text = g_strdup_printf ("%s■ %u", (gssize) i == current ? "▸ " : "", segments[i].number);

		seg_draw_fit (cells, rect, label + (int) i * width, 0, width, SEG_ALIGN_RIGHT, segments[i].ink, text);
	}
}

void
seg_overview_draw (const SegOverviewColumn *segments, guint n_all, gssize current, SegCells *cells, SegRect rect)
{
	int room = MAX (rect.width - LABEL, 0), width = (int) n_all * WIDEST <= room ? WIDEST : LEAST;
	guint n = MIN (n_all, (guint) (room / width));
	int label = MIN (rect.width - (int) n * width, MOST_LABEL);
	g_autoptr (GPtrArray) columns = rect.height >= LEAST_ROWS + 3 && n > 1 ? choose_features (segments, n_all, (guint) MIN (rect.height - 3, MOST_ROWS)) : NULL;

	if (columns == NULL || columns->len < LEAST_ROWS)
		return;
	seg_draw_text (cells, rect, 0, 0, SEG_INK_HEADING, _("What sets them apart (100: as everyone)"));
	rect = seg_rect_below (rect, 1);
	draw_head (segments, n, current, cells, rect, label, width);
	for (guint row = 0; row < columns->len; row++) {
		const SegProfileFeature *first = find (&segments[0], columns->pdata[row]);

		seg_draw_fit (cells, rect, 0, (int) row + 1, label - 1, SEG_ALIGN_LEFT, SEG_INK_NORMAL, first != NULL ? first->label : columns->pdata[row]);
		for (guint i = 0; i < n; i++)
			draw_index (find (&segments[i], columns->pdata[row]), cells, rect, label + (int) (i + 1) * width, (int) row + 1);
	}
	if (n < n_all)
		seg_draw_format (cells, rect, 0, 0, SEG_INK_MUTED, _("the first %u of %u"), n, n_all);
}
