/* Standardised differences of the arms of a list: unlike p-values they do not grow with the list, so that they say whether arms are alike and
 * not how many people there are. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/balance.h>
#include <segscope/ids.h>
#include <segscope/user_counter.h>

#include <glib/gi18n.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The list: people by id, each with arm and segment. */
typedef struct {
	GArray *ids, *segments; /* of gint64 */
	GArray *arms;           /* of guint: number of the arm */
	const GPtrArray *names; /* of SegCampaignArm* */
	gsize  *at;             /* of each: position among all users; G_MAXSIZE: not in use any more */
} List;

static void
clear_list (List *list)
{
	g_clear_pointer (&list->ids, g_array_unref);
	g_clear_pointer (&list->segments, g_array_unref);
	g_clear_pointer (&list->arms, g_array_unref);
	g_clear_pointer (&list->at, g_free);
}

static void
free_row (gpointer data)
{
	SegBalanceRow *row = data;

	g_free (row->name);
	g_free (row->label);
	g_free (row->arm);
	g_free (row);
}

void
seg_balance_free (SegBalance *balance)
{
	if (balance == NULL)
		return;
	g_free (balance->first);
	g_clear_pointer (&balance->rows, g_ptr_array_unref);
	g_free (balance->words);
	g_free (balance);
}

static guint
arm_number (const GPtrArray *arms, const char *name)
{
	for (guint i = 0; i < arms->len; i++)
		if (strcmp (((const SegCampaignArm *) arms->pdata[i])->name, name) == 0)
			return i;
	return 0;
}

static gboolean
read_list (SegWorkspace *workspace, const SegCampaign *campaign, List *list, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace,
		"SELECT user_id, coalesce (segment_id, 0), arm FROM campaign_member WHERE campaign_id = :id ORDER BY user_id", error);
	GError *failure = NULL;

	*list = (List) { g_array_new (FALSE, FALSE, sizeof (gint64)), g_array_new (FALSE, FALSE, sizeof (gint64)), g_array_new (FALSE, FALSE, sizeof (guint)),
		             campaign->arms, NULL };
	if (rows == NULL)
		return FALSE;
	seg_statement_bind_integer (rows, ":id", campaign->id);
	while (seg_statement_next (rows, &failure)) {
		gint64 id = seg_statement_integer (rows, 0), segment = seg_statement_integer (rows, 1);
		guint arm = arm_number (campaign->arms, seg_statement_text (rows, 2));

		g_array_append_val (list->ids, id);
		g_array_append_val (list->segments, segment);
		g_array_append_val (list->arms, arm);
	}
	return seg_query_ended (failure, error);
}

/* What is known of a figure in each arm. */
typedef struct {
	gsize  n;
	double sum, squares; /* squares: of the distances from the mean, in a second pass */
} Moments;

static double
standardised (const Moments *first, const Moments *arm)
{
	double a = first->sum / (double) first->n, b = arm->sum / (double) arm->n;
	double pooled;

	if (first->n < 2 || arm->n < 2)
		return NAN;
	pooled = sqrt ((first->squares / (double) (first->n - 1) + arm->squares / (double) (arm->n - 1)) / 2);
	return pooled > 0 ? (b - a) / pooled : a == b ? 0 : NAN;
}

/* @of: by person of the list, NAN: missing. Rows for each arm but the first; takes nothing over. */
static void
compare (const List *list, const double *of, const char *name, const char *label, gboolean is_share, GPtrArray *rows)
{
	g_autofree Moments *moments = g_new0 (Moments, list->names->len);

	for (guint i = 0; i < list->ids->len; i++)
		if (!isnan (of[i])) {
			moments[g_array_index (list->arms, guint, i)].n++;
			moments[g_array_index (list->arms, guint, i)].sum += of[i];
		}
	for (guint i = 0; i < list->ids->len; i++)
		if (!isnan (of[i])) {
			Moments *arm = &moments[g_array_index (list->arms, guint, i)];
			double distance = of[i] - arm->sum / (double) arm->n;

			arm->squares += distance * distance;
		}
	for (guint k = 0; is_share && k < list->names->len; k++) { /* p (1 - p), with the divisor that standardised() takes */
		double p = moments[k].n > 0 ? moments[k].sum / (double) moments[k].n : 0;

		moments[k].squares = p * (1 - p) * (double) (moments[k].n > 0 ? moments[k].n - 1 : 0);
	}
	for (guint k = 1; k < list->names->len; k++) {
		SegBalanceRow *row = g_new (SegBalanceRow, 1);

		*row = (SegBalanceRow) { g_strdup (name), g_strdup (label), g_strdup (((const SegCampaignArm *) list->names->pdata[k])->name), is_share,
			                     moments[0].sum / (double) moments[0].n, moments[k].sum / (double) moments[k].n, standardised (&moments[0], &moments[k]) };
		g_ptr_array_add (rows, row);
	}
}

static gboolean
compare_segments (SegWorkspace *workspace, const List *list, double *of, GPtrArray *rows, GError **error)
{
	g_autoptr (SegStatement) segments = seg_workspace_prepare (workspace, "SELECT id, name FROM segment ORDER BY id", error);
	GError *failure = NULL;

	if (segments == NULL)
		return FALSE;
	while (seg_statement_next (segments, &failure)) {
		gint64 id = seg_statement_integer (segments, 0);
		g_autofree char *label = g_strdup_printf (_("in segment \"%s\""), seg_statement_text (segments, 1));
		gsize n = 0;

		for (guint i = 0; i < list->ids->len; i++) {
			of[i] = g_array_index (list->segments, gint64, i) == id;
			n += of[i] > 0;
		}
		if (n > 0 && n < list->ids->len)
			compare (list, of, "segment", label, TRUE, rows);
	}
	return seg_query_ended (failure, error);
}

static gboolean
compare_features (SegWorkspace *workspace, SegUserCounter *counter, gsize n_users, List *list, double *of, SegJob *job, GPtrArray *rows, GError **error)
{
	g_autoptr (GPtrArray) columns = seg_user_columns (workspace, NULL, error);
	g_autofree double *numbers = g_try_malloc_n (n_users + 1, sizeof *numbers);

	if (columns == NULL || numbers == NULL) {
		if (columns != NULL)
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu people"), n_users);
		return FALSE;
	}
	for (guint k = 0; k < columns->len; k++) {
		const SegUserColumn *column = columns->pdata[k];

		if (!column->is_feature || column->expression != NULL)
			continue;
		if (!seg_job_proceed (job, (double) k / columns->len, _("comparing the arms"), error)
		    || !seg_user_counter_numbers (counter, workspace, column->name, job, numbers, error))
			return FALSE;
		for (guint i = 0; i < list->ids->len; i++)
			of[i] = list->at[i] != G_MAXSIZE ? numbers[list->at[i]] : NAN;
		compare (list, of, column->name, column->label, FALSE, rows);
	}
	return TRUE;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
	double one = fabs ((*(SegBalanceRow *const *) a)->difference), other = fabs ((*(SegBalanceRow *const *) b)->difference);

	if (isnan (one) || isnan (other))
		return isnan (one) - isnan (other);
	return (one < other) - (one > other);
}

/* How far arms of these sizes lie apart by chance in the worst of all rows, in 95 of 100 draws (Bonferroni). */
static double
by_chance (const SegBalance *balance, const SegBalanceRow *worst, const GPtrArray *arms)
{
	double first = (double) ((const SegCampaignArm *) arms->pdata[0])->n, other = 0;

	for (guint i = 1; i < arms->len; i++)
		if (strcmp (((const SegCampaignArm *) arms->pdata[i])->name, worst->arm) == 0)
			other = (double) ((const SegCampaignArm *) arms->pdata[i])->n;
	return gsl_cdf_ugaussian_Qinv (0.025 / balance->rows->len) * sqrt (1 / first + 1 / other);
}

static void
conclude (SegBalance *balance, const GPtrArray *arms)
{
	const SegBalanceRow *worst;
	double chance;

	g_ptr_array_sort (balance->rows, compare_rows);
	worst = balance->rows->len > 0 ? balance->rows->pdata[0] : NULL;
	chance = worst != NULL ? by_chance (balance, worst, arms) : 0;
	balance->largest = worst != NULL && !isnan (worst->difference) ? fabs (worst->difference) : 0;
	if (worst == NULL)
		balance->words = g_strdup (_("There is nothing to compare the arms by: no features were computed, and there are no segments."));
	else if (balance->largest > MAX (chance, SEG_BALANCE_LIMIT))
		balance->words = g_strdup_printf (_("The arms differ more than chance explains: %s is %.2f standard deviations apart (%s against %s; up to %.2f comes by "
		                                    "chance). Draw them anew."), worst->label, balance->largest, worst->arm, balance->first, chance);
	else if (balance->largest > SEG_BALANCE_LIMIT)
		balance->words = g_strdup_printf (_("The arms differ by what chance does with so few people: up to %.2f standard deviations (%s; chance alone makes up to %.2f). "
		                                    "A larger list, or a larger control group, makes them more alike."), balance->largest, worst->label, chance);
	else
		balance->words = g_strdup_printf (_("The arms are alike: the largest difference is %.2f standard deviations (%s)."), balance->largest, worst->label);
}

SegBalance *
seg_campaign_balance (SegWorkspace *workspace, const SegCampaign *campaign, SegJob *job, GError **error)
{
	g_autoptr (SegBalance) balance = g_new0 (SegBalance, 1);
	g_autoptr (SegUserCounter) counter = seg_user_counter_new ();
	g_autofree double *of = NULL;
	const gint64 *users;
	gsize n_users;
	List list;
	gboolean done, anew;

	if (campaign->arms->len < 2) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The list has only one arm, so there is nothing to compare"));
		return NULL;
	}
	balance->first = g_strdup (((const SegCampaignArm *) campaign->arms->pdata[0])->name);
	balance->rows = g_ptr_array_new_with_free_func (free_row);
	done = read_list (workspace, campaign, &list, error) && seg_user_counter_users (counter, workspace, job, &users, &n_users, &anew, error);
	if (done) {
		of = g_new (double, list.ids->len + 1);
		list.at = g_new (gsize, list.ids->len + 1);
		for (guint i = 0; i < list.ids->len; i++) {
			gssize at = seg_ids_find (users, n_users, g_array_index (list.ids, gint64, i));

			list.at[i] = at >= 0 ? (gsize) at : G_MAXSIZE;
		}
		done = compare_segments (workspace, &list, of, balance->rows, error)
		       && compare_features (workspace, counter, n_users, &list, of, job, balance->rows, error);
	}
	clear_list (&list);
	if (!done)
		return NULL;
	conclude (balance, campaign->arms);
	return g_steal_pointer (&balance);
}
