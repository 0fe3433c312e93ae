/* A second opinion on crowds with shallow valleys between them.
 *
 * Density peaks compare heights: that of a peak and that of the pass to a higher one, at single users, where chance is strongest. HDBSCAN*
 * asks how long groups last while the density that is asked for rises, of all their users. What both see is less often chance:
 * where it is asked about two crowds parted by 1.6 to 3 standard errors, a second crowd is seen in half as many draws without groups as where 2
 * standard errors are enough, and in more draws of two groups that touch (tests/bench/README.md).
 *
 * Sources: Campello, Moulavi, Zimek, Sander 2015, ACM Trans. Knowl. Discov. Data 10:5 (HDBSCAN*); Hennig, Meila, Murtagh, Rocci 2015, Handbook
 * of Cluster Analysis, ch. 26 (agreement between methods as validation). */
#include <config.h>
#include "density.h"
#include "peaks.h"

#include <segscope/choose.h>

#include <glib/gi18n.h>

/* With one number of neighbours. */
static gboolean
second_once (const SegMatrix *matrix, guint neighbours, const SegCrowds *crowds, gboolean as_many, SegJob *job, gboolean *seconded, GError **error)
{
	g_autofree gint32 *labels = g_try_new (gint32, matrix->n_rows);
	g_autoptr (SegAgreement) agreement = NULL;
	guint n_groups;

	if (labels == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), matrix->n_rows);
		return FALSE;
	}
	if (!seg_hdbscan_groups (matrix, neighbours, job, labels, &n_groups, error))
		return FALSE;
	*seconded = n_groups > 1 && (!as_many || n_groups == crowds->n);
	if (!*seconded)
		return TRUE;
	agreement = seg_agreement_new (crowds->labels, crowds->n, labels, n_groups, matrix->n_rows, error);
	*seconded = agreement != NULL && agreement->ari >= SEG_GOOD_AGREEMENT;
	return agreement != NULL;
}

gboolean
seg_crowds_second (const SegMatrix *matrix, guint neighbours, const SegCrowds *crowds, gboolean as_many, SegJob *job, gboolean *seconded,
                   GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, 0.5);
	gboolean done = second_once (matrix, (neighbours + 1) / 2, crowds, as_many, job, seconded, error);

	seg_job_leave (job, span);
	if (!done || !*seconded)
		return done;
	span = seg_job_enter (job, 0.5, 1);
	done = second_once (matrix, neighbours, crowds, as_many, job, seconded, error);
	seg_job_leave (job, span);
	return done;
}
