/* The question which of the kept segmentations to look at. */
#include <config.h>
#include "segments.h"

#include <glib/gi18n.h>

typedef struct {
	GArray               *ids; /* of gint64, in the order shown */
	SegSegmentationAnswer answer;
} Question;

static void
free_question (gpointer data)
{
	g_array_unref (((Question *) data)->ids);
	g_free (data);
}

static void
answered (SegView *view, guint choice, gpointer data)
{
	const Question *question = data;

	question->answer (view, g_array_index (question->ids, gint64, choice));
}

static char *
remark_of (const SegSegmentation *segmentation)
{
	g_autofree char *day = seg_format_time (segmentation->created_at);

	return g_strdup_printf (ngettext ("%u segment, %s", "%u segments, %s", segmentation->segments->len), segmentation->segments->len, day);
}

/* @none: what to say when there is nothing to choose from. */
static void
ask (SegView *view, gint64 current, gboolean with_tree, const char *none, SegSegmentationAnswer answer)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) all = seg_segmentations (seg_view_workspace (view), &error);
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new_with_free_func (g_free);
	Question *question;
	guint cursor = 0;

	if (all == NULL) {
		seg_report (view, error);
		return;
	}
	for (guint i = all->len; i-- > 0; )
		if (with_tree && !((const SegSegmentation *) all->pdata[i])->has_tree)
			g_ptr_array_remove_index (all, i);
	if (all->len == 0) {
		seg_say (view, "%s", none);
		return;
	}
	question = g_new0 (Question, 1);
	question->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	question->answer = answer;
	for (guint i = 0; i < all->len; i++) {
		const SegSegmentation *segmentation = all->pdata[i];

		if (segmentation->id == current)
			cursor = i;
		g_array_append_val (question->ids, segmentation->id);
		g_ptr_array_add (labels, segmentation->name);
		g_ptr_array_add (remarks, remark_of (segmentation));
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("Which segmentation?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, cursor, answered,
	                question, free_question);
}

void
seg_ask_segmentation (SegView *view, gint64 current, SegSegmentationAnswer answer)
{
	ask (view, current, FALSE, _("There are no segments yet; Clusters makes them."), answer);
}

void
seg_ask_segmentation_with_tree (SegView *view, SegSegmentationAnswer answer)
{
	ask (view, 0, TRUE, _("No tree was kept yet. Choose Ward's method or a linkage (a), and keep its segments (w)."), answer);
}
