/* What is done with all segments of a segmentation from the list: deleting them, putting users into an RFM grid anew. */
#include <config.h>
#include "segments.h"

#include <segscope/rfm.h>
#include <segscope/text.h>
#include <segscope/uses.h>

#include <glib/gi18n.h>

/* Deleting --------------------------------------------------------------------------------------------------------- */

static gboolean
run_delete (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	(void) job;
	return seg_segmentation_delete (workspace, *(gint64 *) data, error);
}

static const SegWork delete_work = { N_("deleting the segmentation"), run_delete, NULL, NULL, g_free, TRUE, FALSE };

static void
delete (SegView *view, gpointer data)
{
	gint64 *id = g_new (gint64, 1);

	*id = *(gint64 *) data;
	seg_view_run (view, &delete_work, id);
}

/* What depends on it is said before, and where it is in the way nothing is asked. */
void
seg_segments_ask_delete (SegView *view, const SegSegmentation *segmentation)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) uses = seg_segment_uses (seg_view_workspace (view), segmentation, 0, SEG_CHANGE_DELETE, &error);
	g_autofree char *words = uses != NULL ? seg_uses_words (uses) : NULL, *question = NULL, *title = NULL;
	gint64 *id;

	if (uses == NULL) {
		seg_report (view, error);
		return;
	}
	for (guint i = 0; i < uses->len; i++)
		if (((const SegUse *) uses->pdata[i])->blocks) {
			title = g_strdup_printf (_("\"%s\" stays: something depends on it"), segmentation->name);
			seg_tell (view, title, words);
			return;
		}
	question = words != NULL ? g_strdup_printf (_("Delete \"%s\" with its segments, names and notes? %s"), segmentation->name, words)
	                         : g_strdup_printf (_("Delete \"%s\" with its segments, names and notes?"), segmentation->name);
	id = g_new (gint64, 1);
	*id = segmentation->id;
	seg_ask_yes (view, question, delete, id, g_free);
}

/* An RFM grid anew ------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 id, n_moved;
} Refresh;

static gboolean
run_refresh (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Refresh *work = data;

	return seg_rfm_refresh (workspace, work->id, &work->n_moved, job, error);
}

static void
done_refresh (SegView *view, gpointer data)
{
	gint64 n = ((const Refresh *) data)->n_moved;
	g_autofree char *moved = seg_format_integer (n);

	if (n == 0)
		seg_say (view, "%s", _("Every user is where they were."));
	else
		seg_say (view, ngettext ("%s user has moved, come or gone.", "%s users have moved, come or gone.", (gulong) n), moved);
}

static const SegWork refresh_work = { N_("putting users into the grid"), run_refresh, done_refresh, NULL, g_free, TRUE, FALSE };

void
seg_segments_put_in_anew (SegView *view, gint64 id)
{
	Refresh *work = g_new0 (Refresh, 1);

	work->id = id;
	seg_view_run (view, &refresh_work, work);
}
