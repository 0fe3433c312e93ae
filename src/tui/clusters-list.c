/* The table of the Clusters screen: a row for each k. */
#include <config.h>
#include "clusters.h"

#include <glib/gi18n.h>
#include <math.h>

enum { K, MARK, WIDTH, STABLE, SMALLEST, GAP, CH, DB, INERTIA };

static const SegListColumn columns[] = {
	[K] = { N_("k"), SEG_ALIGN_RIGHT, 3, FALSE }, [MARK] = { "", SEG_ALIGN_LEFT, 9, FALSE },
	[WIDTH] = { N_("silh."), SEG_ALIGN_RIGHT, 5, FALSE }, [STABLE] = { N_("stable"), SEG_ALIGN_RIGHT, 6, FALSE },
	[SMALLEST] = { N_("smallest"), SEG_ALIGN_RIGHT, 8, FALSE }, [GAP] = { N_("gap"), SEG_ALIGN_RIGHT, 5, FALSE },
	[CH] = { N_("CH"), SEG_ALIGN_RIGHT, 6, FALSE }, [DB] = { N_("DB"), SEG_ALIGN_RIGHT, 5, FALSE },
	[INERTIA] = { N_("inertia"), SEG_ALIGN_RIGHT, 8, FALSE },
};

/* Where silhouettes were sampled, with half the width of their interval of 95 %. */
static const SegListColumn sampled_columns[] = {
	[K] = { N_("k"), SEG_ALIGN_RIGHT, 3, FALSE }, [MARK] = { "", SEG_ALIGN_LEFT, 9, FALSE },
	[WIDTH] = { N_("silhouette"), SEG_ALIGN_RIGHT, 12, FALSE }, [STABLE] = { N_("stable"), SEG_ALIGN_RIGHT, 6, FALSE },
	[SMALLEST] = { N_("smallest"), SEG_ALIGN_RIGHT, 8, FALSE }, [GAP] = { N_("gap"), SEG_ALIGN_RIGHT, 5, FALSE },
	[CH] = { N_("CH"), SEG_ALIGN_RIGHT, 6, FALSE }, [DB] = { N_("DB"), SEG_ALIGN_RIGHT, 5, FALSE },
	[INERTIA] = { N_("inertia"), SEG_ALIGN_RIGHT, 8, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const SegTrial *trial = *(SegTrial **) data;

	return trial != NULL ? trial->sweep->n_rows : 0;
}

static const char *
mark_of (const SegSweep *sweep, guint row)
{
	if (row == sweep->suggested)
		return _("suggested");
	if (row == sweep->runner_up)
		return _("runner-up");
	if (!sweep->rows[row].within_limits)
		return _("beyond");
	return sweep->rows[row].clustering->k == sweep->knee ? _("elbow") : "";
}

static char *
figure_text (double value, int width)
{
	g_autofree char *text = isfinite (value) ? seg_format_number (value, 0) : g_strdup ("");

	return seg_text_width (text) <= width ? g_steal_pointer (&text) : seg_format_compact (value);
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegSweep *sweep = (*(SegTrial **) data)->sweep;
	const SegSweepRow *one = &sweep->rows[row];

	*ink = row == sweep->suggested ? SEG_INK_ACCENT : one->within_limits ? SEG_INK_NORMAL : SEG_INK_MUTED;
	if (column == STABLE && one->stability.n_resamples > 0 && one->stability.least <= SEG_DISSOLVED)
		*ink = SEG_INK_WARNING;
	switch (column) {
	case K:
		return g_strdup_printf ("%u", one->clustering->k);
	case MARK:
		return g_strdup (mark_of (sweep, (guint) row));
	case WIDTH:
		return seg_trial_silhouette (one);
	case STABLE:
		return one->stability.n_resamples > 0 ? seg_format_number (one->stability.least, 2) : NULL;
	case GAP:
		return isnan (one->gap) ? NULL : seg_format_number (one->gap, 2);
	case SMALLEST:
		return seg_format_integer ((gint64) one->smallest);
	case CH:
		return figure_text (one->calinski_harabasz, columns[CH].width);
	case DB:
		return isnan (one->davies_bouldin) ? NULL : seg_format_number (one->davies_bouldin, 2);
	case INERTIA:
		return figure_text (one->clustering->inertia, columns[INERTIA].width);
	default:
		return NULL;
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

SegList *
seg_clusters_list_new (SegTrial **trial)
{
	return seg_list_new (&source, columns, G_N_ELEMENTS (columns), trial);
}

void
seg_clusters_list_changed (SegList *list, const SegTrial *trial)
{
	seg_list_set_columns (list, trial->sweep->exact ? columns : sampled_columns, G_N_ELEMENTS (columns));
	seg_list_set_cursor (list, trial->sweep->suggested);
}
