/* The users who fit their segment worst, below or beside the silhouette plot. */
#include <config.h>
#include "clusters.h"
#include "users.h"

#include <glib/gi18n.h>
#include <math.h>

#define MOST 200 /* users listed */

typedef struct {
	gsize  row;
	guint  other; /* the segment whose middle is nearest but for the own */
	double width;
} Worst;

struct SegWorstUsers {
	SegView *view;
	SegList *list;
	SegTrialPlace place; /* borrowed from the view */
	GArray  *users;      /* of Worst, lowest width first */
};

enum { USER, WIDTH, SEGMENT, OTHER };

static const SegListColumn columns[] = {
	[USER] = { N_("Fits worst"), SEG_ALIGN_LEFT, -10, FALSE }, [WIDTH] = { N_("silh."), SEG_ALIGN_RIGHT, 5, FALSE },
	[SEGMENT] = { N_("is in"), SEG_ALIGN_RIGHT, 5, FALSE }, [OTHER] = { N_("near"), SEG_ALIGN_RIGHT, 4, FALSE },
};

static gsize
n_rows (gpointer data)
{
	return ((const SegWorstUsers *) data)->users->len;
}

static const Worst *
worst_at (const SegWorstUsers *worst, gsize row)
{
	return &g_array_index (worst->users, Worst, row);
}

/* The key is read when its row is drawn: a few small reads. */
static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegWorstUsers *worst = data;
	const Worst *one = worst_at (worst, row);
	const SegTrial *trial = worst->place.trial;

	switch (column) {
	case USER:
		return seg_user_key (seg_view_workspace (worst->view), trial->matrix->user_ids[one->row], NULL);
	case WIDTH:
		*ink = one->width < 0 ? SEG_INK_WARNING : SEG_INK_NORMAL;
		return seg_format_number (one->width, 2);
	case SEGMENT:
		return g_strdup_printf ("%d", seg_trial_row (trial, worst->place.row)->clustering->labels[one->row] + 1);
	default:
		return g_strdup_printf ("%u", one->other + 1);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

SegWorstUsers *
seg_worst_users_new (SegView *view)
{
	SegWorstUsers *worst = g_new0 (SegWorstUsers, 1);

	worst->view = view;
	worst->users = g_array_new (FALSE, FALSE, sizeof (Worst));
	worst->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), worst);
	return worst;
}

void
seg_worst_users_free (SegWorstUsers *worst)
{
	if (worst == NULL)
		return;
	seg_list_free (worst->list);
	g_array_unref (worst->users);
	g_free (worst);
}

SegList *
seg_worst_users_list (SegWorstUsers *worst)
{
	return worst->list;
}

/* Finding them -------------------------------------------------------------------------------------------------------- */

/* The worst of all users by a heap whose root is the best of those kept: one pass, whatever the number of users. */
static void
sift_down (GArray *heap, guint at)
{
	for (;;) {
		guint most = at;
		Worst kept;

		for (guint child = 2 * at + 1; child <= 2 * at + 2; child++)
			if (child < heap->len && g_array_index (heap, Worst, child).width > g_array_index (heap, Worst, most).width)
				most = child;
		if (most == at)
			return;
		kept = g_array_index (heap, Worst, at);
		g_array_index (heap, Worst, at) = g_array_index (heap, Worst, most);
		g_array_index (heap, Worst, most) = kept;
		at = most;
	}
}

static gint
compare_widths (gconstpointer a, gconstpointer b)
{
	const Worst *first = a, *second = b;

	if (first->width < second->width || first->width > second->width)
		return first->width < second->width ? -1 : 1;
	return first->row < second->row ? -1 : first->row > second->row;
}

static guint
nearest_other (const SegTrialPlace *place, gsize row)
{
	const SegClustering *clustering = seg_trial_row (place->trial, place->row)->clustering;
	const double *x = seg_matrix_row (place->trial->matrix->scaled, row);
	double least = INFINITY;
	guint nearest = 0;

	for (guint c = 0; c < clustering->k; c++) {
		const double *centre = seg_matrix_row (clustering->centroids, c);
		double squared = 0;

		for (gsize column = 0; column < clustering->centroids->n_columns; column++)
			squared += (x[column] - centre[column]) * (x[column] - centre[column]);
		if ((gint32) c != clustering->labels[row] && squared < least) {
			least = squared;
			nearest = c;
		}
	}
	return nearest;
}

void
seg_worst_users_set (SegWorstUsers *worst, const SegTrialPlace *place, const double *widths)
{
	gsize n = place->trial->matrix->scaled->n_rows;
	GArray *users = worst->users;

	worst->place = *place;
	g_array_set_size (users, 0);
	for (gsize row = 0; widths != NULL && row < n; row++) {
		Worst one = { row, 0, widths[row] };

		if (isnan (widths[row]))
			continue;
		if (users->len < MOST) {
			g_array_append_val (users, one);
			for (guint at = users->len / 2; users->len == MOST && at-- > 0;)
				sift_down (users, at);
		} else if (widths[row] < g_array_index (users, Worst, 0).width) {
			g_array_index (users, Worst, 0) = one;
			sift_down (users, 0);
		}
	}
	g_array_sort (users, compare_widths);
	for (guint i = 0; i < users->len; i++)
		g_array_index (users, Worst, i).other = nearest_other (place, worst_at (worst, i)->row);
	seg_list_changed (worst->list);
	seg_list_set_cursor (worst->list, 0);
}

gboolean
seg_worst_users_open (SegWorstUsers *worst)
{
	gsize row;
	gint64 user;

	if (!seg_list_cursor (worst->list, &row))
		return FALSE;
	user = worst->place.trial->matrix->user_ids[worst_at (worst, row)->row];
	return seg_view_push (worst->view, &seg_user_view, &user);
}
