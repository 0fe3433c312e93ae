/* By what is recommended: the recommenders with what each would take here, the one chosen, and how much events say. */
#include <config.h>
#include "recommend.h"

#include <segscope/text.h>

#include <glib/gi18n.h>

/* Choosing ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegRecommender *recommender;
	char                 *options; /* NULL: the usual ones */
	double                seconds;
} Choice;

static void
free_choice (gpointer data)
{
	Choice *choice = data;

	g_free (choice->options);
	g_free (choice);
}

static gboolean
run_choice (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Choice *choice = data;
	SegModelRequest request = { .recommender = choice->recommender, .options = choice->options };
	g_autoptr (SegModel) model = NULL;
	g_autofree char *options = NULL;
	gint64 began = g_get_monotonic_time ();

	if ((model = seg_model_get (workspace, &request, job, error)) == NULL)
		return FALSE;
	choice->seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
	options = seg_recommender_options_text (choice->recommender, seg_model_options (model));
	return seg_model_choose (workspace, choice->recommender, options, error) && seg_model_keep (workspace, model, job, error);
}

static void
done_choice (SegView *view, gpointer data)
{
	const Choice *choice = data;
	g_autofree char *seconds = seg_format_number (choice->seconds, 1);

	seg_recommend_view_take (view, choice->recommender);
	seg_say (view, _("From now on recommendations are by \"%s\"; fitting took %s s. Enter on an item shows them."), _(choice->recommender->label), seconds);
}

static const SegWork choice_work = { N_("fitting the recommender"), run_choice, done_choice, NULL, free_choice, TRUE, FALSE };

static gboolean
accept_options (SegView *view, const char *text, gpointer data, GError **error)
{
	const SegRecommender *recommender = data;
	double options[SEG_MOST_OPTIONS];
	Choice *choice;

	seg_recommender_defaults (recommender, options);
	if (!seg_recommender_options_parse (recommender, text, options, error))
		return FALSE;
	choice = g_new0 (Choice, 1);
	choice->recommender = recommender;
	choice->options = g_strdup (text);
	seg_view_run (view, &choice_work, choice);
	return TRUE;
}

/* What its options mean, a line each. */
static char *
describe_options (const SegRecommender *recommender)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < recommender->n_options; i++) {
		const SegRecommenderOption *option = &recommender->options[i];

		if (option->choices == NULL)
			g_string_append_printf (text, "%s%s: %s (%g - %g)", i > 0 ? "\n" : "", option->name, _(option->meaning), option->least, option->most);
		else {
			g_autofree char *names = g_strjoinv (", ", (char **) option->choices);

			g_string_append_printf (text, "%s%s: %s (%s)", i > 0 ? "\n" : "", option->name, _(option->meaning), names);
		}
	}
	g_string_append_printf (text, "%s%s %s", recommender->n_options > 0 ? "\n" : "", _("After new events:"), _(recommender->updating));
	return g_string_free (text, FALSE);
}

/* What is known before the question is asked: what is kept of each, or what it would take. */
typedef struct {
	const SegRecommender *chosen;
	char  *options;  /* of the chosen one, or NULL */
	GStrv  remarks;
} Offer;

static void
free_offer (gpointer data)
{
	Offer *offer = data;

	g_free (offer->options);
	g_strfreev (offer->remarks);
	g_free (offer);
}

/* What the workspace keeps of it, else what fitting it would take. */
static char *
remark_of (const SegRecommender *recommender, const SegInteractions *interactions, const GPtrArray *kept)
{
	double options[SEG_MOST_OPTIONS];
	g_autofree char *seconds = NULL, *memory = NULL;
	SegFitEstimate estimate;

	for (guint i = 0; i < kept->len; i++) {
		const SegKeptModel *one = kept->pdata[i];

		if (one->recommender == recommender)
			return !one->current ? g_strdup (_("kept, out of date")) : one->updated_at > 0 ? seg_kept_model_update_text (one) : g_strdup (_("kept, up to date"));
	}
	seg_recommender_defaults (recommender, options);
	seg_recommender_estimate (recommender, interactions, options, &estimate);
	if (estimate.unfit != NULL)
		return estimate.unfit;
	if (estimate.seconds < 1)
		return g_strdup (_("at once"));
	seconds = seg_format_number (estimate.seconds, 0);
	memory = seg_format_number (estimate.memory / 1e6, 0);
	return g_strdup_printf (_("about %s s, %s MB"), seconds, memory);
}

static gboolean
run_offer (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Offer *offer = data;
	g_autoptr (SegInteractions) interactions = seg_interactions_load_all (workspace, 0, job, error);
	g_autoptr (GPtrArray) kept = interactions != NULL ? seg_models_kept (workspace, error) : NULL;
	gsize n;
	const SegRecommender *const *all = seg_recommenders (&n);

	if (kept == NULL || !seg_model_chosen (workspace, &offer->chosen, &offer->options, error))
		return FALSE;
	offer->remarks = g_new0 (char *, n + 1);
	for (gsize i = 0; i < n; i++)
		offer->remarks[i] = remark_of (all[i], interactions, kept);
	return TRUE;
}

static void
chosen (SegView *view, guint number, gpointer data)
{
	const Offer *offer = data;
	gsize n;
	const SegRecommender *recommender = seg_recommenders (&n)[number];
	double options[SEG_MOST_OPTIONS];
	g_autofree char *text = NULL, *meanings = describe_options (recommender);

	seg_recommender_defaults (recommender, options);
	if (recommender == offer->chosen && offer->options != NULL)
		seg_recommender_options_parse (recommender, offer->options, options, NULL);
	text = seg_recommender_options_text (recommender, options);
	if (recommender->n_options == 0)
		accept_options (view, "", (gpointer) recommender, NULL);
	else
		seg_ask_line (view, _(recommender->label), meanings, text, accept_options, (gpointer) recommender, NULL);
}

static void
done_offer (SegView *view, gpointer data)
{
	const Offer *offer = data;
	g_autoptr (GPtrArray) labels = g_ptr_array_new ();
	Offer *kept = g_new0 (Offer, 1);
	guint current = 0;
	gsize n;
	const SegRecommender *const *all = seg_recommenders (&n);

	for (gsize i = 0; i < n; i++) {
		g_ptr_array_add (labels, (gpointer) _(all[i]->label));
		if (all[i] == offer->chosen)
			current = (guint) i;
	}
	g_ptr_array_add (labels, NULL);
	kept->chosen = offer->chosen;
	kept->options = g_strdup (offer->options);
	seg_ask_choice (view, _("Recommend what?"), (const char *const *) labels->pdata, (const char *const *) offer->remarks, current, chosen, kept,
	                free_offer);
}

static const SegWork offer_work = { N_("looking at what was taken"), run_offer, done_offer, NULL, free_offer, FALSE, FALSE };

void
seg_recommender_ask (SegView *view)
{
	if (!seg_view_is_at (view, &offer_work) && !seg_view_is_at (view, &choice_work))
		seg_view_run (view, &offer_work, g_new0 (Offer, 1));
}

/* Weights ----------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegEventWeights weights;
	gboolean        write;
} Weighing;

static gboolean
run_weighing (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Weighing *weighing = data;

	(void) job;
	return weighing->write ? seg_event_weights_write (workspace, &weighing->weights, error)
	                       : seg_event_weights_read (workspace, &weighing->weights, error);
}

static void done_weighing (SegView *view, gpointer data);

static const SegWork read_weights_work = { N_("reading weights"), run_weighing, done_weighing, NULL, g_free, FALSE, FALSE };
static const SegWork write_weights_work = { N_("keeping weights"), run_weighing, done_weighing, NULL, g_free, TRUE, FALSE };

static gboolean
accept_weights (SegView *view, const char *text, gpointer data, GError **error)
{
	Weighing *weighing;
	SegEventWeights weights = *(const SegEventWeights *) data;

	if (!seg_event_weights_parse (text, &weights, error))
		return FALSE;
	weighing = g_new0 (Weighing, 1);
	*weighing = (Weighing) { weights, TRUE };
	seg_view_run (view, &write_weights_work, weighing);
	return TRUE;
}

static char *
describe_weights (void)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < SEG_N_WEIGHTS; i++)
		g_string_append_printf (text, "%s%s: %s", i > 0 ? "; " : "", seg_event_weight_name (i), _(seg_event_weight_meaning (i)));
	g_string_append_printf (text, "\n%s", _("half-life: days in which an event comes to count half, back from the person's last one; 0: all count alike"));
	return g_string_free (text, FALSE);
}

static void
done_weighing (SegView *view, gpointer data)
{
	const Weighing *weighing = data;
	g_autofree char *text = seg_event_weights_text (&weighing->weights), *meanings = describe_weights ();

	if (weighing->write)
		seg_say (view, _("Events weigh from now on: %s"), text);
	else
		seg_ask_line (view, _("How much does an event say about what a person likes?"), meanings, text, accept_weights,
		              g_memdup2 (&weighing->weights, sizeof weighing->weights), g_free);
}

void
seg_weights_ask (SegView *view)
{
	if (!seg_view_is_at (view, &read_weights_work) && !seg_view_is_at (view, &write_weights_work))
		seg_view_run (view, &read_weights_work, g_new0 (Weighing, 1));
}
