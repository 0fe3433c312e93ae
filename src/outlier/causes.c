/* What makes a user odd: the parts of the columns in the distance and in being isolated. */
#include <config.h>
#include "outlier-private.h"

#include <segscope/text.h>

#define LEAST_SHARE 0.05

static int
compare_causes (gconstpointer a, gconstpointer b)
{
	double x = ((const SegOutlyingCause *) a)->share, y = ((const SegOutlyingCause *) b)->share;

	return x < y ? 1 : x > y ? -1 : ((const SegOutlyingCause *) a)->column < ((const SegOutlyingCause *) b)->column ? -1 : 1;
}

/* By the ways in which the user was found; half and half for both. */
static void
add_shares (const SegOutlying *outlying, const SegOutlyingUser *user, double *shares)
{
	const struct SegOutlyingFigures *figures = outlying->figures;
	gsize d = outlying->matrix->n_columns;
	const double *row = seg_matrix_row (outlying->matrix->scaled, user->row);
	g_autofree double *parts = g_new0 (double, d), *chosen = g_new0 (double, d);

	if (user->far && figures->mcd != NULL) {
		for (gsize i = 0; i < figures->n_columns; i++)
			chosen[i] = row[figures->columns[i]];
		seg_mcd_shares (figures->mcd, chosen, parts);
		for (gsize i = 0; i < figures->n_columns; i++)
			shares[figures->columns[i]] += parts[i] / (user->isolated ? 2 : 1);
	}
	if (user->isolated && figures->forest != NULL) {
		seg_isolation_shares (figures->forest, row, parts);
		for (gsize column = 0; column < d; column++)
			shares[column] += parts[column] / (user->far ? 2 : 1);
	}
}

GArray *
seg_outlying_causes (const SegOutlying *outlying, const SegOutlyingUser *user)
{
	GArray *causes = g_array_new (FALSE, FALSE, sizeof (SegOutlyingCause));
	gsize d = outlying->matrix->n_columns;
	g_autofree double *shares = g_new0 (double, d);

	add_shares (outlying, user, shares);
	for (gsize column = 0; column < d; column++) {
		SegOutlyingCause cause = { &outlying->matrix->columns[column], seg_matrix_row (outlying->matrix->raw, user->row)[column],
		                           outlying->figures->low[column], outlying->figures->high[column], shares[column] };

		if (cause.share >= LEAST_SHARE)
			g_array_append_val (causes, cause);
	}
	g_array_sort (causes, compare_causes);
	return causes;
}

/* "Orders 48 (usual 0 to 6)"; "City = 上海 (2.1 % of the users)". */
static char *
cause_words (const SegOutlyingCause *cause)
{
	g_autofree char *value = seg_format_auto (cause->value), *low = seg_format_auto (cause->low), *high = seg_format_auto (cause->high);
	g_autofree char *share = NULL;

	if (!cause->column->is_share)
		return g_strdup_printf (_("%s %s (usual %s to %s)"), cause->column->label, value, low, high);
	share = seg_format_share (cause->value > 0 ? cause->column->mean : 1 - cause->column->mean);
	return g_strdup_printf (cause->value > 0 ? _("%s (as %s of the users)") : _("not %s (as %s of the users)"), cause->column->label, share);
}

char *
seg_outlying_words (const SegOutlying *outlying, const SegOutlyingUser *user, guint n_most)
{
	g_autoptr (GArray) causes = seg_outlying_causes (outlying, user);
	GString *words = g_string_new (NULL);

	for (guint i = 0; i < causes->len && i < n_most; i++) {
		g_autofree char *one = cause_words (&g_array_index (causes, SegOutlyingCause, i));

		g_string_append_printf (words, "%s%s", i > 0 ? _(", ") : "", one);
	}
	if (causes->len == 0)
		g_string_append (words, _("a little of many features"));
	return g_string_free (words, FALSE);
}
