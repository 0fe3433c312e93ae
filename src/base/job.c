/* Progress and cancel. The cancel flag is an atomic of its own, so that asking for it costs nothing and a signal handler may
 * set it; the rest changes at most a few hundred times a second and sits behind one lock: of POSIX, because the thread
 * sanitizer does not see GLib's. */
#include <config.h>
#include <segscope/error.h>
#include <segscope/job.h>

#include <glib/gi18n.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define OBSERVE_EVERY (G_USEC_PER_SEC / 10)

struct SegJob {
	atomic_int      references;
	atomic_bool     cancelled;
	pthread_mutex_t lock;
	double          fraction;
	char            phrase[sizeof ((SegJobStatus *) 0)->phrase];
	SegJobSpan      span;      /* only the worker changes and reads it */
	gint64          started;   /* monotonic microseconds */
	gint64          observed;
	gboolean        finished;  /* the observer has been told of 1.0 */
	SegJobObserver  observer;
	gpointer        observer_data;
};

SegJob *
seg_job_new (void)
{
	SegJob *job = g_new0 (SegJob, 1);

	atomic_init (&job->references, 1);
	atomic_init (&job->cancelled, FALSE);
	pthread_mutex_init (&job->lock, NULL);
	job->span = (SegJobSpan) { 0, 1 };
	job->started = g_get_monotonic_time ();
	return job;
}

SegJob *
seg_job_ref (SegJob *job)
{
	if (job != NULL)
		atomic_fetch_add (&job->references, 1);
	return job;
}

void
seg_job_unref (SegJob *job)
{
	if (job == NULL || atomic_fetch_sub (&job->references, 1) > 1)
		return;
	pthread_mutex_destroy (&job->lock);
	g_free (job);
}

void
seg_job_observe (SegJob *job, SegJobObserver observer, gpointer data)
{
	if (job == NULL)
		return;
	job->observer = observer;
	job->observer_data = data;
}

void
seg_job_cancel (SegJob *job)
{
	if (job != NULL)
		atomic_store (&job->cancelled, TRUE);
}

gboolean
seg_job_is_cancelled (const SegJob *job)
{
	return job != NULL && atomic_load_explicit (&((SegJob *) job)->cancelled, memory_order_relaxed);
}

/* Copies @phrase, cut at a character where it is too long. */
static void
set_phrase (SegJob *job, const char *phrase)
{
	const char *end;

	g_strlcpy (job->phrase, phrase, sizeof job->phrase);
	if (!g_utf8_validate (job->phrase, -1, &end))
		job->phrase[end - job->phrase] = '\0';
}

static void
observe (SegJob *job, gboolean finished)
{
	gint64 now = g_get_monotonic_time ();
	SegJobStatus status;

	if (job->observer == NULL || (finished ? job->finished : now - job->observed < OBSERVE_EVERY))
		return;
	job->observed = now;
	job->finished = finished;
	seg_job_read (job, &status);
	job->observer (&status, job->observer_data);
}

gboolean
seg_job_proceed (SegJob *job, double fraction, const char *phrase, GError **error)
{
	double whole;

	if (job == NULL)
		return TRUE;
	if (seg_job_is_cancelled (job)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_CANCELLED, _("Stopped; nothing was changed"));
		return FALSE;
	}
	fraction = fraction > 0 ? MIN (fraction, 1.0) : 0; /* 0 of 0 blocks is not a number: nothing yet */
	whole = job->span.from + fraction * (job->span.to - job->span.from);
	if (whole > 1 - 1e-9) /* spans within spans round */
		whole = 1;
	pthread_mutex_lock (&job->lock);
	job->fraction = MAX (job->fraction, whole);
	if (phrase != NULL)
		set_phrase (job, phrase);
	pthread_mutex_unlock (&job->lock);
	observe (job, whole >= 1);
	return TRUE;
}

SegJobSpan
seg_job_enter (SegJob *job, double from, double to)
{
	SegJobSpan outer = { 0, 1 };
	double width;

	if (job == NULL)
		return outer;
	outer = job->span;
	width = outer.to - outer.from;
	job->span = (SegJobSpan) { outer.from + from * width, outer.from + to * width };
	return outer;
}

void
seg_job_leave (SegJob *job, SegJobSpan span)
{
	if (job != NULL)
		job->span = span;
}

void
seg_job_read (const SegJob *job, SegJobStatus *status)
{
	SegJob *shared = (SegJob *) job;

	memset (status, 0, sizeof *status);
	status->remaining = -1;
	if (job == NULL)
		return;
	pthread_mutex_lock (&shared->lock);
	status->fraction = shared->fraction;
	memcpy (status->phrase, shared->phrase, sizeof status->phrase);
	pthread_mutex_unlock (&shared->lock);
	status->elapsed = (double) (g_get_monotonic_time () - shared->started) / G_USEC_PER_SEC;
	if (status->fraction > 0.05 && status->elapsed > 0.5)
		status->remaining = status->elapsed * (1 - status->fraction) / status->fraction;
	status->cancelling = seg_job_is_cancelled (job);
}
