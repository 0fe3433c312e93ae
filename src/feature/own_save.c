/* Keeping, renaming and forgetting definitions, and what that means for those who use them. */
#include <config.h>
#include "feature-private.h"
#include "own-private.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

static gboolean
refuse (const SegOwnPlan *plan, guint number, SegOwnMistake *mistake, GError **error)
{
	const SegOwnFeature *own = plan->owns->pdata[number];

	if (mistake != NULL)
		*mistake = plan->mistakes[number];
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The own feature “%s” cannot be computed: %s"), own->name != NULL ? own->name : "", own->fault);
	return FALSE;
}

/* A change being tried out ----------------------------------------------------------------------------------------------- */

typedef struct {
	SegOwnPlan *plan;   /* of all definitions, as they would be */
	guint       number; /* of the changed one */
	char       *old_name, *old_label; /* NULL: it is new */
	GHashTable *sound;  /* ids of those that can be computed as they are */
} Change;

static void
change_clear (Change *change)
{
	g_clear_pointer (&change->plan, seg_own_plan_free);
	g_clear_pointer (&change->sound, g_hash_table_unref);
	g_free (change->old_name);
	g_free (change->old_label);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Change, change_clear)

static gboolean
find_sound (SegWorkspace *workspace, Change *change, GError **error)
{
	g_autoptr (GPtrArray) owns = seg_own_features (workspace, error);

	change->sound = g_hash_table_new (NULL, NULL);
	for (guint i = 0; owns != NULL && i < owns->len; i++) {
		const SegOwnFeature *own = owns->pdata[i];

		if (own->fault == NULL)
			g_hash_table_add (change->sound, GSIZE_TO_POINTER ((gsize) own->id));
	}
	return owns != NULL;
}

/* Puts the new name into the formulas of the others. */
static void
rename_in_formulas (const GPtrArray *owns, gint64 except, const char *old_name, const char *new_name)
{
	for (guint i = 0; i < owns->len; i++) {
		SegOwnFeature *own = owns->pdata[i];
		g_autofree char *before = own->expression;

		if (own->expression != NULL)
			own->expression = own->id != except ? seg_expression_replace (before, old_name, "user", new_name) : g_strdup (before);
	}
}

/* Puts a copy of @own among @owns; its number, and what it was called. */
static guint
put_among (GPtrArray *owns, const SegOwnFeature *own, char **old_name, char **old_label)
{
	for (guint i = 0; own->id != 0 && i < owns->len; i++) {
		SegOwnFeature *other = owns->pdata[i];

		if (other->id != own->id)
			continue;
		*old_name = g_strdup (other->name);
		*old_label = seg_own_feature_label (other);
		seg_own_feature_free (other);
		owns->pdata[i] = seg_own_feature_copy (own);
		return i;
	}
	g_ptr_array_add (owns, seg_own_feature_copy (own));
	return owns->len - 1;
}

static gboolean
try_change (SegWorkspace *workspace, const SegOwnFeature *own, Change *change, GError **error)
{
	GPtrArray *owns = seg_own_features_load (workspace, error);

	if (owns == NULL)
		return FALSE;
	change->number = put_among (owns, own, &change->old_name, &change->old_label);
	if (change->old_name != NULL && own->name != NULL && strcmp (change->old_name, own->name) != 0)
		rename_in_formulas (owns, own->id, change->old_name, own->name);
	return (change->plan = seg_own_plan_stored (workspace, owns, error)) != NULL && find_sound (workspace, change, error);
}

/* Whether the changed one, and all that could be computed before, can be computed. */
static gboolean
judge_change (const Change *change, SegOwnMistake *mistake, GError **error)
{
	const SegOwnPlan *plan = change->plan;
	const SegOwnFeature *own = plan->owns->pdata[change->number];

	if (own->fault != NULL)
		return refuse (plan, change->number, mistake, error);
	for (guint i = 0; i < plan->owns->len; i++) {
		const SegOwnFeature *other = plan->owns->pdata[i];

		if (other->fault == NULL || !g_hash_table_contains (change->sound, GSIZE_TO_POINTER ((gsize) other->id)))
			continue;
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("“%s” could not be computed any more: %s"), other->name, other->fault);
		return FALSE;
	}
	return TRUE;
}

gboolean
seg_own_feature_check (SegWorkspace *workspace, const SegOwnFeature *own, SegOwnMistake *mistake, GError **error)
{
	g_auto (Change) change = { 0 };

	if (mistake != NULL)
		*mistake = (SegOwnMistake) { SEG_OWN_PART_NONE, 0 };
	return try_change (workspace, own, &change, error) && judge_change (&change, mistake, error);
}

/* Saving ------------------------------------------------------------------------------------------------------------------ */

/* The columns of sets that were computed under the old name: their values stay. */
static gboolean
rename_columns (SegWorkspace *workspace, const char *old_name, const char *new_name, const char *new_label, GError **error)
{
	g_autoptr (SegStatement) rename = seg_workspace_prepare (workspace,
		"UPDATE feature SET name = :new, label = :label WHERE name = :old AND definition <> ''", error);

	if (rename == NULL)
		return FALSE;
	seg_statement_bind_text (rename, ":old", old_name);
	seg_statement_bind_text (rename, ":new", new_name);
	seg_statement_bind_text (rename, ":label", new_label);
	return seg_statement_run (rename, error);
}

static gboolean
write_change (SegWorkspace *workspace, const Change *change, SegOwnFeature *own, GError **error)
{
	gboolean renamed = change->old_name != NULL && strcmp (change->old_name, own->name) != 0;
	g_autofree char *label = seg_own_feature_label (own);

	if (renamed && !seg_feature_name_change (workspace, change->old_name, own->name, error))
		return FALSE;
	if (change->old_label != NULL && strcmp (change->old_label, label) != 0
	    && !seg_feature_label_change (workspace, change->old_name, change->old_label, label, error))
		return FALSE;
	if (change->old_name != NULL && !rename_columns (workspace, change->old_name, own->name, label, error))
		return FALSE;
	for (guint i = 0; renamed && i < change->plan->owns->len; i++)
		if (i != change->number && !seg_own_feature_write (workspace, change->plan->owns->pdata[i], error))
			return FALSE;
	return seg_own_feature_write (workspace, own, error);
}

gboolean
seg_own_feature_save (SegWorkspace *workspace, SegOwnFeature *own, SegOwnMistake *mistake, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_auto (Change) change = { 0 };
	g_autoptr (GPtrArray) one = g_ptr_array_new ();
	g_autofree char *detail = NULL;
	const gint64 id = own->id;

	if (mistake != NULL)
		*mistake = (SegOwnMistake) { SEG_OWN_PART_NONE, 0 };
	if (transaction == NULL || !try_change (workspace, own, &change, error) || !judge_change (&change, mistake, error))
		return FALSE;
	g_ptr_array_add (one, own);
	detail = seg_own_features_to_json (one);
	if (write_change (workspace, &change, own, error)
	    && seg_audit_add (workspace, id == 0 ? "define feature" : "change feature", change.old_name != NULL ? change.old_name : own->name, detail, error)
	    && seg_transaction_commit (g_steal_pointer (&transaction), error))
		return TRUE;
	own->id = id;
	return FALSE;
}

/* Forgetting -------------------------------------------------------------------------------------------------------------- */

static GPtrArray *
one_name (const char *name)
{
	GPtrArray *names = g_ptr_array_new ();

	g_ptr_array_add (names, (gpointer) name);
	return names;
}

char *
seg_own_feature_users (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (GPtrArray) names = one_name (name);

	return seg_feature_users (workspace, names, error);
}

/* Own features and components that could not be computed without it; "": none. */
static char *
made_of (SegWorkspace *workspace, const GPtrArray *owns, const GPtrArray *names, GError **error)
{
	g_autoptr (GPtrArray) made = seg_own_features_made_of (owns, names);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, "SELECT name, transforms FROM reduction ORDER BY id", error);
	GError *failure = NULL;

	if (rows == NULL)
		return NULL;
	while (seg_statement_next (rows, &failure)) {
		g_autofree char *found = seg_feature_name_replace (seg_statement_text (rows, 1), names->pdata[0], "");

		if (found != NULL)
			g_ptr_array_add (made, g_strdup_printf (_("the components %s"), seg_statement_text (rows, 0)));
	}
	if (!seg_query_ended (failure, error))
		return NULL;
	g_ptr_array_add (made, NULL);
	return g_strjoinv (", ", (char **) made->pdata);
}

static gboolean
may_be_forgotten (SegWorkspace *workspace, const GPtrArray *owns, const GPtrArray *names, gboolean force, GError **error)
{
	const char *name = names->pdata[0];
	g_autofree char *users = seg_feature_users (workspace, names, error), *made = NULL;

	if (users == NULL || (made = made_of (workspace, owns, names, error)) == NULL)
		return FALSE;
	if (*made != '\0')
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("“%s” is still used: %s are made of it; change or forget them first"), name, made);
	else if (*users != '\0' && !force)
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, seg_hint (_("“%s” is still used (%s); --force forgets it all the same"),
		                                                         _("“%s” is still used (%s); change or delete those first")), name, users);
	else
		return TRUE;
	return FALSE;
}

gboolean
seg_own_feature_forget (SegWorkspace *workspace, const char *name, gboolean force, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (GPtrArray) owns = transaction != NULL ? seg_own_features_load (workspace, error) : NULL;
	const SegOwnFeature *own = owns != NULL ? seg_own_feature_find (owns, name) : NULL;
	g_autoptr (GPtrArray) one = g_ptr_array_new (), names = NULL;
	g_autofree char *detail = NULL;

	if (owns == NULL)
		return FALSE;
	if (own == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, seg_hint (_("There is no own feature “%s”; see: segscope features definitions WORKSPACE"),
		                       _("There is no own feature “%s” any more; Features lists those there are")), name);
		return FALSE;
	}
	g_ptr_array_add (one, (gpointer) own);
	detail = seg_own_features_to_json (one);
	names = one_name (own->name);
	return may_be_forgotten (workspace, owns, names, force, error) && seg_feature_names_deselect (workspace, names, error)
	       && seg_own_feature_delete (workspace, own->id, error) && seg_audit_add (workspace, "forget feature", own->name, detail, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

/* Several at once --------------------------------------------------------------------------------------------------------- */

gboolean
seg_own_features_import (SegWorkspace *workspace, const GPtrArray *owns, guint *n_new, guint *n_changed, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (GPtrArray) all = transaction != NULL ? seg_own_features_load (workspace, error) : NULL;
	g_autoptr (SegOwnPlan) plan = NULL;
	g_autofree char *detail = NULL;
	const guint n_before = all != NULL ? all->len : 0;

	if (all == NULL)
		return FALSE;
	for (guint i = 0; i < owns->len; i++) {
		g_autoptr (SegOwnFeature) own = seg_own_feature_copy (owns->pdata[i]);
		const SegOwnFeature *old = seg_own_feature_find (all, own->name);
		g_autofree char *old_name = NULL, *old_label = NULL;

		own->id = old != NULL ? old->id : 0;
		put_among (all, own, &old_name, &old_label);
	}
	if (n_new != NULL)
		*n_new = all->len - n_before;
	if (n_changed != NULL)
		*n_changed = owns->len - (all->len - n_before);
	if ((plan = seg_own_plan_stored (workspace, g_steal_pointer (&all), error)) == NULL)
		return FALSE;
	for (guint i = 0; i < plan->owns->len; i++) {
		const SegOwnFeature *own = plan->owns->pdata[i];

		if (seg_own_feature_find (owns, own->name) == NULL)
			continue;
		if (own->fault != NULL)
			return refuse (plan, i, NULL, error);
		if (!seg_own_feature_write (workspace, plan->owns->pdata[i], error))
			return FALSE;
	}
	detail = seg_own_features_to_json (owns);
	return seg_audit_add (workspace, "import features", "own features", detail, error) && seg_transaction_commit (g_steal_pointer (&transaction), error);
}
