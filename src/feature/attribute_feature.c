/* Attributes of users as features: numbers, yes/no, dates (as days before the as-of day) and categories (one column a value).
 *
 * Default scalings and proposals come from a look at the first users only, so that the catalogue opens at once in a large
 * workspace; what is chosen is then computed from all of them. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define USERS_LOOKED_AT "10000"
#define LONG_TAIL 1.5          /* skewness from which a number is taken by its logarithm ... */
#define MEAN_OF_TAIL 1.2       /* ... when also the mean is so many medians: one outlier alone makes no tail */
#define FEW_NUMBERS 3          /* a number of so few different values is most likely a code, and not proposed */
#define ENOUGH_NUMBERS 3       /* with so many numbers no categories are proposed */

/* What the look at a column found. */
typedef struct {
	gint64 n, n_present, n_distinct;
	double minimum, mean, median, skewness;
} Look;

static gboolean
look_at (SegWorkspace *workspace, const SegAttribute *attribute, Look *look, GError **error)
{
	g_autofree char *column = seg_sql_identifier (attribute->name);
	g_autofree char *sql = g_strdup_printf (
		"WITH seen AS (SELECT %s AS x FROM user WHERE (listed OR NOT " SEG_SQL_USERS_LISTED ") AND " SEG_SQL_USER_IN_USE ("user") " ORDER BY id LIMIT " USERS_LOOKED_AT ") "
		"SELECT count(*), count(x), count(DISTINCT x), min(x), avg(x), avg(x * x), avg(x * x * x), "
		"(SELECT x FROM seen WHERE x IS NOT NULL ORDER BY x LIMIT 1 OFFSET (SELECT count(x) / 2 FROM seen)) FROM seen", column);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	double mean, square, cube, variance;

	if (statement == NULL || !seg_statement_next (statement, error))
		return FALSE;
	mean = seg_statement_double (statement, 4);
	square = seg_statement_double (statement, 5);
	cube = seg_statement_double (statement, 6);
	variance = square - mean * mean;
	*look = (Look) {
		.n = seg_statement_integer (statement, 0), .n_present = seg_statement_integer (statement, 1),
		.n_distinct = seg_statement_integer (statement, 2), .minimum = seg_statement_double (statement, 3),
		.mean = mean, .median = seg_statement_double (statement, 7),
		.skewness = (cube - 3 * mean * square + 2 * mean * mean * mean) / (variance * sqrt (variance)),
	};
	return TRUE;
}

/* Who somebody is, or how to reach them, is no feature. */
static gboolean
is_feature (const SegAttribute *attribute)
{
	static const char *const personal[] = { "name", "email", "phone", NULL };

	return attribute->type != SEG_TYPE_TEXT
	       && (attribute->field == NULL || !g_strv_contains (personal, attribute->field));
}

static gboolean
is_outcome (const SegAttribute *attribute)
{
	return g_strcmp0 (attribute->field, "outcome") == 0;
}

gboolean
seg_attribute_is_feature (const SegAttribute *attribute)
{
	return is_feature (attribute) && !is_outcome (attribute);
}

static gboolean
has_long_tail (const Look *look)
{
	return look->minimum >= 0 && look->skewness > LONG_TAIL && look->mean > MEAN_OF_TAIL * look->median;
}

static SegScaling
default_scaling (const SegAttribute *attribute, const Look *look)
{
	switch (attribute->type) {
	case SEG_TYPE_NUMBER:
		return has_long_tail (look) ? SEG_SCALING_LOG : SEG_SCALING_Z_SCORE;
	case SEG_TYPE_DATE:
		return SEG_SCALING_Z_SCORE;
	case SEG_TYPE_BOOLEAN:  /* 0 and 1 stay: a rare value must not stand out the more, the rarer it is */
	case SEG_TYPE_CATEGORY:
	case SEG_TYPE_TEXT:
	default:
		return SEG_SCALING_NONE;
	}
}

static char *
meaning_of (const SegAttribute *attribute)
{
	if (is_outcome (attribute))
		return g_strdup_printf (_("\"%s\" as imported: what became of the person. Something to predict, not to describe people by."),
		                        attribute->label);
	switch (attribute->type) {
	case SEG_TYPE_DATE:
		return g_strdup_printf (_("Calendar days from \"%s\" to the as-of day."), attribute->label);
	case SEG_TYPE_BOOLEAN:
		return g_strdup_printf (_("\"%s\" as imported: 1 for yes, 0 for no."), attribute->label);
	case SEG_TYPE_CATEGORY:
		return g_strdup_printf (_("\"%s\" as imported: one column of 0 and 1 for each value; of several values, as in music|film, each counts."), attribute->label);
	case SEG_TYPE_NUMBER:
	case SEG_TYPE_TEXT:
	default:
		return g_strdup_printf (_("\"%s\" as imported."), attribute->label);
	}
}

static SegFeature *
attribute_feature (const SegAttribute *attribute, const Look *look)
{
	SegFeature *feature = g_new0 (SegFeature, 1);
	gboolean is_date = attribute->type == SEG_TYPE_DATE;

	feature->name = g_strconcat (SEG_ATTRIBUTE_PREFIX, attribute->name, NULL);
	feature->label = is_date ? g_strdup_printf (_("%s, days ago"), attribute->label) : g_strdup (attribute->label);
	feature->meaning = meaning_of (attribute);
	feature->unit = g_strdup (is_date ? C_("unit", "days") : "");
	feature->is_outcome = is_outcome (attribute);
	feature->group = feature->is_outcome ? "outcome" : "profile";
	feature->scaling = default_scaling (attribute, look);
	feature->fill = attribute->type == SEG_TYPE_BOOLEAN ? SEG_FILL_FREQUENT : SEG_FILL_MEDIAN;
	feature->is_attribute = TRUE;
	feature->type = attribute->type;
	return feature;
}

/* Whether the column can tell people apart: more than one value, known for at least half of them, and no code. Consent and what
 * became of people do not describe them. */
static gboolean
is_useful (const SegAttribute *attribute, const Look *look)
{
	gint64 few = attribute->type == SEG_TYPE_NUMBER ? FEW_NUMBERS : 1;

	return g_strcmp0 (attribute->field, "consent") != 0 && !is_outcome (attribute) && look->n_distinct > few
	       && 2 * look->n_present >= look->n;
}

static void
propose_categories (GPtrArray *catalogue, const GArray *few_values)
{
	for (guint i = 0; i < few_values->len; i++)
		((SegFeature *) catalogue->pdata[g_array_index (few_values, guint, i)])->proposed = TRUE;
}

/* Those features that are outcomes, or those that are none. */
static gboolean
add_features (SegWorkspace *workspace, const GPtrArray *attributes, gboolean outcomes, SegFeatureData data, GPtrArray *catalogue,
              GError **error)
{
	g_autoptr (GArray) few_values = g_array_new (FALSE, FALSE, sizeof (guint)); /* categories that could be proposed */
	gboolean only_attributes = !(data & SEG_DATA_EVENTS);
	guint n_numbers = 0;

	for (guint i = 0; i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];
		SegFeature *feature;
		Look look;

		if (!is_feature (attribute) || is_outcome (attribute) != outcomes)
			continue;
		if (!look_at (workspace, attribute, &look, error))
			return FALSE;
		feature = attribute_feature (attribute, &look);
		if (only_attributes && is_useful (attribute, &look)) {
			feature->proposed = attribute->type == SEG_TYPE_NUMBER || attribute->type == SEG_TYPE_BOOLEAN;
			n_numbers += attribute->type == SEG_TYPE_NUMBER;
			if (attribute->type == SEG_TYPE_CATEGORY && look.n_distinct <= SEG_CATEGORY_LIMIT)
				g_array_append_val (few_values, catalogue->len);
		}
		g_ptr_array_add (catalogue, feature);
	}
	if (n_numbers < ENOUGH_NUMBERS)
		propose_categories (catalogue, few_values);
	return TRUE;
}

gboolean
seg_attribute_features_add (SegWorkspace *workspace, SegFeatureData data, GPtrArray *catalogue, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);

	return attributes != NULL && add_features (workspace, attributes, FALSE, data, catalogue, error)
	       && add_features (workspace, attributes, TRUE, data, catalogue, error);
}
