/* Trying a definition out while it is typed: users come into memory once, then each change starts a job, which waits a moment for the
 * next key; a job for what was typed before is cancelled. */
#include <config.h>
#include "app.h"
#include "own-feature.h"

#include <glib/gi18n.h>

#define MOST_USERS 20000   /* tried out on; more are thinned out evenly */
#define PATIENCE 120000    /* microseconds between the last key and the start */
#define NAP 10000

struct SegFormTrial {
	SegOwnTrial *trial;
};

static void
clear_trial (gpointer data)
{
	seg_own_trial_free (((SegFormTrial *) data)->trial);
}

static void
drop (SegFormTrial *trial)
{
	if (trial != NULL)
		g_atomic_rc_box_release_full (trial, clear_trial);
}

void
seg_form_drop_trial (SegForm *form)
{
	drop (g_steal_pointer (&form->trial));
}

/* Names ------------------------------------------------------------------------------------------------------------------- */

typedef struct {
	GPtrArray *features, *events, *kinds;
} Names;

static void
free_names (gpointer data)
{
	Names *names = data;

	g_clear_pointer (&names->features, g_ptr_array_unref);
	g_clear_pointer (&names->events, g_ptr_array_unref);
	g_clear_pointer (&names->kinds, g_ptr_array_unref);
	g_free (names);
}

static gboolean
run_names (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Names *names = data;

	(void) job;
	return (names->features = seg_own_names (workspace, FALSE, error)) != NULL && (names->events = seg_own_names (workspace, TRUE, error)) != NULL
	       && (names->kinds = seg_own_kinds (workspace, error)) != NULL;
}

static void
replace (GPtrArray **names, GPtrArray **with)
{
	g_clear_pointer (names, g_ptr_array_unref);
	*names = g_steal_pointer (with);
}

static void
done_names (SegView *view, gpointer data)
{
	SegForm *form = view->state;
	Names *names = data;

	replace (&form->feature_names, &names->features);
	replace (&form->event_names, &names->events);
	replace (&form->kinds, &names->kinds);
}

static const SegWork names_work = { N_("reading names"), run_names, done_names, NULL, free_names, FALSE, FALSE };

/* Users into memory ------------------------------------------------------------------------------------------------------- */

static void
free_load (gpointer data)
{
	SegFormTrial **trial = data;

	drop (*trial);
	g_free (trial);
}

static gboolean
run_load (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	SegFormTrial **holder = data;
	SegOwnTrial *trial = seg_own_trial_new (workspace, 0, MOST_USERS, job, error);

	if (trial == NULL)
		return FALSE;
	*holder = g_atomic_rc_box_new0 (SegFormTrial);
	(*holder)->trial = trial;
	return TRUE;
}

static void
done_load (SegView *view, gpointer data)
{
	SegForm *form = view->state;

	seg_form_drop_trial (form);
	form->trial = g_steal_pointer ((SegFormTrial **) data);
	form->loading = FALSE;
	seg_form_try (view);
}

static void
failed_load (SegView *view, gpointer data, const GError *error)
{
	SegForm *form = view->state;

	(void) data;
	form->loading = form->keep_then = FALSE;
	form->stopped = TRUE;
	g_free (form->fault);
	form->fault = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? _("Stopped; t tries it out again.") : error->message);
}

static const SegWork load_work = { N_("reading what users did"), run_load, done_load, failed_load, free_load, FALSE, FALSE };

void
seg_form_load (SegView *view)
{
	SegForm *form = view->state;

	if (form->loading)
		return;
	form->loading = TRUE;
	form->stopped = FALSE;
	seg_view_run (view, &names_work, g_new0 (Names, 1));
	seg_view_run (view, &load_work, g_new0 (SegFormTrial *, 1));
}

/* Trying out -------------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegFormTrial  *trial;
	SegOwnFeature *own;
	guint          version;
	SegOwnPreview *preview;
	SegOwnMistake  mistake;
} Try;

static void
free_try (gpointer data)
{
	Try *try = data;

	drop (try->trial);
	seg_own_feature_free (try->own);
	seg_own_preview_free (try->preview);
	g_free (try);
}

static gboolean
run_try (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Try *try = data;

	for (gint64 waited = 0; waited < PATIENCE; waited += NAP) {
		if (!seg_job_proceed (job, 0, NULL, error))
			return FALSE;
		g_usleep (NAP);
	}
	try->preview = seg_own_trial_preview (try->trial->trial, workspace, try->own, job, &try->mistake, error);
	return try->preview != NULL;
}

static void start (SegView *view);

/* Whether this is about what stands in the form now; otherwise that is tried out next. */
static gboolean
is_newest (SegView *view, const Try *try)
{
	const SegForm *form = view->state;

	if (try->version == form->version)
		return TRUE;
	start (view);
	return FALSE;
}

static void
take (SegForm *form, SegOwnPreview *preview, const char *fault, SegOwnMistake mistake)
{
	seg_own_preview_free (form->preview);
	form->preview = preview;
	g_free (form->fault);
	form->fault = g_strdup (fault);
	form->mistake = mistake;
	form->tried = form->version;
}

static void
done_try (SegView *view, gpointer data)
{
	SegForm *form = view->state;
	Try *try = data;

	if (!is_newest (view, try))
		return;
	take (form, g_steal_pointer (&try->preview), NULL, (SegOwnMistake) { SEG_OWN_PART_NONE, 0 });
	if (form->keep_then)
		seg_form_keep (view);
}

static void
failed_try (SegView *view, gpointer data, const GError *error)
{
	SegForm *form = view->state;
	const Try *try = data;

	if (!is_newest (view, try))
		return;
	form->stopped = g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	take (form, NULL, form->stopped ? _("Stopped; t tries it out again.") : error->message, try->mistake);
	if (form->keep_then && !form->stopped)
		seg_form_keep (view); /* says that it cannot be */
	form->keep_then = FALSE;
}

static const SegWork try_work = { N_("trying it out"), run_try, done_try, failed_try, free_try, FALSE, FALSE };

gboolean
seg_form_is_busy (SegView *view)
{
	return ((SegForm *) view->state)->loading || seg_view_is_busy (view, &try_work);
}

static void
start (SegView *view)
{
	SegForm *form = view->state;
	Try *try = g_new0 (Try, 1);

	try->trial = g_atomic_rc_box_acquire (form->trial);
	try->own = seg_own_feature_copy (form->own);
	if (try->own->name == NULL) /* it may get one later */
		try->own->name = g_strdup ("new_feature");
	try->version = form->version;
	seg_view_run (view, &try_work, try);
}

/* The running job is of what was typed before: its end starts the next. */
static void
cancel_older (SegView *view)
{
	SegWorkStatus status;

	seg_work_queue_read (view->app->queue, &status);
	if (status.running && status.view == view && status.work == &try_work)
		seg_work_queue_cancel (view->app->queue);
}

gboolean
seg_form_is_empty (const SegForm *form)
{
	return form->by_events ? form->own->measure != SEG_OWN_COUNT && form->own->measured == NULL : form->own->expression == NULL;
}

void
seg_form_changed (SegView *view)
{
	view->unsaved = TRUE;
	seg_form_try (view);
}

void
seg_form_try (SegView *view)
{
	SegForm *form = view->state;

	form->version++;
	form->stopped = form->keep_then = FALSE;
	if (seg_form_is_empty (form)) {
		take (form, NULL, NULL, (SegOwnMistake) { SEG_OWN_PART_NONE, 0 });
		return;
	}
	if (form->trial == NULL)
		seg_form_load (view);
	else if (seg_view_is_busy (view, &try_work))
		cancel_older (view);
	else
		start (view);
}
