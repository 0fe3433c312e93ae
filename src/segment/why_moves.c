/* The smallest change of a feature that puts a user elsewhere: values that users have are tried with the segmentation's own rule, first far
 * apart, then, between the last that changes nothing and the first that does, by halving. Where a rule compares distances to middles the
 * values that keep a user are without a gap, so what is found is the smallest; by density and shares a nearer one between two tried
 * values could be missed. All features are tried at once, so that the rule is asked some dozen times, not some thousand. */
#include <config.h>
#include "why-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLED 4096    /* users of whom values to try are taken */
#define TRIED 64        /* values of a number */
#define HALVINGS 128    /* of doubles, to the last digit */
#define FEW_HALVINGS 24 /* where the rule takes long */

/* What there is to try ------------------------------------------------------------------------------------------------ */

static SegWhyKind
kind_of (const SegFeatureMatrix *matrix, const SegSelected *selected, gsize first, gsize n, gsize row)
{
	const SegMatrixColumn *column = &matrix->columns[first];
	gsize n_up = 0;

	if (g_str_has_suffix (column->name, "=(missing)"))
		return SEG_WHY_FIXED;
	if (n == 1 && !column->is_share)
		return column->constant || (selected != NULL && selected->encoding != SEG_ENCODING_ONE_HOT) ? SEG_WHY_FIXED : SEG_WHY_NUMBER;
	if (n == 1)
		return column->constant ? SEG_WHY_FIXED : SEG_WHY_YES_NO;
	for (gsize i = 0; i < n; i++)
		n_up += seg_matrix_row (matrix->raw, row)[first + i] > 0.5;
	return n_up > 1 ? SEG_WHY_SEVERAL : SEG_WHY_CHOICE;
}

static int
compare (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

/* Ends, and whether all are whole; of users whose value is known. */
static void
look_at_values (const SegFeatureMatrix *matrix, SegWhyPlan *plan)
{
	gsize d = matrix->n_columns;

	plan->whole = TRUE;
	plan->least = INFINITY;
	plan->most = -INFINITY;
	for (gsize row = 0; row < matrix->raw->n_rows; row++) {
		double value = matrix->raw->values[row * d + plan->first];

		if (matrix->filled[row * d + plan->first])
			continue;
		plan->whole &= value == floor (value);
		plan->least = MIN (plan->least, value);
		plan->most = MAX (plan->most, value);
	}
	if (plan->selected != NULL && plan->selected->limited) { /* beyond them nothing changes */
		plan->least = MAX (plan->least, plan->selected->low);
		plan->most = MIN (plan->most, plan->selected->high);
	}
}

/* Quantiles of some users, and the ends. */
static void
choose_values (const SegFeatureMatrix *matrix, SegWhyPlan *plan)
{
	gsize d = matrix->n_columns, n = matrix->raw->n_rows, step = MAX (n / SAMPLED, 1), n_taken = 0;
	g_autofree double *taken = g_new (double, n / step + 1);

	for (gsize row = 0; row < n; row += step)
		if (!matrix->filled[row * d + plan->first])
			taken[n_taken++] = CLAMP (matrix->raw->values[row * d + plan->first], plan->least, plan->most);
	qsort (taken, n_taken, sizeof *taken, compare);
	plan->values = g_new (double, TRIED + 2);
	plan->values[plan->n_values++] = plan->least;
	for (gsize i = 0; i < TRIED && n_taken > 0; i++) {
		double value = taken[i * (n_taken - 1) / (TRIED - 1)];

		if (value > plan->values[plan->n_values - 1] && value < plan->most)
			plan->values[plan->n_values++] = value;
	}
	if (plan->most > plan->values[plan->n_values - 1])
		plan->values[plan->n_values++] = plan->most;
}

static void
clear_plan (gpointer data)
{
	g_free (((SegWhyPlan *) data)->values);
}

GArray *
seg_why_plans (const SegFeatureMatrix *matrix, gsize row, const GPtrArray *selection)
{
	GArray *plans = g_array_new (FALSE, TRUE, sizeof (SegWhyPlan));
	gsize n;

	g_array_set_clear_func (plans, clear_plan);
	for (gsize first = 0; first < matrix->n_columns; first += n) {
		guint32 group = matrix->scaled->groups != NULL ? matrix->scaled->groups[first] : 0;
		SegWhyPlan plan = { .feature = matrix->columns[first].feature, .first = first };

		for (n = 1; group > 0 && first + n < matrix->n_columns && matrix->scaled->groups[first + n] == group; n++)
			;
		plan.n = n;
		plan.selected = seg_selection_find (selection, plan.feature);
		plan.kind = kind_of (matrix, plan.selected, first, n, row);
		if (plan.kind == SEG_WHY_NUMBER) {
			look_at_values (matrix, &plan);
			if (plan.least < plan.most)
				choose_values (matrix, &plan);
			else
				plan.kind = SEG_WHY_FIXED;
		}
		g_array_append_val (plans, plan);
	}
	return plans;
}

double
seg_why_scaled (const SegWhyWork *work, const SegWhyPlan *plan, gsize column, double raw)
{
	double scaled;

	if (plan->selected != NULL && plan->selected->limited && !work->matrix->columns[column].is_share)
		raw = CLAMP (raw, plan->selected->low, plan->selected->high);
	seg_scaler_apply (&work->matrix->columns[column].scaler, &raw, 1, &scaled);
	return scaled;
}

/* Asking the rule ------------------------------------------------------------------------------------------------------ */

/* One row to ask for: the user with something changed. */
typedef struct {
	guint  plan;
	double raw;    /* NUMBER, YES_NO: the value; else the column that goes up or down */
	gint32 label;  /* (out) */
} Trial;

static void
write_row (const SegWhyWork *work, const Trial *trial, double *row)
{
	const SegWhyPlan *plan = &g_array_index (work->plans, SegWhyPlan, trial->plan);
	const double *raw = seg_matrix_row (work->matrix->raw, work->row);

	memcpy (row, seg_matrix_row (work->matrix->scaled, work->row), work->matrix->n_columns * sizeof *row);
	if (plan->kind == SEG_WHY_NUMBER || plan->kind == SEG_WHY_YES_NO) {
		row[plan->first] = seg_why_scaled (work, plan, plan->first, trial->raw);
		return;
	}
	for (gsize column = plan->first; column < plan->first + plan->n; column++) {
		gboolean meant = (gsize) trial->raw == column, up = raw[column] > 0.5;

		if (plan->kind == SEG_WHY_CHOICE || meant)
			row[column] = seg_why_scaled (work, plan, column, plan->kind == SEG_WHY_CHOICE ? meant : !up);
	}
}

static gboolean
ask (const SegWhyWork *work, GArray *trials, GError **error)
{
	g_autoptr (SegMatrix) rows = NULL;
	g_autofree gint32 *labels = g_new (gint32, trials->len + 1);

	if (trials->len == 0)
		return TRUE;
	rows = seg_matrix_new (trials->len, work->matrix->n_columns, error);
	if (rows == NULL)
		return FALSE;
	for (guint i = 0; i < trials->len; i++)
		write_row (work, &g_array_index (trials, Trial, i), seg_matrix_row (rows, i));
	if (!seg_cluster_rule_assign (work->rule, rows, work->job, labels, NULL, NULL, error))
		return FALSE;
	for (guint i = 0; i < trials->len; i++)
		g_array_index (trials, Trial, i).label = labels[i];
	return TRUE;
}

/* Between two values --------------------------------------------------------------------------------------------------- */

/* The last value that leaves the user where they are and the first that does not. */
typedef struct {
	guint  plan;
	double stays, moves;
	gint32 label; /* where @moves leads */
} Bracket;

/* A value between both; NAN: there is none. */
static double
between (const SegWhyPlan *plan, const Bracket *bracket)
{
	double middle = bracket->stays + (bracket->moves - bracket->stays) / 2;

	if (plan->whole)
		middle = bracket->moves > bracket->stays ? floor (middle) : ceil (middle);
	return middle > MIN (bracket->stays, bracket->moves) && middle < MAX (bracket->stays, bracket->moves) ? middle : NAN;
}

static gboolean
halve (const SegWhyWork *work, GArray *brackets, gint32 now, GError **error)
{
	guint n = seg_cluster_rule_basis (work->rule) == SEG_RULE_DENSITY ? FEW_HALVINGS : HALVINGS;

	for (guint round = 0; round < n; round++) {
		g_autoptr (GArray) trials = g_array_new (FALSE, TRUE, sizeof (Trial));
		g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));

		for (guint i = 0; i < brackets->len; i++) {
			const Bracket *bracket = &g_array_index (brackets, Bracket, i);
			Trial trial = { bracket->plan, between (&g_array_index (work->plans, SegWhyPlan, bracket->plan), bracket), 0 };

			if (isnan (trial.raw))
				continue;
			g_array_append_val (trials, trial);
			g_array_append_val (places, i);
		}
		if (trials->len == 0)
			return TRUE;
		if (!ask (work, trials, error))
			return FALSE;
		for (guint i = 0; i < trials->len; i++) {
			const Trial *trial = &g_array_index (trials, Trial, i);
			Bracket *bracket = &g_array_index (brackets, Bracket, g_array_index (places, guint, i));

			if (trial->label == now) {
				bracket->stays = trial->raw;
				continue;
			}
			bracket->moves = trial->raw;
			bracket->label = trial->label;
		}
	}
	return TRUE;
}

/* Of the trials of one number, rising: the nearest above and below that lead elsewhere. */
static void
add_brackets (const SegWhyWork *work, const GArray *trials, guint first, guint last, gint32 now, GArray *brackets)
{
	const Trial *all = &g_array_index (trials, Trial, 0);
	double raw = seg_matrix_row (work->matrix->raw, work->row)[g_array_index (work->plans, SegWhyPlan, all[first].plan).first];
	guint up = first;

	while (up < last && all[up].raw <= raw)
		up++;
	for (guint i = up; i < last; i++)
		if (all[i].label != now) {
			Bracket bracket = { all[i].plan, i > up ? all[i - 1].raw : raw, all[i].raw, all[i].label };

			g_array_append_val (brackets, bracket);
			break;
		}
	while (up > first && all[up - 1].raw >= raw)
		up--;
	for (guint i = up; i-- > first;)
		if (all[i].label != now) {
			Bracket bracket = { all[i].plan, i + 1 < up ? all[i + 1].raw : raw, all[i].raw, all[i].label };

			g_array_append_val (brackets, bracket);
			break;
		}
}

/* Moves ---------------------------------------------------------------------------------------------------------------- */

static void
free_text_of (SegWhyMove *move)
{
	g_free (move->from);
	g_free (move->to);
}

SegWhyMove *
seg_why_move_new (const SegMatrixColumn *column, gint32 segment)
{
	SegWhyMove *move = g_new0 (SegWhyMove, 1);

	*move = (SegWhyMove) { .feature = g_strdup (column->feature), .label = g_strdup (column->label), .unit = g_strdup (column->unit),
		                   .raw_from = NAN, .raw_to = NAN, .segment = segment };
	return move;
}

char *
seg_why_value (const SegMatrixColumn *column, gboolean whole, double raw)
{
	if (column->is_share)
		return g_strdup (raw > 0.5 ? _("yes") : _("no"));
	return whole ? seg_format_number (raw, 0) : seg_format_auto (raw);
}

/* @raw_to as text, rounded away from @raw_from, so that who reads the text and does that is moved. */
static char *
text_beyond (const SegMatrixColumn *column, const SegWhyPlan *plan, double raw_from, double raw_to)
{
	double size = fabs (raw_to), rounded, unit;
	int decimals = size >= 999.95 ? 0 : size >= 99.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.01 ? 3 : 5;

	if (column->is_share || plan->whole)
		return seg_why_value (column, plan->whole, raw_to);
	unit = pow (10, -decimals);
	rounded = raw_to > raw_from ? ceil (raw_to / unit) * unit : floor (raw_to / unit) * unit;
	if (rounded > plan->most || rounded < plan->least || size < 5e-5 || size >= 1e15)
		return seg_format_exact (raw_to);
	return seg_format_number (rounded, decimals);
}

static SegWhyMove *
move_of_number (const SegWhyWork *work, guint number, double to, gint32 label)
{
	const SegWhyPlan *plan = &g_array_index (work->plans, SegWhyPlan, number);
	const SegMatrixColumn *column = &work->matrix->columns[plan->first];
	SegWhyMove *move = seg_why_move_new (column, label);

	move->raw_from = seg_matrix_row (work->matrix->raw, work->row)[plan->first];
	move->raw_to = to;
	move->from = seg_why_value (column, plan->whole && move->raw_from == floor (move->raw_from), move->raw_from);
	move->to = text_beyond (column, plan, move->raw_from, to);
	if (strcmp (move->from, move->to) == 0) { /* only the last digits differ */
		free_text_of (move);
		move->from = seg_format_exact (move->raw_from);
		move->to = seg_format_exact (to);
	}
	move->length = fabs (seg_why_scaled (work, plan, plan->first, to) - seg_matrix_row (work->matrix->scaled, work->row)[plan->first]);
	return move;
}

/* The value that column @number of a category stands for: what follows the name of the feature in its label. */
static const char *
value_label (const SegMatrixColumn *column)
{
	const char *value = strstr (column->label, " = ");

	return value != NULL ? value + strlen (" = ") : column->label;
}

/* The feature alone: "City" of "City = Shanghai". */
static char *
feature_label (const SegMatrixColumn *column)
{
	const char *value = strstr (column->label, " = ");

	return value != NULL ? g_strndup (column->label, (gsize) (value - column->label)) : g_strdup (column->label);
}

static SegWhyMove *
move_of_choice (const SegWhyWork *work, const Trial *trial)
{
	const SegWhyPlan *plan = &g_array_index (work->plans, SegWhyPlan, trial->plan);
	gsize column = (gsize) trial->raw, d = work->matrix->n_columns;
	const double *raw = seg_matrix_row (work->matrix->raw, work->row), *scaled = seg_matrix_row (work->matrix->scaled, work->row);
	SegWhyMove *move = seg_why_move_new (&work->matrix->columns[column], trial->label);
	g_autofree double *row = g_new (double, d);
	double squared = 0;

	write_row (work, trial, row);
	for (gsize j = plan->first; j < plan->first + plan->n; j++)
		squared += (row[j] - scaled[j]) * (row[j] - scaled[j]);
	move->length = sqrt (squared);
	if (plan->kind == SEG_WHY_SEVERAL) {
		move->from = seg_why_value (&work->matrix->columns[column], FALSE, raw[column]);
		move->to = seg_why_value (&work->matrix->columns[column], FALSE, 1 - raw[column]);
		return move;
	}
	g_free (move->label);
	move->label = feature_label (&work->matrix->columns[column]);
	move->from = g_strdup (_("not known"));
	for (gsize j = plan->first; j < plan->first + plan->n; j++)
		if (raw[j] > 0.5) {
			g_free (move->from);
			move->from = g_strdup (value_label (&work->matrix->columns[j]));
		}
	move->to = g_strdup (value_label (&work->matrix->columns[column]));
	return move;
}

static void
add_trials (const SegWhyWork *work, guint number, GArray *trials)
{
	const SegWhyPlan *plan = &g_array_index (work->plans, SegWhyPlan, number);
	const double *raw = seg_matrix_row (work->matrix->raw, work->row);

	for (guint i = 0; i < plan->n_values; i++) {
		Trial trial = { number, plan->values[i], 0 };

		g_array_append_val (trials, trial);
	}
	if (plan->kind == SEG_WHY_YES_NO) {
		Trial trial = { number, raw[plan->first] > 0.5 ? 0 : 1, 0 };

		g_array_append_val (trials, trial);
	}
	for (gsize j = plan->first; j < plan->first + plan->n && (plan->kind == SEG_WHY_CHOICE || plan->kind == SEG_WHY_SEVERAL); j++)
		if (plan->kind == SEG_WHY_SEVERAL || raw[j] <= 0.5) {
			Trial trial = { number, (double) j, 0 };

			g_array_append_val (trials, trial);
		}
}

static gint
compare_moves (gconstpointer a, gconstpointer b)
{
	const SegWhyMove *first = *(SegWhyMove *const *) a, *second = *(SegWhyMove *const *) b;

	if (first->length < second->length || first->length > second->length)
		return first->length < second->length ? -1 : 1;
	return strcmp (first->label, second->label);
}

/* Features that can be changed and in no way move the user. */
static guint
count_immovable (const SegWhyWork *work, const GPtrArray *moves)
{
	guint n = 0;

	for (guint i = 0; i < work->plans->len; i++) {
		const SegWhyPlan *plan = &g_array_index (work->plans, SegWhyPlan, i);
		gboolean found = plan->kind == SEG_WHY_FIXED;

		for (guint j = 0; j < moves->len && !found; j++)
			found = strcmp (((const SegWhyMove *) moves->pdata[j])->feature, plan->feature) == 0;
		n += !found;
	}
	return n;
}

gboolean
seg_why_find_moves (const SegWhyWork *work, SegWhy *why, GError **error)
{
	g_autoptr (GArray) trials = g_array_new (FALSE, TRUE, sizeof (Trial)), brackets = g_array_new (FALSE, TRUE, sizeof (Bracket));
	guint last;

	for (guint i = 0; i < work->plans->len; i++)
		add_trials (work, i, trials);
	if (!ask (work, trials, error))
		return FALSE;
	for (guint first = 0; first < trials->len; first = last) {
		const Trial *trial = &g_array_index (trials, Trial, first);
		SegWhyKind kind = g_array_index (work->plans, SegWhyPlan, trial->plan).kind;

		for (last = first; last < trials->len && g_array_index (trials, Trial, last).plan == trial->plan; last++)
			if (kind != SEG_WHY_NUMBER && g_array_index (trials, Trial, last).label != why->now)
				g_ptr_array_add (why->moves, kind == SEG_WHY_YES_NO ? move_of_number (work, trial->plan, trial->raw, trial->label)
				                                                    : move_of_choice (work, &g_array_index (trials, Trial, last)));
		if (kind == SEG_WHY_NUMBER)
			add_brackets (work, trials, first, last, why->now, brackets);
	}
	if (!halve (work, brackets, why->now, error))
		return FALSE;
	for (guint i = 0; i < brackets->len; i++) {
		const Bracket *bracket = &g_array_index (brackets, Bracket, i);

		g_ptr_array_add (why->moves, move_of_number (work, bracket->plan, bracket->moves, bracket->label));
	}
	g_ptr_array_sort (why->moves, compare_moves);
	why->n_immovable = count_immovable (work, why->moves);
	return TRUE;
}

/* Several features at once --------------------------------------------------------------------------------------------- */

/* The first raw value from where the user is that is scaled at least as far as @target. */
static double
raw_beyond (const SegWhyWork *work, const SegWhyPlan *plan, double target)
{
	double raw = seg_matrix_row (work->matrix->raw, work->row)[plan->first];
	gboolean up = target > seg_matrix_row (work->matrix->scaled, work->row)[plan->first];
	Bracket bracket = { .stays = raw, .moves = up ? plan->most : plan->least };

	for (guint i = 0; i < 1100; i++) {
		double middle = between (plan, &bracket), scaled;

		if (isnan (middle))
			break;
		scaled = seg_why_scaled (work, plan, plan->first, middle);
		if (up ? scaled >= target : scaled <= target)
			bracket.moves = middle;
		else
			bracket.stays = middle;
	}
	return bracket.moves;
}

/* How far each column may go: numbers to the smallest and largest value that somebody has. */
static void
find_room (const SegWhyWork *work, double *low, double *high)
{
	const double *scaled = seg_matrix_row (work->matrix->scaled, work->row);

	for (gsize j = 0; j < work->matrix->n_columns; j++)
		low[j] = high[j] = scaled[j];
	for (guint i = 0; i < work->plans->len; i++) {
		const SegWhyPlan *plan = &g_array_index (work->plans, SegWhyPlan, i);

		if (plan->kind != SEG_WHY_NUMBER)
			continue;
		low[plan->first] = MIN (low[plan->first], seg_why_scaled (work, plan, plan->first, plan->least));
		high[plan->first] = MAX (high[plan->first], seg_why_scaled (work, plan, plan->first, plan->most));
	}
}

/* The step in the features' own units, rounded so that it is surely beyond the border; nothing where the rule says it is not. */
static gboolean
take_step (const SegWhyWork *work, const double *target, SegWhy *why, GError **error)
{
	gsize d = work->matrix->n_columns;
	const double *scaled = seg_matrix_row (work->matrix->scaled, work->row);
	g_autoptr (SegMatrix) row = seg_matrix_new (1, d, error);
	gint32 label;

	if (row == NULL)
		return FALSE;
	memcpy (row->values, scaled, d * sizeof *scaled);
	for (guint i = 0; i < work->plans->len; i++) {
		const SegWhyPlan *plan = &g_array_index (work->plans, SegWhyPlan, i);
		gsize j = plan->first;
		double nudged = target[j] + (target[j] - scaled[j]) * 1e-9, raw;

		if (plan->kind != SEG_WHY_NUMBER || fabs (target[j] - scaled[j]) < 1e-12)
			continue;
		raw = raw_beyond (work, plan, nudged);
		row->values[j] = seg_why_scaled (work, plan, j, raw);
		g_ptr_array_add (why->together, move_of_number (work, i, raw, -1));
	}
	g_ptr_array_sort (why->together, compare_moves);
	if (!seg_cluster_rule_assign (work->rule, row, work->job, &label, NULL, NULL, error))
		return FALSE;
	if (label == why->now)
		g_ptr_array_set_size (why->together, 0);
	for (guint i = 0; i < why->together->len; i++)
		((SegWhyMove *) why->together->pdata[i])->segment = label;
	return TRUE;
}

gboolean
seg_why_find_border (const SegWhyWork *work, SegWhy *why, GError **error)
{
	gsize d = work->matrix->n_columns;
	const double *scaled = seg_matrix_row (work->matrix->scaled, work->row);
	g_autofree double *low = g_new (double, d), *high = g_new (double, d), *target = g_new (double, d);
	gint32 to;

	if (seg_cluster_rule_basis (work->rule) != SEG_RULE_CENTROIDS || why->now < 0)
		return TRUE;
	find_room (work, low, high);
	why->border = seg_cluster_rule_nearest_border (work->rule, scaled, why->now, low, high, 0, target, &to);
	if (!isfinite (why->border)) {
		why->border = NAN;
		return TRUE;
	}
	if (!isfinite (seg_cluster_rule_nearest_border (work->rule, scaled, why->now, low, high, SEG_WHY_FEATURES, target, &to)))
		return TRUE; /* three features are not enough */
	return take_step (work, target, why, error);
}
