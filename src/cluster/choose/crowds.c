/* Do the segments follow the places where users crowd?
 *
 * Indices like the silhouette look for round groups of about one size, whatever the users are like. Density peaks find groups of any
 * shape, each parted from the others by a valley that is deeper than chance makes them, and one group where there are no
 * valleys. The k whose division agrees best with them has their vote. What divides crowds further may be right too: crowds are only
 * what is certain. But where what is recommended puts users together across valleys, or divides crowds at none of its borders where there are fewer
 * users (borders.c), k-means is not the right way to these users. */
#include <config.h>
#include "../density/peaks.h"
#include "choose-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define FEWEST_ROWS 10

static void
measure_smallest (const SegCrowds *crowds, gsize n_rows, SegCrowdsFound *found)
{
	g_autofree gsize *sizes = g_new0 (gsize, crowds->n);

	for (gsize row = 0; row < n_rows; row++)
		sizes[crowds->labels[row]]++;
	found->smallest = 1;
	for (guint crowd = 0; crowd < crowds->n; crowd++)
		found->smallest = MIN (found->smallest, (double) sizes[crowd] / (double) n_rows);
}

static gboolean
find (const SegMatrix *matrix, SegCrowdsFound *found, SegJob *job, GError **error)
{
	SegCrowdsAsked asked = { .contrast = NAN };
	SegCrowdsLook look = { .crowds = { .labels = found->labels } };

	if (!seg_crowds_look (matrix, &asked, job, &look, error))
		return FALSE;
	found->n = look.crowds.n;
	found->n_unsure = look.n_unsure;
	found->seconded = look.seconded;
	measure_smallest (&look.crowds, matrix->n_rows, found);
	return TRUE;
}

/* The share of users who are in another crowd (the first labels) than most of their segment. */
static double
share_across (const SegAgreement *agreement)
{
	gsize n = agreement->n_rows;

	for (guint segment = 0; segment < agreement->k_second; segment++) {
		gsize most = 0;

		for (guint crowd = 0; crowd < agreement->k_first; crowd++)
			most = MAX (most, agreement->table[(gsize) crowd * agreement->k_second + segment]);
		n -= most;
	}
	return (double) n / (double) agreement->n_rows;
}

static gboolean
compare (SegSweep *sweep, const SegMatrix *matrix, const SegPartition *partitions, SegJob *job, GError **error)
{
	const SegCrowdsFound *crowds = &sweep->crowds;
	g_autoptr (SegMatrix) spread = crowds->n > 1 ? seg_spread_ties (matrix, job, error) : NULL;

	if (crowds->n > 1 && spread == NULL)
		return FALSE;
	for (guint i = 0; i < sweep->n_rows && crowds->n > 1; i++) {
		g_autoptr (SegAgreement) agreement = seg_agreement_new (crowds->labels, crowds->n, partitions[i].labels, partitions[i].k, crowds->n_rows,
		                                                        error);

		if (agreement == NULL)
			return FALSE;
		sweep->rows[i].crowds = agreement->ari;
		sweep->rows[i].across = share_across (agreement);
		if (!seg_borders_measure (spread, crowds, sweep->rows[i].clustering, job, &sweep->rows[i].dents, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_sweep_find_crowds (SegSweep *sweep, const SegMatrix *matrix, const gsize *rows, const SegPartition *partitions, SegJob *job, GError **error)
{
	SegCrowdsFound *crowds = &sweep->crowds;

	if (matrix->n_rows < FEWEST_ROWS)
		return TRUE;
	crowds->n_rows = matrix->n_rows;
	crowds->labels = g_try_new (gint32, matrix->n_rows);
	if (rows != NULL)
		crowds->rows = g_try_new (gsize, matrix->n_rows);
	if (crowds->labels == NULL || (rows != NULL && crowds->rows == NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), matrix->n_rows);
		return FALSE;
	}
	if (rows != NULL)
		memcpy (crowds->rows, rows, matrix->n_rows * sizeof *rows);
	return find (matrix, crowds, job, error) && compare (sweep, matrix, partitions, job, error);
}
