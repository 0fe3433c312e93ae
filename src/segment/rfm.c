/* The RFM grid: reading the axes, finding the cut points, rating the users, adding up the cells; and its ranges in words. */
#include <config.h>
#include "rfm-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MONEY "monetary" /* the feature that is a user's revenue, whatever the axes are */
#define PROCEED_EVERY 65536

void
seg_rfm_free (SegRfm *rfm)
{
	if (rfm == NULL)
		return;
	seg_rfm_definition_free (rfm->definition);
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++) {
		g_free (rfm->labels[axis]);
		g_free (rfm->units[axis]);
	}
	g_free (rfm->user_ids);
	g_free (rfm->scores);
	g_free (rfm->group_of);
	g_free (rfm);
}

/* Reading the axes ------------------------------------------------------------------------------------------------- */

/* One column of the matrix for each axis, and for the money; two may be the same. */
typedef struct {
	SegFeatureMatrix *matrix;
	gsize  column[SEG_RFM_N_AXES];
	gssize money; /* -1: there is none */
} Values;

/* NAN where the value is missing. */
static double
value_at (const Values *values, gsize row, gsize column)
{
	const SegFeatureMatrix *matrix = values->matrix;

	return matrix->filled[row * matrix->n_columns + column] ? NAN : seg_matrix_row (matrix->raw, row)[column];
}

static gsize
select_once (GPtrArray *selection, const char *name)
{
	for (guint i = 0; i < selection->len; i++)
		if (strcmp (((const SegSelected *) selection->pdata[i])->name, name) == 0)
			return i;
	g_ptr_array_add (selection, seg_selected_new (name, SEG_SCALING_NONE));
	return selection->len - 1;
}

static gboolean
has_money (SegWorkspace *workspace, const SegFeatureSet *set, gboolean *has, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT count (*) FROM feature WHERE feature_set_id = :set AND name = '" MONEY "'", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":set", set->id);
	if (!seg_statement_next (statement, error))
		return FALSE;
	*has = seg_statement_integer (statement, 0) > 0;
	return TRUE;
}

static gboolean
read_values (SegWorkspace *workspace, const SegFeatureSet *set, const SegRfmDefinition *definition, Values *values, SegJob *job,
             GError **error)
{
	g_autoptr (GPtrArray) selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	gboolean money;

	if (!has_money (workspace, set, &money, error))
		return FALSE;
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++)
		values->column[axis] = select_once (selection, definition->axes[axis].feature);
	values->money = money ? (gssize) select_once (selection, MONEY) : -1;
	values->matrix = seg_feature_matrix (workspace, set, selection, job, error);
	if (values->matrix == NULL)
		return FALSE;
	if (values->matrix->n_columns == selection->len)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The axes of an RFM grid must be numbers"));
	return FALSE;
}

/* Rating ----------------------------------------------------------------------------------------------------------- */

static gboolean
fail_nobody (const SegRfm *rfm, GError **error)
{
	g_autofree char *day = seg_format_date (rfm->as_of);

	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("As of %s nobody has all three of \"%s\", \"%s\" and \"%s\", so there is nobody to rate; "
	             "choose another day or other features"), day, rfm->labels[0], rfm->labels[1], rfm->labels[2]);
	return FALSE;
}

static gboolean
can_be_rated (const Values *values, gsize row)
{
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++)
		if (isnan (value_at (values, row, values->column[axis])))
			return FALSE;
	return TRUE;
}

/* Those who stand outside of the grid do not count: people who never bought would fill the lowest bins of frequency and money. */
static gboolean
find_cuts (SegRfm *rfm, const Values *values, SegJob *job, GError **error)
{
	gsize n = values->matrix->raw->n_rows;
	g_autofree double *column = g_try_new (double, n), *sorted = g_try_new (double, n);

	if (n > 0 && (column == NULL || sorted == NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("There is not enough memory to rate the users"));
		return FALSE;
	}
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++) {
		SegRfmRule *rule = &rfm->definition->axes[axis];

		if (!seg_job_proceed (job, (double) axis / SEG_RFM_N_AXES, _("finding the cut points"), error))
			return FALSE;
		if (rule->own_cuts)
			continue;
		for (gsize i = 0; i < n; i++)
			column[i] = can_be_rated (values, i) ? value_at (values, i, values->column[axis]) : NAN;
		if (!seg_rfm_quantiles (column, n, rule->n_bins, sorted, rule->cuts))
			return fail_nobody (rfm, error);
	}
	return TRUE;
}

static void
count (SegRfmCell *cell, double revenue, guint monetary)
{
	cell->n_users++;
	cell->revenue += revenue;
	cell->monetary_sum += monetary;
}

static void
rate_user (SegRfm *rfm, const Values *values, gsize row)
{
	const SegRfmRule *axes = rfm->definition->axes;
	guint8 *scores = rfm->scores + row * SEG_RFM_N_AXES;
	double revenue = values->money >= 0 ? value_at (values, row, (gsize) values->money) : 0;
	guint column;

	if (isnan (revenue))
		revenue = 0;
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++)
		scores[axis] = (guint8) seg_rfm_score (value_at (values, row, values->column[axis]), axes[axis].cuts, axes[axis].n_bins,
		                                       axis == SEG_RFM_RECENCY);
	rfm->user_ids[row] = values->matrix->user_ids[row];
	rfm->group_of[row] = SEG_RFM_NONE;
	if (scores[0] != 0 && scores[1] != 0 && scores[2] != 0) {
		column = seg_rfm_column (rfm->definition, scores[SEG_RFM_FREQUENCY], scores[SEG_RFM_MONETARY]);
		rfm->group_of[row] = (guint8) seg_rfm_group_at (rfm->definition, scores[SEG_RFM_RECENCY], column);
		count (&rfm->cells[scores[SEG_RFM_RECENCY] - 1][column - 1], revenue, scores[SEG_RFM_MONETARY]);
		rfm->n_rated++;
	}
	count (&rfm->groups[rfm->group_of[row]], revenue, scores[SEG_RFM_MONETARY]);
	count (&rfm->all, revenue, scores[SEG_RFM_MONETARY]);
}

static gboolean
rate (SegRfm *rfm, const Values *values, SegJob *job, GError **error)
{
	gsize n = values->matrix->raw->n_rows;

	rfm->n_users = n;
	rfm->user_ids = g_try_new0 (gint64, n + 1);
	rfm->scores = g_try_malloc0 ((n + 1) * SEG_RFM_N_AXES);
	rfm->group_of = g_try_malloc0 (n + 1);
	if (rfm->user_ids == NULL || rfm->scores == NULL || rfm->group_of == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("There is not enough memory to rate the users"));
		return FALSE;
	}
	rfm->n_rows = seg_rfm_n_rows (rfm->definition);
	rfm->n_columns = seg_rfm_n_columns (rfm->definition);
	rfm->has_revenue = values->money >= 0;
	for (gsize row = 0; row < n; row++) {
		if (row % PROCEED_EVERY == 0 && !seg_job_proceed (job, (double) row / (double) n, _("rating the users"), error))
			return FALSE;
		rate_user (rfm, values, row);
	}
	return TRUE;
}

static void
name_axes (SegRfm *rfm, const Values *values)
{
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++) {
		const SegMatrixColumn *column = &values->matrix->columns[values->column[axis]];

		rfm->labels[axis] = g_strdup (column->label);
		rfm->units[axis] = g_strdup (column->unit);
	}
}

SegRfm *
seg_rfm_compute (SegWorkspace *workspace, const SegFeatureSet *set, const SegRfmDefinition *definition, gboolean keep_cuts,
                 SegJob *job, GError **error)
{
	g_autoptr (SegRfm) rfm = g_new0 (SegRfm, 1);
	Values values = { 0 };
	SegJobSpan span = seg_job_enter (job, 0, 0.7);
	gboolean done = read_values (workspace, set, definition, &values, job, error);

	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.7, 1);
	if (done) {
		rfm->definition = seg_rfm_definition_copy (definition);
		rfm->set_id = set->id;
		rfm->as_of = set->as_of_local;
		name_axes (rfm, &values);
		done = (keep_cuts || find_cuts (rfm, &values, job, error)) && rate (rfm, &values, job, error);
	}
	seg_job_leave (job, span);
	seg_feature_matrix_free (values.matrix);
	return done ? g_steal_pointer (&rfm) : NULL;
}

/* Words ------------------------------------------------------------------------------------------------------------ */

/* Units are words for several; cut points of 1 are common for these. */
const char *
seg_rfm_unit (const SegRfm *rfm, SegRfmAxis axis, double value)
{
	const char *unit = rfm->units[axis];

	if (value == 1 && strcmp (unit, C_("unit", "days")) == 0)
		return C_("unit", "day");
	return value == 1 && strcmp (unit, C_("unit", "orders")) == 0 ? C_("unit", "order") : unit;
}

static char *
with_unit (const char *words, const char *unit)
{
	return *unit != '\0' ? g_strdup_printf ("%s %s", words, unit) : g_strdup (words);
}

char *
seg_rfm_range (const SegRfm *rfm, SegRfmAxis axis, guint score)
{
	const SegRfmRule *rule = &rfm->definition->axes[axis];
	guint bin = axis == SEG_RFM_RECENCY ? rule->n_bins - score : score - 1;
	g_autofree char *low = bin > 0 ? seg_format_auto (rule->cuts[bin - 1]) : NULL;
	g_autofree char *high = bin + 1 < rule->n_bins ? seg_format_auto (rule->cuts[bin]) : NULL, *words = NULL;

	if (low != NULL && high != NULL && rule->cuts[bin - 1] >= rule->cuts[bin])
		return g_strdup (_("nobody: equal values share another score"));
	if (low == NULL)
		words = g_strdup_printf (_("up to %s"), high);
	else if (high == NULL)
		words = g_strdup_printf (_("over %s"), low);
	else
		words = g_strdup_printf (_("over %s to %s"), low, high);
	return with_unit (words, seg_rfm_unit (rfm, axis, rule->cuts[high != NULL ? bin : bin - 1]));
}

gboolean
seg_segmentation_is_rfm (const SegSegmentation *segmentation)
{
	return strcmp (segmentation->algorithm, SEG_RFM_ALGORITHM) == 0;
}
