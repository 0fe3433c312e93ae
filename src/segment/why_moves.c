/* The smallest change of a feature that puts a user elsewhere: values that users have are tried with the segmentation's own rule, first far
 * apart, then, between the last that changes nothing and the first that does, by halving. Where a rule compares distances to middles the
 * values that keep a user are without a gap, so what is found is the smallest; by density and shares a nearer one between two tried
 * values could be missed. All features are tried at once, so that the rule is asked some dozen times, not some thousand. */
#include <config.h>
#include "why-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define HALVINGS 128    /* of doubles, to the last digit */
#define FEW_HALVINGS 24 /* where the rule takes long */

/* Asking the rule ------------------------------------------------------------------------------------------------------ */

/* One row to ask for: the user with something changed. */
typedef struct {
	guint  plan;
	double raw;    /* NUMBER, YES_NO: the value; else the column that goes up or down */
	gint32 place;  /* (out) of the segment; -1: none */
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
	g_autofree gint32 *places = g_new (gint32, trials->len + 1);

	if (trials->len == 0)
		return TRUE;
	rows = seg_matrix_new (trials->len, work->matrix->n_columns, error);
	if (rows == NULL)
		return FALSE;
	for (guint i = 0; i < trials->len; i++)
		write_row (work, &g_array_index (trials, Trial, i), seg_matrix_row (rows, i));
	if (!seg_why_assign (work, rows, places, error))
		return FALSE;
	for (guint i = 0; i < trials->len; i++)
		g_array_index (trials, Trial, i).place = places[i];
	return TRUE;
}

/* Between two values --------------------------------------------------------------------------------------------------- */

/* The last value that leaves the user where they are and the first that does not. */
typedef struct {
	guint  plan;
	double stays, moves;
	gint32 place; /* where @moves leads */
} Bracket;

double
seg_why_between (const SegWhyPlan *plan, double stays, double moves)
{
	double middle = stays + (moves - stays) / 2;

	if (plan->whole)
		middle = moves > stays ? floor (middle) : ceil (middle);
	return middle > MIN (stays, moves) && middle < MAX (stays, moves) ? middle : NAN;
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
			Trial trial = { bracket->plan, seg_why_between (&g_array_index (work->plans, SegWhyPlan, bracket->plan), bracket->stays, bracket->moves), 0 };

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

			if (trial->place == now) {
				bracket->stays = trial->raw;
				continue;
			}
			bracket->moves = trial->raw;
			bracket->place = trial->place;
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
		if (all[i].place != now) {
			Bracket bracket = { all[i].plan, i > up ? all[i - 1].raw : raw, all[i].raw, all[i].place };

			g_array_append_val (brackets, bracket);
			break;
		}
	while (up > first && all[up - 1].raw >= raw)
		up--;
	for (guint i = up; i-- > first;)
		if (all[i].place != now) {
			Bracket bracket = { all[i].plan, i + 1 < up ? all[i + 1].raw : raw, all[i].raw, all[i].place };

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

char *
seg_why_text_beyond (const SegMatrixColumn *column, const SegWhyPlan *plan, double raw_from, double raw_to)
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

SegWhyMove *
seg_why_move_of_number (const SegWhyWork *work, guint number, double to, gint32 place)
{
	const SegWhyPlan *plan = &g_array_index (work->plans, SegWhyPlan, number);
	const SegMatrixColumn *column = &work->matrix->columns[plan->first];
	SegWhyMove *move = seg_why_move_new (column, place);

	move->raw_from = seg_matrix_row (work->matrix->raw, work->row)[plan->first];
	move->raw_to = to;
	move->from = seg_why_value (column, plan->whole && move->raw_from == floor (move->raw_from), move->raw_from);
	move->to = seg_why_text_beyond (column, plan, move->raw_from, to);
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
	SegWhyMove *move = seg_why_move_new (&work->matrix->columns[column], trial->place);
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

gint
seg_why_compare_moves (gconstpointer a, gconstpointer b)
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
			if (kind != SEG_WHY_NUMBER && g_array_index (trials, Trial, last).place != why->now)
				g_ptr_array_add (why->moves, kind == SEG_WHY_YES_NO ? seg_why_move_of_number (work, trial->plan, trial->raw, trial->place)
				                                                    : move_of_choice (work, &g_array_index (trials, Trial, last)));
		if (kind == SEG_WHY_NUMBER)
			add_brackets (work, trials, first, last, why->now, brackets);
	}
	if (!halve (work, brackets, why->now, error))
		return FALSE;
	for (guint i = 0; i < brackets->len; i++) {
		const Bracket *bracket = &g_array_index (brackets, Bracket, i);

		g_ptr_array_add (why->moves, seg_why_move_of_number (work, bracket->plan, bracket->moves, bracket->place));
	}
	g_ptr_array_sort (why->moves, seg_why_compare_moves);
	why->n_immovable = count_immovable (work, why->moves);
	return TRUE;
}
