/* How the Clusters screen looks: the recommendation in words, two curves, the table of k, the segments of the k under the
 * cursor where there is room. */
#include <config.h>
#include "clusters.h"
#include "overview.h"

#include <glib/gi18n.h>

#define TABLE_WIDTH 53        /* k, mark, silhouette, stable, smallest, gap, CH, DB */
#define NARROW_TABLE 40
#define NARROWEST_CURVE 24
#define TALLEST_CURVE 18
#define COLOUR_WIDTH 2
#define ROOM_FOR_STRUCTURE 24 /* lines below the recommendation from which what the data say about structure stands there too */
#define TWO_COLUMNS 60 /* columns from which a long legend stands in two */

/* Segments --------------------------------------------------------------------------------------------------------- */

static void
draw_segment (const GPtrArray *previews, guint i, SegCells *cells, SegRect line, SegInk ink)
{
	const SegSegmentPreview *preview = previews->pdata[i];
	gboolean with_share = line.width >= 56;
	int numbers = with_share ? 20 : 9, bar = line.width >= 90 ? 20 : 0, name = line.width - COLOUR_WIDTH - 4 - numbers - bar - 1;
	int x = COLOUR_WIDTH + 4 + name;
	g_autofree char *users = seg_format_integer ((gint64) preview->size), *share = seg_format_share (preview->share);

	seg_draw_text (cells, line, 0, 0, seg_ink_series (i + 1), "■");
	seg_draw_format (cells, line, COLOUR_WIDTH, 0, ink, "%2u", i + 1);
	seg_draw_fit (cells, line, COLOUR_WIDTH + 4, 0, name, SEG_ALIGN_LEFT, ink, preview->name);
	seg_draw_fit (cells, line, x, 0, 9, SEG_ALIGN_RIGHT, ink, users);
	if (with_share)
		seg_draw_fit (cells, line, x + 12, 0, 8, SEG_ALIGN_RIGHT, ink, share);
	if (bar > 0)
		seg_chart_bar (cells, line.x + x + numbers + 1, line.y, bar, preview->share, seg_ink_series (i + 1));
}

int
seg_clusters_draw_segments (const GPtrArray *previews, SegCells *cells, SegRect rect, gssize marked)
{
	guint columns = (int) previews->len > rect.height && rect.width >= TWO_COLUMNS ? 2 : 1, places = columns * (guint) MAX (rect.height, 0);
	int width = columns == 2 ? (rect.width - 2) / 2 : rect.width;

	for (guint i = 0; i < previews->len && i < places; i++) {
		SegRect line = { rect.x + (int) (i / (guint) rect.height) * (width + 2), rect.y + (int) (i % (guint) rect.height), width, 1 };
		SegInk ink = marked < 0 ? SEG_INK_NORMAL : marked == (gssize) i ? SEG_INK_ACCENT : SEG_INK_MUTED;

		if (i + 1 == places && i + 1 < previews->len)
			seg_draw_format (cells, line, COLOUR_WIDTH, 0, SEG_INK_MUTED, _("and %u more"), previews->len - i);
		else
			draw_segment (previews, i, cells, line, ink);
	}
	return MIN ((int) previews->len, rect.height);
}

/* What the features that were chosen say of them. */
static void
draw_overview (const GPtrArray *previews, SegCells *cells, SegRect rect)
{
	g_autofree SegOverviewColumn *columns = g_new0 (SegOverviewColumn, previews->len);

	for (guint i = 0; i < previews->len; i++)
		columns[i] = (SegOverviewColumn) { i + 1, seg_ink_series (i + 1), ((const SegSegmentPreview *) previews->pdata[i])->features };
	seg_overview_draw (columns, previews->len, -1, cells, rect);
}

static void
draw_preview (const SegClustersPicture *picture, SegCells *cells, SegRect rect)
{
	const GPtrArray *previews = seg_trial_preview (picture->trial, picture->row);
	guint k = seg_trial_k (picture->trial, picture->row);
	int used;
	g_autofree char *title = g_strdup_printf (ngettext ("With %u segment they would be (Enter looks closer):",
	                                                    "With %u segments they would be (Enter looks closer):", k), k);

	seg_draw_text (cells, rect, 0, 0, SEG_INK_HEADING, title);
	rect = seg_rect_below (rect, 1);
	rect.width = MIN (rect.width, 120);
	used = seg_clusters_draw_segments (previews, cells, seg_rect_top (rect, MIN (rect.height, (int) previews->len)), -1);
	draw_overview (previews, cells, seg_rect_below (rect, used + 1));
}

/* All together ----------------------------------------------------------------------------------------------------- */

static int
draw_words (const SegClustersPicture *picture, SegCells *cells, SegRect rect)
{
	SegClusterSettings other;
	int y = 0;

	if (picture->warning != NULL)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, picture->warning);
	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_NORMAL, picture->trial->sweep->reason);
	if (seg_sweep_other_settings (picture->trial->sweep, &other)) {
		g_autofree char *offer = g_strdup_printf (_("u runs the algorithm %s; A tries every way."), _(other.algorithm->label));

		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_ACCENT, offer);
	}
	if (picture->trial->sweep->structure != NULL && rect.height - y >= ROOM_FOR_STRUCTURE)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, picture->trial->sweep->structure);
	return y;
}

void
seg_clusters_draw (const SegClustersPicture *picture, SegCells *cells, SegRect rect, gboolean focused)
{
	int table = rect.width >= 82 ? TABLE_WIDTH : NARROW_TABLE, below = 0;
	SegRect curves, right;

	if (rect.width > 130)
		table = TABLE_WIDTH + 10; /* inertia too */
	rect = seg_rect_below (rect, draw_words (picture, cells, rect));
	rect = seg_rect_below (rect, rect.height > 13 ? 1 : 0);
	if (picture->trial->sweep->n_rows == 1 && picture->trial->model != NULL) { /* nothing to compare it with */
		draw_preview (picture, cells, rect);
		return;
	}
	if (rect.height >= 24) { /* room for the segments below */
		below = MIN (rect.height - TALLEST_CURVE, (int) seg_trial_k (picture->trial, picture->row) + 2);
		draw_preview (picture, cells, seg_rect_below (rect, MIN (TALLEST_CURVE + 1, rect.height - below)));
		rect = seg_rect_top (rect, MIN (TALLEST_CURVE, rect.height - below));
	}
	if (rect.width - table < NARROWEST_CURVE || rect.height < 6) {
		seg_list_draw (picture->list, cells, rect, focused);
		return;
	}
	curves = seg_rect_split (rect, rect.width - table, &right);
	curves.width -= 3;
	seg_clusters_draw_curves (picture, cells, curves);
	for (int y = 0; y < right.height; y++)
		seg_draw_text (cells, seg_rect_below (rect, y), curves.width + 1, 0, SEG_INK_AXIS, "│");
	seg_list_draw (picture->list, cells, right, focused);
}
