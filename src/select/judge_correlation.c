/* Groups of features that say nearly the same: one of each is kept, and it is said why that one. */
#include <config.h>
#include "select-private.h"

#include <segscope/text.h>

/* The numbers among the candidates alive, with their correlations. */
typedef struct {
	SegJudging    *judging;
	SegCandidate **members;
	gsize          n;
	SegMatrix     *strength;
	SegCorrelationOrder *order;
} Field;

static gboolean
field_init (Field *field, SegJudging *judging, double threshold, GError **error)
{
	*field = (Field) { judging, g_new (SegCandidate *, judging->n + 1), 0, NULL, NULL };
	for (gsize i = 0; i < judging->n; i++)
		if (judging->candidates[i].alive && judging->candidates[i].is_number)
			field->members[field->n++] = &judging->candidates[i];
	field->strength = seg_matrix_new (MAX (field->n, 1), MAX (field->n, 1), error);
	if (field->strength == NULL)
		return FALSE;
	for (gsize a = 0; a < field->n; a++)
		for (gsize b = 0; b < field->n; b++)
			seg_matrix_row (field->strength, a)[b] = seg_matrix_row (judging->strength, field->members[a]->first)[field->members[b]->first];
	field->order = seg_correlation_order (field->strength, threshold);
	return TRUE;
}

static void
field_clear (Field *field)
{
	g_free (field->members);
	seg_matrix_free (field->strength);
	if (field->order != NULL)
		seg_correlation_order_free (field->order);
	*field = (Field) { 0 };
}

static void
score (Field *field)
{
	for (gsize a = 0; a < field->n; a++) {
		double most = 0;

		for (gsize b = 0; b < field->n; b++)
			if (b != a && seg_matrix_row (field->strength, a)[b] > most)
				most = seg_matrix_row (field->strength, a)[b];
		seg_judging_score (field->judging, field->members[a], most);
		field->members[a]->row->group = field->n > 1 ? field->order->groups[a] : 0;
	}
}

/* Mean correlation of member @a with the others of its group. */
static double
closeness (const Field *field, gsize a)
{
	double total = 0;
	gsize n = 0;

	for (gsize b = 0; b < field->n; b++)
		if (b != a && field->order->groups[b] == field->order->groups[a]) {
			total += seg_matrix_row (field->strength, a)[b];
			n++;
		}
	return total / (double) MAX (n, 1);
}

/* What speaks for a member; the first figure in which two differ decides. */
typedef enum { WANTED, TELLS_MORE, CORE, PROPOSED, SELECTED, KNOWN, CLOSE, FIRST } Merit;

static double
merit (const Field *field, gsize a, Merit which)
{
	const SegCandidate *candidate = field->members[a];

	switch (which) {
	case WANTED:
		return candidate->row->by_person;
	case TELLS_MORE:
		return isnan (candidate->information) ? 0 : candidate->information;
	case CORE:
		return candidate->is_core;
	case PROPOSED:
		return candidate->feature->proposed;
	case SELECTED:
		return candidate->row->was_selected;
	case KNOWN:
		return -(double) field->judging->matrix->columns[candidate->first].n_missing;
	case CLOSE:
		return closeness (field, a);
	case FIRST:
	default:
		return -(double) a;
	}
}

/* Whether @a is better than @b; @by: (out) what decides. */
static gboolean
is_better (const Field *field, gsize a, gsize b, Merit *by)
{
	for (*by = WANTED; *by < FIRST; (*by)++) {
		double difference = merit (field, a, *by) - merit (field, b, *by);

		if (fabs (difference) > 1e-9)
			return difference > 0;
	}
	return a < b;
}

static char *
merit_words (const Field *field, gsize a, Merit by)
{
	const SegJudging *judging = field->judging;
	g_autofree char *figure = NULL;

	switch (by) {
	case WANTED:
		return g_strdup (_("you asked for it"));
	case TELLS_MORE:
		figure = seg_format_share (field->members[a]->information);
		return g_strdup_printf (_("it tells most about %s (%s)"), judging->target->label, figure);
	case CORE:
		return g_strdup (_("it is one of recency, frequency and money, which everyone asks for"));
	case PROPOSED:
		return g_strdup (_("it is among those proposed for these data"));
	case SELECTED:
		return g_strdup (_("it was selected already"));
	case KNOWN:
		figure = seg_format_integer ((gint64) (judging->n_rows - judging->matrix->columns[field->members[a]->first].n_missing));
		return g_strdup_printf (_("it is known for most users (%s)"), figure);
	case CLOSE:
		figure = seg_format_number (closeness (field, a), 2);
		return g_strdup_printf (_("it stands for the others best (mean correlation %s)"), figure);
	case FIRST:
	default:
		return g_strdup (_("it comes first in the catalogue"));
	}
}

/* The member that stays and, in @why, what put it before the next best. */
static gsize
choose (const Field *field, guint group, char **why)
{
	gsize best = G_MAXSIZE, second = G_MAXSIZE;
	Merit by;

	for (gsize a = 0; a < field->n; a++) {
		if (field->order->groups[a] != group)
			continue;
		if (best == G_MAXSIZE || is_better (field, a, best, &by)) {
			second = best;
			best = a;
		} else if (second == G_MAXSIZE || is_better (field, a, second, &by))
			second = a;
	}
	is_better (field, best, second, &by);
	*why = merit_words (field, best, by);
	return best;
}

/* @words: what is said of those that go, of the keeper, the correlation and why it is kept. @loosely: they only go together, so that one of
 * recency, frequency and money does not stand for another. */
static void
settle (Field *field, guint group, gboolean loosely, const char *words)
{
	g_autofree const char **labels = g_new0 (const char *, field->n + 1);
	g_autofree char *why = NULL, *list = NULL, *before = NULL, *words_of_keeper = NULL;
	gsize best = choose (field, group, &why), n = 0;
	const SegCandidate *keeper = field->members[best];

	for (gsize a = 0; a < field->n; a++) {
		SegCandidate *candidate = field->members[a];
		double r = seg_matrix_row (field->strength, a)[best];
		g_autofree char *figure = seg_format_number (r, 2);

		if (field->order->groups[a] != group || a == best || (loosely && candidate->is_core))
			continue;
		if (seg_judging_drop (field->judging, candidate, keeper, g_strdup_printf (words, keeper->row->label, figure, why)))
			labels[n++] = candidate->row->label;
	}
	if (n == 0 || keeper->row->by_person)
		return;
	list = seg_words_list (labels, n);
	before = keeper->is_core ? keeper->row->reason : NULL;
	words_of_keeper = g_strdup_printf (_("Stands for %s too, which rise and fall with it: %s."), list, why);
	if (before == NULL)
		g_free (keeper->row->reason);
	keeper->row->reason = before != NULL ? g_strdup_printf ("%s %s", before, words_of_keeper) : g_steal_pointer (&words_of_keeper);
}

static gboolean
judge (SegJudging *judging, GError **error)
{
	Field field;
	gboolean success = field_init (&field, judging, judging->options->correlation, error);

	if (success) {
		score (&field);
		for (guint group = 1; field.n > 1 && group <= field.order->n_groups; group++)
			settle (&field, group, FALSE, _("Says nearly what %s says (correlation %s); that one is kept because %s."));
	}
	field_clear (&field);
	return success;
}

const SegJudge seg_judge_correlation = {
	{ "correlation", N_("Correlation"), N_("Of features that rise and fall together (Pearson or Spearman) one is enough; the figure is the "
	                                       "largest correlation with another."), N_("Correlation"), SEG_CRITERION_ALWAYS }, judge
};

/* Few enough ------------------------------------------------------------------------------------------------------------------- */

#define STEP 0.05

/* Groups and features without one. */
static gsize
n_left (const Field *field)
{
	gsize n = field->order->n_groups;

	for (gsize a = 0; a < field->n; a++)
		n += field->order->groups[a] == 0;
	return n;
}

/* Groups of ever looser connection, until there are few enough of them: what rises and falls together counts once, so that a subject with
 * many features does not outweigh the others. Features that have nothing to do with each other all stay, however many they are. */
static gboolean
judge_few (SegJudging *judging, GError **error)
{
	const SegSelectOptions *options = judging->options;
	gsize n_other = 0;
	double threshold = options->correlation;
	Field field = { 0 };
	gboolean success = TRUE;

	for (gsize i = 0; i < judging->n; i++)
		n_other += judging->candidates[i].alive && !judging->candidates[i].is_number;
	if (options->most == 0 || seg_judging_n_alive (judging) <= options->most)
		return TRUE;
	do {
		threshold -= STEP;
		field_clear (&field);
		success = seg_job_proceed (judging->job, 0.5, NULL, error) && field_init (&field, judging, threshold, error);
	} while (success && n_left (&field) + n_other > options->most && threshold - STEP >= options->least_correlation);
	for (guint group = 1; success && field.n > 1 && group <= field.order->n_groups; group++)
		settle (&field, group, TRUE, _("Goes together with %s (correlation %s); of features that do, one is kept, so that no subject outweighs the others: "
		                         "that one because %s."));
	field_clear (&field);
	return success;
}

const SegJudge seg_judge_few = {
	{ "few", N_("Few enough"), N_("Of more than 20 features those that rise and fall together, ever more loosely, count once (correlations down to 0.3)."),
	  NULL, SEG_CRITERION_WITHOUT_TARGET }, judge_few
};
