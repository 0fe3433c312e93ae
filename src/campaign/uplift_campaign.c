/* Whom a campaign changed: its people with what was known of them before it went out, the learners judged on them, a list for the next time. */
#include <config.h>
#include "measure-private.h"

#include <segscope/campaign_uplift.h>
#include <segscope/people_list.h>
#include <segscope/ids.h>
#include <segscope/random.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DAY 86400
#define RESAMPLES 200
#define CONFIDENCE 0.95

typedef struct {
	SegMeasurement *span;     /* from, until and what else people are read with */
	SegPeople      *people;
	SegFeatureMatrix *matrix; /* of all users, before it went out */
	double  *values;          /* of those people whom the matrix has, row by row */
	gint64  *user_ids;
	guint8  *sent, *reached;
	gsize    n, n_unknown;
} Ground;

static void
ground_clear (Ground *ground)
{
	seg_measurement_free (ground->span);
	seg_people_free (ground->people);
	seg_feature_matrix_free (ground->matrix);
	g_free (ground->values);
	g_free (ground->user_ids);
	g_free (ground->sent);
	g_free (ground->reached);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ground, ground_clear)

static void
free_judgement (gpointer data)
{
	SegUpliftJudgement *judgement = data;

	seg_qini_free (judgement->qini);
	g_free (judgement);
}

void
seg_campaign_uplift_free (SegCampaignUplift *uplift)
{
	if (uplift == NULL)
		return;
	g_free (uplift->campaign);
	g_free (uplift->goal);
	g_clear_pointer (&uplift->judgements, g_ptr_array_unref);
	g_clear_pointer (&uplift->sentences, g_ptr_array_unref);
	g_free (uplift->user_ids);
	g_free (uplift->scores);
	g_free (uplift);
}

/* Ground ----------------------------------------------------------------------------------------------------------------- */

/* Refused where nobody is in the arm: most likely its name is misspelt. */
static GArray *
read_arm (SegWorkspace *workspace, const SegCampaign *campaign, const char *arm, GError **error)
{
	g_autoptr (GArray) ids = seg_arm_ids (workspace, campaign->id, arm, error);

	if (ids == NULL || ids->len > 0)
		return g_steal_pointer (&ids);
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("%s has nobody in an arm \"%s\""), campaign->name, arm);
	return NULL;
}

/* Puts the people whom the matrix has side by side with what is known of them. @only: these of those sent to; NULL: all. */
static gboolean
lay_out (Ground *ground, const GArray *only, GError **error)
{
	const SegPeople *people = ground->people;
	const SegMatrix *scaled = ground->matrix->scaled;
	const gsize d = scaled->n_columns;

	ground->values = g_try_new (double, MAX (people->n * d, 1));
	ground->user_ids = g_new (gint64, MAX (people->n, 1));
	ground->sent = g_new (guint8, MAX (people->n, 1));
	ground->reached = g_new (guint8, MAX (people->n, 1));
	if (ground->values == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for %zu features of %zu people"), d, people->n);
		return FALSE;
	}
	for (gsize i = 0; i < people->n; i++) {
		gboolean sent = i >= people->n_control;
		gssize row;

		if (sent && only != NULL && seg_ids_find ((const gint64 *) (gpointer) only->data, only->len, people->user_ids[i]) < 0)
			continue;
		row = seg_ids_find (ground->matrix->user_ids, scaled->n_rows, people->user_ids[i]);
		if (row < 0) {
			ground->n_unknown++;
			continue;
		}
		memcpy (ground->values + ground->n * d, scaled->values + (gsize) row * d, d * sizeof (double));
		ground->user_ids[ground->n] = people->user_ids[i];
		ground->sent[ground->n] = sent ? 1 : 0;
		ground->reached[ground->n++] = people->reached[i];
	}
	return TRUE;
}

/* What may say whom it moves: what is proposed for segments, and what the company says of its people, but not what became of them. */
static GPtrArray *
choose_features (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) selection = seg_feature_selection_proposed (workspace, error), catalogue = NULL;

	if (selection == NULL || (catalogue = seg_feature_catalogue (workspace, error)) == NULL)
		return NULL;
	for (guint i = 0; i < catalogue->len; i++) {
		const SegFeature *feature = catalogue->pdata[i];

		if (feature->is_attribute && !feature->is_outcome && seg_selection_find (selection, feature->name) == NULL)
			g_ptr_array_add (selection, seg_selected_new (feature->name, feature->scaling));
	}
	return g_steal_pointer (&selection);
}

/* Everything as of the day before it went out. */
static gboolean
read_ground (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, const char *arm, Ground *ground, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GPtrArray) selection = NULL;
	g_autoptr (GArray) only = NULL;

	ground->span = seg_measurement_begin (campaign, options, TRUE, error);
	if (ground->span == NULL || (arm != NULL && (only = read_arm (workspace, campaign, arm, error)) == NULL))
		return FALSE;
	ground->people = seg_people_read (workspace, campaign, options, ground->span, job, error);
	if (ground->people == NULL || (set = seg_feature_set_as_of (workspace, ground->span->from / DAY * DAY - 1, job, error)) == NULL)
		return FALSE;
	selection = choose_features (workspace, error);
	ground->matrix = selection != NULL ? seg_feature_matrix (workspace, set, selection, job, error) : NULL;
	return ground->matrix != NULL && lay_out (ground, only, error);
}

/* Judging ---------------------------------------------------------------------------------------------------------------- */

/* The Qini coefficient of people drawn with replacement, again and again: each person counts as often as drawn. */
static gboolean
resample (const Ground *ground, const double *scores, SegInterval *interval, SegJob *job, GError **error)
{
	g_autoptr (SegRandom) random = seg_random_new (1, 7);
	g_autofree double *drawn = g_new (double, ground->n), *coefficients = g_new (double, RESAMPLES);
	g_autofree guint8 *sent = g_new (guint8, ground->n), *reached = g_new (guint8, ground->n);

	for (guint r = 0; r < RESAMPLES; r++) {
		g_autoptr (SegQini) qini = NULL;

		if (!seg_job_proceed (job, (double) r / RESAMPLES, _("how sure it is"), error))
			return FALSE;
		for (gsize i = 0; i < ground->n; i++) {
			gsize at = seg_random_below (random, ground->n);

			drawn[i] = scores[at];
			sent[i] = ground->sent[at];
			reached[i] = ground->reached[at];
		}
		qini = seg_qini (drawn, sent, reached, ground->n);
		coefficients[r] = isfinite (qini->coefficient) ? qini->coefficient : 0;
	}
	*interval = seg_percentile_interval (coefficients, RESAMPLES, CONFIDENCE);
	return TRUE;
}

static gboolean
judge (SegCampaignUplift *uplift, const Ground *ground, const SegUpliftLearner *learner, SegJob *job, GError **error)
{
	SegUpliftData data = { ground->n, ground->matrix->scaled->n_columns, ground->values, ground->sent, ground->reached };
	g_autofree double *scores = g_new (double, MAX (ground->n, 1));
	SegUpliftJudgement *judgement;
	SegInterval interval;

	if (!seg_uplift_cross_score (learner, &data, 1, scores, job, error) || !resample (ground, scores, &interval, job, error))
		return FALSE;
	judgement = g_new0 (SegUpliftJudgement, 1);
	judgement->learner = learner;
	judgement->qini = seg_qini (scores, ground->sent, ground->reached, ground->n);
	judgement->interval = interval;
	g_ptr_array_add (uplift->judgements, judgement);
	if (uplift->scores != NULL && judgement->qini->coefficient <= ((SegUpliftJudgement *) uplift->judgements->pdata[uplift->best])->qini->coefficient)
		return TRUE;
	uplift->best = uplift->judgements->len - 1;
	g_free (uplift->scores);
	uplift->scores = g_steal_pointer (&scores);
	return TRUE;
}

typedef struct {
	double score;
	gsize  row;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
	const Ranked *one = a, *other = b;

	if (one->score != other->score)
		return one->score > other->score ? -1 : 1;
	return (one->row > other->row) - (one->row < other->row);
}

static Ranked *
rank (const double *scores, gsize n)
{
	Ranked *ranked = g_new (Ranked, MAX (n, 1));

	for (gsize i = 0; i < n; i++)
		ranked[i] = (Ranked) { scores[i], i };
	qsort (ranked, n, sizeof *ranked, compare_ranked);
	return ranked;
}

static void
fill_tenths (SegCampaignUplift *uplift, const Ground *ground)
{
	g_autofree Ranked *ranked = rank (uplift->scores, ground->n);

	for (gsize t = 0; t < 10; t++) {
		SegUpliftTenth *tenth = &uplift->tenths[t];
		gsize from = t * ground->n / 10, to = (t + 1) * ground->n / 10;

		for (gsize i = from; i < to; i++) {
			SegArmCount *side = ground->sent[ranked[i].row] ? &tenth->sent : &tenth->control;

			side->n++;
			side->did += ground->reached[ranked[i].row];
			tenth->foretold += ranked[i].score / (double) (to - from);
		}
		tenth->share = seg_compare_shares (tenth->control, tenth->sent, CONFIDENCE);
	}
}

/* Nothing found: what choosing wins or loses is rounded first, so that nobody reads of "-1 people" or of "0 people". */
static char *
not_found_words (const SegUpliftJudgement *best)
{
	const long gain = lround (best->qini->coefficient);
	g_autofree char *people = seg_format_integer (labs (gain)), *low = seg_format_number (best->interval.low, 0), *high = seg_format_number (best->interval.high, 0);
	const char *learner = _(best->learner->label);

	if (gain == 0)
		return g_strdup_printf (_("Whom it changes cannot be foretold from these features: choosing by %s wins nobody over sending at random (%s to %s). Send to everyone or to nobody."),
		                        learner, low, high);
	return g_strdup_printf (gain > 0
		? ngettext ("Whom it changes cannot be foretold from these features: choosing by %s wins %s person over sending at random, which may be chance (%s to %s). Send to everyone or to nobody.",
		            "Whom it changes cannot be foretold from these features: choosing by %s wins %s people over sending at random, which may be chance (%s to %s). Send to everyone or to nobody.",
		            (gulong) gain)
		: ngettext ("Whom it changes cannot be foretold from these features: choosing by %s loses %s person against sending at random (won: %s to %s). Send to everyone or to nobody.",
		            "Whom it changes cannot be foretold from these features: choosing by %s loses %s people against sending at random (won: %s to %s). Send to everyone or to nobody.",
		            (gulong) -gain), learner, people, low, high);
}

static char *
found_words (const SegUpliftJudgement *best)
{
	g_autofree char *gain = seg_format_number (best->qini->coefficient, 0), *low = seg_format_number (best->interval.low, 0), *high = seg_format_number (best->interval.high, 0);

	return g_strdup_printf (_("It can be foretold whom it changes: choosing by %s, the area won over sending at random is %s people (%s to %s)."), _(best->learner->label), gain, low, high);
}

static void
say (SegCampaignUplift *uplift)
{
	const SegUpliftJudgement *best = uplift->judgements->pdata[uplift->best];
	const SegUpliftTenth *first = &uplift->tenths[0], *last = &uplift->tenths[9];
	g_autofree char *up = seg_format_number (100 * first->share.difference, 1), *down = seg_format_number (100 * last->share.difference, 1);

	g_ptr_array_add (uplift->sentences, uplift->found ? found_words (best) : not_found_words (best));
	if (isfinite (first->share.difference) && isfinite (last->share.difference))
		g_ptr_array_add (uplift->sentences, g_strdup_printf (_("Of 100 people in the tenth that should gain most, being sent to made %s more do it; in the tenth that should gain least, %s."), up, down));
	if (uplift->n_unknown > 0)
		g_ptr_array_add (uplift->sentences, g_strdup_printf (ngettext ("%zu person of the list was not known before it went out, and is left out.",
		                                                              "%zu people of the list were not known before it went out, and are left out.", (gulong) uplift->n_unknown), uplift->n_unknown));
}

SegCampaignUplift *
seg_campaign_uplift (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, const char *arm,
                     const SegUpliftLearner *learner, SegJob *job, GError **error)
{
	const SegMeasureOptions all = seg_measure_options_of (campaign, options);
	g_autoptr (SegCampaignUplift) uplift = g_new0 (SegCampaignUplift, 1);
	g_auto (Ground) ground = { 0 };

	uplift->judgements = g_ptr_array_new_with_free_func (free_judgement);
	uplift->sentences = g_ptr_array_new_with_free_func (g_free);
	if (!read_ground (workspace, campaign, &all, arm, &ground, job, error))
		return NULL;
	for (gsize i = 0; seg_uplift_learners[i] != NULL; i++)
		if ((learner == NULL || learner == seg_uplift_learners[i]) && !judge (uplift, &ground, seg_uplift_learners[i], job, error))
			return NULL;
	uplift->campaign = g_strdup (campaign->name);
	uplift->goal = g_strdup (ground.span->goal);
	uplift->from = ground.span->from;
	uplift->until = ground.span->until;
	uplift->n = ground.n;
	for (gsize i = 0; i < ground.n; i++)
		uplift->n_sent += ground.sent[i];
	uplift->n_unknown = ground.n_unknown;
	uplift->found = ((SegUpliftJudgement *) uplift->judgements->pdata[uplift->best])->interval.low > 0;
	uplift->user_ids = g_steal_pointer (&ground.user_ids);
	fill_tenths (uplift, &ground);
	say (uplift);
	return g_steal_pointer (&uplift);
}

gint64
seg_campaign_uplift_keep (SegWorkspace *workspace, const SegCampaignUplift *uplift, const char *name, double share, gsize *n, GError **error)
{
	g_autofree Ranked *ranked = rank (uplift->scores, uplift->n);
	g_autofree gint64 *ids = g_new (gint64, MAX (uplift->n, 1));
	const SegUpliftJudgement *best = uplift->judgements->pdata[uplift->best];
	g_autofree char *day = seg_format_date (uplift->from), *words = NULL;
	gsize most;

	*n = 0;
	if (!(share > 0 && share <= 1)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The share of people to keep lies above 0 and is at most 1 (100 %)"));
		return 0;
	}
	most = (gsize) ceil (share * (double) uplift->n);
	while (*n < most && ranked[*n].score > 0) {
		ids[*n] = uplift->user_ids[ranked[*n].row];
		(*n)++;
	}
	if (*n == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is nobody whom the campaign is expected to move"));
		return 0;
	}
	words = g_strdup_printf (_("Expected to be moved by a campaign like %s (%s), foretold by %s"), uplift->campaign, day, _(best->learner->label));
	return seg_people_list_keep (workspace, name, words, ids, *n, error);
}
