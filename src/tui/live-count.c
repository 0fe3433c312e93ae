/* Counting users while a condition is typed: each change starts a job, which waits a moment for the next key; a job for what was typed
 * before is cancelled, and its end starts the next. */
#include <config.h>
#include "live-count.h"

#include <segscope/segment.h>

#include <glib/gi18n.h>

#include "app.h"

#define PATIENCE 40000    /* microseconds between the last key and the start */
#define NAP 10000

typedef struct {
	SegLiveCount *count;   /* in the state of the view, which is open whenever the outcome is handed over */
	SegUserCounter *counter;
	char  *text;
	guint  version;
	gint64 n, all;
	gboolean of_events;
} Counting;

static void
free_counting (gpointer data)
{
	Counting *counting = data;

	seg_user_counter_free (counting->counter);
	g_free (counting->text);
	g_free (counting);
}

static gboolean
run_counting (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Counting *counting = data;
	g_autoptr (SegFilter) filter = NULL;
	gboolean counted;

	for (gint64 waited = 0; waited < PATIENCE; waited += NAP) {
		if (!seg_job_proceed (job, 0, NULL, error))
			return FALSE;
		g_usleep (NAP);
	}
	if ((filter = seg_filter_parse (workspace, NULL, counting->text, error)) == NULL)
		return FALSE;
	counting->of_events = seg_filter_asks_events (filter);
	seg_workspace_watch (workspace, job);
	counted = seg_user_counter_count (counting->counter, workspace, filter, job, &counting->n, &counting->all, error);
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
	take (counting->count, counting->of_events ? g_strdup_printf (_("%s of %s users (%s); what users did takes longer to count"), n, all, share)
	                                           : g_strdup_printf (_("%s of %s users (%s)"), n, all, share), FALSE);
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
	*counting = (Counting) { count, seg_user_counter_ref (seg_live_count_counter (count)), g_strdup (count->text), count->version, 0, 0, FALSE };
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
seg_live_count_end (SegLiveCount *count)
{
	seg_live_count_clear (count);
	g_clear_pointer (&count->counter, seg_user_counter_free);
}

SegUserCounter *
seg_live_count_counter (SegLiveCount *count)
{
	if (count->counter == NULL)
		count->counter = seg_user_counter_new ();
	return count->counter;
}

static gboolean
run_warming (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Counting *counting = data;
	gboolean warm;

	seg_workspace_watch (workspace, job);
	warm = seg_user_counter_warm (counting->counter, workspace, job, error);
	seg_workspace_watch (workspace, NULL);
	return warm;
}

/* What was typed meanwhile is counted now; so it is where the warming was given up for it. */
static void
end_warming (SegView *view, SegLiveCount *count)
{
	if (count->text != NULL && count->words == NULL)
		start (view, count);
}

static void
done_warming (SegView *view, gpointer data)
{
	end_warming (view, ((Counting *) data)->count);
}

static void
failed_warming (SegView *view, gpointer data, const GError *error)
{
	(void) error; /* the count will say it */
	end_warming (view, ((Counting *) data)->count);
}

static const SegWork warming_work = { N_("reading the users"), run_warming, done_warming, failed_warming, free_counting, FALSE, FALSE };

void
seg_live_count_warm (SegView *view, SegLiveCount *count)
{
	Counting *counting = g_new0 (Counting, 1);

	counting->count = count;
	counting->counter = seg_user_counter_ref (seg_live_count_counter (count));
	seg_view_run (view, &warming_work, counting);
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
	else if (!seg_view_is_busy (view, &warming_work))
		start (view, count);
}

const char *
seg_live_count_words (SegView *view, const SegLiveCount *count, SegInk *ink)
{
	*ink = SEG_INK_MUTED;
	if (seg_view_is_busy (view, &counting_work) || (count->text != NULL && *count->text != '\0' && seg_view_is_busy (view, &warming_work)))
		return _("counting ...");
	if (count->words == NULL)
		return "";
	*ink = count->fault ? SEG_INK_WARNING : SEG_INK_ACCENT;
	return count->words;
}
