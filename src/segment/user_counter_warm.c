/* Reading what counts will ask for before anybody asks: attributes, the features of the set in use, texts. */
#include <config.h>
#include "column_store.h"

#include <segscope/feature.h>
#include <segscope/user_counter.h>

#include <string.h>

#define SPARE_COLUMNS 8 /* for texts, columns to sort by, and features beyond those that are read before anybody asks */

/* Those of users, texts or the others. */
static gboolean
read_attributes (SegUserCounter *counter, SegWorkspace *workspace, gboolean texts, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error), names = g_ptr_array_new ();
	g_autoptr (GArray) types = g_array_new (FALSE, FALSE, sizeof (SegType));
	const SegType text = SEG_TYPE_TEXT;

	if (attributes == NULL || !seg_column_store_begin (&counter->store, workspace, job, error))
		return FALSE;
	for (guint i = 0; i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];

		if ((attribute->type == SEG_TYPE_TEXT) != texts)
			continue;
		g_ptr_array_add (names, attribute->name);
		g_array_append_val (types, attribute->type);
	}
	if (texts) {
		g_ptr_array_add (names, (gpointer) "key");
		g_array_append_val (types, text);
	}
	return seg_column_store_read_attributes (&counter->store, workspace, names, (const SegType *) (gpointer) types->data, job, error);
}

/* The features of a set, those that are chosen first: of char*, owned; NULL with @error. */
static GPtrArray *
names_of_features (SegWorkspace *workspace, gint64 set_id, GError **error)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (workspace, set_id, error);
	g_autoptr (SegStatement) rows = set != NULL ? seg_workspace_prepare (workspace, "SELECT name FROM feature WHERE feature_set_id = ?1 ORDER BY position", error) : NULL;
	g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free), others = g_ptr_array_new_with_free_func (g_free);
	GError *failure = NULL;

	if (rows == NULL)
		return NULL;
	seg_statement_bind_integer_at (rows, 1, set_id);
	while (seg_statement_next (rows, &failure)) {
		const char *name = seg_statement_text (rows, 0);
		gboolean chosen = FALSE;

		for (guint i = 0; i < set->selection->len && !chosen; i++)
			chosen = strcmp (((const SegSelected *) set->selection->pdata[i])->name, name) == 0;
		g_ptr_array_add (chosen ? names : others, g_strdup (name));
	}
	if (!seg_query_ended (failure, error))
		return NULL;
	g_ptr_array_extend_and_steal (names, g_steal_pointer (&others));
	return g_steal_pointer (&names);
}

/* Room stays for what is asked for besides. */
static gboolean
read_features (SegUserCounter *counter, SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) names = NULL;
	gint64 set_id = 0;
	gboolean fine = TRUE;

	if (!seg_feature_set_in_use (workspace, &set_id, error))
		return FALSE;
	if (set_id == 0)
		return TRUE;
	if ((names = names_of_features (workspace, set_id, error)) == NULL)
		return FALSE;
	for (guint i = 0; i < names->len && fine && seg_column_store_has_room (&counter->store, SPARE_COLUMNS); i++)
		fine = seg_column_store_get (&counter->store, workspace, names->pdata[i], SEG_TYPE_NUMBER, set_id, job, error) != NULL;
	seg_column_store_end_reading (&counter->store);
	return fine;
}

gboolean
seg_user_counter_warm (SegUserCounter *counter, SegWorkspace *workspace, SegJob *job, GError **error)
{
	return read_attributes (counter, workspace, FALSE, job, error);
}

/* In steps: what was read stays when the rest is stopped, and is not read again. */
gboolean
seg_user_counter_warm_all (SegUserCounter *counter, SegWorkspace *workspace, SegJob *job, GError **error)
{
	return read_attributes (counter, workspace, FALSE, job, error) && read_features (counter, workspace, job, error)
	       && read_attributes (counter, workspace, TRUE, job, error);
}
