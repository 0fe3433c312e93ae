/* With what the segments of a segmentation are compared. */
#include <config.h>
#include "edit.h"

#include <glib/gi18n.h>

typedef struct {
	gint64  first;
	GArray *others; /* of gint64; 0: all rules */
} Question;

static void
free_question (gpointer data)
{
	g_array_unref (((Question *) data)->others);
	g_free (data);
}

static void
chosen (SegView *view, guint choice, gpointer data)
{
	const Question *question = data;
	SegOverlapPair pair = { question->first, g_array_index (question->others, gint64, choice) };

	seg_view_push (view, &seg_overlap_view, &pair);
}

void
seg_overlap_ask (SegView *view, const SegSegmentation *segmentation)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) all = seg_segmentations (seg_view_workspace (view), &error), labels = g_ptr_array_new_with_free_func (g_free);
	Question *question;
	gint64 rules = 0;

	if (all == NULL) {
		seg_report (view, error);
		return;
	}
	question = g_new (Question, 1);
	*question = (Question) { segmentation->id, g_array_new (FALSE, FALSE, sizeof (gint64)) };
	for (guint i = 0; i < all->len; i++) {
		const SegSegmentation *other = all->pdata[i];

		if (other->id == segmentation->id)
			continue;
		g_array_append_val (question->others, other->id);
		g_ptr_array_add (labels, g_strdup_printf (_("the segments of \"%s\""), other->name));
	}
	g_array_append_val (question->others, rules);
	g_ptr_array_add (labels, g_strdup (_("all rules")));
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("Overlap of these segments with"), (const char *const *) labels->pdata, NULL, 0, chosen, question, free_question);
}
