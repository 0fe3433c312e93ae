/* What a person does about outlying users: limits on features, a step of the cleaning recipe. */
#include <config.h>
#include "outlier-private.h"

#include <segscope/clean.h>

#define NOTE "outlying users" /* of the step, also its mark: kept in the file, so not translated */

/* Limits ---------------------------------------------------------------------------------------------------------------------------- */

gboolean
seg_outlying_limits (const SegOutlying *outlying, gsize column, double *low, double *high, gsize *n_outside)
{
	double least = INFINITY, most = -INFINITY;

	*n_outside = 0;
	if (outlying->matrix->columns[column].is_share)
		return FALSE;
	for (gsize row = 0; row < outlying->n_users; row++) {
		double value = seg_matrix_row (outlying->matrix->raw, row)[column];

		if (outlying->figures->outlying[row])
			continue;
		least = MIN (least, value);
		most = MAX (most, value);
	}
	for (gsize row = 0; row < outlying->n_users; row++) {
		double value = seg_matrix_row (outlying->matrix->raw, row)[column];

		*n_outside += value < least || value > most;
	}
	*low = least;
	*high = most;
	return *n_outside > 0 && least < most;
}

static gboolean
save_selection (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, const char *action, guint n_features,
                GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autofree char *detail = g_strdup_printf ("{\"features\": %u}", n_features);

	return transaction != NULL && seg_feature_set_select (workspace, set->id, selection, error)
	       && seg_audit_add (workspace, action, set->name, detail, error) && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

gboolean
seg_outlying_winsorise (SegWorkspace *workspace, const SegFeatureSet *set, const SegOutlying *outlying, const gsize *columns,
                        gsize n_columns, guint *n_features, GError **error)
{
	g_autoptr (GPtrArray) selection = seg_selection_copy (set->selection);

	*n_features = 0;
	for (gsize i = 0; i < n_columns; i++) {
		SegSelected *selected = seg_selection_find (selection, outlying->matrix->columns[columns[i]].feature);
		double low, high;
		gsize n_outside;

		if (selected == NULL || !seg_outlying_limits (outlying, columns[i], &low, &high, &n_outside))
			continue;
		selected->limited = TRUE;
		selected->low = low;
		selected->high = high;
		(*n_features)++;
	}
	return *n_features == 0 || save_selection (workspace, set, selection, "winsorise", *n_features, error);
}

gboolean
seg_outlying_unlimit (SegWorkspace *workspace, const SegFeatureSet *set, const char *const *features, guint *n_features, GError **error)
{
	g_autoptr (GPtrArray) selection = seg_selection_copy (set->selection);

	*n_features = 0;
	for (guint i = 0; i < selection->len; i++) {
		SegSelected *selected = selection->pdata[i];

		if (!selected->limited || (features != NULL && !g_strv_contains (features, selected->name)))
			continue;
		selected->limited = FALSE;
		selected->low = -INFINITY;
		selected->high = INFINITY;
		(*n_features)++;
	}
	return *n_features == 0 || save_selection (workspace, set, selection, "take limits back", *n_features, error);
}

/* Setting aside ------------------------------------------------------------------------------------------------------------------------ */

/* The step that holds the users set aside here, or NULL. Borrowed from @recipe. */
static SegStep *
find_step (const GPtrArray *recipe)
{
	for (guint i = 0; i < recipe->len; i++) {
		SegStep *step = recipe->pdata[i];

		if (strcmp (step->kind->name, "exclude") == 0 && strcmp (step->note, NOTE) == 0)
			return step;
	}
	return NULL;
}

static gboolean
add_keys (SegStep *step, const char *const *keys, GError **error)
{
	const char *const *there = seg_step_get_all (step, "key");

	for (gsize i = 0; keys[i] != NULL; i++)
		if ((there == NULL || !g_strv_contains (there, keys[i])) && !seg_step_set (step, "key", keys[i], error))
			return FALSE;
		else
			there = seg_step_get_all (step, "key");
	return TRUE;
}

gboolean
seg_outlying_set_aside (SegWorkspace *workspace, const char *const *keys, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) recipe = seg_recipe_list (workspace, error);
	SegStep *there = recipe != NULL ? find_step (recipe) : NULL;
	g_autoptr (SegStep) step = NULL;

	if (recipe == NULL)
		return FALSE;
	if (there != NULL)
		return add_keys (there, keys, error) && seg_recipe_update (workspace, there, job, error);
	step = seg_step_new (seg_step_kind_find ("exclude"));
	g_free (step->note);
	step->note = g_strdup (NOTE);
	return seg_step_set (step, "of", "users", error) && add_keys (step, keys, error) && seg_recipe_add (workspace, step, 0, job, error);
}

char **
seg_outlying_aside (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) recipe = seg_recipe_list (workspace, error);
	SegStep *step = recipe != NULL ? find_step (recipe) : NULL;
	const char *const *keys = step != NULL && step->enabled ? seg_step_get_all (step, "key") : NULL;

	if (recipe == NULL)
		return NULL;
	return keys != NULL ? g_strdupv ((char **) keys) : g_new0 (char *, 1);
}

/* Puts in the step what is left without @keys; how many are left. */
static gboolean
remove_keys (SegStep *step, const char *const *keys, gsize *n_left, GError **error)
{
	g_auto (GStrv) before = g_strdupv ((char **) seg_step_get_all (step, "key"));

	for (gsize i = 0; keys[i] != NULL; i++)
		if (!g_strv_contains ((const char *const *) before, keys[i])) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The user \"%s\" is not set aside as outlying"), keys[i]);
			return FALSE;
		}
	seg_step_unset (step, "key");
	*n_left = 0;
	for (gsize i = 0; before[i] != NULL; i++) {
		if (g_strv_contains (keys, before[i]))
			continue;
		if (!seg_step_set (step, "key", before[i], error))
			return FALSE;
		(*n_left)++;
	}
	return TRUE;
}

gboolean
seg_outlying_take_back (SegWorkspace *workspace, const char *const *keys, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) recipe = seg_recipe_list (workspace, error);
	SegStep *step = recipe != NULL ? find_step (recipe) : NULL;
	gsize n_left = 0;

	if (recipe == NULL)
		return FALSE;
	if (step == NULL) {
		if (keys == NULL || keys[0] == NULL)
			return TRUE;
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The user \"%s\" is not set aside as outlying"), keys[0]);
		return FALSE;
	}
	if (keys != NULL && !remove_keys (step, keys, &n_left, error))
		return FALSE;
	return n_left > 0 ? seg_recipe_update (workspace, step, job, error) : seg_recipe_remove (workspace, step->id, job, error);
}
