/* How an RFM grid is set up: the usual way, and a person's changes. Keeping it is in rfm_store.c. */
#include <config.h>
#include "rfm-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define USUAL_BINS 5

void
seg_rfm_definition_free (SegRfmDefinition *definition)
{
	if (definition == NULL)
		return;
	for (guint i = 0; i < SEG_RFM_N_AXES; i++)
		g_free (definition->axes[i].feature);
	for (guint i = 0; i < SEG_RFM_N_GROUPS; i++)
		g_free (definition->names[i]);
	g_free (definition);
}

SegRfmDefinition *
seg_rfm_definition_copy (const SegRfmDefinition *definition)
{
	SegRfmDefinition *copy = g_memdup2 (definition, sizeof *definition);

	for (guint i = 0; i < SEG_RFM_N_AXES; i++)
		copy->axes[i].feature = g_strdup (definition->axes[i].feature);
	for (guint i = 0; i < SEG_RFM_N_GROUPS; i++)
		copy->names[i] = g_strdup (definition->names[i]);
	return copy;
}

/* The usual axes --------------------------------------------------------------------------------------------------- */

/* The best of what there may be, in order of preference. */
static const char *const candidates[SEG_RFM_N_AXES][5] = {
	{ "recency_purchase_days", "recency_days" },
	{ "orders", "purchase_days", "active_days", "distinct_items" },
	{ "monetary", "seconds_total", "distinct_items", "active_days" },
};

static const SegUserColumn *
find_feature (const GPtrArray *columns, const char *name)
{
	for (guint i = 0; i < columns->len; i++) {
		const SegUserColumn *column = columns->pdata[i];

		if (column->is_feature && column->expression == NULL && strcmp (column->name, name) == 0)
			return column;
	}
	return NULL;
}

static gboolean
fail_axis (SegRfmAxis axis, GError **error)
{
	static const char *const messages[] = {
		N_("An RFM grid needs to know when people came, but no event has a time; import events or purchases with a date"),
		N_("An RFM grid needs to know how often people came; import what they did or bought, as events or purchases"),
		N_("An RFM grid needs an amount: money, time spent or different items; import purchases with an amount"),
	};

	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _(messages[axis]));
	return FALSE;
}

static gboolean
choose_axes (SegRfmDefinition *definition, const GPtrArray *columns, GError **error)
{
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++) {
		SegRfmRule *rule = &definition->axes[axis];

		rule->n_bins = USUAL_BINS;
		for (guint i = 0; candidates[axis][i] != NULL && rule->feature == NULL; i++)
			if (find_feature (columns, candidates[axis][i]) != NULL
			    && (axis != SEG_RFM_MONETARY || strcmp (candidates[axis][i], definition->axes[SEG_RFM_FREQUENCY].feature) != 0))
				rule->feature = g_strdup (candidates[axis][i]);
		if (rule->feature == NULL)
			return fail_axis ((SegRfmAxis) axis, error);
	}
	return TRUE;
}

gboolean
seg_rfm_is_of_purchases (const SegRfmDefinition *definition)
{
	return g_strcmp0 (definition->axes[SEG_RFM_RECENCY].feature, candidates[SEG_RFM_RECENCY][0]) == 0;
}

SegRfmDefinition *
seg_rfm_definition_usual (SegWorkspace *workspace, const SegFeatureSet *set, GError **error)
{
	g_autoptr (GPtrArray) columns = seg_user_columns (workspace, set, error);
	g_autoptr (SegRfmDefinition) definition = g_new0 (SegRfmDefinition, 1);

	if (columns == NULL || !choose_axes (definition, columns, error))
		return NULL;
	seg_rfm_set_language (definition, seg_rfm_language ());
	return g_steal_pointer (&definition);
}

SegRfmDefinition *
seg_rfm_definition_load (SegWorkspace *workspace, const SegFeatureSet *set, GError **error)
{
	g_autoptr (GPtrArray) columns = seg_user_columns (workspace, set, error);
	g_autoptr (SegRfmDefinition) kept = NULL;
	GError *failure = NULL;
	gboolean serves = TRUE;

	if (columns == NULL)
		return NULL;
	kept = seg_rfm_kept (workspace, &failure);
	if (!seg_query_ended (failure, error))
		return NULL;
	for (guint axis = 0; kept != NULL && axis < SEG_RFM_N_AXES; axis++)
		serves = serves && find_feature (columns, kept->axes[axis].feature) != NULL;
	return kept != NULL && serves ? g_steal_pointer (&kept) : seg_rfm_definition_usual (workspace, set, error);
}

/* Changes ---------------------------------------------------------------------------------------------------------- */

/* What a person said of single cells makes no sense in a grid of another size. */
static void
forget_cells (SegRfmDefinition *definition, guint n_rows, guint n_columns)
{
	if (seg_rfm_n_rows (definition) != n_rows || seg_rfm_n_columns (definition) != n_columns)
		memset (definition->cells, 0, sizeof definition->cells);
}

static void
set_rule (SegRfmDefinition *definition, SegRfmAxis axis, guint n_bins, const double *cuts)
{
	SegRfmRule *rule = &definition->axes[axis];
	guint n_rows = seg_rfm_n_rows (definition), n_columns = seg_rfm_n_columns (definition);

	memset (rule->cuts, 0, sizeof rule->cuts);
	rule->n_bins = n_bins;
	rule->own_cuts = cuts != NULL;
	if (cuts != NULL)
		memcpy (rule->cuts, cuts, (n_bins - 1) * sizeof *cuts);
	forget_cells (definition, n_rows, n_columns);
}

gboolean
seg_rfm_set_bins (SegRfmDefinition *definition, SegRfmAxis axis, guint n_bins, GError **error)
{
	if (n_bins < SEG_RFM_LEAST_BINS || n_bins > SEG_RFM_MOST_BINS) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("An axis has %d to %d bins, not %u"), SEG_RFM_LEAST_BINS, SEG_RFM_MOST_BINS,
		             n_bins);
		return FALSE;
	}
	set_rule (definition, axis, n_bins, NULL);
	return TRUE;
}

static gboolean
parse_cut (const char *word, guint n, const double *cuts, double *cut, GError **error)
{
	char *end;

	*cut = g_ascii_strtod (word, &end);
	if (end == word || *end != '\0' || !isfinite (*cut))
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a number; write cut points like 30, 90, 180"), word);
	else if (n == SEG_RFM_MOST_BINS - 1)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("An axis has at most %d bins, so at most %d cut points"), SEG_RFM_MOST_BINS,
		             SEG_RFM_MOST_BINS - 1);
	else if (n > 0 && *cut <= cuts[n - 1])
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Cut points must rise, but \"%s\" comes after a larger or equal one"), word);
	else
		return TRUE;
	return FALSE;
}

gboolean
seg_rfm_set_cuts (SegRfmDefinition *definition, SegRfmAxis axis, const char *text, GError **error)
{
	g_auto (GStrv) words = g_strsplit_set (text, ", ;", -1);
	double cuts[SEG_RFM_MOST_BINS - 1];
	guint n = 0;

	for (guint i = 0; words[i] != NULL; i++)
		if (*words[i] != '\0') {
			double cut;

			if (!parse_cut (words[i], n, cuts, &cut, error))
				return FALSE;
			cuts[n++] = cut;
		}
	if (n == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Cut points are needed, for example 30, 90, 180"));
		return FALSE;
	}
	set_rule (definition, axis, n + 1, cuts);
	return TRUE;
}

static gboolean
refuse_feature (const GPtrArray *columns, const SegFeatureSet *set, const char *feature, GError **error)
{
	g_autoptr (GString) names = g_string_new (NULL);

	for (guint i = 0; i < columns->len; i++) {
		const SegUserColumn *column = columns->pdata[i];

		if (column->is_feature && column->expression == NULL)
			g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", column->name);
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("The features \"%s\" have no \"%s\" to make an axis of; there are: %s"), set->name,
	             feature, names->str);
	return FALSE;
}

gboolean
seg_rfm_set_feature (SegWorkspace *workspace, const SegFeatureSet *set, SegRfmDefinition *definition, SegRfmAxis axis,
                     const char *feature, GError **error)
{
	g_autoptr (GPtrArray) columns = seg_user_columns (workspace, set, error);
	SegRfmRule *rule = &definition->axes[axis];
	gboolean bought = seg_rfm_is_of_purchases (definition);

	if (columns == NULL)
		return FALSE;
	if (find_feature (columns, feature) == NULL)
		return refuse_feature (columns, set, feature, error);
	if (strcmp (rule->feature, feature) == 0)
		return TRUE;
	g_free (rule->feature);
	rule->feature = g_strdup (feature);
	set_rule (definition, axis, rule->n_bins, NULL);
	for (guint language = SEG_RFM_ENGLISH; language <= SEG_RFM_CHINESE; language++) /* a default name follows the axis */
		if (strcmp (definition->names[SEG_RFM_NONE], seg_rfm_group_default (SEG_RFM_NONE, (SegRfmLanguage) language, bought)) == 0) {
			g_free (definition->names[SEG_RFM_NONE]);
			definition->names[SEG_RFM_NONE] = g_strdup (seg_rfm_group_default (SEG_RFM_NONE, (SegRfmLanguage) language,
			                                                                   seg_rfm_is_of_purchases (definition)));
			break;
		}
	return TRUE;
}

void
seg_rfm_set_columns (SegRfmDefinition *definition, SegRfmColumns columns)
{
	guint n_rows = seg_rfm_n_rows (definition), n_columns = seg_rfm_n_columns (definition);

	definition->columns = columns;
	forget_cells (definition, n_rows, n_columns);
}

gboolean
seg_rfm_set_name (SegRfmDefinition *definition, SegRfmGroup group, const char *name, GError **error)
{
	g_autofree char *checked = seg_segment_name_check (name, error), *folded = NULL; /* groups are kept as segments */

	if (checked == NULL)
		return FALSE;
	folded = g_utf8_casefold (checked, -1);
	for (guint i = 0; i < SEG_RFM_N_GROUPS; i++) {
		g_autofree char *other = g_utf8_casefold (definition->names[i], -1);

		if (i != (guint) group && strcmp (folded, other) == 0) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Another group is already called \"%s\"; choose another name"),
			             definition->names[i]);
			return FALSE;
		}
	}
	g_free (definition->names[group]);
	definition->names[group] = g_steal_pointer (&checked);
	return TRUE;
}

void
seg_rfm_set_language (SegRfmDefinition *definition, SegRfmLanguage language)
{
	for (guint i = 0; i < SEG_RFM_N_GROUPS; i++) {
		g_free (definition->names[i]);
		definition->names[i] = g_strdup (seg_rfm_group_default ((SegRfmGroup) i, language, seg_rfm_is_of_purchases (definition)));
	}
}
