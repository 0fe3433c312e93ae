/* What stands on one user's page is read in a job: some milliseconds of many users, but before features are computed once a second. Recommendations
 * come after it, in another, as their model may have to be fitted first. */
#include <config.h>
#include "recommend.h"
#include "user-page.h"
#include "users.h"

#include <glib/gi18n.h>

#define N_RECOMMENDED 10

typedef SegUserPageState State;

/* Recommendations: the model is fitted in a job --------------------------------------------------------------------- */

typedef struct {
	gint64     id;
	GPtrArray *recommended, *numbers;
	SegAdviceTally tally;
	char      *rules_words;
} Advice;

static void
free_advice (gpointer data)
{
	Advice *advice = data;

	g_clear_pointer (&advice->recommended, g_ptr_array_unref);
	g_clear_pointer (&advice->numbers, g_ptr_array_unref);
	g_free (advice->rules_words);
	g_free (advice);
}

static gboolean
run_advice (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Advice *advice = data;
	SegFitted *fitted = seg_fitted_get (workspace, NULL, job, error);
	g_autofree char *words = NULL, *origin = NULL;

	if (fitted == NULL)
		return FALSE;
	advice->recommended = seg_advise (fitted->model, advice->id, N_RECOMMENDED, &advice->tally, error);
	advice->numbers = g_ptr_array_new_with_free_func (g_free);
	for (guint i = 0; advice->recommended != NULL && i < advice->recommended->len; i++)
		g_ptr_array_add (advice->numbers, seg_recommendation_numbers (fitted->model, advice->id, advice->recommended->pdata[i]));
	words = seg_advice_tally_words (&advice->tally, seg_model_advice_rules (fitted->model));
	origin = seg_model_origin_brief (fitted->model);
	advice->rules_words = origin != NULL ? g_strdup_printf ("%s %s", words, origin) : g_steal_pointer (&words);
	seg_fitted_unref (fitted);
	return advice->recommended != NULL;
}

static void
done_advice (SegView *view, gpointer data)
{
	State *state = view->state;
	Advice *advice = data;

	g_clear_pointer (&state->recommended, g_ptr_array_unref);
	g_clear_pointer (&state->no_model, g_free);
	state->recommended = g_steal_pointer (&advice->recommended);
	g_clear_pointer (&state->numbers, g_ptr_array_unref);
	state->numbers = g_steal_pointer (&advice->numbers);
	g_free (state->rules_words);
	state->rules_words = g_steal_pointer (&advice->rules_words);
	state->tally = advice->tally;
	seg_list_changed (state->list);
}

static void
failed_advice (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->no_model);
	state->no_model = g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? g_strdup (_("That was stopped; go back and open the user again."))
	                                                                          : g_strdup (error->message);
}

static const SegWork advice_work = {
	N_("finding what to recommend"), run_advice, done_advice, failed_advice, free_advice, FALSE, FALSE
};

static void
find_advice (SegView *view)
{
	Advice *advice = g_new0 (Advice, 1);

	advice->id = ((const State *) view->state)->id;
	seg_view_run (view, &advice_work, advice);
}

/* The page itself --------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64       id;
	SegUserPage *page;
	GPtrArray   *events, *history, *pins, *campaigns;
} Read;

static void
free_read (gpointer data)
{
	Read *read = data;

	seg_user_page_free (read->page);
	g_clear_pointer (&read->events, g_ptr_array_unref);
	g_clear_pointer (&read->history, g_ptr_array_unref);
	g_clear_pointer (&read->pins, g_ptr_array_unref);
	g_clear_pointer (&read->campaigns, g_ptr_array_unref);
	g_free (read);
}

static gboolean
read_page (SegWorkspace *workspace, Read *read, GError **error)
{
	if ((read->page = seg_user_page (workspace, read->id, error)) == NULL
	    || (read->events = seg_user_events (workspace, read->id, 0, SEG_USER_EVENTS, error)) == NULL
	    || (read->history = seg_user_history (workspace, read->id, error)) == NULL)
		return FALSE;
	read->pins = seg_pins (workspace, 0, read->id, NULL);
	read->campaigns = seg_user_campaigns (workspace, read->id, NULL);
	return TRUE;
}

static gboolean
run_read (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	gboolean fine;

	seg_workspace_watch (workspace, job);
	fine = read_page (workspace, data, error);
	seg_workspace_watch (workspace, NULL);
	return fine;
}

/* Both have one of the kind afterwards: what was shown is freed with @read. */
static void
exchange (GPtrArray **shown, GPtrArray **read)
{
	GPtrArray *old = *shown;

	*shown = *read;
	*read = old;
}

static void
take_read (SegView *view, gpointer data)
{
	State *state = view->state;
	Read *read = data;
	SegUserPage *old = state->page;

	state->page = read->page;
	read->page = old;
	exchange (&state->events, &read->events);
	exchange (&state->history, &read->history);
	exchange (&state->pins, &read->pins);
	exchange (&state->campaigns, &read->campaigns);
	seg_list_changed (state->list);
	seg_list_changed (state->newest);
	find_advice (view);
}

static void
failed_read (SegView *view, gpointer data, const GError *error)
{
	(void) data;
	if (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		view->outdated = TRUE; /* so that it is read when the person comes back */
	else
		seg_report (view, error);
}

static const SegWork read_work = { N_("reading the user"), run_read, take_read, failed_read, free_read, FALSE, FALSE };

void
seg_user_read (SegView *view)
{
	Read *read;

	if (seg_view_again_after (view, &read_work))
		return;
	read = g_new0 (Read, 1);
	read->id = ((const State *) view->state)->id;
	seg_view_glance (view, &read_work, read);
}
