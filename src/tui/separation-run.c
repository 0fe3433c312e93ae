/* The jobs of the separation screen: computing the discriminants, and keeping them as features. */
#include <config.h>
#include "separation.h"

#include <glib/gi18n.h>
#include <math.h>

void
seg_separation_free (SegSeparation *separation)
{
	if (separation == NULL)
		return;
	seg_segmentation_free (separation->segmentation);
	seg_discriminants_free (separation->discriminants);
	g_strfreev (separation->words);
	g_free (separation->apart);
	g_free (separation);
}

/* Computing -------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegSeparation     *separation; /* NULL: handed over */
	SegSeparationFound found;
} Compute;

static void
free_compute (gpointer data)
{
	seg_separation_free (((Compute *) data)->separation);
	g_free (data);
}

/* The segmentation asked for, else the newest: the one asked for may be gone. */
static SegSegmentation *
load_segmentation (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (GError) failure = NULL;
	SegSegmentation *segmentation = id != 0 ? seg_segmentation_load_id (workspace, id, &failure) : NULL;

	if (segmentation != NULL || (failure != NULL && !g_error_matches (failure, SEG_ERROR, SEG_ERROR_NOT_FOUND))) {
		if (segmentation == NULL)
			g_propagate_error (error, g_steal_pointer (&failure));
		return segmentation;
	}
	return seg_segmentation_load (workspace, NULL, error);
}

/* Row by row the counts of own segment and segment fallen into, as shares. */
static void
set_apartness (SegSeparation *separation, const gint64 *counts, guint k)
{
	for (guint own = 0; own < k; own++) {
		SegApartness *apart = &separation->apart[own];
		gint64 most = 0;

		for (guint other = 0; other < k; other++) {
			apart->n += counts[own * k + other];
			if (other != own && counts[own * k + other] > most) {
				most = counts[own * k + other];
				apart->like = other;
			}
		}
		apart->own = apart->n > 0 ? (double) counts[own * k + own] / (double) apart->n : (double) NAN;
		apart->like_share = apart->n > 0 ? (double) most / (double) apart->n : 0;
	}
}

static gboolean
tell_apart (SegSeparation *separation, GError **error)
{
	const SegDiscriminants *found = separation->discriminants;
	guint k = MAX (found->lda->n_groups, separation->segmentation->segments->len);
	gsize n = found->lda->scores->n_rows;
	g_autofree gint32 *predicted = g_try_new (gint32, n);
	g_autofree gint64 *counts = g_new0 (gint64, (gsize) k * k);

	if (predicted == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to draw %zu users"), n);
		return FALSE;
	}
	seg_lda_predict (found->lda, found->lda->scores, predicted);
	for (gsize i = 0; i < n; i++)
		if (found->labels[i] >= 0)
			counts[(guint) found->labels[i] * k + (guint) predicted[i]]++;
	separation->apart = g_new0 (SegApartness, k);
	set_apartness (separation, counts, k);
	return TRUE;
}

static gboolean
run_compute (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	SegSeparation *separation = ((Compute *) data)->separation;
	const SegDiscriminants *found;

	separation->segmentation = load_segmentation (workspace, separation->wanted, error);
	if (separation->segmentation == NULL)
		return FALSE;
	found = separation->discriminants = seg_segmentation_discriminants (workspace, separation->segmentation, NULL, job, error);
	if (found == NULL)
		return FALSE;
	separation->words = g_new0 (char *, found->lda->n_directions + 1);
	for (gsize i = 0; i < found->lda->n_directions; i++)
		separation->words[i] = seg_component_words (found->structure, i, found->matrix->columns);
	return tell_apart (separation, error);
}

static void
done_compute (SegView *view, gpointer data)
{
	Compute *compute = data;

	compute->found (view, g_steal_pointer (&compute->separation), NULL);
}

static void
failed_compute (SegView *view, gpointer data, const GError *error)
{
	((Compute *) data)->found (view, NULL, error);
}

static const SegWork compute_work = { N_("what segments are apart in"), run_compute, done_compute, failed_compute, free_compute, FALSE, FALSE };

void
seg_separation_compute (SegView *view, gint64 segmentation_id, SegSeparationFound found)
{
	Compute *compute = g_new0 (Compute, 1);

	compute->separation = g_new0 (SegSeparation, 1);
	compute->separation->wanted = segmentation_id;
	compute->found = found;
	seg_view_run (view, &compute_work, compute);
}

gboolean
seg_separation_is_computing (SegView *view)
{
	return seg_view_is_busy (view, &compute_work);
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	char  *name;
	gint64 segmentation_id;
	gsize  n;
} Keep;

static void
free_keep (gpointer data)
{
	g_free (((Keep *) data)->name);
	g_free (data);
}

/* Computed anew inside the transaction, so that what is kept is of the data as they are. */
static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Keep *keep = data;
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegSegmentation) segmentation = transaction != NULL ? seg_segmentation_load_id (workspace, keep->segmentation_id, error) : NULL;
	g_autoptr (SegFeatureSet) set = segmentation != NULL ? seg_feature_set_load_id (workspace, segmentation->feature_set_id, error) : NULL;
	g_autoptr (SegDiscriminants) found = set != NULL ? seg_segmentation_discriminants (workspace, segmentation, NULL, job, error) : NULL;
	g_autoptr (SegFeatureSet) built = NULL;

	if (found == NULL || !seg_reduction_keep_lda (workspace, keep->name, segmentation->name, found->matrix, found->lda, error))
		return FALSE;
	keep->n = found->lda->n_directions;
	built = seg_feature_set_build (workspace, set->name, seg_feature_set_wanted_as_of (set), set->selection, job, error);
	return built != NULL && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

static void
done_keep (SegView *view, gpointer data)
{
	const Keep *keep = data;

	if (keep->n == 1)
		seg_say (view, _("Kept as %s1; choose it on Features, in the group of components."), keep->name);
	else
		seg_say (view, _("Kept as %s1 to %s%zu; choose them on Features, in the group of components."), keep->name, keep->name, keep->n);
}

static const SegWork keep_work = { N_("keeping discriminants"), run_keep, done_keep, NULL, free_keep, TRUE, FALSE };

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	Keep *keep;

	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("The features need a name, such as apart"));
		return FALSE;
	}
	keep = g_new0 (Keep, 1);
	keep->name = g_strdup (text);
	keep->segmentation_id = *(const gint64 *) data;
	seg_view_run (view, &keep_work, keep);
	return TRUE;
}

void
seg_separation_ask_keep (SegView *view, const SegSeparation *separation)
{
	gint64 *id = g_new (gint64, 1);

	*id = separation->segmentation->id;
	seg_ask_line (view, _("Keep the discriminants as features called"),
	              _("Letters; the features are the name with 1, 2, ... Everyone gets them, people who come later too."), "apart", accept_name,
	              id, g_free);
}
