/* Segments explained: from the leaves of a tree to a rule in words that filters understand, with its precision and recall. */
#include <config.h>
#include "explain-private.h"
#include "filter-private.h"

#include <segscope/explain.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOST_LEAVES 2
/* Of the way from the segment's share of everyone to being always right, what a rule must cover to say anything. */
#define LEAST_GAIN 0.25
/* What may be lost of F1 for a condition less. */
#define WORTH_A_CONDITION 0.005

/* The columns a rule may be made of, and the users. */
typedef struct {
	SegFeatureMatrix *matrix;
	gint32        *labels;   /* of the rows, -1: in no segment */
	gsize         *places;   /* n_columns: of the matrix */
	SegTreeColumn *columns;  /* over rows that are in a segment */
	guint          n_columns;
	gsize         *rows;     /* n: of the matrix */
	gsize          n;
} Work;

static void
clear_work (Work *work)
{
	seg_feature_matrix_free (work->matrix);
	for (guint j = 0; work->columns != NULL && j < work->n_columns; j++)
		seg_tree_column_clear (&work->columns[j]);
	g_free (work->columns);
	g_free (work->places);
	g_free (work->labels);
	g_free (work->rows);
}

void
seg_explanation_free (SegExplanation *explanation)
{
	if (explanation == NULL)
		return;
	g_free (explanation->condition);
	g_free (explanation->words);
	g_free (explanation);
}

/* What filters can say ------------------------------------------------------------------------------------------------- */

static gboolean
is_value (const SegMatrixColumn *column)
{
	return strcmp (column->name, column->feature) != 0;
}

/* The value of a category that @column stands for, or NULL: it stands for several, or for none. */
static const char *
category_value (const SegMatrixColumn *column)
{
	const char *value = strchr (column->name, '=');

	return value != NULL && g_str_has_prefix (column->name, column->feature) && value[1] != '(' ? value + 1 : NULL;
}

/* Whether a filter can ask for @column, which features and attributes of users are called as in @users. */
static gboolean
can_say (const SegMatrixColumn *column, const GPtrArray *users)
{
	const SegUserColumn *user = seg_user_columns_find (users, column->feature);

	if (user == NULL || column->constant)
		return FALSE;
	if (is_value (column))
		return category_value (column) != NULL && (user->type == SEG_TYPE_CATEGORY || user->type == SEG_TYPE_TEXT);
	return user->type == SEG_TYPE_NUMBER || user->type == SEG_TYPE_BOOLEAN;
}

/* The numbers a category is coded by say nothing in a rule; of it all values are wanted, one column each. */
static GPtrArray *
selection_to_say (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegFeatureSet *set, SegExplainBy by, GError **error)
{
	g_autoptr (GPtrArray) all = seg_feature_selection_of_set (workspace, set, error);

	for (guint i = all != NULL && by == SEG_EXPLAIN_BY_SELECTION ? all->len : 0; i-- > 0;)
		if (seg_selection_find (segmentation->selection, ((const SegSelected *) all->pdata[i])->name) == NULL)
			g_ptr_array_remove_index (all, i);
	if (all != NULL && all->len == 0) { /* made of components only */
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("What \"%s\" was made from cannot stand in a rule; explain it by all features instead"),
		             segmentation->name);
		return NULL;
	}
	return g_steal_pointer (&all);
}

static gboolean
choose_columns (SegWorkspace *workspace, const SegFeatureSet *set, Work *work, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) users = seg_user_columns (workspace, set, error);
	const SegFeatureMatrix *matrix = work->matrix;
	g_autofree guint8 *filled = NULL;
	g_autofree double *values = NULL;

	if (users == NULL)
		return FALSE;
	work->places = g_new (gsize, matrix->n_columns);
	work->columns = g_new0 (SegTreeColumn, matrix->n_columns);
	filled = g_malloc (work->n + 1);
	values = g_new (double, work->n + 1);
	for (gsize j = 0; j < matrix->n_columns; j++) {
		if (!seg_job_proceed (job, (double) j / (double) matrix->n_columns, _("looking for rules"), error))
			return FALSE;
		if (!can_say (&matrix->columns[j], users))
			continue;
		for (gsize i = 0; i < work->n; i++) {
			values[i] = seg_matrix_row (matrix->raw, work->rows[i])[j];
			filled[i] = !is_value (&matrix->columns[j]) && matrix->filled[work->rows[i] * matrix->n_columns + j];
		}
		seg_tree_column_init (&work->columns[work->n_columns], values, filled, work->n, 1);
		work->places[work->n_columns++] = j;
	}
	if (work->n_columns > 0 && work->n > 0)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, work->n == 0 ? _("Nobody in these segments has features any more; compute the features anew")
	                                                                     : _("There is no feature that could stand in a rule"));
	return FALSE;
}

static gboolean
prepare (SegWorkspace *workspace, const SegSegmentation *segmentation, SegExplainBy by, Work *work, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (workspace, segmentation->feature_set_id, error);
	g_autoptr (GPtrArray) selection = set != NULL ? selection_to_say (workspace, segmentation, set, by, error) : NULL;
	SegJobSpan span = seg_job_enter (job, 0, 0.4);
	gboolean done = FALSE;

	if (selection != NULL && (work->matrix = seg_feature_matrix (workspace, set, selection, job, error)) != NULL
	    && (work->labels = seg_segmentation_labels (workspace, segmentation, work->matrix, job, error)) != NULL) {
		work->rows = g_new (gsize, work->matrix->raw->n_rows + 1);
		for (gsize row = 0; row < work->matrix->raw->n_rows; row++)
			if (work->labels[row] >= 0)
				work->rows[work->n++] = row;
		done = choose_columns (workspace, set, work, job, error);
	}
	seg_job_leave (job, span);
	return done;
}

/* Choosing leaves -------------------------------------------------------------------------------------------------------- */

/* Leaves joined by "or", and what they take. */
typedef struct {
	guint       n;
	SegTreeLeaf leaves[MOST_LEAVES];
	gsize       n_rows, n_inside;
	double      f1;
} Rule;

/* Counts what @rule takes of @work. */
static void
measure (Rule *rule, const Work *work, const guint8 *inside, gsize n_segment)
{
	rule->n_rows = rule->n_inside = 0;
	for (gsize i = 0; i < work->n; i++) {
		gboolean takes = FALSE;

		for (guint l = 0; l < rule->n && !takes; l++)
			takes = seg_tree_leaf_takes (&rule->leaves[l], work->columns, i);
		rule->n_rows += (gsize) takes;
		rule->n_inside += (gsize) (takes && inside[i]);
	}
	rule->f1 = 2 * (double) rule->n_inside / (double) MAX (rule->n_rows + n_segment, 1);
}

/* The leaf, or pair of leaves, with the best F1; the fewer the better where it is the same. */
static Rule
best_leaves (const GArray *leaves, gsize n_segment)
{
	Rule best = { 0 };

	for (guint i = 0; i < leaves->len; i++)
		for (guint j = i; j < leaves->len; j++) {
			const SegTreeLeaf *one = &g_array_index (leaves, SegTreeLeaf, i), *other = &g_array_index (leaves, SegTreeLeaf, j);
			guint n = i == j ? 1 : 2;
			gsize n_inside = one->n_inside + (n == 2 ? other->n_inside : 0), n_rows = one->n_rows + (n == 2 ? other->n_rows : 0);
			double f1 = 2 * (double) n_inside / (double) (n_rows + n_segment);

			if (f1 > best.f1 + (n > best.n ? WORTH_A_CONDITION : 1e-12))
				best = (Rule) { n, { *one, *other }, n_rows, n_inside, f1 };
		}
	return best;
}

/* @rule without condition @c of leaf @l; without the leaf where that was its last. */
static Rule
without (const Rule *rule, guint l, guint c)
{
	Rule shorter = *rule;
	SegTreeLeaf *leaf = &shorter.leaves[l];

	for (guint i = c; i + 1 < leaf->n; i++)
		leaf->conditions[i] = leaf->conditions[i + 1];
	if (--leaf->n == 0) {
		for (guint i = l; i + 1 < shorter.n; i++)
			shorter.leaves[i] = shorter.leaves[i + 1];
		shorter.n--;
	}
	return shorter;
}

/* Leaves out, one after the other, the condition that is missed least, while that costs next to nothing. */
static void
shorten (Rule *rule, const Work *work, const guint8 *inside, gsize n_segment)
{
	for (;;) {
		Rule best = { 0 };

		for (guint l = 0; l < rule->n; l++)
			for (guint c = 0; c < rule->leaves[l].n; c++) {
				Rule shorter = without (rule, l, c);

				measure (&shorter, work, inside, n_segment);
				if (shorter.n > 0 && shorter.f1 > best.f1)
					best = shorter;
			}
		if (best.n == 0 || best.f1 < rule->f1 - WORTH_A_CONDITION)
			return;
		*rule = best;
	}
}

/* Whether @rule says more than that many users are in the segment. */
static gboolean
tells (const Rule *rule, const Work *work, gsize n_segment)
{
	double base = (double) n_segment / (double) work->n, precision = (double) rule->n_inside / (double) MAX (rule->n_rows, 1);

	return rule->n > 0 && precision - base >= LEAST_GAIN * (1 - base);
}

static gboolean
find_rule (const Work *work, gint32 label, Rule *rule, gsize *n_segment, SegJob *job, GError **error)
{
	g_autofree guint8 *inside = g_malloc (work->n + 1);

	*n_segment = 0;
	*rule = (Rule) { 0 };
	for (gsize i = 0; i < work->n; i++)
		*n_segment += inside[i] = work->labels[work->rows[i]] == label;
	for (int balanced = 0; balanced <= 1 && *n_segment > 0 && *n_segment < work->n; balanced++) {
		double weight = balanced ? (double) (work->n - *n_segment) / (double) *n_segment : 1;
		g_autoptr (GArray) leaves = seg_tree_grow (work->columns, work->n_columns, inside, work->n, weight, job, error);
		Rule found;

		if (leaves == NULL)
			return FALSE;
		found = best_leaves (leaves, *n_segment);
		if (found.n > 0)
			shorten (&found, work, inside, *n_segment);
		if (tells (&found, work, *n_segment) && found.f1 > rule->f1 + 1e-12)
			*rule = found;
	}
	return TRUE;
}

/* In words ----------------------------------------------------------------------------------------------------------------- */

/* What the conditions of a leaf leave of one column: above @low, up to @high. */
typedef struct {
	double low, high; /* NAN: no limit */
} Range;

static Range
range_of (const SegTreeLeaf *leaf, const Work *work, guint column)
{
	Range range = { NAN, NAN };

	for (guint i = 0; i < leaf->n; i++) {
		double cut = work->columns[column].cuts[leaf->conditions[i].cut];

		if (leaf->conditions[i].column != column)
			continue;
		if (leaf->conditions[i].above)
			range.low = isnan (range.low) ? cut : MAX (range.low, cut);
		else
			range.high = isnan (range.high) ? cut : MIN (range.high, cut);
	}
	return range;
}

/* A name as a filter reads it: in quotes where it holds anything but letters, digits, _ and . */
static char *
filter_name (const char *name)
{
	for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
		if (!g_unichar_isalnum (g_utf8_get_char (at)) && *at != '_' && *at != '.')
			return seg_filter_quote (name);
	return g_strdup (name);
}

static void
append (GString *text, const char *joint, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
append (GString *text, const char *joint, const char *format, ...)
{
	va_list arguments;

	va_start (arguments, format);
	if (text->len > 0)
		g_string_append (text, joint);
	g_string_append_vprintf (text, format, arguments);
	va_end (arguments);
}

/* A category or yes/no: 0 and 1 only. */
static void
say_value (GString *condition, GString *words, const SegMatrixColumn *column, gboolean yes)
{
	const char *value = is_value (column) ? category_value (column) : NULL;
	g_autofree char *name = filter_name (column->feature), *quoted = value != NULL ? seg_filter_quote (value) : NULL;

	if (value != NULL) {
		append (condition, " and ", "%s %s %s", name, yes ? "=" : "!=", quoted);
		append (words, C_("conditions", " and "), yes ? "%s" : _("not %s"), column->label);
	} else {
		append (condition, " and ", "%s = %s", name, yes ? "yes" : "no");
		append (words, C_("conditions", " and "), yes ? _("%s: yes") : _("%s: no"), column->label);
	}
}

static void
say_number (GString *condition, GString *words, const SegMatrixColumn *column, Range range)
{
	g_autofree char *name = filter_name (column->feature);
	g_autofree char *low = seg_format_exact (range.low), *high = seg_format_exact (range.high);
	g_autofree char *shown_low = seg_format_auto (range.low), *shown_high = seg_format_auto (range.high);

	if (!isnan (range.low))
		append (condition, " and ", "%s > %s", name, low);
	if (!isnan (range.high))
		append (condition, " and ", "%s <= %s", name, high);
	if (!isnan (range.low) && !isnan (range.high))
		append (words, C_("conditions", " and "), _("%s above %s, up to %s"), column->label, shown_low, shown_high);
	else if (!isnan (range.low))
		append (words, C_("conditions", " and "), "%s > %s", column->label, shown_low);
	else
		append (words, C_("conditions", " and "), range.high > column->minimum ? "%s ≤ %s" : "%s = %s", column->label, shown_high);
}

/* Says @leaf at the end of @condition and @words. */
static void
say_leaf (const SegTreeLeaf *leaf, const Work *work, gboolean alone, GString *condition, GString *words)
{
	g_autoptr (GString) own_condition = g_string_new (NULL), own_words = g_string_new (NULL);

	for (guint j = 0; j < work->n_columns; j++) {
		const SegMatrixColumn *column = &work->matrix->columns[work->places[j]];
		Range range = range_of (leaf, work, j);

		if (isnan (range.low) && isnan (range.high))
			continue;
		if (column->is_share)
			say_value (own_condition, own_words, column, !isnan (range.low));
		else
			say_number (own_condition, own_words, column, range);
	}
	append (condition, " or ", alone ? "%s" : "(%s)", own_condition->str);
	append (words, C_("conditions", ", or "), "%s", own_words->str);
}

static SegExplanation *
explain (const Work *work, const Rule *rule, gint64 segment_id, gsize n_segment)
{
	SegExplanation *explanation = g_new0 (SegExplanation, 1);
	g_autoptr (GString) condition = g_string_new (NULL), words = g_string_new (NULL);

	*explanation = (SegExplanation) { .segment_id = segment_id, .n_segment = n_segment, .precision = NAN, .recall = 0 };
	if (rule->n == 0)
		return explanation;
	for (guint l = 0; l < rule->n; l++)
		say_leaf (&rule->leaves[l], work, rule->n == 1, condition, words);
	explanation->condition = g_strdup (condition->str);
	explanation->words = g_strdup (words->str);
	explanation->n_rule = rule->n_rows;
	explanation->n_both = rule->n_inside;
	explanation->precision = (double) rule->n_inside / (double) rule->n_rows;
	explanation->recall = (double) rule->n_inside / (double) n_segment;
	return explanation;
}

GPtrArray *
seg_segments_explain (SegWorkspace *workspace, const SegSegmentation *segmentation, SegExplainBy by, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) explanations = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_explanation_free);
	guint k = segmentation->segments->len;
	Work work = { 0 };
	gboolean done = prepare (workspace, segmentation, by, &work, job, error);

	for (guint c = 0; done && c < k; c++) {
		SegJobSpan span = seg_job_enter (job, 0.4 + 0.6 * c / k, 0.4 + 0.6 * (c + 1) / k);
		gsize n_segment;
		Rule rule;

		done = find_rule (&work, (gint32) c, &rule, &n_segment, job, error);
		seg_job_leave (job, span);
		if (done)
			g_ptr_array_add (explanations, explain (&work, &rule, ((const SegSegment *) segmentation->segments->pdata[c])->id, n_segment));
	}
	clear_work (&work);
	return done ? g_steal_pointer (&explanations) : NULL;
}

char *
seg_explanation_sentence (const SegExplanation *explanation)
{
	g_autofree char *precision = NULL, *recall = NULL;

	if (explanation->condition == NULL)
		return g_strdup (_("No short rule tells this segment from the others."));
	precision = seg_format_share (explanation->precision);
	recall = seg_format_share (explanation->recall);
	return g_strdup_printf (_("%s: %s of those it takes are in the segment, and it takes %s of the segment."), explanation->words, precision, recall);
}
