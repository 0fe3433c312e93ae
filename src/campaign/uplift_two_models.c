/* Two models: who does it when sent to, who does it anyway; the difference is the uplift. */
#include <config.h>
#include "uplift-private.h"

#include <glib/gi18n.h>

typedef struct {
	gsize  n_columns;
	double coefficients[]; /* of those sent to, then of those held back; n_columns + 1 each */
} Model;

static gpointer
fit (const SegUpliftData *data, const guint *rows, gsize n, SegJob *job, GError **error)
{
	const gsize size = data->n_columns + 1;
	Model *model = g_malloc0 (sizeof *model + 2 * size * sizeof (double));
	g_autofree guint *side = g_new (guint, MAX (n, 1));
	gboolean success = seg_uplift_enough (data, rows, n, error);

	model->n_columns = data->n_columns;
	for (guint8 held_back = 0; held_back < 2 && success; held_back++) {
		gsize m = 0;

		for (gsize i = 0; i < n; i++)
			if (data->sent[rows[i]] != held_back)
				side[m++] = rows[i];
		success = seg_logistic_fit (data, side, m, data->reached, NULL, SEG_UPLIFT_PENALTY, model->coefficients + held_back * size, job, error);
	}
	if (!success)
		g_clear_pointer (&model, g_free);
	return model;
}

static double
score (gconstpointer data, const double *values)
{
	const Model *model = data;

	return seg_logistic_share (model->coefficients, values, model->n_columns)
	       - seg_logistic_share (model->coefficients + model->n_columns + 1, values, model->n_columns);
}

const SegUpliftLearner seg_uplift_two_models = {
	"two-models", N_("Two models"), N_("Logistic regression of those sent to, another of those held back; uplift is the difference of both"), fit, score, g_free
};
