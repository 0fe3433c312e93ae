/* Which features this workspace's data allow. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>
#include <string.h>

void
seg_feature_free (SegFeature *feature)
{
	if (feature == NULL)
		return;
	g_free (feature->name);
	g_free (feature->label);
	g_free (feature->meaning);
	g_free (feature->unit);
	g_free (feature->definition);
	g_free (feature);
}

/* Whether @column of @table has a value anywhere. */
static gboolean
has_value (SegWorkspace *workspace, const char *table, const char *name, gint64 *found, GError **error)
{
	g_autofree char *column = seg_sql_identifier (name);
	g_autofree char *sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM %s WHERE %s IS NOT NULL)", table, column);

	return seg_workspace_count (workspace, sql, found, error);
}

/* Categories of items and registrations of users are attributes, known by their meaning. */
static gboolean
has_field (SegWorkspace *workspace, const char *entity, const char *field, gint64 *found, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, entity, error);
	const SegAttribute *attribute;

	*found = FALSE;
	if (attributes == NULL)
		return FALSE;
	attribute = seg_attributes_with_field (attributes, field);
	return attribute == NULL || has_value (workspace, entity, attribute->name, found, error);
}

/* What campaigns left: outcomes by their names in the program (result_words of ingest), and lists that were exported. */
#define RESULTS(condition) "SELECT EXISTS (SELECT 1 FROM result WHERE " condition ")"
#define OPENED_WORDS    "outcome = 'opened'"
#define CLICKED_WORDS   "outcome IN ('clicked', 'visited', 'replied')"
#define CONVERTED_WORDS "outcome IN ('converted', 'redeemed')"

/* What is asked of tables; what events have is known by their kinds. */
static const struct { SegFeatureData data; const char *sql; } questions[] = {
	{ SEG_DATA_TEXTS, "SELECT EXISTS (SELECT 1 FROM review)" },
	{ SEG_DATA_RESULTS, "SELECT EXISTS (SELECT 1 FROM result) OR EXISTS (SELECT 1 FROM campaign WHERE exported_at IS NOT NULL)" },
	{ SEG_DATA_OPENED, RESULTS (OPENED_WORDS) },
	{ SEG_DATA_CLICKED, RESULTS (CLICKED_WORDS) },
	{ SEG_DATA_CONVERTED, RESULTS (CONVERTED_WORDS) },
	{ SEG_DATA_RESULT_TIMES, RESULTS ("at IS NOT NULL AND (" OPENED_WORDS " OR " CLICKED_WORDS " OR " CONVERTED_WORDS ")") },
	{ SEG_DATA_RESULT_MONEY, RESULTS ("amount IS NOT NULL") },
};

/* Attributes that features ask for, by their meaning; those of items only serve where events name items. */
static const struct { SegFeatureData data; const char *entity, *field; } wanted_fields[] = {
	{ SEG_DATA_TENURE, "user", "registered" },
	{ SEG_DATA_CATEGORIES, "item", "category" },
	{ SEG_DATA_PRICES, "item", "price" },
	{ SEG_DATA_LEVELS, "item", "level" },
};

static gboolean
find_fields (SegWorkspace *workspace, guint *found, GError **error)
{
	gint64 answer;

	for (gsize i = 0; i < G_N_ELEMENTS (wanted_fields); i++) {
		if (!has_field (workspace, wanted_fields[i].entity, wanted_fields[i].field, &answer, error))
			return FALSE;
		if (answer && (wanted_fields[i].data == SEG_DATA_TENURE || (*found & SEG_DATA_ITEMS)))
			*found |= wanted_fields[i].data;
	}
	return TRUE;
}

/* What orders, money and refunds speak for, whatever the policy for orders makes of it. */
static gboolean
is_shopping (const SegEventKind *kind)
{
	static const char *const names[] = { "refund", "refunded", "cancellation", "given back", "test order", NULL };

	return (kind->kind & (SEG_KIND_MONEY | SEG_KIND_PURCHASE)) || g_strv_contains (names, kind->name);
}

static guint
data_of_kind (const SegEventKind *kind)
{
	static const struct { SegEventHas has; guint data; } follows[] = {
		{ SEG_EVENT_HAS_TIME, SEG_DATA_TIMES | SEG_DATA_TENURE }, { SEG_EVENT_HAS_CLOCK, SEG_DATA_CLOCK },
		{ SEG_EVENT_HAS_RATING, SEG_DATA_RATINGS }, { SEG_EVENT_HAS_SECONDS, SEG_DATA_SECONDS | SEG_DATA_LEARNING },
		{ SEG_EVENT_HAS_ITEM, SEG_DATA_ITEMS }, { SEG_EVENT_HAS_QUANTITY, SEG_DATA_QUANTITIES },
	};
	guint found = SEG_DATA_EVENTS;

	for (gsize i = 0; i < G_N_ELEMENTS (follows); i++)
		found |= kind->has & follows[i].has ? follows[i].data : 0;
	found |= kind->kind & SEG_KIND_PURCHASE ? SEG_DATA_PURCHASES : 0;
	found |= (kind->kind & SEG_KIND_MONEY) && (kind->has & SEG_EVENT_HAS_AMOUNT) ? SEG_DATA_AMOUNTS : 0;
	return found | (is_shopping (kind) ? 0 : SEG_DATA_OTHERS);
}

gboolean
seg_feature_data_find (SegWorkspace *workspace, const GPtrArray *kinds, SegFeatureData *data, GError **error)
{
	guint found = seg_event_kinds_data (kinds);
	gint64 answer;

	for (guint i = 0; i < kinds->len; i++)
		found |= data_of_kind (kinds->pdata[i]);
	for (gsize i = 0; i < G_N_ELEMENTS (questions); i++) {
		if (!seg_workspace_count (workspace, questions[i].sql, &answer, error))
			return FALSE;
		found |= answer ? questions[i].data : 0;
	}
	if (!find_fields (workspace, &found, error))
		return FALSE;
	*data = (SegFeatureData) found;
	return TRUE;
}

/* What the kinds in use say. */
SegFeatureData
seg_event_kinds_data (const GPtrArray *kinds)
{
	guint found = seg_event_kinds_have_actions (kinds) ? SEG_DATA_ACTIONS : 0;

	for (guint i = 0; i < kinds->len; i++) {
		guint32 about = ((const SegEventKind *) kinds->pdata[i])->about;

		found |= about & (SEG_ABOUT_LEARNING | SEG_ABOUT_FINISHING) ? SEG_DATA_LEARNING : 0;
		found |= about & SEG_ABOUT_FINISHING ? SEG_DATA_FINISHING : 0;
		found |= about & (SEG_ABOUT_RETURN | SEG_ABOUT_RETURNED) ? SEG_DATA_RETURNS : 0;
	}
	return (SegFeatureData) found;
}

/* Without times, purchases, items or ratings only the counts are left to tell people apart. */
static void
propose_something (GPtrArray *catalogue)
{
	for (guint i = 0; i < catalogue->len; i++)
		if (((const SegFeature *) catalogue->pdata[i])->proposed)
			return;
	for (guint i = 0; i < catalogue->len; i++) {
		SegFeature *feature = catalogue->pdata[i];

		feature->proposed = g_str_has_prefix (feature->name, "count_");
	}
}

GPtrArray *
seg_feature_catalogue (SegWorkspace *workspace, GError **error)
{
	SegFeatureContext *context = seg_feature_context_new (workspace, 0, error);
	SegFeaturePlan *plan = context != NULL ? seg_feature_plan_new (context, NULL, 0, NULL, error) : NULL;
	g_autoptr (GPtrArray) catalogue = plan != NULL ? g_ptr_array_ref (context->features) : NULL;
	SegFeatureData data = context != NULL ? context->data : 0;

	seg_feature_plan_free (plan);
	seg_feature_context_free (context);
	if (catalogue == NULL || !seg_attribute_features_add (workspace, data, catalogue, error))
		return NULL;
	propose_something (catalogue);
	return g_steal_pointer (&catalogue);
}

static gboolean
is_label (const SegFeature *feature, const char *folded)
{
	g_autofree char *label = g_utf8_casefold (feature->label, -1);

	return strcmp (label, folded) == 0;
}

const SegFeature *
seg_feature_find (const GPtrArray *catalogue, const char *name)
{
	g_autofree char *attribute = g_strconcat (SEG_ATTRIBUTE_PREFIX, name, NULL), *folded = g_utf8_casefold (name, -1);
	const char *const names[] = { name, attribute };

	for (gsize n = 0; n < G_N_ELEMENTS (names); n++)
		for (guint i = 0; i < catalogue->len; i++)
			if (strcmp (((const SegFeature *) catalogue->pdata[i])->name, names[n]) == 0)
				return catalogue->pdata[i];
	for (guint i = 0; i < catalogue->len; i++)
		if (is_label (catalogue->pdata[i], folded))
			return catalogue->pdata[i];
	return NULL;
}

/* The catalogue as a selection: all of it, only the proposed, or (@columns not NULL) attributes and these. */
static GPtrArray *
select_from_catalogue (SegWorkspace *workspace, gboolean only_proposed, GHashTable *columns, GError **error)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);
	GPtrArray *selection;

	if (catalogue == NULL)
		return NULL;
	selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	for (guint i = 0; i < catalogue->len; i++) {
		const SegFeature *feature = catalogue->pdata[i];
		gboolean there = columns == NULL || feature->is_attribute || g_hash_table_contains (columns, feature->name);

		if (there && (feature->proposed || !only_proposed))
			g_ptr_array_add (selection, seg_selected_new (feature->name, feature->scaling));
	}
	return selection;
}

GPtrArray *
seg_feature_selection_all (SegWorkspace *workspace, GError **error)
{
	return select_from_catalogue (workspace, FALSE, NULL, error);
}

GPtrArray *
seg_feature_selection_proposed (SegWorkspace *workspace, GError **error)
{
	return select_from_catalogue (workspace, TRUE, NULL, error);
}

GPtrArray *
seg_feature_selection_of_set (SegWorkspace *workspace, const SegFeatureSet *set, GError **error)
{
	g_autoptr (GHashTable) columns = seg_feature_set_columns (workspace, set->id, error);

	return columns != NULL ? select_from_catalogue (workspace, FALSE, columns, error) : NULL;
}
