/* A job: the progress of one long piece of work, and the wish to stop it.
 *
 * The worker calls seg_job_proceed() between blocks of work; any other thread may read the status or cancel.
 * Every function takes NULL for @job and then does nothing (proceed returns TRUE), so short uses need no job. */
#ifndef SEGSCOPE_JOB_H
#define SEGSCOPE_JOB_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct SegJob SegJob;

/* What a job looks like from outside at one moment. */
typedef struct {
	double fraction;     /* 0..1 of the whole job; never falls */
	char   phrase[96];   /* what it does now, UTF-8, "k=8, silhouettes" */
	double elapsed;      /* seconds since the job was made */
	double remaining;    /* estimated seconds left, negative while unknown */
	gboolean cancelling; /* cancel was asked for */
} SegJobStatus;

/* Called in the worker's thread from seg_job_proceed(), at most ten times a second and once at 1.0. */
typedef void (*SegJobObserver) (const SegJobStatus *status, gpointer data);

SegJob *seg_job_new (void);
SegJob *seg_job_ref (SegJob *job);
void    seg_job_unref (SegJob *job);

/** Sets the one observer of @job; call before the work starts. */
void seg_job_observe (SegJob *job, SegJobObserver observer, gpointer data);

/** Asks the work to stop at its next seg_job_proceed(). Any thread; also safe in a signal handler. */
void seg_job_cancel (SegJob *job);

gboolean seg_job_is_cancelled (const SegJob *job);

/**
 * Reports progress and asks whether to go on. Cheap: may be called thousands of times a second.
 *
 * @fraction: 0..1 of the current span (see seg_job_enter()).
 * @phrase: what is being done, in the person's words; copied. NULL keeps the last one.
 * Returns FALSE with SEG_ERROR_CANCELLED once seg_job_cancel() was called.
 */
gboolean seg_job_proceed (SegJob *job, double fraction, const char *phrase, GError **error);

/* The part of the whole that fractions refer to; a caller narrows it around a step, then puts it back. */
typedef struct {
	double from, to;
} SegJobSpan;

/** Lets fractions of what follows run over @from..@to of the current span; returns the old span for seg_job_leave(). */
SegJobSpan seg_job_enter (SegJob *job, double from, double to);
void       seg_job_leave (SegJob *job, SegJobSpan span);

/** Copies the status at this moment. Any thread. */
void seg_job_read (const SegJob *job, SegJobStatus *status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegJob, seg_job_unref)

G_END_DECLS

#endif
