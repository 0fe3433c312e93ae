/* What sets segments apart, in a table below their list where there is room: the features that mark each off most, against everyone. */
#include <config.h>
#include "overview.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define LABEL 18    /* columns, where there is room */
#define LEAST_LABEL 14
#define MOST_LABEL 48
#define WIDEST 8 /* columns of one segment: a sign and its index, and what keeps them apart */
#define USUAL 6
#define LEAST 5
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
		seg_draw_text (cells, rect, right - LEAST, y, ink, feature->effect > 0 ? "▲" : "▼");
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

/* All segments stand in it as narrowly as it takes; where even that is too wide, those around the one under the cursor. */
typedef struct {
	int   label, width; /* columns: of the names, of a segment */
	guint first, n;     /* segments in sight */
} Layout;

static Layout
lay_out (guint n_all, gssize current, int width)
{
	const int room = MAX (width - LABEL, 0), most = MAX (width - LEAST_LABEL, 0), all = (int) n_all;
	Layout layout = { .width = all * WIDEST <= room ? WIDEST : all * USUAL <= room ? USUAL : LEAST };

	layout.n = MIN (n_all, (guint) (most / layout.width));
	layout.label = MIN (width - (int) layout.n * layout.width, MOST_LABEL);
	if (current >= 0 && (guint) current >= layout.n && layout.n > 0)
		layout.first = MIN ((guint) current - layout.n / 2, n_all - layout.n);
	return layout;
}

void
seg_overview_draw (const SegOverviewColumn *all, guint n_all, gssize current, SegCells *cells, SegRect rect)
{
	const Layout layout = lay_out (n_all, current, rect.width);
	const SegOverviewColumn *segments = all + layout.first;
	const guint n = layout.n;
	g_autoptr (GPtrArray) columns = rect.height >= LEAST_ROWS + 3 && n > 1 ? choose_features (all, n_all, (guint) MIN (rect.height - 3, MOST_ROWS)) : NULL;

	if (columns == NULL || columns->len < LEAST_ROWS)
		return;
	seg_draw_text (cells, rect, 0, 0, SEG_INK_HEADING, _("What sets them apart (100: as everyone)"));
	rect = seg_rect_below (rect, 1);
	draw_head (segments, n, current - (gssize) layout.first, cells, rect, layout.label, layout.width);
	for (guint row = 0; row < columns->len; row++) {
		const SegProfileFeature *first = find (&all[0], columns->pdata[row]);

		seg_draw_fit (cells, rect, 0, (int) row + 1, layout.label - 1, SEG_ALIGN_LEFT, SEG_INK_NORMAL, first != NULL ? first->label : columns->pdata[row]);
		for (guint i = 0; i < n; i++)
			draw_index (find (&segments[i], columns->pdata[row]), cells, rect, layout.label + (int) (i + 1) * layout.width, (int) row + 1);
	}
	if (n < n_all)
		seg_draw_format (cells, rect, 0, 0, SEG_INK_MUTED, _("%u–%u of %u"), layout.first + 1, layout.first + n, n_all);
}
