/* Class transformation: one model of "did it and was sent to, or did not and was held back" (Jaskowski and Jaroszewicz 2012, Uplift modeling
 * for clinical trial data). With both sides weighing the same, uplift is twice its share less one. */
#include <config.h>
#include "uplift-private.h"

#include <glib/gi18n.h>

typedef struct {
	gsize  n_columns;
	double coefficients[];
} Model;

static gpointer
fit (const SegUpliftData *data, const guint *rows, gsize n, SegJob *job, GError **error)
{
	Model *model = g_malloc0 (sizeof *model + (data->n_columns + 1) * sizeof (double));
	g_autofree guint8 *outcome = g_new0 (guint8, MAX (data->n, 1));
	g_autofree double *weights = g_new0 (double, MAX (data->n, 1));
	gsize n_sent = 0;
	gboolean success = seg_uplift_enough (data, rows, n, error);

	model->n_columns = data->n_columns;
	for (gsize i = 0; i < n; i++)
		n_sent += data->sent[rows[i]];
	for (gsize i = 0; i < n && success; i++) {
		outcome[rows[i]] = data->reached[rows[i]] == data->sent[rows[i]];
		weights[rows[i]] = (double) n / 2 / (double) (data->sent[rows[i]] ? n_sent : n - n_sent);
	}
	if (!success || !seg_logistic_fit (data, rows, n, outcome, weights, SEG_UPLIFT_PENALTY, model->coefficients, job, error))
		g_clear_pointer (&model, g_free);
	return model;
}

static double
score (gconstpointer data, const double *values)
{
	const Model *model = data;

	return 2 * seg_logistic_share (model->coefficients, values, model->n_columns) - 1;
}

const SegUpliftLearner seg_uplift_class = {
	"class", N_("Class transformation"), N_("One logistic regression of whether people did what their side was meant to do"), fit, score, g_free
};
