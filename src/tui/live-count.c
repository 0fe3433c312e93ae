/* Counting users while a condition is typed: each change starts a job, which waits a moment for the next key; a job for what was typed
 * before is cancelled, and its end starts the next. */
#include <config.h>
#include "live-count.h"

#include <segscope/segment.h>

#include <glib/gi18n.h>

#include "app.h"

#define PATIENCE 120000    /* microseconds between the last key and the start */
#define NAP 10000

typedef struct {
	SegLiveCount *count;   /* in the state of the view, which is open whenever the outcome is handed over */
	char  *text;
	guint  version;
	gint64 n, all;
} Counting;

static void
free_counting (gpointer data)
{
	g_free (((Counting *) data)->text);
	g_free (data);
}

static gboolean
run_counting (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Counting *counting = data;
	g_autoptr (SegFilter) filter = NULL;
	SegUserQuery query = { 0 };
	gboolean counted;

	for (gint64 waited = 0; waited < PATIENCE; waited += NAP) {
		if (!seg_job_proceed (job, 0, NULL, error))
			return FALSE;
		g_usleep (NAP);
	}
	if ((filter = seg_filter_parse (workspace, NULL, counting->text, error)) == NULL)
		return FALSE;
	seg_workspace_watch (workspace, job);
	counted = seg_user_count (workspace, &query, &counting->all, error);
	query.filter = filter;
	counted = counted && seg_user_count (workspace, &query, &counting->n, error);
	seg_workspace_watch (workspace, NULL);
	return counted;
}

static void start (SegView *view, SegLiveCount *count);

/* Whether @counting is of what stands there now; otherwise that is counted next. */
static gboolean
is_newest (SegView *view, const Counting *counting)
{
	if (counting->version == counting->count->version)
		return TRUE;
	start (view, counting->count);
	return FALSE;
}

static void
take (SegLiveCount *count, char *words, gboolean fault)
{
	g_free (count->words);
	count->words = words;
	count->fault = fault;
}

static void
done_counting (SegView *view, gpointer data)
{
	const Counting *counting = data;
	g_autofree char *n = seg_format_integer (counting->n), *all = seg_format_integer (counting->all), *share = NULL;

	if (!is_newest (view, counting))
		return;
	share = seg_format_share (counting->all > 0 ? (double) counting->n / (double) counting->all : 0);
	take (counting->count, g_strdup_printf (_("%s of %s users (%s)"), n, all, share), FALSE);
}

static void
failed_counting (SegView *view, gpointer data, const GError *error)
{
	const Counting *counting = data;

	if (is_newest (view, counting))
		take (counting->count, g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? g_strdup (_("Stopped counting.")) : g_strdup (error->message), TRUE);
}

static const SegWork counting_work = { N_("counting"), run_counting, done_counting, failed_counting, free_counting, FALSE, FALSE };

static void
start (SegView *view, SegLiveCount *count)
{
	Counting *counting;

	if (count->text == NULL || *count->text == '\0')
		return;
	counting = g_new (Counting, 1);
	*counting = (Counting) { count, g_strdup (count->text), count->version, 0, 0 };
	seg_view_run (view, &counting_work, counting);
}

static void
cancel_older (SegView *view)
{
	SegWorkStatus status;

	seg_work_queue_read (view->app->queue, &status);
	if (status.running && status.view == view && status.work == &counting_work)
		seg_work_queue_cancel (view->app->queue);
}

void
seg_live_count_clear (SegLiveCount *count)
{
	g_clear_pointer (&count->text, g_free);
	g_clear_pointer (&count->words, g_free);
}

void
seg_live_count_set (SegView *view, SegLiveCount *count, const char *text)
{
	g_autofree char *stripped = g_strstrip (g_strdup (text));

	if (g_strcmp0 (stripped, count->text) == 0)
		return;
	g_free (count->text);
	count->text = g_steal_pointer (&stripped);
	count->version++;
	if (*count->text == '\0')
		take (count, NULL, FALSE);
	if (seg_view_is_busy (view, &counting_work))
		cancel_older (view);
	else
		start (view, count);
}

const char *
seg_live_count_words (SegView *view, const SegLiveCount *count, SegInk *ink)
{
	*ink = SEG_INK_MUTED;
	if (seg_view_is_busy (view, &counting_work))
		return _("counting ...");
	if (count->words == NULL)
		return "";
	*ink = count->fault ? SEG_INK_WARNING : SEG_INK_ACCENT;
	return count->words;
}
