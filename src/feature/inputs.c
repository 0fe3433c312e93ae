/* Everything that values of features depend on, in one place: whatever is missing here can change without a set becoming stale.
 *
 * What concerns all features is in the fingerprint of the set: the data (files, cleaning steps, policy for orders, repairs), the
 * instant, who counts, the clock, the meanings that the program gives its features, and, where there are features of campaigns among
 * them, the campaigns that reached people by then.
 * What concerns single features is in their definitions: those of own features, and the weights of components. Only sets that select
 * such a feature become stale with it. */
#include <config.h>
#include "feature-private.h"
#include "own-private.h"

#include <string.h>

/* The fingerprint of a set ------------------------------------------------------------------------------------------ */

/* Results come with files, so what files do not say of campaigns is: the exports that wrote to somebody, the campaigns that were taken away
 * after people had received them, for ids may be given again, and results that became those of a campaign later. "": there were none. */
#define CAMPAIGNS \
	"SELECT ifnull (group_concat (id), '') || coalesce ('; deleted ' || (SELECT max (id) FROM audit " \
	"WHERE action = 'delete campaign' AND detail IS NOT NULL), '') || coalesce ('; results given ' || (SELECT max (id) FROM audit " \
	"WHERE action IN ('give results', 'take in campaign')), '') FROM (SELECT id FROM export WHERE n_contacts > 0 " \
	"AND at <= :as_of ORDER BY id)"

char *
seg_feature_campaigns_by (SegWorkspace *workspace, gint64 as_of, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, CAMPAIGNS, error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":as_of", as_of);
	return seg_statement_next (statement, error) ? g_strdup (seg_statement_text (statement, 0)) : NULL;
}

char *
seg_feature_set_fingerprint (SegWorkspace *workspace, gint64 as_of, gboolean everyone, gboolean campaigns, GError **error)
{
	g_autofree char *data = seg_workspace_fingerprint (workspace, error), *reached = NULL, *clock = NULL;
	g_autoptr (GString) text = g_string_new (NULL);
	gint64 offset;

	if (data == NULL || !seg_clock_offset (workspace, &offset, error) || (campaigns && (reached = seg_feature_campaigns_by (workspace, as_of, error)) == NULL))
		return NULL;
	g_string_printf (text, "%s as of %" G_GINT64_FORMAT " by definitions %d%s", data, as_of, SEG_FEATURE_DEFINITIONS,
	                 everyone ? " of everyone" : "");
	if (offset != 0) {
		clock = seg_clock_format (offset);
		g_string_append_printf (text, " by %s", clock);
	}
	if (reached != NULL && *reached != '\0')
		g_string_append_printf (text, " after campaigns %s", reached);
	return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize) text->len);
}

/* Definitions of single features ------------------------------------------------------------------------------------ */

/* The treatments that enter a component, with the digests of own features in place of their names: renaming changes no value. */
static char *
without_own_names (const char *transforms, const GPtrArray *owns)
{
	char *text = g_strdup (transforms);

	for (guint i = 0; i < owns->len; i++) {
		const SegOwnFeature *own = owns->pdata[i];
		char *replaced = seg_feature_name_replace (text, own->name, own->digest);

		if (replaced == NULL)
			continue;
		g_free (text);
		text = replaced;
	}
	return text;
}

static void
add_components (GHashTable *definitions, SegStatement *reduction, const GPtrArray *owns)
{
	g_autofree char *transforms = without_own_names (seg_statement_text (reduction, 2), owns);
	const gint64 n = MIN (seg_statement_integer (reduction, 1), G_MAXUINT16);

	for (gint64 i = 1; i <= n; i++) {
		g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %s %s %s", i, transforms, seg_statement_text (reduction, 3),
		                                         seg_statement_text (reduction, 4));

		g_hash_table_insert (definitions, g_strdup_printf ("%s%" G_GINT64_FORMAT, seg_statement_text (reduction, 0), i),
		                     g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1));
	}
}

GHashTable *
seg_feature_definitions (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) owns = seg_own_features_load (workspace, error);
	g_autoptr (GHashTable) definitions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr (SegStatement) reductions = NULL;
	GError *failure = NULL;

	if (owns == NULL)
		return NULL;
	seg_own_digests (owns);
	for (guint i = 0; i < owns->len; i++) {
		const SegOwnFeature *own = owns->pdata[i];

		g_hash_table_insert (definitions, g_strdup (own->name), g_strdup (own->digest));
	}
	reductions = seg_workspace_prepare (workspace, "SELECT name, n_components, transforms, means, directions FROM reduction", error);
	if (reductions == NULL)
		return NULL;
	while (seg_statement_next (reductions, &failure))
		add_components (definitions, reductions, owns);
	return seg_query_ended (failure, error) ? g_steal_pointer (&definitions) : NULL;
}

static gint
compare_texts (gconstpointer a, gconstpointer b)
{
	return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
digest_of (GPtrArray *texts)
{
	g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

	g_ptr_array_sort (texts, compare_texts);
	for (guint i = 0; i < texts->len; i++)
		g_checksum_update (sum, texts->pdata[i], -1);
	return g_strdup (texts->len > 0 ? g_checksum_get_string (sum) : "");
}

/* In the order of the digests: names may change. */
char *
seg_own_selection_digest (SegWorkspace *workspace, const GPtrArray *selection, GError **error)
{
	g_autoptr (GHashTable) definitions = seg_feature_definitions (workspace, error);
	g_autoptr (GPtrArray) digests = g_ptr_array_new ();

	if (definitions == NULL)
		return NULL;
	for (guint i = 0; i < selection->len; i++) {
		char *digest = g_hash_table_lookup (definitions, ((const SegSelected *) selection->pdata[i])->name);

		if (digest != NULL)
			g_ptr_array_add (digests, digest);
	}
	return digest_of (digests);
}

char *
seg_feature_definitions_digest (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GHashTable) definitions = seg_feature_definitions (workspace, error);
	g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
	GHashTableIter all;
	gpointer name, digest;

	if (definitions == NULL)
		return NULL;
	g_hash_table_iter_init (&all, definitions);
	while (g_hash_table_iter_next (&all, &name, &digest))
		g_ptr_array_add (texts, g_strdup_printf ("%s %s;", (const char *) name, (const char *) digest));
	return digest_of (texts);
}
