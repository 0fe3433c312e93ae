/* The parts of the separation screen: the answer in words, users in the plane of two discriminants, what goes with them, and the segments. */
#include <config.h>
#include "separation.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <math.h>

#define CLEAR 0.9 /* of a segment's users fall into it: nothing to say about it */

static const char *
name_of (const SegSeparation *separation, guint segment)
{
	return ((const SegSegment *) separation->segmentation->segments->pdata[segment])->name;
}

/* The segment of which fewest users fall into it; G_MAXUINT: all are clear. */
static guint
least_clear (const SegSeparation *separation)
{
	guint worst = G_MAXUINT;

	for (guint i = 0; i < separation->segmentation->segments->len; i++)
		if (isfinite (separation->apart[i].own) && separation->apart[i].own < (worst == G_MAXUINT ? CLEAR : separation->apart[worst].own))
			worst = i;
	return worst;
}

int
seg_separation_draw_words (const SegSeparation *separation, SegCells *cells, SegRect rect)
{
	const SegLda *lda = separation->discriminants->lda;
	g_autofree char *accuracy = seg_format_share (lda->accuracy);
	g_autoptr (GString) words = g_string_new (NULL);
	guint worst = least_clear (separation);

	g_string_printf (words, ngettext ("By %zu direction alone, %s of the users fall into their own segment.",
	                                  "By %zu directions alone, %s of the users fall into their own segment.", (gulong) lda->n_directions),
	                 lda->n_directions, accuracy);
	if (worst != G_MAXUINT) {
		const SegApartness *apart = &separation->apart[worst];
		g_autofree char *own = seg_format_share (apart->own), *like = seg_format_share (apart->like_share);

		g_string_append_c (words, ' ');
		g_string_append_printf (words, _("Least clear is \"%s\": %s do, %s look like \"%s\"."), name_of (separation, worst), own, like,
		                        name_of (separation, apart->like));
	}
	if (lda->n_dropped > 0) {
		g_string_append_c (words, ' ');
		g_string_append_printf (words, ngettext ("%zu direction does not vary within the segments and was left out.",
		                                         "%zu directions do not vary within the segments and were left out.", (gulong) lda->n_dropped),
		                        lda->n_dropped);
	}
	return seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, words->str);
}

SegPlot *
seg_separation_weights (const SegSeparation *separation, gsize direction)
{
	const SegDiscriminants *found = separation->discriminants;
	g_autofree char *title = g_strdup_printf (_("Direction %zu: how each column goes with it (1: wholly)"), direction + 1);

	return seg_figure_weights (title, found->structure, direction, found->matrix->columns);
}

SegPlot *
seg_separation_plane (const SegSeparation *separation, gsize direction, GError **error)
{
	const SegDiscriminants *found = separation->discriminants;
	SegPlane plane = { found->structure, found->lda->scores, found->matrix->columns, found->labels, separation->segmentation,
		               (const char *const *) separation->words };
	gsize second = seg_figure_plane_other (&plane, direction);
	g_autofree char *title = second != direction
		? g_strdup_printf (_("To the right direction %zu, upwards direction %zu; each dot is a user"), direction + 1, second + 1)
		: g_strdup_printf (_("To the right direction %zu; each segment is a row, each dot a user"), direction + 1);

	return seg_figure_plane (title, &plane, direction, error);
}

/* Room for the numbers beside the names. */
#define USERS 9
#define OWN 9

void
seg_separation_draw_segments (const SegSeparation *separation, SegCells *cells, SegRect rect)
{
	guint k = separation->segmentation->segments->len;
	int name = CLAMP ((rect.width - USERS - OWN - 4) / 2, 10, 40), like = name + USERS + OWN + 4;

	seg_draw_fit (cells, rect, 0, 0, name, SEG_ALIGN_LEFT, SEG_INK_HEADING, _("Segment"));
	seg_draw_fit (cells, rect, name + 1, 0, USERS, SEG_ALIGN_RIGHT, SEG_INK_HEADING, _("Users"));
	seg_draw_fit (cells, rect, name + USERS + 2, 0, OWN, SEG_ALIGN_RIGHT, SEG_INK_HEADING, _("Clear"));
	seg_draw_fit (cells, rect, like, 0, rect.width - like, SEG_ALIGN_LEFT, SEG_INK_HEADING, _("The others look like"));
	for (guint i = 0; i < k && (int) i + 1 < rect.height; i++) {
		const SegApartness *apart = &separation->apart[i];
		const SegSegment *segment = separation->segmentation->segments->pdata[i];
		g_autofree char *users = seg_format_integer (apart->n), *own = isfinite (apart->own) ? seg_format_share (apart->own) : g_strdup ("—");
		g_autofree char *share = seg_format_share (apart->like_share), *label = g_strconcat ("■ ", name_of (separation, i), NULL);
		g_autofree char *others = apart->like_share > 0 ? g_strdup_printf ("%s  %s", share, name_of (separation, apart->like)) : NULL;
		int y = (int) i + 1;

		seg_draw_fit (cells, rect, 0, y, name, SEG_ALIGN_LEFT, seg_ink_series (segment->colour), label);
		seg_draw_fit (cells, rect, name + 1, y, USERS, SEG_ALIGN_RIGHT, SEG_INK_NORMAL, users);
		seg_draw_fit (cells, rect, name + USERS + 2, y, OWN, SEG_ALIGN_RIGHT, apart->own < CLEAR ? SEG_INK_WARNING : SEG_INK_NORMAL, own);
		if (others != NULL)
			seg_draw_fit (cells, rect, like, y, rect.width - like, SEG_ALIGN_LEFT, SEG_INK_MUTED, others);
	}
}
