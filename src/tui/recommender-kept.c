/* Models kept in the workspace, brought up to date after new events. */
#include <config.h>
#include "recommend.h"

#include <glib/gi18n.h>

gboolean
seg_kept_models_count_behind (SegWorkspace *workspace, guint *n_behind, GError **error)
{
	g_autoptr (GPtrArray) kept = seg_models_kept (workspace, error);

	*n_behind = 0;
	for (guint i = 0; kept != NULL && i < kept->len; i++)
		*n_behind += ((const SegKeptModel *) kept->pdata[i])->current ? 0 : 1;
	return kept != NULL;
}

typedef struct {
	guint n_refreshed, n_dropped;
} Refreshing;

static gboolean
run (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Refreshing *refreshing = data;

	return seg_models_refresh (workspace, job, &refreshing->n_refreshed, &refreshing->n_dropped, error);
}

static void
done (SegView *view, gpointer data)
{
	const Refreshing *refreshing = data;

	seg_recommend_view_take_behind (view, 0);
	if (refreshing->n_dropped > 0)
		seg_say (view, _("Brought up to date: %u. Dropped, as they no longer fit the data: %u."), refreshing->n_refreshed, refreshing->n_dropped);
	else
		seg_say (view, ngettext ("%u kept model was brought up to date.", "%u kept models were brought up to date.", refreshing->n_refreshed),
		         refreshing->n_refreshed);
}

static const SegWork work = { N_("bringing models up to date"), run, done, NULL, g_free, TRUE, FALSE };

void
seg_kept_models_refresh (SegView *view)
{
	if (!seg_view_is_at (view, &work))
		seg_view_run (view, &work, g_new0 (Refreshing, 1));
}
