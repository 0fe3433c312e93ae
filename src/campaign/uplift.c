#include <config.h>
#include "uplift-private.h"

#include <segscope/random.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define LEAST_PEOPLE 50
#define LEAST_EACH 5
#define N_POINTS 100

const SegUpliftLearner *const seg_uplift_learners[] = { &seg_uplift_two_models, &seg_uplift_class, &seg_uplift_tree, NULL };

const SegUpliftLearner *
seg_uplift_learner_find (const char *name, GError **error)
{
	GString *names = g_string_new (NULL);

	for (gsize i = 0; seg_uplift_learners[i] != NULL; i++) {
		if (strcmp (seg_uplift_learners[i]->name, name) == 0) {
			g_string_free (names, TRUE);
			return seg_uplift_learners[i];
		}
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", seg_uplift_learners[i]->name);
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no learner \"%s\"; there are: %s"), name, names->str);
	g_string_free (names, TRUE);
	return NULL;
}

gboolean
seg_uplift_enough (const SegUpliftData *data, const guint *rows, gsize n, GError **error)
{
	gsize people[2] = { 0 }, did[2] = { 0 };

	for (gsize i = 0; i < n; i++) {
		people[data->sent[rows[i]]]++;
		did[data->sent[rows[i]]] += data->reached[rows[i]];
	}
	for (guint side = 0; side < 2; side++)
		if (people[side] < LEAST_PEOPLE || did[side] < LEAST_EACH || people[side] - did[side] < LEAST_EACH) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
			             side ? _("Too little is known to learn whom the campaign changes: of half of those sent to (%zu) %zu did it; at least %d people, %d who did it and %d who did not are needed")
			                  : _("Too little is known to learn whom the campaign changes: of half of those held back (%zu) %zu did it; at least %d people, %d who did it and %d who did not are needed"),
			             people[side], did[side], LEAST_PEOPLE, LEAST_EACH, LEAST_EACH);
			return FALSE;
		}
	return TRUE;
}

/* The Qini curve -------------------------------------------------------------------------------------------------------- */

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

SegQini *
seg_qini (const double *scores, const guint8 *sent, const guint8 *reached, gsize n)
{
	g_autofree Ranked *ranked = g_new (Ranked, MAX (n, 1));
	SegQini *qini = g_new0 (SegQini, 1);
	double people[2] = { 0 }, did[2] = { 0 }, last = 0;
	guint next = 0;

	qini->points = g_array_new (FALSE, FALSE, sizeof (SegQiniPoint));
	for (gsize i = 0; i < n; i++)
		ranked[i] = (Ranked) { scores[i], i };
	qsort (ranked, n, sizeof *ranked, compare_ranked);
	for (gsize i = 0; i <= n; i++) {
		double gain = did[1] - (people[0] > 0 ? did[0] * people[1] / people[0] : 0);

		if (i > 0)
			qini->area += (last + gain) / 2 / (double) n;
		last = gain;
		if (i >= (n * next + N_POINTS - 1) / N_POINTS && next <= N_POINTS) {
			SegQiniPoint point = { i, gain };

			g_array_append_val (qini->points, point);
			while (next <= N_POINTS && i >= (n * next + N_POINTS - 1) / N_POINTS)
				next++;
		}
		if (i < n) {
			people[sent[ranked[i].row]]++;
			did[sent[ranked[i].row]] += reached[ranked[i].row];
		}
	}
	qini->gain = last;
	qini->coefficient = people[0] > 0 && people[1] > 0 ? qini->area - last / 2 : NAN;
	qini->per_person = qini->coefficient / (double) n;
	return qini;
}

void
seg_qini_free (SegQini *qini)
{
	if (qini == NULL)
		return;
	g_array_unref (qini->points);
	g_free (qini);
}

/* Scores of people not seen ---------------------------------------------------------------------------------------------- */

gboolean
seg_uplift_cross_score (const SegUpliftLearner *learner, const SegUpliftData *data, guint64 seed, double *scores, SegJob *job, GError **error)
{
	g_autofree guint *rows = g_new (guint, MAX (data->n, 1));
	g_autofree guint8 *half = g_new (guint8, MAX (data->n, 1));

	for (gsize i = 0; i < data->n; i++)
		half[i] = seg_random_mix (seed ^ seg_random_mix (i + 1)) & 1;
	for (guint8 learnt = 0; learnt < 2; learnt++) {
		gpointer model;
		gsize n = 0;

		for (gsize i = 0; i < data->n; i++)
			if (half[i] == learnt)
				rows[n++] = (guint) i;
		model = learner->fit (data, rows, n, job, error);
		if (model == NULL)
			return FALSE;
		for (gsize i = 0; i < data->n; i++)
			if (half[i] != learnt)
				scores[i] = learner->score (model, data->values + i * data->n_columns);
		learner->free (model);
	}
	return TRUE;
}
