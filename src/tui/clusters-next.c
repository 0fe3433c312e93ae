/* What was found as the next version of segments there are: they go on with their names, notes, colours and campaigns. */
#include <config.h>
#include "clusters.h"
#include "versions.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	gint64         run;
	GArray        *ids; /* of gint64: segmentations that can go on, newest first */
	SegKeepNew     keep_new;
	gpointer       data;
	GDestroyNotify free_data;
} Question;

static void
free_question (gpointer data)
{
	Question *question = data;

	g_array_unref (question->ids);
	if (question->free_data != NULL)
		question->free_data (question->data);
	g_free (question);
}

static void
chosen (SegView *view, guint choice, gpointer data)
{
	Question *question = data;

	if (choice == 0)
		question->keep_new (view, question->data);
	else
		seg_view_push (view, &seg_renewal_view, &(SegRenewalPlace) { g_array_index (question->ids, gint64, choice - 1), question->run });
}

/* A grid is put together from scores, not from clusters. */
static gboolean
can_go_on (const SegSegmentation *segmentation)
{
	return strcmp (segmentation->algorithm, "rfm") != 0;
}

void
seg_clusters_ask_next (SegView *view, gint64 run, SegKeepNew keep_new, gpointer data, GDestroyNotify free_data)
{
	g_autoptr (GPtrArray) all = run != 0 ? seg_segmentations (seg_view_workspace (view), NULL) : NULL;
	g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
	Question *question = g_new (Question, 1);

	*question = (Question) { run, g_array_new (FALSE, FALSE, sizeof (gint64)), keep_new, data, free_data };
	g_ptr_array_add (labels, g_strdup (_("New segments, under a name of their own")));
	for (guint i = 0; all != NULL && i < all->len; i++) {
		const SegSegmentation *segmentation = all->pdata[i];

		if (!can_go_on (segmentation))
			continue;
		g_array_append_val (question->ids, segmentation->id);
		g_ptr_array_add (labels, g_strdup_printf (_("The next version of \"%s\""), segmentation->name));
	}
	g_ptr_array_add (labels, NULL);
	if (question->ids->len == 0) {
		keep_new (view, data);
		free_question (question);
		return;
	}
	seg_ask_choice (view, _("Keep what was found as"), (const char *const *) labels->pdata, NULL, 0, chosen, question, free_question);
}
