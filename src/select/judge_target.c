/* What a feature tells about the target: mutual information, chi-square, analysis of variance. */
#include <config.h>
#include "select-private.h"

#include <segscope/parallel.h>
#include <segscope/text.h>

#define BINS 10
#define KNOWS_TOO_MUCH 0.8 /* of what there is to know: perhaps it was written down afterwards */

/* All connections ------------------------------------------------------------------------------------------------------------- */

#define AT_A_TIME 8 /* candidates between two looks at the job */

typedef struct {
	SegJudging      *judging;
	const GPtrArray *selection;
	gsize            first;
} Looking;

/* What a thread computes with: n_rows each. */
typedef struct {
	gint32 *labels;
	double *values, *scratch;
} Room;

/* The classes that the values of a category are. */
static guint
classes_of_category (const SegJudging *judging, const SegCandidate *candidate, gint32 *labels)
{
	for (gsize row = 0; row < judging->n_rows; row++) {
		const double *at = seg_matrix_row (judging->matrix->raw, row) + candidate->first;

		labels[row] = (gint32) candidate->n_columns; /* not known is a value too */
		for (gsize offset = 0; offset < candidate->n_columns; offset++)
			if (at[offset] > 0)
				labels[row] = (gint32) offset;
	}
	return (guint) candidate->n_columns + 1;
}

/* A number: the classes are its tenths; the mean is that of its scaled values. */
static void
connect (const Looking *looking, const SegCandidate *candidate, const Room *room, SegConnection *connection)
{
	const SegJudging *judging = looking->judging;
	const SegTarget *target = judging->target;
	gsize n = judging->n_rows;

	for (gsize row = 0; candidate->is_number && row < n; row++)
		room->values[row] = seg_matrix_row (judging->matrix->raw, row)[candidate->first];
	connection->n_classes = candidate->is_number ? seg_quantile_bins (room->values, n, BINS, room->scratch, room->labels)
	                                             : classes_of_category (judging, candidate, room->labels);
	connection->told = seg_mutual_information (room->labels, connection->n_classes, target->labels, target->n_classes, n);
	connection->classes = seg_chi_square (room->labels, connection->n_classes, target->labels, target->n_classes, n);
	if (!candidate->is_number)
		return;
	seg_feature_matrix_scale_column (judging->matrix, looking->selection, candidate->first, room->values);
	connection->means = seg_anova (room->values, target->labels, target->n_classes, n);
}

static void
connect_some (gsize block, gsize first, gsize last, gpointer data)
{
	const Looking *looking = data;
	const SegJudging *judging = looking->judging;
	gsize n = judging->n_rows;
	g_autofree gint32 *labels = g_new (gint32, n);
	g_autofree double *values = g_new (double, n), *scratch = g_new (double, n);
	const Room room = { labels, values, scratch };

	(void) block;
	for (gsize i = looking->first + first; i < looking->first + last && !seg_job_is_cancelled (judging->job); i++)
		if (judging->candidates[i].alive)
			connect (looking, &judging->candidates[i], &room, &judging->connections[i]);
}

gboolean
seg_judging_connect (SegJudging *judging, const GPtrArray *selection, GError **error)
{
	judging->connections = g_new0 (SegConnection, judging->n + 1);
	for (gsize first = 0; first < judging->n; first += AT_A_TIME) {
		Looking looking = { judging, selection, first };

		if (!seg_job_proceed (judging->job, (double) first / (double) judging->n, _("connections with the target"), error))
			return FALSE;
		seg_parallel_blocks (MIN (AT_A_TIME, judging->n - first), 1, connect_some, &looking);
	}
	return seg_job_proceed (judging->job, 1, NULL, error);
}

/* Mutual information --------------------------------------------------------------------------------------------------------- */

/* The share of the target's entropy that is told beyond what chance tells (Miller, Madow 1955). */
static gboolean
judge_information (SegJudging *judging, GError **error)
{
	const SegTarget *target = judging->target;
	gsize n = judging->n_rows;
	double entropy;

	(void) error;
	entropy = seg_entropy (target->labels, target->n_classes, n);
	for (gsize i = 0; i < judging->n; i++) {
		SegCandidate *candidate = &judging->candidates[i];
		g_autofree char *share = NULL;
		double told = judging->connections[i].told, by_chance;

		if (!candidate->alive)
			continue;
		by_chance = (judging->connections[i].n_classes - 1.0) * (target->n_classes - 1.0) / (2 * (double) target->n_known);
		seg_judging_score (judging, candidate, told);
		candidate->information = MAX (told - by_chance, 0) / entropy;
		if (candidate->information >= judging->options->information)
			continue;
		share = seg_format_share (candidate->information);
		seg_judging_drop (judging, candidate, NULL, g_strdup_printf (_("Tells %s of what there is to know about %s: next to nothing."), share,
		                                                             target->label));
	}
	return TRUE;
}

const SegJudge seg_judge_information = {
	{ "mutual-information", N_("Mutual information"), N_("How much knowing the feature tells about the target, in any shape of connection; in nats, "
	                                                     "numbers cut into tenths."), N_("Information"), SEG_CRITERION_WITH_TARGET }, judge_information
};

/* Tests ------------------------------------------------------------------------------------------------------------------------ */

/* Drops those whose p, corrected for the number of tests, is above the limit; NAN: not judged. @format takes the target and p. */
static gboolean
drop_by_p (SegJudging *judging, double *p, const char *format)
{
	seg_adjust_p (p, judging->n);
	for (gsize i = 0; i < judging->n; i++) {
		g_autofree char *figure = NULL;

		if (isnan (p[i]) || p[i] <= judging->options->false_finds)
			continue;
		figure = seg_format_number (p[i], 2);
		seg_judging_drop (judging, &judging->candidates[i], NULL, g_strdup_printf (format, judging->target->label, figure));
	}
	return TRUE;
}

static gboolean
judge_chi_square (SegJudging *judging, GError **error)
{
	g_autofree double *p = g_new (double, judging->n);

	(void) error;
	for (gsize i = 0; i < judging->n; i++) {
		SegCandidate *candidate = &judging->candidates[i];

		p[i] = NAN;
		if (!candidate->alive || (candidate->is_number && !judging->matrix->columns[candidate->first].is_share))
			continue;
		seg_judging_score (judging, candidate, judging->connections[i].classes.statistic);
		p[i] = judging->connections[i].classes.p;
	}
	return drop_by_p (judging, p, _("Has no connection with %s that chance would not explain (chi-square, p %s)."));
}

const SegJudge seg_judge_chi_square = {
	{ "chi-square", N_("Chi-square"), N_("Whether a category or yes/no is distributed otherwise where the target differs."), N_("Chi²"),
	  SEG_CRITERION_WITH_TARGET }, judge_chi_square
};

/* F sees means only: a number stays, too, where its tenths are distributed otherwise. */
static double
either_p (const SegConnection *connection)
{
	const double means = connection->means.p, tenths = connection->classes.p;

	if (isnan (means) || isnan (tenths))
		return isnan (means) ? tenths : means;
	return MIN (1, 2 * MIN (means, tenths)); /* Bonferroni: two tests */
}

static gboolean
judge_anova (SegJudging *judging, GError **error)
{
	g_autofree double *p = g_new (double, judging->n);

	(void) error;
	for (gsize i = 0; i < judging->n; i++) {
		SegCandidate *candidate = &judging->candidates[i];

		p[i] = NAN;
		if (!candidate->alive || !candidate->is_number || judging->matrix->columns[candidate->first].is_share)
			continue;
		p[i] = either_p (&judging->connections[i]);
		seg_judging_score (judging, candidate, judging->connections[i].means.statistic);
	}
	return drop_by_p (judging, p, _("Neither its mean nor its distribution differs with %s more than by chance (F and chi-square, p %s)."));
}

const SegJudge seg_judge_anova = {
	{ "anova", N_("ANOVA F"), N_("Whether the mean of a number differs where the target differs, by the variance within; a number stays, too, where "
	                             "its tenths are distributed otherwise."), "F", SEG_CRITERION_WITH_TARGET }, judge_anova
};
