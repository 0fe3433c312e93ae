/* Scaling a column: the table of scalings, fitting one and applying it. Knows numbers only.
 *
 * A scaling first takes t(x), which does not depend on the unit (a logarithm, a power, a quantile, or x itself), then the distance
 * from a centre in some scale. Fitting finds both; applying is the same arithmetic for those it was fitted on and for others. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	const char *name, *meaning;
	/* Sets lambda, knots and places from @values; may reorder @scratch. NULL: t needs nothing. */
	void   (*fit) (SegScaler *scaler, const double *values, gsize n, double *scratch);
	/* t(x); NULL: x itself. */
	double (*transform) (const SegScaler *scaler, double x);
	/* Centre and scale of the n transformed values in @scratch, which may be reordered. NULL: 0 and 1. */
	void   (*centre) (SegScaler *scaler, double *scratch, gsize n);
} Scaling;

/* Means are taken twice: the second pass adds the mean of what the first left over. */
double
seg_mean (const double *values, gsize n)
{
	double total = 0, rest = 0, mean;

	for (gsize i = 0; i < n; i++)
		total += values[i];
	mean = total / (double) n;
	for (gsize i = 0; i < n; i++)
		rest += values[i] - mean;
	return mean + rest / (double) n;
}

double
seg_deviation (const double *values, gsize n, double mean)
{
	double total = 0;

	for (gsize i = 0; i < n; i++)
		total += (values[i] - mean) * (values[i] - mean);
	return sqrt (total / (double) n);
}

static void
centre_by_mean (SegScaler *scaler, double *scratch, gsize n)
{
	scaler->centre = seg_mean (scratch, n);
	scaler->scale = seg_deviation (scratch, n, scaler->centre);
}

static void
centre_by_minimum (SegScaler *scaler, double *scratch, gsize n)
{
	double low = scratch[0], high = scratch[0];

	for (gsize i = 1; i < n; i++) {
		low = MIN (low, scratch[i]);
		high = MAX (high, scratch[i]);
	}
	scaler->centre = low;
	scaler->scale = high - low;
}

static void
centre_by_median (SegScaler *scaler, double *scratch, gsize n)
{
	double range = seg_quantile (scratch, n, 0.75) - seg_quantile (scratch, n, 0.25);

	scaler->centre = seg_quantile (scratch, n, 0.5);
	scaler->scale = range > 0 ? range : 1;
}

/* Does not depend on the other values: were it shifted by the smallest one, a single person with large refunds would press all
 * others together. */
static double
logarithm (const SegScaler *scaler, double x)
{
	(void) scaler;
	return copysign (log1p (fabs (x)), x);
}

static const Scaling scalings[] = {
	[SEG_SCALING_NONE] = { NC_ ("scaling", "none"), N_("as they are: large numbers outweigh small ones"), NULL, NULL, NULL },
	[SEG_SCALING_Z_SCORE] = { NC_ ("scaling", "z-score"), N_("distance from the mean in standard deviations"), NULL, NULL, centre_by_mean },
	[SEG_SCALING_MIN_MAX] = { NC_ ("scaling", "min-max"), N_("from 0 for the lowest to 1 for the highest"), NULL, NULL, centre_by_minimum },
	[SEG_SCALING_ROBUST] = { NC_ ("scaling", "robust"), N_("distance from the median in quartile ranges: outliers do not set the scale"), NULL, NULL,
	                         centre_by_median },
	[SEG_SCALING_LOG] = { NC_ ("scaling", "log"), N_("logarithm, then z-score: for a few very large values"), NULL, logarithm, centre_by_mean },
	[SEG_SCALING_YEO_JOHNSON] = { NC_ ("scaling", "yeo-johnson"), N_("the power that makes it most like a normal distribution, then z-score"),
	                              seg_fit_power, seg_transform_power, centre_by_mean },
	[SEG_SCALING_QUANTILE_NORMAL] = { NC_ ("scaling", "quantile-normal"), N_("normal quantile of the rank; lowest and highest far out at -5.2 and 5.2"),
	                                  seg_fit_quantiles, seg_transform_quantile, NULL },
	[SEG_SCALING_NORMAL_SCORES] = { NC_ ("scaling", "normal-scores"), N_("normal quantile of the rank, equal values at their middle: only the order counts"),
	                                seg_fit_quantiles, seg_transform_quantile, NULL },
};

const char *
seg_scaling_name (SegScaling scaling)
{
	return scalings[scaling].name;
}

const char *
seg_scaling_label (SegScaling scaling)
{
	return g_dpgettext2 (NULL, "scaling", scalings[scaling].name);
}

const char *
seg_scaling_meaning (SegScaling scaling)
{
	return _(scalings[scaling].meaning);
}

gboolean
seg_scaling_parse (const char *name, SegScaling *scaling)
{
	for (gsize i = 0; i < G_N_ELEMENTS (scalings); i++)
		if (g_strcmp0 (name, scalings[i].name) == 0) {
			*scaling = (SegScaling) i;
			return TRUE;
		}
	if (g_strcmp0 (name, "log1p") != 0)
		return FALSE;
	*scaling = SEG_SCALING_LOG;
	return TRUE;
}

static gboolean
all_equal (const double *values, gsize n)
{
	for (gsize i = 1; i < n; i++)
		if (values[i] != values[0])
			return FALSE;
	return TRUE;
}

static inline double
transform (const SegScaler *scaler, double x)
{
	const Scaling *scaling = &scalings[scaler->scaling];

	return scaling->transform != NULL ? scaling->transform (scaler, x) : x;
}

void
seg_scaler_fit (SegScaler *scaler, const double *values, gsize n, double *scratch)
{
	const Scaling *scaling = &scalings[scaler->scaling];

	*scaler = (SegScaler) { .scaling = scaler->scaling, .constant = all_equal (values, n), .scale = 1 };
	if (!scaler->constant && scaling->fit != NULL)
		scaling->fit (scaler, values, n, scratch);
	if (!scaler->constant && scaling->centre != NULL) {
		for (gsize i = 0; i < n; i++)
			scratch[i] = transform (scaler, values[i]);
		scaling->centre (scaler, scratch, n);
	}
	if (scaler->constant || !(scaler->scale > 0)) { /* different values may come together in the logarithm */
		scaler->constant = TRUE;
		scaler->centre = scaling->fit == NULL ? transform (scaler, values[0]) : values[0];
		scaler->scale = 1;
	}
}

void
seg_scaler_apply (const SegScaler *scaler, const double *values, gsize n, double *scaled)
{
	if (scaler->constant)
		memset (scaled, 0, n * sizeof *scaled);
	else if (scalings[scaler->scaling].transform == NULL)
		for (gsize i = 0; i < n; i++)
			scaled[i] = (values[i] - scaler->centre) / scaler->scale;
	else
		for (gsize i = 0; i < n; i++)
			scaled[i] = (transform (scaler, values[i]) - scaler->centre) / scaler->scale;
}

void
seg_scaler_clear (SegScaler *scaler)
{
	g_clear_pointer (&scaler->knots, g_free);
	g_clear_pointer (&scaler->places, g_free);
	scaler->n_knots = 0;
}
